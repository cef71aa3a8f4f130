"""Days as people and files write them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from alongside.core.errors import Invalid


def day(value: dt.date | str | None, field: str = "on") -> dt.date | None:
    """A day given as a date or as 2016-03-14; none for nothing. Raises Invalid at `field` for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise Invalid(
            "That is not a day.", "Write it as 2016-03-14.", fields={field: "Write it as 2016-03-14."}
        ) from None


def past_day(value: dt.date | str | None, field: str = "on") -> dt.date:
    """A day that has come; today if none is given."""
    found = day(value, field) or timezone.localdate()
    if found > timezone.localdate():
        raise Invalid(
            "That day has not come yet.",
            "Give the day it happened.",
            fields={field: "This day has not come yet."},
        )
    return found
