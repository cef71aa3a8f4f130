"""What each requirement is answered by, and what it still needs of a team: one submission answers all that ask."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import (
    Measure,
    NothingToSubmit,
    Observation,
    Requirement,
    RequirementMeasure,
    Series,
)
from alongside.improvement.periods import months
from alongside.improvement.queries.team import open_month
from alongside.programme.calendar import today
from alongside.programme.models import Collaborative, Team

WORDS = {"sent": "sent", "short": "cases short", "nothing": "nothing to submit", "missing": "missing"}


@dataclass(frozen=True)
class Need:
    """One measure in one month, as a requirement sees it."""

    period: dt.date
    state: str
    observation: Observation | None
    least: int | None

    @property
    def words(self) -> str:
        """missing · 18 of 25 cases · sent"""
        if self.state == "short" and self.observation is not None:
            return f"{self.observation.denominator:g} of {self.least} cases"
        return WORDS[self.state]

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in {"missing", "short"}


@dataclass(frozen=True)
class MeasureNeeds:
    """One measure of a requirement over its time; without months where the team does not follow it."""

    measure: Measure
    name: str
    version: int
    asked: RequirementMeasure
    months: list[Need]
    followed: bool

    @property
    def now(self) -> Need | None:
        return self.months[-1] if self.months else None

    @property
    def missing(self) -> list[Need]:
        return [each for each in self.months if each.state == "missing"]

    @property
    def short(self) -> list[Need]:
        return [each for each in self.months if each.state == "short"]

    @property
    def answered(self) -> int:
        return sum(not each.open for each in self.months)


@dataclass(frozen=True)
class TeamRequirement:
    """A requirement as one team stands to it."""

    requirement: Requirement
    first: dt.date | None
    last: dt.date | None
    measures: list[MeasureNeeds]
    asks_now: bool  # for the newest month that has ended; not where its time was over before

    @property
    def open_now(self) -> list[MeasureNeeds]:
        """The measures that still need something for the newest month."""
        return [each for each in self.measures if self.asks_now and each.now is not None and each.now.open]

    @property
    def open_ever(self) -> int:
        return sum(len(each.missing) + len(each.short) for each in self.measures)

    @property
    def ended(self) -> bool:
        """Whether its time is over, or has not come."""
        return self.first is None


def state_of(observation: Observation | None, nothing: bool, least: int | None) -> str:
    """What a requirement sees: a number with fewer cases than it asks is short; cases are known where a denominator is."""
    if observation is None:
        return "nothing" if nothing else "missing"
    cases = observation.denominator
    return "short" if least is not None and cases is not None and cases < least else "sent"


def for_teams(collaborative: Collaborative, teams: Iterable[Team]) -> dict[int, list[TeamRequirement]]:
    """Team id → every requirement with what it still needs. Seven queries however many there are."""
    teams = list(teams)
    requirements = list(Requirement.objects.filter(collaborative=collaborative))
    rows: dict[int, list[RequirementMeasure]] = defaultdict(list)
    for row in RequirementMeasure.objects.filter(requirement__in=requirements).select_related("measure"):
        rows[row.requirement_id].append(row)
    for listed in rows.values():
        listed.sort(key=lambda row: (row.measure.order, row.measure.key))
    ids = {row.measure_id for listed in rows.values() for row in listed}
    named = definitions(ids)
    series = {
        (each.team_id, each.measure_id): each
        for each in Series.objects.filter(team__in=teams, measure__in=ids)
    }
    numbered = {each.pk for each in series.values()}
    kept: dict[tuple[int, dt.date], Observation] = {
        (each.series_id, each.period): each
        for each in Observation.objects.filter(series__in=numbered).select_related("version")
    }
    said = set(NothingToSubmit.objects.filter(series__in=numbered).values_list("series", "period"))
    day = today(collaborative)

    def needs(team: Team, row: RequirementMeasure, shown: list[dt.date]) -> MeasureNeeds:
        followed = series.get((team.pk, row.measure_id))
        pk = followed.pk if followed is not None else 0
        cells = [
            Need(
                period,
                state_of(kept.get((pk, period)), (pk, period) in said, row.least_cases),
                kept.get((pk, period)),
                row.least_cases,
            )
            for period in shown
            if followed is not None and asked_in(followed, period)
        ]
        version = in_force(named[row.measure_id], shown[-1] if shown else None)
        return MeasureNeeds(row.measure, version.name, version.number, row, cells, bool(cells))

    found: dict[int, list[TeamRequirement]] = {}
    for team in teams:
        last, _ = open_month(team, day)
        here = []
        for requirement in requirements:
            shown = window(requirement, team, last)
            here.append(
                TeamRequirement(
                    requirement,
                    shown[0] if shown else None,
                    shown[-1] if shown else None,
                    [needs(team, row, shown) for row in rows[requirement.pk]],
                    bool(shown) and shown[-1] == last.replace(day=1),
                )
            )
        found[team.pk] = here
    return found


def asked_in(series: Series, period: dt.date) -> bool:
    """Whether the team followed the measure in a month."""
    begun = series.since is None or series.since.replace(day=1) <= period
    return begun and (series.until is None or period <= series.until)


def window(requirement: Requirement, team: Team, last: dt.date) -> list[dt.date]:
    """The months that a requirement asks of a team, up to the newest that has ended."""
    first = max(requirement.starts or team.collaborative.starts, team.joined)
    return months(first, min(last, requirement.ends) if requirement.ends else last)


@dataclass(frozen=True)
class RequirementRow:
    """A requirement with the measures that answer it, and how many teams owe it something."""

    requirement: Requirement
    names: list[str]
    again: int
    owing: int | None


def requirements_page(viewer: Person, collaborative: Collaborative) -> dict[str, Any]:
    """Every requirement; for the host with how many teams still owe it something for the newest month."""
    may_run = bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative))
    teams = [
        team
        for team in collaborative.teams.filter(left=None).select_related("scope__parent", "collaborative")
        if check(viewer, Permission.SEE_TEAM, team)
    ]
    by_team = for_teams(collaborative, teams) if may_run else {}
    rows = []
    asked = mapped(collaborative)
    for requirement in Requirement.objects.filter(collaborative=collaborative):
        here = [each for listed in by_team.values() for each in listed if each.requirement == requirement]
        rows.append(
            RequirementRow(
                requirement,
                [name for name, _ in asked[requirement.pk]],
                sum(again for _, again in asked[requirement.pk]),
                sum(bool(each.open_now) for each in here) if may_run else None,
            )
        )
    return {"collaborative": collaborative, "rows": rows, "teams": teams, "may_run": may_run}


def mapped(collaborative: Collaborative) -> dict[int, list[tuple[str, bool]]]:
    """Requirement id → the names of its measures, and whether each is typed in there again. Two queries."""
    rows = RequirementMeasure.objects.filter(requirement__collaborative=collaborative)
    named = definitions(rows.values_list("measure", flat=True))
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for requirement, measure, again in rows.order_by("measure__order", "measure__key").values_list(
        "requirement", "measure", "entered_again"
    ):
        found[requirement].append((in_force(named[measure]).name, again))
    return found


COLUMNS = (
    "requirement", "team", "measure", "key", "definition", "month", "numerator", "denominator", "value",
    "least cases", "state",
)  # fmt: skip


def as_csv(
    requirement: Requirement, found: Mapping[int, list[TeamRequirement]], names: Mapping[int, str]
) -> str:
    """One file to hand on: a line a team, measure and month, with what is missing or short. Teams by the names given."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for team, listed in found.items():
        for each in listed:
            if each.requirement.pk == requirement.pk:
                writer.writerows(_lines(each, names[team]))
    return out.getvalue()


def _lines(found: TeamRequirement, team: str) -> Iterator[list[str]]:
    for measure in found.measures:
        for need in measure.months:
            kept = need.observation
            numbers = [kept.numerator, kept.denominator, kept.value] if kept is not None else [None] * 3
            yield [
                cell(found.requirement.name),
                cell(team),
                cell(measure.name),
                measure.measure.key,
                str(kept.version.number if kept is not None else measure.version),
                f"{need.period:%Y-%m}",
                *("" if number is None else f"{number:.10g}" for number in numbers),
                "" if need.least is None else str(need.least),
                WORDS[need.state],
            ]


def cell(words: str) -> str:
    """Words as they may stand in a spreadsheet: what it would take for a formula is kept as text."""
    return f"'{words}" if words[:1] in "=+-@\t\r" and words else words
