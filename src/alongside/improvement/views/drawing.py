"""Drawings of cards, ready for a template: the one place where a chart's SVG is marked as safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from alongside.core.spc import Assurance, Variation
from alongside.improvement.queries.measures import Cell, MeasureRow, Panel, shared_axis
from alongside.improvement.queries.team import Card
from alongside.ui import charts


@dataclass(frozen=True)
class DrawnCard:
    """A card with its drawing."""

    card: Card
    svg: SafeString

    @property
    def name(self) -> str:
        return self.card.chart.name

    @property
    def url(self) -> str:
        return self.card.url

    @property
    def kind(self) -> str:
        return self.card.kind

    @property
    def sentence(self) -> str:
        return self.card.chart.analysis.sentence


def safe(svg: str) -> SafeString:
    """An SVG from `ui.charts`, which escapes every text that it draws."""
    return mark_safe(svg)


def drawn(cards: Sequence[Card], sessions: Sequence[dt.date] = ()) -> list[DrawnCard]:
    return [
        DrawnCard(card, safe(charts.small(card.chart.analysis, sessions=sessions, title=card.chart.name)))
        for card in cards
    ]


ICONS = (
    (Variation("common", None, 13), "Common cause", "no signal in the newest month"),
    (Variation("improvement", "high", 13), "Improvement, high", "up, and up is good"),
    (Variation("improvement", "low", 13), "Improvement, low", "down, and down is good"),
    (Variation("concern", "high", 13), "Concern, high", "up, and down is good"),
    (Variation("concern", "low", 13), "Concern, low", "down, and up is good"),
    (Variation("neutral", "high", 13), "Neutral", "changed; neither is better"),
    (Assurance("pass", "pass", 90, ""), "Meets it reliably", "target outside the limits, on the safe side"),
    (Assurance("hit_and_miss", "hit_and_miss", 90, ""), "Hit and miss", "target inside the limits"),
    (Assurance("fail", "fail", 90, ""), "Will not reach it", "without a change"),
    (Assurance("not_judged", None, 90, ""), "Not judged", "the level has moved: add a phase"),
    (Variation("too_few", None, 10), "Too few to judge", "months so far; icons from 13"),
)
CHANGING, MEETING = 6, 11


def icon_key() -> Iterator[tuple[str, str, str]]:
    """What each icon means, drawn: the first six say whether it is changing, the others whether it meets its target."""
    for verdict, name, means in ICONS:
        icon = (
            charts.variation_icon(verdict, 32)
            if isinstance(verdict, Variation)
            else charts.assurance_icon(verdict, 32)
        )
        yield icon, name, means
    yield charts.not_collected(32), "Not collected", "the team does not follow it"


def icons_of(cell: Cell) -> list[str]:
    """The two icons of a chart, small; the second only where there is a target to judge."""
    if cell.chart is None:
        return []
    analysis = cell.chart.analysis
    pair = (charts.variation_icon(analysis, 20), charts.assurance_icon(analysis, 20))
    return [str(each) for each in pair if each]


@dataclass(frozen=True)
class DrawnIcons:
    """A cell of the icon table with its two icons."""

    cell: Cell
    icons: SafeString


@dataclass(frozen=True)
class DrawnRow:
    row: MeasureRow
    cells: list[DrawnIcons]


def with_icons(row: MeasureRow) -> DrawnRow:
    return DrawnRow(row, [DrawnIcons(cell, safe("".join(icons_of(cell)))) for cell in row.cells])


@dataclass(frozen=True)
class DrawnPanel:
    """One of the small multiples with its drawing."""

    panel: Panel
    svg: SafeString


@dataclass(frozen=True)
class Wall:
    """The small multiples of a measure with the axis that they share, and the key that says it."""

    panels: list[DrawnPanel]
    axis: list[str]
    key: SafeString

    @property
    def first(self) -> dt.date | None:
        return dt.date.fromisoformat(self.axis[0]) if self.axis else None

    @property
    def last(self) -> dt.date | None:
        return dt.date.fromisoformat(self.axis[-1]) if self.axis else None


def wall(panels: Sequence[Panel], unit: str, sessions: Sequence[dt.date], *, own_axis: bool = False) -> Wall:
    """Panels on one axis, or each on its own between the same first and last month."""
    axis, low, high = shared_axis(list(panels))

    def ends(panel: Panel) -> tuple[float, float]:
        return charts.reach(panel.chart.analysis, panel.hidden) if own_axis else (low, high)

    drawn = [
        DrawnPanel(
            panel,
            safe(
                charts.multiple(
                    panel.chart.analysis,
                    low=(each := ends(panel))[0],
                    high=each[1],
                    label=panel.label.text,
                    says=panel.spoken,
                    sessions=sessions,
                    axis=axis,
                    hidden=panel.hidden,
                )
            ),
        )
        for panel in panels
    ]
    targets = {panel.chart.analysis.assurance.target for panel in panels}
    only = next(iter(targets)) if len(targets) == 1 else None
    key = charts.multiple_key(low=low, high=high, unit=unit, target=only, values=not own_axis)
    return Wall(drawn, axis, safe(key))
