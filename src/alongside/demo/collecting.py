"""The collecting chapter: who else asks for the numbers, the minutes they took, one team's tick form, and the reminders."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from alongside.demo import numbers
from alongside.demo.numbers import Sent
from alongside.demo.texts import Texts, month, months
from alongside.demo.timeline import Timeline, World
from alongside.improvement.actions import (
    Asked,
    add_requirement,
    answer,
    keep_totals,
    log_minutes,
    make_tick_form,
    plan_reminders,
    tick_case,
    use_ticks,
)
from alongside.improvement.models import Observation, TickForm, TickQuestion, TimeSpent

Row = Mapping[str, Any]


def tell(world: World, timeline: Timeline) -> None:
    """Put on the timeline what surrounds the numbers."""
    text = world.texts.collecting
    for row in text["requirements"]:
        timeline.add(row["told"], _require, row)
    for letter, row in text["minutes"].items():
        first = months().index(month(text["minutes_from"]))
        for period, minutes in zip(months()[first:], row, strict=True):
            if minutes:
                timeline.add(numbers.due(period), _log, letter, period, minutes, stamps=(TimeSpent,))
    ticks = text["ticks"]
    timeline.add(ticks["made"], _make_form, ticks)
    team = world.texts.team(ticks["team"])
    measure = next(each for each in world.texts.measures if each.key == ticks["measure"])
    for sent in numbers.series(team, measure, numbers.analyst(world.texts)):
        if is_ticked(world.texts, sent):
            timeline.add(sent.at.date(), _tick_month, sent, stamps=(Observation,))
    timeline.add(ticks["open"]["on"], _tick_open_month, ticks)
    timeline.add(text["reminders"]["on"], _plan_reminders, text["reminders"])


def is_ticked(texts: Texts, sent: Sent) -> bool:
    """Whether a month's number comes from the tick form, and is not typed."""
    ticks = texts.collecting["ticks"]
    return (sent.team, sent.measure) == (ticks["team"], ticks["measure"]) and sent.period >= month(
        ticks["since"]
    )


def _require(world: World, row: Row) -> None:
    requirement = add_requirement(
        collaborative=world.collaborative,
        name=row["name"],
        kind=row["kind"],
        note=row["note"],
        starts=row.get("starts"),
        ends=row.get("ends"),
        by=world.lead,
    )
    for key, least, again in row["measures"]:
        asked = Asked(least_cases=least or None, entered_again=again)
        answer(requirement=requirement, measure=world.measures[key], asked=asked, by=world.lead)


def _log(world: World, letter: str, period: dt.date, minutes: int) -> None:
    by = numbers.sender(world.texts.team(letter), numbers.due(period))
    log_minutes(team=world.teams[letter], period=period, minutes=minutes, by=world.people[by.name])


def _plan_reminders(world: World, row: Row) -> None:
    plan_reminders(
        collaborative=world.collaborative,
        sending=True,
        days_before=row["days_before"],
        days_after=row["days_after"],
        by=world.lead,
    )


# --- the tick form ---------------------------------------------------------------------------------------------------


def _make_form(world: World, ticks: Row) -> None:
    form = make_tick_form(
        measure=world.measures[ticks["measure"]],
        questions=[(label, part) for part, label in ticks["questions"]],
        by=world.lead,
    )
    lead = world.people[world.texts.team(ticks["team"]).lead.name]
    use_ticks(form=form, team=world.teams[ticks["team"]], on=True, by=lead)


def _questions(world: World, measure: str) -> list[TickQuestion]:
    return list(TickForm.objects.get(measure=world.measures[measure]).questions.all())


def _tick_month(world: World, sent: Sent) -> None:
    """A month's patients, one of whom does not count, and their totals: the two numbers that the team truly had."""
    assert sent.numerator is not None and sent.denominator is not None
    questions = _questions(world, sent.measure)
    series, by = world.series[sent.team, sent.measure], world.people[sent.by]
    for number in range(1, sent.denominator + 2):
        left_out = number == sent.denominator + 1
        complete = number <= sent.numerator
        answers = _answers(questions, f"{sent.period}/{number}", complete=complete, left_out=left_out)
        tick_case(series=series, period=sent.period, number=number, answers=answers, by=by)
    kept = keep_totals(series=series, period=sent.period, by=by)
    assert (kept.numerator, kept.denominator) == (sent.numerator, sent.denominator)


def _tick_open_month(world: World, ticks: Row) -> None:
    """Some patients of a month that is not over."""
    now, letter, key = ticks["open"], ticks["team"], ticks["measure"]
    by = world.people[numbers.sender(world.texts.team(letter), now["on"]).name]
    for number, complete in enumerate(now["complete"], start=1):
        answers = _answers(_questions(world, key), f"open/{number}", complete=complete, left_out=False)
        tick_case(
            series=world.series[letter, key],
            period=month(now["month"]),
            number=number,
            answers=answers,
            by=by,
        )


def _answers(questions: list[TickQuestion], name: str, *, complete: bool, left_out: bool) -> dict[int, str]:
    """One patient's answers. Where the six are not complete, one of them lacks, or two; the later ones lack more often."""
    draw = int(hashlib.sha256(name.encode()).hexdigest(), 16)
    asked = [each for each in questions if each.part == TickQuestion.Part.COUNTS]
    lacking = set() if complete else {asked[(-1, -2, -1, 1, 0)[draw % 5]].pk}
    if not complete and draw % 3 == 0:
        lacking.add(asked[-1].pk)
    said = {}
    for each in questions:
        if each.part == TickQuestion.Part.EXCLUDES:
            said[each.pk] = "yes" if left_out else "no"
        elif each.part == TickQuestion.Part.NOTED:
            said[each.pk] = ("yes", "no", "no")[draw % 7 % 3]
        else:
            said[each.pk] = "no" if each.pk in lacking else "yes"
    return said
