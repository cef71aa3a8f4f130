"""Tests of change as ramps: cycles that follow each other on one idea, and where they came from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from alongside.accounts.models import Person
from alongside.improvement.charts import Chart, chart
from alongside.improvement.models import Adoption, PdsaCycle, Series
from alongside.improvement.queries.adoption import listed
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative, Team
from alongside.ui.charts import Lane, Mark

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
TIMES = {1: "once", 2: "twice"}
DONE = {"adopt": "adopted", "adapt": "adapted", "abandon": "given up"}
LANES = 8  # cycles that have a lane each below the chart; more of them share one
SIGNS = {"adopt": "check", "adapt": "refresh", "abandon": "x"}


@dataclass(frozen=True)
class Cycle:
    """A test of change with its number in the team."""

    row: PdsaCycle
    number: int

    @property
    def days(self) -> str:
        return span(self.row.started, self.row.ended)

    @property
    def sign(self) -> str:
        return SIGNS.get(self.row.act, "")

    @property
    def found(self) -> str:
        """What was found, led by how the prediction fared."""
        held = {"yes": "Held", "partly": "Held in part", "no": "Did not hold"}.get(self.row.held, "")
        return ": ".join(part for part in (held, self.row.study) if part)

    @property
    def state(self) -> str:
        if self.row.act:
            return DONE[self.row.act]
        return "to be studied" if self.row.ended else "running"


@dataclass
class Ramp:
    """Cycles on one idea, each from the one before; `grew_from` is the ramp on another idea that its first cycle follows."""

    cycles: list[Cycle] = field(default_factory=list)
    grew_from: Ramp | None = None
    grew_into: list[Ramp] = field(default_factory=list)

    @property
    def first(self) -> PdsaCycle:
        return self.cycles[0].row

    @property
    def last(self) -> Cycle:
        return self.cycles[-1]

    @property
    def idea_id(self) -> int | None:
        return next((each.row.change_idea_id for each in self.cycles if each.row.change_idea_id), None)

    @property
    def title(self) -> str:
        return next(
            (each.row.change_idea.title for each in self.cycles if each.row.change_idea), self.first.idea
        )

    @property
    def numbers(self) -> str:
        """cycle 4, cycles 4 to 7, or cycles 4, 6 and 7."""
        numbers = [each.number for each in self.cycles]
        if len(numbers) == 1:
            return f"cycle {numbers[0]}"
        if numbers[-1] - numbers[0] == len(numbers) - 1:
            return f"cycles {numbers[0]} to {numbers[-1]}"
        return f"cycles {listed([str(each) for each in numbers])}"

    @property
    def outcome(self) -> str:
        """What became of it, with its day."""
        last = self.last
        if not last.row.ended:
            return f"cycle {last.number} is running"
        if last.row.act in {"adopt", "abandon"}:
            return f"{DONE[last.row.act]} on {day(last.row.ended)}"
        if last.row.act:
            return "adapted; the next cycle is to be planned"
        return f"cycle {last.number} is to be studied"

    @property
    def sentence(self) -> str:
        """How many cycles, what became of them, how the predictions fared."""
        number = len(self.cycles)
        way = f" from “{self.first.idea}” to “{self.last.row.idea}”" if number > 1 else ""
        says = f"{counted(number).capitalize()} cycle{'s' if number != 1 else ''}{way}: {self.outcome}."
        return f"{says} {predictions(each.row for each in self.cycles)}".strip()


def predictions(cycles: Iterable[PdsaCycle]) -> str:
    """The prediction held three times and in part once."""
    held = Counter(each.held for each in cycles if each.held)
    parts = [
        f"{words} {TIMES.get(held[key], f'{counted(held[key])} times')}"
        for key, words in (("yes", "held"), ("partly", "held in part"), ("no", "did not hold"))
        if held[key]
    ]
    return f"The prediction {listed(parts)}." if parts else ""


def counted(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def day(on: dt.date) -> str:
    return f"{on.day} {on:%b %Y}"


def span(started: dt.date, ended: dt.date | None) -> str:
    """8 to 12 Aug 2016; what is the same at both ends is said once."""
    if ended is None:
        return f"since {day(started)}"
    if started == ended:
        return day(ended)
    if (started.year, started.month) == (ended.year, ended.month):
        return f"{started.day} to {day(ended)}"
    if started.year == ended.year:
        return f"{started.day} {started:%b} to {day(ended)}"
    return f"{day(started)} to {day(ended)}"


def ramps(cycles: Iterable[PdsaCycle]) -> list[Ramp]:
    """The ramps of one team, from all of its cycles. Where a cycle takes up another change idea, another ramp begins."""
    found: list[Ramp] = []
    of: dict[int, Ramp] = {}
    numbered = [
        Cycle(row, number)
        for number, row in enumerate(sorted(cycles, key=lambda each: (each.started, each.pk)), start=1)
    ]
    by_pk = {each.row.pk: each for each in numbered}

    def ramp_of(cycle: Cycle, seen: frozenset[int] = frozenset()) -> Ramp:
        if cycle.row.pk in of:
            return of[cycle.row.pk]
        before = by_pk.get(cycle.row.previous_id or 0)
        if before is None or before.row.pk in seen:
            ramp = Ramp()
        else:
            earlier = ramp_of(before, seen | {cycle.row.pk})
            same = (
                None in (earlier.idea_id, cycle.row.change_idea_id)
                or earlier.idea_id == cycle.row.change_idea_id
            )
            ramp = earlier if same else Ramp(grew_from=earlier)
            if not same:
                earlier.grew_into.append(ramp)
        if not ramp.cycles:
            found.append(ramp)
        ramp.cycles.append(cycle)
        of[cycle.row.pk] = ramp
        return ramp

    for each in numbered:
        ramp_of(each)
    for ramp in found:
        ramp.cycles.sort(key=lambda each: each.number)
    return sorted(found, key=lambda ramp: ramp.last.row.started, reverse=True)


def ramps_of(team: Team) -> list[Ramp]:
    """A team's ramps, the one worked on last first. One query."""
    return ramps(PdsaCycle.objects.filter(team=team).select_related("change_idea"))


