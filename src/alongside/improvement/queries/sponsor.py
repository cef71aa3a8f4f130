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
from alongside.improvement.queries.news import KINDS
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


def lowered(name: str) -> str:
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def headline(team: Team, lines: list[MeasureLine]) -> str:
    """The news in one line."""
    better = [line for line in lines if line.kind == "better"]
    worse = [line for line in lines if line.kind == "worse"]
    if better and worse:
        return f"{team.name}: {lowered(better[0].name)} is better, {lowered(worse[0].name)} is worse"
    if better:
        more = f" and {len(better) - 1} more" if len(better) > 1 else ""
        return f"{team.name}: {lowered(better[0].name)}{more} {'are' if more else 'is'} better"
    if worse:
        more = f" and {len(worse) - 1} more" if len(worse) > 1 else ""
        return f"{team.name}: {lowered(worse[0].name)}{more} {'are' if more else 'is'} worse"
    return f"{team.name}: nothing has changed for sure yet"


def sentences(team: Team, lines: list[MeasureLine], asks: int, day: dt.date) -> list[str]:
    """Three sentences: what changed, what was tried, what is asked."""
    better = sum(line.kind == "better" for line in lines)
    worse = sum(line.kind == "worse" for line in lines)
    met = sum(line.chart.analysis.assurance.kind == "pass" for line in lines)
    judged = sum(line.chart.analysis.assurance.kind in {"pass", "fail", "hit_and_miss"} for line in lines)
    first = f"Of {len(lines)} measures, {better} {'is' if better == 1 else 'are'} better and {worse} worse; the others show no signal."
    if judged:
        first += f" {met} of {judged} will meet the target reliably."
    cycles = PdsaCycle.objects.filter(team=team, started__lte=day)
    tried, adopted = cycles.count(), cycles.filter(act=PdsaCycle.Act.ADOPT).count()
    second = (
        f"The team has tested {tried} change{'s' if tried != 1 else ''} and adopted {adopted}."
        if tried
        else "The team has not logged a test of change yet."
    )
    running = cycles.filter(Q(ended=None) | Q(ended__gt=day)).order_by("-started").first()
    if running is not None:
        second += f" Running now: {running.idea}."
    third = (
        f"{asks} thing{'s are' if asks > 1 else ' is'} asked of you below."
        if asks
        else "Nothing is asked of you this month."
    )
    return [first, second, third]


def sponsor_page(viewer: Person, team: Team) -> dict[str, Any]:
    """Everything on the sheet."""
    day = today(team.collaborative)
    series = Series.objects.filter(team=team, measure__retired_on=None).select_related("measure")
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
        "sentences": sentences(team, lines, len(asks), day),
        "lines": lines,
        "first": dt.date.fromisoformat(str(min(firsts))) if firsts else None,
        "last": dt.date.fromisoformat(str(max(latest))) if latest else None,
        "asks": asks,
        "session": next_session(team.collaborative, day),
    }
