"""A text that is changed after it was coded: corrected, redacted, read again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.coding import actions, queries
from alongside.coding.forms import CorrectionForm, NameForm, RedactionForm
from alongside.coding.known import coding_at, person_of, source_at, study_at
from alongside.coding.places import current_text
from alongside.coding.words import Words
from alongside.core.errors import Conflict, DomainError, Invalid
from alongside.core.text import Span
from alongside.study.actions import read_source
from alongside.study.models import Source
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """The whole text, to be corrected; codings follow."""
    source, person = source_at(request, slug, guid), person_of(request)
    require(person, Permission.IMPORT_SOURCES, source)
    text = read_source(source=source, by=person)
    form = CorrectionForm(request.POST or None, initial={"text": text.text, "number": text.number})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.correct_text(source=source, by=person, **form.cleaned_data)
        except Conflict as problem:
            # saved again, it is saved upon theirs, which is shown below
            form = CorrectionForm({**request.POST.dict(), "number": problem.theirs["number"]})
            show_problem(form, problem)
            context = {"theirs": problem.theirs["text"]}
            return _page(request, source, form, "Correct the text", "Save the corrected text", 409, **context)
        except DomainError as problem:
            _show(form, problem)
        else:
            return _done(request, source, done)
    return _page(request, source, form, "Correct the text", "Save the corrected text")


@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Words that are to leave every version of a text."""
    source, person = source_at(request, slug, guid), person_of(request)
    require(person, Permission.IMPORT_SOURCES, source)
    read = read_source(source=source, by=person)
    text = read.text
    form = RedactionForm(request.POST or None)
    spans: list[Span] = []
    if request.method == "POST" and form.is_valid():
        spans = Words([form.cleaned_data["words"]]).places(text)
        if not spans:
            form.add_error("words", "These words do not stand in this text.")
        elif "confirmed" in request.POST:
            try:
                done = actions.redact(
                    source=source,
                    spans=spans,
                    number=read.number,
                    reason=form.cleaned_data["reason"],
                    by=person,
                )
            except DomainError as problem:
                _show(form, problem)
            else:
                return _done(request, source, done)
    hits = [(text[max(0, s.start - 60) : s.start], s.of(text), text[s.end : s.end + 60]) for s in spans]
    return _page(request, source, form, "Redact words", "Take them out" if spans else "Find them", hits=hits)


@require_safe
def versions(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """The versions of a text: what changed, why, by whom."""
    source, person = source_at(request, slug, guid), person_of(request)
    read_source(source=source, by=person)
    rows = source.texts.select_related("by").order_by("-number")
    context = {
        "title": "Versions of the text", "source": source, "study": source.study, "rows": rows,
        "crumbs": _crumbs(source), "may_correct": check(person, Permission.IMPORT_SOURCES, source).ok,
    }  # fmt: skip
    return render(request, "coding/text_versions.html", context)


@require_safe
def version(request: HttpRequest, slug: str, guid: uuid.UUID, number: int) -> HttpResponse:
    """A text as it stood."""
    source, person = source_at(request, slug, guid), person_of(request)
    read_source(source=source, by=person)
    text = source.texts.filter(number=number).select_related("by").first()
    if text is None:
        return redirect("coding:text_versions", slug, guid)
    context = {
        "title": f"Version {number}", "source": source, "study": source.study, "text": text,
        "crumbs": [*_crumbs(source), {"label": "Versions", "url": reverse("coding:text_versions", args=[slug, guid])}],
    }  # fmt: skip
    return render(request, "coding/text_version.html", context)


@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """Codings whose words changed under them, to be read again."""
    study, person = study_at(request, slug, Permission.READ_SOURCES), person_of(request)
    context = {
        "title": "Codings to read again", "study": study, "rows": queries.to_read_again(person, study),
        "crumbs": [{"label": study.name, "url": reverse("coding:home", args=[slug])}],
    }  # fmt: skip
    return render(request, "coding/to_read_again.html", context)


@require_POST
def settle(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Keep a coding as it lies now, or remove it."""
    coding = coding_at(request, slug, guid)
    if "remove" in request.POST:
        actions.remove_coding(coding=coding, by=person_of(request))
    else:
        actions.settle_review(coding=coding, by=person_of(request))
    return redirect("coding:to_read_again", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, slug: str) -> HttpResponse:
    """A name that still stands in texts: where, and what takes its place in all of them."""
    study, person = study_at(request, slug, Permission.READ_SOURCES), person_of(request)
    require(person, Permission.OPEN_VAULT, study)
    form = NameForm(request.POST or None)
    found: list[Any] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found = actions.where_name(study, given["original"])
            if not found:
                form.add_error("original", "It stands in no text.")
            elif "confirmed" in request.POST:
                done = actions.replace_name(study=study, by=person, **given)
                messages.success(request, f"Replaced in {len(done)} {'text' if len(done) == 1 else 'texts'}.")
                return redirect("coding:to_read_again", slug)
        except DomainError as problem:
            _show(form, problem)
    context = {
        "title": "Replace a name in every text", "study": study, "form": form, "found": found,
        "crumbs": [{"label": study.name, "url": reverse("coding:home", args=[slug])}],
    }  # fmt: skip
    return render(request, "coding/replace_name.html", context, status=422 if form.errors else 200)


def _show(form: Any, problem: DomainError) -> None:
    if problem.status in (403, 404):
        raise problem
    show_problem(form, problem if isinstance(problem, Invalid) else Invalid(problem.message, problem.todo))


def _done(request: HttpRequest, source: Source, done: actions.Corrected) -> HttpResponse:
    waits = done.changed + done.gone
    said = f"Version {done.text.number} is kept; {done.same + done.moved} codings followed their words."
    if waits:
        said += f" {waits} {'waits' if waits == 1 else 'wait'} to be read again."
    for each in done.elsewhere:
        said += f" Also: {each}."
    messages.success(request, said)
    if waits:
        return redirect("coding:to_read_again", source.study.slug)
    return redirect("coding:transcript", source.study.slug, source.guid)


def _page(
    request: HttpRequest, source: Source, form: Any, title: str, verb: str, status: int = 0, **more: Any
) -> HttpResponse:
    context = {
        "title": title, "verb": verb, "source": source, "study": source.study, "form": form,
        "crumbs": _crumbs(source), "number": getattr(current_text(source), "number", 1), **more,
    }  # fmt: skip
    return render(request, "coding/correct.html", context, status=status or (422 if form.errors else 200))


def _crumbs(source: Source) -> list[dict[str, str]]:
    slug = source.study.slug
    return [
        {"label": source.study.name, "url": reverse("coding:home", args=[slug])},
        {"label": source.name, "url": reverse("coding:transcript", args=[slug, source.guid])},
    ]
