"""Rules for special causes, as versioned tables of named rules with their parameters.

A rule sees measured points only, phase by phase, so that a missing month neither counts nor breaks a run, and no run crosses
a phase. It answers twice, for high and for low: where a pattern lies (`ends`), and which points belong to one (`marks`). From
these two the record tells each pattern with its points.

Making Data Count: `mdc-2021` is the set as NHSRplotthedots 0.2.2 computes it; `mdc-2023` follows the wording of November 2023
(issue 194 of that package), where points beyond the limits count in two of three as well. Run charts: `anhoej` is Anhøj's pair
of rules (qicharts2), beside which charts with limits look for points outside them; `ihi-run` is the set of Perla, Provost and
Murray that the Institute for Healthcare Improvement teaches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from alongside.core.spc.limits import Chart
from alongside.core.spc.rules import runs, shewhart
from alongside.core.spc.rules.critical import JUDGED_FROM, crossings_min, longest_run_max, usual_runs
from alongside.core.spc.rules.runs import Runs
from alongside.core.spc.rules.seen import HIGH, LOW, Hits, Seen, look, sides

__all__ = [
    "HIGH",
    "JUDGED_FROM",
    "LOW",
    "RULE_SETS",
    "Hits",
    "Rule",
    "RuleSet",
    "Runs",
    "Seen",
    "crossings_min",
    "longest_run_max",
    "look",
    "sides",
    "usual_runs",
]


@dataclass(frozen=True)
class Rule:
    """A named rule of a set, with its parameters.

    `needs` says what a chart must have for it: a centre line, limits, zones of equal width, a median as its centre; or enough
    useful points. `only_with_limits`: meant for charts with limits, so that leaving it out on others is no refusal.
    `directed`: it says high or low.
    """

    name: str
    find: Callable[..., Hits]
    parameters: Mapping[str, Any]
    needs: Literal["centre", "limits", "zones", "useful", "median"] = "centre"
    only_with_limits: bool = False
    directed: bool = True

    def fits(self, chart: Chart) -> bool:
        """Whether such a chart has what the rule needs at all."""
        return {
            "limits": chart.has_limits,
            "zones": chart.has_limits and chart.symmetric,
            "median": chart.median,
        }.get(self.needs, True)

    def hits(self, seen: Seen, chart: Chart) -> Hits:
        """Where the rule is broken; nowhere on a chart that it does not fit."""
        if not self.fits(chart):
            nowhere = np.zeros_like(seen.side)
            return Hits(0, nowhere, nowhere)
        return self.find(seen, **self.parameters)


@dataclass(frozen=True)
class RuleSet:
    """A version of a set of rules. `shortest` points are needed before a phase can show that its level has moved.
    `suggests_astronomical`: points that stand out on a run chart are named for people to judge, never signalled."""

    name: str
    rules: tuple[Rule, ...]
    shortest: int
    suggests_astronomical: bool = False

    def describe(self) -> dict[str, dict[str, Any]]:
        """Rule by rule, its parameters, for the words under a chart."""
        return {rule.name: dict(rule.parameters) for rule in self.rules}


def _making_data_count(version: str, *, beyond_limits: bool) -> RuleSet:
    return RuleSet(
        version,
        (
            Rule("astronomical", shewhart.astronomical, {}, needs="limits"),
            Rule("shift", shewhart.shift, {"points": 7}),
            Rule("trend", shewhart.trend, {"points": 7}),
            Rule("two_of_three", shewhart.two_of_three, {"beyond_limits": beyond_limits}, needs="zones"),
        ),
        shortest=7,
    )


RULE_SETS = {
    each.name: each
    for each in (
        _making_data_count("mdc-2021", beyond_limits=False),
        _making_data_count("mdc-2023", beyond_limits=True),
        RuleSet(
            "anhoej",
            (
                Rule("astronomical", shewhart.astronomical, {}, needs="limits", only_with_limits=True),
                Rule("run_length", runs.run_length, {}, needs="useful"),
                Rule("crossings", runs.crossings, {}, needs="useful", directed=False),
            ),
            shortest=JUDGED_FROM,
        ),
        RuleSet(
            "ihi-run",
            (
                Rule("shift", runs.shift, {"points": 6}),
                Rule("trend", runs.trend, {"points": 5}),
                Rule("runs", runs.few_or_many_runs, {}, needs="median", directed=False),
            ),
            shortest=6,
            suggests_astronomical=True,
        ),
    )
}
