"""Who took up what, when, and from whom: dated steps of teams with change ideas."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.models import Adoption, ChangeIdea
from alongside.programme.calendar import day_of, today
from alongside.programme.confidentiality import labels
from alongside.programme.dates import day
from alongside.programme.models import Event, Team
from alongside.programme.texts import line, one_of

AT_LEAST_TESTING = (Adoption.Stage.TESTING, Adoption.Stage.IMPLEMENTED, Adoption.Stage.SPREAD)


@transaction.atomic
def record_step(
    *,
    team: Team,
    idea: ChangeIdea,
    stage: str,
    on: dt.date | str,
    by: Person,
    learnt_from: Team | None = None,
    learnt_at: Event | None = None,
    note: str = "",
) -> Adoption:
    """Record that a team is at a stage with an idea since a day; from whom it learnt of it, and at which session."""
    require(by, Permission.LOG_TEST, team)
    one_of(stage, "stage", Adoption.Stage.values)
    on = day(on, "on")
    wrong = {}
    if idea.collaborative_id != team.collaborative_id:
        wrong["idea"] = "An idea of another collaborative."
    elif idea.topic_id is not None and not team.topics.filter(pk=idea.topic_id).exists():
        wrong["idea"] = f"Its topic is not among those of team {team.letter}."
    elif idea.retired_on is not None:
        wrong["idea"] = "It was taken out of the change package."
    if on > today(team.collaborative):
        wrong["on"] = "That day is still to come."
    if learnt_from is not None:
        if learnt_from.pk == team.pk:
            wrong["learnt_from"] = "A team learns from another one."
        elif learnt_from.pk not in labels(by, team.collaborative):
            wrong["learnt_from"] = "There is no such team here."
    if learnt_at is not None:
        if learnt_at.collaborative_id != team.collaborative_id:
            wrong["learnt_at"] = "Of another collaborative."
        elif day_of(learnt_at) > on:
            wrong["learnt_at"] = "It took place after the step."
    if wrong:
        raise Invalid("The step is not recorded yet.", "Correct what is marked.", fields=wrong)
    step = Adoption.objects.create(
        team=team,
        idea=idea,
        stage=stage,
        on=on,
        learnt_from=learnt_from,
        learnt_at=learnt_at,
        note=line(note, "note", most=300),
        by=by,
    )
    record(
        "adoption.step",
        by=by,
        thing=step,
        idea=idea.pk,
        stage=step.stage,
        on=on,
        learnt_from=learnt_from.pk if learnt_from else None,
        learnt_at=learnt_at.pk if learnt_at else None,
    )
    return step


@transaction.atomic
def undo_step(*, step: Adoption, by: Person) -> None:
    """Take back a step that was recorded by mistake; the trail keeps that it was there."""
    require(by, Permission.LOG_TEST, step)
    record(
        "adoption.undo",
        by=by,
        thing=step,
        idea=step.idea_id,
        stage=step.stage,
        on=step.on,
        recorded_by=step.by_id,
    )
    step.delete()


def testing_began(*, team: Team, idea: ChangeIdea, on: dt.date, by: Person) -> Adoption | None:
    """A test of an idea began: the team is testing it, unless it stands there or further already."""
    latest = Adoption.objects.filter(team=team, idea=idea).order_by("on", "id").last()
    if latest is not None and (latest.stage in AT_LEAST_TESTING or latest.on > on):
        return None
    return record_step(
        team=team, idea=idea, stage=Adoption.Stage.TESTING, on=min(on, today(team.collaborative)), by=by
    )
