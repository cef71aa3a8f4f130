"""Dated notes on charts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import NotKnown
from alongside.improvement.models import Annotation, Series
from alongside.programme.dates import day
from alongside.programme.models import Collaborative, Team
from alongside.programme.texts import line


@transaction.atomic
def annotate(
    *,
    collaborative: Collaborative,
    on: dt.date | str,
    text: str,
    by: Person,
    team: Team | None = None,
    series: Series | None = None,
) -> Annotation:
    """Put a note on a team's charts, on one of them, or (the host) on everybody's."""
    team = series.team if series is not None else team
    if team is not None:
        require(by, Permission.LOG_TEST, team)
    else:
        require(by, Permission.RUN_COLLABORATIVE, collaborative)
    if team is not None and team.collaborative_id != collaborative.pk:
        raise NotKnown()
    return write_annotation(collaborative=collaborative, on=on, text=text, team=team, series=series, by=by)


def write_annotation(
    *,
    collaborative: Collaborative,
    on: dt.date | str,
    text: str,
    by: Person | None,
    team: Team | None = None,
    series: Series | None = None,
    origin: str = Annotation.Origin.NOTE,
) -> Annotation:
    """The note itself, for actions that have asked their own question: a decision writes one with its own origin."""
    text = line(text, "text", needed="A note needs words; a few are enough.")
    note = Annotation.objects.create(
        collaborative=collaborative,
        team=team,
        series=series,
        on=day(on, "on"),
        text=text,
        origin=origin,
        by=by,
    )
    record(
        "annotation.write", by=by, thing=note, on=note.on, origin=str(origin), team=team.pk if team else None
    )
    return note
