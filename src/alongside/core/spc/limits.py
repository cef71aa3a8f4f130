"""Centre lines and limits, for many phases of many series at once.

Every array is a table: a row for a phase of a series, its measured points from the left, and nothing where a row is shorter.
A chart is one function from `Rows` to `Limits`; `CHARTS` names those there are. To add one, write its function and its line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SCREEN = 3.267
"""A moving range of 3.267 times the mean is at the upper limit of a chart of ranges of two (D4)."""
XMR_WIDTH = 2.66
"""3 / d2 with d2 = 1.128, rounded as Making Data Count prints it."""


@dataclass(frozen=True)
class Rows:
    """Measured points in rows. All are (rows × columns): `follows` says that a point lies one slot after its neighbour on
    the left, with no gap between; `base` that it counts towards the limits. Ratios hold numerator and denominator too."""

    y: Floats
    used: Bools
    follows: Bools
    base: Bools
    numerator: Floats
    denominator: Floats


@dataclass(frozen=True)
class Limits:
    """`centre`, `level_lower` and `level_upper` have a value a row (the levels are NaN where limits differ from point to
    point), the other arrays one a point; NaN where there are too few points. `clipped` marks points whose limit was cut at
    0 or 1; `formula` holds, a value a row, the numbers that went into the lines."""

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    level_lower: Floats
    level_upper: Floats
    clipped: Bools
    formula: dict[str, Floats]


def mean_over(values: Floats, counted: Bools) -> Floats:
    """The mean of each row's counted values; NaN where none is."""
    how_many = counted.sum(axis=1)
    total = np.where(counted, values, 0.0).sum(axis=1)
    return np.divide(total, how_many, out=np.full(len(total), np.nan), where=how_many > 0)


def xmr(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Single values and their moving range: mean ± 2.66 × the mean moving range.

    A range is taken between neighbouring months only, not over a missing one. Screening leaves out, once, the ranges of
    3.267 times their mean or more. Where that, or the gaps, would leave no width although values differ, the wider basis is
    used: first the unscreened ranges, then the ranges over gaps.
    """
    centre = mean_over(rows.y, rows.base)
    pair = np.zeros_like(rows.used)
    pair[:, 1:] = rows.base[:, 1:] & rows.base[:, :-1]
    size = np.zeros_like(rows.y)
    size[:, 1:] = np.abs(np.diff(np.where(rows.used, rows.y, 0.0), axis=1))
    neighbours = pair & rows.follows
    every = mean_over(size, neighbours)
    kept = neighbours & (size < SCREEN * every[:, None]) if screening else neighbours
    mean_range, ranges = mean_over(size, kept), kept
    for wider in (neighbours, pair):
        flat = ~(mean_range > 0)
        mean_range = np.where(flat, mean_over(size, wider), mean_range)
        ranges = np.where(flat[:, None], wider, ranges)
    reach = XMR_WIDTH * mean_range
    lower, upper = centre - reach, centre + reach

    def along(line: Floats) -> Floats:
        return np.broadcast_to(line[:, None], rows.y.shape)

    return Limits(
        centre=centre,
        lower=along(lower),
        upper=along(upper),
        near_lower=along(centre - reach * 2 / 3),
        near_upper=along(centre + reach * 2 / 3),
        level_lower=lower,
        level_upper=upper,
        clipped=np.zeros_like(rows.used),
        formula={
            "mean_moving_range": mean_range,
            "mean_moving_range_unscreened": every,
            "ranges": ranges.sum(axis=1).astype(float),
            "ranges_left_out": (neighbours & ~ranges).sum(axis=1).astype(float),
            "factor": np.full(len(centre), XMR_WIDTH),
        },
    )


def p(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """A share of cases: p̄ = Σ numerators ÷ Σ denominators, limits p̄ ± 3 √(p̄ (1 − p̄) ÷ n) for each point, cut at 0 and 1.

    Has no moving range, so `screening` changes nothing.
    """
    over = np.where(rows.base, rows.numerator, 0.0).sum(axis=1)
    under = np.where(rows.base, rows.denominator, 0.0).sum(axis=1)
    share = np.divide(over, under, out=np.full(len(over), np.nan), where=under > 0)
    n = np.where(rows.used, rows.denominator, np.nan)
    sigma = np.sqrt(share * (1 - share))[:, None] / np.sqrt(n)
    centre = share[:, None]
    low, high = centre - 3 * sigma, centre + 3 * sigma
    nothing = np.full(len(share), np.nan)
    return Limits(
        centre=share * scale,
        lower=np.maximum(low, 0.0) * scale,
        upper=np.minimum(high, 1.0) * scale,
        near_lower=(centre - 2 * sigma) * scale,
        near_upper=(centre + 2 * sigma) * scale,
        level_lower=nothing,
        level_upper=nothing,
        clipped=(low < 0) | (high > 1),
        formula={"numerators": over, "denominators": under},
    )


@dataclass(frozen=True)
class Chart:
    """A kind of chart: its name in words, how its limits are computed, and whether it needs numerators and denominators."""

    name: str
    limits: Callable[..., Limits]
    needs_ratio: bool = False


CHARTS = {
    "xmr": Chart("XmR chart", xmr),
    "p": Chart("p chart", p, needs_ratio=True),
}
