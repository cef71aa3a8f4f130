"""The measuring chapter: measures, who follows them, what was sent and corrected, phases, and tests of change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from alongside.demo import numbers
from alongside.demo.numbers import Corrected, Nothing, Sent
from alongside.demo.texts import Team, month, months
from alongside.demo.timeline import Timeline, World
from alongside.improvement.actions import (
    add_measure,
    annotate,
    follow,
    log_test,
    nothing_to_submit,
    set_due,
    start_phase,
    submit,
    update_test,
)
from alongside.improvement.models import Observation, PdsaCycle, SeriesPhase

Row = Mapping[str, Any]
# Which measure a team's tests of change were meant to move.
AIMED_AT = {
    "A": "sepsis_six",
    "C": "antibiotic_60",
    "E": "lactate_60",
    "G": "aki_recognised",
    "H": "discharge_letter",
    "J": "sepsis_screened",
    "K": "antibiotic_60",
    "M": "aki_fluid",
    "Q": "sepsis_screened",
    "T": "aki_medication",
}
# Where a team stated that a level had changed: measure, from which month, on which day it said so, and why.
PHASES = (
    (
        "Q",
        "sepsis_screened",
        "2015-12",
        dt.date(2016, 4, 4),
        "The computer no longer books a patient in without the answer.",
    ),
    (
        "H",
        "discharge_letter",
        "2016-03",
        dt.date(2016, 10, 3),
        "Two lines write themselves in the letter; held for six months.",
    ),
    (
        "G",
        "aki_recognised",
        "2016-05",
        dt.date(2016, 12, 5),
        "The laboratory telephones stage 2 and 3 alerts, every day.",
    ),
    ("O", "all", "2017-02", dt.date(2017, 4, 4), "Vennacombe's wards are counted from 1 February 2017."),
)


def tell(world: World, timeline: Timeline) -> None:
    """Put what was measured and tested on the timeline."""
    texts = world.texts
    timeline.add(texts.programme["starts"], _define)
    for team in texts.teams:
        timeline.add(team.joined, _follow, team)
    sent = numbers.numbers(texts)
    by_day: dict[dt.date, list[Sent | Corrected | Nothing]] = {}
    those: list[Sent | Corrected | Nothing] = [*sent.sent, *sent.corrected, *sent.nothing]
    for each in those:
        by_day.setdefault((each.right if isinstance(each, Corrected) else each).at.date(), []).append(each)
    for on, entered in by_day.items():
        timeline.add(on, _enter, entered)
    for letter, key, since, on, reason in PHASES:
        timeline.add(on, _phase, letter, key, since, reason, stamps=(SeriesPhase,))
    for test in texts.programme["tests"]:
        timeline.add(test["started"], _begin, test)
        timeline.add(test["ended"], _learn, test)


def _define(world: World) -> None:
    for order, measure in enumerate(world.texts.measures, start=1):
        world.measures[measure.key] = add_measure(
            collaborative=world.collaborative,
            key=measure.key,
            name=measure.name,
            type=measure.type,
            unit=measure.unit,
            chart=measure.chart,
            direction=measure.direction,
            numerator=measure.numerator,
            denominator=measure.denominator,
            exclusions=measure.exclusions,
            source=measure.source,
            order=order,
            by=world.lead,
        )
    # read once for the thousands of numbers that follow
    prefetch_related_objects(list(world.measures.values()), "versions")
    for period in months():
        set_due(collaborative=world.collaborative, period=period, on=numbers.due(period), by=world.lead)


def _follow(world: World, team: Team) -> None:
    for measure in world.texts.measures_of(team):
        world.series[team.letter, measure.key] = follow(
            measure=world.measures[measure.key],
            team=world.teams[team.letter],
            target=measure.target,
            target_since=world.texts.programme["starts"],
            by=world.lead,
        )


def _enter(world: World, those: list[Sent | Corrected | Nothing]) -> None:
    for each in those:
        right = each.right if isinstance(each, Corrected) else each
        series, by = world.series[right.team, right.measure], world.people[right.by]
        if isinstance(right, Nothing):
            nothing_to_submit(series=series, period=right.period, because=right.because, at=right.at, by=by)
            continue
        there = (
            Observation.objects.get(series=series, period=right.period)
            if isinstance(each, Corrected)
            else None
        )
        submit(
            series=series,
            period=right.period,
            numerator=right.numerator,
            denominator=right.denominator,
            value=right.value,
            reason=each.reason if isinstance(each, Corrected) else "",
            revision=there.revision if there else None,
            at=right.at,
            by=by,
        )


def _phase(world: World, letter: str, key: str, since: str, reason: str) -> None:
    team = world.texts.team(letter)
    for measure in world.texts.measures_of(team):
        if key in (measure.key, "all"):
            series = world.series[letter, measure.key]
            start_phase(series=series, starts=month(since), reason=reason, by=world.people[team.lead.name])


def _begin(world: World, test: Row) -> None:
    team = world.texts.team(test["team"])
    world.cycles[test["id"]] = log_test(
        team=world.teams[team.letter],
        idea=test["idea"],
        started=test["started"],
        prediction=test["prediction"],
        plan=test["plan"],
        previous=world.cycles[test["previous"]] if "previous" in test else None,
        measure=world.measures[AIMED_AT[team.letter]],
        by=world.people[team.lead.name],
    )


def _learn(world: World, test: Row) -> None:
    team = world.texts.team(test["team"])
    by = world.people[team.lead.name]
    cycle: PdsaCycle = world.cycles[test["id"]]
    update_test(
        cycle=cycle,
        revision=cycle.revision,
        data=test["data"],
        study=test["study"],
        act=test["act"],
        ended=test["ended"],
        by=by,
    )
    if test["act"] == "adopt":
        series = world.series[team.letter, AIMED_AT[team.letter]]
        annotate(
            collaborative=world.collaborative,
            series=series,
            on=test["ended"],
            text=f"Adopted: {test['idea']}",
            by=by,
        )
