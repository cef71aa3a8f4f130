"""Change ideas and what to take along for them."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Router, Schema, Status

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.improvement import actions
from alongside.improvement.models import ChangeIdea, Driver
from alongside.improvement.queries.adoption import idea_of
from alongside.improvement.queries.ideas import materials
from alongside.programme.models import Collaborative, Topic
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


class IdeaIn(Schema):
    title: str
    what: str = ""
    evidence: str = ""
    topic: str | None = Field(None, description="A topic's name; every team's without one")
    drivers: list[uuid.UUID] = Field([], description="Drivers it serves; the host's to say")
    team: str | None = Field(
        None, description="The letter of the team that proposes it; the host adds without one"
    )


class IdeaChange(Schema):
    revision: int
    title: str | None = None
    what: str | None = None
    evidence: str | None = None
    topic: str | None = None
    drivers: list[uuid.UUID] | None = None
    retired: bool | None = None


class IdeaOut(Schema):
    guid: uuid.UUID
    revision: int
    title: str
    what: str
    evidence: str
    topic: str | None
    drivers: list[uuid.UUID]
    retired_on: dt.date | None


class MaterialIn(Schema):
    title: str
    url: str = ""
    team: str | None = Field(None, description="The letter of the team it comes from; the host's without one")


class MaterialOut(Schema):
    title: str
    url: str
    source: str


def _idea(idea: ChangeIdea) -> IdeaOut:
    return IdeaOut(
        topic=idea.topic.name if idea.topic else None,
        drivers=[each.guid for each in idea.drivers.all()],
        **{
            name: getattr(idea, name)
            for name in ("guid", "revision", "title", "what", "evidence", "retired_on")
        },
    )


@router.get("/collaboratives/{slug}/ideas", response=list[IdeaOut])
def list_ideas(request: Request, slug: str) -> list[IdeaOut]:
    collaborative = collaborative_for(request.user, slug)
    found = ChangeIdea.objects.filter(collaborative=collaborative).select_related("topic")
    return [_idea(each) for each in found.prefetch_related("drivers")]


@router.get("/collaboratives/{slug}/ideas/{guid}", response=IdeaOut)
def get_idea(request: Request, slug: str, guid: uuid.UUID) -> IdeaOut:
    return _idea(idea_of(collaborative_for(request.user, slug), guid))


@router.post("/collaboratives/{slug}/ideas", response={201: IdeaOut})
def add_idea(request: Request, slug: str, given: IdeaIn) -> Status[IdeaOut]:
    """The host adds an idea; with `team`, a team proposes one, which stands under no driver yet."""
    collaborative = collaborative_for(request.user, slug)
    words = given.dict(include={"title", "what", "evidence"})
    if given.team:
        team = team_for(request.user, slug, given.team, Permission.LOG_TEST)
        topic = _topic(collaborative, given.topic)
        return Status(201, _idea(actions.propose_idea(team=team, topic=topic, by=request.user, **words)))
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    idea = actions.add_idea(
        collaborative=collaborative,
        topic=_topic(collaborative, given.topic),
        drivers=_drivers(collaborative, given.drivers),
        by=request.user,
        **words,
    )
    return Status(201, _idea(idea))


@router.patch("/collaboratives/{slug}/ideas/{guid}", response=IdeaOut)
def change_idea(request: Request, slug: str, guid: uuid.UUID, given: IdeaChange) -> IdeaOut:
    """Change the fields that are given. `revision` is the one you read; 409 gives both versions."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    idea = idea_of(collaborative, guid)
    fields = given.dict(exclude_unset=True)
    words = {name: fields[name] for name in ("title", "what", "evidence") if fields.get(name) is not None}
    if "topic" in fields:
        words["topic"] = _topic(collaborative, given.topic)
    drivers = None if given.drivers is None else _drivers(collaborative, given.drivers)
    idea = actions.write_idea(idea=idea, revision=given.revision, by=request.user, **words)
    if drivers is not None:
        actions.place_idea(idea=idea, drivers=drivers, by=request.user)
    if given.retired is not None:
        act = actions.retire_idea if given.retired else actions.restore_idea
        idea = act(idea=idea, by=request.user)
    return _idea(idea)


def _topic(collaborative: Collaborative, name: str | None) -> Topic | None:
    if not name:
        return None
    found = collaborative.topics.filter(name=name).first()
    if found is None:
        raise Invalid(
            f"There is no topic {name!r} here.",
            "Use one of the collaborative's.",
            fields={"topic": "Not here."},
        )
    return found


def _drivers(collaborative: Collaborative, guids: list[uuid.UUID]) -> list[Driver]:
    found = list(Driver.objects.filter(collaborative=collaborative, guid__in=guids))
    if len(found) != len(set(guids)):
        raise Invalid(
            "A driver is not in this diagram.", "Look at the diagram.", fields={"drivers": "Not here."}
        )
    return found


@router.get("/collaboratives/{slug}/ideas/{guid}/materials", response=list[MaterialOut])
def list_materials(request: Request, slug: str, guid: uuid.UUID) -> list[MaterialOut]:
    collaborative = collaborative_for(request.user, slug)
    found = materials(request.user, collaborative, idea_of(collaborative, guid))
    return [MaterialOut(title=each.title, url=each.url, source=each.source) for each in found]


@router.post("/collaboratives/{slug}/ideas/{guid}/materials", response={201: MaterialOut})
def add_material(request: Request, slug: str, guid: uuid.UUID, given: MaterialIn) -> Status[MaterialOut]:
    collaborative = collaborative_for(request.user, slug)
    idea = idea_of(collaborative, guid)
    team = team_for(request.user, slug, given.team, Permission.LOG_TEST) if given.team else None
    row = actions.add_material(idea=idea, title=given.title, url=given.url, team=team, by=request.user)
    return Status(201, MaterialOut(title=row.title, url=row.url, source=str(team) if team else "the host"))
