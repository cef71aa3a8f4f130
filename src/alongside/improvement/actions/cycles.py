"""Tests of change, from prediction to what was learnt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.actions.adoption import record_step, testing_began
from alongside.improvement.models import Adoption, ChangeIdea, Measure, PdsaCycle
from alongside.programme.calendar import today
from alongside.programme.dates import day, optional_day
from alongside.programme.models import Team
from alongside.programme.texts import prose

PROSE = ("idea", "prediction", "plan", "data", "study", "next_step")
REST = ("held", "act", "started", "ended", "change_idea", "measure")


@transaction.atomic
def log_test(
    *,
    team: Team,
    idea: str,
    started: dt.date | str,
    prediction: str,
    by: Person,
    plan: str = "",
    data: str = "",
    study: str = "",
    held: str = "",
    act: str = "",
    next_step: str = "",
    ended: dt.date | str | None = None,
    previous: PdsaCycle | None = None,
    measure: Measure | None = None,
    change_idea: ChangeIdea | None = None,
) -> PdsaCycle:
    """Log a test of change: what is tried, since when, and what is expected. Linked to the one before, it makes a ramp.

    A test of a change idea says that the team is testing the idea, unless it stands there or further already.
    """
    require(by, Permission.LOG_TEST, team)
    if previous is not None and previous.team_id != team.pk:
        raise Invalid(
            "The earlier cycle is another team's.",
            "Choose one of this team's.",
            fields={"previous": "Another team's."},
        )
    fields = _checked(
        team,
        idea=idea,
        prediction=prediction,
        plan=plan,
        data=data,
        study=study,
        held=held,
        act=act,
        next_step=next_step,
        started=started,
        ended=ended,
        change_idea=change_idea,
        measure=measure,
    )
    cycle = PdsaCycle.objects.create(team=team, previous=previous, by=by, **fields)
    record(
        "test.log",
        by=by,
        thing=cycle,
        started=cycle.started,
        previous=previous.pk if previous else None,
        idea=change_idea.pk if change_idea else None,
    )
    if change_idea is not None:
        testing_began(team=team, idea=change_idea, on=cycle.started, by=by)
    return cycle


@transaction.atomic
def update_test(
    *, cycle: PdsaCycle, revision: int, by: Person, in_place: bool = False, **fields: Any
) -> PdsaCycle:
    """Add what was found and what is done about it; earlier words are kept.

    `in_place` records with an adopted test, in the same transaction, that the team has its change idea in place since the
    day on which the test ended.
    """
    require(by, Permission.LOG_TEST, cycle)
    cycle = (
        PdsaCycle.objects.select_for_update(of=("self",))
        .select_related("team__scope", "team__collaborative", "change_idea", "measure")
        .get(pk=cycle.pk)
    )
    now = {name: getattr(cycle, name) for name in (*PROSE, *REST)}
    if revision != cycle.revision:
        raise Conflict(
            "Somebody changed this test while you were writing.",
            theirs={**_in_words(now), "revision": cycle.revision},
            mine=_in_words(fields),
        )
    if unknown := set(fields) - set(now):
        raise Invalid(f"A test of change has no {sorted(unknown)[0]}.", f"It has {', '.join(now)}.")
    checked = _checked(cycle.team, kept=cycle.change_idea, **{**now, **fields})
    keep_revision(thing=cycle, by=by, **{name: now[name] for name in PROSE})
    for name, value in checked.items():
        setattr(cycle, name, value)
    cycle.revision += 1
    cycle.save()
    record("test.update", by=by, thing=cycle, act=[now["act"], cycle.act], ended=[now["ended"], cycle.ended])
    if cycle.change_idea is not None and cycle.change_idea != now["change_idea"]:
        testing_began(team=cycle.team, idea=cycle.change_idea, on=cycle.started, by=by)
    if in_place:
        _in_place(cycle, by)
    return cycle


def _in_words(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are shown and sent: a measure by its key, a change idea or an earlier cycle by its guid."""
    shown = {}
    for name, value in fields.items():
        if isinstance(value, Measure):
            value = value.key
        elif isinstance(value, ChangeIdea | PdsaCycle):
            value = str(value.guid)
        shown[name] = value
    return shown


def _in_place(cycle: PdsaCycle, by: Person) -> None:
    if cycle.act != PdsaCycle.Act.ADOPT or cycle.change_idea is None or cycle.ended is None:
        message = "Only an adopted test of a change idea puts it in place."
        raise Invalid(message, "Adopt it, or take the tick away.", fields={"in_place": message})
    record_step(
        team=cycle.team,
        idea=cycle.change_idea,
        stage=Adoption.Stage.IMPLEMENTED,
        on=min(cycle.ended, today(cycle.team.collaborative)),
        by=by,
    )


def _checked(team: Team, *, kept: ChangeIdea | None = None, **fields: Any) -> dict[str, Any]:
    wrong = {}
    for name in PROSE:
        fields[name] = prose(fields[name] or "", name)
    if not fields["idea"]:
        wrong["idea"] = "Say what you try."
    for name, room in (("idea", "the plan"), ("next_step", "the next cycle")):
        if len(fields[name]) > 200:
            wrong[name] = f"200 characters at most; {room} has room for more."
    if not fields["prediction"]:
        wrong["prediction"] = "Say what you expect: without a prediction there is nothing to learn from."
    for name, choices, words in (
        ("act", PdsaCycle.Act.values, "Adopt, adapt or abandon."),
        ("held", PdsaCycle.Held.values, "Yes, partly or no."),
    ):
        fields[name] = fields[name] or ""
        if fields[name] not in {"", *choices}:
            wrong[name] = words
    fields["started"] = day(fields["started"], "started")
    fields["ended"] = optional_day(fields["ended"], "ended")
    if fields["ended"] is not None and fields["ended"] < fields["started"]:
        wrong["ended"] = "Before it started."
    if fields["act"] and fields["ended"] is None:
        wrong["ended"] = "Say when it ended."
    measure, idea = fields["measure"], fields["change_idea"]
    if measure is not None and measure.collaborative_id != team.collaborative_id:
        wrong["measure"] = "Of another collaborative."
    if idea is not None and idea != kept:
        if idea.collaborative_id != team.collaborative_id:
            wrong["change_idea"] = "Of another collaborative."
        elif idea.topic_id is not None and not team.topics.filter(pk=idea.topic_id).exists():
            wrong["change_idea"] = f"Its topic is not among those of team {team.letter}."
    if wrong:
        raise Invalid("The test is not saved yet.", "Correct what is marked.", fields=wrong)
    return fields
