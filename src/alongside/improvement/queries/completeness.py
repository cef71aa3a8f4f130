"""What came, and when: teams by months, and a share for each measure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from alongside.accounts.models import Person
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import Due, Measure, NothingToSubmit, Observation, Series
from alongside.improvement.periods import following
from alongside.improvement.queries.grid import window
from alongside.improvement.queries.measures import by_letter
from alongside.programme.calendar import today
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative, Team

STATES = {
    "": "sent on time",
    "late": "sent late",
    "part": "sent in part",
    "said": "nothing to send, and said why",
    "nothing": "missing",
    "due": "not due yet",
    "before": "not taking part",
}
ANSWERED = ("", "late", "said")


@dataclass(frozen=True)
class TeamMonth:
    """One team's month over all its measures. The empty state is "sent on time"."""

    period: dt.date
    state: str
    sent: int
    wanted: int

    @property
    def words(self) -> str:
        count = f", {self.sent} of {self.wanted} measures" if self.state in {"part", "late"} else ""
        return f"{self.period:%b %Y}: {STATES[self.state]}{count}"


@dataclass(frozen=True)
class Tally:
    """Months that were due, and what became of them: of one team or one measure."""

    due: int
    states: Counter[str]
    days: float | None  # from the day after a month's end until its number came, the middle one

    def share(self, *states: str) -> int | None:
        """Per cent of what was due."""
        return round(100 * sum(self.states[each] for each in states) / self.due) if self.due else None

    @property
    def complete(self) -> int | None:
        return self.share(*ANSWERED)

    @property
    def on_time(self) -> int | None:
        return self.share("")

    @property
    def answered(self) -> int:
        return sum(self.states[each] for each in ANSWERED)

    @property
    def missing(self) -> int:
        return self.states["nothing"] + self.states["part"]


@dataclass(frozen=True)
class TeamLine:
    label: Label
    months: list[TeamMonth]
    tally: Tally


@dataclass(frozen=True)
class MeasureLine:
    measure: Measure
    name: str
    tally: Tally


@dataclass(frozen=True)
class Completeness:
    """The map of the newest months that have ended, and shares over the same months."""

    months: list[dt.date]
    teams: list[TeamLine]
    measures: list[MeasureLine]
    whole: Tally

    @property
    def silent(self) -> list[str]:
        """Teams that sent nothing for the last two months that were due."""
        found = []
        for line in self.teams:
            due = [each for each in line.months if each.state not in {"due", "before"}]
            if len(due) >= 2 and all(each.state == "nothing" for each in due[-2:]):
                found.append(line.label.letter)
        return found


def completeness(viewer: Person, collaborative: Collaborative, many: int = 12) -> Completeness:
    """Teams that the viewer may know of, by the newest months that came to an end. Seven queries."""
    on = today(collaborative)
    shown = window(collaborative, on, many)
    named = labels(viewer, collaborative)
    teams = {team.pk: team for team in Team.objects.filter(pk__in=named)}
    series = list(Series.objects.filter(team__in=named, measure__retired_on=None).select_related("measure"))
    if not shown:
        return Completeness([], [], [], Tally(0, Counter(), None))
    due = dict(Due.objects.filter(collaborative=collaborative).values_list("period", "on"))
    kept = Observation.objects.filter(series__in=series, period__range=(shown[0], shown[-1]))
    came = {
        (pk, period): timezone.localtime(at).date()
        for pk, period, at in kept.values_list("series", "period", "entered_at")
    }
    said = set(
        NothingToSubmit.objects.filter(series__in=series, period__range=(shown[0], shown[-1])).values_list(
            "series", "period"
        )
    )

    def state(one: Series, period: dt.date) -> str:
        """What became of one measure's number of a month in a team."""
        team = teams[one.team_id]
        begins = max(team.joined, one.since or team.joined).replace(day=1)
        ends = min(team.left or dt.date.max, one.until or dt.date.max)
        if not begins <= period <= ends:
            return "before"
        by = due.get(period)
        if (day := came.get((one.pk, period))) is not None:
            return "late" if by is not None and day > by else ""
        if (one.pk, period) in said:
            return "said"
        return "due" if by is None or by >= on else "nothing"

    states = {(one.pk, period): state(one, period) for one in series for period in shown}
    of_team: dict[int, list[Series]] = defaultdict(list)
    of_measure: dict[int, list[Series]] = defaultdict(list)
    for one in series:
        of_team[one.team_id].append(one)
        of_measure[one.measure_id].append(one)

    def days(chosen: list[Series]) -> list[int]:
        return [
            (came[one.pk, period] - following(period)).days
            for one in chosen
            for period in shown
            if (one.pk, period) in came
        ]

    def line(team: int, label: Label) -> TeamLine:
        theirs = [team_month(period, [states[one.pk, period] for one in of_team[team]]) for period in shown]
        return TeamLine(label, theirs, tally([each.state for each in theirs], days(of_team[team])))

    versions = definitions(of_measure)
    measures = sorted({one.measure for one in series}, key=lambda each: (each.order, each.key))
    return Completeness(
        months=shown,
        teams=[
            line(team, label) for team, label in sorted(named.items(), key=lambda each: by_letter(each[1]))
        ],
        measures=[
            MeasureLine(
                measure,
                in_force(versions[measure.pk]).name,
                tally(
                    [states[one.pk, period] for one in of_measure[measure.pk] for period in shown],
                    days(of_measure[measure.pk]),
                ),
            )
            for measure in measures
        ],
        whole=tally(list(states.values()), days(series)),
    )


def team_month(period: dt.date, states: list[str]) -> TeamMonth:
    """A team's month from those of its measures: the least that can be said of all of them."""
    here = [each for each in states if each != "before"]
    sent = sum(each in {"", "late"} for each in here)
    answered = sum(each in ANSWERED for each in here)
    if not here:
        found = "before"
    elif answered == len(here):
        found = "late" if "late" in here else "" if sent else "said"
    elif answered:
        found = "part"
    else:
        found = "due" if "due" in here else "nothing"
    return TeamMonth(period, found, sent, len(here))


def tally(states: list[str], days: list[int]) -> Tally:
    counted = Counter(each for each in states if each not in {"before", "due"})
    return Tally(sum(counted.values()), counted, median(days) if days else None)
