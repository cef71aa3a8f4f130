"""The study's home and its journal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.coding import actions, queries
from alongside.coding.drawing import draw_curve
from alongside.coding.forms import NoteForm
from alongside.coding.known import person_of, study_at
from alongside.coding.models import Coding, Note
from alongside.coding.models.rounds import blind
from alongside.coding.queries.home import home as home_of
from alongside.core.errors import DomainError
from alongside.study.models import Study
from alongside.ui.forms import show_problem

ENTRIES = 4


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    study, person = study_at(request, slug), person_of(request)
    told = home_of(person, study)
    kind = request.GET.get("kind", "")
    curve = queries.curve(person, study)
    return render(
        request,
        "coding/home.html",
        {
            "title": study.name,
            "study": study,
            "home": told,
            "kind": kind,
            "sources": [row for row in told.sources if not kind or row.source.kind == kind],
            "curve": curve,
            "drawing": draw_curve(curve),
            "entries": queries.journal(person, study)[:ENTRIES],
            "form": NoteForm(study),
            "to_read_again": Coding.objects.visible_to(person)
            .filter(study=study, review__in=[Coding.Review.CHANGED, Coding.Review.GONE])
            .count(),
            "blind_rounds": study.rounds.filter(blind()).count(),
            "may_open_vault": check(person, Permission.OPEN_VAULT, study).ok,
            "may_add": check(person, Permission.IMPORT_SOURCES, study).ok,
            "may_write": check(person, Permission.CODE, study).ok,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_at(request, slug)
    form = NoteForm(study, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_note(study=study, by=person_of(request), **form.cleaned_data)
        except DomainError as problem:
            show_problem(form, problem)
        else:
            return redirect("coding:notes", slug)
    return _journal(request, study, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str, guid: str) -> HttpResponse:
    """Change one's own note."""
    study, person = study_at(request, slug), person_of(request)
    found = get_object_or_404(Note.objects.visible_to(person).filter(study=study), guid=guid)
    initial = {"kind": found.kind, "body": found.body, "private": found.private}
    form = NoteForm(study, request.POST or None, initial=initial)
    for name in ("rests_on", "rests_on_no_one"):
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_note(
                note=found, revision=int(request.POST.get("revision") or 0), by=person, **form.cleaned_data
            )
        except DomainError as problem:
            if problem.status == 403:
                raise
            show_problem(form, problem)
        else:
            return redirect("coding:notes", slug)
    context = {
        "title": "Change a note",
        "study": study,
        "form": form,
        "note": found,
        "crumbs": _crumbs(study, "Journal"),
    }
    return render(request, "coding/note.html", context, status=422 if form.errors else 200)


def _journal(request: HttpRequest, study: Study, form: NoteForm, status: int) -> HttpResponse:
    person, kind = person_of(request), request.GET.get("kind", "")
    return render(
        request,
        "coding/notes.html",
        {
            "title": "Journal",
            "study": study,
            "crumbs": _crumbs(study),
            "kind": kind,
            "kinds": [("", "All"), *Note.Kind.choices],
            "notes": queries.journal(person, study, kind=kind)[:200],
            "form": form,
            "person_pk": person.pk,
            "may_write": check(person, Permission.CODE, study).ok,
        },
        status=status,
    )


def _crumbs(study: Study, *more: str) -> list[dict[str, str]]:
    crumbs = [{"label": study.name, "url": reverse("coding:home", args=[study.slug])}]
    if more:
        crumbs.append({"label": "Journal", "url": reverse("coding:notes", args=[study.slug])})
    return crumbs
