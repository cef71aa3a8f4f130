"""Who took up what: the steps of teams with change ideas."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Router, Schema, Status

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.models import Adoption
from alongside.improvement.queries.adoption import Reader, Stage, idea_of, standing
from alongside.programme.confidentiality import labels
from alongside.programme.queries import collaborative_for, event_for, team_for

router = Router(tags=["improvement"])


class StepIn(Schema):
    idea: uuid.UUID
    stage: str = Field(description=", ".join(Stage.values))
    on: dt.date
    learnt_from: str | None = Field(None, description="A team's letter")
    learnt_at: uuid.UUID | None = Field(None, description="A session or another event")
    note: str = ""


class StepOut(Schema):
    pk: int
    team: str
    idea: uuid.UUID
    stage: str
    on: dt.date
    learnt_from: str
    learnt_at: str
    note: str


@router.get("/collaboratives/{slug}/adoption", response=list[StepOut])
def list_steps(request: Request, slug: str, idea: uuid.UUID | None = None) -> list[StepOut]:
    """The dated steps of every team that you may know of, by idea and team; the last of each is where it stands."""
    collaborative = collaborative_for(request.user, slug)
    only = [idea_of(collaborative, idea)] if idea else None
    found = standing(collaborative, request.user, only)
    reader = Reader(request.user, collaborative, found)
    guids = dict(collaborative.change_ideas.values_list("pk", "guid"))
    shown = []
    for (idea_id, team), steps in found.steps.items():
        for row in steps:
            step = reader.step(row)
            shown.append(
                StepOut(
                    pk=row.pk,
                    team=found.labels[team].letter,
                    idea=guids[idea_id],
                    stage=step.stage,
                    on=step.on,
                    learnt_from=step.learnt_from,
                    learnt_at=step.learnt_at,
                    note=step.note,
                )
            )
    return shown


@router.post("/collaboratives/{slug}/teams/{letter}/adoption", response={201: StepOut})
def record_step(request: Request, slug: str, letter: str, given: StepIn) -> Status[StepOut]:
    """Record that a team is at a stage with an idea since a day."""
    team = team_for(request.user, slug, letter, Permission.LOG_TEST)
    collaborative = team.collaborative
    teacher = None
    if given.learnt_from:
        known = labels(request.user, collaborative)
        teacher = collaborative.teams.filter(letter=given.learnt_from, pk__in=known).first()
        if teacher is None:
            raise NotKnown(f"There is no team {given.learnt_from!r} here.", "Look at the list of teams.")
    step = actions.record_step(
        team=team,
        idea=idea_of(collaborative, given.idea),
        stage=given.stage,
        on=given.on,
        learnt_from=teacher,
        learnt_at=event_for(request.user, collaborative, given.learnt_at) if given.learnt_at else None,
        note=given.note,
        by=request.user,
    )
    return Status(
        201,
        StepOut(
            pk=step.pk,
            team=team.letter,
            idea=given.idea,
            stage=step.stage,
            on=step.on,
            learnt_from=given.learnt_from or "",
            learnt_at=step.learnt_at.title if step.learnt_at else "",
            note=step.note,
        ),
    )


@router.delete("/collaboratives/{slug}/teams/{letter}/adoption/{pk}", response={204: None})
def undo_step(request: Request, slug: str, letter: str, pk: int) -> Status[None]:
    """Take back a step that was recorded by mistake."""
    team = team_for(request.user, slug, letter, Permission.LOG_TEST)
    step = Adoption.objects.filter(team=team, pk=pk).select_related("team__scope__parent").first()
    if step is None:
        raise NotKnown()
    actions.undo_step(step=step, by=request.user)
    return Status(204, None)
