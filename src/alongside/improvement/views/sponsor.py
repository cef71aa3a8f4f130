"""The sponsor's sheet."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.spc import Assurance, Variation
from alongside.improvement.queries.sponsor import sponsor_page
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.places import team_of
from alongside.ui import charts


def key() -> Iterator[tuple[str, str]]:
    """The icons of the sheet, in words."""
    yield charts.variation_icon(Variation("improvement", "high", 13), 18), "improving"
    yield charts.variation_icon(Variation("concern", "high", 13), 18), "getting worse"
    yield charts.variation_icon(Variation("common", None, 13), 18), "no signal"
    yield charts.assurance_icon(Assurance("pass", "pass", 90, ""), 18), "meets target"
    yield charts.assurance_icon(Assurance("hit_and_miss", "hit_and_miss", 90, ""), 18), "hit and miss"
    yield charts.assurance_icon(Assurance("fail", "fail", 90, ""), 18), "will not meet it"
    yield charts.assurance_icon(Assurance("not_judged", None, 90, ""), 18), "not judged yet"


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
    context["key"] = [(safe(icon), words) for icon, words in key()]
    return render(request, "improvement/sponsor.html", {**context, "title": f"{team.name}, for its sponsor"})
