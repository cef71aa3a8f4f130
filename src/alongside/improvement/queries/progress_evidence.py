"""What the system knows of how far a team has come: the evidence beside a score."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from alongside.improvement.charts import Chart, charts
from alongside.improvement.models import PdsaCycle, Series
from alongside.improvement.periods import following
from alongside.improvement.progress import RECENT, Evidence
from alongside.improvement.queries.news import News, news_of
from alongside.programme.models import Attendance, Event, Team, TeamMember


def charts_until(team: Team, period: dt.date) -> list[Chart]:
    """The charts of the core measures as they stood at the end of a month."""
    followed = Series.objects.followed(period).filter(team=team, measure__core=True)
    begun = followed.filter(Q(since=None) | Q(since__lt=following(period)))
    return charts(begun.order_by("measure__order", "measure__key"), until=period)


def evidence_of(team: Team, period: dt.date, drawn: list[Chart] | None = None) -> Evidence:
    """The evidence at the end of a month; `drawn` are its charts where they are there already."""
    drawn = charts_until(team, period) if drawn is None else drawn
    after = following(period)
    cycles = list(PdsaCycle.objects.filter(team=team, started__lt=after).values_list("ended", "act"))
    ended = [act for end, act in cycles if end is not None and end < after]
    sessions = Event.objects.filter(
        collaborative=team.collaborative_id,
        kind=Event.Kind.LEARNING_SESSION,
        starts_at__date__gte=team.joined,
        starts_at__date__lt=after,
    )
    signed = team.agreement_signed_on
    here: dict[str, Any] = defaultdict(list)
    for chart in drawn:
        for name, test in (("improved", improved), ("worse", worse), ("reached", reached), ("held", held)):
            if test(chart):
                here[name].append(chart.series.measure_id)
    return Evidence(
        agreement=signed.isoformat() if signed is not None and signed < after else None,
        people=TeamMember.objects.filter(team=team, until=None).count(),
        months={str(chart.series.measure_id): len(chart.analysis.measured) for chart in drawn},
        tests=len(cycles),
        ended=len(ended),
        adopted=ended.count(PdsaCycle.Act.ADOPT.value),
        aimed=sum(_target(chart) is not None for chart in drawn),
        came=Attendance.objects.filter(team=team, event__in=sessions).values("event").distinct().count(),
        sessions=sessions.count(),
        **here,
    )


def improved(chart: Chart) -> bool:
    """Whether it moved the right way: a signal that holds now, or a stated phase with a better centre than the first."""
    if worse(chart):
        return False
    signal = chart.analysis.newest_signal
    enough = len(chart.analysis.measured) >= chart.analysis.spec.minimum
    if enough and signal is not None and signal.current and signal.tone == "improvement":
        return True
    centres = [each.centre for each in chart.analysis.segments if each.centre is not None]
    return len(centres) > 1 and _better(chart, centres[-1], centres[0], or_equal=False)


def worse(chart: Chart) -> bool:
    """Whether a signal says now that it moves the wrong way."""
    signal = chart.analysis.newest_signal
    enough = len(chart.analysis.measured) >= chart.analysis.spec.minimum
    return enough and signal is not None and signal.current and signal.tone == "concern"


def reached(chart: Chart) -> bool:
    """Whether the mean of the newest six months is at the target or beyond."""
    return _at_target(chart, 1)


def held(chart: Chart) -> bool:
    """Whether that of the six months before is there too."""
    return _at_target(chart, 1) and _at_target(chart, 2)


def _at_target(chart: Chart, back: int) -> bool:
    target = _target(chart)
    values = [point.y for point in chart.analysis.points if point.y is not None]
    if target is None or len(values) < back * RECENT:
        return False
    window = values[-back * RECENT : -(back - 1) * RECENT or None]
    return _better(chart, sum(window) / len(window), target, or_equal=True)


def _target(chart: Chart) -> float | None:
    if chart.version.direction == "none":
        return None
    latest = chart.analysis.latest
    return latest.target if latest is not None else None


def _better(chart: Chart, value: float, than: float, *, or_equal: bool) -> bool:
    if or_equal and value == than:
        return True
    return {"up": value > than, "down": value < than}.get(chart.version.direction, False)


@dataclass(frozen=True)
class MeasureEvidence:
    """One core measure in the evidence: how many months of numbers, and what its chart says now."""

    name: str
    url: str
    months: int
    news: News | None


def by_measure(drawn: list[Chart], url: Any) -> list[MeasureEvidence]:
    return [
        MeasureEvidence(chart.name, url(chart), len(chart.analysis.measured), news_of(chart))
        for chart in drawn
    ]
