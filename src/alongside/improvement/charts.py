"""Charts of stored series: from rows to the one record that every view reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F

from alongside.core import spc
from alongside.improvement.definitions import (
    changes,
    comparable,
    conversion,
    definitions,
    in_force,
    scale,
    shares,
)
from alongside.improvement.models import MeasureVersion, Observation, Series, SeriesPhase
from alongside.improvement.periods import following, months

MERGED = "Teams merged"


class Row(NamedTuple):
    """A month's number as it is kept, with the unit and multiplier of the definition it was sent under."""

    period: dt.date
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str = ""
    multiply: float | None = None

    @property
    def is_ratio(self) -> bool:
        return self.value is None


@dataclass(frozen=True)
class Chart:
    """A series with its definition in force and its record."""

    series: Series
    version: MeasureVersion
    analysis: spc.Analysis

    @property
    def name(self) -> str:
        return self.version.name


def charts(series: Iterable[Series], until: dt.date | None = None) -> list[Chart]:
    """The records of series, in their order; seven queries however many there are. Give what the viewer may see.

    With `until` they are as they stood at the end of that month: later numbers, and definitions, are left out.
    """
    ids = [each.pk for each in series]
    found = (
        Series.objects.filter(pk__in=ids)
        .select_related("measure", "team__scope", "team__collaborative__scope")
        .prefetch_related("targets", "phases__by", "team__succeeds")
        .in_bulk()
    )
    ordered = [found[pk] for pk in ids]
    versions = definitions(each.measure_id for each in ordered)
    now = {measure: in_force(theirs, until) for measure, theirs in versions.items()}
    told = {version.pk: (version.unit, version.multiply) for each in versions.values() for version in each}
    numbers: dict[int, list[Row]] = defaultdict(list)
    kept = Observation.objects.filter(series__in=ids).order_by("series", "period")
    if until is not None:
        kept = kept.filter(period__lte=until)
    for pk, period, top, bottom, value, version in kept.values_list(
        "series", "period", "numerator", "denominator", "value", "version"
    ):
        numbers[pk].append(Row(period, top, bottom, value, *told[version]))
    rows = [rows_for(each, now[each.measure_id], numbers[each.pk]) for each in ordered]
    specs = [
        spec_for(each, versions[each.measure_id], now[each.measure_id], row)
        for each, row in zip(ordered, rows, strict=True)
    ]
    return [
        Chart(series=each, version=now[each.measure_id], analysis=analysis)
        for each, analysis in zip(ordered, spc.analyse(rows, specs), strict=True)
    ]


def chart(series: Series) -> Chart:
    """The record of one series."""
    return charts([series])[0]


def predecessors(series: Series, known: Collection[int] | None = None) -> list[Chart]:
    """The charts of the same measure in the teams that this series' team succeeds. See `predecessors_of`."""
    return predecessors_of([series], known)[series.pk]


def predecessors_of(series: Iterable[Series], known: Collection[int] | None = None) -> dict[int, list[Chart]]:
    """Series id → the charts of its measure in the teams that merged into its team, by letter; empty where none did.

    They stay the predecessors' own and are drawn before the successor's. `known` are the ids of the teams that the viewer may
    know of. One query where no team merged, else one more beside those of `charts`.
    """
    wanted = list(series)
    successors = {each.pk for each in wanted}
    before = Series.objects.filter(
        team__succeeded_by__series__in=successors,
        team__succeeded_by__series__measure=F("measure"),
    )
    if known is not None:
        before = before.filter(team__in=known)
    pairs = list(before.order_by("team__letter").values_list("team__succeeded_by__series", "pk").distinct())
    found: dict[int, list[Chart]] = {pk: [] for pk in successors}
    if pairs:
        drawn = charts(Series.objects.filter(pk__in={pk for _, pk in pairs}))
        by_series = {each.series.pk: each for each in drawn}
        for successor, pk in pairs:
            found[successor].append(by_series[pk])
    return found


def rows_for(series: Series, version: MeasureVersion, numbers: Sequence[Row]) -> spc.Series:
    """A series' months from its first number to its last; a month without a number keeps its slot.

    Numbers sent under an older definition are told in the unit of this one.
    """
    by_month = {row.period: row for row in numbers}
    axis = months(numbers[0].period, numbers[-1].period) if numbers else []
    here = [by_month.get(month) for month in axis]
    x = [month.isoformat() for month in axis]
    if shares(version) and all(fits(row, version) for row in numbers):
        return spc.Series(
            key=str(series.guid),
            x=x,
            numerator=[row and row.numerator for row in here],
            denominator=[row and row.denominator for row in here],
        )
    return spc.Series(key=str(series.guid), x=x, y=[row and as_told(row, version) for row in here])


