"""Measures over teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.forms import MeasureForm
from alongside.improvement.models import Measure
from alongside.improvement.queries.measures import measures_page, multiples
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.places import collaborative_of
from alongside.ui import charts
from alongside.ui.forms import show_problem


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
                    "icon": safe(charts.variation_icon(cell.chart.analysis, 20)) if cell.chart else "",
                }
                for cell in row.cells
            ],
        }
        for row in context["rows"]
    ]
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
    values = [point.y for panel in panels for point in panel.chart.analysis.points if point.y is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    pad = (high - low or 1.0) * 0.06
    drawn = [
        {
            "panel": panel,
            "svg": safe(
                charts.multiple(panel.chart.analysis, low=low - pad, high=high + pad, label=panel.label.text)
            ),
        }
        for panel in panels
    ]
    kinds = [panel.kind for panel in panels]
    version = max(found.versions.all(), key=lambda each: each.number)
    context = {
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
