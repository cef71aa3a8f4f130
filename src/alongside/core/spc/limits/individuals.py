"""Single values: the XmR chart."""

from __future__ import annotations

import numpy as np

from alongside.core.spc.limits.rows import Limits, Rows, level, mean_over, moving_range

XMR_WIDTH = 2.66
"""3 / d2 with d2 = 1.128, rounded as Making Data Count prints it."""


def xmr(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Single values and their moving range: mean ± 2.66 × the mean moving range."""
    centre = mean_over(rows.y, rows.base)
    mean_range, formula = moving_range(rows, rows.y, screening=screening)
    reach = XMR_WIDTH * mean_range
    return level(
        rows,
        centre,
        centre - reach,
        centre + reach,
        near=(centre - reach * 2 / 3, centre + reach * 2 / 3),
        formula={**formula, "factor": np.full(len(centre), XMR_WIDTH)},
    )
