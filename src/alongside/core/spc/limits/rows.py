"""What limits are computed from and what they are, for many phases of many series at once.

Every array is a table: a row for a phase of a series, its measured points from the left, and nothing where a row is shorter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SCREEN = 3.267
"""A moving range of 3.267 times the mean is at the upper limit of a chart of ranges of two (D4)."""
D2 = 1.128
"""The mean range of two independent, about normal values is 1.128 of their standard deviations."""
ROUNDING = 1e-12
"""Shares that differ by less than this part of their centre differ only by the computer's rounding."""


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
    point), the other arrays one a point; NaN where there are too few points, or no limits at all. `no_zones` marks points
    where the zones beside the centre line differ in width, because a limit was cut or lies further off than the other;
    `formula` holds, a value a row, the numbers that went into the lines."""

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    level_lower: Floats
    level_upper: Floats
    no_zones: Bools
    formula: dict[str, Floats]


def total_over(values: Floats, counted: Bools) -> Floats:
    """The sum of each row's counted values, added from left to right.

    NumPy's own sum adds in another order where a table is wider, so that a series could come out differently, in the last
    digit, beside a longer one than alone.
    """
    if not values.shape[1]:
        return np.zeros(len(values))
    return np.cumsum(np.where(counted, values, 0.0), axis=1)[:, -1]


def mean_over(values: Floats, counted: Bools) -> Floats:
    """The mean of each row's counted values; NaN where none is."""
    how_many = counted.sum(axis=1)
    total = total_over(values, counted)
    return np.divide(total, how_many, out=np.full(len(total), np.nan), where=how_many > 0)


def median_over(values: Floats, counted: Bools) -> Floats:
    """The median of each row's counted values; NaN where none is."""
    if not values.size:
        return np.full(len(values), np.nan)
    ordered = np.sort(np.where(counted, values, np.inf), axis=1)
    how_many = counted.sum(axis=1)
    rows = np.arange(len(values))
    low, high = (
        ordered[rows, np.maximum(how_many - 1, 0) // 2],
        ordered[rows, how_many // 2 - (how_many == 0)],
    )
    low = np.where(how_many > 0, low, np.nan)
    return np.where(how_many % 2 == 1, low, (low + np.where(how_many > 0, high, np.nan)) / 2)


def moving_range(rows: Rows, values: Floats, *, screening: bool) -> tuple[Floats, dict[str, Floats]]:
    """The mean moving range of each row, and the numbers behind it.

    A range is taken between neighbouring months only, not over a missing one. Screening leaves out, once, the ranges of
    3.267 times their mean or more. Where that, or the gaps, would leave no width although values differ, the wider basis is
    used: first the unscreened ranges, then the ranges over gaps.
    """
    pair = np.zeros_like(rows.used)
    pair[:, 1:] = rows.base[:, 1:] & rows.base[:, :-1]
    size = np.zeros_like(values)
    size[:, 1:] = np.abs(np.diff(np.where(rows.used, values, 0.0), axis=1))
    neighbours = pair & rows.follows
    every = mean_over(size, neighbours)
    kept = neighbours & (size < SCREEN * every[:, None]) if screening else neighbours
    mean_range, ranges = mean_over(size, kept), kept
    for wider in (neighbours, pair):
        flat = ~(mean_range > 0)
        if flat.any():
            mean_range = np.where(flat, mean_over(size, wider), mean_range)
            ranges = np.where(flat[:, None], wider, ranges)
    return mean_range, {
        "mean_moving_range": mean_range,
        "mean_moving_range_unscreened": every,
        "ranges": ranges.sum(axis=1).astype(float),
        "ranges_left_out": (neighbours & ~ranges).sum(axis=1).astype(float),
    }


def level(
    rows: Rows,
    centre: Floats,
    lower: Floats,
    upper: Floats,
    *,
    near: tuple[Floats, Floats] | None = None,
    no_zones: Bools | None = None,
    formula: dict[str, Floats],
) -> Limits:
    """Limits that are the same at every point of a row; `near` defaults to two thirds of the way to them, and zones are
    defined throughout unless `no_zones` says, a value a row, where not."""

    def along(line: Floats) -> Floats:
        return np.broadcast_to(line[:, None], rows.y.shape)

    near_lower, near_upper = near or (centre - (centre - lower) * 2 / 3, centre + (upper - centre) * 2 / 3)
    none = np.zeros(len(centre), dtype=bool) if no_zones is None else no_zones
    return Limits(
        centre=centre,
        lower=along(lower),
        upper=along(upper),
        near_lower=along(near_lower),
        near_upper=along(near_upper),
        level_lower=lower,
        level_upper=upper,
        no_zones=none[:, None] & rows.used,
        formula=formula,
    )


def ratio(rows: Rows) -> tuple[Floats, Floats, Floats]:
    """Σ numerators and Σ denominators of the points used, and the one over the other; a value a row."""
    over, under = total_over(rows.numerator, rows.base), total_over(rows.denominator, rows.base)
    return over, under, np.divide(over, under, out=np.full(len(over), np.nan), where=under > 0)


def from_sigma(
    rows: Rows,
    centre: Floats,
    sigma: Floats,
    *,
    scale: float,
    most: float | None,
    formula: dict[str, Floats],
) -> Limits:
    """Limits three sigma from the centre, sigma a value a point, cut at 0 and at `most`; then multiplied into the unit."""
    middle = centre[:, None]
    low, high = middle - 3 * sigma, middle + 3 * sigma
    cut = low < 0
    if most is not None:
        cut |= high > most
    nothing = np.full(len(centre), np.nan)
    return Limits(
        centre=centre * scale,
        lower=np.maximum(low, 0.0) * scale,
        upper=(high if most is None else np.minimum(high, most)) * scale,
        near_lower=(middle - 2 * sigma) * scale,
        near_upper=(middle + 2 * sigma) * scale,
        level_lower=nothing,
        level_upper=nothing,
        no_zones=cut,
        formula=formula,
    )


def laney(rows: Rows, centre: Floats, sigma: Floats, *, screening: bool) -> tuple[Floats, dict[str, Floats]]:
    """σz: how many times more the points vary than their counts would make them, from the moving ranges of their z values.

    Laney's correction of p and u charts. `sigma` is the standard deviation that the count at each point gives.
    """
    share = np.divide(
        rows.numerator, rows.denominator, out=np.zeros_like(rows.y), where=rows.used & (rows.denominator > 0)
    )
    off = share - centre[:, None]
    differs = rows.used & (np.abs(off) > ROUNDING * centre[:, None])
    z = np.divide(off, sigma, out=np.zeros_like(rows.y), where=differs & (sigma > 0))
    mean_range, formula = moving_range(rows, z, screening=screening)
    return mean_range / D2, {**formula, "sigma_z": mean_range / D2}
