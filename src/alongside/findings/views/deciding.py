"""Deciding in a study that stands alone, and looking again at what is done."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid
from alongside.findings import actions
from alongside.findings.forms import ActionForm, DecisionForm, ReviewForm
from alongside.findings.models import Action, Decision, Finding
from alongside.findings.queries.audience import people_with
from alongside.findings.queries.places import action_of, decision_of, finding_of
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "POST"])
def decide(request: Request, slug: str, number: int) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    require(request.user, Permission.DECIDE_STUDY, found)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(finding=found, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            return redirect(_back(slug, number, "decided"))
    return _form(
        request, found, form, title=f"What was decided about finding {number}", verb="Record the decision"
    )


@require_http_methods(["GET", "POST"])
def rewrite(request: Request, slug: str, number: int, guid: uuid.UUID) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    decision = decision_of(found, guid)
    return rewriting(request, decision, _back(slug, number, "decided"), _crumbs(slug, number))


@require_http_methods(["GET", "POST"])
def add_action(request: Request, slug: str, number: int, guid: uuid.UUID) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    return adding(request, decision_of(found, guid), _back(slug, number, "decided"), _crumbs(slug, number))


@require_http_methods(["GET", "POST"])
def review(request: Request, slug: str, number: int, guid: uuid.UUID) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    return reviewing(request, action_of(found, guid), _back(slug, number, "next"), _crumbs(slug, number))


HIDDEN_ACTION = "An action, hidden until it has been written again"


# The same three forms serve the programme's side.


def rewriting(request: Request, decision: Decision, back: str, crumbs: list[dict[str, str]]) -> HttpResponse:
    # what waits to be written again after a withdrawal is hidden from whoever writes it too
    first = {} if decision.needs_rewrite else {"text": decision.text, "dissent": decision.dissent}
    form = DecisionForm(request.POST or None, initial=first)
    del form.fields["on"]
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.rewrite_decision(
                decision=decision, revision=_revision(request), by=request.user, **form.cleaned_data
            )
        except Invalid as problem:
            show_problem(form, problem)
        except Conflict as problem:
            conflict = problem
        else:
            return redirect(back)
    return _render(request, form, "Change the decision", "Save", back, crumbs, decision.revision, conflict)


def adding(request: Request, decision: Decision, back: str, crumbs: list[dict[str, str]]) -> HttpResponse:
    people = None
    if decision.collaborative is None:
        study = decision.finding.study
        ids = people_with(Permission.SEE_FINDINGS, study.scope) | people_with(
            Permission.INTERPRET, study.scope
        )
        people = Person.objects.filter(pk__in=ids).order_by("name")
    form = ActionForm(request.POST or None, collaborative=decision.collaborative, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_action(decision=decision, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "The action is recorded.")
            return redirect(back)
    return _render(request, form, "What is done about it", "Add the action", back, crumbs)


def reviewing(request: Request, action: Action, back: str, crumbs: list[dict[str, str]]) -> HttpResponse:
    first = {"state": action.state, "revision": action.revision}
    if not action.needs_rewrite:
        first["what_happened"] = action.what_happened
    title = HIDDEN_ACTION if action.needs_rewrite else action.what
    again = action.needs_rewrite
    form = ReviewForm(request.POST or None, initial=first, again=again)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_action(action=action, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        except Conflict as problem:
            conflict = problem
            form = ReviewForm(initial={**problem.mine, "revision": action.revision}, again=again)
        else:
            return redirect(back)
    return _render(request, form, title, "Say what happened", back, crumbs, conflict=conflict)


def _render(
    request: Request,
    form: Any,
    title: str,
    verb: str,
    back: str,
    crumbs: list[dict[str, str]],
    revision: int | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [*crumbs, {"label": verb}],
        "form": form,
        "verb": verb,
        "cancel_url": back,
        "revision": revision,
        "conflict": conflict,
    }
    status = 409 if conflict else (422 if request.method == "POST" else 200)
    return render(request, "findings/form.html", context, status=status)


def _form(request: Request, found: Finding, form: Any, *, title: str, verb: str) -> HttpResponse:
    slug = found.study.slug
    return _render(
        request, form, title, verb, _back(slug, found.number, "decided"), _crumbs(slug, found.number)
    )


def _crumbs(slug: str, number: int) -> list[dict[str, str]]:
    return [
        {"label": "Findings", "url": reverse("findings:list", args=[slug])},
        {"label": f"Finding {number}", "url": reverse("findings:finding", args=[slug, number])},
    ]


def _back(slug: str, number: int, where: str) -> str:
    return f"{reverse('findings:finding', args=[slug, number])}#{where}"


def _revision(request: Request) -> int:
    value = request.POST.get("revision", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
