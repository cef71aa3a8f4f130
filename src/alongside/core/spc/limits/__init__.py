"""Centre lines and limits, for many phases of many series at once.

A chart is one function from `Rows` to `Limits`; `CHARTS` names those there are. To add one, write its function and its line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from alongside.core.spc.limits.counts import c, u, up
from alongside.core.spc.limits.individuals import xmr
from alongside.core.spc.limits.proportions import p, pp
from alongside.core.spc.limits.rare import g, t
from alongside.core.spc.limits.rows import Bools, Floats, Limits, Rows
from alongside.core.spc.limits.runs import run

__all__ = ["CHARTS", "Bools", "Chart", "Floats", "Limits", "Rows"]

Takes = Literal["anything", "ratio", "values"]


@dataclass(frozen=True)
class Chart:
    """A kind of chart: its name in words, how its limits are computed, and what can be drawn with it.

    `takes` says whether it needs numerators with denominators, plain values, or either. `of_all`: a numerator is part of its
    denominator. `never_negative`: values count or measure something that cannot be below nothing. `symmetric`: both limits lie
    equally far from the centre, so that there are zones. `median`: the centre line is one. `screens`: there are moving ranges.
    """

    name: str
    limits: Callable[..., Limits]
    takes: Takes = "anything"
    of_all: bool = False
    never_negative: bool = False
    has_limits: bool = True
    symmetric: bool = True
    median: bool = False
    screens: bool = False

    @property
    def counts_cases(self) -> bool:
        """Whether a denominator may be a number of cases, of which the numerator is a part; amounts at risk are not."""
        return self.takes == "anything" or self.of_all

    @property
    def needs_ratio(self) -> bool:
        return self.takes == "ratio"


CHARTS = {
    "run": Chart("run chart", run, has_limits=False, median=True),
    "xmr": Chart("XmR chart", xmr, screens=True),
    "p": Chart("p chart", p, "ratio", of_all=True),
    "pp": Chart("p′ chart", pp, "ratio", of_all=True, screens=True),
    "u": Chart("u chart", u, "ratio"),
    "up": Chart("u′ chart", up, "ratio", screens=True),
    "c": Chart("c chart", c, "values", never_negative=True),
    "g": Chart("g chart", g, "values", never_negative=True, symmetric=False, median=True),
    "t": Chart("t chart", t, "values", never_negative=True, symmetric=False, screens=True),
}
