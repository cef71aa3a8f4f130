"""My team: what is due, the charts, the tests, what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.charts import Chart, charts
from alongside.improvement.definitions import definitions, in_force, shares
from alongside.improvement.models import (
    Correction,
    Due,
    MeasureVersion,
    NothingToSubmit,
    Observation,
    PdsaCycle,
    Series,
    TimeSpent,
)
from alongside.improvement.periods import before, following
from alongside.improvement.queries.answers import answers
from alongside.improvement.queries.grid import grid, window
from alongside.improvement.queries.news import KINDS, url_of
from alongside.improvement.reading import said
from alongside.programme.calendar import next_session, today
from alongside.programme.models import Ask, Attendance, Collaborative, Event, Sponsorship, Team, TeamMember


@dataclass
class EntryRow:
    """One measure in one month, to read or to type in. `error` names the field and says what to do."""

    series: Series
    version: MeasureVersion
    period: dt.date
    past: list[tuple[dt.date, str]]
    observation: Observation | None
    nothing: NothingToSubmit | None
    typed: dict[str, str] = field(default_factory=dict)
    error: str = ""
    wrong: str = ""
    saved: bool = False
    answers: list[str] = field(default_factory=list)  # whom else the number answers

    @property
    def shares(self) -> bool:
        return shares(self.version)

    @property
    def key(self) -> str:
        return self.series.measure.key

    def shown(self, name: str) -> str:
        """What stands in the input: as typed, else as kept."""
        if name in self.typed:
            return self.typed[name]
        kept = getattr(self.observation, name, None) if self.observation else None
        return "" if kept is None else said(kept)

    @property
    def numerator(self) -> str:
        return self.shown("numerator")

    @property
    def denominator(self) -> str:
        return self.shown("denominator")

    @property
    def value(self) -> str:
        return self.shown("value")

    @property
    def result(self) -> str:
        if self.error or self.observation is None:
            return "–"
        return result(self.observation, self.version)


def result(observation: Observation, version: MeasureVersion) -> str:
    """The number that the chart will show: 91%, 77, 5.5 per 1,000."""
    if shares(version):
        if not observation.denominator:
            return "no cases"
        if version.sent == MeasureVersion.Sent.RATE:
            rate = (observation.numerator or 0) / observation.denominator * (version.multiply or 1)
            return f"{rate:.3g} per {version.multiply:,.0f}" if version.multiply else f"{rate:.3g}"
        share = 100 * (observation.numerator or 0) / observation.denominator
        return f"{share:.0f}%" if share in {0.0, 100.0} or 0.5 <= share < 99.5 else f"{share:.1f}%"
    return said(observation.value) if observation.value is not None else "–"


def counted(observation: Observation | Correction | None) -> str:
    """A past month as it was sent: 43 of 50, 77."""
    if observation is None:
        return "–"
    if observation.value is not None:
        return said(observation.value)
    if observation.numerator is None or observation.denominator is None:
        return "nothing"
    return f"{said(observation.numerator)} of {said(observation.denominator)}"


def entry_rows(team: Team, period: dt.date, key: str | None = None) -> list[EntryRow]:
    """The measures that a team follows, with this month's number and those of the two before. Five queries."""
    begun = Q(since=None) | Q(since__lt=following(period))
    wanted = Series.objects.followed(period).filter(begun, team=team)
    wanted = wanted.select_related("measure", "team__scope__parent")
    if key is not None:
        wanted = wanted.filter(measure__key=key)
    followed = list(wanted.order_by("measure__order", "measure__key"))
    versions = definitions(each.measure_id for each in followed)
    shown = [before(period, 2), before(period), period]
    kept = {
        (o.series_id, o.period): o for o in Observation.objects.filter(series__in=followed, period__in=shown)
    }
    said = {
        each.series_id: each for each in NothingToSubmit.objects.filter(series__in=followed, period=period)
    }
    asking = answers(each.measure_id for each in followed)
    return [
        EntryRow(
            series=each,
            version=in_force(versions[each.measure_id], period),
            period=period,
            past=[(month, counted(kept.get((each.pk, month)))) for month in shown[:2]],
            observation=kept.get((each.pk, period)),
            nothing=said.get(each.pk),
            answers=asking.get(each.measure_id, []),
        )
        for each in followed
    ]


