"""How long a run may be, how few crossings and how few or many runs there may be, before chance is no longer a good answer."""

from __future__ import annotations

import math
from functools import lru_cache

JUDGED_FROM = 10
"""With fewer useful points (those not on the centre line) a run chart cannot tell much from chance, and is not judged."""


@lru_cache(maxsize=4096)
def longest_run_max(useful: int) -> int:
    """The longest run that is still usual: round(log2 n) + 3, n useful points (Schilling; Anhøj & Olesen 2014)."""
    return round(math.log2(useful)) + 3


@lru_cache(maxsize=4096)
def crossings_min(useful: int) -> int:
    """The fewest crossings of the centre line that are still usual among n useful points: the lower 5 % point of a binomial
    distribution of n − 1 trials at one half (Chen; Anhøj & Olesen 2014). In whole numbers throughout, so never off by rounding.
    """
    trials = useful - 1
    term = total = 1
    crossings = 0
    while 20 * total < 2**trials:
        term = term * (trials - crossings) // (crossings + 1)
        crossings += 1
        total += term
    return crossings


@lru_cache(maxsize=4096)
def usual_runs(useful: int) -> tuple[int, int]:
    """The fewest and the most runs that are still usual among n useful points, half of them above the median.

    From the exact distribution of the number of runs (Swed & Eisenhart 1943): a number is unusual where its tail is no more
    likely than 2.5 %.
    """
    above, below = useful // 2, useful - useful // 2
    ways = [_arrangements(above, below, runs) for runs in range(useful + 2)]
    every = math.comb(useful, above)
    return _first_beyond(ways, every), useful + 1 - _first_beyond(ways[::-1], every)


def _first_beyond(ways: list[int], every: int) -> int:
    """The first place at which so many of all arrangements lie up to there that they are more than one in forty."""
    total = 0
    for place, count in enumerate(ways):
        total += count
        if 40 * total > every:
            return place
    return len(ways) - 1


def _arrangements(above: int, below: int, runs: int) -> int:
    """In how many orders so many points above and below make so many runs."""
    if runs < 2 or not (above and below):
        return int(runs == 1 and not (above and below))
    half = runs // 2
    if runs % 2 == 0:
        return 2 * math.comb(above - 1, half - 1) * math.comb(below - 1, half - 1)
    return math.comb(above - 1, half) * math.comb(below - 1, half - 1) + math.comb(
        above - 1, half - 1
    ) * math.comb(below - 1, half)
