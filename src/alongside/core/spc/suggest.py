"""Where a new level may have begun. Only ever a suggestion: a phase needs a cause that somebody states."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from alongside.core.spc import words
from alongside.core.spc.rules import HIGH, sides
from alongside.core.spc.rules.runs import runs

if TYPE_CHECKING:
    from alongside.core.spc.parts import Segment
    from alongside.core.spc.record import Analysis
    from alongside.core.spc.spec import Place

SUSTAINED = 9
"""So many useful points in a row on one side of the centre hold long enough to ask whether the level has moved."""


class Suggestion(NamedTuple):
    """A place at which a phase could begin, as a `Phase` takes it, and the evidence for it in a sentence or two."""

    starts: Place
    evidence: str


def phases(analysis: Analysis) -> tuple[Suggestion, ...]:
    """A suggestion for each sustained run on one side of the centre that begins within a phase, in order of time.

    A run at the very beginning of a phase is its level, not a change of it. Nothing is applied: the limits stay as they are
    until somebody adds a phase with its reason.
    """
    return tuple(each for segment in analysis.segments for each in _within(analysis, segment))


def _within(analysis: Analysis, segment: Segment) -> list[Suggestion]:
    slots = [i for i in analysis.measured if segment.start <= i <= segment.end]
    if segment.centre is None or len(slots) <= SUSTAINED:
        return []
    y = np.array([[analysis.points[i].y for i in slots]], dtype=float)
    found = runs(sides(y, np.ones_like(y, dtype=bool), np.array([segment.centre])))
    suggested = []
    for side, first, last, length in zip(found.side, found.first, found.last, found.length, strict=True):
        if length < SUSTAINED or first == 0:
            continue
        start, end = slots[found.at[first]], slots[found.at[last]]
        suggested.append(
            Suggestion(
                analysis.series.x[start] if analysis.series.is_dated else start,
                _evidence(analysis, segment, int(side) == HIGH, start, end, int(length)),
            )
        )
    return suggested


def _evidence(analysis: Analysis, segment: Segment, high: bool, start: int, end: int, length: int) -> str:
    centre = words.value(analysis, segment.centre)
    held = "and still so" if end == analysis.measured[-1] else "and not since"
    return (
        f"{length} {words.periods(analysis, length)} in a row {'above' if high else 'below'} {centre}, "
        f"{words.at(analysis, start)} to {words.at(analysis, end)}, {held}. "
        "A phase can begin here only with a stated cause: what changed?"
    )
