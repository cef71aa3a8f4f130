"""What came, and when."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.improvement.queries.completeness import completeness as came
from alongside.improvement.views.over_teams import crumbs, frame
from alongside.improvement.views.places import collaborative_of

SPANS = (6, 12, 24)


@require_safe
def completeness(request: Request, slug: str) -> HttpResponse:
    """Teams by months, and what share of each measure came."""
    collaborative = collaborative_of(request.user, slug)
    asked = request.GET.get("months", "")
    many = int(asked) if asked.isdecimal() and int(asked) in SPANS else 12
    found = came(request.user, collaborative, many)
    context = {
        **frame(collaborative, "completeness"),
        "found": found,
        "many": many,
        "spans": SPANS,
        "keys": [{"key": line.measure.key, "name": line.name} for line in found.measures],
        "key": found.measures[0].measure.key if found.measures else "",
        "title": "What came, and when",
        "crumbs": crumbs(collaborative, "Completeness"),
    }
    return render(request, "improvement/completeness.html", context)
