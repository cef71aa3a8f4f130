"""Small numbers that could tell of single patients, where another team reads them."""

from __future__ import annotations


def hidden(numerator: float | None, denominator: float | None, below: int = 5) -> bool:
    """Whether a count must not be told to another team: it, its cases, or the cases without it are one or more, but under five.

    None and all tell of nobody in particular and may be told, unless there are under five cases. A count without a denominator
    is given as the numerator. A share over such a count is hidden with it, since the count follows from the share.
    """

    def small(count: float) -> bool:
        return 0 < count < below

    if numerator is None:
        return denominator is not None and small(denominator)
    if denominator is None:
        return small(numerator)
    return small(numerator) or small(denominator) or small(denominator - numerator)
