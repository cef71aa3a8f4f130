"""Measures, who follows them, and when their numbers are due."""

from __future__ import annotations

from ninja import Router, Status

from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.api.found import measure_of
from alongside.improvement.models import (
    Measure,
    Series,
)
from alongside.improvement.schemas import (
    DueIn,
    DueOut,
    FollowIn,
    MeasureIn,
    MeasureOut,
    SeriesOut,
)
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


@router.get("/collaboratives/{slug}/measures", response=list[MeasureOut])
def list_measures(request: Request, slug: str) -> list[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    found = Measure.objects.filter(collaborative=collaborative).prefetch_related("versions")
    return [_measure(each) for each in found]


@router.get("/collaboratives/{slug}/measures/{key}", response=MeasureOut)
def get_measure(request: Request, slug: str, key: str) -> MeasureOut:
    return _measure(measure_of(collaborative_for(request.user, slug), key))


def _measure(measure: Measure) -> MeasureOut:
    version = max(measure.versions.all(), key=lambda each: each.number)
    words = ("name", "type", "unit", "chart", "direction", "numerator", "denominator", "exclusions", "source")
    return MeasureOut(
        guid=measure.guid,
        key=measure.key,
        order=measure.order,
        version=version.number,
        retired_on=measure.retired_on,
        **{name: getattr(version, name) for name in words},
    )


@router.post("/collaboratives/{slug}/measures", response={201: MeasureOut})
def add_measure(request: Request, slug: str, given: MeasureIn) -> Status[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    return Status(
        201, _measure(actions.add_measure(collaborative=collaborative, by=request.user, **given.dict()))
    )


@router.get(
    "/collaboratives/{slug}/due", response=list[DueOut], summary="By which day each month is expected"
)
def list_due(request: Request, slug: str) -> list[DueOut]:
    due = collaborative_for(request.user, slug).due_dates.all()
    return [DueOut(period=f"{each.period:%Y-%m}", on=each.on) for each in due]


@router.put("/collaboratives/{slug}/due", response=DueOut)
def set_due(request: Request, slug: str, given: DueIn) -> DueOut:
    collaborative = collaborative_for(request.user, slug)
    due = actions.set_due(collaborative=collaborative, period=given.period, on=given.on, by=request.user)
    return DueOut(period=f"{due.period:%Y-%m}", on=due.on)


# Series and numbers


@router.get(
    "/collaboratives/{slug}/series",
    response=list[SeriesOut],
    summary="Series of the teams whose data you may see",
)
def list_series(request: Request, slug: str) -> list[SeriesOut]:
    collaborative = collaborative_for(request.user, slug)
    found = Series.objects.visible_to(request.user).filter(team__collaborative=collaborative)
    return [
        _series(each)
        for each in found.select_related("team", "measure").order_by("team__letter", "measure__order")
    ]


def _series(series: Series) -> SeriesOut:
    return SeriesOut(
        guid=series.guid,
        team=series.team.letter,
        measure=series.measure.key,
        rules=series.rules,
        screening=series.screening,
        freeze=series.freeze,
    )


@router.post(
    "/collaboratives/{slug}/teams/{letter}/series",
    response={201: SeriesOut},
    summary="The team follows a measure",
)
def follow(request: Request, slug: str, letter: str, given: FollowIn) -> Status[SeriesOut]:
    team = team_for(request.user, slug, letter)
    series = actions.follow(
        measure=measure_of(team.collaborative, given.measure),
        team=team,
        target=given.target,
        target_since=given.target_since,
        by=request.user,
    )
    return Status(201, _series(series))
