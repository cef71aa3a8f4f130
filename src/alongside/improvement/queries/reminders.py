"""Who is to be reminded of what on a day, and what somebody still owes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from alongside.access.models import Grant
from alongside.access.roles import Permission, Reach, holders
from alongside.access.rules import scopes_with
from alongside.accounts.models import Person
from alongside.improvement.models import (
    Due,
    NoReminders,
    NothingToSubmit,
    Observation,
    Reminder,
    ReminderPlan,
    Series,
)
from alongside.improvement.periods import before, following
from alongside.programme.calendar import today
from alongside.programme.models import Collaborative, Team

KIND = Reminder.Kind
CATCH_UP = 7
"""Days for which a reminder after the due day may still go out when nothing was sent on its own day."""


@dataclass(frozen=True)
class Owed:
    """A month of a collaborative that somebody is to be reminded of; the host gets one for all its teams."""

    collaborative: Collaborative
    period: dt.date
    on: dt.date
    kind: str
    as_host: bool = False

    @property
    def key(self) -> tuple[int, dt.date, str]:
        return self.collaborative.pk, self.period, self.kind


@dataclass
class Letter:
    """One e-mail to one person, whatever they owe."""

    person: Person
    owed: list[Owed] = field(default_factory=list)


def owing(collaborative: Collaborative, period: dt.date) -> list[Team]:
    """The teams that have neither a number nor "nothing to submit" for every measure they follow in a month. Four queries."""
    taking_part = collaborative.teams.filter(joined__lt=following(period), left=None)
    teams = {team.pk: team for team in taking_part.select_related("scope").order_by("letter")}
    begun = Q(since=None) | Q(since__lt=following(period))
    followed = dict(Series.objects.followed(period).filter(begun, team__in=teams).values_list("pk", "team"))
    answered = set(
        Observation.objects.filter(series__in=followed, period=period).values_list("series", flat=True)
    ) | set(
        NothingToSubmit.objects.filter(series__in=followed, period=period).values_list("series", flat=True)
    )
    open_ = {team for series, team in followed.items() if series not in answered}
    return [team for pk, team in teams.items() if pk in open_]


def letters(
    day: dt.date, collaborative: Collaborative | None = None, *, planned: bool = False
) -> list[Letter]:
    """The e-mails of a day, one a person, without those who want none and those who were sent theirs.

    Only collaboratives that send, and have not ended; with `planned`, the one given as if it were sending (for its preview).
    """
    plans = ReminderPlan.objects.select_related("collaborative__scope__parent").order_by(
        "collaborative__slug"
    )
    plans = plans.filter(collaborative=collaborative) if collaborative is not None else plans
    found: dict[int, Letter] = {}
    for plan in plans if planned else plans.filter(sending=True):
        if plan.collaborative.ends is None or day <= plan.collaborative.ends:
            _add(found, plan, day)
    return _without(found, day)


def _add(found: dict[int, Letter], plan: ReminderPlan, day: dt.date) -> None:
    for due in Due.objects.filter(collaborative=plan.collaborative).order_by("period"):
        kind = kind_on(plan, due.on, day)
        if kind is None:
            continue
        teams = owing(plan.collaborative, due.period)
        if not teams:
            continue
        here = Owed(plan.collaborative, due.period, due.on, kind)
        for person in _of_teams(teams):
            found.setdefault(person.pk, Letter(person)).owed.append(here)
        if kind == KIND.AFTER:
            digest = Owed(plan.collaborative, due.period, due.on, kind, as_host=True)
            for person in _of_host(plan.collaborative):
                letter = found.setdefault(person.pk, Letter(person))
                if here.key not in {each.key for each in letter.owed}:
                    letter.owed.append(digest)


def kind_on(plan: ReminderPlan, on: dt.date, day: dt.date) -> str | None:
    """Which reminder a day asks for: before from so many days ahead to the day itself; after for a week from so many days past."""
    if on - dt.timedelta(plan.days_before) <= day <= on:
        return KIND.BEFORE.value
    first = on + dt.timedelta(max(plan.days_after, 1))
    if first <= day < first + dt.timedelta(CATCH_UP):
        return KIND.AFTER.value
    return None


def _of_teams(teams: Iterable[Team]) -> list[Person]:
    """Who enters the numbers of these teams: their leads and members."""
    grants = Grant.objects.active().filter(
        scope__in=[team.scope_id for team in teams], role__in=holders(Permission.ENTER_DATA, Reach.HERE)
    )
    return _reachable(grants)


def _of_host(collaborative: Collaborative) -> list[Person]:
    scopes = [collaborative.scope_id, collaborative.scope.parent_id]
    return _reachable(
        Grant.objects.active().filter(
            scope__in=[scope for scope in scopes if scope is not None],
            role__in=holders(Permission.RUN_COLLABORATIVE, Reach.BELOW),
        )
    )


def _reachable(grants: Any) -> list[Person]:
    return list(
        Person.objects.filter(pk__in=grants.values("person"), is_active=True, email__isnull=False).order_by(
            "pk"
        )
    )


def _without(found: dict[int, Letter], day: dt.date) -> list[Letter]:
    """Leave out who wants none, who had an e-mail that day, and what somebody was reminded of already."""
    unwanted = set(NoReminders.objects.filter(person__in=found).values_list("person", flat=True))
    sent: dict[int, set[tuple[int, dt.date, str]]] = defaultdict(set)
    for reminder in Reminder.objects.filter(person__in=found).annotate(day=TruncDate("at")):
        sent[reminder.person_id].add((reminder.collaborative_id, reminder.period, reminder.kind))
        if reminder.day == day:
            unwanted.add(reminder.person_id)
    kept = []
    for pk, letter in sorted(found.items()):
        letter.owed = [each for each in letter.owed if each.key not in sent[pk]]
        if pk not in unwanted and letter.owed:
            kept.append(letter)
    return kept


@dataclass(frozen=True)
class Sent:
    """How many were reminded on a day, of one kind; never whom."""

    day: dt.date
    period: dt.date
    kind: str
    people: int

    @property
    def words(self) -> str:
        return KIND(self.kind).label.lower()


def log(collaborative: Collaborative, most: int = 60) -> list[Sent]:
    """What was sent, newest first: counts only. One query."""
    rows = (
        Reminder.objects.filter(collaborative=collaborative)
        .annotate(day=TruncDate("at"))
        .values_list("day", "period", "kind")
        .annotate(people=Count("person"))
        .order_by("-day", "-period", "kind")
    )
    return [Sent(*row) for row in rows[:most]]


def reminders_page(collaborative: Collaborative, plan: ReminderPlan) -> dict[str, Any]:
    """What the host sees: the plan, to how many it would go today, and what went."""
    day = today(collaborative)
    due = Due.objects.filter(collaborative=collaborative, on__gte=day).order_by("on").first()
    coming = due or Due.objects.filter(collaborative=collaborative).order_by("-on").first()
    would = letters(day, collaborative, planned=True)
    kinds = Counter(owed.kind for letter in would for owed in letter.owed)
    return {
        "plan": plan,
        "day": day,
        "due": coming,
        "would": len(would),
        "would_before": kinds[KIND.BEFORE],
        "would_after": kinds[KIND.AFTER],
        "log": log(collaborative),
        "address_known": bool(settings.PUBLIC_URL),
        "is_demo": settings.DEMO_TODAY is not None,
    }


@dataclass(frozen=True)
class StillOwed:
    """A month that one of the person's teams still owes."""

    team: Team
    period: dt.date
    on: dt.date | None
    late: bool


def owed_by(person: Person) -> list[StillOwed]:
    """What the teams for which somebody enters numbers still owe, of the last two months; oldest first."""
    scopes = scopes_with(person, Permission.ENTER_DATA).filter(kind="team", grants__person=person)
    teams = Team.objects.filter(scope__in=scopes, left=None).select_related("collaborative", "scope")
    found = []
    for team in teams.order_by("collaborative__slug", "letter"):
        day = today(team.collaborative)
        last = before(day.replace(day=1))
        days = dict(Due.objects.filter(collaborative=team.collaborative).values_list("period", "on"))
        for period in (before(last), last):
            if team.pk in {each.pk for each in owing(team.collaborative, period)}:
                on = days.get(period)
                found.append(StillOwed(team, period, on, on is not None and on < day))
    return found
