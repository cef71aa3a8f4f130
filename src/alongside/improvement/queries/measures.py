"""Measures over teams: the icon table, one measure as small multiples, and every chart as a line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Max, Min

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.core.spc import words as spc_words
from alongside.improvement.charts import Chart, charts
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import Measure, MeasureVersion, Observation, Series
from alongside.improvement.periods import months
from alongside.improvement.queries.news import KINDS, url_of
from alongside.improvement.queries.small_numbers import hidden_slots, sentence
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative

SHOWN = ("all", "worse", "better", "off")
Sort = Literal["signal", "letter", "level"]
SORTS: tuple[Sort, ...] = ("signal", "letter", "level")
KIND_ORDER = {"process": 0, "outcome": 1, "balancing": 2}


def visible_series(
    viewer: Person, collaborative: Collaborative, key: str | None = None
) -> tuple[dict[int, Label], list[Series]]:
    """Labels of the teams the viewer may know of, and the series (of one measure, by its key) whose charts they may look at:
    bare, for `charts` to read.

    In named and coded mode teams look at each other's charts, under the label that the mode gives; in own mode at theirs only.
    """
    named = labels(viewer, collaborative)
    series = Series.objects.filter(team__in=named, measure__retired_on=None).only("pk")
    if key is not None:
        series = series.filter(measure__key=key)
    return named, list(series.order_by("measure__order", "measure__key", "team__letter"))


def by_letter(label: Label) -> tuple[int, str]:
    """A to Z, then AA, AB, …"""
    return len(label.letter), label.letter


@dataclass(frozen=True)
class Cell:
    """One team's chart of one measure in the icon table. `shown` is False where a filter leaves it out."""

    label: Label
    chart: Chart | None
    show: str = "all"

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

    @property
    def off_target(self) -> bool:
        return self.chart is not None and self.chart.analysis.assurance.kind == "fail"

    @property
    def shown(self) -> bool:
        if self.chart is None or self.show == "all":
            return True
        return self.off_target if self.show == "off" else self.kind == self.show

    @property
    def says(self) -> str:
        """What the two icons say, for the pointer and the screen reader."""
        if self.chart is None:
            return f"{self.label.text}: not collected"
        return f"{self.label.text}: {sentence(self.chart.analysis, self.label.may_open)}"


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


@dataclass(frozen=True)
class Group:
    """Measures of one topic, or the balancing ones, or those of one type where there are no topics."""

    name: str
    rows: list[MeasureRow]


@dataclass(frozen=True)
class IconTable:
    """How each team stands on each measure, as of a month. `rows` are all, `groups` those that the filters leave."""

    labels: list[Label]
    rows: list[MeasureRow]
    groups: list[Group]
    topics: list[tuple[int, str]]
    months: list[dt.date]
    as_of: dt.date | None
    better: int = field(init=False)
    worse: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "better", sum(row.better for row in self.rows))
        object.__setattr__(self, "worse", sum(row.worse for row in self.rows))

    @property
    def followed(self) -> int:
        return sum(row.followed for row in self.rows)

    @property
    def worse_in(self) -> list[str]:
        return sorted({cell.label.letter for row in self.rows for cell in row.cells if cell.kind == "worse"})

    @property
    def changing(self) -> list[str]:
        """The measures that got better in most teams."""
        best = sorted((row for row in self.rows if row.better), key=lambda row: -row.better)
        return [row.version.name for row in best[:2]]


def months_with_numbers(collaborative: Collaborative) -> list[dt.date]:
    """Every month from the first number to the last, newest first."""
    ends = Observation.objects.filter(series__measure__collaborative=collaborative).aggregate(
        Min("period"), Max("period")
    )
    if ends["period__min"] is None:
        return []
    return months(ends["period__min"], ends["period__max"])[::-1]


def icon_table(
    viewer: Person,
    collaborative: Collaborative,
    *,
    show: str = "all",
    topic: int | None = None,
    as_of: dt.date | None = None,
) -> IconTable:
    """All measures, and how each team stands on each; with filters, and as of an earlier month."""
    named, series = visible_series(viewer, collaborative)
    newest_first = months_with_numbers(collaborative)
    until = as_of if newest_first and as_of is not None and as_of < newest_first[0] else None
    by_place = {(chart.series.measure_id, chart.series.team_id): chart for chart in charts(series, until)}
    measures = list(
        Measure.objects.filter(collaborative=collaborative, retired_on=None).select_related("topic")
    )
    versions = definitions(measure.pk for measure in measures)
    teams = sorted(named.items(), key=lambda each: by_letter(each[1]))
    rows = [
        MeasureRow(
            measure,
            in_force(versions[measure.pk], until),
            [Cell(label, by_place.get((measure.pk, team)), show) for team, label in teams],
        )
        for measure in measures
    ]
    topics = {each.topic.pk: each.topic.name for each in measures if each.topic is not None}
    kept = [
        row
        for row in rows
        if (topic is None or row.measure.topic_id == topic)
        and (show == "all" or any(cell.chart is not None and cell.shown for cell in row.cells))
    ]
    return IconTable(
        labels=[label for _, label in teams],
        rows=rows,
        groups=grouped(kept, bool(topics)),
        topics=sorted(topics.items(), key=lambda each: each[0]),
        months=newest_first,
        as_of=until or (newest_first[0] if newest_first else None),
    )


