"""Where things lie: slots of time across, values up, and the round numbers beside the axis."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from alongside.core.spc import Analysis


@dataclass(frozen=True)
class Plane:
    """The part of a drawing that holds data, in pixels. `slots` share its width evenly; the first slot of the series is
    number `skipped`, where several charts share an axis."""

    left: float
    top: float
    width: float
    height: float
    slots: int
    low: float
    high: float
    skipped: int = 0

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def foot(self) -> float:
        return self.top + self.height

    @property
    def step(self) -> float:
        return self.width / max(self.slots, 1)

    def edge(self, slot: float) -> float:
        """Where a slot begins; half a slot on is its middle."""
        return self.left + (slot + self.skipped) * self.step

    def x(self, slot: int) -> float:
        return self.edge(slot + 0.5)

    def y(self, value: float) -> float:
        """Up the plane; what lies beyond a shared axis is drawn at its edge."""
        within = min(max(value, self.low), self.high)
        return self.foot - (within - self.low) / (self.high - self.low) * self.height


def reach(analysis: Analysis, hidden: Collection[int] = ()) -> tuple[float, float]:
    """The lowest and the highest value to show: of points, limits and targets that are not hidden, with a little air.

    A share keeps within 0 and 100 per cent, and what is never negative starts at 0 at the lowest, unless a computed limit
    lies beyond.
    """
    share = analysis.spec.unit == "percent"
    values = [
        value
        for point in analysis.points
        if point.i not in hidden
        for value in (point.y, point.lower, point.upper, point.centre, point.target)
        if value is not None
    ]
    if not values:
        return 0.0, 100.0 if share else 1.0
    least, most = min(values), max(values)
    air = 0.06 * (most - least) or (5.0 if share else 0.1 * abs(most) or 1.0)
    low = least - air if least < 0 else max(0.0, least - air)
    high = most + air if most > 100 or not share else min(100.0, most + air)
    return low, high


def ticks(low: float, high: float, about: int) -> list[float]:
    """Round values between low and high, about so many, in steps of 1, 2, 2.5 or 5 and their tens."""
    rough = (high - low) / max(about, 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if size * each >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(k * step, 10) for k in range(first, last + 1)]


def slot_of(x: Sequence[str], on: date) -> float | None:
    """A day as a place between slots (2.5 is the middle of the third); None outside the axis.

    A slot lasts until the next begins; the last lasts as long as the others usually do.
    """
    days = [date.fromisoformat(each).toordinal() for each in x]
    if not days:
        return None
    usual = median([after - before for before, after in pairwise(days)] or [30])
    bounds = [*days, days[-1] + usual]
    at = on.toordinal()
    if not bounds[0] <= at < bounds[-1]:
        return None
    slot = bisect_right(bounds, at) - 1
    return slot + (at - bounds[slot]) / (bounds[slot + 1] - bounds[slot])


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near to those wanted as they can be with at least `gap` between them, within low and high if there is room.

    Neighbours that collide settle around their mean (isotonic regression by pooling).
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    pools: list[list[float]] = []  # sum of wanted places, less the gaps below; and how many
    for rank, k in enumerate(order):
        pools.append([wanted[k] - rank * gap, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    settled = [total / count for total, count in pools for _ in range(int(count))]
    room = max(low, high - (len(wanted) - 1) * gap)
    places = [0.0] * len(wanted)
    for rank, k in enumerate(order):
        places[k] = min(max(settled[rank], low), room) + rank * gap
    return places


def extent(values: Iterable[float]) -> tuple[float, float]:
    """The least and the greatest."""
    kept = list(values)
    return min(kept), max(kept)
