"""Quotes: the coded words themselves, each with its place in the transcript."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.urls import reverse

from alongside.accounts.models import Person
from alongside.coding.models import Code, CodeEntry, Coding
from alongside.coding.places import grounds
from alongside.coding.versions import Carrier, code_of, current_version, steps_of
from alongside.core.text import Span
from alongside.study.models import Case, Source, SourceText, Study, Turn

ON_PAGE = 240  # letters of the words that a list shows before "…"


@dataclass(frozen=True)
class Quote:
    """Coded words as the source's current text has them. `turn` counts from 1; `code` is None where it is open or retired."""

    coding: Coding
    text: str
    source: Source
    turn: int | None
    speaker: str
    code: CodeEntry | None
    cases: frozenset[int]
    url: str

    @property
    def valence(self) -> str:
        return self.coding.valence

    @property
    def important(self) -> bool:
        return self.coding.important

    @property
    def coder(self) -> str:
        """The coder's initials."""
        return self.coding.coder.initials or self.coding.coder.name[:2]


def quotes(
    person: Person,
    study: Study,
    case: Case | None = None,
    code: Code | CodeEntry | None = None,
    source: Source | None = None,
    *,
    at: Span | None = None,
    back: str = "",
) -> list[Quote]:
    """The quotes a person may read, of a case, a code (as the version in hand has it) and a source, in reading order.

    Words of a source that waits to be rewritten after a withdrawal are left out. `at` leaves those that overlap it (for one
    source); `back` is a matrix cell to come back to.
    """
    version = current_version(study)
    if version is None:
        return []
    steps = steps_of(study)
    carry = Carrier(steps, version.number)
    sources = Source.objects.visible_to(person).filter(study=study, needs_rewrite=False)
    if source is not None:
        sources = sources.filter(pk=source.pk)
    if case is not None:
        sources = sources.filter(Q(cases=case) | Q(texts__turns__case=case)).distinct()
    found = Coding.objects.visible_to(person).analysed().filter(study=study, source__in=sources.values("pk"))
    if at is not None:
        found = found.filter(start__lt=at.end, end__gt=at.start)
    if code is not None:
        found = found.filter(code__in=steps.ancestors(code_of(code).pk, to=version.number))
    newest = SourceText.objects.filter(source=OuterRef("source")).order_by("-number")
    found = (
        found.select_related("source", "coder", "version")
        .annotate(
            text=Subquery(newest.values("pk")[:1]),
            words=Subquery(
                newest.annotate(
                    part=Substr("text", OuterRef("start") + 1, OuterRef("end") - OuterRef("start"))
                ).values("part")[:1]
            ),
        )
        .annotate(
            turn=Subquery(_turn().values("index")[:1]),
            speaker=Subquery(_turn().values("speaker")[:1]),
        )
        .order_by(F("source__on").asc(nulls_last=True), "source__name", "start", "pk")
    )
    ground = grounds(sources)
    entries = {entry.code_id: entry for entry in version.entries.all()}
    made = []
    for coding in found:
        means = carry.code(coding.code_id, coding.version.number)
        if code is not None and means != code_of(code).pk:
            continue
        cases = (
            ground[coding.source_id].cases(coding.start, coding.end) if coding.source_id in ground else set()
        )
        if case is not None and case.pk not in cases:
            continue
        turn = None if coding.turn is None else coding.turn + 1
        url = reverse("coding:transcript", args=[study.slug, coding.source.guid])
        query = f"?coding={coding.guid}" + (f"&cell={back}" if back else "")
        made.append(
            Quote(
                coding=coding,
                text=coding.words or "",
                source=coding.source,
                turn=turn,
                speaker=coding.speaker or "",
                code=entries.get(means) if means is not None else None,
                cases=frozenset(cases),
                url=f"{url}{query}#t{turn or 1}",
            )
        )
    return made


def _turn() -> QuerySet[Turn]:
    """The turn in which a coding begins."""
    return Turn.objects.filter(source_text=OuterRef("text"), start__lte=OuterRef("start")).order_by("-start")
