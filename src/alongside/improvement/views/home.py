"""The collaborative's home."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.improvement.queries.home import home as home_of
from alongside.improvement.views.places import collaborative_of
from alongside.improvement.views.progress_drawing import swing

SORTS = ("letter", "signal", "data", "gap")


@require_safe
def home(request: Request, slug: str) -> HttpResponse:
    """Teams × months, what needs somebody, what changed, and the programme's time line."""
    collaborative = collaborative_of(request.user, slug)
    wanted = request.GET.get("sort", "letter")
    context = home_of(request.user, collaborative, wanted if wanted in SORTS else "letter")
    context["swings"] = {row.team.pk: swing(row.score) for row in context["teams"] if row.score.period}
    return render(request, "improvement/home.html", {**context, "title": collaborative.name})
