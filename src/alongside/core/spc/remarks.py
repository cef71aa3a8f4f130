"""What to be careful of in a chart: rules that were not applied, limits that will still move, counts that vary too much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alongside.core.spc import words
from alongside.core.spc.limits import CHARTS
from alongside.core.spc.parts import Refusal
from alongside.core.spc.rules import JUDGED_FROM, Rule

if TYPE_CHECKING:
    from alongside.core.spc.record import Analysis

MANY = 1000
OFTEN = 0.1
"""Charts of very many cases, or with more than a tenth of points outside, have limits too narrow for how care varies."""

INSTEAD = {"p": "pp", "u": "up"}
"""The chart that allows for more variation than counts alone would have."""

STANDS_OUT = 3 * 1.4826
"""A point of a run chart so many median absolute deviations from the median (three standard deviations, were values normal)
is named for people to judge."""


@dataclass(frozen=True)
class Remark:
    """Something a reader should know about the computation: a stable `kind` and the words."""

    kind: str
    text: str


def refused(analysis: Analysis, no_zones: Sequence[int]) -> tuple[Refusal, ...]:
    """Rules that were not applied somewhere, with the reason; `no_zones` are the points at which zones are not defined."""
    found = [_refusal(analysis, rule, no_zones) for rule in analysis.rule_set.rules]
    return tuple(each for each in found if each is not None and each.points)


def _refusal(analysis: Analysis, rule: Rule, no_zones: Sequence[int]) -> Refusal | None:
    chart, everywhere = analysis.chart_kind, analysis.measured
    if rule.needs in ("limits", "zones") and not chart.has_limits:
        return None if rule.only_with_limits else Refusal(rule.name, everywhere, words.NO_LIMITS)
    if rule.needs == "zones" and not chart.symmetric:
        return Refusal(rule.name, everywhere, words.ASYMMETRIC.format(chart=words.a(chart.name)))
    if rule.needs == "zones":
        return Refusal(rule.name, tuple(no_zones), words.CLIPPED if chart.of_all else words.CLIPPED_BELOW)
    if rule.needs == "median" and not chart.median:
        return Refusal(rule.name, everywhere, words.NO_MEDIAN.format(chart=words.a(chart.name)))
    if rule.needs in ("useful", "median"):
        short = [each for each in analysis.segments if each.points > 0 and each.useful < JUDGED_FROM]
        points = tuple(i for i in everywhere if any(each.start <= i <= each.end for each in short))
        return Refusal(rule.name, points, words.FEW_USEFUL.format(least=JUDGED_FROM))
    return None


def remarks(analysis: Analysis) -> tuple[Remark, ...]:
    """Remarks on the phase that holds now, most important first."""
    found: list[Remark] = []
    segment, period = analysis.segment, words.periods(analysis)
    if segment is None or analysis.latest is None:
        return ()
    if analysis.no_variation:
        value = words.value(analysis, analysis.latest.y)
        found.append(Remark("no_variation", f"No variation: all {segment.points} {period} are {value}."))
    elif analysis.zero_width:
        found.append(
            Remark(
                "flat_baseline",
                f"The {segment.base} {period} of the baseline do not vary, so any other value counts as outside. "
                "A longer baseline would tell more.",
            )
        )
    if segment.trial:
        lines = "Trial limits: they rest" if analysis.chart_kind.has_limits else "Trial median: it rests"
        found.append(
            Remark(
                "trial_limits",
                f"{lines} on {segment.base} {words.periods(analysis, segment.base)} and will move until there are 12.",
            )
        )
    found += _overdispersion(analysis)
    found += _suggestions(analysis)
    found += _zero_gaps(analysis)
    found += _refusals(analysis.refused, analysis)
    return tuple(found)


def _refusals(refused: Iterable[Refusal], analysis: Analysis) -> list[Remark]:
    """One remark for all rules that were left out for the same reason."""
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for each in refused:
        alike.setdefault((each.reason, each.points), []).append(each.rule)
    found = []
    for (reason, points), rules in alike.items():
        names = " and ".join(words.rule(name) for name in rules)
        names = names[0].upper() + names[1:]
        count = len(points)
        kind = (
            "zones_refused"
            if rules == ["two_of_three"] and analysis.chart_kind.has_limits
            else "rules_refused"
        )
        verb = "is" if len(rules) == 1 else "are"
        found.append(
            Remark(kind, f"{names} {verb} not judged at {count} {words.periods(analysis, count)}: {reason}")
        )
    return found


def _suggestions(analysis: Analysis) -> list[Remark]:
    """Points of a run chart that stand out. Whether one is astronomical is for people to say: everyone would agree on it."""
    segment = analysis.segment
    if not analysis.rule_set.suggests_astronomical or segment is None or segment.centre is None:
        return []
    slots = [i for i in analysis.measured if segment.start <= i <= segment.end]
    off = np.abs(np.array([analysis.points[i].y for i in slots], dtype=float) - segment.centre)
    usual = float(np.median(off))
    which = [
        i for i, each in zip(slots, off.tolist(), strict=True) if usual > 0 and each > STANDS_OUT * usual
    ]
    if not which:
        return []
    said = ", ".join(words.at(analysis, i) for i in which)
    text = f"{said} may be astronomical: would everyone agree that {'it is' if len(which) == 1 else 'they are'} unusual?"
    return [Remark("astronomical_suggested", f"{text} A run chart cannot say.")]


def _zero_gaps(analysis: Analysis) -> list[Remark]:
    if analysis.spec.chart != "t" or analysis.series.y is None:
        return []
    zeros = sum(each == 0 for each in analysis.series.y)
    if not zeros:
        return []
    times = "1 time" if zeros == 1 else f"{zeros} times"
    return [
        Remark(
            "zero_gaps", f"{times} of 0 between events counted as half a unit (0.5): a t chart knows no 0."
        )
    ]


def _overdispersion(analysis: Analysis) -> list[Remark]:
    instead = INSTEAD.get(analysis.spec.chart)
    if instead is None:
        return []
    # only the points that made the limits: later ones may lie outside because something changed
    points = [analysis.points[i] for i in analysis.measured if analysis.points[i].baseline]
    cases = sum(point.n or 0 for point in points) / len(points)
    outside = sum(_outside(point.y, point.lower, point.upper) for point in points)
    # an amount at risk (bed days) is no number of cases: for rates, the events are what is counted
    many = (
        cases if analysis.chart_kind.of_all else sum(point.numerator or 0 for point in points) / len(points)
    )
    if many <= MANY and outside <= OFTEN * len(points):
        return []
    what = "cases" if analysis.chart_kind.of_all else "events"
    return [
        Remark(
            "overdispersion",
            f"{outside} of {len(points)} {words.periods(analysis)} are outside the limits and the mean number of {what} is "
            f"{many:,.0f}: a {analysis.chart_kind.name}'s limits may be too narrow here. A {CHARTS[instead].name} would allow for it.",
        )
    ]


def _outside(y: float | None, lower: float | None, upper: float | None) -> bool:
    return y is not None and lower is not None and upper is not None and not lower <= y <= upper
