"""By which day the numbers of each month are expected."""

from __future__ import annotations

import calendar
import datetime as dt

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.models import Due
from alongside.improvement.periods import before, following, month, months
from alongside.programme.dates import day
from alongside.programme.models import Collaborative

AHEAD = 12  # months planned ahead where the collaborative has no end yet


@transaction.atomic
def set_due(*, collaborative: Collaborative, period: dt.date | str, on: dt.date | str, by: Person) -> Due:
    """Say by which day the numbers of a month are expected from every team."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    first, last = month(period), day(on, "on")
    if last < first:
        raise Invalid(
            "It would be due before the month began.",
            "Choose a later day.",
            fields={"on": "Before the month began."},
        )
    due, _ = Due.objects.update_or_create(collaborative=collaborative, period=first, defaults={"on": last})
    record("due.set", by=by, thing=due, scope_id=collaborative.scope_id, period=first, on=last)
    return due


@transaction.atomic
def plan_due(
    *,
    collaborative: Collaborative,
    by: Person,
    day_of_month: int = 10,
    first: dt.date | str | None = None,
    last: dt.date | str | None = None,
    replace: bool = False,
) -> int:
    """Plan the due days of all months at once: a day of the following month, or the next working day. How many were set.

    From the collaborative's first month to its last, or a year ahead where it has no end. Months that have a day keep it,
    unless `replace`.
    """
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    if not 1 <= day_of_month <= 31:
        message = "A day of the month: 1 to 31."
        raise Invalid("There is no such day of the month.", message, fields={"day_of_month": message})
    begins = month(first, "first") if first else collaborative.starts.replace(day=1)
    ends = month(last, "last") if last else last_month(collaborative)
    if ends < begins or begins < before(ends, 600):
        message = "The last month comes after the first, by fifty years at most."
        raise Invalid("These months cannot be planned.", message, fields={"last": message})
    there = {due.period: due for due in Due.objects.filter(collaborative=collaborative)}
    wanted = {each: working_day(following(each), day_of_month) for each in months(begins, ends)}
    new = [
        Due(collaborative=collaborative, period=each, on=on)
        for each, on in wanted.items()
        if each not in there
    ]
    moved = []
    if replace:
        for each, on in wanted.items():
            if each in there and there[each].on != on:
                there[each].on = on
                moved.append(there[each])
    Due.objects.bulk_create(new)
    Due.objects.bulk_update(moved, ["on"])
    record(
        "due.plan",
        by=by,
        thing=collaborative,
        day=day_of_month,
        first=begins,
        last=ends,
        new=len(new),
        moved=len(moved),
    )
    return len(new) + len(moved)


def last_month(collaborative: Collaborative) -> dt.date:
    """The month up to which due days are planned."""
    if collaborative.ends is not None:
        return collaborative.ends.replace(day=1)
    return before(max(timezone.localdate(), collaborative.starts).replace(day=1), -AHEAD)


def working_day(first: dt.date, day_of_month: int) -> dt.date:
    """A day of a month, its last where the month is shorter; on a Saturday or Sunday the Monday after."""
    on = first.replace(day=min(day_of_month, calendar.monthrange(first.year, first.month)[1]))
    return on + dt.timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0)
