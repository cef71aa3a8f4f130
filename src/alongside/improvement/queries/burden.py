"""What the numbers cost to collect: the minutes teams logged, where they go, and what is typed in twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import Measure, RequirementMeasure, Series, TimeSpent
from alongside.improvement.queries.grid import window
from alongside.programme.calendar import today
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative, Team


def spent(minutes: float | None) -> str:
    """95 minutes as 1 h 35 min; 40 as 40 min."""
    if minutes is None:
        return "–"
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


@dataclass(frozen=True)
class MonthSpent:
    """One month: the median of those who logged it, and how many did."""

    period: dt.date
    minutes: float | None
    logged: int

    @property
    def words(self) -> str:
        return spent(self.minutes)


@dataclass(frozen=True)
class MeasureSpent:
    """One measure's even share of the minutes, and who asks for it."""

    measure: Measure
    name: str
    teams: int
    minutes: float | None
    answers: list[str]
    again: list[str]

    @property
    def words(self) -> str:
        return spent(self.minutes)


@dataclass(frozen=True)
class TeamSpent:
    """One team's months, for the host and for the team itself."""

    label: str
    letter: str
    months: int
    minutes: float | None

    @property
    def words(self) -> str:
        return spent(self.minutes)


@dataclass(frozen=True)
class Burden:
    """The cost of a set of teams' numbers over the last twelve months.

    `minutes` is the median over teams of each team's median month, so that one that logs often does not count more. A measure's
    share is the team's minutes split evenly over the measures it follows: nobody logs by measure.
    """

    minutes: float | None
    logged: int
    teams: int
    months: list[MonthSpent]
    measures: list[MeasureSpent]
    by_team: list[TeamSpent]

    @property
    def words(self) -> str:
        return spent(self.minutes)

    @property
    def together(self) -> str:
        """What all teams together spend in a month, if those who did not log spend as much."""
        return spent(self.minutes * self.teams) if self.minutes is not None else "–"

    @property
    def entries(self) -> int:
        """Numbers that a team types in a month: here once each."""
        return len(self.measures)

    @property
    def again(self) -> int:
        """How many of them are typed in again elsewhere, counted as often as they are."""
        return sum(len(each.again) for each in self.measures)

    @property
    def twice(self) -> list[MeasureSpent]:
        return [each for each in self.measures if each.again]

    @property
    def twice_words(self) -> str:
        """The share of the logged minutes that belongs to measures typed in again."""
        shares = [each.minutes for each in self.twice if each.minutes is not None]
        return spent(sum(shares)) if shares else "–"

    @property
    def unasked(self) -> list[MeasureSpent]:
        """Measures that answer no requirement."""
        return [each for each in self.measures if not each.answers]


def burden_of(collaborative: Collaborative, teams: Iterable[Team], names: dict[int, str]) -> Burden:
    """The cost of these teams' numbers; give teams whose data the viewer may see. Five queries."""
    teams = list(teams)
    day = today(collaborative)
    shown = window(collaborative, day)
    by_month: dict[dt.date, list[int]] = defaultdict(list)
    by_team: dict[int, list[int]] = defaultdict(list)
    if shown:
        logged = TimeSpent.objects.filter(team__in=teams, period__range=(shown[0], shown[-1]))
        for team, period, minutes in logged.values_list("team", "period", "minutes"):
            by_month[period].append(minutes)
            by_team[team].append(minutes)
    typical = {team: median(minutes) for team, minutes in by_team.items()}
    followed: dict[int, set[int]] = defaultdict(set)
    for team, measure in Series.objects.followed(day).filter(team__in=teams).values_list("team", "measure"):
        followed[team].add(measure)
    return Burden(
        minutes=median(typical.values()) if typical else None,
        logged=len(typical),
        teams=len(teams),
        months=[
            MonthSpent(each, median(by_month[each]) if by_month[each] else None, len(by_month[each]))
            for each in shown
        ],
        measures=_by_measure(followed, typical),
        by_team=[
            TeamSpent(names[team.pk], team.letter, len(by_team[team.pk]), typical.get(team.pk))
            for team in teams
        ],
    )


def _by_measure(followed: dict[int, set[int]], typical: dict[int, float]) -> list[MeasureSpent]:
    ids = set().union(*followed.values()) if followed else set()
    named = definitions(ids)
    asked: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    rows = RequirementMeasure.objects.filter(measure__in=ids).order_by("requirement__name")
    for pk, name, again in rows.values_list("measure", "requirement__name", "entered_again"):
        asked[pk].append((name, again))
    found = []
    for measure in Measure.objects.filter(pk__in=ids):
        shares = [
            typical[team] / len(measures)
            for team, measures in followed.items()
            if measure.pk in measures and team in typical
        ]
        found.append(
            MeasureSpent(
                measure,
                in_force(named[measure.pk]).name,
                sum(measure.pk in measures for measures in followed.values()),
                median(shares) if shares else None,
                [name for name, _ in asked[measure.pk]],
                [name for name, again in asked[measure.pk] if again],
            )
        )
    return found


def burden_page(viewer: Person, collaborative: Collaborative) -> dict[str, Any]:
    """What the collaborative asks of its teams; the host's alone, since it holds every team's minutes."""
    require(viewer, Permission.RUN_COLLABORATIVE, collaborative)
    named = labels(viewer, collaborative)
    teams = [team for team in collaborative.teams.filter(left=None).order_by("letter") if team.pk in named]
    names = {pk: label.text for pk, label in named.items()}
    return {"collaborative": collaborative, "burden": burden_of(collaborative, teams, names)}
