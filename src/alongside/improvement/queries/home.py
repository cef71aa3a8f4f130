"""The collaborative's home: who is moving, who needs us, what is next."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Exists, F, Max, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.core.spc import RULE_SETS
from alongside.improvement.charts import charts
from alongside.improvement.models import Annotation, Observation, PdsaCycle, Series, SeriesPhase, Target
from alongside.improvement.queries.grid import Month, grid, window
from alongside.improvement.queries.happened import BACK, happened
from alongside.improvement.queries.news import News, newest
from alongside.improvement.queries.progress import NOT_SCORED, Pair, gap_size, newest_pairs
from alongside.improvement.queries.timeline import timeline
from alongside.programme.calendar import day_of, today
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import (
    Attendance,
    Collaborative,
    ContextEvent,
    Event,
    Phase,
    Sponsorship,
    Team,
    TeamMember,
)

SETTINGS = (
    Coalesce("freeze", 0) * 16
    + Case(When(screening=True, then=8), default=0)
    + Case(*[When(rules=name, then=place) for place, name in enumerate(RULE_SETS)], default=7)
)
"""How a chart is computed, as a number that differs where the settings do."""

SILENT = 2  # months without numbers after which a team needs somebody


@dataclass(frozen=True)
class TeamRow:
    """One team on the home page."""

    team: Team
    label: Label
    months: list[Month]
    came: int
    sessions: int
    tests: int
    news: News
    url: str
    score: Pair = NOT_SCORED

    @property
    def sent(self) -> int:
        return sum(month.counts and month.state != "nothing" for month in self.months)

    @property
    def expected(self) -> int:
        return sum(month.counts for month in self.months)

    @property
    def silent(self) -> int:
        """How many of the newest months that counted brought nothing."""
        count = 0
        for month in reversed([month for month in self.months if month.counts]):
            if month.state != "nothing":
                break
            count += 1
        return count

    @property
    def led(self) -> bool:
        """Whether somebody leads the team now."""
        return bool(getattr(self.team, "led", False))

    @property
    def sponsored(self) -> bool:
        """Whether somebody stands behind it now."""
        return bool(getattr(self.team, "sponsored", False))

    @property
    def missed(self) -> bool:
        return self.came < self.sessions


@dataclass(frozen=True)
class Need:
    """A team that needs somebody, why, and what to do first."""

    row: TeamRow
    words: list[str]
    verb: str
    url: str

    @property
    def signal(self) -> News | None:
        return self.row.news if self.row.news.kind == "worse" and self.row.news.current else None


def newest_of_teams(collaborative: Collaborative) -> dict[int, News]:
    """Team id → its newest signal, over all its charts. Kept until a number, a phase, a target or a chart changes."""
    stamp = stamp_of(collaborative)
    key = f"newest:{collaborative.pk}:{stamp}"
    kept = cache.get(key)
    if kept is None:
        series = Series.objects.followed(timezone.localdate()).filter(team__collaborative=collaborative)
        by_team = defaultdict(list)
        for chart in charts(series):
            by_team[chart.series.team_id].append(chart)
        kept = {team: newest(found) for team, found in by_team.items()}
        cache.set(key, kept, 3600)
    return kept


def stamp_of(collaborative: Collaborative) -> str:
    """Changes whenever anything does that a chart of this collaborative depends on. One query."""
    inside = {"series__team__collaborative": OuterRef("pk")}
    followed = Series.objects.followed(timezone.localdate()).filter(team__collaborative=OuterRef("pk"))
    depends_on = {
        "numbers": (Observation.objects.filter(**inside), "series__team__collaborative", Sum("revision")),
        "newest": (Observation.objects.filter(**inside), "series__team__collaborative", Max("id")),
        "phases": (
            SeriesPhase.objects.filter(undone_on=None, **inside),
            "series__team__collaborative",
            Sum("id"),
        ),
        "targets": (Target.objects.filter(**inside), "series__team__collaborative", Sum("id") + Sum("value")),
        "series": (followed, "team__collaborative", Sum("id")),
        "settings": (followed, "team__collaborative", Sum(F("id") * SETTINGS)),
        "versions": (followed, "team__collaborative", Max("measure__versions__id")),
    }
    parts = {
        name: Subquery(rows.order_by().values(group).annotate(one=what).values("one"))
        for name, (rows, group, what) in depends_on.items()
    }
    found = Collaborative.objects.filter(pk=collaborative.pk).values_list(*parts.values()).get()
    return "-".join(map(str, found))


def teams_of(collaborative: Collaborative, day: dt.date) -> list[Team]:
    """The teams by letter, each with whether it has a lead and a sponsor on a day."""
    now = {"team": OuterRef("pk"), "until": None, "since__lte": day}
    return list(
        collaborative.teams.select_related("scope__parent")
        .annotate(
            led=Exists(TeamMember.objects.filter(is_lead=True, **now)),
            sponsored=Exists(Sponsorship.objects.filter(**now)),
        )
        .order_by("letter")
    )


def rows(
    collaborative: Collaborative,
    teams: list[Team],
    named: dict[int, Label],
    sessions: list[Event],
    cycles: list[PdsaCycle],
    day: dt.date,
    shown: list[dt.date],
) -> list[TeamRow]:
    """The teams that the viewer may know of, as far as they may know them."""
    teams = [team for team in teams if team.pk in named]
    cells = grid(teams, shown, day, cycles=cycles)
    news = newest_of_teams(collaborative)
    begun = shown[0] if shown else collaborative.starts
    held = [event for event in sessions if begun <= day_of(event) <= day]
    came: dict[int, set[int]] = defaultdict(set)
    for who, event in Attendance.objects.filter(event__in=held).values_list("team", "event"):
        came[who].add(event)
    tested = Counter(cycle.team_id for cycle in cycles if begun <= cycle.started <= day)
    scores = newest_pairs([team for team in teams if named[team.pk].may_open], shown[-1]) if shown else {}
    found = []
    for team in teams:
        label = named[team.pk]
        theirs = {event.pk for event in held if team.joined <= day_of(event) <= (team.left or day)}
        latest = news.get(team.pk) or newest([])
        if not label.may_open:  # what it says, without a way in
            latest = News(latest.kind, latest.words, latest.month, "", latest.current)
        found.append(
            TeamRow(
                team=team,
                label=label,
                months=cells[team.pk],
                came=len(came[team.pk] & theirs),
                sessions=len(theirs),
                tests=tested[team.pk],
                news=latest,
                url=reverse("improvement:team", args=[collaborative.slug, team.letter])
                if label.may_open
                else "",
                score=scores.get(team.pk, NOT_SCORED),
            )
        )
    return found


def sort(found: list[TeamRow], by: str) -> list[TeamRow]:
    """By letter, or with the newest signals first."""
    if by == "signal":
        return sorted(found, key=lambda row: (row.news.rank, row.team.letter))
    if by == "data":
        return sorted(found, key=lambda row: (row.sent - row.expected, row.team.letter))
    if by == "gap":
        return sorted(found, key=lambda row: (-gap_size(row.score), row.team.letter))
    return found


def needs(found: list[TeamRow]) -> list[Need]:
    """Teams that need somebody: silent, getting worse, without a lead or a sponsor."""
    here = [row for row in found if row.label.may_open and row.team.left is None]
    listed = []
    for row in here:
        words, verb, url = [], "", row.url
        if row.silent >= SILENT:
            words.append(f"no data for {row.silent} months")
            verb = "Open the team"
        worse = row.news.kind == "worse" and row.news.current
        if worse:
            words.append(row.news.words)
            verb, url = verb or "Open chart", row.news.url
        if not row.led:
            words.append("no lead")
        if not row.sponsored:
            words.append("no sponsor")
        if words:
            rank = (not worse and row.silent < SILENT, -row.silent)
            if not worse or row.silent >= SILENT:
                words[0] = words[0].capitalize()
            listed.append((rank, Need(row, words, verb or "Open the team", url)))
    return [need for _, need in sorted(listed, key=lambda each: (each[0], each[1].row.team.letter))]


def first_line(
    collaborative: Collaborative,
    found: list[TeamRow],
    needing: list[Need] | None,
    sessions: list[Event],
    day: dt.date,
) -> dict[str, Any]:
    """Phase, days left, next session, how many need somebody, how many are better or worse."""
    phases = list(collaborative.phases.all())
    phase = next((each for each in phases if each.starts <= day <= each.ends), None)
    session = next((each for each in sessions if day_of(each) >= day), None)
    kinds = [row.news.kind for row in found if row.news.current]
    ended = collaborative.ends if collaborative.ends is not None and day > collaborative.ends else None
    last = next((each for each in reversed(sessions) if day_of(each) < day), None) if ended else None
    periods = [each for each in phases if each.kind == Phase.Kind.ACTION_PERIOD and each.starts < day]
    return {
        "phase": phase,
        "days": (phase.ends - day).days if phase else None,
        "session": session,
        "session_title": session and session.title.split(":")[0],
        "needing": None if needing is None else len(needing),
        "better": kinds.count("better"),
        "worse": kinds.count("worse"),
        "of": len(found),
        "ended": ended,
        "last_period": periods[-1] if ended and periods else None,
        "last_session": last,
        "last_title": last and last.title.split(":")[0],
    }


def decided(collaborative: Collaborative, named: dict[int, Label]) -> list[tuple[dt.date, str]]:
    """Decisions for everybody, and for the teams that the viewer may open; one that concerns several teams stands once."""
    rows = Annotation.objects.filter(collaborative=collaborative, origin=Annotation.Origin.DECISION)
    return list(
        dict.fromkeys(
            (on, text)
            for on, text, team in rows.order_by("on", "id").values_list("on", "text", "team")
            if team is None or (team in named and named[team].may_open)
        )
    )


def home(viewer: Person, collaborative: Collaborative, sort_by: str = "letter") -> dict[str, Any]:
    """Everything on the page; each table is read once."""
    day = today(collaborative)
    shown = window(collaborative, day)
    teams = teams_of(collaborative, day)
    named = labels(viewer, collaborative, teams)
    sessions = list(collaborative.events.filter(kind=Event.Kind.LEARNING_SESSION).order_by("starts_at"))
    since = min(shown[0] if shown else day, day - BACK)
    cycles = list(PdsaCycle.objects.filter(team__in=named, started__gte=since))
    found = rows(collaborative, teams, named, sessions, cycles, day, shown)
    cares = any(row.label.may_open for row in found)
    needing = needs(found) if cares else []
    decisions = decided(collaborative, named)
    context = [
        each
        for each in ContextEvent.objects.filter(collaborative=collaborative).order_by("on")
        if each.team_id is None or (each.team_id in named and named[each.team_id].may_open)
    ]
    return {
        "collaborative": collaborative,
        "aim": collaborative.aims.filter(since__lte=day).last(),
        "day": day,
        "months": shown,
        "teams": sort(found, sort_by),
        "sort": sort_by,
        "scored": any(row.score.period for row in found),
        "needs": needing,
        "cares": cares,
        "happened": happened(collaborative, named, cycles, decisions, day),
        "line": first_line(collaborative, found, needing if cares else None, sessions, day),
        "may_run": bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative)),
        "timeline": timeline(shown, sessions, context, decisions) if found else None,
    }
