"""Stated changes of level on a chart, and taking them back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.models import Series, SeriesPhase
from alongside.improvement.periods import month
from alongside.programme.texts import line


@transaction.atomic
def start_phase(*, series: Series, starts: dt.date | str, reason: str, by: Person) -> SeriesPhase:
    """State that the level changed: limits are computed afresh from this month, for a reason that stands on the chart."""
    require(by, Permission.MANAGE_TEAM, series)
    begins = month(starts, "starts")
    reason = line(reason, "reason", most=300)
    if not reason:
        message = "Say what changed; without a cause the old limits stand."
        raise Invalid("A phase needs its reason.", message, fields={"reason": message})
    if SeriesPhase.objects.filter(series=series, starts=begins, undone_on=None).exists():
        raise Invalid(
            "A phase starts in this month already.",
            "Undo it first.",
            fields={"starts": "A phase starts here already."},
        )
    if not series.observations.filter(period__lt=begins).exists():
        raise Invalid(
            "There is nothing before this month.",
            "Choose a later one.",
            fields={"starts": "Nothing comes before it."},
        )
    phase = SeriesPhase.objects.create(series=series, starts=begins, reason=reason, by=by)
    record("series.phase", by=by, thing=series, phase=phase.pk, starts=begins)
    return phase


@transaction.atomic
def undo_phase(*, phase: SeriesPhase, by: Person) -> None:
    """Take a phase back: it changes nothing any more, and the history of the chart keeps that it was there."""
    require(by, Permission.MANAGE_TEAM, phase.series)
    if phase.undone_on is not None:
        raise Invalid("This phase was undone already.", "Nothing is changed.")
    phase.undone_on, phase.undone_by = timezone.localdate(), by
    phase.save(update_fields=["undone_on", "undone_by"])
    record("series.phase_undone", by=by, thing=phase.series, phase=phase.pk, starts=phase.starts)
