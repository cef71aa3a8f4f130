"""Run charts: a median, and no limits."""

from __future__ import annotations

import numpy as np

from alongside.core.spc.limits.rows import Limits, Rows, level, median_over


def run(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """The median of the points used is the centre line; there are no limits."""
    centre = median_over(rows.y, rows.base)
    nothing = np.full(len(centre), np.nan)
    return level(
        rows,
        centre,
        nothing,
        nothing,
        formula={"points": rows.base.sum(axis=1).astype(float), "median": centre},
    )
