"""Tests of change, from prediction to what was learnt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.models import Measure, PdsaCycle
from alongside.programme.dates import day, optional_day
from alongside.programme.models import Team
from alongside.programme.texts import prose

PROSE = ("idea", "prediction", "plan", "data", "study")


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
    act: str = "",
    ended: dt.date | str | None = None,
    previous: PdsaCycle | None = None,
    measure: Measure | None = None,
) -> PdsaCycle:
    """Log a test of change: what is tried, since when, and what is expected. Linked to the one before, it makes a ramp."""
    require(by, Permission.LOG_TEST, team)
    if previous is not None and previous.team_id != team.pk:
        raise Invalid(
            "The earlier cycle is another team's.",
            "Choose one of this team's.",
            fields={"previous": "Another team's."},
        )
    if measure is not None and measure.collaborative_id != team.collaborative_id:
        raise Invalid(
            "The measure is of another collaborative.",
            "Choose one of this.",
            fields={"measure": "Of another collaborative."},
        )
    fields = _checked(
        idea=idea,
        prediction=prediction,
        plan=plan,
        data=data,
        study=study,
        act=act,
        started=started,
        ended=ended,
    )
    cycle = PdsaCycle.objects.create(team=team, previous=previous, measure=measure, by=by, **fields)
    record("test.log", by=by, thing=cycle, started=cycle.started, previous=previous.pk if previous else None)
    return cycle


@transaction.atomic
def update_test(*, cycle: PdsaCycle, revision: int, by: Person, **fields: Any) -> PdsaCycle:
    """Add what was found and what is done about it; earlier words are kept."""
    require(by, Permission.LOG_TEST, cycle)
    cycle = PdsaCycle.objects.select_for_update(of=("self",)).select_related("team__scope").get(pk=cycle.pk)
    now = {name: getattr(cycle, name) for name in (*PROSE, "act", "started", "ended")}
    if revision != cycle.revision:
        raise Conflict(
            "Somebody changed this test while you were writing.",
            theirs={**now, "revision": cycle.revision},
            mine=fields,
        )
    if unknown := set(fields) - set(now):
        raise Invalid(f"A test of change has no {sorted(unknown)[0]}.", f"It has {', '.join(now)}.")
    checked = _checked(**{**now, **fields})
    keep_revision(thing=cycle, by=by, **{name: now[name] for name in PROSE})
    for name, value in checked.items():
        setattr(cycle, name, value)
    cycle.revision += 1
    cycle.save()
    record("test.update", by=by, thing=cycle, act=[now["act"], cycle.act], ended=[now["ended"], cycle.ended])
    return cycle


def _checked(**fields: Any) -> dict[str, Any]:
    wrong = {}
    for name in PROSE:
        fields[name] = prose(fields[name] or "", name)
    if not fields["idea"]:
        wrong["idea"] = "Say what you try."
    if len(fields["idea"]) > 200:
        wrong["idea"] = "200 characters at most; the plan has room for more."
    if not fields["prediction"]:
        wrong["prediction"] = "Say what you expect: without a prediction there is nothing to learn from."
    if fields["act"] not in {"", *PdsaCycle.Act.values}:
        wrong["act"] = "Adopt, adapt or abandon."
    fields["started"] = day(fields["started"], "started")
    fields["ended"] = optional_day(fields["ended"], "ended")
    if fields["ended"] is not None and fields["ended"] < fields["started"]:
        wrong["ended"] = "Before it started."
    if fields["act"] and fields["ended"] is None:
        wrong["ended"] = "Say when it ended."
    if wrong:
        raise Invalid("The test is not saved yet.", "Correct what is marked.", fields=wrong)
    return fields
