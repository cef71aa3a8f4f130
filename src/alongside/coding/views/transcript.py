"""Reading and coding a source."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import Denied, check
from alongside.coding import actions, queries
from alongside.coding.known import coding_at, person_of, source_at
from alongside.coding.models import Code, Coding, MatrixCell, Note
from alongside.coding.queries.sheet import codes, desk, sheet
from alongside.coding.queries.transcript import Reading
from alongside.coding.views import sheet as views_sheet
from alongside.coding.visits import arrive, visit_of
from alongside.core.errors import DomainError, Invalid
from alongside.core.text import Span
from alongside.study.actions import read_source
from alongside.study.models import Case, Source

NONE = uuid.UUID(int=0)  # stands where the page puts each coding's own


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
    chosen = request.GET.get("code", "")
    mine, uncoded = request.GET.get("who") == "me", request.GET.get("uncoded") == "1"
    code = Code.objects.filter(study=source.study_id, guid=chosen).first() if _is_guid(chosen) else None
    reading = queries.transcript(
        person, source, text, code=code.pk if code else None, mine_only=mine, uncoded_only=uncoded
    )
    context = _about(request, reading) | {
        "title": source.name,
        "chosen": chosen if code else "",
        "mine": mine,
        "uncoded": uncoded,
        "query": urlencode(
            {k: v for k, v in (("who", "me" if mine else ""), ("uncoded", "1" if uncoded else "")) if v}
        ),
        "back": _cell_back(slug, request.GET.get("cell", "")),
        "may_code": check(person, Permission.CODE, source).ok and not source.needs_rewrite,
    }
    at = desk(person, source)
    context |= {
        "text": text,
        "sheet": lambda: sheet(person, at, text, visit_of(request, source.study, person_of(request))),
        "codes": lambda: codes(
            at, queries.counts(person, at.version, source=source, steps=at.steps) if at.version else None
        ),
        "round": at.round,
    }
    arrive(source, person)
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


@require_POST
def add(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A coding from the page, as JSON {start, end, code, valence, important}; answers with the turns that changed.

    JSON, since a form field would turn LF into CRLF and move every place behind it. A refusal answers with
    {message, todo} and leaves the page as it is.
    """
    if b'"batch"' in request.body[:40]:
        return views_sheet.add(request, slug, guid)
    source, person = source_at(request, slug, guid), person_of(request)
    try:
        asked = _asked(request, source)
        coding = actions.add_coding(source=source, graphemes=True, by=person, **asked)
    except Denied:
        raise
    except DomainError as problem:
        return JsonResponse({"message": problem.message, "todo": problem.todo}, status=problem.status)
    return _changed(request, coding.source, Span(coding.start, coding.end), coding)


@require_safe
def coding(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """The coding in hand, for the panel beside the text."""
    found = coding_at(request, slug, guid)
    if not getattr(request, "htmx", False):
        address = reverse("coding:transcript", args=[slug, found.source.guid])
        return redirect(f"{address}?coding={found.guid}")
    return render(request, "coding/inspector.html", _inspected(request, found))


@require_POST
def change(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """How it bears, whether it is an important quote."""
    found, person = coding_at(request, slug, guid), person_of(request)
    important = {"1": True, "0": False}.get(request.POST.get("important", ""))
    found = actions.change_coding(
        coding=found, valence=request.POST.get("valence"), important=important, by=person
    )
    return _changed(request, found.source, Span(found.start, found.end), found)


@require_POST
def remove(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    found = coding_at(request, slug, guid)
    source, span = found.source, Span(found.start, found.end)
    try:
        actions.remove_coding(coding=found, by=person_of(request))
    except Denied:
        raise
    except DomainError as problem:
        context = _inspected(request, coding_at(request, slug, guid)) | {"problem": problem}
        return render(request, "coding/inspector.html", context, status=422)
    if not getattr(request, "htmx", False):
        return redirect("coding:transcript", slug, source.guid)
    return _changed(request, source, span, None)


@require_http_methods(["POST"])
def memo(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A memo on a coding; it rests on the participants heard there."""
    found = coding_at(request, slug, guid)
    try:
        actions.write_note(
            study=found.study, body=request.POST.get("body", ""), coding=found, by=person_of(request)
        )
    except Invalid as problem:
        context = _inspected(request, found) | {"problem": problem, "body": request.POST.get("body", "")}
        return render(request, "coding/inspector.html", context, status=422)
    return render(request, "coding/inspector.html", _inspected(request, found))


def _asked(request: HttpRequest, source: Source) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
        start, end, guid = int(sent["start"]), int(sent["end"]), uuid.UUID(str(sent["code"]))
        valence, important = str(sent.get("valence") or ""), bool(sent.get("important"))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise Invalid(
            "The page sent something that is no coding.", "Reload the page and try again."
        ) from None
    code = Code.objects.filter(study=source.study_id, guid=guid).first()
    if code is None:
        raise Invalid("That code is not in this study.", "Reload the page.")
    return {"start": start, "end": end, "code": code, "valence": valence, "important": important}


def _changed(request: HttpRequest, source: Source, span: Span, coding: Coding | None) -> HttpResponse:
    """What a change on the page changes: the turns under it, the counts, the coding in hand. Each replaces its own id."""
    person = person_of(request)
    text = source.texts.order_by("-number").first()
    assert text is not None
    rows = text.turns.filter(start__lt=span.end, end__gt=span.start).values_list("index", flat=True)
    reading = queries.transcript(person, source, text, only={index + 1 for index in rows})
    context = _about(request, reading) | {"swap": True, "may_code": check(person, Permission.CODE, source).ok}
    if coding is not None:
        context |= _inspected(request, coding) | {"in_hand": str(coding.guid)}
    return render(request, "coding/changed.html", context)


def _about(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """What the framework's pane and the head of the transcript show."""
    person, source = person_of(request), reading.source
    nodes = (
        queries.codebook(
            reading.version,
            counted=queries.counts(person, reading.version, source=source, steps=reading.steps),
            entries=reading.entries,
        )
        if reading.version
        else []
    )
    return {
        "study": source.study,
        "source": source,
        "reading": reading,
        "version": reading.version,
        "tops": [node for node in nodes if node.depth == 0],
        "codable": [node for node in nodes if node.entry.codable],
        "person": person,
        "codings_url": reverse("coding:coding", args=[source.study.slug, NONE]).replace(f"{NONE}/", ""),
    }


def _inspected(request: HttpRequest, coding: Coding) -> dict[str, Any]:
    """A coding with its words, what else lies on them, its memos and the cells it is charted in."""
    person, study = person_of(request), coding.study
    quotes = {quote.coding.pk: quote for quote in queries.quotes(person, study, source=coding.source)}
    quote = quotes.get(coding.pk)
    also = [
        other
        for pk, other in quotes.items()
        if pk != coding.pk and other.coding.start < coding.end and other.coding.end > coding.start
    ]
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
