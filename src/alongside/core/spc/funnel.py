"""Funnel plots: places beside each other over one period, against limits that widen where less was counted.

    funnel([Part("A", 44, 50), Part("B", 31, 60), …], Kind.PROPORTION)

A proportion's limits are those of the binomial distribution, a rate's those of the Poisson distribution, computed exactly and
interpolated between counts so that the lines are smooth (after Spiegelhalter 2005). A place lies outside a limit when a count
as extreme as its own, or more so, would come up by chance alone with at most the limit's share: 2.5 % or 0.1 % on each side.
A funnel shows which places differ by more than counts explain. It does not rank, and it does not say why.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alongside.core.errors import Invalid

TAILS = {"95": 0.025, "99.8": 0.001}
"""The two pairs of limits, by the share within them in per cent, and the share beyond each."""

WINDOW = 14
"""So many standard deviations around the mean hold all of a distribution that can be told from 0."""

Outside = Literal["", "95", "99.8"]


class Kind(StrEnum):
    """What is compared: a part of the cases, or events in an amount at risk."""

    PROPORTION = "proportion"
    RATE = "rate"


class Part(NamedTuple):
    """What one place counted over the period."""

    key: str
    numerator: float
    denominator: float


class Band(NamedTuple):
    """The limits for one denominator, in the unit of the values: outer and inner below, inner and outer above."""

    lower998: float
    lower95: float
    upper95: float
    upper998: float


class Placed(NamedTuple):
    """A place with its value, its limits, and which of them it lies outside of ("" for none), on which side."""

    key: str
    numerator: float
    denominator: float
    value: float
    band: Band
    outside: Outside
    side: Literal["high", "low", ""]


@dataclass(frozen=True)
class Funnel:
    """Places against their pooled value. Values are in the unit that `multiply` gives (100 for per cent)."""

    kind: Kind
    multiply: float
    centre: float
    parts: tuple[Placed, ...]

    @cached_property
    def dispersion(self) -> float:
        """How much places differ beside how much counts alone would make them differ: 1 where it is the same.

        The mean of the squared standardised differences, the outermost tenth on each side drawn in (winsorised), so that a
        few places far off do not decide it (Spiegelhalter 2005).
        """
        if len(self.parts) < 2 or not 0 < self.centre < math.inf:
            return 1.0
        share = self.centre / self.multiply
        n = np.array([each.denominator for each in self.parts])
        y = np.array([each.value for each in self.parts]) / self.multiply
        variance = share * (1 - share) if self.kind == Kind.PROPORTION else share
        if variance <= 0:
            return 1.0
        z = np.sort((y - share) / np.sqrt(variance / n))
        low, high = np.quantile(z, (0.1, 0.9))
        return float(np.mean(np.clip(z, low, high) ** 2))

    @property
    def overdispersed(self) -> bool:
        """Whether the places differ by more than two standard errors more than counts alone would make them."""
        return self.dispersion > 1 + 2 * math.sqrt(2 / max(len(self.parts), 1))

    def curve(self, steps: int = 80) -> list[tuple[float, Band]]:
        """The limits from small to large denominators, closer together where they bend most."""
        if not self.parts:
            return []
        most = max(each.denominator for each in self.parts) * 1.05
        least = min(each.denominator for each in self.parts)
        first = max(least * 0.5, 1.0) if self.kind == Kind.PROPORTION else least * 0.5
        at = np.unique(np.geomspace(first, most, steps))
        if self.kind == Kind.PROPORTION:
            at = np.unique(np.round(at))
        return [(float(n), band(self.kind, self.centre, float(n), self.multiply)) for n in at]


def funnel(parts: Sequence[Part], kind: Kind, multiply: float = 100.0) -> Funnel:
    """Places against the value of all of them together; those that counted nothing are left out.

    Raises Invalid for counts below 0, and for more cases counted than there were.
    """
    for part in parts:
        if part.numerator < 0 or part.denominator < 0:
            raise Invalid(f"{part.key} has a count below 0.", "Counts are 0 or more.")
        if kind == Kind.PROPORTION and part.numerator > part.denominator:
            raise Invalid(
                f"{part.key} counts {part.numerator:g} of {part.denominator:g}.",
                "A part cannot be more than the whole.",
            )
    counted = [part for part in parts if part.denominator > 0]
    cases = sum(part.denominator for part in counted)
    centre = multiply * sum(part.numerator for part in counted) / cases if cases else math.nan
    return Funnel(kind, multiply, centre, tuple(_placed(part, kind, centre, multiply) for part in counted))


def band(kind: Kind, centre: float, denominator: float, multiply: float = 100.0) -> Band:
    """The limits for a denominator, where `centre` is the value of all places in the unit shown."""
    counts, chance = _distribution(kind, centre / multiply, denominator)
    up_to, from_on = np.cumsum(chance), np.cumsum(chance[::-1])[::-1]
    outer, inner = TAILS["99.8"], TAILS["95"]
    found = (
        _lower(counts, up_to, outer),
        _lower(counts, up_to, inner),
        _upper(counts, from_on, inner),
        _upper(counts, from_on, outer),
    )
    top = denominator if kind == Kind.PROPORTION else math.inf
    return Band(*(min(max(each, 0.0), top) / denominator * multiply for each in found))


def _placed(part: Part, kind: Kind, centre: float, multiply: float) -> Placed:
    value = part.numerator / part.denominator * multiply
    limits = band(kind, centre, part.denominator, multiply)
    outside: Outside = ""
    if value < limits.lower998 or value > limits.upper998:
        outside = "99.8"
    elif value < limits.lower95 or value > limits.upper95:
        outside = "95"
    side: Literal["high", "low", ""] = "" if not outside else "high" if value > centre else "low"
    return Placed(part.key, part.numerator, part.denominator, value, limits, outside, side)


def _distribution(kind: Kind, share: float, n: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts around the expected one, and the chance of each: from the ratio of neighbours, so that no factorial overflows."""
    expected = share * n
    spread = math.sqrt(expected * (1 - share) if kind == Kind.PROPORTION else expected)
    first = max(0, math.floor(expected - WINDOW * spread - WINDOW))
    last = math.ceil(expected + WINDOW * spread + WINDOW)
    if kind == Kind.PROPORTION:
        last = min(last, math.floor(n))
        if share >= 1:
            return np.array([n]), np.array([1.0])
    if share <= 0:
        return np.array([0.0]), np.array([1.0])
    counts = np.arange(first, last + 1, dtype=float)
    below = counts[:-1]
    ratio = (
        (n - below) / (below + 1) * share / (1 - share) if kind == Kind.PROPORTION else expected / (below + 1)
    )
    steps = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
    chance = np.exp(steps - steps.max())
    return counts, chance / chance.sum()


def _lower(counts: NDArray[np.float64], up_to: NDArray[np.float64], tail: float) -> float:
    """Between the largest count whose lower tail is within `tail` and the next one, as far as the tail allows."""
    k = int(np.argmax(up_to > tail))
    before = up_to[k - 1] if k else 0.0
    return float(counts[k] - (up_to[k] - tail) / (up_to[k] - before))


def _upper(counts: NDArray[np.float64], from_on: NDArray[np.float64], tail: float) -> float:
    """The same from above."""
    k = len(counts) - 1 - int(np.argmax(from_on[::-1] > tail))
    after = from_on[k + 1] if k + 1 < len(counts) else 0.0
    return float(counts[k] + (from_on[k] - tail) / (from_on[k] - after))
