"""Codings and turns: which case a coded stretch belongs to, what lies over what, how much of a text is coded.

All places are code points, half-open, on one text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from alongside.core.text import Span

K = TypeVar("K", bound=Hashable)


class Speaks(Protocol):
    """A turn: where it lies, and whose it is (None for the interviewer)."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Speaks)


class Turns(Generic[T]):
    """The turns of one text in their order, to be asked by place."""

    def __init__(self, turns: Iterable[T]) -> None:
        self.turns: list[T] = sorted(turns, key=lambda turn: turn.start)
        self._starts = [turn.start for turn in self.turns]

    def over(self, start: int, end: int) -> list[T]:
        """The turns that a stretch lies over, even by one character."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        found = []
        for turn in self.turns[first:]:
            if turn.start >= end:
                break
            if turn.end > start:
                found.append(turn)
        return found


def cases_of(
    start: int, end: int, turns: Turns[T], whose: dict[int, K], otherwise: Iterable[K] = ()
) -> set[K]:
    """The cases a stretch belongs to: every speaker's whose turn it overlaps.

    `whose` gives a turn's case by the turn's start. A text in which no turn has a case (a field note, a document)
    belongs as a whole to the cases named `otherwise`.
    """
    if not whose:
        return set(otherwise)
    return {whose[turn.start] for turn in turns.over(start, end) if turn.start in whose}


def union(span: Span, others: Iterable[Span]) -> tuple[Span, list[Span]]:
    """A stretch made one with all it overlaps, and which those are. Stretches that only touch stay apart."""
    waiting = sorted(others)
    taken: list[Span] = []
    grew = True
    while grew:
        grew = False
        for other in list(waiting):
            if span.overlaps(other):
                span = Span(min(span.start, other.start), max(span.end, other.end))
                waiting.remove(other)
                taken.append(other)
                grew = True
    return span, taken


def merged(spans: Iterable[Span]) -> list[Span]:
    """Stretches that overlap or touch made one: what is covered, each character once."""
    found: list[list[int]] = []
    for start, end in sorted((span.start, span.end) for span in spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [Span(start, end) for start, end in found]


@dataclass(frozen=True)
class Coverage:
    """How many of the turns that can be coded are, and the first that is not (its place in the list, or None)."""

    coded: int
    turns: int
    next_uncoded: int | None


def coverage(turns: Sequence[T], spans: Iterable[Span], counted: Sequence[bool] | None = None) -> Coverage:
    """Turns with at least one coding over them. `counted` leaves turns out: an interviewer's questions are not coded."""
    covered = merged(spans)
    starts = [span.start for span in covered]
    coded = total = 0
    first: int | None = None
    for number, turn in enumerate(turns):
        if counted is not None and not counted[number]:
            continue
        total += 1
        nearest = bisect_right(starts, max(turn.end - 1, turn.start)) - 1
        if nearest >= 0 and covered[nearest].end > turn.start:
            coded += 1
        elif first is None:
            first = number
    return Coverage(coded, total, first)


def sliced_out(span: Span, removed: Sequence[Span]) -> Span | None:
    """Where a stretch lies once other stretches have been cut out of the text; None if nothing of it is left."""
    gone = merged(removed)

    def moved(place: int) -> int:
        return place - sum(min(cut.end, place) - cut.start for cut in gone if cut.start < place)

    start, end = moved(span.start), moved(span.end)
    return Span(start, end) if start < end else None
