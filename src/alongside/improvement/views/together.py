"""One measure over all teams together."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.core.spc import words as spc_words
from alongside.improvement.queries import measures as over_teams
from alongside.improvement.queries import together as all_teams
from alongside.improvement.queries.chart import common_lanes, points_said, table
from alongside.improvement.queries.formula import computed
from alongside.improvement.queries.small_numbers import FEWEST_TEAMS
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.multiples import measure_of
from alongside.improvement.views.over_teams import crumbs, frame
from alongside.improvement.views.places import collaborative_of
from alongside.ui import charts

WIDTH = 952


@require_safe
def together(request: Request, slug: str, key: str) -> HttpResponse:
    """The collaborative's own chart, with how many teams each month rests on."""
    collaborative = collaborative_of(request.user, slug)
    measure = measure_of(collaborative, key)
    found = all_teams.together(measure)
    analysis = found.chart.analysis
    lanes = common_lanes(collaborative)
    name = found.chart.name
    context = {
        **frame(collaborative, "together"),
        "found": found,
        "analysis": analysis,
        "version": found.chart.version,
        "measure": measure,
        "svg": safe(charts.detail(analysis, title=f"{name}, all teams together", lanes=lanes, width=WIDTH)),
        "legend": safe(charts.legend(*charts.usual(analysis))),
        "variation": safe(charts.variation_icon(analysis, 36)),
        "assurance": safe(charts.assurance_icon(analysis, 36)),
        "rows": [
            (row, found.teams[row.point.i], row.point.i in found.withheld) for row in table(found.chart)
        ],
        "said": points_said(found.chart, lanes),
        "computed": computed(found.chart),
        "fewest": FEWEST_TEAMS,
        "latest": latest(found),
        "key": key,
        "keys": over_teams.neighbours(collaborative),
        "title": f"{name}, all teams together",
        "crumbs": crumbs(collaborative, "All teams together", name),
    }
    return render(request, "improvement/together.html", context)


def latest(found: all_teams.Together) -> str:
    """The newest month: "March was 812 of 1,020 in 22 teams."."""
    analysis = found.chart.analysis
    point = analysis.latest
    if point is None:
        return ""
    value = spc_words.value(analysis, point.y)
    if point.numerator is not None and point.n is not None:
        value = f"{point.numerator:,g} of {point.n:,g}"
    return f"{spc_words.day(point.x)} was {value} in {found.teams[point.i]} teams."
