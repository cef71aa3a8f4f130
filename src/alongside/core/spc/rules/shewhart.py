"""Rules for charts with limits: a point outside them, a row of points of fixed length, two of three near a limit.

Making Data Count reads shift and trend strictly: a point on the centre line breaks the one, a tie the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from alongside.core.spc.limits.rows import Bools
from alongside.core.spc.rules.seen import Hits, Seen

Counts = NDArray[np.int32]


def astronomical(seen: Seen) -> Hits:
    """A point outside the limits; on the limit is not outside."""
    return Hits(1, seen.outside, seen.outside)


def shift(seen: Seen, *, points: int) -> Hits:
    """So many points in a row on one side of the centre line; one on the line breaks the run."""
    ends = _in_a_row(seen.side, points)
    return Hits(points, ends, _reached_back(ends, points))


def trend(seen: Seen, *, points: int) -> Hits:
    """So many points in a row, each further than the one before it; a tie breaks the run."""
    ends = _in_a_row(seen.further, points - 1)
    return Hits(points, ends, _reached_back(ends, points))


def two_of_three(seen: Seen, *, beyond_limits: bool) -> Hits:
    """Two of three points in a row near a limit, all three on its side of the centre line; only those near it are marked.

    `beyond_limits` says whether a point outside the limit counts as near. Where zones are not defined, three points that touch
    such a one are not judged.
    """
    zone = seen.near if beyond_limits else seen.near & ~seen.outside
    judged = seen.side & ~seen.no_zones
    ends = _in_a_row(judged, 3) & (_count_back(zone, 3) >= 2)
    return Hits(3, ends, _reached_back(ends, 3) & zone)


def _count_back(mask: Bools, points: int) -> Counts:
    """How many of the so many points that end here are true."""
    total = np.cumsum(mask, axis=-1, dtype=np.int32)
    total[..., points:] -= total[..., :-points].copy()
    return total


def _in_a_row(mask: Bools, points: int) -> Bools:
    """Whether the so many points that end here are all true."""
    return np.asarray(_count_back(mask, points) == points)


def _reached_back(ends: Bools, points: int) -> Bools:
    """Every point of the stretches of so many that end somewhere in `ends`."""
    return np.asarray(_count_back(ends[..., ::-1], points)[..., ::-1] > 0)
