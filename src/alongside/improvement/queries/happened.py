"""What changed lately in a programme: numbers that came, tests that began, decisions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from alongside.improvement.models import Observation, PdsaCycle
from alongside.programme.confidentiality import Label
from alongside.programme.models import Collaborative

BACK = dt.timedelta(days=31)
SHOWN = 5


@dataclass(frozen=True)
class Happened:
    """One line of what changed lately."""

    on: dt.date
    words: str
    url: str = ""
    linked: str = ""  # the words that the link stands on, after `words`


def happened(
    collaborative: Collaborative,
    named: Mapping[int, Label],
    cycles: Iterable[PdsaCycle],
    decisions: Iterable[tuple[dt.date, str]],
    day: dt.date,
) -> list[Happened]:
    """The newest lines of the last month, under the labels that the viewer may see. One query."""
    since = day - BACK
    lines = numbers_sent(named, since, day)
    for cycle in cycles:
        mine = named.get(cycle.team_id)
        if mine is None or not since < cycle.started <= day:
            continue
        if mine.may_open:
            url = reverse("improvement:test", args=[collaborative.slug, mine.letter, cycle.guid])
            lines.append(Happened(cycle.started, f"{mine.text} began testing ", url, cycle.idea))
        else:  # what another team tries it tells by itself
            lines.append(Happened(cycle.started, f"{mine.text} began a test of change"))
    lines += [Happened(on, f"Decided: {text}") for on, text in decisions if since < on <= day]
    return sorted(lines, key=lambda line: line.on, reverse=True)[:SHOWN]


def numbers_sent(named: Mapping[int, Label], since: dt.date, day: dt.date) -> list[Happened]:
    """Who sent numbers, day by day, and for which month."""
    # bounds as points in time: asked for by date, SQLite would turn every row's time into one
    begin, end = (
        timezone.make_aware(dt.datetime.combine(on + dt.timedelta(1), dt.time())) for on in (since, day)
    )
    entered = Observation.objects.filter(
        series__team__in=named, entered_at__gte=begin, entered_at__lt=end
    ).values_list("entered_at", "period", "series__team")
    by_day: dict[dt.date, dict[dt.date, set[int]]] = defaultdict(lambda: defaultdict(set))
    for at, period, team in entered:
        by_day[timezone.localtime(at).date()][period].add(team)
    lines = []
    for on, periods in by_day.items():
        period = max(periods, key=lambda each: (len(periods[each]), each))
        teams = sorted(named[team].letter for team in periods[period])
        many = f"{len(teams)} team{'s' if len(teams) > 1 else ''}"
        lines.append(Happened(on, f"{many} sent {period:%B}: {', '.join(teams)}"))
    return lines
