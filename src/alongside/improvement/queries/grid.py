"""Teams × months: who sent their numbers, when, and what they tested."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils import timezone

from alongside.improvement.models import Due, NothingToSubmit, Observation, PdsaCycle, Series
from alongside.improvement.periods import before, months
from alongside.programme.models import Collaborative, Team

WORDS = {
    "": "sent on time",
    "late": "sent late",
    "part": "sent in part",
    "nothing": "nothing sent",
    "due": "due",
    "before": "not taking part",
}


@dataclass(frozen=True)
class Month:
    """One team's month: its state, and how many tests of change began in it. The empty state is "sent on time"."""

    period: dt.date
    state: str
    tests: int

    @property
    def words(self) -> str:
        tested = f", {self.tests} test{'s' if self.tests > 1 else ''} started" if self.tests else ""
        return f"{self.period:%b %Y}: {WORDS[self.state]}{tested}"

    @property
    def counts(self) -> bool:
        """Whether numbers were expected by now."""
        return self.state not in {"before", "due"}

    @property
    def strokes(self) -> range:
        return range(min(self.tests, 4))


def window(collaborative: Collaborative, today: dt.date, many: int = 12) -> list[dt.date]:
    """The newest months that have come to an end, oldest first."""
    last = before(today.replace(day=1))
    first = max(before(last, many - 1), collaborative.starts.replace(day=1))
    return months(first, last)


def grid(
    teams: Iterable[Team],
    shown: list[dt.date],
    today: dt.date,
    *,
    cycles: Iterable[PdsaCycle] | None = None,
) -> dict[int, list[Month]]:
    """Team id → its months: what was sent of what the team followed then. Five queries; one less where cycles are known."""
    teams = list(teams)
    if not teams or not shown:
        return {team.pk: [] for team in teams}
    first, last = shown[0], shown[-1]
    due = dict(
        Due.objects.filter(collaborative=teams[0].collaborative_id, period__gte=first).values_list(
            "period", "on"
        )
    )
    followed = Series.objects.filter(team__in=teams, measure__retired_on=None)
    spans: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for team, since, until in followed.values_list("team", "since", "until"):
        spans[team].append((since.replace(day=1) if since else dt.date.min, until or dt.date.max))
    kept = Observation.objects.filter(series__in=followed, period__range=(first, last))
    sent: dict[tuple[int, dt.date], tuple[int, dt.datetime | None]] = {
        (team, period): (many, latest)
        for team, period, many, latest in kept.values_list("series__team", "period").annotate(
            Count("id"), Max("entered_at")
        )
    }
    said: dict[tuple[int, dt.date], int] = defaultdict(int)
    nothing = NothingToSubmit.objects.filter(series__in=followed, period__range=(first, last))
    for team, period in nothing.values_list("series__team", "period"):
        said[team, period] += 1
    tests: dict[tuple[int, dt.date], int] = defaultdict(int)
    if cycles is None:
        cycles = PdsaCycle.objects.filter(team__in=teams, started__gte=first)
    for cycle in cycles:
        tests[cycle.team_id, cycle.started.replace(day=1)] += 1

    def state(team: Team, period: dt.date) -> str:
        if period < team.joined.replace(day=1) or (team.left is not None and period > team.left):
            return "before"
        many, latest = sent.get((team.pk, period), (0, None))
        wanted = sum(since <= period <= until for since, until in spans[team.pk])
        answered = many + said[team.pk, period]
        by = due.get(period)
        if not answered and not wanted:
            return "before"
        if not answered:
            return "due" if by is None or by >= today else "nothing"
        if answered < wanted:
            return "part"
        return (
            "late" if by is not None and latest is not None and timezone.localtime(latest).date() > by else ""
        )

    return {
        team.pk: [Month(each, state(team, each), tests[team.pk, each]) for each in shown] for team in teams
    }
