"""Opening a collaborative and stating what it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction

from alongside.access.actions import give
from alongside.access.models import Scope, ScopeKind
from alongside.access.roles import Permission, Role
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, Refused
from alongside.programme.dates import day, optional_day
from alongside.programme.models import Aim, Collaborative, Organisation, Phase, Topic
from alongside.programme.texts import line, one_of, prose

_SLUG = re.compile(r"(?=.{1,50}$)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@transaction.atomic
def open_collaborative(
    *,
    name: str,
    slug: str,
    host: Organisation | str,
    starts: dt.date | str,
    lead: Person,
    by: Person | None,
    ends: dt.date | str | None = None,
    aim: str = "",
    topics: Sequence[str] = (),
    confidentiality: str = Collaborative.Confidentiality.NAMED,
) -> Collaborative:
    """Open a collaborative and make `lead` its host lead. For administrators and the operator (`by=None`)."""
    if by is not None and not by.is_administrator:
        raise Refused("Only an administrator opens a collaborative.", "Ask one.")
    name = line(name, "name", needed="Give the collaborative a name.")
    if not _SLUG.fullmatch(slug):
        message = "Small letters, digits and hyphens, 50 at most."
        raise Invalid(f"{slug!r} cannot stand in an address.", message, fields={"slug": message})
    one_of(confidentiality, "confidentiality", Collaborative.Confidentiality.values)
    if Collaborative.objects.filter(slug=slug).exists():
        raise Invalid(
            f"There is a collaborative {slug!r} already.",
            "Choose another short name.",
            fields={"slug": "Taken."},
        )
    begins, finishes = day(starts, "starts"), optional_day(ends, "ends")
    if finishes is not None and finishes < begins:
        raise Invalid(
            "It ends before it starts.", "Correct one of the two dates.", fields={"ends": "Before the start."}
        )
    if isinstance(host, str):
        host = line(host, "host", needed="Say who hosts it.")
        host, _ = Organisation.objects.get_or_create(name=host, defaults={"kind": Organisation.Kind.HOST})
    scope = Scope.objects.create(kind=ScopeKind.COLLABORATIVE, name=name)
    collaborative = Collaborative.objects.create(
        scope=scope,
        slug=slug,
        name=name,
        host=host,
        starts=begins,
        ends=finishes,
        state=Collaborative.State.RUNNING,
        confidentiality=confidentiality,
    )
    names = dict.fromkeys(line(topic, "topics", most=80) for topic in topics)
    Topic.objects.bulk_create(Topic(collaborative=collaborative, name=topic) for topic in names if topic)
    if aim:
        Aim.objects.create(collaborative=collaborative, text=prose(aim, "aim"), since=begins, by=by)
    record("collaborative.open", by=by, thing=collaborative, lead=lead.pk)
    give(person=lead, role=Role.HOST_LEAD, scope=scope, by=by)
    return collaborative


@transaction.atomic
def restate_aim(*, collaborative: Collaborative, text: str, by: Person, since: dt.date | str) -> Aim:
    """State the aim afresh from a day on; earlier words stay."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    text = prose(text, "text", needed="Say how much, by when.")
    aim = Aim.objects.create(collaborative=collaborative, text=text, since=day(since, "since"), by=by)
    record("aim.restate", by=by, thing=aim, scope_id=collaborative.scope_id, since=aim.since)
    return aim


@transaction.atomic
def add_phase(
    *,
    collaborative: Collaborative,
    kind: str,
    starts: dt.date | str,
    ends: dt.date | str,
    by: Person,
    number: int | None = None,
) -> Phase:
    """Add a stretch of the programme, such as action period 2."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    one_of(kind, "kind", Phase.Kind.values)
    if number is not None and not 1 <= number <= 99:
        raise Invalid(
            "Phases are numbered from 1.", "Choose a number up to 99.", fields={"number": "1 to 99."}
        )
    begins, finishes = day(starts, "starts"), day(ends, "ends")
    if finishes < begins:
        raise Invalid(
            "It ends before it starts.", "Correct one of the two dates.", fields={"ends": "Before the start."}
        )
    phase = Phase.objects.create(
        collaborative=collaborative, kind=kind, number=number, starts=begins, ends=finishes
    )
    record("phase.add", by=by, thing=phase, scope_id=collaborative.scope_id, starts=begins, ends=finishes)
    return phase


@transaction.atomic
def set_confidentiality(*, collaborative: Collaborative, mode: str, by: Person) -> Collaborative:
    """Change how teams see each other: named, coded or own."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    one_of(mode, "mode", Collaborative.Confidentiality.values)
    before, collaborative.confidentiality = collaborative.confidentiality, mode
    collaborative.save(update_fields=["confidentiality"])
    record("collaborative.confidentiality", by=by, thing=collaborative, mode=[before, mode])
    return collaborative


@transaction.atomic
def set_state(*, collaborative: Collaborative, state: str, by: Person) -> Collaborative:
    """Move the collaborative on: forming, running, closed, a community that outlives it."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    one_of(state, "state", Collaborative.State.values)
    before, collaborative.state = collaborative.state, state
    collaborative.save(update_fields=["state"])
    record("collaborative.state", by=by, thing=collaborative, state=[before, state])
    return collaborative
