"""Sessions and who came; and what happened around the programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.programme.dates import day, moment, optional_day
from alongside.programme.models import Attendance, Collaborative, ContextEvent, Event, Team
from alongside.programme.texts import line, one_of, prose


@transaction.atomic
def add_event(
    *,
    collaborative: Collaborative,
    kind: str,
    title: str,
    starts_at: dt.datetime | dt.date | str,
    by: Person,
    ends_at: dt.datetime | str | None = None,
    place: str = "",
    agenda: str = "",
) -> Event:
    """Add a learning session, a webinar, a visit, a call."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    one_of(kind, "kind", Event.Kind.values)
    title = line(title, "title", needed="Give the event a title.")
    place, agenda = line(place, "place"), prose(agenda, "agenda")
    begins = moment(starts_at)
    finishes = moment(ends_at, "ends_at") if ends_at else None
    if finishes is not None and finishes < begins:
        raise Invalid(
            "It ends before it starts.", "Correct one of the two.", fields={"ends_at": "Before the start."}
        )
    event = Event.objects.create(
        collaborative=collaborative,
        kind=kind,
        title=title,
        starts_at=begins,
        ends_at=finishes,
        place=place,
        agenda=agenda,
    )
    record("event.add", by=by, thing=event, kind=kind, starts_at=begins)
    return event


@transaction.atomic
def record_attendance(*, event: Event, teams: Iterable[Team], by: Person) -> list[Attendance]:
    """Set which teams came to an event; who is not named did not."""
    require(by, Permission.RUN_COLLABORATIVE, event.collaborative)
    came = {team.pk: team for team in teams}
    if any(team.collaborative_id != event.collaborative_id for team in came.values()):
        raise Invalid("A team of another collaborative cannot have come.", "Choose teams of this one.")
    Attendance.objects.filter(event=event, person=None).exclude(team__in=came).delete()
    here = set(Attendance.objects.filter(event=event, person=None).values_list("team", flat=True))
    Attendance.objects.bulk_create(
        Attendance(event=event, team=team) for pk, team in came.items() if pk not in here
    )
    record("event.attendance", by=by, thing=event, teams=sorted(came))
    return list(Attendance.objects.filter(event=event))


@transaction.atomic
def add_context_event(
    *,
    collaborative: Collaborative,
    on: dt.date | str,
    kind: str,
    title: str,
    by: Person,
    note: str = "",
    team: Team | None = None,
    until: dt.date | str | None = None,
) -> ContextEvent:
    """Note what happened around: an inspection, a guideline, a hard winter; for everybody or for one team."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    one_of(kind, "kind", ContextEvent.Kind.values)
    title = line(title, "title", needed="Give it a short title: it stands on the charts.")
    note = prose(note, "note")
    if team is not None and team.collaborative_id != collaborative.pk:
        raise Invalid(
            "That team is of another collaborative.",
            "Choose one of this.",
            fields={"team": "Of another collaborative."},
        )
    begins, finishes = day(on, "on"), optional_day(until, "until")
    if finishes is not None and finishes < begins:
        raise Invalid(
            "It ends before it starts.",
            "Correct one of the two dates.",
            fields={"until": "Before the start."},
        )
    event = ContextEvent.objects.create(
        collaborative=collaborative,
        team=team,
        on=begins,
        until=finishes,
        kind=kind,
        title=title,
        note=note,
        by=by,
    )
    record("context.add", by=by, thing=event, kind=kind, on=begins, team=team.pk if team else None)
    return event
