"""The sponsor's sheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.improvement.queries.sponsor import sponsor_page
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.places import team_of
from alongside.ui import charts


@require_safe
def sponsor(request: Request, slug: str, letter: str) -> HttpResponse:
    """One side of A4: measures as icons with a sentence each, and what is asked by when."""
    team = team_of(request.user, slug, letter, Permission.SEE_SPONSOR_PAGE)
    context = sponsor_page(request.user, team)
    context["lines"] = [
        {
            "line": line,
            "variation": safe(charts.variation_icon(line.chart.analysis, 30)),
            "assurance": safe(charts.assurance_icon(line.chart.analysis, 30)),
            "spark": safe(charts.sparkline(line.chart.analysis, title=line.name)),
        }
        for line in context["lines"]
    ]
    return render(request, "improvement/sponsor.html", {**context, "title": f"{team.name}, for its sponsor"})
