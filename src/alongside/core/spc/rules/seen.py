"""What a rule looks at and how it answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.core.spc.limits.rows import Bools, Floats, Limits

HIGH, LOW = 0, 1
CLOSE = 1e-11
"""Two numbers that differ by less than this part of a row's largest value lie on each other: a computed mean of 11 may come
out as 10.999999999999998, and a point on a line is on neither side of it."""


@dataclass(frozen=True)
class Seen:
    """What a rule may look at. `used` is (rows × columns): where there is a point. The others are (2 × rows × columns), high
    before low: the side of the centre line, beyond the two-sigma line, outside the limit, further than the point before; and,
    (rows × columns), where zones are not defined."""

    used: Bools
    side: Bools
    near: Bools
    outside: Bools
    further: Bools
    no_zones: Bools


@dataclass(frozen=True)
class Hits:
    """A rule's answer, `ends` and `marks` both (2 × rows × columns).

    `marks` are the points that belong to a pattern. Where `width` points make the smallest one, `ends` says at which points one
    is complete; with a `width` of 0 patterns have no fixed size, and `ends` are the first and the last point of each in turn.
    A rule that knows no direction answers in the place of high.
    """

    width: int
    ends: Bools
    marks: Bools


def closeness(y: Floats, used: Bools) -> Floats:
    """How near two values of a row count as equal; a value a row, as a column."""
    return CLOSE * np.abs(np.where(used, y, 0.0)).max(axis=1, initial=0.0, keepdims=True)


def sides(y: Floats, used: Bools, centre: Floats, close: Floats | None = None) -> Bools:
    """Which points lie above the centre line of their row and which below it (2 × rows × columns)."""
    near = closeness(y, used) if close is None else close
    with np.errstate(invalid="ignore"):
        off = y - centre[:, None]
        return np.stack([used & (off > near), used & (-off > near)])


def look(y: Floats, used: Bools, limits: Limits) -> Seen:
    """Compares every point with its lines and with the point before."""
    close = closeness(y, used)

    def beyond(high: Floats, low: Floats) -> Bools:
        return np.stack([used & (y - high > close), used & (low - y > close)])

    with np.errstate(invalid="ignore"):
        before = np.full_like(y, np.nan)
        before[:, 1:] = y[:, :-1]
        return Seen(
            used=used,
            side=sides(y, used, limits.centre, close),
            near=beyond(limits.near_upper, limits.near_lower),
            outside=beyond(limits.upper, limits.lower),
            further=beyond(before, before),
            no_zones=limits.no_zones,
        )
