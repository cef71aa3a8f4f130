"""The invented monthly numbers of the demo: what each team sent, when, what it corrected, and what it had nothing for.

Every series has a generator of its own, seeded by its team and measure, so that numbers are the same on every run and do
not depend on order. Only uniform draws are used, whose stream numpy keeps over its versions. What happens to a team's
numbers is said in programme.toml (`histories`) and below (`ECHOES`, `CORRECTIONS`), never drawn.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from alongside.demo.texts import History, Measure, Someone, Team, Texts, month, months

BETTER, WORSE = 1.35, -1.3  # log-odds of a shift that a history tells
WINTER = (month("2016-12"), month("2017-02"), -0.12)
SMALL = {"F": 0.4, "U": 0.7, "N": 0.8, "L": 1.1, "E": 1.2, "Q": 1.3}  # cases against an average team
LATE = {
    "I": 1.0,
    "U": 0.35,
    "K": 0.35,
    "P": 0.15,
    "F": 0.0,
    "L": 0.0,
    "Q": 0.0,
}  # share of months sent after the day
USUALLY_LATE = 0.07
# Months that came well before their day, because somebody was waiting for them: days before.
PROMPT = {("C", "2016-09"): 12, ("K", "2016-12"): 6, ("T", "2017-01"): 5}


@dataclass(frozen=True)
class Echo:
    """A change of level that no history tells: on the log-odds of a share, or in the unit of a value."""

    team: str
    measure: str
    since: str
    size: float
    until: str = "2017-06"


ECHOES = (
    Echo("C", "minutes_to_antibiotic", "2016-09", -15),  # the same tin, seen by the other clock
    Echo("G", "hospital_aki", "2016-10", -1.3),
    Echo("H", "discharge_letter", "2016-12", 0.9),  # surgery took the paragraph over
    Echo("N", "antibiotic_60", "2016-12", 1.4),
    Echo("O", "aki_recognised", "2017-02", -0.3),  # Vennacombe's wards come in
    Echo("P", "sepsis_six", "2015-09", -0.7),
    Echo("W", "sepsis_six", "2016-04", 0.45, "2016-08"),
    Echo("K", "antibiotic_60", "2016-12", -0.3, "2017-02"),
    # oxygen counts where it is not needed: more are complete by the new definition, everywhere
    *(Echo(letter, "sepsis_six", "2016-10", 0.3) for letter in "ABCDEFGHIJKLMNOPQRSTUVW"),
    *(
        Echo("L", key, "2015-09", 0.45)
        for key in (
            "sepsis_screened",
            "antibiotic_60",
            "lactate_60",
            "sepsis_six",
            "aki_recognised",
            "aki_fluid",
        )
    ),
)

# Which draw is taken, where the first did not tell what programme.toml says of the team: chance hid a change or feigned one.
REDRAWN: dict[tuple[str, str], int] = {
    ("C", "antibiotic_60"): 5,
    ("C", "minutes_to_antibiotic"): 2,
    ("H", "discharge_letter"): 1,
    ("N", "antibiotic_60"): 2,
    ("S", "discharge_letter"): 8,
    ("W", "sepsis_six"): 3,
}


@dataclass(frozen=True)
class Mistake:
    """What was first sent wrong (by so many in numerator and denominator, or in the value) and corrected later."""

    team: str
    measure: str
    period: str
    numerator: int
    denominator: int
    reason: str
    days: int
    value: float = 0.0


CORRECTIONS = (
    Mistake(
        "C",
        "antibiotic_60",
        "2016-02",
        3,
        0,
        "Three first doses were given before the red flag; they do not count.",
        21,
    ),
    Mistake(
        "A", "lactate_60", "2015-12", 0, 10, "Ten patients were counted twice over the turn of the year.", 33
    ),
    Mistake(
        "H", "discharge_letter", "2016-05", -2, 0, "Two letters were found in the wrong ward's tray.", 16
    ),
    Mistake("B", "aki_fluid", "2016-09", 0, 4, "Four patients on dialysis had been left in.", 12),
    Mistake("M", "aki_recognised", "2016-06", 2, 0, "Recognised on the second day, not within 24 hours.", 9),
    Mistake("E", "sepsis_six", "2016-10", -1, 0, "One sheet was under the printer.", 7),
    Mistake(
        "L",
        "antibiotic_broad",
        "2016-04",
        0,
        0,
        "Pharmacy had sent the quarter in place of the month.",
        28,
        41.0,
    ),
    Mistake(
        "K",
        "sepsis_screened",
        "2017-01",
        5,
        0,
        "Five forms were filled in afterwards; the collaborative does not count these.",
        30,
    ),
    Mistake(
        "V",
        "minutes_to_antibiotic",
        "2016-07",
        0,
        0,
        "The mean had been sent in place of the median.",
        14,
        9.0,
    ),
)

ONE_ONLY = "One measure only this month, as agreed with the Network for the winter."
NO_ALERTS = "No alert of stage 2 or 3 in the sample this month."
NOTHING: tuple[tuple[str, str, str, str], ...] = (
    *(("K", "but sepsis_screened", each, ONE_ONLY) for each in ("2016-12", "2017-01", "2017-02")),
    ("P", "but antibiotic_60", "2017-01", ONE_ONLY),
    ("U", "but sepsis_screened", "2017-01", ONE_ONLY),
    ("F", "aki_fluid", "2016-03", NO_ALERTS),
    ("F", "aki_fluid", "2016-08", NO_ALERTS),
    ("S", "antibiotic_broad", "2016-11", "Pharmacy was changing its system."),
    ("R", "discharge_letter", "2016-07", "The letters' archive was closed for a move."),
    ("I", "lactate_60", "2016-05", "The gas machine's memory was lost when the ward moved."),
)
# A part that did not come, and about which nobody said anything.
FORGOTTEN = (
    ("U", "sepsis_six", "2016-04"),
    ("U", "antibiotic_broad", "2016-09"),
    ("K", "aki_fluid", "2016-06"),
    ("K", "discharge_letter", "2016-10"),
    ("D", "sepsis_six", "2016-09"),
    ("D", "antibiotic_broad", "2016-10"),
    ("P", "minutes_to_antibiotic", "2016-11"),
    ("W", "aki_medication", "2017-03"),
    ("V", "discharge_letter", "2016-12"),
)


@dataclass(frozen=True)
class Sent:
    """One month's number of one series as it was first sent: cases of cases, or a value; by whom and when."""

    team: str
    measure: str
    period: dt.date
    numerator: int | None
    denominator: int | None
    value: float | None
    at: dt.datetime
    by: str
    note: str = ""


