"""Charts over teams: icons of every measure, and one measure in small multiples."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.core.spc import Assurance, Variation
from alongside.improvement.models import Measure, MeasureVersion
from alongside.improvement.queries import measures as over_teams
from alongside.improvement.queries.team import sessions_of
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.places import collaborative_of
from alongside.ui import charts

ICONS = (
    (Variation("common", None, 13), "Common cause", "no signal in the newest month"),
    (Variation("improvement", "high", 13), "Improvement, high", "up, and up is good"),
    (Variation("improvement", "low", 13), "Improvement, low", "down, and down is good"),
    (Variation("concern", "high", 13), "Concern, high", "up, and down is good"),
    (Variation("concern", "low", 13), "Concern, low", "down, and up is good"),
    (Variation("neutral", "high", 13), "Neutral", "changed; neither is better"),
    (Assurance("pass", "pass", 90, ""), "Meets it reliably", "target outside the limits, on the safe side"),
    (Assurance("hit_and_miss", "hit_and_miss", 90, ""), "Hit and miss", "target inside the limits"),
    (Assurance("fail", "fail", 90, ""), "Will not reach it", "without a change"),
    (Assurance("not_judged", None, 90, ""), "Not judged", "the level has moved: add a phase"),
    (Variation("too_few", None, 10), "Too few to judge", "months so far; icons from 13"),
)


def icon_key() -> Iterator[tuple[str, str, str]]:
    """What each icon means, drawn."""
    for verdict, name, means in ICONS:
        icon = (
            charts.variation_icon(verdict, 32)
            if isinstance(verdict, Variation)
            else charts.assurance_icon(verdict, 32)
        )
        yield icon, name, means
    yield charts.not_collected(32), "Not collected", "the team does not follow it"


@require_safe
def icons(request: Request, slug: str) -> HttpResponse:
    """Every measure with its definition, and how each team stands on each."""
    collaborative = collaborative_of(request.user, slug)
    context = over_teams.measures_page(request.user, collaborative)
    context["rows"] = [
        {
            "row": row,
            "cells": [
                {
                    "cell": cell,
                    "icons": safe(
                        charts.variation_icon(cell.chart.analysis, 20)
                        + charts.assurance_icon(cell.chart.analysis, 20)
                    )
                    if cell.chart
                    else "",
                }
                for cell in row.cells
            ],
        }
        for row in context["rows"]
    ]
    context["groups"] = [
        (label, here)
        for kind, label in MeasureVersion.Type.choices
        if (here := [each for each in context["rows"] if each["row"].version.type == kind])
    ]
    context["icon_key"] = [(safe(icon), *words) for icon, *words in icon_key()]
    crumbs = [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Charts"}]
    return render(request, "improvement/icons.html", {**context, "title": "Charts", "crumbs": crumbs})


@require_safe
def multiples(request: Request, slug: str, key: str) -> HttpResponse:
    """One measure over the teams, on one axis."""
    collaborative = collaborative_of(request.user, slug)
    found = Measure.objects.filter(collaborative=collaborative, key=key).prefetch_related("versions").first()
    if found is None:
        raise NotKnown()
    sort = "signal" if request.GET.get("sort") == "signal" else "letter"
    panels = over_teams.multiples(request.user, collaborative, key, sort)
    axis, low, high = over_teams.shared_axis(panels)
    held = sessions_of(collaborative)
    drawn = [
        {
            "panel": panel,
            "svg": safe(
                charts.multiple(
                    panel.chart.analysis, low=low, high=high, label=panel.label.text, sessions=held, axis=axis
                )
            ),
        }
        for panel in panels
    ]
    targets = {panel.chart.analysis.assurance.target for panel in panels}
    kinds = [panel.kind for panel in panels]
    version = max(found.versions.all(), key=lambda each: each.number)
    context = {
        "key": safe(
            charts.multiple_key(
                low=low,
                high=high,
                unit=version.unit,
                target=next(iter(targets)) if len(targets) == 1 else None,
            )
        ),
        "first": axis[0] if axis else "",
        "last": axis[-1] if axis else "",
        "begin_with": [
            panel.label.letter for panel in panels if panel.kind in {"worse", "better", "changed"}
        ][:3],
        "collaborative": collaborative,
        "measure": found,
        "version": version,
        "panels": drawn,
        "sort": sort,
        "better": kinds.count("better"),
        "worse": kinds.count("worse"),
        "steady": kinds.count("steady"),
        "few": kinds.count("few"),
        "title": version.name,
        "crumbs": [
            {"label": collaborative.name, "url": f"/c/{slug}/"},
            {"label": "Charts", "url": f"/c/{slug}/charts/"},
            {"label": version.name},
        ],
    }
    return render(request, "improvement/multiples.html", context)
