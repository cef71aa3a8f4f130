"""A chart in words: dates, numbers and the two sentences. A chart never says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from alongside.core.spc.rules import usual_runs
from alongside.core.spc.spec import Place

if TYPE_CHECKING:
    from alongside.core.spc.parts import Signal
    from alongside.core.spc.record import Analysis

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

CLIPPED = "a limit was cut at 0 or 100%, so the zones beside the centre line differ in width."

CLIPPED_BELOW = "a limit was cut at 0, so the zones beside the centre line differ in width."
NO_LIMITS = "a run chart has no limits."
ASYMMETRIC = "the limits of {chart} lie at unequal distances from the centre, so it has no zones."
NO_MEDIAN = "the runs table is made for a median, and the centre of {chart} is a mean."
FEW_USEFUL = "fewer than {least} useful points (those not on the centre line)."

TAKES = {"c": "the counts", "g": "the cases or days between events", "t": "the times between events"}
RATIO_INSTEAD = {"c": "u", "g": "p", "t": "u"}

VARIATION = {
    ("improvement", "high"): "Improving, high",
    ("improvement", "low"): "Improving, low",
    ("concern", "high"): "Getting worse, high",
    ("concern", "low"): "Getting worse, low",
    ("neutral", "high"): "Changing, high",
    ("neutral", "low"): "Changing, low",
    ("neutral", None): "Changing",
    ("common", None): "No signal",
    ("too_few", None): "Too few to judge",
}

ASSURANCE = {
    "pass": "Meets target reliably",
    "fail": "Will not reach target without a change",
    "hit_and_miss": "Hit and miss",
    "none": "No target",
    "not_judged": "Target not judged yet",
}

_TARGET = {
    "pass": "Meets target reliably.",
    "fail": "Will not reach target without a change.",
    "hit_and_miss": "Meets target some {periods}.",
    "not_judged": "Target not judged yet.",
    "none": "",
}

_NEWS = {
    ("improvement", "high"): "Better",
    ("improvement", "low"): "Better",
    ("concern", "high"): "Worse",
    ("concern", "low"): "Worse",
    ("neutral", "high"): "Higher",
    ("neutral", "low"): "Lower",
}

_EVERY = (("day", 0, 2), ("week", 6, 8), ("month", 27, 32), ("quarter", 89, 93), ("year", 360, 370))


def a(chart: str) -> str:
    """A chart's name with its article: a p chart, an XmR chart."""
    return f"{'an' if chart.startswith('X') else 'a'} {chart}"


def period(x: Sequence[Place]) -> str:
    """What lies between two points: day, week, month, quarter or year; point where that is not regular or not known."""
    if not x or not isinstance(x[0], str):
        return "point"
    days = [date.fromisoformat(each).toordinal() for each in x if isinstance(each, str)]
    if len(days) < 2:
        return "month"
    usual = median(later - earlier for earlier, later in pairwise(days))
    return next((name for name, least, most in _EVERY if least <= usual <= most), "point")


def periods(analysis: Analysis, count: int | None = None) -> str:
    """The plural of the period, or its singular for a count of one."""
    return analysis.period if count == 1 else f"{analysis.period}s"


def day(x: Place, every: str = "month") -> str:
    """A place on the axis as a reader says it: Sep 2016, 14 Mar 2016, 2016, or point 5."""
    if isinstance(x, int):
        return f"point {x}"
    when = date.fromisoformat(x)
    if every == "year":
        return str(when.year)
    short = f"{MONTHS[when.month - 1]} {when.year}"
    return short if every in ("month", "quarter") else f"{when.day} {short}"


def long_day(x: Place, every: str = "month") -> str:
    """The same in full where a month is meant: September 2016."""
    if isinstance(x, int) or every not in ("month", "quarter"):
        return day(x, every)
    when = date.fromisoformat(x)
    return f"{LONG_MONTHS[when.month - 1]} {when.year}"


def places(analysis: Analysis) -> int:
    """How many decimals the values of a chart need: none for per cent and large numbers."""
    if analysis.spec.unit == "percent":
        return 0
    size = max((abs(each.centre) for each in analysis.segments if each.centre is not None), default=0.0)
    return 0 if size >= 20 else 1 if size >= 1 else 2


def number(value: float, decimals: int, unit: str = "number") -> str:
    """A value in its unit. Per cent never rounds into 0 or 100 from beside it: 99.6% stays 99.6%."""
    sign = "%" if unit == "percent" else ""
    text = f"{value:,.{decimals}f}"
    if unit == "percent":
        while (
            decimals < 3 and float(text.replace(",", "")) in (0.0, 100.0) and abs(value - round(value)) > 1e-9
        ):
            decimals += 1
            text = f"{value:,.{decimals}f}"
    return f"{text.removeprefix('-') if float(text.replace(',', '')) == 0 else text}{sign}"


