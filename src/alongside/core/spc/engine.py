"""From series and specs to records: everything that can be done for many series at once is done here.

Series with the same spec are laid end to end; each phase of each becomes a row of measured points, limits and rules are
computed for all rows together, and the answers go back to their slots. What only one chart needs (points as objects, icons,
sentences) is made by its `Analysis` when it is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from alongside.core.errors import Invalid
from alongside.core.spc import words
from alongside.core.spc.limits import CHARTS, Bools, Floats, Limits, Rows
from alongside.core.spc.parts import Block
from alongside.core.spc.record import Analysis
from alongside.core.spc.rules import HIGH, LOW, RULE_SETS, Hits, look
from alongside.core.spc.series import Series, invalid_point
from alongside.core.spc.spec import Place, Spec

Ints = NDArray[np.intp]

PORTION = 60_000
"""So many slots are computed together."""

ZERO_GAP = 0.5
"""A t chart cannot take its root-like power of a time of nothing as it is: two events at one time lie half a unit apart."""


@overload
def analyse(series: Series, spec: Spec) -> Analysis: ...
@overload
def analyse(series: Sequence[Series], spec: Spec | Sequence[Spec]) -> list[Analysis]: ...
def analyse(series: Series | Sequence[Series], spec: Spec | Sequence[Spec]) -> Analysis | list[Analysis]:
    """The chart record of a series, or of each of a list.

    One spec may serve all, or each series bring its own. Series may differ in length. Raises Invalid naming the series and
    the point: a numerator above its denominator, a p chart of plain values, a phase that does not fit the axis.
    """
    if isinstance(series, Series):
        if not isinstance(spec, Spec):
            raise Invalid("One series has one spec.", "Give lists of both, or one of each.")
        return _together([series], spec)[0]
    specs = [spec] * len(series) if isinstance(spec, Spec) else list(spec)
    if len(specs) != len(series):
        raise Invalid(
            f"There are {len(series)} series but {len(specs)} specs.",
            "Give one spec for each series, or one for all.",
        )
    alike: dict[Spec, list[int]] = defaultdict(list)
    for place, each in enumerate(specs):
        alike[each].append(place)
    found: dict[int, Analysis] = {}
    for each, places in alike.items():
        for some in _portions(series, places):
            found.update(zip(some, _together([series[place] for place in some], each), strict=True))
    return [found[place] for place in range(len(series))]


def _portions(series: Sequence[Series], places: Sequence[int]) -> Iterator[list[int]]:
    """Places of series in portions of about so many slots: tables that stay in the processor's cache are quicker than large
    ones."""
    portion: list[int] = []
    slots = 0
    for place in places:
        portion.append(place)
        slots += len(series[place])
        if slots >= PORTION:
            yield portion
            portion, slots = [], 0
    if portion:
        yield portion


@dataclass(frozen=True)
class Slots:
    """All slots of all series end to end: `row` numbers the phases throughout, `column` counts the measured points within
    one (of use where `used`), `phase` counts from 0 in each series."""

    y: Floats
    numerator: Floats
    denominator: Floats
    used: Bools
    bounds: Ints
    phase: Ints
    row: Ints
    column: Ints


def _together(series: Sequence[Series], spec: Spec) -> list[Analysis]:
    chart = CHARTS[spec.chart]
    for each in series:
        if chart.takes == "ratio" and not each.is_ratio:
            raise Invalid(
                f"Series {each.key} has values only; a {chart.name} needs numerators and denominators.",
                "Send both counts, or choose an XmR chart.",
            )
        if chart.takes == "values" and each.is_ratio:
            raise Invalid(
                f"Series {each.key} has numerators and denominators; a {chart.name} takes one value a point.",
                f"Send {words.TAKES[spec.chart]} as values, or choose a {words.RATIO_INSTEAD[spec.chart]} chart.",
            )
    slots = _lay_out(series, spec)
    if chart.of_all or spec.unit == "percent":
        _refuse_more_than_all(series, slots)
    if chart.never_negative:
        _refuse_negative(series, slots, chart.name)
    if spec.chart == "t":
        slots.y[slots.y == 0] = ZERO_GAP
    grid = Grid.of(slots)
    rows = _rows(slots, spec, grid, ratios=chart.takes == "ratio")
    limits = chart.limits(rows, screening=spec.screening, scale=spec.scale)
    seen = look(rows.y, rows.used, limits)
    hits = [rule.hits(seen, chart) for rule in RULE_SETS[spec.rules].rules]
    block = _back(slots, rows, grid, limits, hits)
    return [Analysis(each, spec, block, place) for place, each in enumerate(series)]


def _lay_out(series: Sequence[Series], spec: Spec) -> Slots:
    bounds = np.cumsum([0, *map(len, series)])
    total = int(bounds[-1])
    nothing = np.full(total, np.nan)
    if all(not each.is_ratio for each in series):
        y, numerator, denominator = _numbers(each.y or () for each in series), nothing, nothing
    else:
        numerator = _numbers(each.numerator or (None,) * len(each) for each in series)
        denominator = _numbers(each.denominator or (None,) * len(each) for each in series)
        denominator = np.where(denominator == 0, np.nan, denominator)
        y = numerator / denominator * spec.scale
        if not all(each.is_ratio for each in series):
            y = np.where(np.isnan(y), _numbers(each.y or (None,) * len(each) for each in series), y)
    used = ~np.isnan(y)

    phase = np.zeros(total, dtype=np.intp)
    for place, each in enumerate(series):
        for start in (_position(each, phase_.starts, "phases") for phase_ in spec.phases):
            phase[bounds[place] + start : bounds[place + 1]] += 1
    first = np.zeros(total, dtype=bool)
    first[bounds[:-1][np.diff(bounds) > 0]] = True
    opens = first.copy()
    opens[1:] |= phase[1:] != phase[:-1]
    row = np.cumsum(opens) - 1
    counted = np.cumsum(used) - used
    column = counted - counted[opens][row] if total else counted
    return Slots(y, numerator, denominator, used, bounds, phase, row, column)


def _numbers(values: Iterable[Sequence[float | None]]) -> Floats:
    return np.array(list(chain.from_iterable(values)), dtype=np.float64)


def _position(series: Series, place: Place, what: str) -> int:
    """The first slot at or after a place; past the end where the place lies in the future."""
    if isinstance(place, int):
        return min(place, len(series))
    if len(series) and not series.is_dated:
        raise Invalid(
            f"Series {series.key} is numbered, but its {what} begin on dates ({place}).",
            "Give the position of the point, counted from 0.",
        )
    return bisect_left(series.x, place)


def _refuse_more_than_all(series: Sequence[Series], slots: Slots) -> None:
    with np.errstate(invalid="ignore"):
        above = np.flatnonzero(slots.numerator > slots.denominator)
    if len(above):
        place = int(np.searchsorted(slots.bounds, above[0], side="right")) - 1
        over, under = slots.numerator[above[0]], slots.denominator[above[0]]
        raise invalid_point(
            series[place],
            int(above[0] - slots.bounds[place]),
            f"the numerator {over:g} is above the denominator {under:g}",
            "Correct one of the two.",
            "numerator",
        )


def _refuse_negative(series: Sequence[Series], slots: Slots, chart: str) -> None:
    with np.errstate(invalid="ignore"):
        below = np.flatnonzero(slots.y < 0)
    if len(below):
        place = int(np.searchsorted(slots.bounds, below[0], side="right")) - 1
        raise invalid_point(
            series[place],
            int(below[0] - slots.bounds[place]),
            f"the value is {slots.y[below[0]]:g}; a {chart} knows none below 0",
            "Correct the value, or choose an XmR chart.",
            "y",
        )


@dataclass(frozen=True)
class Grid:
    """Where the measured slots stand in a table with a row a phase: `filled` are these slots, `at` their places in the table
    laid out as one line. `whole`: every slot is measured and every row as long as the others, so that the line is the table."""

    filled: Ints
    at: Ints
    height: int
    width: int
    whole: bool

    @classmethod
    def of(cls, slots: Slots) -> Grid:
        filled = np.flatnonzero(slots.used)
        height = int(slots.row[-1]) + 1 if len(slots.row) else 0
        width = int(slots.column[filled].max()) + 1 if len(filled) else 0
        at = slots.row[filled] * width + slots.column[filled]
        return cls(filled, at, height, width, whole=len(slots.used) == height * width == len(filled))

    def table(self, line: Floats | Bools, empty: float | bool) -> NDArray[Any]:
        """The measured slots of a line as a table."""
        if self.whole:
            return line.reshape(self.height, self.width)
        table = np.full(self.height * self.width, empty)
        table[self.at] = line[self.filled]
        return table.reshape(self.height, self.width)

    def line(self, table: Floats | Bools, between: Floats | Bools) -> NDArray[Any]:
        """A table as a line of slots, and `between` where nothing was measured."""
        if self.whole:
            return table.reshape(-1)
        between[self.filled] = table.reshape(-1)[self.at]
        return between


def _rows(slots: Slots, spec: Spec, grid: Grid, *, ratios: bool) -> Rows:
    there = grid.table(slots.used, False)
    beside = np.zeros(len(slots.used), dtype=bool)
    beside[1:] = slots.used[:-1] & (slots.row[1:] == slots.row[:-1])
    follows = grid.table(beside, False)
    base = there if spec.freeze is None else there & (np.arange(grid.width) < spec.freeze)
    y = grid.table(slots.y, np.nan)
    if not ratios:
        nothing = np.broadcast_to(np.nan, y.shape)
        return Rows(y, there, follows, base, nothing, nothing)
    numerator, denominator = (grid.table(each, np.nan) for each in (slots.numerator, slots.denominator))
    return Rows(y, there, follows, base, numerator, denominator)


def _back(slots: Slots, rows: Rows, grid: Grid, limits: Limits, hits: Sequence[Hits]) -> Block:
    """Answers, from rows of measured points to the slots they came from."""
    row = slots.row

    def mark(table: Bools) -> Bools:
        return grid.line(table, np.zeros(len(slots.used), dtype=bool))

    def spread(masks: list[Bools]) -> Bools:
        found = np.empty((len(masks), 2, len(slots.used)), dtype=bool)
        for k, mask in enumerate(masks):
            for side in (HIGH, LOW):
                found[k, side] = mark(mask[side])
        return found

    return Block(
        bounds=slots.bounds,
        y=slots.y,
        used=slots.used,
        phase=slots.phase,
        row=row,
        baseline=mark(rows.base),
        centre=limits.centre[row],
        lower=grid.line(limits.lower, limits.level_lower[row]),
        upper=grid.line(limits.upper, limits.level_upper[row]),
        no_zones=mark(limits.no_zones),
        widths=tuple(each.width for each in hits),
        ends=spread([each.ends for each in hits]),
        marks=spread([each.marks for each in hits]),
        formula=limits.formula,
    )
