"""Counts of events: u and u′ charts over an amount at risk, c charts over an amount that stays the same."""

from __future__ import annotations

import numpy as np

from alongside.core.spc.limits.rows import Floats, Limits, Rows, from_sigma, laney, level, mean_over, ratio


def u(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Events over an amount at risk: ū = Σ events ÷ Σ amounts, limits ū ± 3 √(ū ÷ n) for each point, the lower cut at 0."""
    over, under, rate = ratio(rows)
    formula = {"numerators": over, "denominators": under}
    return from_sigma(rows, rate, _sigma(rows, rate), scale=scale, most=None, formula=formula)


def up(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Very many events over an amount at risk (Laney's u′): the limits of a u chart, wider or narrower by σz."""
    over, under, rate = ratio(rows)
    sigma = _sigma(rows, rate)
    sigma_z, formula = laney(rows, rate, sigma, screening=screening)
    formula = {"numerators": over, "denominators": under, **formula}
    return from_sigma(rows, rate, sigma * sigma_z[:, None], scale=scale, most=None, formula=formula)


def c(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Events where the amount at risk stays about the same: c̄ ± 3 √c̄, the lower cut at 0."""
    centre = mean_over(rows.y, rows.base)
    sigma = np.sqrt(centre)
    low = centre - 3 * sigma
    return level(
        rows,
        centre,
        np.maximum(low, 0.0),
        centre + 3 * sigma,
        near=(centre - 2 * sigma, centre + 2 * sigma),
        no_zones=low < 0,
        formula={"mean": centre},
    )


def _sigma(rows: Rows, rate: Floats) -> Floats:
    n = np.where(rows.used, rows.denominator, np.nan)
    return np.sqrt(rate)[:, None] / np.sqrt(n)
