"""Charts as evidence: taken with their rows on a day, drawn again from those rows, compared with the rows of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any

from alongside.core import spc
from alongside.findings.models import Evidence
from alongside.improvement.charts import Row, chart, plain
from alongside.improvement.models import Observation, Series
from alongside.ui import charts as drawing

COLUMN, TEXT = 400, 632


@dataclass(frozen=True)
class Drawn:
    """A chart ready for a page: the drawing in two widths, its one sentence, and its points for the table behind it."""

    analysis: spc.Analysis
    title: str

    @property
    def svg(self) -> str:
        """As wide as a column, or a phone."""
        return drawing.small(self.analysis, title=self.title, width=COLUMN)

    @property
    def wide(self) -> str:
        """As wide as text to read."""
        return drawing.small(self.analysis, title=self.title, width=TEXT)

    @property
    def sentence(self) -> str:
        return self.analysis.sentence

    @property
    def points(self) -> tuple[spc.Point, ...]:
        return self.analysis.points


def freeze(series: Series) -> dict[str, Any]:
    """What a piece of evidence keeps of a chart: rows, specification, engine version, content hash and the measure's name.

    The team is not in it: how it may be called is asked when the chart is shown. Nor is who set a phase.
    """
    found = chart(series)
    rows = changed(found.analysis.series, key="series")
    phases = tuple(changed(phase, by="") for phase in found.analysis.spec.phases)
    spec = changed(found.analysis.spec, phases=phases)
    return {
        "chart_rows": rows.to_json(),
        "chart_spec": spec.to_json(),
        "chart_engine": spc.ENGINE_VERSION,
        "chart_hash": spc.analyse(rows, spec).content_hash,
        "chart_title": found.name,
    }


def redraw(evidence: Evidence, title: str) -> Drawn:
    """The chart as it was when it was taken."""
    return _drawn(frozen(evidence), evidence, title)


def today(series: Iterable[Series]) -> dict[int, Mapping[str, Row]]:
    """The rows of these series as they stand now, by month, in one statement."""
    found: dict[int, dict[str, Row]] = {one.pk: {} for one in series}
    if found:
        kept = Observation.objects.filter(series__in=list(found))
        rows = kept.values_list(
            "series", "period", "numerator", "denominator", "value", "version__unit", "version__multiply"
        )
        for pk, period, numerator, denominator, value, unit, multiply in rows:
            found[pk][period.isoformat()] = Row(period, numerator, denominator, value, unit, multiply)
    return dict(found)


def as_of_today(evidence: Evidence, now: Mapping[str, Row]) -> spc.Series:
    """The months that were frozen, with their numbers of today. Months sent since are no correction."""
    rows = frozen(evidence)
    found = [now.get(str(x)) for x in rows.x]
    if rows.is_ratio:
        return spc.Series(
            rows.key,
            rows.x,
            numerator=[row and row.numerator for row in found],
            denominator=[row and row.denominator for row in found],
        )
    spec = spc.Spec.from_json(evidence.chart_spec or {})
    if spec.chart == "c":  # a count is the events alone, even of a month that was sent with its exposure
        return spc.Series(
            rows.key, rows.x, y=[row and (row.numerator if row.is_ratio else row.value) for row in found]
        )
    return spc.Series(rows.key, rows.x, y=[row and plain(row, spec.unit, spec.multiply) for row in found])


def corrected(evidence: Evidence, now: Mapping[str, Row]) -> int:
    """How many of the frozen points read otherwise today."""
    return sum(
        then != since
        for then, since in zip(*map(values, (frozen(evidence), as_of_today(evidence, now))), strict=True)
    )


def frozen(evidence: Evidence) -> spc.Series:
    return spc.Series.from_json(evidence.chart_rows or {})


def values(rows: spc.Series) -> list[tuple[float | None, ...]]:
    """What was sent for each period."""
    if rows.numerator is not None and rows.denominator is not None:
        return list(zip(rows.numerator, rows.denominator, strict=True))
    return [(value,) for value in rows.y or ()]


def draw_today(evidence: Evidence, now: Mapping[str, Row], title: str) -> Drawn:
    """The same months with their numbers of today, under the frozen specification."""
    return _drawn(as_of_today(evidence, now), evidence, title)


def _drawn(rows: spc.Series, evidence: Evidence, title: str) -> Drawn:
    return Drawn(spc.analyse(rows, spc.Spec.from_json(evidence.chart_spec or {})), title)
