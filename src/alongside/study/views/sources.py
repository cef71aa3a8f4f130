"""Sources: the table of them, adding one, and what is known about one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.core.errors import Invalid
from alongside.exchange import transcripts
from alongside.study import actions, consent, forms, queries
from alongside.study.models import Case, Source
from alongside.study.views import crumbs, person_of, source_of, study_of
from alongside.ui.forms import show_problem

PLURALS = {
    "interview": "Interviews",
    "focus_group": "Focus groups",
    "field_note": "Field notes",
    "document": "Documents",
}


@require_safe
def sources(request: HttpRequest, slug: str) -> HttpResponse:
    """The study's sources as a table."""
    person, study = person_of(request), study_of(request, slug, Permission.READ_SOURCES)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Source.Kind.values else ""
    order = "name" if request.GET.get("order") == "name" else "newest"
    rows = queries.source_rows(person, study, kind, order)
    found = queries.collected(person, study)
    context = {
        "study": study,
        "rows": rows,
        "kind": kind,
        "order": order,
        "kinds": [(value, PLURALS[value], found.kinds[value]) for value in PLURALS if found.kinds.get(value)],
        "total": sum(found.kinds.values()),
        "may_add": bool(check(person, Permission.IMPORT_SOURCES, study)),
        "may_open_vault": bool(check(person, Permission.OPEN_VAULT, study)),
        "title": "Sources",
        "crumbs": crumbs(study, ("Sources", "")),
        "first_line": queries.next_step(found, sum(row.limited for row in rows)),
        "overdue": queries.long_ago(study, timezone.localdate()),
        "all_kinds": Source.Kind.choices,
    }
    return render(request, "study/sources.html", context)


@require_http_methods(["GET", "POST"])
def add_source(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Add one source of a kind."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    if kind not in Source.Kind.values:
        raise Http404
    form = forms.SourceForm(request.POST or None, request.FILES or None, study=study, kind=kind)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                given = _with_text(dict(form.cleaned_data))
                source = actions.add_source(study=study, kind=kind, by=person, **given)
                messages.success(request, f"{source.name} is added.")
                waits = given["identified"] and given["text"].strip()
                return redirect("study:pseudonymise" if waits else "study:source", study.slug, source.guid)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    label = Source.Kind(kind).label.lower()
    context = {
        "study": study,
        "form": form,
        "kind": kind,
        "all_kinds": Source.Kind.choices,
        "title": f"Add {'an' if label[0] in 'aeiou' else 'a'} {label}",
        "crumbs": crumbs(study, ("Sources", "study:sources"), ("Add", "")),
        "first_line": "A text that names somebody stays in the vault until it is pseudonymised.",
    }
    return render(request, "study/add_source.html", context, status=status)


def _with_text(given: dict[str, Any]) -> dict[str, Any]:
    """The form's values with the text of the file, where one was sent instead of a typed text."""
    file = given.pop("file", None)
    if file is not None and given["text"].strip():
        raise Invalid(
            "There is a typed text and a file.",
            "Keep one of the two.",
            fields={"file": "Keep one of the two."},
        )
    if file is not None:
        transcript = transcripts.read(file.name, file.read())
        given |= {"text": transcript.text, "sha256": transcript.sha256}
    return given


@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """What is known about a source: its facts, who speaks in it, what its consents allow."""
    person, study = person_of(request), study_of(request, slug, Permission.READ_SOURCES)
    found = source_of(study, guid)
    may_edit = bool(check(person, Permission.IMPORT_SOURCES, study))
    initial = {
        name: getattr(found, name)
        for name in forms.SourceForm.base_fields
        if hasattr(found, name) and name != "cases"
    }
    form = forms.SourceForm(
        request.POST or None,
        initial={**initial, "cases": found.cases.all()},
        study=study,
        kind=found.kind,
        with_text=False,
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.describe_source(source=found, by=person, **form.cleaned_data)
                messages.success(request, "Saved.")
                return redirect("study:source", study.slug, found.guid)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    text = found.texts.order_by("-number").first()
    speakers = list(text.turns.order_by("speaker").values_list("speaker", "case").distinct()) if text else []
    cases = list(found.cases.select_related("participant"))
    book = consent.read(each for case in cases if (each := queries.participant_of(case)))
    context = {
        "study": study,
        "source": found,
        "form": form,
        "text": text,
        "speakers": [(name, case) for name, case in speakers if name],
        "study_cases": list(Case.objects.filter(study=study)),
        "heard": [
            (case, queries.label(each), *consent.in_words(book.now(each.pk, found.pk)))
            for case in cases
            if (each := queries.participant_of(case))
        ],
        "waits": text is None and hasattr(found, "identified"),
        "may_edit": may_edit,
        "may_open_vault": bool(check(person, Permission.OPEN_VAULT, study)),
        "rewrite_form": forms.RewriteForm(initial={"reflection": found.reflection}),
        "title": found.name,
        "crumbs": crumbs(study, ("Sources", "study:sources"), (found.name, "")),
        "first_line": _first_line(found, text),
    }
    return render(request, "study/source.html", context, status=status)


def _first_line(found: Source, text: Any) -> str:
    kind = found.get_kind_display()
    if text is None:
        waits = hasattr(found, "identified")
        return f"{kind}. {'It waits in the vault to be pseudonymised.' if waits else 'Its text is still being typed.'}"
    return f"{kind}, {text.words:,} words, text {text.number}."


@require_POST
def speakers(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Say who speaks under which label."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    found = source_of(study, guid)
    cases = {str(case.guid): case for case in Case.objects.filter(study=study)}
    said = {
        label: cases.get(chosen)
        for label, chosen in zip(request.POST.getlist("label"), request.POST.getlist("case"), strict=False)
    }
    changed = actions.name_speakers(source=found, speakers=said, by=person)
    messages.success(request, f"{changed} turns have their speaker.")
    return redirect("study:source", study.slug, found.guid)


@require_POST
def rewritten(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """A named person says that nothing is left of somebody who withdrew."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    found = source_of(study, guid)
    form = forms.RewriteForm(request.POST)
    if form.is_valid():
        actions.confirm_rewritten(source=found, reflection=form.cleaned_data["reflection"], by=person)
        messages.success(request, f"{found.name} is no longer hidden.")
    return redirect("study:source", study.slug, found.guid)


@require_http_methods(["GET", "POST"])
def guides(request: HttpRequest, slug: str) -> HttpResponse:
    """The guides with their versions, and a form for the next."""
    person, study = person_of(request), study_of(request, slug)
    form = forms.GuideForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = {**form.cleaned_data, "questions": form.cleaned_data["questions"].splitlines()}
            try:
                version = actions.add_guide_version(study=study, by=person, **given)
                messages.success(request, f"Version {version.number} is kept.")
                return redirect("study:guides", study.slug)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    kept = list(study.guides.prefetch_related("versions"))
    count = sum(len(guide.versions.all()) for guide in kept)
    context = {
        "study": study,
        "guides": kept,
        "form": form,
        "may_edit": bool(check(person, Permission.MANAGE_STUDY, study)),
        "title": "Guides",
        "crumbs": crumbs(study, ("Guides", "")),
        "first_line": f"{queries.many(count, 'version', 'versions')}. An interview names the one it was led by."
        if count
        else "No guide yet. Write the first version.",
    }
    return render(request, "study/guides.html", context, status=status)