def open_month(team: Team, day: dt.date) -> tuple[dt.date, dt.date | None]:
    """The month that is asked for now, the newest that has ended, and by when."""
    last = before(day.replace(day=1))
    if team.left is not None:
        last = min(last, team.left.replace(day=1))
    due = dict(Due.objects.filter(collaborative=team.collaborative_id).values_list("period", "on"))
    return last, due.get(last)


@dataclass(frozen=True)
class Gap:
    """An earlier month of which something is missing."""

    period: dt.date
    words: str


def gaps(team: Team, day: dt.date, period: dt.date) -> list[Gap]:
    """The earlier months of the last twelve in which nothing, or only a part, was sent; newest first."""
    shown = grid([team], window(team.collaborative, day), day)[team.pk]
    said = {"nothing": "nothing sent", "part": "in part"}
    return [
        Gap(month.period, said[month.state])
        for month in reversed(shown)
        if month.state in said and month.period < period
    ]


@dataclass(frozen=True)
class Card:
    """A chart as a card: the measure, one sentence, the drawing."""

    chart: Chart
    url: str
    kind: str


def cards(found: list[Chart]) -> list[Card]:
    """Newest change first: what changed now, worse before better, then the rest in the measures' own order."""

    def rank(chart: Chart) -> tuple[int, int]:
        signal = chart.analysis.newest_signal
        if signal is None or not signal.current:
            return 2, 0
        return (0 if signal.tone == "concern" else 1), -signal.points[0]

    listed = []
    for chart in sorted(found, key=rank):
        signal = chart.analysis.newest_signal
        current = (
            signal is not None
            and signal.current
            and len(chart.analysis.measured) >= chart.analysis.spec.minimum
        )
        listed.append(Card(chart, url_of(chart), KINDS[signal.tone] if current and signal else "steady"))
    return listed


def sessions_of(collaborative: Collaborative) -> list[dt.date]:
    """The days of the learning sessions, for the marks under the charts."""
    held = Event.objects.filter(collaborative=collaborative, kind=Event.Kind.LEARNING_SESSION)
    return [timezone.localtime(each).date() for each in held.values_list("starts_at", flat=True)]


def team_page(viewer: Person, team: Team) -> dict[str, Any]:
    """Everything on a team's page."""
    day = today(team.collaborative)
    period, due = open_month(team, day)
    rows = entry_rows(team, period)
    drawn = Series.objects.filter(team=team, measure__retired_on=None)
    found = charts(drawn.order_by("measure__order", "measure__key"))
    cycles = list(PdsaCycle.objects.filter(team=team).select_related("previous").order_by("-started"))
    session = next_session(team.collaborative, day)
    return {
        "team": team,
        "collaborative": team.collaborative,
        "day": day,
        "period": period,
        "due": due,
        "rows": rows,
        "spent": TimeSpent.objects.filter(team=team, period=period).first(),
        "gaps": gaps(team, day, period) if check(viewer, Permission.ENTER_DATA, team) else [],
        "unanswered": sum(row.observation is None and row.nothing is None for row in rows),
        "cards": cards(found),
        "sessions": sessions_of(team.collaborative),
        "cycles": cycles[:5],
        "cycle_count": len(cycles),
        "session": session,
        "session_title": session and session.title.split(":")[0],
        "coming": Attendance.objects.filter(event=session, team=team).exists() if session else False,
        "members": TeamMember.objects.filter(team=team, until=None).select_related("person"),
        "sponsors": Sponsorship.objects.filter(team=team, until=None).select_related("person"),
        "asks": Ask.objects.filter(team=team, answered_on=None),
        "may_enter": bool(check(viewer, Permission.ENTER_DATA, team)) and team.left is None,
        "may_test": bool(check(viewer, Permission.LOG_TEST, team)),
        "may_import": bool(check(viewer, Permission.RUN_COLLABORATIVE, team)),
        "may_manage": bool(check(viewer, Permission.MANAGE_TEAM, team)),
        "may_ask": bool(check(viewer, Permission.ASK_SPONSOR, team)),
        "may_see_sponsor_page": bool(check(viewer, Permission.SEE_SPONSOR_PAGE, team)),
    }
