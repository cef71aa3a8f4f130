"""Rules for special causes, as versioned tables of named rules with their parameters.

A rule sees measured points only, phase by phase, so that a missing month neither counts nor breaks a run, and no run crosses
a phase. It answers twice, for high and for low: where a pattern is complete (`ends`), and which points belong to one
(`marks`). From these two the record tells each pattern with its points.

Making Data Count: `mdc-2021` is the set as NHSRplotthedots 0.2.2 computes it; `mdc-2023` follows the wording of November 2023
(issue 194 of that package), where points beyond the limits count in two of three as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.core.spc.limits import Bools, Floats, Limits

Counts = NDArray[np.int32]
HIGH, LOW = 0, 1
CLOSE = 1e-11
"""Two numbers that differ by less than this part of a row's largest value lie on each other: a computed mean of 11 may come
out as 10.999999999999998, and a point on a line is on neither side of it."""


@dataclass(frozen=True)
class Seen:
    """What a rule may look at, each (2 × rows × columns), high before low: the side of the centre line, beyond the two-sigma
    line, outside the limit, further than the point before; and, (rows × columns), where zones are not defined."""

    side: Bools
    near: Bools
    outside: Bools
    further: Bools
    no_zones: Bools


@dataclass(frozen=True)
class Hits:
    """A rule's answer: `width` points make its smallest pattern; `ends` and `marks` are (2 × rows × columns)."""

    width: int
    ends: Bools
    marks: Bools


def look(y: Floats, used: Bools, limits: Limits) -> Seen:
    """Compares every point with its lines and with the point before."""

    close = CLOSE * np.abs(np.where(used, y, 0.0)).max(axis=1, initial=0.0, keepdims=True)

    def above(line: Floats) -> Bools:
        return used & (y - line > close)

    def below(line: Floats) -> Bools:
        return used & (line - y > close)

    with np.errstate(invalid="ignore"):
        centre = np.broadcast_to(limits.centre[:, None], y.shape)
        before = np.full_like(y, np.nan)
        before[:, 1:] = y[:, :-1]
        return Seen(
            side=np.stack([above(centre), below(centre)]),
            near=np.stack([above(limits.near_upper), below(limits.near_lower)]),
            outside=np.stack([above(limits.upper), below(limits.lower)]),
            further=np.stack([above(before), below(before)]),
            no_zones=limits.clipped,
        )


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

    `beyond_limits` says whether a point outside the limit counts as near. Where a limit was cut at 0 or 1 there are no zones:
    three points that touch such a one are not judged.
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


@dataclass(frozen=True)
class Rule:
    """A named rule of a set, with its parameters."""

    name: str
    find: Callable[..., Hits]
    parameters: Mapping[str, Any]

    def hits(self, seen: Seen) -> Hits:
        return self.find(seen, **self.parameters)


@dataclass(frozen=True)
class RuleSet:
    """A version of a set of rules. `shortest` points are needed before a phase can show that its level has moved."""

    name: str
    rules: tuple[Rule, ...]
    shortest: int

    def describe(self) -> dict[str, dict[str, Any]]:
        """Rule by rule, its parameters, for the words under a chart."""
        return {rule.name: dict(rule.parameters) for rule in self.rules}


def _making_data_count(version: str, *, beyond_limits: bool) -> RuleSet:
    return RuleSet(
        version,
        (
            Rule("astronomical", astronomical, {}),
            Rule("shift", shift, {"points": 7}),
            Rule("trend", trend, {"points": 7}),
            Rule("two_of_three", two_of_three, {"beyond_limits": beyond_limits}),
        ),
        shortest=7,
    )


RULE_SETS = {
    each.name: each
    for each in (
        _making_data_count("mdc-2021", beyond_limits=False),
        _making_data_count("mdc-2023", beyond_limits=True),
    )
}
