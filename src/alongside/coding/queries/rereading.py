"""Codings to read again: their text was changed under them."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.accounts.models import Person
from alongside.coding.models import Coding, PastPlace
from alongside.coding.places import current_texts
from alongside.coding.versions import current_version
from alongside.study.models import Source, Study

AROUND = 80


@dataclass(frozen=True)
class Rereading:
    """A coding with the words it had, the words it lies on now, and what stands around them."""

    coding: Coding
    name: str
    before: str
    was: str
    now: str
    after: str


def to_read_again(person: Person, study: Study, source: Source | None = None) -> list[Rereading]:
    """The codings of a study, or of one source, whose words changed or are gone, in the order of their places."""
    codings = Coding.objects.visible_to(person).filter(study=study).exclude(review="")
    codings = codings.exclude(review=Coding.Review.MOVED)
    if source is not None:
        codings = codings.filter(source=source)
    rows = list(codings.select_related("source__study", "coder", "code").order_by("source__name", "start"))
    if not rows:
        return []
    sources = Source.objects.filter(pk__in={row.source_id for row in rows})
    texts = {text.source_id: text.text for text in current_texts(sources)}
    past: dict[int, PastPlace] = {}
    for place in (
        PastPlace.objects.filter(coding__in=rows)
        .select_related("source_text")
        .order_by("source_text__number")
    ):
        past[place.coding_id] = place
    version = current_version(study)
    names = dict(version.entries.values_list("code_id", "name")) if version else {}
    found = []
    for row in rows:
        text = texts[row.source_id]
        lay = past.get(row.pk)
        found.append(
            Rereading(
                coding=row,
                name=names.get(row.code_id, "a code that is retired"),
                before=text[max(0, row.start - AROUND) : row.start],
                was=lay.source_text.text[lay.start : lay.end] if lay else "",
                now="" if row.review == Coding.Review.GONE else text[row.start : row.end],
                after=text[row.end : row.end + AROUND],
            )
        )
    return found
