"""The months of a collaborative, and by which day each is expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from alongside.improvement.actions.due import last_month
from alongside.improvement.models import Due
from alongside.improvement.periods import months
from alongside.programme.calendar import today
from alongside.programme.models import Collaborative


@dataclass(frozen=True)
class DueMonth:
    """A month, and by which day its numbers are expected."""

    period: dt.date
    on: dt.date | None
    today: dt.date

    @property
    def weekend(self) -> bool:
        return self.on is not None and self.on.weekday() > 4

    @property
    def past(self) -> bool:
        return self.on is not None and self.on < self.today


def due_page(collaborative: Collaborative) -> dict[str, Any]:
    """Every month from the first to the last, with those that have a day outside of them."""
    day = today(collaborative)
    there = dict(Due.objects.filter(collaborative=collaborative).values_list("period", "on"))
    planned = months(collaborative.starts, last_month(collaborative))
    rows = [DueMonth(each, there.get(each), day) for each in sorted({*planned, *there})]
    coming = [(row.on, row) for row in rows if row.on is not None and row.on >= day]
    return {
        "collaborative": collaborative,
        "rows": rows,
        "first": planned[0] if planned else collaborative.starts,
        "last": planned[-1] if planned else collaborative.starts,
        "missing": [row for row in rows if row.on is None],
        "next": min(coming, key=lambda each: each[0])[1] if coming else None,
    }
