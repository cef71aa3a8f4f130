"""Reading and coding a source."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.coding import queries
from alongside.coding.known import coding_at, person_of, source_at
from alongside.coding.models import Coding, MatrixCell, Note
from alongside.coding.queries.sheet import codes, desk, sheet
from alongside.coding.turns import turns_in_html
from alongside.coding.visits import arrive, visit_of
from alongside.core.errors import Invalid
from alongside.core.text import Span
from alongside.study.actions import read_source
from alongside.study.models import Case


@require_safe
def transcript(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """The source with its codings: framework at the left, the coding in hand at the right."""
    source, person = source_at(request, slug, guid), person_of(request)
    try:
        text = read_source(source=source, by=person)
    except Invalid:
        return render(
            request,
            "coding/transcript_waits.html",
            {"title": source.name, "study": source.study, "source": source},
        )
    at = desk(person, source, text.number)
    arrive(source, person)
    counted = queries.counts(person, at.version, source=source, steps=at.steps) if at.version else None
    drawn = sheet(at, visit_of(request, source.study, person))
    listed = codes(at, counted, {row[3] for row in drawn["codings"]})
    reading = queries.transcript(text, [Span(row[1], row[2]) for row in drawn["codings"]])
    context: dict[str, Any] = {
        "title": source.name,
        "study": source.study,
        "source": source,
        "text": text,
        "reading": reading,
        "turns": turns_in_html(reading.turns),
        "sheet": drawn,
        "codes": listed,
        "codable": [code for code in listed if code["codable"]],
        "version": at.version,
        "round": at.round,
        "mine": request.GET.get("who") == "me",
        "back": _cell_back(slug, request.GET.get("cell", "")),
        "may_code": check(person, Permission.CODE, source).ok and not source.needs_rewrite,
        "may_correct": check(person, Permission.IMPORT_SOURCES, source).ok,
    }
    in_hand = request.GET.get("coding", "")
    if _is_guid(in_hand):
        found = (
            Coding.objects.visible_to(person)
            .select_related("source__study__scope", "coder", "version", "study__scope")
            .filter(source=source, guid=in_hand)
            .first()
        )
        if found is not None:
            context |= _inspected(request, found) | {"in_hand": in_hand}
    return render(request, "coding/transcript.html", context)


@require_safe
def coding(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """The coding in hand, for the panel beside the text."""
    found = coding_at(request, slug, guid)
    if not getattr(request, "htmx", False):
        address = reverse("coding:transcript", args=[slug, found.source.guid])
        return redirect(f"{address}?coding={found.guid}")
    return render(request, "coding/inspector.html", _inspected(request, found))


def _inspected(request: HttpRequest, coding: Coding) -> dict[str, Any]:
    """A coding with its words, what else lies on them, its memos and the cells it is charted in."""
    person, study = person_of(request), coding.study
    here = queries.quotes(person, study, source=coding.source, at=Span(coding.start, coding.end))
    quotes = {quote.coding.pk: quote for quote in here}
    quote = quotes.pop(coding.pk, None)
    also = list(quotes.values())
    cells: list[dict[str, Any]] = []
    if quote is not None and quote.code is not None:
        cases = {case.pk: case for case in Case.objects.filter(pk__in=quote.cases)}
        written = {
            cell.case_id: cell
            for cell in MatrixCell.objects.visible_to(person).filter(case__in=cases, code=quote.code.code_id)
        }
        matrix = reverse("coding:matrix", args=[study.slug])
        cells = [
            {"case": case, "cell": written.get(pk), "url": f"{matrix}?cell={pk}-{quote.code.code_id}"}
            for pk, case in cases.items()
        ]
    return {
        "study": study,
        "coding": coding,
        "quote": quote,
        "words": len(quote.text.split()) if quote else 0,
        "also": also,
        "cells": cells,
        "memos": Note.objects.visible_to(person)
        .filter(coding=coding)
        .select_related("author")
        .order_by("on", "pk"),
        "was": _earlier_name(coding, quote.code.name if quote and quote.code else ""),
        "valences": Coding.Valence.choices,
        "may_change": check(person, Permission.CODE, coding).ok
        and (coding.coder.person_id == person.pk or check(person, Permission.MANAGE_STUDY, coding).ok),
    }


def _earlier_name(coding: Coding, now: str) -> str:
    """What the code was called in the version it was given under, where that differs."""
    entry = coding.code.entries.filter(version=coding.version).first()
    return entry.name if entry is not None and entry.name != now else ""


def _cell_back(slug: str, cell: str) -> str:
    return (
        f"{reverse('coding:matrix', args=[slug])}?cell={cell}" if cell.replace("-", "", 1).isdecimal() else ""
    )


def _is_guid(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True
