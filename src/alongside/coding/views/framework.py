"""The framework: read by all who may, changed while it is a draft, its versions held against each other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import Denied, check, require
from alongside.coding import actions, queries
from alongside.coding.drawing import draw_difference
from alongside.coding.forms import CodeForm, MergeForm, PublishForm, RetireForm, SplitForm
from alongside.coding.known import code_at, entry_at, person_of, study_at, version_at
from alongside.coding.models import CodeEntry, Coding, FrameworkVersion
from alongside.coding.versions import current_version, published_version
from alongside.core.errors import Conflict, DomainError, NotKnown
from alongside.study.models import Study
from alongside.ui.forms import as_number, show_problem

State = FrameworkVersion.State


@require_safe
def framework(request: HttpRequest, slug: str) -> HttpResponse:
    """The version in hand; a critical friend sees the published one, without counts."""
    study, person = study_at(request, slug, Permission.SEE_FRAMEWORK), person_of(request)
    inside = check(person, Permission.SEE_STUDY, study).ok
    version = current_version(study) if inside else published_version(study)
    context: dict[str, Any] = {
        "title": "Framework",
        "study": study,
        "crumbs": [{"label": study.name, "url": reverse("coding:home", args=[slug]) if inside else ""}],
        "version": version,
        "inside": inside,
        "may_edit": check(person, Permission.EDIT_FRAMEWORK, study).ok,
        "may_publish": check(person, Permission.PUBLISH_FRAMEWORK, study).ok,
    }
    if version is not None:
        counted = queries.counts(person, version) if inside else None
        context |= {
            "nodes": queries.codebook(version, counted=counted),
            "counted": counted,
            "again": counted.open.total() + counted.retired.total() if counted else 0,
            "editing": context["may_edit"] and version.state == State.DRAFT,
            "versions": queries.versions_of(study) if inside else [],
            "steps": version.steps.select_related("by").count() if inside else 0,
            "publish": PublishForm(),
        }
        context["codes"] = sum(node.entry.codable for node in context["nodes"])
    return render(request, "coding/framework.html", context)


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version against the one before it, or against the one named by `?against=`."""
    study, person = study_at(request, slug), person_of(request)
    newer = version_at(study, number)
    against = as_number(request.GET.get("against"))
    previous = number - 1 if against is None else against
    context: dict[str, Any] = {
        "study": study,
        "version": newer,
        "crumbs": [
            {"label": "Framework", "url": reverse("coding:framework", args=[slug])},
            {"label": "Versions", "url": ""},
        ],
        "versions": queries.versions_of(study),
    }
    if not 1 <= previous < number:
        context |= {"title": f"Version {number}", "nodes": queries.codebook(newer, person)}
        return render(request, "coding/version_first.html", context)
    differing = queries.differences(person, version_at(study, previous), newer)
    context |= {
        "title": f"Version {number} against version {previous}",
        "older": differing.older,
        "differing": differing,
        "drawing": draw_difference(differing),
        "old_codes": sum(node.entry.codable for node in differing.old),
        "new_codes": sum(node.entry.codable for node in differing.new),
    }
    return render(request, "coding/version.html", context)


