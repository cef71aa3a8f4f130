"""Rare events: how much lies between one and the next. g charts count cases or days, t charts measure time.

Their limits lie at unequal distances from the centre, so rules that speak of zones are refused on both.
"""

from __future__ import annotations

import numpy as np

from alongside.core.spc.limits.rows import (
    D2,
    Limits,
    Rows,
    level,
    mean_over,
    median_over,
    moving_range,
)

POWER = 3.6
"""Times between events that happen at random are about normal once raised to 1 / 3.6 (Nelson)."""


def g(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Cases or days between rare events: the median is the centre, limits are mean ± 3 √(mean (mean + 1)), the lower cut at 0.

    Zeros (two events in the same case or on the same day) count as they are. Has no moving range, so `screening` changes nothing.
    """
    mean = mean_over(rows.y, rows.base)
    sigma = np.sqrt(mean * (mean + 1))
    return level(
        rows,
        median_over(rows.y, rows.base),
        np.maximum(mean - 3 * sigma, 0.0),
        mean + 3 * sigma,
        no_zones=np.ones(len(mean), dtype=bool),
        formula={"mean": mean},
    )


def t(rows: Rows, *, screening: bool, scale: float) -> Limits:
    """Time between rare events: an individuals chart of the times raised to 1 / 3.6, its lines raised back by 3.6.

    On the transformed scale limits are mean ± 3 × mean moving range ÷ 1.128; a lower limit below nothing is nothing.
    """
    flat = np.where(rows.used, rows.y, 0.0) ** (1 / POWER)
    mean = mean_over(flat, rows.base)
    mean_range, formula = moving_range(rows, flat, screening=screening)
    reach = 3 * mean_range / D2
    return level(
        rows,
        mean**POWER,
        np.maximum(mean - reach, 0.0) ** POWER,
        (mean + reach) ** POWER,
        no_zones=np.ones(len(mean), dtype=bool),
        formula={**formula, "transformed_mean": mean},
    )
