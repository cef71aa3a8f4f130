"""What a chart's numbers mean: better or worse, will the target be met."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alongside.core.errors import Invalid
from alongside.core.spc import words
from alongside.core.spc.rules import RULE_SETS
from alongside.core.spc.spec import Direction, Place, Spec

if TYPE_CHECKING:
    from alongside.core.spc.parts import Side, Signal, Tone
    from alongside.core.spc.record import Analysis

PRIORITY: tuple[Tone, ...] = ("improvement", "concern", "neutral")
"""Where a point is part of both, improvement is shown, as in Making Data Count's own tool; both are kept."""

HEADLINE = ("shift", "run_length", "trend", "two_of_three", "astronomical", "crossings", "runs")
"""What a sentence speaks of when several signals hold at once: the more sustained first."""


@dataclass(frozen=True)
class Variation:
    """The first icon. `direction` is that of the signal (none for common cause); `months` counts the measured points."""

    kind: Literal["improvement", "concern", "neutral", "common", "too_few"]
    direction: Literal["high", "low"] | None
    months: int

    @property
    def label(self) -> str:
        return words.VARIATION[self.kind, self.direction]


@dataclass(frozen=True)
class Assurance:
    """The second icon. `computed` is what target and limits give; `kind` is what may be shown, with the `reason` where that
    is `not_judged`. `none`: no target, or neither direction is better."""

    kind: Literal["pass", "fail", "hit_and_miss", "none", "not_judged"]
    computed: Literal["pass", "fail", "hit_and_miss"] | None
    target: float | None
    reason: str

    @property
    def label(self) -> str:
        return words.ASSURANCE[self.kind]


def tone(side: Side, better: Direction) -> Tone:
    """What a signal of this side means where this direction is better."""
    if "none" in (better, side):
        return "neutral"
    return "improvement" if (side == "high") == (better == "up") else "concern"


def shown(tones: Iterable[Tone]) -> Tone:
    """The one tone by which a point of several signals is drawn."""
    present = set(tones)
    return next((each for each in PRIORITY if each in present), "common")


def newest(signals: Sequence[Signal]) -> Signal | None:
    """The signal to speak of first: one that covers the newest point before one that has ended."""
    if current := [each for each in signals if each.current]:
        return min(
            current, key=lambda each: (PRIORITY.index(each.tone), HEADLINE.index(each.rule), each.points)
        )
    return max(signals, key=lambda each: (each.points[-1], -HEADLINE.index(each.rule)), default=None)


def targets(spec: Spec, x: Sequence[Place]) -> tuple[float | None, ...]:
    """The target in force at each slot."""
    if not spec.targets:
        return (None,) * len(x)
    values = [target.value for target in spec.targets]
    begins = [target.starts for target in spec.targets]
    dated = any(isinstance(place, str) for place in begins)
    if dated and len(x) and not isinstance(x[0], str):
        raise Invalid(
            "The targets begin on dates, but the series is numbered.", "Give the positions of points."
        )
    axis: Sequence[Place] = x if dated else range(len(x))
    open_ended = begins[0] is None
    known = [place for place in begins if place is not None]
    found: list[float | None] = []
    for place in axis:
        k = bisect_right(known, place) - (0 if open_ended else 1)
        found.append(values[k] if k >= 0 else None)
    return tuple(found)


def variation(analysis: Analysis) -> Variation:
    """From the signals of the newest measured point."""
    months = len(analysis.measured)
    if months < analysis.spec.minimum:
        return Variation("too_few", None, months)
    current = analysis.newest_signal
    if current is None or not current.current or current.tone == "common":
        return Variation("common", None, months)
    return Variation(current.tone, None if current.direction == "none" else current.direction, months)


def assurance(analysis: Analysis) -> Assurance:
    """The target in force at the newest measured point against the limits that hold there."""
    spec, latest, segment = analysis.spec, analysis.latest, analysis.segment
    target = latest.target if latest else None
    if target is None or spec.direction == "none":
        return Assurance("none", None, target, "")
    computed = _against(analysis, target)
    months = len(analysis.measured)
    period = words.periods(analysis)
    shortest = RULE_SETS[spec.rules].shortest
    reason = ""
    if months < spec.minimum:
        reason = f"{months} {period} so far; judged from {spec.minimum}."
    elif not analysis.chart_kind.has_limits:
        reason = "A run chart has no limits to hold a target against."
    elif computed is None:
        reason = "There are too few points for limits."
    elif segment is not None and segment.points < shortest:
        reason = f"The phase has {segment.points} {period} so far; judged from {shortest}."
    elif segment is not None and segment.base < segment.points and _shifted(analysis):
        reason = "The level has shifted since the limits were frozen: add a phase with its reason."
    return Assurance("not_judged" if reason else computed or "not_judged", computed, target, reason)


def _against(analysis: Analysis, target: float) -> Literal["pass", "fail", "hit_and_miss"] | None:
    latest = analysis.latest
    if latest is None or latest.lower is None or latest.upper is None or latest.centre is None:
        return None
    upwards = analysis.spec.direction == "up"
    if analysis.zero_width:
        return "pass" if (latest.centre >= target if upwards else latest.centre <= target) else "fail"
    if target > latest.upper:
        return "fail" if upwards else "pass"
    if target < latest.lower:
        return "pass" if upwards else "fail"
    return "hit_and_miss"


def _shifted(analysis: Analysis) -> bool:
    """Whether a shift that reaches beyond the baseline still covers the newest point."""
    return any(each.rule in ("shift", "run_length") and each.current for each in analysis.signals)
