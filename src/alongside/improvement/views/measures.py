"""Measures: what is counted, and how."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.improvement import actions
from alongside.improvement.forms import MeasureForm
from alongside.improvement.views.places import collaborative_of
from alongside.ui.forms import show_problem


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
            return redirect("improvement:charts", slug)
    context = {
        "form": form,
        "title": "Add a measure",
        "verb": "Add the measure",
        "back": f"/c/{slug}/charts/",
        "crumbs": [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Add a measure"}],
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)
