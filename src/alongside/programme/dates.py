"""Days as people and files write them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from alongside.core.errors import Invalid


def day(value: dt.date | str, name: str = "date") -> dt.date:
    """A date, given as one or as YYYY-MM-DD."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        message = f"{value!r} is not a date. Write it as 2016-03-14."
        raise Invalid(
            f"{value!r} is not a date.", "Write it as 2016-03-14.", fields={name: message}
        ) from None


def optional_day(value: dt.date | str | None, name: str = "date") -> dt.date | None:
    """The same, where there may be none."""
    return None if value in (None, "") else day(value, name)


def moment(value: dt.datetime | dt.date | str, name: str = "starts_at") -> dt.datetime:
    """A point in time, given as one, as a day (09:00 is taken) or in ISO form; the programme's own time zone."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise Invalid(
                f"{value!r} is not a date and time.",
                "Write it as 2016-03-14 10:00.",
                fields={name: "Write it as 2016-03-14 10:00."},
            ) from None
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time(9))
    return timezone.make_aware(value) if timezone.is_naive(value) else value
