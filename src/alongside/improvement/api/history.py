"""The history of a series' numbers, and taking a number back."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Router, Schema

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.api.found import series_of
from alongside.improvement.queries.history import history
from alongside.improvement.schemas import MONTH, NothingOut

router = Router(tags=["improvement"])


class NumberEventOut(Schema):
    """One change of a month's number."""

    period: str
    kind: str = Field(description="sent, corrected, taken back, sent again or nothing to submit")
    before: str = Field(description="43 of 47, 77, nothing; empty where there was none")
    after: str
    why: str
    by: str
    at: dt.datetime


class TakeBackIn(Schema):
    period: str = Field(pattern=MONTH)
    reason: str


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/history", response=list[NumberEventOut])
def number_history(request: Request, slug: str, letter: str, key: str) -> list[NumberEventOut]:
    """Who changed what, when, from what to what, and why; the newest first."""
    return [
        NumberEventOut(
            period=f"{each.period:%Y-%m}",
            kind=each.kind,
            before=each.before,
            after=each.after,
            why=each.why,
            by=each.by,
            at=each.at,
        )
        for each in history(series_of(request.user, slug, letter, key))
    ]


@router.post(
    "/collaboratives/{slug}/teams/{letter}/series/{key}/take-back",
    response=NothingOut,
    summary="Take back a number that was sent by mistake",
)
def take_back(request: Request, slug: str, letter: str, key: str, given: TakeBackIn) -> NothingOut:
    """The month has nothing to submit then; the number stays in the history."""
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    row = actions.take_back(series=series, by=request.user, period=given.period, reason=given.reason)
    return NothingOut(period=f"{row.period:%Y-%m}", because=row.because)