@dataclass(frozen=True)
class Corrected:
    """The number that replaced one that was sent, and why."""

    right: Sent
    reason: str


@dataclass(frozen=True)
class Nothing:
    """A month for which a team said that it had no number."""

    team: str
    measure: str
    period: dt.date
    because: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Numbers:
    """All that was sent, in the order of teams, measures and months."""

    sent: tuple[Sent, ...]
    corrected: tuple[Corrected, ...]
    nothing: tuple[Nothing, ...]


def numbers(texts: Texts) -> Numbers:
    """The numbers of every series of every team."""
    sent: list[Sent] = []
    corrected: list[Corrected] = []
    nothing: list[Nothing] = []
    for team in texts.teams:
        for measure in texts.measures_of(team):
            for right in series(team, measure, analyst(texts)):
                if because := _because(right):
                    nothing.append(
                        Nothing(right.team, right.measure, right.period, because, right.at, right.by)
                    )
                elif (right.team, right.measure, f"{right.period:%Y-%m}") not in FORGOTTEN:
                    first, correction = _with_mistake(right)
                    sent.append(first)
                    corrected += correction
    return Numbers(tuple(sent), tuple(corrected), tuple(nothing))


def analyst(texts: Texts) -> Someone:
    """Who takes the outcomes from hospital statistics for the host."""
    found = next(row for row in texts.programme["programme_team"] if row["role"] == "analyst")
    return Someone(found["name"], found["job"])


