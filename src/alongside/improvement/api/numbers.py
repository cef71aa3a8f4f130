"""A month's numbers, one at a time."""

from __future__ import annotations

from ninja import Router

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.api.found import series_of
from alongside.improvement.models import (
    NothingToSubmit,
    Observation,
)
from alongside.improvement.schemas import (
    NothingIn,
    NothingOut,
    ObservationIn,
    ObservationOut,
)

router = Router(tags=["improvement"])


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/observations", response=list[ObservationOut])
def list_observations(request: Request, slug: str, letter: str, key: str) -> list[ObservationOut]:
    return [_observation(each) for each in series_of(request.user, slug, letter, key).observations.all()]


def _observation(row: Observation) -> ObservationOut:
    return ObservationOut(
        period=f"{row.period:%Y-%m}",
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        note=row.note,
        revision=row.revision,
        entered_at=row.entered_at,
    )


@router.put("/collaboratives/{slug}/teams/{letter}/series/{key}/observations", response=ObservationOut)
def submit(request: Request, slug: str, letter: str, key: str, given: ObservationIn) -> ObservationOut:
    """Send a month's number, or correct it. A correction names the revision it corrects; 409 gives both versions."""
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    return _observation(actions.submit(series=series, by=request.user, **given.dict()))


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/nothing", response=list[NothingOut])
def list_nothing(request: Request, slug: str, letter: str, key: str) -> list[NothingOut]:
    rows = series_of(request.user, slug, letter, key).nothing_to_submit.order_by("period")
    return [_nothing(each) for each in rows]


def _nothing(row: NothingToSubmit) -> NothingOut:
    return NothingOut(period=f"{row.period:%Y-%m}", because=row.because)


@router.put(
    "/collaboratives/{slug}/teams/{letter}/series/{key}/nothing",
    response=NothingOut,
    summary="No number this month",
)
def nothing_to_submit(request: Request, slug: str, letter: str, key: str, given: NothingIn) -> NothingOut:
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    return _nothing(actions.nothing_to_submit(series=series, by=request.user, **given.dict()))
