"""The measuring chapter: measures, who follows them, what was sent and corrected, phases, and tests of change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from alongside.demo import collecting, numbers
from alongside.demo.numbers import Corrected, Nothing, Sent
from alongside.demo.texts import Again, Measure, Team, month, months
from alongside.demo.timeline import Timeline, World
from alongside.improvement.actions import (
    add_measure,
    adopt_from_library,
    annotate,
    follow,
    log_test,
    new_version,
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
    "N": "antibiotic_60",
    "Q": "sepsis_screened",
    "T": "aki_medication",
}
# What a definition says, by the names of the texts.
SAID = (
    "key", "name", "type", "unit", "chart", "direction", "multiply", "definition", "sampling", "numerator",
    "denominator", "exclusions", "source", "core",
)  # fmt: skip
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
    for again in texts.again:
        timeline.add(again.on, _define_again, again)
    sent = numbers.numbers(texts)
    by_day: dict[dt.date, list[Sent | Corrected | Nothing]] = {}
    those: list[Sent | Corrected | Nothing] = [
        *(each for each in sent.sent if not collecting.is_ticked(texts, each)),
        *sent.corrected,
        *sent.nothing,
    ]
    for each in those:
        by_day.setdefault((each.right if isinstance(each, Corrected) else each).at.date(), []).append(each)
    for on, entered in by_day.items():
        timeline.add(on, _enter, entered)
    for letter, key, since, on, reason in PHASES:
        timeline.add(on, _phase, letter, key, since, reason, stamps=(SeriesPhase,))
    for test in texts.programme["tests"]:
        timeline.add(test["started"], _begin, test)
        if "ended" in test:
            timeline.add(test["ended"], _learn, test)


def _define(world: World) -> None:
    for order, measure in enumerate(world.texts.measures, start=1):
        world.measures[measure.key] = _add(world, measure, order)
    # read once for the thousands of numbers that follow
    prefetch_related_objects(list(world.measures.values()), "versions")
    for period in months():
        set_due(collaborative=world.collaborative, period=period, on=numbers.due(period), by=world.lead)


def _add(world: World, measure: Measure, order: int) -> Any:
    """A measure of the library as it was adapted here, or one of the programme's own."""
    said = {name: getattr(measure, name) for name in SAID}
    said |= {"order": order, "by": world.lead, "collaborative": world.collaborative}
    if measure.library:
        # what is sent follows from the chart, and not from the entry
        return adopt_from_library(entry=measure.library, sent="", **said)
    topic = world.collaborative.topics.get(name__iexact=measure.topic)
    return add_measure(topic=topic, **said)


def _define_again(world: World, again: Again) -> None:
    measure = world.measures[again.measure]
    new_version(
        measure=measure,
        since=month(again.since),
        reason=again.reason,
        definition=again.definition,
        exclusions=again.exclusions,
        by=world.lead,
    )
    measure._prefetched_objects_cache.clear()  # numbers that follow are counted by the new one
    prefetch_related_objects([measure], "versions")


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
        measure=world.measures[aimed_at(test)],
        change_idea=world.ideas.get(test["change_idea"]),
        by=world.people[team.lead.name],
    )


def aimed_at(test: Row) -> str:
    """The measure that a test was meant to move: the team's usual one, unless the test says another."""
    return str(test.get("measure", AIMED_AT[test["team"]]))


def _learn(world: World, test: Row) -> None:
    team = world.texts.team(test["team"])
    by = world.people[team.lead.name]
    cycle: PdsaCycle = world.cycles[test["id"]]
    update_test(
        cycle=cycle,
        revision=cycle.revision,
        data=test["data"],
        study=test["study"],
        held=test["held"],
        act=test["act"],
        next_step=test["next_step"],
        ended=test["ended"],
        in_place=test["act"] == "adopt" and cycle.change_idea is not None,
        by=by,
    )
    if test["act"] == "adopt":
        series = world.series[team.letter, aimed_at(test)]
        annotate(
            collaborative=world.collaborative,
            series=series,
            on=test["ended"],
            text=f"Adopted: {test['idea']}",
            by=by,
        )