def fits(row: Row, version: MeasureVersion) -> bool:
    """Whether a number can be drawn as numerator over denominator under a definition; an older one may have asked otherwise."""
    if row.numerator is None or row.denominator is None:
        return False
    return version.unit != MeasureVersion.Unit.PERCENT or row.numerator <= row.denominator


def as_told(row: Row, version: MeasureVersion) -> float | None:
    """A month's one value, in the unit of a definition; a count is the events alone."""
    if version.sent == MeasureVersion.Sent.COUNT and row.is_ratio:
        return row.numerator
    return plain(row, version.unit, version.multiply)


def plain(row: Row, unit: str = "", multiply: float | None = None) -> float | None:
    """The one value of a month, as sent or its ratio, in a unit."""
    if row.value is not None:
        return row.value * conversion((row.unit, row.multiply), (unit, multiply))
    if not row.denominator:
        return None
    return (row.numerator or 0) / row.denominator * scale(unit, multiply)


def drawn_as(version: MeasureVersion, rows: spc.Series) -> str:
    """The chart: as the definition says, or XmR where older numbers lack the counts, or the sign, that it needs."""
    kind = spc.CHARTS[version.chart]
    lacks_counts = (kind.takes == "ratio" or kind.of_all) and not rows.is_ratio
    below = kind.never_negative and any(value is not None and value < 0 for value in rows.y or ())
    return MeasureVersion.Chart.XMR.value if lacks_counts or below else version.chart


def spec_for(
    series: Series, versions: Sequence[MeasureVersion], version: MeasureVersion, rows: spc.Series
) -> spc.Spec:
    """The stored specification of a chart, whole."""
    return spc.Spec(
        chart=drawn_as(version, rows),
        rules=series.rules,
        screening=series.screening,
        freeze=series.freeze,
        phases=phases_for(series, versions, rows),
        targets=targets_for(series, versions, version),
        direction=version.direction,  # type: ignore[arg-type]
        unit=version.unit,
        multiply=version.multiply,
    )


def targets_for(
    series: Series, versions: Sequence[MeasureVersion], version: MeasureVersion
) -> tuple[spc.Target, ...]:
    """What is aimed at, from when, in the unit of a definition; a target set in a unit that has nothing in common is left out."""
    found = []
    for each in sorted(series.targets.all(), key=lambda target: target.since):
        then = in_force(versions, each.since)
        if comparable(then.unit, version.unit):
            factor = conversion((then.unit, then.multiply), (version.unit, version.multiply))
            found.append(spc.Target(value=each.value * factor, starts=each.since.isoformat()))
    return tuple(found)


def phases_for(series: Series, versions: Sequence[MeasureVersion], rows: spc.Series) -> tuple[spc.Phase, ...]:
    """Where limits begin afresh: where a phase was stated, a definition changed, or a team was merged into this one.

    In a month that has several the stated one speaks. One that no number has reached yet is left out.
    """
    changed = [
        *((merged_from(left), MERGED) for left in merges(series)),
        *((each.since, f"definition changed: {each.reason}") for each in changes(versions) if each.since),
    ]
    months_first = ((day.replace(day=1).isoformat(), reason) for day, reason in changed)
    found = {starts: spc.Phase(starts=starts, reason=reason) for starts, reason in months_first}
    for phase in standing(series):
        starts = phase.starts.isoformat()
        found[starts] = spc.Phase(
            starts=starts, reason=phase.reason, by=phase.by.name if phase.by else "", on=phase.on.isoformat()
        )
    if not rows.x:
        return ()
    first, last = str(rows.x[0]), str(rows.x[-1])
    return tuple(found[starts] for starts in sorted(found) if first < starts <= last)


def merges(series: Series) -> list[dt.date]:
    """The last days of the teams that merged into this series' team."""
    return [team.left for team in series.team.succeeds.all() if team.left is not None]


def merged_from(left: dt.date) -> dt.date:
    """The first month in which the numbers of two teams are one team's."""
    return left if left.day == 1 else following(left)


def standing(series: Series) -> list[SeriesPhase]:
    """The phases that were not undone."""
    return [phase for phase in series.phases.all() if phase.undone_on is None]
