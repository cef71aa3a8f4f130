"""Names that still stand in texts: found, put into the register, and taken out of every version."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.actions.corrections import cover, redact
from alongside.coding.places import current_texts
from alongside.core.errors import Invalid
from alongside.core.pseudonyms import replace
from alongside.core.text import Span
from alongside.study.actions.texts import register_of, register_pseudonym
from alongside.study.models import Source, SourceText, Study


@dataclass(frozen=True)
class Found:
    """A source in which a name stands, and the places of its current text, with the number of that."""

    source: Source
    spans: list[Span]
    number: int


def where(study: Study, name: str) -> list[Found]:
    """The sources in which a name stands, as a whole word, however it is capitalised."""
    name = " ".join(name.split())
    if len(name) < 2:
        raise Invalid(
            "A name has two letters at least.", "Write it as it stands.", fields={"original": "Write it."}
        )
    texts = current_texts(Source.objects.filter(study=study)).select_related("source__study__scope")
    found = []
    for text in texts.order_by("source__name"):
        _, places = replace(text.text, {name: "\0"})
        if places:
            found.append(Found(text.source, [Span(each.start, each.end) for each in places], text.number))
    return found


@transaction.atomic
def replace_name(*, study: Study, original: str, replacement: str, by: Person | None) -> list[Found]:
    """Put a name into the register and its replacement into every text; the name leaves all their versions.

    Codings follow, as after any redaction. Raises Invalid where it stands nowhere, Refused where a blind round holds a text.
    """
    require(by, Permission.OPEN_VAULT, study)
    require(by, Permission.IMPORT_SOURCES, study)
    found = where(study, original)
    if not found:
        raise Invalid(
            "This name stands in no text.",
            "Look at how it is written; or add it to the register for texts to come.",
            fields={"original": "It stands in no text."},
        )
    if " ".join(original.split()).casefold() not in {name.casefold() for name in register_of(study)}:
        register_pseudonym(study=study, original=original, replacement=replacement, by=by)
    for each in found:
        redact(
            source=each.source,
            spans=each.spans,
            number=each.number,
            replacement=replacement,
            reason="a name was replaced",
            by=by,
        )
    current = current_texts(Source.objects.filter(study=study)).values("pk")
    for earlier in SourceText.objects.filter(source__study=study).exclude(pk__in=current):
        _, places = replace(earlier.text, {" ".join(original.split()): "\0"})
        cover(earlier, [Span(each.start, each.end) for each in places])
    record(
        "names.replace", by=by, thing=study, sources=len(found), places=sum(len(each.spans) for each in found)
    )
    return found