def value(analysis: Analysis, given: float | None, more: int = 0) -> str:
    """A value of this chart, with as many decimals as its values need, or `more`."""
    if given is None:
        return "–"
    return number(given, places(analysis) + more, analysis.spec.unit)


def sentence(analysis: Analysis) -> str:
    """What the chart says, in one sentence."""
    latest, segment = analysis.latest, analysis.segment
    if latest is None or segment is None:
        return "No data yet."
    count = len(analysis.measured)
    if count < analysis.spec.minimum:
        return f"{count} {periods(analysis, count)} so far: we judge from {analysis.spec.minimum}."
    newest = analysis.newest_signal
    if newest is not None and newest.current:
        return _news(analysis, newest)
    centre = value(analysis, segment.centre)
    if analysis.no_variation:
        return f"Steady at {centre}; no variation."
    earlier = next(
        (each for each in reversed(analysis.segments) if each.number < segment.number and each.points), None
    )
    if earlier is not None:
        until = max(i for i in analysis.measured if i <= earlier.end)
        before = value(analysis, earlier.centre)
        return f"{before} until {at(analysis, until)}, {centre} since; steady."
    return f"Steady around {centre}; no signal{' now' if newest else ''}."


def _news(analysis: Analysis, signal: Signal) -> str:
    if signal.direction == "none":
        return f"Not only chance: {_unusual(analysis, signal)}."
    news = _NEWS[signal.tone, signal.direction]
    high = signal.direction == "high"
    since = at(analysis, signal.points[0])
    count = len(signal.points)
    several = f"{count} {periods(analysis)}"
    if signal.rule in ("shift", "run_length"):
        centre = value(analysis, analysis.points[signal.last].centre)
        return f"{news} since {since}: {several} {'above' if high else 'below'} {centre}."
    if signal.rule == "trend":
        return f"{news} since {since}: {several} {'rising' if high else 'falling'} in a row."
    if signal.rule == "two_of_three":
        return f"{news}: 2 of 3 {periods(analysis)} near the {'upper' if high else 'lower'} limit."
    now = value(analysis, analysis.points[signal.last].y)
    return f"{news} in {since}: {now} is outside the limits."


def _unusual(analysis: Analysis, signal: Signal) -> str:
    """What is unusual about how often the centre line is crossed, with what would be usual."""
    segment = analysis.segments[signal.segment - 1]
    line = "median" if analysis.chart_kind.median else "centre line"
    crossings = segment.crossings
    times = {0: "never", 1: "once", 2: "twice"}.get(crossings, f"{crossings} times")
    if signal.rule == "crossings":
        return f"the {line} is crossed {times}, at least {segment.crossings_min} are usual"
    fewest, most = usual_runs(segment.useful)
    count = f"{crossings + 1} run{'' if crossings == 0 else 's'}"
    return f"{count} about the {line}, {fewest} to {most} are usual"


_RULE = {
    "astronomical": "Outside the limits",
    "shift": "Shift",
    "trend": "Trend",
    "two_of_three": "Two of three",
    "run_length": "Long run",
    "crossings": "Few crossings",
    "runs": "Number of runs",
}
_TONE = {"improvement": "better", "concern": "worse", "neutral": "changed"}


def rule(name: str) -> str:
    """A rule's name as it stands in a table."""
    return _RULE.get(name, name).lower()


def describe(analysis: Analysis, signal: Signal) -> str:
    """A signal with its rule, its meaning and its points: what a reader hears at a point of it."""
    first, last = at(analysis, signal.points[0]), at(analysis, signal.points[-1])
    high = signal.direction == "high"
    count = f"{len(signal.points)} {periods(analysis, len(signal.points))}"
    if signal.direction == "none":
        return f"{_RULE[signal.rule]}: {_unusual(analysis, signal)}, {first} to {last}."
    how = {
        "run_length": f"{count} on one side, {'above' if high else 'below'} the centre, {first} to {last}",
        "astronomical": f"{'above the upper' if high else 'below the lower'} limit, {first}",
        "shift": f"{count} in a row {'above' if high else 'below'} the centre, {first} to {last}",
        "trend": f"{count} in a row {'rising' if high else 'falling'}, {first} to {last}",
        "two_of_three": f"{count} near the {'upper' if high else 'lower'} limit, {first} to {last}",
    }[signal.rule]
    return f"{_RULE[signal.rule]}, {_TONE[signal.tone]}: {how}."


def at(analysis: Analysis, i: int) -> str:
    """A slot of this chart as a reader says it."""
    return day(analysis.series.x[i], analysis.period)


def target_sentence(analysis: Analysis) -> str:
    """What the chart means for the target; empty without one."""
    return _TARGET[analysis.assurance.kind].format(periods=periods(analysis))
