"""Scores: one team's on both sides, and all teams with the gaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.actions.progress import SIDES, score_team
from alongside.improvement.forms.progress import ScoreForm
from alongside.improvement.models import ProgressScore
from alongside.improvement.periods import before, following, month
from alongside.improvement.queries.progress import progress_page, team_progress
from alongside.improvement.queries.team import open_month
from alongside.improvement.views.places import collaborative_of, team_of
from alongside.improvement.views.progress_drawing import swing, two_lines
from alongside.programme.calendar import today
from alongside.programme.models import Team
from alongside.ui.forms import show_problem

SORTS = ("letter", "gap", "score")


@require_safe
def progress(request: Request, slug: str) -> HttpResponse:
    """Every team whose scores one may see: dot host, ring own, the line the gap."""
    collaborative = collaborative_of(request.user, slug)
    wanted = request.GET.get("sort", "")
    context = progress_page(request.user, collaborative, wanted if wanted in SORTS else "gap")
    context["rows"] = [{"row": row, "swing": swing(row.pair, 120.0)} for row in context["rows"]]
    crumbs = [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Progress"}]
    return render(
        request,
        "improvement/progress.html",
        {**context, "part": "progress", "title": "Progress", "crumbs": crumbs},
    )


@require_http_methods(["GET", "POST"])
def team_scores(request: Request, slug: str, letter: str) -> HttpResponse:
    """A team's scores on both sides; the form for whoever scores one, with the evidence beside it."""
    team = team_of(request.user, slug, letter)
    newest, _ = open_month(team, today(team.collaborative))
    asked = request.GET.get("month", "")
    period = min(month(asked), newest) if asked else newest
    period = max(period, team.joined.replace(day=1))
    context = team_progress(request.user, team, period)
    sides = context["sides"]
    status, form = 200, None
    if request.method == "POST":
        side = request.POST.get("side") or (sides[0] if sides else "")
        host = side == ProgressScore.Side.HOST
        require(
            request.user,
            SIDES[ProgressScore.Side.HOST if host else ProgressScore.Side.TEAM],
            team,
            known=True,
        )
        form = ScoreForm(request.POST, sides=sides)
        status = 422
        if form.is_valid():
            try:
                score_team(team=team, period=period, by=request.user, **form.cleaned_data)
            except Conflict as problem:
                status, context["theirs"] = 409, problem.theirs
                seen = request.POST.copy()
                seen["revision"] = str(problem.theirs["revision"])
                form = ScoreForm(seen, sides=sides)
                show_problem(form, problem)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                messages.success(request, f"{period:%B %Y} is scored.")
                return redirect(
                    f"{reverse('improvement:team_progress', args=[slug, letter])}{'?month=' + asked if asked else ''}"
                )
    elif sides:
        form = ScoreForm(sides=sides, initial=_first(context, sides))
    context |= {
        "form": form,
        "drawing": two_lines(context["rows"]),
        "part": "progress",
        "earlier": before(period) if period > team.joined.replace(day=1) else None,
        "later": following(period) if period < newest else None,
        "title": f"Progress of {team.name}",
        "crumbs": _crumbs(team),
    }
    return render(request, "improvement/team_progress.html", context, status=status)


def _first(context: dict[str, Any], sides: list[str]) -> dict[str, Any]:
    """What stands in the form: this side's score of the month if there is one, never a suggestion."""
    side = sides[0]
    period: dt.date = context["period"]
    row = next((each for each in context["rows"] if each.period == period), None)
    score = None if row is None else row.own if side == ProgressScore.Side.TEAM else row.host
    if score is None:
        return {"side": side}
    return {"side": side, "value": str(score.value), "reason": score.reason, "revision": score.revision}


def _crumbs(team: Team) -> list[dict[str, str]]:
    slug = team.collaborative.slug
    return [
        {"label": team.collaborative.name, "url": f"/c/{slug}/"},
        {"label": f"Team {team.letter}", "url": f"/c/{slug}/teams/{team.letter}/"},
        {"label": "Progress"},
    ]
