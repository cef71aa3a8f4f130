"""Several months of a team's numbers, to type in at once."""

from __future__ import annotations

import datetime as dt

from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import MeasureVersion, NothingToSubmit, Observation, Series
from alongside.improvement.periods import before, months
from alongside.improvement.queries.team import EntryRow
from alongside.programme.models import Team

SHOWN = 6


def first_month(team: Team) -> dt.date:
    """The first month of which numbers are taken."""
    return min(team.joined, team.collaborative.starts).replace(day=1)


def months_grid(
    team: Team, last: dt.date
) -> tuple[list[dt.date], list[tuple[MeasureVersion, list[EntryRow]]]]:
    """The six months that end with `last`, and for each measure that the team follows a cell in each. Four queries."""
    if team.left is not None:
        last = min(last, team.left.replace(day=1))
    periods = [each for each in months(before(last, SHOWN - 1), last) if each >= first_month(team)]
    followed = list(
        Series.objects.filter(team=team, measure__retired_on=None)
        .select_related("measure", "team__scope__parent")
        .order_by("measure__order", "measure__key")
    )
    versions = definitions(each.measure_id for each in followed)
    kept = {
        (each.series_id, each.period): each
        for each in Observation.objects.filter(series__in=followed, period__in=periods)
    }
    nothing = {
        (each.series_id, each.period): each
        for each in NothingToSubmit.objects.filter(series__in=followed, period__in=periods)
    }
    rows = [
        (
            in_force(versions[each.measure_id]),
            [
                EntryRow(
                    series=each,
                    version=in_force(versions[each.measure_id], period),
                    period=period,
                    past=[],
                    observation=kept.get((each.pk, period)),
                    nothing=nothing.get((each.pk, period)),
                )
                for period in periods
            ],
        )
        for each in followed
    ]
    return periods, rows