@require_safe
def code(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Every quote of a code, over all cases."""
    study, person = study_at(request, slug), person_of(request)
    found = code_at(study, guid)
    current = current_version(study)
    entry = current.entries.select_related("parent").filter(code=found).first() if current else None
    if entry is None:
        entry = (
            CodeEntry.objects.filter(code=found)
            .select_related("parent", "version")
            .order_by("-version__number")
            .first()
        )
    if entry is None or current is None:
        raise NotKnown()
    quotes = queries.quotes(person, study, code=found)
    valence = request.GET.get("valence", "")
    shown = [quote for quote in quotes if not valence or quote.valence == valence]
    return render(
        request,
        "coding/code.html",
        {
            "title": entry.name,
            "study": study,
            "crumbs": [{"label": "Framework", "url": reverse("coding:framework", args=[slug])}],
            "entry": entry,
            "version": current,
            "there": entry.version_id == current.pk,
            "quotes": shown,
            "all": len(quotes),
            "sources": len({quote.source.pk for quote in quotes}),
            "valence": valence,
            "valences": [
                (name, sum(quote.valence == name for quote in quotes))
                for name in ("barrier", "facilitator", "both", "unclear")
            ],
        },
    )


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_at(request, slug)
    actions.start_draft(study=study, by=person_of(request))
    return redirect("coding:framework", slug)


@require_POST
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the draft for review, or take it back."""
    study = study_at(request, slug)
    draft = _draft(study)
    step = actions.take_back if draft.state == State.REVIEW else actions.send_for_review
    step(version=draft, by=person_of(request))
    return redirect("coding:framework", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_at(request, slug)
    draft = _draft(study)
    require(person_of(request), Permission.PUBLISH_FRAMEWORK, study)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_version(version=draft, by=person_of(request), note=form.cleaned_data["note"])
        except DomainError as problem:
            _show(form, problem)
        else:
            return redirect(reverse("coding:framework", args=[slug]))
    context = {"study": study, "version": draft, "form": form}
    return _side(request, "coding/framework_publish.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def add_code(request: HttpRequest, slug: str) -> HttpResponse:
    study = study_at(request, slug)
    draft = _draft(study)
    require(person_of(request), Permission.EDIT_FRAMEWORK, study)
    parent = draft.entries.filter(pk=as_number(request.GET.get("under")) or 0).first()
    form = CodeForm(
        draft,
        request.POST or None,
        initial={"parent": parent, "colour": parent.colour if parent else "slate"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.add_code(version=draft, by=person_of(request), **form.cleaned_data)
        except DomainError as problem:
            _show(form, problem)
        else:
            return redirect(_at(slug, entry))
    return _side(
        request, "coding/framework_code.html", {"study": study, "version": draft, "form": form}, form
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_code(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A code's words and place in the draft; and, beside it, what else can become of it."""
    study, person = study_at(request, slug), person_of(request)
    draft = _draft(study)
    require(person, Permission.EDIT_FRAMEWORK, study)
    entry = entry_at(draft, guid)
    form = CodeForm(draft, request.POST, entry=entry) if request.method == "POST" else CodeForm.of(entry)
    context: dict[str, Any] = {"study": study, "version": draft, "entry": entry}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        parent, reason = given.pop("parent"), given.pop("reason", "")
        try:
            with transaction.atomic():
                changed = actions.edit_code(
                    entry=entry,
                    revision=int(request.POST.get("revision") or 0),
                    reason=reason,
                    by=person,
                    **given,
                )
                if (parent.pk if parent else None) != entry.parent_id:
                    actions.move_code(entry=changed, parent=parent, reason=reason, by=person)
        except Conflict as problem:
            context["conflict"] = problem
            show_problem(form, problem)
        except DomainError as problem:
            _show(form, problem)
        else:
            return redirect(_at(slug, entry))
    context |= {
        "form": form, "merge": MergeForm(entry), "split": SplitForm(), "retire": RetireForm(),
        "quotes": Coding.objects.visible_to(person).filter(code=entry.code).count(),
    }  # fmt: skip
    return _side(request, "coding/framework_code.html", context, form)


@require_POST
def change_code(request: HttpRequest, slug: str, guid: uuid.UUID, what: str) -> HttpResponse:
    """Merge, split or retire a code of the draft."""
    study, person = study_at(request, slug), person_of(request)
    draft = _draft(study)
    require(person, Permission.EDIT_FRAMEWORK, study)
    entry = entry_at(draft, guid)
    bound: dict[str, forms.Form] = {"merge": MergeForm(entry), "split": SplitForm(), "retire": RetireForm()}
    form = {"merge": lambda: MergeForm(entry, request.POST), "split": lambda: SplitForm(request.POST)}.get(
        what, lambda: RetireForm(request.POST)
    )()
    bound[what] = form
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        deeds: dict[str, Callable[[], Any]] = {
            "merge": lambda: actions.merge_codes(
                version=draft, from_codes=[entry], into=form.cleaned_data["into"], reason=reason, by=person
            ),
            "split": lambda: actions.split_code(
                version=draft,
                code=entry,
                into=form.cleaned_data["names"].splitlines(),
                reason=reason,
                by=person,
            ),
            "retire": lambda: actions.retire_code(version=draft, code=entry, reason=reason, by=person),
        }
        try:
            deeds[what]()
        except DomainError as problem:
            _show(form, problem)
        else:
            return redirect(reverse("coding:framework", args=[slug]))
    context = {
        "study": study, "version": draft, "entry": entry, "form": CodeForm.of(entry), "opened": what,
        "quotes": Coding.objects.visible_to(person).filter(code=entry.code).count(), **bound,
    }  # fmt: skip
    return _side(request, "coding/framework_code.html", context, form)


def _draft(study: Study) -> FrameworkVersion:
    found = current_version(study)
    if found is None or found.state not in (State.DRAFT, State.REVIEW):
        raise NotKnown("There is no draft.", "Start one on the framework's page.")
    return found


def _show(form: forms.Form, problem: DomainError) -> None:
    if isinstance(problem, Denied):
        raise problem
    show_problem(form, problem)


def _at(slug: str, entry: CodeEntry) -> str:
    return f"{reverse('coding:framework', args=[slug])}#code-{entry.code.guid}"


def _side(request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form) -> HttpResponse:
    """The side panel for htmx, or a page of its own around the same partial."""
    status = 409 if context.get("conflict") else 422 if form.errors else 200
    if getattr(request, "htmx", False):
        return render(request, template, context, status=status)
    crumbs = [{"label": "Framework", "url": reverse("coding:framework", args=[context["study"].slug])}]
    title = context["entry"].name if "entry" in context else "Framework"
    return render(
        request,
        "coding/framework_side.html",
        context | {"partial": template, "title": title, "crumbs": crumbs},
        status=status,
    )
