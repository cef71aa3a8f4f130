"""Measures over teams: the icon table, and one measure as small multiples."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.core.spc import words as spc_words
from alongside.improvement.charts import Chart, charts
from alongside.improvement.models import Measure, MeasureVersion, Series
from alongside.improvement.queries.news import KINDS, url_of
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative


def visible_series(viewer: Person, collaborative: Collaborative) -> tuple[dict[int, Label], list[Series]]:
    """Labels of the teams the viewer may know of, and the series whose charts they may look at.

    In named and coded mode teams look at each other's charts, under the label that the mode gives; in own mode at theirs only.
    """
    named = labels(viewer, collaborative)
    series = Series.objects.filter(team__in=named, measure__retired_on=None).select_related("measure", "team")
    return named, list(series.order_by("measure__order", "measure__key", "team__letter"))


@dataclass(frozen=True)
class Cell:
    """One team's chart of one measure in the icon table."""

    label: Label
    chart: Chart | None

    @property
    def url(self) -> str:
        return url_of(self.chart) if self.chart is not None and self.label.may_open else ""

    @property
    def kind(self) -> str:
        if self.chart is None:
            return ""
        analysis = self.chart.analysis
        if len(analysis.measured) < analysis.spec.minimum:
            return "few"
        signal = analysis.newest_signal
        return KINDS[signal.tone] if signal is not None and signal.current else "steady"


@dataclass(frozen=True)
class MeasureRow:
    measure: Measure
    version: MeasureVersion
    cells: list[Cell]

    @property
    def better(self) -> int:
        return sum(cell.kind == "better" for cell in self.cells)

    @property
    def worse(self) -> int:
        return sum(cell.kind == "worse" for cell in self.cells)

    @property
    def target(self) -> str:
        """What the newest month is held against, if it is the same for every team."""
        found = {
            spc_words.value(cell.chart.analysis, wanted)
            for cell in self.cells
            if cell.chart is not None and (wanted := cell.chart.analysis.assurance.target) is not None
        }
        if not found:
            return "none"
        sign = {"up": "≥ ", "down": "≤ "}.get(self.version.direction, "")
        return f"{sign}{found.pop()}" if len(found) == 1 else "by team"

    @property
    def followed(self) -> int:
        return sum(cell.chart is not None for cell in self.cells)


def measures_page(viewer: Person, collaborative: Collaborative) -> dict[str, Any]:
    """All measures with their definitions, and how each team stands on each."""
    named, series = visible_series(viewer, collaborative)
    by_place = {(chart.series.measure_id, chart.series.team_id): chart for chart in charts(series)}
    versions: dict[int, MeasureVersion] = {}
    for version in MeasureVersion.objects.filter(measure__collaborative=collaborative).order_by("number"):
        versions[version.measure_id] = version
    rows = [
        MeasureRow(
            measure,
            versions[measure.pk],
            [Cell(label, by_place.get((measure.pk, team))) for team, label in named.items()],
        )
        for measure in Measure.objects.filter(collaborative=collaborative, retired_on=None)
    ]
    return {
        "collaborative": collaborative,
        "labels": list(named.values()),
        "rows": rows,
        "better": sum(row.better for row in rows),
        "worse": sum(row.worse for row in rows),
        "followed": sum(row.followed for row in rows),
        "worse_in": sorted({cell.label.letter for row in rows for cell in row.cells if cell.kind == "worse"}),
        "may_run": bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative)),
    }


@dataclass(frozen=True)
class Panel:
    """One team's chart among the small multiples."""

    label: Label
    chart: Chart
    kind: str

    @property
    def url(self) -> str:
        return url_of(self.chart) if self.label.may_open else ""

    @property
    def value(self) -> str:
        latest = self.chart.analysis.latest
        return spc_words.value(self.chart.analysis, latest.y) if latest else "–"

    @property
    def says(self) -> str:
        """Beside the signal's word: since when; else that there is none."""
        analysis = self.chart.analysis
        signal = analysis.newest_signal
        if self.kind == "few":
            count = len(analysis.measured)
            return f"{count} month{'s' if count != 1 else ''}; judged from {analysis.spec.minimum}"
        if self.kind == "steady" or signal is None:
            return "no signal now"
        return f"since {spc_words.day(analysis.series.x[signal.points[0]])}"


def shared_axis(panels: list[Panel]) -> tuple[list[str], float, float]:
    """The months of all charts, and the lowest and highest value that any of them shows."""
    points = [point for panel in panels for point in panel.chart.analysis.points]
    months = sorted({str(point.x) for point in points})
    values = [
        value
        for point in points
        for value in (point.y, point.lower, point.upper, point.target)
        if value is not None
    ]
    if not values:
        return months, 0.0, 100.0
    low, high = min(values), max(values)
    if panels[0].chart.analysis.spec.unit == "percent":
        return months, float(25 * int(low // 25)), 100.0
    air = (high - low or 1.0) * 0.05
    return months, max(0.0, low - air) if low >= 0 else low - air, high + air


def multiples(viewer: Person, collaborative: Collaborative, key: str, sort: str) -> list[Panel]:
    """One measure over the teams, by letter or with the newest signals first."""
    named, series = visible_series(viewer, collaborative)
    found = charts([each for each in series if each.measure.key == key])
    panels = [
        Panel(named[chart.series.team_id], chart, Cell(named[chart.series.team_id], chart).kind)
        for chart in found
    ]
    order: dict[str, int] = defaultdict(lambda: 9, worse=0, better=1, changed=2, steady=3, few=4)
    if sort == "signal":
        return sorted(panels, key=lambda panel: (order[panel.kind], panel.label.letter))
    return sorted(panels, key=lambda panel: panel.label.letter)
