"""From the vault to a text that can be coded; the register of pseudonyms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission
from alongside.accounts.models import Person
from alongside.core.errors import Invalid, NotKnown
from alongside.core.identifiers import suggest
from alongside.core.pseudonyms import replace
from alongside.study import actions, forms
from alongside.study.actions.texts import register_of
from alongside.study.models import Pseudonym, Source, Study
from alongside.study.queries import many
from alongside.study.views import crumbs, person_of, source_of, study_of
from alongside.ui.forms import show_problem

_AROUND = 32


@require_http_methods(["GET", "POST"])
def pseudonymise(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """The text as it came beside what may name someone in it; replace, or confirm that it needs no change."""
    person, study = person_of(request), study_of(request, slug, Permission.OPEN_VAULT)
    source = source_of(study, guid)
    form = forms.ReplacementsForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                if "confirm" in request.POST:
                    actions.confirm_pseudonymised(source=source, by=person)
                else:
                    _replace(form.cleaned_data, study, source, person)
                messages.success(request, f"{source.name} can be coded.")
                return redirect("study:source", study.slug, source.guid)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    text = actions.open_identified_text(source=source, by=person)
    register = register_of(study)
    _, found = replace(text, register)
    context = {
        "study": study,
        "source": source,
        "text": text,
        "suggestions": [
            (each, text[max(each.start - _AROUND, 0) : each.start], text[each.end : each.end + _AROUND])
            for each in suggest(text)
        ],
        "in_register": sorted({text[each.start : each.end] for each in found}),
        "form": form,
        "title": f"Pseudonymise {source.name}",
        "crumbs": crumbs(study, ("Sources", "study:sources"), (source.name, "")),
        "first_line": "A suggestion is a help to reading: names without a title, places and rare events identify people too.",
    }
    return render(request, "study/pseudonymise.html", context, status=status)


@transaction.atomic
def _replace(given: dict[str, Any], study: Study, source: Source, person: Person) -> None:
    actions.pseudonymise(source=source, replacements=given["replacements"], by=person)
    if given["keep"]:
        known = {name.casefold() for name in register_of(study)}
        for name, new in given["replacements"].items():
            if name.casefold() not in known:
                actions.register_pseudonym(study=study, original=name, replacement=new, by=person)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The register: how many lines it has; opened, what stands for whom."""
    person, study = person_of(request), study_of(request, slug, Permission.OPEN_VAULT)
    form = forms.RegisterForm(request.POST if "original" in request.POST else None)
    opened, status = None, 200
    if "open" in request.POST:
        opened = actions.open_register(study=study, by=person)
    elif request.method == "POST":
        if form.is_valid():
            try:
                actions.register_pseudonym(study=study, by=person, **form.cleaned_data)
                messages.success(request, "The register has a line more.")
                return redirect("study:register", study.slug)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    count = study.pseudonyms.count()
    context = {
        "study": study,
        "form": form,
        "opened": opened,
        "count": count,
        "title": "Pseudonym register",
        "crumbs": crumbs(study, ("Register", "")),
        "first_line": f"{many(count, 'name has', 'names have')} something else standing in every text."
        if count
        else "No name is registered yet.",
    }
    return render(request, "study/register.html", context, status=status)


@require_POST
def remove_line(request: HttpRequest, slug: str, line: int) -> HttpResponse:
    """Take a line out of the register."""
    person, study = person_of(request), study_of(request, slug, Permission.OPEN_VAULT)
    found = Pseudonym.objects.select_related("study__scope").filter(study=study, pk=line).first()
    if found is None:
        raise NotKnown()
    actions.remove_pseudonym(line=found, by=person)
    messages.success(request, "The line is gone; texts made with it stay as they are.")
    return redirect("study:register", study.slug)
