"""The adoption board: ideas by teams, each cell opened to its dated steps."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import Denied
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.forms import StepForm
from alongside.improvement.models import Adoption
from alongside.improvement.queries.adoption import WORDS, Standing, board, idea_of, standing
from alongside.improvement.queries.ideas import cell_page, own_teams
from alongside.improvement.views.drivers import crumbs
from alongside.improvement.views.places import collaborative_of
from alongside.programme.calendar import today
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative
from alongside.programme.queries import events_for
from alongside.ui.forms import show_problem


@require_safe
def adoption(request: Request, slug: str) -> HttpResponse:
    """Every idea over every team, furthest first."""
    collaborative = collaborative_of(request.user, slug)
    return _board(request, collaborative)


def _board(
    request: Request,
    collaborative: Collaborative,
    at: tuple[int, int] | None = None,
    read: Standing | None = None,
    **more: Any,
) -> HttpResponse:
    found = board(request.user, collaborative, at, read)
    context = {
        "collaborative": collaborative,
        "board": found,
        "key": WORDS.items(),
        "may_record": bool(own_teams(request.user, collaborative)),
        "title": "Who took what from whom",
        "crumbs": crumbs(collaborative, ("Adoption", "")),
        **more,
    }
    return render(request, "improvement/adoption.html", context)


@require_safe
def cell(request: Request, slug: str, guid: uuid.UUID, letter: str) -> HttpResponse:
    """The board with one cell opened."""
    collaborative = collaborative_of(request.user, slug)
    idea = idea_of(collaborative, guid)
    found = standing(collaborative, request.user)
    team = next((pk for pk, label in found.labels.items() if label.letter == letter), None)
    if team is None:
        raise NotKnown()
    panel = cell_page(request.user, collaborative, idea, team, found)
    return _board(request, collaborative, (idea.pk, team), found, panel=panel)


@require_http_methods(["GET", "POST"])
def record_step(request: Request, slug: str) -> HttpResponse:
    """Record a step of a team with an idea."""
    collaborative = collaborative_of(request.user, slug)
    teams = own_teams(request.user, collaborative)
    if not teams:
        raise Denied(
            "Steps are recorded by the team, its adviser and the host.",
            permission=Permission.LOG_TEST,
            scope_id=collaborative.scope_id,
            thing=collaborative,
        )
    form = StepForm(
        request.POST or None,
        collaborative=collaborative,
        teams=teams,
        known=labels(request.user, collaborative),
        events=events_for(request.user, collaborative),
        initial={
            "on": today(collaborative),
            "team": request.GET.get("team"),
            "idea": request.GET.get("idea"),
            "stage": Adoption.Stage.TESTING,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            step = actions.record_step(by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "The step is recorded.")
            return redirect("improvement:adoption_cell", slug, step.idea.guid, step.team.letter)
    context = {
        "form": form,
        "title": "Record a step",
        "first_line": "Where a team stands with an idea, since when, and from whom it learnt. Earlier steps stay.",
        "verb": "Record it",
        "crumbs": crumbs(
            collaborative, ("Adoption", reverse("improvement:adoption", args=[slug])), ("Record a step", "")
        ),
        "back": reverse("improvement:adoption", args=[slug]),
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)


@require_POST
def undo_step(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take back a step that was recorded by mistake."""
    collaborative = collaborative_of(request.user, slug)
    step = (
        Adoption.objects.filter(pk=pk, team__in=labels(request.user, collaborative))
        .select_related("team__scope__parent", "idea")
        .first()
    )
    if step is None:
        raise NotKnown()
    actions.undo_step(step=step, by=request.user)
    messages.success(request, "The step is taken back.")
    return redirect("improvement:adoption_cell", slug, step.idea.guid, step.team.letter)
