"""Who works in a team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.programme import actions
from alongside.programme.forms import MemberForm
from alongside.programme.models import Team, TeamMember
from alongside.programme.queries import collaborative_for, team_for
from alongside.programme.views.saving import crumb, form_page, invited, saved, somebody


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """Somebody joins a team: the host chooses any, a team's lead their own."""
    collaborative = collaborative_for(request.user, slug)
    teams = [
        team
        for team in Team.objects.filter(collaborative=collaborative, left=None).select_related(
            "scope__parent"
        )
        if check(request.user, Permission.MANAGE_TEAM, team)
    ]
    if not teams:
        require(request.user, Permission.MANAGE_TEAM, collaborative)
    form = MemberForm(request.POST or None, teams=teams, initial={"team": request.GET.get("team", "")})
    made: dict[str, Any] = {}

    def join(given: dict[str, Any]) -> None:
        team = next(team for team in teams if team.letter == given["team"])
        del given["team"]
        person, secret = somebody(given, request.user)
        actions.add_member(team=team, person=person, by=request.user, **given)
        made.update(team=team, person=person, secret=secret)

    if request.method == "POST" and saved(form, join):
        if made["secret"]:
            return invited(
                request,
                made["person"],
                made["secret"],
                reverse("programme:team", args=[slug, made["team"].letter]),
            )
        messages.success(request, f"{made['person'].name} is in team {made['team'].letter} now.")
        return redirect("programme:team", slug, made["team"].letter)
    home = crumb(collaborative.name, "improvement:home", slug)
    return form_page(
        request, form, title="Add a member", verb="Add to the team", back=home["url"], crumbs=[home]
    )


@require_POST
def end(request: Request, slug: str, letter: str, pk: int) -> HttpResponse:
    """Somebody leaves a team today; their role ends with it."""
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    member = TeamMember.objects.filter(team=team, pk=pk).select_related("person").first()
    if member is None:
        raise NotKnown()
    member.team = team
    actions.end_member(member=member, by=request.user)
    messages.success(request, f"{member.person.name} has left the team.")
    return redirect("programme:team", slug, team.letter)
