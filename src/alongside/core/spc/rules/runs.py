"""Rules of run charts: they ask whether points fall on the two sides of a line as chance would let them.

Only useful points count, those not on the line: one on it neither counts nor breaks a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.core.spc.limits.rows import Bools
from alongside.core.spc.rules.critical import JUDGED_FROM, crossings_min, longest_run_max, usual_runs
from alongside.core.spc.rules.seen import HIGH, LOW, Hits, Seen

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Runs:
    """Runs of points on one side, over all rows of a table. `at` are the useful points as places in the table laid out as one
    line, `run` the number of the run each belongs to; the others have a value a run: its row, side, first and last place in
    `at`, and how many points it has. `useful`, `longest` and `count` have a value a row."""

    at: Ints
    run: Ints
    row: Ints
    side: Ints
    first: Ints
    last: Ints
    length: Ints
    useful: Ints
    longest: Ints
    count: Ints


def runs(side: Bools) -> Runs:
    """The runs in each row of a table of sides (2 × rows × columns); points on neither are passed over."""
    _, height, width = side.shape
    at = np.flatnonzero(side[HIGH] | side[LOW])
    row = at // max(width, 1)
    low = side[LOW].ravel()[at].astype(np.intp)
    opens = np.ones(len(at), dtype=bool)
    opens[1:] = (low[1:] != low[:-1]) | (row[1:] != row[:-1])
    first = np.flatnonzero(opens)
    length = np.diff(np.append(first, len(at)))
    longest = np.zeros(height, dtype=np.intp)
    np.maximum.at(longest, row[first], length)
    return Runs(
        at=at,
        run=np.cumsum(opens) - 1,
        row=row[first],
        side=low[first],
        first=first,
        last=first + length - 1,
        length=length,
        useful=np.bincount(row, minlength=height),
        longest=longest,
        count=np.bincount(row[first], minlength=height),
    )


def count(y: Sequence[float], centre: float, close: float) -> tuple[int, int, int]:
    """(useful points, longest run, crossings) of one row; for one, plain Python is quicker than tables."""
    useful = longest = length = crossings = 0
    before = 0
    for value in y:
        off = value - centre
        side = 1 if off > close else -1 if -off > close else 0
        if side == 0:
            continue
        useful += 1
        crossings += side == -before
        length = length + 1 if side == before else 1
        longest = max(longest, length)
        before = side
    return useful, longest, crossings


def run_length(seen: Seen) -> Hits:
    """A run of useful points longer than round(log2 n) + 3, where n useful points are 10 or more; the points marked are its."""
    found = runs(seen.side)
    most = _each(found.useful, longest_run_max)
    return _marked(found, found.length > most[found.row], seen.used.shape)


def crossings(seen: Seen) -> Hits:
    """The centre line is crossed less often than chance would let it be; marks the whole phase, and knows no direction."""
    found = runs(seen.side)
    fewest = _each(found.useful, crossings_min)
    judged = found.useful >= JUDGED_FROM
    return _whole(seen.used, judged & (found.count - 1 < fewest))


def few_or_many_runs(seen: Seen) -> Hits:
    """Fewer or more runs about the median than chance would let there be; marks the whole phase, and knows no direction."""
    found = runs(seen.side)
    fewest = _each(found.useful, lambda n: usual_runs(n)[0])
    most = _each(found.useful, lambda n: usual_runs(n)[1])
    judged = found.useful >= JUDGED_FROM
    return _whole(seen.used, judged & ((found.count < fewest) | (found.count > most)))


def shift(seen: Seen, *, points: int) -> Hits:
    """So many useful points in a row on one side of the line; points on it are passed over."""
    found = runs(seen.side)
    return _marked(found, found.length >= points, seen.used.shape)


def trend(seen: Seen, *, points: int) -> Hits:
    """So many points in a row all rising or all falling; of equal neighbours only the first counts."""
    found = runs(seen.further)
    long = found.length >= points - 1
    hits = _marked(found, long, seen.used.shape)
    # a row of rises begins one counted point before its first rise; a tie in between is not that point
    width = seen.used.shape[1]
    tied = seen.used & ~(seen.further[HIGH] | seen.further[LOW])
    tied[:, :1] = False
    counted = np.maximum.accumulate(np.where(tied, 0, np.arange(width)), axis=1)
    side, (row, column) = found.side[long], np.divmod(found.at[found.first[long]], max(width, 1))
    before = counted[row, column - 1]
    hits.ends[side, row, column] = False
    hits.ends[side, row, before] = True
    hits.marks[side, row, before] = True
    return hits


def _each(useful: Ints, critical: Callable[[int], int]) -> Ints:
    """A critical value for each row; one that is never passed where there are too few useful points."""
    table = np.full(int(useful.max(initial=0)) + 1, np.iinfo(np.intp).max, dtype=np.intp)
    for n in np.unique(useful).tolist():
        if n >= JUDGED_FROM:
            table[n] = critical(n)
    return np.asarray(table[useful])


def _marked(found: Runs, which: Bools, shape: tuple[int, ...]) -> Hits:
    """The points of some runs, each with its first and last point in turn."""
    ends = np.zeros((2, shape[0] * shape[1]), dtype=bool)
    marks = np.zeros_like(ends)
    if which.any():
        member = which[found.run]
        marks[found.side[found.run[member]], found.at[member]] = True
        ends[found.side[which], found.at[found.first[which]]] = True
        ends[found.side[which], found.at[found.last[which]]] = True
    return Hits(0, ends.reshape(2, *shape), marks.reshape(2, *shape))


def _whole(used: Bools, which: Bools) -> Hits:
    """Every point of some rows."""
    marks = np.zeros((2, *used.shape), dtype=bool)
    ends = np.zeros_like(marks)
    rows = np.flatnonzero(which)
    marks[HIGH, rows] = used[rows]
    if len(rows):
        ends[HIGH, rows, used[rows].argmax(axis=1)] = True
        ends[HIGH, rows, used.shape[1] - 1 - used[rows][:, ::-1].argmax(axis=1)] = True
    return Hits(0, ends, marks)
