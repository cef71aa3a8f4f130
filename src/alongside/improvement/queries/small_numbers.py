"""What a chart over teams shows of another team's small numbers: no point of one to four cases, no count that would tell of them.

A team sees its own numbers whole, and so does who may open its page. Lines, limits and signals rest on all numbers.
"""

from __future__ import annotations

from alongside.core.spc import Analysis
from alongside.improvement.disclosure import hidden

FEWEST_TEAMS = 3
"""A number of all teams together rests on at least so many: of two, each could work out the other's."""


def too_few_cases(cases: float | None, may_open: bool) -> bool:
    """Whether a point of so many cases is left out for somebody who may not open its team."""
    return not may_open and hidden(None, cases)


def hidden_slots(analysis: Analysis, may_open: bool) -> frozenset[int]:
    """The slots of a chart whose point is left out."""
    if may_open or not analysis.series.is_ratio:
        return frozenset()
    return frozenset(point.i for point in analysis.points if too_few_cases(point.n, may_open))


def may_be_told(numerator: float, denominator: float, may_open: bool, *, part_of: bool) -> bool:
    """Whether a count and what it is out of may be told. `part_of`: the one is a part of the other, so that what is left of it
    counts as well."""
    return may_open or not (hidden(numerator, denominator) if part_of else hidden(numerator, None))


def to_nearest_five(count: float) -> float:
    """A count of another team as it is told: of two periods that differ by a month, or of all teams but one, no difference
    tells of one to four people."""
    return 5.0 * round(count / 5)


def sentences(analysis: Analysis, may_open: bool) -> tuple[str, str]:
    """What the chart says of itself and of its target, without the value of a month that is left out."""
    latest = analysis.latest
    if latest is not None and latest.i in hidden_slots(analysis, may_open):
        return "The newest month rests on fewer than five cases: not shown.", ""
    return analysis.sentence, analysis.target_sentence


def sentence(analysis: Analysis, may_open: bool) -> str:
    """Both in one."""
    return " ".join(sentences(analysis, may_open)).rstrip()
