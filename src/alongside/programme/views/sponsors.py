"""Who stands behind a team, and what is asked of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.programme import actions
from alongside.programme.calendar import today
from alongside.programme.forms import AskForm, SponsorForm
from alongside.programme.models import Ask, Sponsorship, Team
from alongside.programme.queries import team_for
from alongside.programme.views.saving import crumb, form_page, invited, saved, somebody


def _crumbs(team: Team) -> list[dict[str, str]]:
    slug = team.collaborative.slug
    return [
        crumb(team.collaborative.name, "improvement:home", slug),
        crumb(str(team), "improvement:team", slug, team.letter),
    ]


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str, letter: str) -> HttpResponse:
    """An executive stands behind the team."""
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    form = SponsorForm(request.POST or None)
    made: dict[str, Any] = {}

    def name(given: dict[str, Any]) -> None:
        person, secret = somebody(given, request.user)
        actions.name_sponsor(team=team, person=person, by=request.user, **given)
        made.update(person=person, secret=secret)

    if request.method == "POST" and saved(form, name):
        if made["secret"]:
            return invited(
                request, made["person"], made["secret"], reverse("programme:team", args=[slug, team.letter])
            )
        messages.success(request, f"{made['person'].name} sponsors the team now.")
        return redirect("programme:team", slug, team.letter)
    crumbs = _crumbs(team)
    return form_page(
        request, form, title="Name a sponsor", verb="Name as sponsor", back=crumbs[-1]["url"], crumbs=crumbs,
        first_line="They read one page: is it working, and what is asked of them. They change nothing.",
    )  # fmt: skip


@require_POST
def end(request: Request, slug: str, letter: str, pk: int) -> HttpResponse:
    """A sponsor steps back today."""
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    sponsorship = Sponsorship.objects.filter(team=team, pk=pk).select_related("person").first()
    if sponsorship is None:
        raise NotKnown()
    sponsorship.team = team
    actions.end_sponsor(sponsorship=sponsorship, by=request.user)
    messages.success(request, f"{sponsorship.person.name} no longer sponsors the team.")
    return redirect("programme:team", slug, team.letter)


@require_http_methods(["GET", "POST"])
def ask(request: Request, slug: str, letter: str) -> HttpResponse:
    """Ask something of the sponsor."""
    team = team_for(request.user, slug, letter, Permission.ASK_SPONSOR)
    form = AskForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda given: actions.ask_sponsor(team=team, by=request.user, **given)
    ):
        messages.success(request, "It stands on the sponsor's page now.")
        return redirect("improvement:team", slug, team.letter)
    crumbs = _crumbs(team)
    return form_page(
        request, form, title="Ask the sponsor", verb="Ask", back=crumbs[-1]["url"], crumbs=crumbs,
        first_line="One thing they can do that you cannot, and by when.",
    )  # fmt: skip


@require_POST
def answer(request: Request, slug: str, letter: str, guid: uuid.UUID) -> HttpResponse:
    """What was asked has been answered."""
    team = team_for(request.user, slug, letter, Permission.ASK_SPONSOR)
    found = Ask.objects.filter(team=team, guid=guid).first()
    if found is None:
        raise NotKnown()
    found.team = team
    actions.answer_ask(ask=found, on=max(today(team.collaborative), team.joined), by=request.user)
    messages.success(request, "Noted as answered.")
    return redirect("improvement:team", slug, team.letter)
