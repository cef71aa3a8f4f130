"""Codings to read again: their text was changed under them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.coding.models import Coding, PastPlace
from alongside.coding.places import current_texts
from alongside.coding.versions import current_version
from alongside.study.models import Source, SourceText, Study

AROUND = 80


@dataclass(frozen=True)
class Rereading:
    """A coding with the words it had, the words it lies on now, what stands around them, and whether one may settle it."""

    coding: Coding
    name: str
    before: str
    was: str
    now: str
    after: str
    mine: bool


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
    places = PastPlace.objects.filter(coding__in=rows).order_by("source_text__number")
    earlier = dict(SourceText.objects.filter(pk__in=places.values("source_text")).values_list("pk", "text"))
    past: dict[int, list[str]] = defaultdict(list)  # the words it lay on, version after version
    for coding, number, start, end in places.values_list("coding", "source_text", "start", "end"):
        past[coding].append(earlier[number][start:end])
    anyones = check(person, Permission.MANAGE_STUDY, study).ok
    version = current_version(study)
    names = dict(version.entries.values_list("code_id", "name")) if version else {}
    found = []
    for row in rows:
        text = texts[row.source_id]
        now = "" if row.review == Coding.Review.GONE else text[row.start : row.end]
        found.append(
            Rereading(
                coding=row,
                name=names.get(row.code_id, "a code that is retired"),
                before=text[max(0, row.start - AROUND) : row.start],
                was=next((words for words in reversed(past[row.pk]) if words != now), ""),
                now=now,
                after=text[row.end : row.end + AROUND],
                mine=anyones or row.coder.person_id == person.pk,
            )
        )
    return found
