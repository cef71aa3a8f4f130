"""Tests of change."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.forms import TestForm
from alongside.improvement.models import PdsaCycle
from alongside.improvement.queries import cycles
from alongside.improvement.queries.adoption import idea_of
from alongside.improvement.queries.ideas import own_teams
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.drivers import crumbs as package_crumbs
from alongside.improvement.views.places import collaborative_of, team_of
from alongside.programme.calendar import today
from alongside.programme.models import Team
from alongside.ui import charts
from alongside.ui.forms import as_number, show_problem


def crumbs(team: Team, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The collaborative › the team › its tests › …"""
    root = f"/c/{team.collaborative.slug}/teams/{team.letter}/"
    places = [
        (team.collaborative.name, f"/c/{team.collaborative.slug}/"),
        (f"Team {team.letter}", root),
        ("Tests of change", f"{root}tests/"),
        *more,
    ]
    found = [{"label": label, "url": url} for label, url in places]
    del found[-1]["url"]
    return found


@require_safe
def tests(request: Request, slug: str, letter: str) -> HttpResponse:
    """All tests of a team as ramps: cycles that follow each other stand together."""
    team = team_of(request.user, slug, letter)
    ramps = cycles.ramps_of(team)
    every = [each for ramp in ramps for each in ramp.cycles]
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "ramps": ramps,
        "number": len(every),
        "running": sum(each.row.ended is None for each in every),
        "adopted": sum(ramp.last.row.act == "adopt" for ramp in ramps),
        "fared": cycles.predictions(each.row for each in every),
        "may_test": bool(check(request.user, Permission.LOG_TEST, team)),
        "title": f"Tests of change, {team.name}",
        "crumbs": crumbs(team),
    }
    return render(request, "improvement/tests.html", context)


@require_safe
def every_test(request: Request, slug: str) -> HttpResponse:
    """The ramps of every team whose tests one may read."""
    collaborative = collaborative_of(request.user, slug)
    teams = cycles.over_teams(request.user, collaborative)
    own = own_teams(request.user, collaborative)
    context = {
        "collaborative": collaborative,
        "teams": teams,
        "ramps": sum(len(each.ramps) for each in teams),
        "number": sum(len(ramp.cycles) for each in teams for ramp in each.ramps),
        "fared": cycles.predictions(one.row for each in teams for ramp in each.ramps for one in ramp.cycles),
        "own": own[0] if len(own) == 1 else None,
        "title": "Tests of change",
        "crumbs": package_crumbs(collaborative, ("Tests of change", "")),
    }
    return render(request, "improvement/every_test.html", context)


@require_http_methods(["GET", "POST"])
def log(request: Request, slug: str, letter: str) -> HttpResponse:
    """Log a test of change; after another one, with what that one leaves to the next."""
    team = team_of(request.user, slug, letter, Permission.LOG_TEST)
    form = TestForm(request.POST or None, team=team, initial=_beginning(request, team))
    if request.method == "POST" and form.is_valid():
        try:
            cycle = actions.log_test(team=team, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "The test is logged.")
            return redirect("improvement:test", slug, letter, cycle.guid)
    following = bool(form.initial.get("previous"))
    title = "Plan the next cycle" if following else "Log a test of change"
    context = {
        "form": form,
        "title": title,
        "first_line": "Begin small: one patient, one nurse, one day. Say what you expect before you try.",
        "verb": "Log it",
        "crumbs": crumbs(team, (title, "")),
        "back": reverse("improvement:tests", args=[slug, letter]),
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)


def _beginning(request: Request, team: Team) -> dict[str, Any]:
    """What stands in the form of a new test: taken from the cycle before it, or from the idea it tests."""
    first: dict[str, Any] = {"started": today(team.collaborative)}
    before = _earlier(team, request.GET.get("after", ""))
    if before is not None:
        first |= {
            "previous": before.guid,
            "idea": before.next_step or before.idea,
            "plan": before.plan,
            "measure": before.measure.key if before.measure else None,
            "change_idea": before.change_idea.guid if before.change_idea else None,
        }
    elif request.GET.get("idea"):
        try:
            idea = idea_of(team.collaborative, uuid.UUID(request.GET["idea"]))
        except (ValueError, NotKnown):
            return first
        first |= {"change_idea": idea.guid, "idea": idea.title}
    return first


def _earlier(team: Team, guid: str) -> PdsaCycle | None:
    try:
        wanted = uuid.UUID(guid)
    except ValueError:
        return None
    return PdsaCycle.objects.filter(team=team, guid=wanted).select_related("measure", "change_idea").first()


FIELDS = ("idea", "started", "prediction", "plan", "data", "study", "held", "act", "next_step", "ended")


@require_http_methods(["GET", "POST"])
def test(request: Request, slug: str, letter: str, guid: uuid.UUID) -> HttpResponse:
    """The ramp of a cycle with its chart; the cycle in full, and the form for what was found."""
    sent = request.method == "POST"
    team = team_of(request.user, slug, letter, Permission.LOG_TEST if sent else Permission.SEE_TEAM)
    cycle = (
        PdsaCycle.objects.filter(team=team, guid=guid)
        .select_related("previous", "measure", "change_idea", "team__scope__parent")
        .first()
    )
    if cycle is None:
        raise NotKnown()
    may_test = bool(check(request.user, Permission.LOG_TEST, team))
    form, status, theirs = None, 200, None
    if sent or (may_test and "write" in request.GET):
        first: dict[str, Any] = {name: getattr(cycle, name) for name in FIELDS}
        first["measure"] = cycle.measure.key if cycle.measure else None
        first["change_idea"] = cycle.change_idea.guid if cycle.change_idea else None
        form = TestForm(request.POST or None, team=team, cycle=cycle, initial=first)
    if sent and form is not None:
        status = 422
        if form.is_valid():
            try:
                actions.update_test(
                    cycle=cycle,
                    revision=as_number(request.POST.get("revision")) or 0,
                    by=request.user,
                    **form.cleaned_data,
                )
            except Conflict as problem:
                status = 409
                theirs = {"revision": problem.theirs["revision"], "fields": _differing(form, problem)}
                show_problem(form, problem)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                messages.success(request, "The test is saved.")
                return redirect("improvement:test", slug, letter, guid)
    page = cycles.ramp_page(request.user, team, cycle)
    drawn = page.pop("chart")
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "cycle": cycle,
        "form": form,
        "theirs": theirs,
        "chart": drawn[0] if drawn else None,
        "svg": safe(charts.detail(drawn[0].analysis, title=drawn[0].name, lanes=drawn[1], width=1360))
        if drawn
        else "",
        "may_test": may_test,
        "title": f"{page['ramp'].title}, {team.name}",
        "crumbs": crumbs(team, (page["ramp"].title, "")),
        **page,
    }
    return render(request, "improvement/test.html", context, status=status)


def _differing(form: TestForm, problem: Conflict) -> list[tuple[str, str]]:
    """What the other person saved, field by field, where it is not what this one wrote."""
    found = []
    for name, value in problem.theirs.items():
        if name in form.fields and value != problem.mine.get(name):
            found.append((str(form.fields[name].label), "–" if value in (None, "") else str(value)))
    return found
