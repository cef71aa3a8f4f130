"""Sessions, who came, and what happened around the programme."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.programme import actions
from alongside.programme.calendar import today
from alongside.programme.confidentiality import labels
from alongside.programme.forms import AttendanceForm, ContextForm, EventForm
from alongside.programme.models import Event, Team
from alongside.programme.queries import attendance_of, collaborative_for, event_for, events_for
from alongside.programme.views.saving import crumb, form_page, saved


@require_safe
def events(request: Request, slug: str) -> HttpResponse:
    """Every session, webinar, visit and call, newest first, with how many teams came."""
    collaborative = collaborative_for(request.user, slug)
    found = events_for(request.user, collaborative)
    came: dict[int, int] = {}
    for event, _ in attendance_of(found):
        came[event] = came.get(event, 0) + 1
    context = {
        "title": "Sessions and calls",
        "first_line": "Where teams met, and how many came.",
        "crumbs": [crumb(collaborative.name, "improvement:home", slug), {"label": "Sessions and calls"}],
        "collaborative": collaborative,
        "events": [(event, came.get(event.pk)) for event in reversed(found)],
        "may_run": bool(check(request.user, Permission.RUN_COLLABORATIVE, collaborative)),
    }
    return render(request, "programme/events.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """A session, webinar, visit or call is planned."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    form = EventForm(request.POST or None)
    made: list[Event] = []
    if request.method == "POST" and saved(
        form,
        lambda given: made.append(actions.add_event(collaborative=collaborative, by=request.user, **given)),
    ):
        messages.success(request, f"{made[0].title} is added.")
        return redirect("programme:event", slug, made[0].guid)
    home = crumb(collaborative.name, "improvement:home", slug)
    return form_page(
        request, form, title="Add a session", verb="Add the session", back=home["url"], crumbs=[home]
    )


@require_http_methods(["GET", "POST"])
def event(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """One event: when, where, the agenda, and which teams came."""
    collaborative = collaborative_for(request.user, slug)
    found = event_for(request.user, collaborative, guid)
    runs = bool(check(request.user, Permission.RUN_COLLABORATIVE, collaborative))
    named = labels(request.user, collaborative)
    came = {team for _, team in attendance_of([found])}
    form = None
    if runs:
        form = AttendanceForm(request.POST or None, labels=named, initial={"teams": [str(pk) for pk in came]})
    if request.method == "POST":
        require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
        if form is not None and saved(form, lambda given: _came(found, given, request)):
            messages.success(request, f"{len(form.cleaned_data['teams'])} teams came: saved.")
            return redirect("programme:event", slug, found.guid)
    context = {
        "title": found.title,
        "crumbs": [
            crumb(collaborative.name, "improvement:home", slug),
            crumb("Sessions and calls", "programme:events", slug),
            {"label": found.title},
        ],
        "collaborative": collaborative,
        "event": found,
        "came": [label.text for pk, label in named.items() if pk in came],
        "count": len(came),
        "form": form,
    }
    return render(
        request, "programme/event.html", context, status=422 if form is not None and form.is_bound else 200
    )


def _came(event: Event, given: dict[str, Any], request: Request) -> None:
    teams = Team.objects.filter(collaborative=event.collaborative_id, pk__in=given["teams"])
    actions.record_attendance(event=event, teams=teams, by=request.user)


@require_http_methods(["GET", "POST"])
def add_context(request: Request, slug: str) -> HttpResponse:
    """Something happened around the programme that may explain what a chart does."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    teams = list(collaborative.teams.all())
    form = ContextForm(request.POST or None, teams=teams, initial={"on": today(collaborative)})

    def note(given: dict[str, Any]) -> None:
        team = next((team for team in teams if str(team.pk) == given["team"]), None)
        given.pop("team", None)
        actions.add_context_event(collaborative=collaborative, team=team, by=request.user, **given)

    if request.method == "POST" and saved(form, note):
        messages.success(request, "It stands under every chart it concerns.")
        return redirect("improvement:home", slug)
    home = crumb(collaborative.name, "improvement:home", slug)
    return form_page(
        request, form, title="Add a context event", verb="Add the event", back=home["url"], crumbs=[home],
        first_line="An inspection, a guideline, a hard winter: what was near in time, not why a chart moved.",
    )  # fmt: skip
