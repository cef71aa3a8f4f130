"""The collaborative's home."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.improvement.queries.home import home as home_of
from alongside.improvement.views.places import collaborative_of

SORTS = ("letter", "signal", "data")


@require_safe
def home(request: Request, slug: str) -> HttpResponse:
    """Teams × months, what needs somebody, what changed, and the programme's time line."""
    collaborative = collaborative_of(request.user, slug)
    wanted = request.GET.get("sort", "letter")
    context = home_of(request.user, collaborative, wanted if wanted in SORTS else "letter")
    return render(request, "improvement/home.html", {**context, "title": collaborative.name})
