"""Finding what an address or a body names; unknown to whoever may not know of it."""

from __future__ import annotations

from uuid import UUID

from alongside.accounts.models import Person
from alongside.core.errors import Invalid, NotKnown
from alongside.study.models import Participant, Study


def participant_of_guid(study: Study, guid: UUID) -> Participant:
    found = (
        Participant.objects.select_related("case__study__scope").filter(case__study=study, guid=guid).first()
    )
    if found is None:
        raise NotKnown()
    return found


def person_of_address(email: str) -> Person:
    found = Person.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise Invalid("Nobody here has this address.", "Add them first.")
    return found
