"""The history of a series' numbers, and taking a number back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.definitions import current_version, version_for
from alongside.improvement.forms.numbers import TakeBackForm
from alongside.improvement.models import Observation
from alongside.improvement.queries.history import history as happened
from alongside.improvement.queries.team import counted
from alongside.improvement.views.entry import period_of
from alongside.improvement.views.places import series_of
from alongside.ui.forms import show_problem


@require_safe
def history(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """Who changed what, when, from what to what, and why."""
    series = series_of(request.user, slug, letter, key)
    version = current_version(series)
    context = {
        "series": series,
        "team": series.team,
        "collaborative": series.team.collaborative,
        "rows": happened(series),
        "title": f"History of {version.name.lower()}, team {series.team.letter}",
        "first_line": "Everything that was sent, corrected or taken back. Nothing is ever deleted.",
        "crumbs": [
            {"label": f"Team {series.team.letter}", "url": reverse("improvement:team", args=[slug, letter])},
            {"label": version.name, "url": reverse("improvement:chart", args=[slug, letter, key])},
            {"label": "History"},
        ],
        "may_enter": bool(check(request.user, Permission.ENTER_DATA, series)),
        "may_take_back": bool(check(request.user, Permission.MANAGE_TEAM, series)),
        "part": "data",
    }
    return render(request, "improvement/history.html", context)


@require_http_methods(["GET", "POST"])
def take_back(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """Take a number back that was sent by mistake, with the reason."""
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    first = period_of(period)
    there = Observation.objects.filter(series=series, period=first).first()
    if there is None:
        raise NotKnown("No number stands for this month.", "There is nothing to take back.")
    version = version_for(series, first)
    form = TakeBackForm(request.POST or None)
    back = reverse("improvement:history", args=[slug, letter, key])
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(
                series=series, period=first, reason=form.cleaned_data["reason"], by=request.user
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(
                request, f"{counted(there)} for {first:%B %Y} is taken back; it stays in the history."
            )
            return redirect(back)
    context = {
        "form": form,
        "title": f"Take back {version.name.lower()}, {first:%B %Y}",
        "first_line": f"{counted(there)} stands there. It goes from the charts, and stays in the history with your reason.",
        "crumbs": [
            {"label": f"Team {series.team.letter}", "url": reverse("improvement:team", args=[slug, letter])},
            {"label": "History", "url": back},
            {"label": "Take back"},
        ],
        "back": back,
        "verb": "Take the number back",
        "danger": True,
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)
