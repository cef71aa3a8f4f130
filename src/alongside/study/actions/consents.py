"""Writing down what participants agree to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown
from alongside.study.days import past_day
from alongside.study.models import Consent, Participant, Source


@transaction.atomic
def record_consent(
    *,
    participant: Participant,
    purpose: str,
    value: bool,
    on: dt.date | str | None = None,
    form: str = "",
    source: Source | None = None,
    by: Person | None,
) -> Consent:
    """Write down what a participant said to one purpose on a day. Nothing is changed or deleted: the latest counts."""
    require(by, Permission.RECORD_CONSENT, participant)
    return write_consent(
        participant=participant, purpose=purpose, value=value, on=on, form=form, source=source, by=by
    )


def write_consent(
    *,
    participant: Participant,
    purpose: str,
    value: bool,
    on: dt.date | str | None = None,
    form: str = "",
    source: Source | None = None,
    by: Person | None,
) -> Consent:
    """The consent itself, for actions that have asked their own question."""
    if purpose not in Consent.Purpose.values:
        raise Invalid(
            "That is nothing one is asked to agree to.",
            f"Choose one of {', '.join(Consent.Purpose.values)}.",
            fields={"purpose": "Choose one."},
        )
    if source is not None and not source.cases.filter(pk=participant.case_id).exists():
        raise NotKnown("This participant is not heard in that source.", "Choose another source, or none.")
    said = Consent.objects.create(
        participant=participant,
        purpose=purpose,
        value=bool(value),
        on=past_day(on),
        form=form.strip(),
        source=source,
        by=by,
    )
    record(
        "consent.record",
        by=by,
        thing=said,
        scope_id=participant.scope.pk,
        participant=participant.pk,
        purpose=str(said.purpose),
        value=said.value,
        on=said.on,
    )
    return said
