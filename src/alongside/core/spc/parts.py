"""The parts of a chart's record: points, signals, phases as computed, and rules that could not be applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from alongside.core.spc.limits import Bools, Floats
from alongside.core.spc.spec import Place

Side = Literal["high", "low", "none"]
"""Where a pattern lies; too few crossings of the centre line lie on neither side."""

Tone = Literal["improvement", "concern", "neutral", "common"]


@dataclass(frozen=True)
class Block:
    """Slots of many series end to end; those of series k lie from `bounds[k]` to `bounds[k + 1]`. `ends` and `marks` are
    (rules × high, low × slots), `formula` holds a value a row."""

    bounds: NDArray[np.intp]
    y: Floats
    used: Bools
    phase: NDArray[np.intp]
    row: NDArray[np.intp]
    baseline: Bools
    centre: Floats
    lower: Floats
    upper: Floats
    no_zones: Bools
    widths: tuple[int, ...]
    ends: Bools
    marks: Bools
    formula: Mapping[str, Floats]


@dataclass(frozen=True)
class Signal:
    """A special cause: the rule, its direction, what that means here, and the points that form the pattern, all of them.

    `first` and `last` bound the stretch in which it lies; `points` are those the rule marks. `current` says that the newest
    measured point is one of them.
    """

    rule: str
    direction: Side
    tone: Tone
    points: tuple[int, ...]
    first: int
    last: int
    segment: int
    current: bool


class Point(NamedTuple):
    """One slot of the axis. `y`, `lower` and `upper` are None where nothing was measured or nothing can be computed; `n` is
    the denominator. `signals` are all patterns the point belongs to; `tone` is the one to show, improvement before concern."""

    i: int
    x: Place
    y: float | None
    numerator: float | None
    n: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    target: float | None
    phase: int
    baseline: bool
    signals: tuple[Signal, ...]
    tone: Tone


@dataclass(frozen=True)
class Segment:
    """A phase as computed: slots `start` to `end` (both included), and the numbers that went into its lines.

    `points` were measured, `base` of them count towards the limits; `lower` and `upper` are None where they differ from point
    to point. `useful` points lie off the centre line; of these make up the `longest_run` on one side and the `crossings` of the
    line, with what is still usual beside each (None without useful points). `reason`, `by` and `on` are those of the phase that
    opened it, empty for the first.
    """

    number: int
    start: int
    end: int
    starts: Place
    ends: Place
    points: int
    base: int
    centre: float | None
    lower: float | None
    upper: float | None
    formula: Mapping[str, float]
    trial: bool
    useful: int
    longest_run: int
    longest_run_max: int | None
    crossings: int
    crossings_min: int | None
    reason: str
    by: str
    on: str


@dataclass(frozen=True)
class Refusal:
    """A rule that was not applied at some points, and why."""

    rule: str
    points: tuple[int, ...]
    reason: str
