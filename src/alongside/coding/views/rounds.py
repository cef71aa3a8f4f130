"""Blind rounds: opened, coded in, submitted."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.coding import actions
from alongside.coding.actions.rounds import part_in
from alongside.coding.forms import CloseForm, RoundForm
from alongside.coding.known import person_of, study_at
from alongside.coding.models import Coding, Round
from alongside.core.errors import DomainError, NotKnown
from alongside.study.models import Study
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """The study's rounds; whoever manages it opens one."""
    study, person = study_at(request, slug), person_of(request)
    may = check(person, Permission.MANAGE_STUDY, study).ok
    form = RoundForm(study, request.POST or None)
    if request.method == "POST":
        require(person, Permission.MANAGE_STUDY, study)
        if form.is_valid():
            try:
                opened = actions.open_round(study=study, by=person, **form.cleaned_data)
            except DomainError as problem:
                if problem.status in (403, 404):
                    raise
                show_problem(form, problem)
            else:
                return redirect("coding:round", slug, opened.guid)
    context = {
        "title": "Blind rounds", "study": study, "form": form, "may_open": may,
        "rounds": study.rounds.select_related("version").prefetch_related("coders__coder", "texts__source"),
        "crumbs": [{"label": study.name, "url": reverse("coding:home", args=[slug])}],
    }  # fmt: skip
    return render(request, "coding/rounds.html", context, status=422 if form.errors else 200)


@require_safe
def round_(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """One round: its texts, who has submitted, one's own part."""
    study, person = study_at(request, slug), person_of(request)
    found = _round(study, guid)
    coders = list(found.coders.select_related("coder").order_by("pk"))
    waiting = [each for each in coders if each.submitted_at is None]
    mine = Coding.objects.visible_to(person).filter(layer__round=found, coder__person=person)
    context = {
        "title": found.name, "study": study, "round": found, "coders": coders, "waiting": waiting,
        "texts": found.texts.select_related("source", "source_text").order_by("source__name"),
        "part": part_in(found, person), "mine": mine.count(), "close": CloseForm(),
        "is_blind": bool(waiting) and found.closed_at is None,
        "may_close": check(person, Permission.MANAGE_STUDY, study).ok,
        "crumbs": [
            {"label": study.name, "url": reverse("coding:home", args=[slug])},
            {"label": "Blind rounds", "url": reverse("coding:rounds", args=[slug])},
        ],
    }  # fmt: skip
    return render(request, "coding/round.html", context)


@require_POST
def submit(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    found = _round(study_at(request, slug), guid)
    actions.submit_round(round=found, by=person_of(request))
    messages.success(request, "Submitted. Your codings of this round stay as they are.")
    return redirect("coding:round", slug, guid)


@require_POST
def close(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    found = _round(study_at(request, slug), guid)
    actions.close_round(round=found, reason=request.POST.get("reason", ""), by=person_of(request))
    return redirect("coding:round", slug, guid)


def _round(study: Study, guid: uuid.UUID) -> Round:
    found = study.rounds.select_related("version", "study__scope").filter(guid=guid).first()
    if found is None:
        raise NotKnown()
    return found
