"""What day it is in a collaborative."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from alongside.programme.models import Collaborative, Event


def today(collaborative: Collaborative) -> dt.date:
    """Today; for a collaborative that has ended, the day after its last, so that its pages speak of it as it stood.

    In a demo it is the demo's own day, except for what a visitor began after it.
    """
    now = timezone.localdate()
    if settings.DEMO_TODAY is not None and collaborative.starts <= settings.DEMO_TODAY:
        now = settings.DEMO_TODAY
    return min(now, collaborative.ends + dt.timedelta(days=1)) if collaborative.ends else now


def next_session(collaborative: Collaborative, day: dt.date) -> Event | None:
    """The learning session that comes next."""
    sessions = collaborative.events.filter(kind=Event.Kind.LEARNING_SESSION, starts_at__date__gte=day)
    return sessions.order_by("starts_at").first()


def day_of(event: Event) -> dt.date:
    """The day on which an event begins, where the programme is."""
    return timezone.localtime(event.starts_at).date()
