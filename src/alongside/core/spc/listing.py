"""A chart's numbers as a table that may leave the house: small counts hidden, lines and signals as computed from all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from alongside.core.errors import Invalid
from alongside.core.spc import words

if TYPE_CHECKING:
    from alongside.core.spc.parts import Point
    from alongside.core.spc.record import Analysis
    from alongside.core.spc.spec import Place


class Row(NamedTuple):
    """A slot as a line of a table. Where `hidden`, value, numerator and denominator are None, and so are limits that would
    tell the denominator. `signals` are (rule, direction)."""

    i: int
    x: Place
    y: float | None
    numerator: float | None
    denominator: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    target: float | None
    phase: int
    signals: tuple[tuple[str, str], ...]
    hidden: bool


@dataclass(frozen=True)
class Listing:
    """The rows, which slots are hidden, and a sentence that says so (empty where nothing is)."""

    rows: tuple[Row, ...]
    hidden: tuple[int, ...]
    said: str


def listing(analysis: Analysis, hide_below: int | None = None) -> Listing:
    """The chart's table, with values that rest on counts of 1 to `hide_below` − 1 left out.

    A count is a numerator, a denominator, what is left of the denominator, or a value of a c chart. Hidden with it are all
    numbers of that slot from which it could be worked out. Since a centre line is a sum over its phase, a single hidden slot
    could be worked out from the others: further slots of the same phase, those of the smallest counts, are hidden until it no
    longer can, and the lines are rounded. Centre, limits and signals rest on all numbers. Raises Invalid for a bound below 2.
    """
    if hide_below is None:
        return Listing(tuple(_row(analysis, point) for point in analysis.points), (), "")
    if hide_below < 2:
        raise Invalid(f"Counts below {hide_below} cannot be hidden.", "Give 2 or more; 5 is usual.")
    small = {i for i in analysis.measured if _is_small(analysis, analysis.points[i], hide_below)}
    hidden = small | _others(analysis, small)
    if not hidden:
        return Listing(tuple(_row(analysis, point) for point in analysis.points), (), "")
    lonely = {
        analysis.points[i].phase
        for i in hidden
        if analysis.points[i].baseline
        and analysis.segments[analysis.points[i].phase - 1].base < _together(analysis)
    }
    rows = tuple(_masked(analysis, point, point.i in hidden, lonely) for point in analysis.points)
    count = len(hidden)
    said = (
        f"{count} {words.periods(analysis, count)} hidden: {'it rests' if count == 1 else 'they rest'} on counts below "
        f"{hide_below}, or would let one be worked out. Lines and signals are computed from all numbers; lines are rounded."
    )
    return Listing(rows, tuple(sorted(hidden)), said)


def _is_small(analysis: Analysis, point: Point, bound: int) -> bool:
    return any(0 < count < bound for count in _counts(analysis, point))


def _counts(analysis: Analysis, point: Point) -> list[float]:
    """What was counted at a point; the rest of a denominator too, where the numerator is a part of it."""
    if point.numerator is not None and point.n is not None:
        part_of = analysis.chart_kind.counts_cases and point.numerator <= point.n
        return [point.numerator, point.n, *([point.n - point.numerator] if part_of else [])]
    return [point.y] if analysis.spec.chart == "c" and point.y is not None else []


def _together(analysis: Analysis) -> int:
    """How many slots of a phase must be hidden so that its lines give none away: one more where ranges go into them too."""
    return 3 if analysis.chart_kind.screens else 2


def _others(analysis: Analysis, small: set[int]) -> set[int]:
    """Slots to hide beside the small ones, in each phase whose lines rest on some."""
    found: set[int] = set()
    for segment in analysis.segments:
        base = [
            i for i in analysis.measured if segment.start <= i <= segment.end and analysis.points[i].baseline
        ]
        here = [i for i in base if i in small]
        if here:
            rest = sorted(
                (i for i in base if i not in small),
                key=lambda i: (min(_counts(analysis, analysis.points[i]), default=0.0), i),
            )
            found.update(rest[: max(_together(analysis) - len(here), 0)])
    return found


def _row(analysis: Analysis, point: Point) -> Row:
    signals = tuple((signal.rule, signal.direction) for signal in point.signals)
    return Row(
        point.i, point.x, point.y, point.numerator, point.n, point.centre, point.lower, point.upper, point.target,
        point.phase, signals, False,
    )  # fmt: skip


def _masked(analysis: Analysis, point: Point, hidden: bool, lonely: set[int]) -> Row:
    row = _row(analysis, point)
    decimals = words.places(analysis) + 1
    row = row._replace(
        centre=None if point.phase in lonely else _rounded(row.centre, decimals),
        lower=None if point.phase in lonely else _rounded(row.lower, decimals),
        upper=None if point.phase in lonely else _rounded(row.upper, decimals),
    )
    if not hidden:
        return row
    row = row._replace(y=None, numerator=None, denominator=None, hidden=True)
    # limits of ratios differ with the denominator, which could be read off them
    return row._replace(lower=None, upper=None) if analysis.chart_kind.takes == "ratio" else row


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals)