@dataclass(frozen=True)
class TeamTests:
    """One team's ramps, for the list over teams."""

    letter: str
    name: str
    url: str
    ramps: list[Ramp]


def over_teams(viewer: Person, collaborative: Collaborative) -> list[TeamTests]:
    """The ramps of every team whose tests the viewer may read. Three queries."""
    rows = list(
        PdsaCycle.objects.visible_to(viewer)
        .filter(team__collaborative=collaborative)
        .select_related("change_idea", "team__scope__parent")
    )
    by_team: dict[int, list[PdsaCycle]] = {}
    for row in rows:
        by_team.setdefault(row.team_id, []).append(row)
    found = []
    for pk, label in labels(viewer, collaborative, {row.team_id: row.team for row in rows}.values()).items():
        url = reverse("improvement:tests", args=[collaborative.slug, label.letter])
        found.append(TeamTests(label.letter, label.name, url, ramps(by_team[pk])))
    return found


def taken_up_by(viewer: Person, team: Team, idea_id: int | None) -> list[str]:
    """The teams that learnt the idea from this one, as the viewer may call them."""
    if idea_id is None:
        return []
    pupils = set(Adoption.objects.filter(idea=idea_id, learnt_from=team).values_list("team", flat=True))
    every = labels(viewer, team.collaborative) if pupils else {}
    return [label.text for pk, label in every.items() if pk in pupils]


def chart_of(team: Team, ramp: Ramp) -> tuple[Chart, list[Lane]] | None:
    """The chart of the measure that a ramp should move, with its cycles on the same time axis."""
    measures = [each.row.measure_id for each in ramp.cycles if each.row.measure_id]
    if not measures:
        return None
    series = Series.objects.filter(team=team, measure=measures[-1]).select_related("measure").first()
    if series is None:
        return None
    root = [team.collaborative.slug, team.letter]
    marks = [
        (
            each.number,
            Mark(
                each.row.started,
                each.row.idea,
                "test",
                each.row.ended,
                reverse("improvement:test", args=[*root, each.row.guid]),
            ),
        )
        for each in ramp.cycles
    ]
    if len(marks) > LANES:
        return chart(series), [Lane("Cycles", [mark for _, mark in marks])]
    return chart(series), [Lane(f"Cycle {number}", [mark]) for number, mark in marks]


def ramp_page(viewer: Person, team: Team, cycle: PdsaCycle) -> dict[str, Any]:
    """The whole ramp of a cycle, its chart, where it came from and where it went."""
    every = ramps_of(team)
    ramp = next(each for each in every if any(one.row.pk == cycle.pk for one in each.cycles))
    return {
        "ramp": ramp,
        "here": next(each for each in ramp.cycles if each.row.pk == cycle.pk),
        "taken_up_by": taken_up_by(viewer, team, ramp.idea_id),
        "chart": chart_of(team, ramp),
    }
