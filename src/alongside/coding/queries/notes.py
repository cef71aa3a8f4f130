"""The journal."""

from __future__ import annotations

from alongside.accounts.models import Person
from alongside.coding.models import Note, NoteQuerySet
from alongside.study.models import Study


def journal(person: Person, study: Study, *, kind: str = "") -> NoteQuerySet:
    """The notes a person may read, the newest first, with their author and what they are on."""
    found = Note.objects.visible_to(person).filter(study=study)
    if kind:
        found = found.filter(kind=kind)
    return found.select_related("author", "source", "case", "code", "coding__source").order_by("-on", "-pk")
