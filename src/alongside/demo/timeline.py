"""The demo is made as it happened: what was done, by the day, in the order of the days.

Chapters (`programme`, `changing`, `measuring`, `research`, `loop` and more) put their steps on one timeline. So every step
meets the state it would have met: a finding is released to the committee that sat then, on a chart that ended there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import models, transaction

from alongside.demo import backdate
from alongside.demo.people import People
from alongside.demo.texts import Texts

Model = type[models.Model]


@dataclass
class World:
    """What there is so far, by the names the texts use."""

    texts: Texts
    people: People = field(default_factory=People)
    collaborative: Any = None
    study: Any = None
    teams: dict[str, Any] = field(default_factory=dict)  # by letter
    events: dict[str, Any] = field(default_factory=dict)  # by key
    measures: dict[str, Any] = field(default_factory=dict)  # by key
    series: dict[tuple[str, str], Any] = field(default_factory=dict)  # by letter and key
    cycles: dict[str, Any] = field(default_factory=dict)  # by id
    drivers: dict[str, Any] = field(default_factory=dict)  # by key
    ideas: dict[str, Any] = field(default_factory=dict)  # by key
    cases: dict[str, Any] = field(default_factory=dict)  # by name
    participants: dict[str, Any] = field(default_factory=dict)  # by name
    guides: dict[int, Any] = field(default_factory=dict)  # by number
    sources: dict[str, Any] = field(default_factory=dict)  # by id
    codes: dict[str, Any] = field(default_factory=dict)  # by key
    releases: dict[int, Any] = field(default_factory=dict)  # by number of the finding

    @property
    def lead(self) -> Any:
        return self.people["Maren Oduya"]

    @property
    def researcher(self) -> Any:
        return self.people["Elin Prosser"]

    @property
    def second_coder(self) -> Any:
        return self.people["Tomas Adair"]


@dataclass(frozen=True)
class Step:
    """Something done in the world on a day, and the tables whose dates it leaves to the clock."""

    on: dt.date
    do: Callable[..., object]
    given: tuple[Any, ...]
    stamps: tuple[Model, ...]


class Timeline:
    """Steps by their day; those of one day in the order in which they were added."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def add(
        self, on: dt.date, do: Callable[..., object], *given: Any, stamps: tuple[Model, ...] = ()
    ) -> None:
        """`do(world, *given)` on this day; rows it makes in the tables of `stamps` are dated to the day."""
        self._steps.append(Step(on, do, given, stamps))

    def run(self, world: World, progress: Callable[[int, int], None]) -> None:
        """Do the steps up to the demo's own day, a month in one transaction; what is planned later has not happened.

        `progress` is told how many months of how many are done.
        """
        today = world.texts.programme["today"]
        steps = sorted((step for step in self._steps if step.on <= today), key=lambda step: step.on)
        by_month = [
            list(month) for _, month in groupby(steps, key=lambda step: (step.on.year, step.on.month))
        ]
        for done, month in enumerate(by_month, start=1):
            with transaction.atomic():
                for step in month:
                    begun = backdate.now()
                    step.do(world, *step.given)
                    backdate.to(step.on, step.stamps, since=begun)
            progress(done, len(by_month))
