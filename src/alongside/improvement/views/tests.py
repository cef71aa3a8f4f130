"""Tests of change."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.forms import TestForm
from alongside.improvement.models import PdsaCycle
from alongside.improvement.views.places import team_of
from alongside.programme.calendar import today
from alongside.programme.models import Team
from alongside.ui.forms import as_number, show_problem


def crumbs(team: Team, last: str) -> list[dict[str, str]]:
    root = f"/c/{team.collaborative.slug}/teams/{team.letter}/"
    return [
        {"label": team.collaborative.name, "url": f"/c/{team.collaborative.slug}/"},
        {"label": f"Team {team.letter}", "url": root},
        {"label": "Tests of change", "url": f"{root}tests/"},
        {"label": last},
    ][: 4 if last else 3]


@require_safe
def tests(request: Request, slug: str, letter: str) -> HttpResponse:
    """All tests of a team as ramps: cycles that follow each other stand together."""
    team = team_of(request.user, slug, letter)
    cycles = list(PdsaCycle.objects.filter(team=team).order_by("started"))
    followed = {cycle.previous_id: cycle for cycle in cycles if cycle.previous_id}
    ramps = []
    for cycle in cycles:
        if cycle.previous_id is None:
            ramp = [cycle]
            while (after := followed.get(ramp[-1].pk)) is not None and after not in ramp:
                ramp.append(after)
            ramps.append(ramp)
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "ramps": ramps[::-1],
        "may_test": bool(check(request.user, Permission.LOG_TEST, team)),
        "title": "Tests of change",
        "crumbs": crumbs(team, ""),
    }
    return render(request, "improvement/tests.html", context)


@require_http_methods(["GET", "POST"])
def log(request: Request, slug: str, letter: str) -> HttpResponse:
    """Log a test of change."""
    team = team_of(request.user, slug, letter, Permission.LOG_TEST)
    first = {"started": today(team.collaborative), "previous": request.GET.get("after")}
    form = TestForm(request.POST or None, team=team, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            cycle = actions.log_test(team=team, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "The test is logged.")
            return redirect("improvement:test", slug, letter, cycle.guid)
    context = {
        "form": form,
        "title": "Log a test of change",
        "verb": "Log it",
        "crumbs": crumbs(team, "Log"),
        "back": f"/c/{slug}/teams/{letter}/",
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def test(request: Request, slug: str, letter: str, guid: uuid.UUID) -> HttpResponse:
    """One cycle: read it, or add what was found."""
    team = team_of(request.user, slug, letter)
    cycle = (
        PdsaCycle.objects.filter(team=team, guid=guid)
        .select_related("previous", "measure", "team__scope__parent")
        .first()
    )
    if cycle is None:
        raise NotKnown()
    may_test = bool(check(request.user, Permission.LOG_TEST, team))
    first = {
        name: getattr(cycle, name)
        for name in ("idea", "started", "prediction", "plan", "data", "study", "act", "ended")
    }
    form = TestForm(request.POST or None, team=team, cycle=cycle, initial=first)
    for name in ("measure", "previous"):
        del form.fields[name]
    status, theirs = 200, None
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        if form.is_valid():
            try:
                actions.update_test(
                    cycle=cycle,
                    revision=as_number(revision) or 0,
                    by=request.user,
                    **form.cleaned_data,
                )
                messages.success(request, "The test is saved.")
                return redirect("improvement:test", slug, letter, guid)
            except Conflict as problem:
                status, theirs = 409, problem.theirs
                show_problem(form, problem)
            except Invalid as problem:
                status = 422
                show_problem(form, problem)
        else:
            status = 422
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "cycle": cycle,
        "form": form if may_test else None,
        "theirs": theirs,
        "following": cycle.following.all(),
        "may_test": may_test,
        "title": cycle.idea,
        "crumbs": crumbs(team, cycle.idea),
    }
    return render(request, "improvement/test.html", context, status=status)
