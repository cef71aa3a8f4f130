"""Who follows a measure, from when until when, and how each chart is computed."""

from __future__ import annotations

from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.api.found import measure_of, series_of
from alongside.improvement.models import Series
from alongside.improvement.schemas import FollowIn, SeriesOut, SettingsChange, StopIn
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


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
        since=series.since,
        until=series.until,
    )


@router.post(
    "/collaboratives/{slug}/teams/{letter}/series",
    response={201: SeriesOut},
    summary="The team follows a measure",
)
def follow(request: Request, slug: str, letter: str, given: FollowIn) -> Status[SeriesOut]:
    team = team_for(request.user, slug, letter)
    fields = given.dict(exclude={"measure"})
    measure = measure_of(team.collaborative, given.measure)
    return Status(201, _series(actions.follow(measure=measure, team=team, by=request.user, **fields)))


@router.post(
    "/collaboratives/{slug}/teams/{letter}/series/{key}/stop",
    response=SeriesOut,
    summary="The team stops following a measure; its chart stays",
)
def stop_following(request: Request, slug: str, letter: str, key: str, given: StopIn) -> SeriesOut:
    series = series_of(request.user, slug, letter, key)
    return _series(actions.stop_following(series=series, on=given.on, by=request.user))


@router.patch(
    "/collaboratives/{slug}/teams/{letter}/series/{key}",
    response=SeriesOut,
    summary="How a chart is computed: rules, screening, baseline",
)
def configure_series(request: Request, slug: str, letter: str, key: str, given: SettingsChange) -> SeriesOut:
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    return _series(actions.configure_series(series=series, by=request.user, **given.dict()))
