"""What is done once a day, in the worker: each action of `settings.DAILY` in turn, and tomorrow again.

An action is called with the day and must bear being called twice for the same one. Whoever runs no worker calls
`alongside daily` from cron.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from alongside.audit.models import Via
from alongside.audit.record import through

log = logging.getLogger(__name__)
AT = dt.time(7)  # local time: before the day's work, after the night's


@task()
def run_daily() -> None:
    """Today's work, then the task for tomorrow, whatever became of today's."""
    try:
        do_daily(timezone.localdate())
    finally:
        arrange(after=timezone.localdate())


def do_daily(day: dt.date) -> list[str]:
    """Call every daily action; one that fails does not keep the others back. Returns what failed."""
    failed = []
    for path in settings.DAILY:
        try:
            with through(Via.JOB):
                import_string(path)(day)
        except Exception as problem:  # the kind only: its words may hold somebody's
            log.error("daily work %s failed: %s", path.rsplit(".", 1)[1], type(problem).__name__)
            failed.append(path)
    return failed


def arrange(now: dt.datetime | None = None, *, after: dt.date | None = None) -> bool:
    """See to it that the daily work is waiting exactly once; True if it had to be asked for.

    The next seven o'clock that has not passed; `after` a day, that of the day after. A server that starts later in the day does today's
    work at once.
    """
    if DBTaskResult.objects.filter(task_path=run_daily.module_path, status="READY").exists():
        return False
    now = timezone.localtime(now or timezone.now())
    day = after + dt.timedelta(1) if after is not None else now.date()
    at = timezone.make_aware(dt.datetime.combine(day, AT))
    (run_daily.using(run_after=at) if at > now else run_daily).enqueue()
    return True
