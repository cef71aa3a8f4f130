"""Setting the clock of what the demo made to the day on which it is told to have happened.

Actions stamp rows with the time at which they run, and rightly so. A demo of a programme that ended in 2017 would then
show everything as done within one minute of today: charts without history, versions all published at once. So, and only
here, purely temporal fields of rows that an action has just made are moved to the step's day. Nothing else is written
past the actions, and the audit trail stays as it is: it says truly when the demo was built.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

MOMENTS = frozenset({"at", "entered_at", "published_at", "stale_since", "joined"})
DAYS = frozenset({"on", "since", "starts"})


def now() -> dt.datetime:
    return timezone.now()


def to(on: dt.date, stamps: Iterable[type[models.Model]], *, since: dt.datetime) -> None:
    """Move what was stamped after `since` to noon of that day, in the tables named."""
    noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    today = timezone.localdate()
    for model in stamps:
        for field in model._meta.concrete_fields:
            if field.name in MOMENTS and isinstance(field, models.DateTimeField):
                model._base_manager.filter(**{f"{field.name}__gte": since}).update(**{field.name: noon})
            elif (
                field.name in DAYS
                and isinstance(field, models.DateField)
                and not isinstance(field, models.DateTimeField)
            ):
                model._base_manager.filter(**{field.name: today}).update(**{field.name: on})
