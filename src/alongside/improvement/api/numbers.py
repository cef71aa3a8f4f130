"""A month's numbers, one at a time or as a table."""

from __future__ import annotations

from dataclasses import asdict

from ninja import Router

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.exchange.tables import read_csv
from alongside.improvement import actions
from alongside.improvement.api.found import series_of
from alongside.improvement.importing import import_observations
from alongside.improvement.models import (
    NothingToSubmit,
    Observation,
)
from alongside.improvement.schemas import (
    NothingIn,
    NothingOut,
    NumbersImportOut,
    ObservationIn,
    ObservationOut,
    RowProblemOut,
    TableIn,
)
from alongside.programme.queries import collaborative_for

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


@router.post(
    "/collaboratives/{slug}/observations/import", response=NumbersImportOut, summary="Numbers from a table"
)
def import_numbers(request: Request, slug: str, given: TableIn) -> NumbersImportOut:
    """All rows or, if any is refused, none, unless `partial`. Each problem names row and column."""
    summary = import_observations(
        collaborative=collaborative_for(request.user, slug),
        table=read_csv(given.name, given.csv.encode()),
        mapping=given.mapping,
        by=request.user,
        partial=given.partial,
    )
    refused = [RowProblemOut(**asdict(each)) for each in summary.refused]
    return NumbersImportOut(done=summary.done, unchanged=summary.unchanged, refused=refused)


# Charts
