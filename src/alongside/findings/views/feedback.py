"""The feedback log: what was told to whom, and what came of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.findings import actions
from alongside.findings.forms import FeedbackForm, ResponseForm
from alongside.findings.models import FeedbackEntry
from alongside.findings.queries.places import study_of
from alongside.findings.queries.whole import loop_days
from alongside.ui.forms import as_number, show_problem


@require_http_methods(["GET", "POST"])
def log(request: Request, slug: str) -> HttpResponse:
    """The log, and a line more."""
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    may_write = check(request.user, Permission.WRITE_FINDINGS, study).ok
    first = {}
    if number := as_number(request.GET.get("finding")):
        first["finding"] = study.findings.filter(number=number).first()
    form = FeedbackForm(request.POST or None, study=study, initial=first)
    if request.method == "POST":
        require(request.user, Permission.WRITE_FINDINGS, study)
        if form.is_valid():
            try:
                actions.log_feedback(study=study, by=request.user, **form.cleaned_data)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                messages.success(request, "The line is in the log.")
                return redirect("findings:feedback", slug)
    entries = (
        FeedbackEntry.objects.visible_to(request.user)
        .filter(study=study)
        .select_related("finding", "source", "team", "by")
        .prefetch_related("rests_on__case")
    )
    return render(
        request,
        "findings/feedback.html",
        {
            "title": "Feedback log",
            "study": study,
            "crumbs": [
                {"label": "Findings", "url": reverse("findings:list", args=[slug])},
                {"label": "Feedback log"},
            ],
            "entries": entries,
            "days": loop_days(study),
            "form": form,
            "may_write": may_write,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
def edit(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """What came of a point that was told."""
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.WRITE_FINDINGS, study)
    entry = FeedbackEntry.objects.visible_to(request.user).filter(study=study, guid=guid).first()
    if entry is None:
        raise NotKnown()
    first = {"point": entry.point, "response": entry.response, "effect_on_setting": entry.effect_on_setting}
    form = ResponseForm(request.POST or None, initial=first)
    back = reverse("findings:feedback", args=[slug])
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_feedback(entry=entry, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            return redirect(back)
    context = {
        "title": "What came of it",
        "first_line": f"Told to {entry.to_whom}, {entry.form}.",
        "crumbs": [
            {"label": "Findings", "url": reverse("findings:list", args=[slug])},
            {"label": "Feedback log", "url": back},
            {"label": "What came of it"},
        ],
        "form": form,
        "verb": "Save",
        "cancel_url": back,
    }
    return render(request, "findings/form.html", context, status=422 if request.method == "POST" else 200)
