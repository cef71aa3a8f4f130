"""The collaborative's home: who is moving, who needs us, what is next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum
from django.urls import reverse
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.charts import charts
from alongside.improvement.models import Annotation, Observation, PdsaCycle, Series, SeriesPhase, Target
from alongside.improvement.periods import following
from alongside.improvement.queries.grid import Month, grid, window
from alongside.improvement.queries.news import News, newest
from alongside.programme.calendar import next_session, phase_on, today
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import (
    Attendance,
    Collaborative,
    ContextEvent,
    Event,
    Sponsorship,
    Team,
    TeamMember,
)

SILENT = 2  # months without numbers after which a team needs somebody
BACK = dt.timedelta(days=31)
END_OF_LANE = 118.0  # the last label may reach beyond the months
LETTER = 1.15  # a letter's width, in per cent of the months' width


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


@dataclass(frozen=True)
class Happened:
    """One line of what changed lately."""

    on: dt.date
    words: str
    url: str = ""


def newest_of_teams(collaborative: Collaborative) -> dict[int, News]:
    """Team id → its newest signal, over all its charts. Kept until a number, a phase, a target or a chart changes."""
    stamp = stamp_of(collaborative)
    key = f"newest:{collaborative.pk}:{stamp}"
    kept = cache.get(key)
    if kept is None:
        series = Series.objects.filter(team__collaborative=collaborative, measure__retired_on=None)
        by_team = defaultdict(list)
        for chart in charts(series):
            by_team[chart.series.team_id].append(chart)
        kept = {team: newest(found) for team, found in by_team.items()}
        cache.set(key, kept, 3600)
    return kept


def stamp_of(collaborative: Collaborative) -> str:
    """Changes whenever anything does that a chart of this collaborative depends on."""
    inside = {"series__team__collaborative": collaborative}
    parts: list[Any] = [
        Observation.objects.filter(**inside).aggregate(Count("id"), Max("id"), Sum("revision")),
        SeriesPhase.objects.filter(**inside).aggregate(Count("id"), Max("id")),
        Target.objects.filter(**inside).aggregate(Count("id"), Max("id"), Sum("value")),
        Series.objects.filter(team__collaborative=collaborative).aggregate(
            Count("id"), Max("id"), Sum("freeze")
        ),
    ]
    return "-".join(str(value) for part in parts for value in part.values())


def rows(viewer: Person, collaborative: Collaborative, day: dt.date, shown: list[dt.date]) -> list[TeamRow]:
    """The teams that the viewer may know of, as far as they may know them."""
    named = labels(viewer, collaborative)
    teams = list(collaborative.teams.filter(pk__in=named).select_related("scope").order_by("letter"))
    cells = grid(teams, shown, day)
    news = newest_of_teams(collaborative)
    begun = shown[0] if shown else collaborative.starts
    held = Event.objects.filter(
        collaborative=collaborative,
        kind=Event.Kind.LEARNING_SESSION,
        starts_at__date__gte=begun,
        starts_at__date__lte=day,
    )
    sessions = list(held.values_list("id", "starts_at"))
    came: dict[int, set[int]] = defaultdict(set)
    for team, event in Attendance.objects.filter(event__in=[pk for pk, _ in sessions]).values_list(
        "team", "event"
    ):
        came[team].add(event)
    tested = dict(
        PdsaCycle.objects.filter(team__in=teams, started__gte=begun, started__lte=day)
        .values_list("team")
        .annotate(Count("id"))
    )
    found = []
    for team in teams:
        label = named[team.pk]
        theirs = [
            pk for pk, at in sessions if team.joined <= timezone.localtime(at).date() <= (team.left or day)
        ]
        latest = news.get(team.pk) or newest([])
        if not label.may_open:  # what it says, without a way in
            latest = News(latest.kind, latest.words, latest.month, "", latest.current)
        found.append(
            TeamRow(
                team=team,
                label=label,
                months=cells[team.pk],
                came=len(came[team.pk] & set(theirs)),
                sessions=len(theirs),
                tests=tested.get(team.pk, 0),
                news=latest,
                url=reverse("improvement:team", args=[collaborative.slug, team.letter])
                if label.may_open
                else "",
            )
        )
    return found


def sort(found: list[TeamRow], by: str) -> list[TeamRow]:
    """By letter, or with the newest signals first."""
    if by == "signal":
        return sorted(found, key=lambda row: (row.news.rank, row.team.letter))
    if by == "data":
        return sorted(found, key=lambda row: (row.sent - row.expected, row.team.letter))
    return found


def needs(found: list[TeamRow], day: dt.date) -> list[Need]:
    """Teams that need somebody: silent, getting worse, without a lead or a sponsor."""
    here = [row for row in found if row.label.may_open and row.team.left is None]
    teams = [row.team.pk for row in here]
    held = {"since__lte": day}
    leads = set(
        TeamMember.objects.filter(team__in=teams, is_lead=True, until=None, **held).values_list(
            "team", flat=True
        )
    )
    sponsored = set(
        Sponsorship.objects.filter(team__in=teams, until=None, **held).values_list("team", flat=True)
    )
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
        if row.team.pk not in leads:
            words.append("no lead")
        if row.team.pk not in sponsored:
            words.append("no sponsor")
        if row.silent >= SILENT or worse or row.team.pk not in leads or row.team.pk not in sponsored:
            rank = (not worse and row.silent < SILENT, -row.silent)
            listed.append((rank, Need(row, words, verb or "Open the team", url)))
    return [need for _, need in sorted(listed, key=lambda each: (each[0], each[1].row.team.letter))]


def happened(
    viewer: Person, collaborative: Collaborative, found: list[TeamRow], day: dt.date
) -> list[Happened]:
    """What changed in the last month, newest first: numbers sent, tests started, decisions."""
    since = day - BACK
    label = {row.team.pk: row.label for row in found}
    lines: list[Happened] = []
    sent: dict[dt.date, set[int]] = defaultdict(set)
    entered = Observation.objects.filter(
        series__team__in=label, entered_at__date__gt=since, entered_at__date__lte=day
    ).values_list("entered_at__date", "series__team")
    for on, team in entered.distinct():
        sent[on].add(team)
    for on, teams in sent.items():
        letters = ", ".join(sorted(label[team].letter for team in teams))
        lines.append(
            Happened(on, f"{len(teams)} team{'s' if len(teams) > 1 else ''} sent numbers: {letters}")
        )
    cycles = PdsaCycle.objects.filter(team__in=label, started__gt=since, started__lte=day).select_related(
        "team"
    )
    for cycle in cycles:
        mine = label[cycle.team_id]
        words = (
            f"{mine.text} began testing {cycle.idea}"
            if mine.may_open
            else f"{mine.text} began a test of change"
        )
        lines.append(Happened(cycle.started, words))
    decided = Annotation.objects.filter(
        collaborative=collaborative, origin=Annotation.Origin.DECISION, on__gt=since, on__lte=day
    ).values_list("on", "text")
    lines += [Happened(on, f"Decided: {text}") for on, text in set(decided)]
    return sorted(lines, key=lambda line: line.on, reverse=True)[:5]


def first_line(
    collaborative: Collaborative, found: list[TeamRow], needing: list[Need], day: dt.date, runs: bool
) -> dict[str, Any]:
    """Phase, days left, next session, how many need somebody, how many are better or worse."""
    phase, session = phase_on(collaborative, day), next_session(collaborative, day)
    kinds = [row.news.kind for row in found if row.news.current]
    return {
        "phase": phase,
        "days": (phase.ends - day).days if phase else None,
        "session": session,
        "needing": len(needing) if runs else None,
        "better": kinds.count("better"),
        "worse": kinds.count("worse"),
        "of": len(found),
        "ended": collaborative.ends is not None and day >= collaborative.ends,
    }


def home(viewer: Person, collaborative: Collaborative, sort_by: str = "letter") -> dict[str, Any]:
    """Everything on the page."""
    day = today(collaborative)
    shown = window(collaborative, day)
    found = rows(viewer, collaborative, day, shown)
    cares = any(row.label.may_open for row in found)
    needing = needs(found, day) if cares else []
    runs = bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative))
    return {
        "collaborative": collaborative,
        "aim": collaborative.aims.filter(since__lte=day).last(),
        "day": day,
        "months": shown,
        "teams": sort(found, sort_by),
        "sort": sort_by,
        "needs": needing,
        "cares": cares,
        "happened": happened(viewer, collaborative, found, day),
        "line": first_line(collaborative, found, needing, day, cares),
        "may_run": runs,
        "timeline": timeline(collaborative, shown, found),
    }


@dataclass(frozen=True)
class TimelineMark:
    """One thing on the timeline; `x` is its place between the first and the last month shown, in per cent."""

    x: float
    label: str  # cut to the room before the next mark
    title: str


def timeline(
    collaborative: Collaborative, shown: list[dt.date], found: list[TeamRow]
) -> dict[str, list[TimelineMark]]:
    """Sessions, context and decisions on the months' own axis. A team's own context shows only to who may open the team."""
    if not shown:
        return {}
    begin, end = shown[0], following(shown[-1])
    inside = (begin, end)
    sessions = Event.objects.filter(
        collaborative=collaborative, kind=Event.Kind.LEARNING_SESSION, starts_at__date__range=inside
    )
    open_to = {row.team.pk for row in found if row.label.may_open}
    context = ContextEvent.objects.filter(collaborative=collaborative, on__range=inside)
    decisions = Annotation.objects.filter(
        collaborative=collaborative, origin=Annotation.Origin.DECISION, on__range=inside
    )
    lanes = {
        "sessions": [
            (timezone.localtime(each.starts_at).date(), each.title) for each in sessions.order_by("starts_at")
        ],
        "context": [
            (each.on, each.title)
            for each in context.order_by("on")
            if each.team_id is None or each.team_id in open_to
        ],
        "decisions": list(dict.fromkeys(decisions.order_by("on").values_list("on", "text"))),
    }
    return {name: marks(things, begin, end) for name, things in lanes.items()}


def marks(things: list[tuple[dt.date, str]], begin: dt.date, end: dt.date) -> list[TimelineMark]:
    """Marks in order of time, each label cut to the room that it has before the next."""
    places = [100 * (on - begin).days / (end - begin).days for on, _ in things]
    found = []
    for (on, label), x, after in zip(things, places, [*places[1:], END_OF_LANE], strict=False):
        letters = max(0, int((after - x - 2.5) / LETTER))
        cut = label if len(label) <= letters else (label[: letters - 1].rstrip() + "…" if letters > 4 else "")
        found.append(TimelineMark(round(x, 2), cut, f"{on.day} {on:%b %Y}: {label}"))
    return found