def due(period: dt.date) -> dt.date:
    """The day by which a month's numbers are expected: the last working day of the month after it."""
    after = dt.date(period.year + period.month // 12, period.month % 12 + 1, 1)
    day = after.replace(day=calendar.monthrange(after.year, after.month)[1])
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def series(team: Team, measure: Measure, host: Someone) -> Iterator[Sent]:
    """One series as it truly was, month by month, before mistakes and gaps that somebody explained."""
    draw = _Draw(team.letter, measure.key)
    offset = draw.normal()
    for period in months():
        # drawn for every month, so that a gap does not move what comes after it
        size, wobble, late, hour = draw.uniform(), draw.normal(), draw.uniform(), draw.uniform()
        cases = max(6, round(measure.cases * _scale(team, period) * (0.8 + 0.4 * size)))
        chances = [draw.uniform() for _ in range(cases if measure.chart == "p" else 6)]
        if not _sends(team, period):
            continue
        at = _moment(period, _share_late(team, measure), late, hour, team.letter)
        by = host if measure.collected_by == "host" else sender(team, at.date())
        if measure.chart == "p":
            share = _share(team, measure, period, offset)
            hits = _ceiling(team, measure, period, cases)
            hits = sum(chance < share for chance in chances) if hits is None else hits
            yield Sent(team.letter, measure.key, period, hits, cases, None, at, by.name)
            continue
        level = measure.level + measure.spread * offset + _echo(team, measure, period)
        if measure.multiply is not None:  # events vary by the root of their number, as Poisson counts do
            expected = level * cases / measure.multiply
            events = max(0, round(expected + math.sqrt(expected) * wobble))
            yield Sent(team.letter, measure.key, period, events, cases, None, at, by.name)
        else:
            value = max(0.0, level + measure.noise * wobble)
            rounded = (
                round(value, 1) if measure.unit == "rate" and measure.level < 20 else float(round(value))
            )
            yield Sent(team.letter, measure.key, period, None, None, rounded, at, by.name)


class _Draw:
    """The draws of one series."""

    def __init__(self, team: str, measure: str) -> None:
        name = f"{team}/{measure}/{REDRAWN.get((team, measure), 0)}"
        self._generator = np.random.Generator(
            np.random.PCG64(int(hashlib.sha256(name.encode()).hexdigest(), 16))
        )

    def uniform(self) -> float:
        return float(self._generator.random())

    def normal(self) -> float:
        """A normal draw, kept within two and a half standard deviations."""
        return NormalDist().inv_cdf(0.006 + 0.988 * self.uniform())


def _share(team: Team, measure: Measure, period: dt.date, offset: float) -> float:
    start = measure.level / 100
    odds = math.log(start / (1 - start)) + measure.spread * offset + _echo(team, measure, period)
    if measure.type == "process" and WINTER[0] <= period <= WINTER[1]:
        odds += WINTER[2]
    for history in _histories(team, measure, "shift"):
        if period >= history.since:
            odds += BETTER if history.direction == "better" else WORSE
    return 1 / (1 + math.exp(-odds))


def _echo(team: Team, measure: Measure, period: dt.date) -> float:
    return sum(
        echo.size
        for echo in ECHOES
        if (echo.team, echo.measure) == (team.letter, measure.key)
        and month(echo.since) <= period <= month(echo.until)
    )


def _ceiling(team: Team, measure: Measure, period: dt.date, cases: int) -> int | None:
    """All of them, where the computer lets nobody through without; but for the month in which it was down."""
    for history in _histories(team, measure, "ceiling"):
        if period >= history.since:
            return cases - 2 if period == month("2017-02") else cases
    return None


def _scale(team: Team, period: dt.date) -> float:
    grown = any(history.kind == "absorbs" and period >= history.since for history in team.histories)
    return SMALL.get(team.letter, 1.0) * (1.7 if grown else 1.0)


def _sends(team: Team, period: dt.date) -> bool:
    for history in team.histories:
        begun = period >= history.since
        if history.kind in ("stops", "merged_into") and begun:
            return False
        if history.kind == "joins_late" and not begun:
            return False
        if history.kind == "missing" and begun and history.until is not None and period <= history.until:
            return False
    return True


def _histories(team: Team, measure: Measure, kind: str) -> Iterable[History]:
    return (each for each in team.histories if each.kind == kind and each.measure in (measure.key, "all"))


def sender(team: Team, on: dt.date) -> Someone:
    """Who sends the numbers that day: the data person, or the next one once they have left."""
    those = (team.data_person, *team.members)
    return next(one for one in those if one.until is None or on < one.until)


def _share_late(team: Team, measure: Measure) -> float:
    return 0.0 if measure.collected_by == "host" else LATE.get(team.letter, USUALLY_LATE)


def _moment(period: dt.date, share_late: float, late: float, hour: float, letter: str) -> dt.datetime:
    """When a number came. A team sends its numbers together: whether the month is late is drawn for team and month."""
    whole = int(hashlib.sha256(f"{letter}/{period}".encode()).hexdigest(), 16) % 10_000 / 10_000
    days = 1 + int(whole * 97) % 11 if whole < share_late else -(int(whole * 97) % 9)
    days = -PROMPT.get((letter, f"{period:%Y-%m}"), -days)
    day = due(period) + dt.timedelta(days=days)
    day += (
        dt.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        if days > 0
        else dt.timedelta(days=-max(0, day.weekday() - 4))
    )
    minute = int(hour * 50)
    return dt.datetime(
        day.year, day.month, day.day, 9 + int(whole * 7), minute, int(late * 59), tzinfo=dt.UTC
    )


def _because(sent: Sent) -> str:
    for team, measure, period, because in NOTHING:
        if (team, period) == (sent.team, f"{sent.period:%Y-%m}") and (
            sent.measure == measure
            or (measure.startswith("but ") and _own(sent.measure) and sent.measure != measure[4:])
        ):
            return because
    return ""


def _own(measure: str) -> bool:
    """Whether the team collects it itself, so that it may skip it."""
    return measure not in ("deaths_30", "hospital_aki")


def _with_mistake(right: Sent) -> tuple[Sent, list[Corrected]]:
    """What was sent first, and the correction if it was wrong."""
    for mistake in CORRECTIONS:
        if (mistake.team, mistake.measure, mistake.period) == (
            right.team,
            right.measure,
            f"{right.period:%Y-%m}",
        ):
            later = replace(right, at=right.at + dt.timedelta(days=mistake.days))
            if right.value is not None:
                return replace(right, value=right.value + mistake.value), [Corrected(later, mistake.reason)]
            assert right.numerator is not None and right.denominator is not None
            denominator = right.denominator + mistake.denominator
            wrong = min(denominator, max(0, right.numerator + mistake.numerator))
            return replace(right, numerator=wrong, denominator=denominator), [
                Corrected(later, mistake.reason)
            ]
    return right, []
