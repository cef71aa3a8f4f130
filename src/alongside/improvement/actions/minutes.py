"""What a month's numbers cost the team that sent them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.models import TimeSpent
from alongside.improvement.periods import month
from alongside.programme.models import Team

MOST = 6000  # a hundred hours


@transaction.atomic
def log_minutes(*, team: Team, period: dt.date | str, minutes: int, by: Person) -> TimeSpent:
    """Say how many minutes a month's numbers took, all together; said again, the newer one stands."""
    require(by, Permission.ENTER_DATA, team)
    first = month(period)
    if not 0 <= minutes <= MOST:
        message = f"Minutes from 0 to {MOST:,}."
        raise Invalid("That is not kept yet.", message, fields={"minutes": message})
    if first > timezone.localdate():
        raise Invalid(
            "This month has not begun.", "Choose an earlier one.", fields={"period": "It has not begun."}
        )
    spent, _ = TimeSpent.objects.update_or_create(
        team=team, period=first, defaults={"minutes": minutes, "by": by, "at": timezone.now()}
    )
    record("time.log", by=by, thing=spent, scope_id=team.scope_id, period=first, minutes=minutes)
    return spent
