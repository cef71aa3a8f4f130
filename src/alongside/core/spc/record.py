"""The record of a chart: one computed thing that the drawing, icons, table, sentence, export and report all read.

Points are counted from 0. What many series share was computed together (`Block`); an `Analysis` looks at its own part of it
and makes objects only when asked.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from alongside.core.spc import judgement, listing, reading, remarks, suggest, vega, words
from alongside.core.spc.judgement import Assurance, Variation
from alongside.core.spc.limits import CHARTS, Chart, Floats
from alongside.core.spc.listing import Listing
from alongside.core.spc.parts import Block, Point, Refusal, Segment, Side, Signal
from alongside.core.spc.remarks import Remark
from alongside.core.spc.rules import HIGH, RULE_SETS, RuleSet, crossings_min, longest_run_max
from alongside.core.spc.rules.runs import count
from alongside.core.spc.rules.seen import CLOSE
from alongside.core.spc.series import Series
from alongside.core.spc.spec import Spec
from alongside.core.spc.suggest import Suggestion

ENGINE_VERSION = "2.0"
"""Goes up when any number, signal or verdict could come out differently for the same rows and spec."""

TRIAL = 12
"""Limits from fewer measured points are trial limits: they will still move a good deal."""


class Analysis:
    """Everything a chart says of one series under one spec. Made by `analyse`; its parts are computed once, when read."""

    def __init__(self, series: Series, spec: Spec, block: Block, place: int) -> None:
        self.series = series
        self.spec = spec
        self._block = block
        self._slice = slice(int(block.bounds[place]), int(block.bounds[place + 1]))

    def __repr__(self) -> str:
        return f"<Analysis {self.series.key}: {self.spec.chart}, {len(self.series)} points>"

    @property
    def chart_kind(self) -> Chart:
        """The kind of chart: its name in words and what it can tell."""
        return CHARTS[self.spec.chart]

    @property
    def rule_set(self) -> RuleSet:
        """The rules by which it is read."""
        return RULE_SETS[self.spec.rules]

    # The lines and points

    @cached_property
    def measured(self) -> tuple[int, ...]:
        """The slots in which something was measured."""
        return tuple(np.flatnonzero(self._block.used[self._slice]).tolist())

    @cached_property
    def period(self) -> str:
        """What lies between two slots: day, week, month, quarter, year; point where that is not known."""
        return words.period(self.series.x)

    @property
    def latest(self) -> Point | None:
        """The newest measured point."""
        return self.points[self.measured[-1]] if self.measured else None

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The phases that have a slot on the axis, in order."""
        block, x, spec = self._block, self.series.x, self.spec
        phase = block.phase[self._slice]
        found = []
        for number, (start, after) in enumerate(self._extents, start=1):
            here = slice(self._slice.start + start, self._slice.start + after)
            opened = spec.phases[int(phase[start]) - 1] if phase[start] else None
            points, base = int(block.used[here].sum()), int(block.baseline[here].sum())
            row = int(block.row[here.start])
            found.append(
                Segment(
                    number=number,
                    start=start,
                    end=after - 1,
                    starts=x[start],
                    ends=x[after - 1],
                    points=points,
                    base=base,
                    centre=_none(block.centre[here.start]),
                    lower=_level(block.lower[here]),
                    upper=_level(block.upper[here]),
                    formula={
                        name: value
                        for name, each in block.formula.items()
                        if (value := _none(each[row])) is not None
                    },
                    trial=base < TRIAL,
                    **self._runs(here),
                    reason=opened.reason if opened else "",
                    by=opened.by if opened else "",
                    on=opened.on if opened else "",
                )
            )
        return tuple(found)

    @cached_property
    def _extents(self) -> list[tuple[int, int]]:
        """Where each phase starts, and the slot after its end."""
        phase = self._block.phase[self._slice]
        starts = [0, *(np.flatnonzero(phase[1:] != phase[:-1]) + 1).tolist()] if len(phase) else []
        return list(pairwise([*starts, len(phase)]))

    def _runs(self, here: slice) -> dict[str, Any]:
        """How the points of a phase fall on the two sides of its centre line."""
        block = self._block
        y = block.y[here][block.used[here]].tolist()
        close = CLOSE * max(map(abs, y), default=0.0)
        useful, longest, crossings = count(y, float(block.centre[here.start]), close)
        return {
            "useful": useful,
            "longest_run": longest,
            "longest_run_max": longest_run_max(useful) if useful else None,
            "crossings": crossings,
            "crossings_min": crossings_min(useful) if useful else None,
        }

    @cached_property
    def segment(self) -> Segment | None:
        """The phase of the newest measured point: its limits are those that hold now."""
        if not self.measured:
            return None
        return next(each for each in self.segments if each.start <= self.measured[-1] <= each.end)

    @property
    def useful(self) -> int:
        """How many points of the phase that holds now lie off its centre line."""
        return self.segment.useful if self.segment else 0

    @property
    def longest_run(self) -> int:
        """The most of them in a row on one side."""
        return self.segment.longest_run if self.segment else 0

    @property
    def longest_run_max(self) -> int | None:
        """The longest run that is still usual; None without useful points."""
        return self.segment.longest_run_max if self.segment else None

    @property
    def crossings(self) -> int:
        """How often they cross the centre line."""
        return self.segment.crossings if self.segment else 0

    @property
    def crossings_min(self) -> int | None:
        """The fewest crossings that are still usual; None without useful points."""
        return self.segment.crossings_min if self.segment else None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Every slot, measured or not."""
        block, series, here = self._block, self.series, self._slice
        of: dict[int, list[Signal]] = {}
        for signal in self.signals:
            for i in signal.points:
                of.setdefault(i, []).append(signal)
        tones = {i: judgement.shown([signal.tone for signal in signals]) for i, signals in of.items()}
        columns = zip(
            range(len(series)),
            series.x,
            _values(block.y[here]),
            series.numerator or (None,) * len(series),
            series.denominator or (None,) * len(series),
            _values(block.centre[here]),
            _values(block.lower[here]),
            _values(block.upper[here]),
            self._targets,
            (each.number for each in self.segments for _ in range(each.start, each.end + 1)),
            block.baseline[here].tolist(),
            strict=True,
        )
        return tuple(
            Point._make((*each, tuple(of.get(each[0], ())), tones.get(each[0], "common"))) for each in columns
        )

    def target_at(self, i: int) -> float | None:
        """The target in force at a slot."""
        return self._targets[i]

    @cached_property
    def _targets(self) -> tuple[float | None, ...]:
        return judgement.targets(self.spec, self.series.x)

    # The signals

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """All patterns, in the order in which they end; both directions are kept."""
        found: list[Signal] = []
        block, here = self._block, self._slice
        used = np.array(self.measured, dtype=np.intp)
        rules = self.rule_set.rules
        for k, side in zip(*np.nonzero(block.marks[:, :, here].any(axis=2)), strict=True):
            ends, marks = block.ends[k, side, here], block.marks[k, side, here]
            for number, (start, after) in enumerate(self._extents, start=1):
                slots = used[(used >= start) & (used < after)]
                for first, last in _stretches(np.flatnonzero(ends[slots]).tolist(), block.widths[k]):
                    inside = slots[first : last + 1]
                    points = tuple(inside[marks[inside]].tolist())
                    direction: Side = "high" if side == HIGH else "low"
                    if not rules[k].directed:
                        direction = "none"
                    found.append(
                        Signal(
                            rule=rules[k].name,
                            direction=direction,
                            tone=judgement.tone(direction, self.spec.direction),
                            points=points,
                            first=int(inside[0]),
                            last=int(inside[-1]),
                            segment=number,
                            current=points[-1] == self.measured[-1],
                        )
                    )
        return tuple(
            sorted(found, key=lambda signal: (signal.last, signal.first, signal.rule, signal.direction))
        )

    @cached_property
    def newest_signal(self) -> Signal | None:
        """What to speak of first: a signal that still covers the newest point, else the one that ended last (show it muted)."""
        return judgement.newest(self.signals)

    @cached_property
    def refused(self) -> tuple[Refusal, ...]:
        """Rules that were not applied somewhere, with the reason."""
        return remarks.refused(self, np.flatnonzero(self._block.no_zones[self._slice]).tolist())

    # The verdicts

    @cached_property
    def trial_limits(self) -> bool:
        """Whether the limits that hold now rest on fewer than 12 points."""
        return self.segment is None or self.segment.trial

    @cached_property
    def zero_width(self) -> bool:
        """Whether the limits that hold now lie on the centre line."""
        latest = self.latest
        return latest is not None and latest.lower is not None and latest.lower == latest.upper

    @cached_property
    def no_variation(self) -> bool:
        """Whether nothing differs in the phase that holds now."""
        segment = self.segment
        return (
            self.zero_width
            and segment is not None
            and len({self.points[i].y for i in self.measured if segment.start <= i <= segment.end}) == 1
        )

    @cached_property
    def variation(self) -> Variation:
        """The first icon: is it changing?"""
        return judgement.variation(self)

    @cached_property
    def assurance(self) -> Assurance:
        """The second icon: will it meet the target?"""
        return judgement.assurance(self)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What a reader should know about the computation itself."""
        return remarks.remarks(self)

    @cached_property
    def sentence(self) -> str:
        """The chart in one plain sentence."""
        return words.sentence(self)

    @cached_property
    def target_sentence(self) -> str:
        """What the chart means for its target; empty where there is none to meet."""
        return words.target_sentence(self)

    @cached_property
    def suggested_phases(self) -> tuple[Suggestion, ...]:
        """Where a phase could begin, with the evidence. Never applied: a phase needs a cause that somebody states."""
        return suggest.phases(self)

    @cached_property
    def reading(self) -> str:
        """The chart in three to six plain sentences, which claim no cause."""
        return reading.reading(self)

    # For notebooks

    def vega(self, **looks: Any) -> dict[str, Any]:
        """The chart as a Vega-Lite specification; `title`, `width` and `height` may be given (see `vega`)."""
        return vega.vega(self, **looks)

    def chart(self, **looks: Any) -> Any:
        """The chart as an Altair chart; needs `alongside[notebook]`."""
        return vega.chart(self, **looks)

    # The record as values

    def rows(self, hide_below: int | None = None) -> Listing:
        """The chart's table; with `hide_below` of 5, what rests on counts of 1 to 4 is left out (see `listing`)."""
        return listing.listing(self, hide_below)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of rows, spec and engine version: the same hash, the same record."""
        stated = {"rows": self.series.to_json(), "spec": self.spec.to_json(), "engine": ENGINE_VERSION}
        text = json.dumps(stated, sort_keys=True, separators=(",", ":"), default=float)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The whole record as JSON values; `newest_signal` is a position in `signals`."""
        place = {id(signal): k for k, signal in enumerate(self.signals)}
        newest = self.newest_signal
        return {
            "engine": ENGINE_VERSION,
            "content_hash": self.content_hash,
            "series": self.series.to_json(),
            "spec": self.spec.to_json(),
            "points": [
                {
                    **{name: value for name, value in point._asdict().items() if name != "signals"},
                    "signals": [
                        {"rule": each.rule, "direction": each.direction, "points": list(each.points)}
                        for each in point.signals
                    ],
                }
                for point in self.points
            ],
            "segments": [asdict(each) for each in self.segments],
            "signals": [{**vars(each), "points": list(each.points)} for each in self.signals],
            "newest_signal": None if newest is None else place[id(newest)],
            "refused": [{**vars(each), "points": list(each.points)} for each in self.refused],
            "variation": vars(self.variation),
            "assurance": vars(self.assurance),
            "trial_limits": self.trial_limits,
            "remarks": [vars(each) for each in self.remarks],
            "sentence": self.sentence,
            "target_sentence": self.target_sentence,
            "reading": self.reading,
            "suggested_phases": [each._asdict() for each in self.suggested_phases],
        }


def _none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _values(line: Floats) -> list[float | None]:
    return [None if value != value else value for value in line.tolist()]


def _level(line: Floats) -> float | None:
    """The one value of a line that does not move; None where it does."""
    known = line[~np.isnan(line)]
    return float(known[0]) if len(known) and bool((known == known[0]).all()) else None


def _stretches(ends: list[int], width: int) -> list[tuple[int, int]]:
    """(first, last) of each pattern, from where its smallest pieces end: pieces that share a point are one pattern. Patterns
    of no fixed width say both themselves."""
    if width == 0:
        return list(zip(ends[::2], ends[1::2], strict=True))
    found: list[tuple[int, int]] = []
    for end in ends:
        if found and end - found[-1][1] < width:
            found[-1] = (found[-1][0], end)
        else:
            found.append((end - width + 1, end))
    return found
