"""One thing at a time: the lock under which a finding changes its state, and when something happened."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from alongside.findings.models import Finding
from alongside.study.days import past_day


def moment(on: dt.date | str | None) -> dt.datetime:
    """Now; or noon of a day that has come. Raises Invalid for a day that has not."""
    now = timezone.localtime()
    found = past_day(on)
    if found == now.date():
        return now
    return now.replace(
        year=found.year, month=found.month, day=found.day, hour=12, minute=0, second=0, microsecond=0
    )


def lock(finding: Finding) -> None:
    """Hold the finding's row until the transaction ends, and read its state afresh: nobody else moves it meanwhile."""
    finding.state = Finding.objects.select_for_update().values_list("state", flat=True).get(pk=finding.pk)
