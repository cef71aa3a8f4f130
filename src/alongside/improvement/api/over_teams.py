"""Charts over teams: the funnel, all teams together, and what came."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Query, Router, Schema

from alongside.accounts.request import Request
from alongside.improvement.api.found import measure_of
from alongside.improvement.periods import month
from alongside.improvement.queries.completeness import completeness as came
from alongside.improvement.queries.funnel import funnel
from alongside.improvement.queries.together import together
from alongside.programme.queries import collaborative_for

router = Router(tags=["improvement"])


class FunnelTeamOut(Schema):
    """A team in a funnel, with what it counted over the period."""

    team: str
    letter: str
    own: bool
    numerator: float
    denominator: float
    value: float
    lower_998: float
    lower_95: float
    upper_95: float
    upper_998: float
    outside: str = Field(description="95, 99.8, or empty within the limits")
    side: str


class FunnelOut(Schema):
    """Teams beside each other over a period. Not for ranking."""

    first: dt.date | None
    last: dt.date | None
    centre: float | None
    dispersion: float | None = Field(
        description="How many times more teams differ than counts explain, if they do"
    )
    teams: list[FunnelTeamOut]
    withheld: int = Field(description="Other teams whose counts would tell of one to four people: not listed")
    why_none: str


class TogetherOut(Schema):
    """The collaborative's chart: its whole record, and how many teams each month rests on."""

    how: str
    teams: list[int]
    withheld: list[int] = Field(description="Months, by place, that rest on too few teams to be shown")
    chart: dict[str, Any]


class TeamMonthsOut(Schema):
    team: str
    letter: str
    months: dict[str, str]
    answered: int
    due: int
    on_time_percent: int | None
    days: float | None


class MeasureCameOut(Schema):
    measure: str
    name: str
    due: int
    answered_percent: int | None
    on_time_percent: int | None
    days: float | None


class CompletenessOut(Schema):
    """What came: the state of each month by team, and shares by measure. An empty state is "on time"."""

    teams: list[TeamMonthsOut]
    measures: list[MeasureCameOut]


@router.get("/collaboratives/{slug}/measures/{key}/funnel", response=FunnelOut)
def get_funnel(
    request: Request,
    slug: str,
    key: str,
    first: str | None = Query(None, alias="from"),
    last: str | None = Query(None, alias="to"),
) -> FunnelOut:
    """The newest twelve months, or those from `from` to `to` (2016-04). Limits rest on every team; points are those you may know of."""
    collaborative = collaborative_for(request.user, slug)
    page = funnel(
        request.user,
        measure_of(collaborative, key),
        month(first, "from") if first else None,
        month(last, "to") if last else None,
    )
    return FunnelOut(
        first=page.first,
        last=page.last,
        # the exact quotient would give away both sums, and with them a team that is not listed
        centre=round(page.funnel.centre, 2) if page.funnel else None,
        dispersion=page.dispersion,
        teams=[
            FunnelTeamOut(
                team=row.label.text,
                letter=row.label.letter,
                own=row.label.is_own,
                numerator=row.place.numerator,
                denominator=row.place.denominator,
                value=row.place.value,
                lower_998=row.place.band.lower998,
                lower_95=row.place.band.lower95,
                upper_95=row.place.band.upper95,
                upper_998=row.place.band.upper998,
                outside=row.place.outside,
                side=row.place.side,
            )
            for row in page.rows
        ],
        withheld=page.withheld,
        why_none=page.why,
    )


@router.get("/collaboratives/{slug}/measures/{key}/together", response=TogetherOut)
def get_together(request: Request, slug: str, key: str) -> TogetherOut:
    """All teams together: pooled, summed or averaged as the measure is sent. Months of fewer than three teams show nothing."""
    found = together(measure_of(collaborative_for(request.user, slug), key))
    # of a month that is not shown not even the number of teams
    teams = [0 if slot in found.withheld else many for slot, many in enumerate(found.teams)]
    return TogetherOut(
        how=found.how, teams=teams, withheld=list(found.withheld), chart=found.chart.analysis.to_json()
    )


@router.get("/collaboratives/{slug}/completeness", response=CompletenessOut)
def get_completeness(request: Request, slug: str, months: int = Query(12, ge=1, le=60)) -> CompletenessOut:
    """Teams by the newest months that came to an end, and shares by measure over the same months."""
    found = came(request.user, collaborative_for(request.user, slug), months)
    return CompletenessOut(
        teams=[
            TeamMonthsOut(
                team=line.label.text,
                letter=line.label.letter,
                months={f"{each.period:%Y-%m}": each.state for each in line.months},
                answered=line.tally.answered,
                due=line.tally.due,
                on_time_percent=line.tally.on_time,
                days=line.tally.days,
            )
            for line in found.teams
        ],
        measures=[
            MeasureCameOut(
                measure=line.measure.key,
                name=line.name,
                due=line.tally.due,
                answered_percent=line.tally.complete,
                on_time_percent=line.tally.on_time,
                days=line.tally.days,
            )
            for line in found.measures
        ],
    )
