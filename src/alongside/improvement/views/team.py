"""A team's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.improvement.queries.team import team_page
from alongside.improvement.views.drawing import drawn
from alongside.improvement.views.places import team_of


@require_safe
def team(request: Request, slug: str, letter: str) -> HttpResponse:
    """What is due, how the charts stand, which tests run."""
    found = team_of(request.user, slug, letter)
    context = team_page(request.user, found)
    context["cards"] = drawn(context["cards"], context["sessions"])
    crumbs = [{"label": found.collaborative.name, "url": f"/c/{slug}/"}, {"label": f"Team {found.letter}"}]
    return render(
        request,
        "improvement/team.html",
        {**context, "title": f"{found.name}, team {found.letter}", "crumbs": crumbs},
    )
