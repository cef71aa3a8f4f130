"""Charts of stored series: from rows to the one record that every view reads."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from alongside.core import spc
from alongside.improvement.definitions import shares
from alongside.improvement.models import MeasureVersion, Observation, Series, SeriesPhase
from alongside.improvement.periods import months


class Row(NamedTuple):
    """A month's number as it is kept."""

    period: dt.date
    numerator: float | None
    denominator: float | None
    value: float | None


@dataclass(frozen=True)
class Chart:
    """A series with its definition in force and its record."""

    series: Series
    version: MeasureVersion
    analysis: spc.Analysis

    @property
    def name(self) -> str:
        return self.version.name


def charts(series: Iterable[Series]) -> list[Chart]:
    """The records of series, in their order; seven queries however many there are. Give what the viewer may see."""
    ids = [each.pk for each in series]
    found = (
        Series.objects.filter(pk__in=ids)
        .select_related("measure", "team__scope", "team__collaborative__scope")
        .prefetch_related("targets", "phases__by")
        .in_bulk()
    )
    ordered = [found[pk] for pk in ids]
    versions = definitions(ordered)
    numbers: dict[int, list[Row]] = defaultdict(list)
    kept = Observation.objects.filter(series__in=ids).order_by("series", "period")
    for pk, period, top, bottom, value in kept.values_list(
        "series", "period", "numerator", "denominator", "value"
    ):
        numbers[pk].append(Row(period, top, bottom, value))
    rows = [rows_for(each, versions[each.measure_id], numbers[each.pk]) for each in ordered]
    specs = [spec_for(each, versions[each.measure_id], row) for each, row in zip(ordered, rows, strict=True)]
    return [
        Chart(series=each, version=versions[each.measure_id], analysis=analysis)
        for each, analysis in zip(ordered, spc.analyse(rows, specs), strict=True)
    ]


def chart(series: Series) -> Chart:
    """The record of one series."""
    return charts([series])[0]


def definitions(series: Iterable[Series]) -> dict[int, MeasureVersion]:
    """Measure id → its definition in force."""
    wanted = {each.measure_id for each in series}
    versions = MeasureVersion.objects.filter(measure__in=wanted).order_by("measure", "number")
    return {version.measure_id: version for version in versions}


def rows_for(series: Series, version: MeasureVersion, numbers: Sequence[Row]) -> spc.Series:
    """A series' months from its first number to its last; a month without a number keeps its slot."""
    by_month = {row.period: row for row in numbers}
    axis = months(numbers[0].period, numbers[-1].period) if numbers else []
    here = [by_month.get(month) for month in axis]
    x = [month.isoformat() for month in axis]
    if shares(version):
        return spc.Series(
            key=str(series.guid),
            x=x,
            numerator=[row and row.numerator for row in here],
            denominator=[row and row.denominator for row in here],
        )
    return spc.Series(key=str(series.guid), x=x, y=[row and plain(row) for row in here])


def plain(row: Row) -> float | None:
    """The one value of a month: as sent, or its ratio."""
    if row.value is not None or not row.denominator:
        return row.value
    return (row.numerator or 0) / row.denominator


def spec_for(series: Series, version: MeasureVersion, rows: spc.Series) -> spc.Spec:
    """The stored specification of a chart, whole. A phase that no number has reached yet is left out."""
    phases = [
        spc.Phase(
            starts=starts, reason=phase.reason, by=phase.by.name if phase.by else "", on=phase.on.isoformat()
        )
        for phase in sorted(standing(series), key=lambda each: each.starts)
        if rows.x and str(rows.x[0]) < (starts := phase.starts.isoformat()) <= str(rows.x[-1])
    ]
    targets = sorted(series.targets.all(), key=lambda each: each.since)
    return spc.Spec(
        chart=version.chart,
        rules=series.rules,
        screening=series.screening,
        freeze=series.freeze,
        phases=tuple(phases),
        targets=tuple(spc.Target(value=each.value, starts=each.since.isoformat()) for each in targets),
        direction=version.direction,  # type: ignore[arg-type]
        unit=version.unit,
        multiply=version.multiply,
    )


def standing(series: Series) -> list[SeriesPhase]:
    """The phases that were not undone."""
    return [phase for phase in series.phases.all() if phase.undone_on is None]
