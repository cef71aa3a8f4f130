"""A measure over all teams together, and over one period side by side: each number counted once, none resting on too few teams."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from alongside.core import spc
from alongside.improvement.charts import Chart, Row, as_told, drawn_as, fits
from alongside.improvement.definitions import changes, definitions, in_force, shares
from alongside.improvement.models import Measure, MeasureVersion, Observation, Series, Target
from alongside.improvement.periods import months
from alongside.improvement.queries.small_numbers import FEWEST_TEAMS
from alongside.programme.models import Team

HOW = {
    MeasureVersion.Sent.PROPORTION: "all cases of all teams: numerators and denominators are added up, so a team counts as much "
    "as it has cases",
    MeasureVersion.Sent.RATE: "all events of all teams in all that was at risk: both are added up, so a team counts as much as "
    "it has at risk",
    MeasureVersion.Sent.COUNT: "the sum over teams; it moves with the number of teams that sent one",
    MeasureVersion.Sent.VALUE: "the mean of the teams' values, each team counting the same: without the patients behind them "
    "they cannot be pooled",
}


class Sent(NamedTuple):
    """One team's number of a month."""

    team: int
    row: Row


@dataclass(frozen=True)
class Together:
    """The collaborative's chart of one measure. `teams` are how many each month rests on, in the order of its slots; None
    where there were numbers of too few teams to show."""

    chart: Chart
    teams: tuple[int, ...]
    withheld: tuple[int, ...]

    @property
    def how(self) -> str:
        return HOW[MeasureVersion.Sent(self.chart.version.sent)]


def numbers(
    measure: Measure,
    versions: list[MeasureVersion],
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> dict[dt.date, list[Sent]]:
    """Month → what each team sent for it. A team that has merged into another counts until the other sends a number itself.

    Two queries. These are numbers of teams that the viewer may not know of: show only what rests on enough of them.
    """
    told = {version.pk: (version.unit, version.multiply) for version in versions}
    kept = Observation.objects.filter(series__measure=measure).order_by("period", "series__team__letter")
    if first is not None:
        kept = kept.filter(period__gte=first)
    if last is not None:
        kept = kept.filter(period__lte=last)
    found: dict[dt.date, list[Sent]] = defaultdict(list)
    for team, period, top, bottom, value, version in kept.values_list(
        "series__team", "period", "numerator", "denominator", "value", "version"
    ):
        found[period].append(Sent(team, Row(period, top, bottom, value, *told[version])))
    before = predecessors(measure)
    return {period: once(sent, before) for period, sent in found.items()} if before else dict(found)


def predecessors(measure: Measure) -> dict[int, set[int]]:
    """Team → the teams that merged into it, in this measure's collaborative. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    merged = Team.succeeds.through.objects.filter(from_team__collaborative=measure.collaborative_id)
    for successor, predecessor in merged.values_list("from_team", "to_team"):
        found[successor].add(predecessor)
    return found


def once(sent: Iterable[Sent], before: dict[int, set[int]]) -> list[Sent]:
    """A month's numbers without those of teams whose successor sent one for the same month."""
    sent = list(sent)
    covered = {predecessor for each in sent for predecessor in before.get(each.team, ())}
    return [each for each in sent if each.team not in covered]


def together(measure: Measure) -> Together:
    """The chart of all teams together. Months of fewer than three teams keep their slot and show nothing."""
    versions = definitions([measure.pk])[measure.pk]
    version = in_force(versions)
    by_month = numbers(measure, versions)
    axis = months(min(by_month), max(by_month)) if by_month else []
    teams, withheld, top, bottom, value = [], [], [], [], []
    pooled = shares(version) and all(fits(each.row, version) for sent in by_month.values() for each in sent)
    for slot, month in enumerate(axis):
        sent = [each for each in by_month.get(month, []) if pooled or as_told(each.row, version) is not None]
        teams.append(len(sent))
        shown = len(sent) >= FEWEST_TEAMS
        if sent and not shown:
            withheld.append(slot)
        told = [as_told(each.row, version) or 0.0 for each in sent]
        top.append(sum(each.row.numerator or 0 for each in sent) if shown and pooled else None)
        bottom.append(sum(each.row.denominator or 0 for each in sent) if shown and pooled else None)
        total = sum(told)
        value.append(
            (total if version.sent == MeasureVersion.Sent.COUNT else total / len(told)) if shown else None
        )
    x = [month.isoformat() for month in axis]
    key = f"{measure.guid}/all"
    rows = (
        spc.Series(key=key, x=x, numerator=top, denominator=bottom)
        if pooled
        else spc.Series(key=key, x=x, y=value)
    )
    analysis = spc.analyse(rows, spec_for(measure, versions, version, rows, pooled))
    of_all = Chart(series=Series(measure=measure), version=version, analysis=analysis)
    return Together(of_all, tuple(teams), tuple(withheld))


def spec_for(
    measure: Measure,
    versions: list[MeasureVersion],
    version: MeasureVersion,
    rows: spc.Series,
    pooled: bool,
) -> spc.Spec:
    """The collaborative's chart: as the definition says; phases where it changed, the target where teams share one."""
    wanted = list(
        Target.objects.filter(series__measure=measure)
        .order_by("since")
        .values_list("series", "since", "value")
    )
    newest = {series: value for series, _, value in wanted}
    targets: tuple[spc.Target, ...] = ()
    if newest and len(set(newest.values())) == 1:
        value = next(iter(newest.values()))
        since = max(
            min(day for series, day, own in wanted if series == each and own == value) for each in newest
        )
        targets = (spc.Target(value=value, starts=since.isoformat()),)
    first, last = (str(rows.x[0]), str(rows.x[-1])) if rows.x else ("", "")
    begun = {each.since.replace(day=1).isoformat(): each.reason for each in changes(versions) if each.since}
    return spc.Spec(
        chart=drawn_as(version, rows),
        phases=tuple(
            spc.Phase(starts=starts, reason=f"definition changed: {reason}")
            for starts, reason in sorted(begun.items())
            if first < starts <= last
        ),
        targets=targets,
        direction=version.direction,  # type: ignore[arg-type]
        unit=version.unit,
        multiply=version.multiply,
    )
