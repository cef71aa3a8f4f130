"""The sponsor's page: is it working, and what is asked of me. Every sentence is counted from the data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from alongside.accounts.models import Person
from alongside.core.spc import words as spc_words
from alongside.improvement.charts import Chart, charts
from alongside.improvement.models import PdsaCycle, Series
from alongside.improvement.queries.news import KINDS, within_a_sentence
from alongside.programme.calendar import next_session, today
from alongside.programme.models import Ask, Sponsorship, Team, TeamMember


@dataclass(frozen=True)
class MeasureLine:
    """One measure in one row: icons, sparkline, newest value, words."""

    chart: Chart

    @property
    def name(self) -> str:
        return self.chart.name

    @property
    def target(self) -> str:
        target = self.chart.analysis.assurance.target
        return spc_words.value(self.chart.analysis, target) if target is not None else ""

    @property
    def value(self) -> str:
        latest = self.chart.analysis.latest
        return spc_words.value(self.chart.analysis, latest.y) if latest else "–"

    @property
    def kind(self) -> str:
        signal = self.chart.analysis.newest_signal
        judged = len(self.chart.analysis.measured) >= self.chart.analysis.spec.minimum
        return KINDS[signal.tone] if signal and signal.current and judged else "steady"

    @property
    def words(self) -> str:
        return f"{self.chart.analysis.sentence} {self.chart.analysis.target_sentence}".strip()


def listed(names: list[str], most: int = 2) -> str:
    """Names as a sentence has them: one, one and another, one and three more."""
    if len(names) <= most:
        return " and ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def headline(team: Team, lines: list[MeasureLine]) -> str:
    """The news in one line."""
    better = [within_a_sentence(line.name) for line in lines if line.kind == "better"]
    worse = [within_a_sentence(line.name) for line in lines if line.kind == "worse"]
    parts = [
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} {word}"
        for names, word in ((better, "better"), (worse, "worse"))
        if names
    ]
    return f"{team.name}: {', '.join(parts) if parts else 'nothing has changed for sure yet'}"


def change(line: MeasureLine) -> str:
    """What the newest month was, and what the months before the signal were together; counted, never guessed."""
    analysis = line.chart.analysis
    signal, latest = analysis.newest_signal, analysis.latest
    if signal is None or latest is None:
        return ""
    month = dt.date.fromisoformat(str(latest.x))
    value = spc_words.value(analysis, latest.y)
    if latest.numerator is not None:
        value = f"{value} ({latest.numerator:g} of {latest.n:g})"
    said = f"{line.name}: {value} in {month:%B}"
    before = [point for point in analysis.points[: signal.points[0]] if point.y is not None]
    if len(before) < 3:
        return f"{said}."
    if latest.numerator is not None:
        level = analysis.spec.scale * sum(p.numerator or 0 for p in before) / sum(p.n or 0 for p in before)
    else:
        level = sum(p.y or 0 for p in before) / len(before)
    return f"{said}; {spc_words.value(analysis, level)} before {spc_words.day(analysis.series.x[signal.points[0]])}."


def sentences(team: Team, lines: list[MeasureLine], asks: list[Ask], day: dt.date) -> list[str]:
    """Three paragraphs: what changed, what was tried, how it stands to its targets and what is asked."""
    news = [line for kind in ("worse", "better") for line in lines if line.kind == kind]
    better, worse = (sum(line.kind == kind for line in lines) for kind in ("better", "worse"))
    count = f"Of {len(lines)} measures {better or 'none'} {'is' if better <= 1 else 'are'} better and {worse or 'none'} worse."
    return [
        f"{change(news[0])} {count}" if news else count,
        tried(team, day),
        f"{met(lines)} {asked(asks)}".strip(),
    ]


def met(lines: list[MeasureLine]) -> str:
    """How many measures meet their target for sure, and how many cannot without a change."""
    kinds = [line.chart.analysis.assurance.kind for line in lines]
    judged = sum(kind in {"pass", "fail", "hit_and_miss"} for kind in kinds)
    if not judged:
        return ""
    passing, failing = kinds.count("pass"), kinds.count("fail")
    said = f"{passing or 'None'} of {judged} meet{'s' if passing <= 1 else ''} the target reliably"
    return f"{said}; {failing} will not without a change." if failing else f"{said}."


def tried(team: Team, day: dt.date) -> str:
    """How much the team tests, and what came of it."""
    cycles = PdsaCycle.objects.filter(team=team, started__lte=day)
    many = cycles.count()
    if not many:
        return "The team has not logged a test of change yet."
    said = f"The team has run {many} test{'s' if many != 1 else ''} of change."
    adopted = cycles.filter(act=PdsaCycle.Act.ADOPT).order_by("-ended").first()
    if adopted is not None and adopted.ended is not None:
        said += f" Adopted last: {within_a_sentence(adopted.idea.rstrip('.'))}, {adopted.ended:%B %Y}."
    running = cycles.filter(Q(ended=None) | Q(ended__gt=day)).order_by("-started").first()
    if running is not None:
        said += f" Running now: {within_a_sentence(running.idea.rstrip('.'))}."
    return said


def asked(asks: list[Ask]) -> str:
    """How much is asked, and by when the first."""
    if not asks:
        return "Nothing is asked of you at the moment."
    due = min((ask.due for ask in asks if ask.due), default=None)
    by = (
        f", the first by {due.day} {due:%B}"
        if due and len(asks) > 1
        else f" by {due.day} {due:%B}"
        if due
        else ""
    )
    return f"{len(asks)} thing{'s are' if len(asks) > 1 else ' is'} asked of you below{by}."


def sponsor_page(viewer: Person, team: Team) -> dict[str, Any]:
    """Everything on the sheet."""
    day = today(team.collaborative)
    series = Series.objects.followed(day).filter(team=team).select_related("measure")
    lines = [MeasureLine(chart) for chart in charts(series.order_by("measure__order", "measure__key"))]
    asks = list(Ask.objects.filter(team=team, answered_on=None))
    latest = [line.chart.analysis.latest.x for line in lines if line.chart.analysis.latest]
    firsts = [line.chart.analysis.series.x[0] for line in lines if line.chart.analysis.series.x]
    return {
        "team": team,
        "collaborative": team.collaborative,
        "day": day,
        "sponsor": Sponsorship.objects.filter(team=team, until=None)
        .select_related("person")
        .order_by("since")
        .last(),
        "lead": TeamMember.objects.filter(team=team, until=None, is_lead=True)
        .select_related("person")
        .first(),
        "headline": headline(team, lines),
        "sentences": sentences(team, lines, asks, day),
        "lines": lines,
        "first": dt.date.fromisoformat(str(min(firsts))) if firsts else None,
        "last": dt.date.fromisoformat(str(max(latest))) if latest else None,
        "asks": asks,
        "session": (session := next_session(team.collaborative, day)),
        "session_title": session and within_a_sentence(session.title.split(":")[0]),
    }