def grouped(rows: Sequence[MeasureRow], by_topic: bool) -> list[Group]:
    """By topic, processes before outcomes, the balancing measures last; by type where no measure has a topic."""
    found: dict[tuple[int, int, str], list[MeasureRow]] = defaultdict(list)
    for row in rows:
        kind = row.version.type
        if not by_topic or kind == MeasureVersion.Type.BALANCING:
            found[1, KIND_ORDER[kind], row.version.get_type_display()].append(row)
        elif row.measure.topic is not None:
            found[0, row.measure.topic.pk, row.measure.topic.name].append(row)
        else:
            found[0, 1 << 30, "Every topic"].append(row)
    return [
        Group(name, sorted(here, key=lambda row: KIND_ORDER[row.version.type]))
        for (_, _, name), here in sorted(found.items(), key=lambda each: each[0])
    ]


def may_run(viewer: Person, collaborative: Collaborative) -> bool:
    return bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative))


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
    def hidden(self) -> frozenset[int]:
        """The slots that are not shown here because too few cases stand behind them."""
        return hidden_slots(self.chart.analysis, self.label.may_open)

    @property
    def value(self) -> str:
        latest = self.chart.analysis.latest
        if latest is None or latest.i in self.hidden:
            return "–"
        return spc_words.value(self.chart.analysis, latest.y)

    @property
    def spoken(self) -> str:
        """What a screen reader hears of the panel."""
        return f"{self.label.text}. {sentence(self.chart.analysis, self.label.may_open)}"

    @property
    def level(self) -> float:
        segment = self.chart.analysis.segment
        return segment.centre if segment is not None and segment.centre is not None else float("-inf")

    @property
    def since(self) -> int:
        """How early the signal that holds now began; slots are counted from the newest, so that the newest comes first."""
        signal = self.chart.analysis.newest_signal
        return len(self.chart.analysis.points) - signal.points[0] if signal is not None else 10**6

    @property
    def says(self) -> str:
        """Beside the signal's word: since when; else that there is none, or that nothing has come for long."""
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
    every = [
        (point, hidden)
        for panel in panels
        for hidden in [panel.hidden]
        for point in panel.chart.analysis.points
    ]
    months = sorted({str(point.x) for point, _ in every})
    points = [point for point, hidden in every if point.i not in hidden]
    values = [value for point in points for value in (point.y, point.target) if value is not None]
    if not values:
        return months, 0.0, 100.0
    # one team's wide limits may be cut at the edge; they do not press every other team's points together
    lower = sorted(point.lower for point in points if point.lower is not None)
    upper = sorted(point.upper for point in points if point.upper is not None)
    low = min([*values, *lower[len(lower) // 10 :][:1]])
    high = max([*values, *upper[::-1][len(upper) // 10 :][:1]])
    if panels[0].chart.analysis.spec.unit == "percent":
        return months, float(25 * int(low // 25)) if low < 100 else 75.0, 100.0
    air = (high - low or 1.0) * 0.05
    return months, max(0.0, low - air) if low >= 0 else low - air, high + air


def multiples(viewer: Person, collaborative: Collaborative, key: str, sort: Sort = "letter") -> list[Panel]:
    """One measure over the teams: by letter, by level, or with the newest signals first."""
    named, series = visible_series(viewer, collaborative, key)
    found = charts(series)
    panels = [
        Panel(named[chart.series.team_id], chart, Cell(named[chart.series.team_id], chart).kind)
        for chart in found
    ]
    if sort == "signal":
        order: dict[str, int] = defaultdict(lambda: 9, worse=0, better=0, changed=0, steady=3, few=4)
        # of signals that hold now, the one that began last is the news
        return sorted(
            panels,
            key=lambda panel: (
                order[panel.kind],
                panel.since if order[panel.kind] == 0 else 0,
                panel.label.letter,
            ),
        )
    if sort == "level":
        return sorted(panels, key=lambda panel: (-panel.level, panel.label.letter))
    return sorted(panels, key=lambda panel: by_letter(panel.label))


@dataclass(frozen=True)
class Lines:
    """Every team's chart of one measure, each to be drawn as a line."""

    measure: Measure
    version: MeasureVersion
    panels: list[Panel]


def sparklines(viewer: Person, collaborative: Collaborative) -> list[Lines]:
    """Every chart that the viewer may look at, measure by measure."""
    named, series = visible_series(viewer, collaborative)
    by_measure: dict[int, list[Panel]] = defaultdict(list)
    for chart in charts(series):
        label = named[chart.series.team_id]
        by_measure[chart.series.measure_id].append(Panel(label, chart, Cell(label, chart).kind))
    return [
        Lines(panels[0].chart.series.measure, panels[0].chart.version, panels)
        for panels in by_measure.values()
    ]


def neighbours(collaborative: Collaborative) -> list[dict[str, Any]]:
    """Every measure by key and name, to go from one to the next."""
    measures = list(Measure.objects.filter(collaborative=collaborative, retired_on=None))
    versions = definitions(measure.pk for measure in measures)
    return [
        {"key": measure.key, "name": in_force(versions[measure.pk]).name, "measure": measure}
        for measure in measures
    ]
