"""Over REST: who else asks for the same numbers, what is still needed, and the minutes they take."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Router, Schema, Status

from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.actions import Asked
from alongside.improvement.api.found import measure_of
from alongside.improvement.models import Requirement, TimeSpent
from alongside.improvement.queries.burden import burden_page
from alongside.improvement.queries.requirements import for_teams
from alongside.programme.models import Collaborative
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


class RequirementIn(Schema):
    name: str
    kind: str = Field(description="collaborative, incentive, audit, regulator or other")
    note: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None


class RequirementOut(RequirementIn):
    guid: uuid.UUID
    measures: list[str] = Field(description="Keys of the measures that answer it")


class AskedIn(Schema):
    """What a requirement asks of a measure."""

    least_cases: int | None = None
    entered_again: bool = False


class AskedOut(AskedIn):
    measure: str


class NeedOut(Schema):
    """A month of a measure that a requirement still needs, or has."""

    requirement: uuid.UUID
    measure: str
    period: str
    state: str = Field(description="sent, short (of cases), nothing (to submit) or missing")
    least_cases: int | None


class MinutesOut(Schema):
    period: str
    minutes: int


class BurdenMeasureOut(Schema):
    measure: str
    minutes: float | None = Field(description="An even share of the team's minutes: nobody logs by measure")
    answers: list[str]
    typed_in_again_for: list[str]


class BurdenOut(Schema):
    """What the collaborative's numbers cost a team in a month; medians of logged minutes."""

    minutes: float | None
    teams_that_logged: int
    teams: int
    measures: list[BurdenMeasureOut]


def _requirement(requirement: Requirement) -> RequirementOut:
    keys = requirement.answers.order_by("measure__order", "measure__key").values_list(
        "measure__key", flat=True
    )
    fields = ("guid", "name", "kind", "note", "starts", "ends")
    return RequirementOut(measures=list(keys), **{name: getattr(requirement, name) for name in fields})


def _found(collaborative: Collaborative, guid: uuid.UUID) -> Requirement:
    found = Requirement.objects.filter(collaborative=collaborative, guid=guid).first()
    if found is None:
        raise NotKnown()
    found.collaborative = collaborative
    return found


@router.get("/collaboratives/{slug}/requirements", response=list[RequirementOut])
def list_requirements(request: Request, slug: str) -> list[RequirementOut]:
    return [_requirement(each) for each in collaborative_for(request.user, slug).requirements.all()]


@router.post("/collaboratives/{slug}/requirements", response={201: RequirementOut})
def add_requirement(request: Request, slug: str, given: RequirementIn) -> Status[RequirementOut]:
    collaborative = collaborative_for(request.user, slug)
    return Status(
        201,
        _requirement(actions.add_requirement(collaborative=collaborative, by=request.user, **given.dict())),
    )


@router.put("/collaboratives/{slug}/requirements/{guid}", response=RequirementOut)
def change_requirement(request: Request, slug: str, guid: uuid.UUID, given: RequirementIn) -> RequirementOut:
    requirement = _found(collaborative_for(request.user, slug), guid)
    return _requirement(actions.change_requirement(requirement=requirement, by=request.user, **given.dict()))


@router.delete("/collaboratives/{slug}/requirements/{guid}", response={204: None})
def remove_requirement(request: Request, slug: str, guid: uuid.UUID) -> Status[None]:
    actions.remove_requirement(
        requirement=_found(collaborative_for(request.user, slug), guid), by=request.user
    )
    return Status(204, None)


@router.put(
    "/collaboratives/{slug}/requirements/{guid}/measures/{key}",
    response=AskedOut,
    summary="A measure answers a requirement",
)
def answer(request: Request, slug: str, guid: uuid.UUID, key: str, given: AskedIn) -> AskedOut:
    collaborative = collaborative_for(request.user, slug)
    row = actions.answer(
        requirement=_found(collaborative, guid),
        measure=measure_of(collaborative, key),
        asked=Asked(given.least_cases, given.entered_again),
        by=request.user,
    )
    return AskedOut(measure=key, least_cases=row.least_cases, entered_again=row.entered_again)


@router.delete("/collaboratives/{slug}/requirements/{guid}/measures/{key}", response={204: None})
def stop_answering(request: Request, slug: str, guid: uuid.UUID, key: str) -> Status[None]:
    collaborative = collaborative_for(request.user, slug)
    actions.stop_answering(
        requirement=_found(collaborative, guid), measure=measure_of(collaborative, key), by=request.user
    )
    return Status(204, None)


@router.get(
    "/collaboratives/{slug}/teams/{letter}/requirements",
    response=list[NeedOut],
    summary="What each requirement has and still needs of a team, month by month",
)
def list_needs(request: Request, slug: str, letter: str) -> list[NeedOut]:
    team = team_for(request.user, slug, letter)
    return [
        NeedOut(
            requirement=each.requirement.guid,
            measure=row.measure.key,
            period=f"{need.period:%Y-%m}",
            state=need.state,
            least_cases=need.least,
        )
        for each in for_teams(team.collaborative, [team])[team.pk]
        for row in each.measures
        for need in row.months
    ]


@router.get(
    "/collaboratives/{slug}/teams/{letter}/minutes",
    response=list[MinutesOut],
    summary="Minutes that a team logged",
)
def list_minutes(request: Request, slug: str, letter: str) -> list[MinutesOut]:
    rows = TimeSpent.objects.filter(team=team_for(request.user, slug, letter)).order_by("period")
    return [MinutesOut(period=f"{each.period:%Y-%m}", minutes=each.minutes) for each in rows]


@router.get(
    "/collaboratives/{slug}/burden", response=BurdenOut, summary="What the numbers cost; for the host"
)
def get_burden(request: Request, slug: str) -> BurdenOut:
    found = burden_page(request.user, collaborative_for(request.user, slug))["burden"]
    return BurdenOut(
        minutes=found.minutes,
        teams_that_logged=found.logged,
        teams=found.teams,
        measures=[
            BurdenMeasureOut(
                measure=each.measure.key,
                minutes=each.minutes,
                answers=each.answers,
                typed_in_again_for=each.again,
            )
            for each in found.measures
        ],
    )
