"""A change idea's page, and what is added to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.improvement import actions
from alongside.improvement.forms import IdeaForm, MaterialForm
from alongside.improvement.models import Driver, Material
from alongside.improvement.queries.adoption import idea_of
from alongside.improvement.queries.ideas import idea_page, own_teams
from alongside.improvement.views.drivers import back, crumbs
from alongside.improvement.views.places import collaborative_of
from alongside.programme.models import Collaborative, Team
from alongside.ui.forms import as_number, show_problem


@require_safe
def idea(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """What it is, what speaks for it, who is where with it, and what to take along."""
    collaborative = collaborative_of(request.user, slug)
    found = idea_of(collaborative, guid)
    context = {
        "collaborative": collaborative,
        "idea": found,
        "title": found.title,
        "crumbs": crumbs(collaborative, (found.title, "")),
        **idea_page(request.user, collaborative, found),
    }
    return render(request, "improvement/idea.html", context)


def _writers(request: Request, collaborative: Collaborative) -> tuple[bool, list[Team]]:
    """Whether this is the host, and the teams the person speaks for; refused to who is neither."""
    host = bool(check(request.user, Permission.RUN_COLLABORATIVE, collaborative))
    teams = own_teams(request.user, collaborative)
    if not host and not teams:
        raise Refused("Ideas and materials come from the teams and the host.", "Ask a team to propose yours.")
    return host, teams


@require_http_methods(["GET", "POST"])
def add_idea(request: Request, slug: str) -> HttpResponse:
    """The host adds an idea under its drivers; a team proposes one, which the host then places."""
    collaborative = collaborative_of(request.user, slug)
    host, teams = _writers(request, collaborative)
    given: Any = request.POST.copy() if request.method == "POST" else None
    form = IdeaForm(
        given,
        collaborative=collaborative,
        host=host,
        teams=teams,
        initial={"drivers": [request.GET.get("under")] if request.GET.get("under") else []},
    )
    if request.method == "POST" and form.is_valid():
        try:
            if host:
                found = actions.add_idea(collaborative=collaborative, by=request.user, **form.cleaned_data)
            else:
                found = actions.propose_idea(by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            if request.POST.get("in_diagram"):
                under = request.POST.get("drivers") or "none"
                return back(request, slug, at=f"{found.guid}.{under}")
            messages.success(
                request,
                "The idea is in the package." if host else "Your idea is proposed; the host will place it.",
            )
            return redirect("improvement:idea", slug, found.guid)
    title = "Add a change idea" if host else "Propose a change idea"
    context = {
        "form": form,
        "title": title,
        "first_line": ""
        if host
        else "What your team tried, or means to try, and others could. The host places it under a driver.",
        "verb": "Add it" if host else "Propose it",
        "crumbs": crumbs(collaborative, (title, "")),
        "back": reverse("improvement:change_package", args=[slug]),
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit_idea(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Write an idea again: the host."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    found = idea_of(collaborative, guid)
    first = {
        "title": found.title,
        "what": found.what,
        "evidence": found.evidence,
        "topic": found.topic.name if found.topic else None,
        "drivers": [str(each) for each in found.drivers.values_list("guid", flat=True)],
    }
    form = IdeaForm(request.POST or None, collaborative=collaborative, host=True, teams=[], initial=first)
    status, theirs = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            fields = dict(form.cleaned_data)
            drivers: list[Driver] = list(fields.pop("drivers"))
            try:
                actions.write_idea(
                    idea=found,
                    revision=as_number(request.POST.get("revision")) or 0,
                    by=request.user,
                    **fields,
                )
                actions.place_idea(idea=found, drivers=drivers, by=request.user)
            except Conflict as problem:
                status, theirs = 409, problem.theirs
                show_problem(form, problem)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                messages.success(request, "The idea is saved.")
                return redirect("improvement:idea", slug, guid)
    context = {
        "collaborative": collaborative,
        "idea": found,
        "form": form,
        "theirs": theirs,
        "title": f"Write “{found.title}” again",
        "crumbs": crumbs(
            collaborative, (found.title, reverse("improvement:idea", args=[slug, guid])), ("Write again", "")
        ),
    }
    return render(request, "improvement/edit_idea.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add_material(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Something to take along, by its address."""
    collaborative = collaborative_of(request.user, slug)
    found = idea_of(collaborative, guid)
    host, teams = _writers(request, collaborative)
    form = MaterialForm(request.POST or None, teams=teams, host=host)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_material(idea=found, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "The material is added.")
            return redirect("improvement:idea", slug, guid)
    url = reverse("improvement:idea", args=[slug, guid])
    context = {
        "form": form,
        "title": "Add a material",
        "first_line": f"Something that helps another team to begin with “{found.title}”.",
        "verb": "Add it",
        "crumbs": crumbs(collaborative, (found.title, url), ("Add a material", "")),
        "back": url,
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)


@require_POST
def remove_material(request: Request, slug: str, guid: uuid.UUID, pk: int) -> HttpResponse:
    """Take a material away."""
    collaborative = collaborative_of(request.user, slug)
    found = idea_of(collaborative, guid)
    material = (
        Material.objects.filter(idea=found, pk=pk)
        .select_related("team__scope__parent", "idea__collaborative__scope")
        .first()
    )
    if material is None:
        raise NotKnown()
    actions.remove_material(material=material, by=request.user)
    messages.success(request, "The material is taken away.")
    return redirect("improvement:idea", slug, guid)
