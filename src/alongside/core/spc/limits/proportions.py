"""Shares of cases: p and p′ charts."""

from __future__ import annotations

import numpy as np

from alongside.core.spc.limits.rows import Floats, Limits, Rows, from_sigma, laney, ratio


def p(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """A share of cases: p̄ = Σ numerators ÷ Σ denominators, limits p̄ ± 3 √(p̄ (1 − p̄) ÷ n) for each point, cut at 0 and 1.

    Has no moving range, so `screening` changes nothing.
    """
    over, under, share = ratio(rows)
    formula = {"numerators": over, "denominators": under}
    return from_sigma(rows, share, _sigma(rows, share), scale=scale, most=1.0, formula=formula)


def pp(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """A share of very many cases (Laney's p′): the limits of a p chart, wider or narrower by σz, the spread of the z values
    from their moving ranges; cut at 0 and 1."""
    over, under, share = ratio(rows)
    sigma = _sigma(rows, share)
    sigma_z, formula = laney(rows, share, sigma, screening=screening)
    formula = {"numerators": over, "denominators": under, **formula}
    return from_sigma(rows, share, sigma * sigma_z[:, None], scale=scale, most=1.0, formula=formula)


def _sigma(rows: Rows, share: Floats) -> Floats:
    n = np.where(rows.used, rows.denominator, np.nan)
    return np.sqrt(share * (1 - share))[:, None] / np.sqrt(n)
