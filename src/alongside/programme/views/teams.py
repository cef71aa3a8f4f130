"""A team's place in the programme: joining, its people, leaving."""

from __future__ import annotations

from itertools import chain
from string import ascii_uppercase
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.access.actions import may_grant
from alongside.access.roles import Permission, Role
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.programme import actions
from alongside.programme.calendar import today
from alongside.programme.forms import ChangeTeamForm, LeaveForm, TeamForm
from alongside.programme.models import Team
from alongside.programme.queries import collaborative_for, members_of, sponsors_of, team_for
from alongside.programme.views.saving import crumb, form_page, saved


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """A team joins."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    initial = {
        "joined": today(collaborative),
        "letter": _free(set(collaborative.teams.values_list("letter", flat=True))),
    }
    form = TeamForm(request.POST or None, collaborative=collaborative, initial=initial)
    made: list[Team] = []
    if request.method == "POST" and saved(
        form,
        lambda given: made.append(actions.add_team(collaborative=collaborative, by=request.user, **given)),
    ):
        messages.success(request, f"{made[0]} is added. Now name its lead.")
        return redirect("programme:team", slug, made[0].letter)
    home = crumb(collaborative.name, "improvement:home", slug)
    return form_page(request, form, title="Add a team", verb="Add the team", back=home["url"], crumbs=[home])


def _free(taken: set[str]) -> str:
    """The first letter that no team has; two of them after Z."""
    doubled = (first + second for first in ascii_uppercase for second in ascii_uppercase)
    return next((letter for letter in chain(ascii_uppercase, doubled) if letter not in taken), "")


@require_http_methods(["GET", "POST"])
def team(request: Request, slug: str, letter: str) -> HttpResponse:
    """A team's people, and what the host may change about it."""
    found = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    runs = bool(check(request.user, Permission.RUN_COLLABORATIVE, found))
    initial = {
        "name": found.name,
        "agreement_signed_on": found.agreement_signed_on,
        "topics": [topic.name for topic in found.topics.all()],
    }
    form = ChangeTeamForm(request.POST or None, team=found, initial=initial) if runs else None
    if request.method == "POST":
        require(request.user, Permission.RUN_COLLABORATIVE, found)
        if form is not None and saved(
            form, lambda given: actions.change_team(team=found, by=request.user, **given)
        ):
            messages.success(request, "The team is changed.")
            return redirect("programme:team", slug, found.letter)
        found.refresh_from_db(fields=["name", "agreement_signed_on"])
    context = {
        "title": f"{found.name}: people and settings",
        "first_line": f"Team {found.letter} joined on {found.joined:%-d %b %Y}."
        + (f" It left on {found.left:%-d %b %Y}: {found.left_because}" if found.left else ""),
        "crumbs": [
            crumb(found.collaborative.name, "improvement:home", slug),
            crumb(str(found), "improvement:team", slug, found.letter),
            {"label": "People and settings"},
        ],
        "collaborative": found.collaborative,
        "team": found,
        "members": members_of(found),
        "sponsors": sponsors_of(found),
        "asks": found.asks.all(),
        "form": form,
        "may_run": runs,
        "may_name_sponsor": may_grant(request.user, Role.SPONSOR, found.scope),
    }
    return render(
        request, "programme/team.html", context, status=422 if form is not None and form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def leaves(request: Request, slug: str, letter: str) -> HttpResponse:
    """A team leaves, or becomes part of another."""
    found = team_for(request.user, slug, letter, Permission.RUN_COLLABORATIVE)
    others = list(Team.objects.filter(collaborative=found.collaborative_id, left=None).exclude(pk=found.pk))
    form = LeaveForm(request.POST or None, others=others, initial={"on": today(found.collaborative)})

    def leave(given: dict[str, Any]) -> None:
        into = next((team for team in others if str(team.pk) == given["into"]), None)
        why = {"on": given["on"], "because": given["because"], "by": request.user}
        if into is None:
            actions.team_leaves(team=found, **why)
        else:
            actions.merge_teams(into=into, leaving=found, **why)

    if request.method == "POST" and saved(form, leave):
        messages.success(request, f"{found} has left. Its data stay to that day.")
        return redirect("improvement:home", slug)
    crumbs = [
        crumb(found.collaborative.name, "improvement:home", slug),
        crumb(str(found), "programme:team", slug, found.letter),
    ]
    return form_page(
        request,
        form,
        title="The team leaves",
        verb="Record that it leaves",
        back=crumbs[-1]["url"],
        crumbs=crumbs,
        first_line="Its numbers, tests and notes stay to its last day, shown as left.",
    )
