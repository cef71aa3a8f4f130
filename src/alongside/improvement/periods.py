"""Months, as numbers are sent for them."""

from __future__ import annotations

import datetime as dt

from alongside.core.errors import Invalid


def month(value: dt.date | str, name: str = "period") -> dt.date:
    """The first day of a month, given as a date in it or as YYYY-MM."""
    if isinstance(value, dt.date):
        return value.replace(day=1)
    try:
        return dt.date.fromisoformat(f"{value}-01" if len(value) == 7 else value).replace(day=1)
    except (TypeError, ValueError):
        message = f"{value!r} is not a month. Write it as 2016-03."
        raise Invalid(f"{value!r} is not a month.", "Write it as 2016-03.", fields={name: message}) from None


def following(first: dt.date) -> dt.date:
    """The month after."""
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def before(first: dt.date, many: int = 1) -> dt.date:
    """The month so many before."""
    whole = first.year * 12 + first.month - 1 - many
    return dt.date(whole // 12, whole % 12 + 1, 1)


def months(start: dt.date, end: dt.date) -> list[dt.date]:
    """Every month from the one of `start` to the one of `end`, both included."""
    found, each = [], start.replace(day=1)
    while each <= end:
        found.append(each)
        each = following(each)
    return found
