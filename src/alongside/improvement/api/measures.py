"""Measures and their definitions."""

from __future__ import annotations

from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.improvement import actions
from alongside.improvement.actions.measures import DEFINED
from alongside.improvement.api.found import measure_of
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import Measure, MeasureVersion
from alongside.improvement.schemas import (
    MeasureChange,
    MeasureIn,
    MeasureOut,
    MeasureVersionIn,
    MeasureVersionOut,
    SetOut,
    TargetsIn,
)
from alongside.programme.models import Collaborative, Topic
from alongside.programme.queries import collaborative_for

router = Router(tags=["improvement"])


@router.get("/collaboratives/{slug}/measures", response=list[MeasureOut])
def list_measures(request: Request, slug: str) -> list[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    found = Measure.objects.filter(collaborative=collaborative).select_related("topic")
    return [measure_out(each) for each in found.prefetch_related("versions")]


@router.get("/collaboratives/{slug}/measures/{key}", response=MeasureOut)
def get_measure(request: Request, slug: str, key: str) -> MeasureOut:
    return measure_out(measure_of(collaborative_for(request.user, slug), key))


def measure_out(measure: Measure) -> MeasureOut:
    version = in_force(measure.versions.all())
    return MeasureOut(
        guid=measure.guid,
        key=measure.key,
        core=measure.core,
        topic=measure.topic.name if measure.topic else None,
        order=measure.order,
        version=version.number,
        retired_on=measure.retired_on,
        library=version.library,
        library_version=version.library_version,
        **{name: getattr(version, name) for name in DEFINED},
    )


@router.post("/collaboratives/{slug}/measures", response={201: MeasureOut})
def add_measure(request: Request, slug: str, given: MeasureIn) -> Status[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    fields = {**given.dict(), "topic": topic_of(collaborative, given.topic)}
    made = actions.add_measure(collaborative=collaborative, by=request.user, **fields)
    return Status(201, measure_out(made))


def topic_of(collaborative: Collaborative, name: str | None) -> Topic | None:
    if name is None:
        return None
    found = collaborative.topics.filter(name__iexact=name).first()
    if found is None:
        message = f"There is no topic {name!r} here."
        raise Invalid(message, "Use one of the collaborative's own.", fields={"topic": message})
    return found


@router.patch(
    "/collaboratives/{slug}/measures/{key}", response=MeasureOut, summary="Arrange, retire or bring back"
)
def change_measure(request: Request, slug: str, key: str, given: MeasureChange) -> MeasureOut:
    collaborative = collaborative_for(request.user, slug)
    measure = measure_of(collaborative, key)
    require(request.user, Permission.RUN_COLLABORATIVE, measure)
    fields = given.dict(exclude_unset=True)
    if "topic" in fields:
        fields["topic"] = topic_of(collaborative, fields["topic"])
    if "retired_on" in fields:
        day = fields.pop("retired_on")
        if day is not None:
            actions.retire_measure(measure=measure, on=day, by=request.user)
        elif measure.retired_on is not None:
            actions.bring_back_measure(measure=measure, by=request.user)
    return measure_out(actions.arrange_measure(measure=measure, by=request.user, **fields))


@router.get(
    "/collaboratives/{slug}/measures/{key}/versions",
    response=list[MeasureVersionOut],
    summary="A measure's definitions, oldest first",
)
def list_versions(request: Request, slug: str, key: str) -> list[MeasureVersion]:
    measure = measure_of(collaborative_for(request.user, slug), key)
    return definitions([measure.pk])[measure.pk]


@router.post(
    "/collaboratives/{slug}/measures/{key}/versions",
    response={201: MeasureVersionOut},
    summary="Define a measure anew from a month on; a phase begins with it on every chart",
)
def new_version(request: Request, slug: str, key: str, given: MeasureVersionIn) -> Status[MeasureVersion]:
    measure = measure_of(collaborative_for(request.user, slug), key)
    said = given.dict(exclude_unset=True)
    fields = {name: value for name, value in said.items() if value is not None or name == "multiply"}
    return Status(201, actions.new_version(measure=measure, by=request.user, **fields))


@router.put(
    "/collaboratives/{slug}/measures/{key}/targets",
    response=SetOut,
    summary="One target for many teams, from a day on",
)
def set_targets(request: Request, slug: str, key: str, given: TargetsIn) -> SetOut:
    collaborative = collaborative_for(request.user, slug)
    measure = measure_of(collaborative, key)
    require(request.user, Permission.RUN_COLLABORATIVE, measure)
    teams = list(collaborative.teams.filter(letter__in=given.teams))
    if missing := sorted(set(given.teams) - {team.letter for team in teams}):
        message = f"There is no team {', '.join(missing)} here."
        raise Invalid(message, "Use the teams' letters.", fields={"teams": message})
    made = actions.set_targets(
        measure=measure, teams=teams, value=given.value, since=given.since, by=request.user
    )
    return SetOut(set=len(made))
