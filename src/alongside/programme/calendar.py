"""What day it is in a collaborative."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from alongside.programme.models import Collaborative, Event, Phase


def today(collaborative: Collaborative) -> dt.date:
    """Today; for a collaborative that has ended, its last day, so that its pages still speak of it as it was."""
    now = timezone.localdate()
    return min(now, collaborative.ends) if collaborative.ends else now


def phase_on(collaborative: Collaborative, day: dt.date) -> Phase | None:
    """The phase that a day lies in."""
    return collaborative.phases.filter(starts__lte=day, ends__gte=day).order_by("-starts").first()


def next_session(collaborative: Collaborative, day: dt.date) -> Event | None:
    """The learning session that comes next."""
    sessions = collaborative.events.filter(kind=Event.Kind.LEARNING_SESSION, starts_at__date__gte=day)
    return sessions.order_by("starts_at").first()
