"""Measures over teams."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.core.spc import Assurance, Variation
from alongside.improvement import actions
from alongside.improvement.forms import MeasureForm
from alongside.improvement.models import Measure, MeasureVersion
from alongside.improvement.queries.measures import measures_page, multiples, shared_axis
from alongside.improvement.queries.team import sessions_of
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.places import collaborative_of
from alongside.ui import charts
from alongside.ui.forms import show_problem

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
def measures(request: Request, slug: str) -> HttpResponse:
    """Every measure with its definition, and how each team stands on each."""
    collaborative = collaborative_of(request.user, slug)
    context = measures_page(request.user, collaborative)
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
    crumbs = [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Measures"}]
    return render(request, "improvement/measures.html", {**context, "title": "Measures", "crumbs": crumbs})


@require_safe
def measure(request: Request, slug: str, key: str) -> HttpResponse:
    """One measure over the teams, on one axis."""
    collaborative = collaborative_of(request.user, slug)
    found = Measure.objects.filter(collaborative=collaborative, key=key).prefetch_related("versions").first()
    if found is None:
        raise NotKnown()
    sort = "signal" if request.GET.get("sort") == "signal" else "letter"
    panels = multiples(request.user, collaborative, key, sort)
    axis, low, high = shared_axis(panels)
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
            {"label": "Measures", "url": f"/c/{slug}/measures/"},
            {"label": version.name},
        ],
    }
    return render(request, "improvement/measure.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """Add a measure, and say who follows it."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    form = MeasureForm(request.POST or None, collaborative=collaborative)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        teams, target = fields.pop("teams"), fields.pop("target")
        try:
            with transaction.atomic():
                measure = actions.add_measure(collaborative=collaborative, by=request.user, **fields)
                for team in teams:
                    actions.follow(measure=measure, team=team, target=target, by=request.user)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, f"{fields['name']} is added.")
            return redirect("improvement:measures", slug)
    context = {
        "form": form,
        "title": "Add a measure",
        "verb": "Add the measure",
        "back": f"/c/{slug}/measures/",
        "crumbs": [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Add a measure"}],
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)
