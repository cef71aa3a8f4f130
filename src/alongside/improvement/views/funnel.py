"""Teams beside each other over a period, in a funnel."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.improvement.periods import before
from alongside.improvement.periods import month as month_of
from alongside.improvement.queries import funnel as funnels
from alongside.improvement.queries import measures as over_teams
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.multiples import measure_of
from alongside.improvement.views.over_teams import crumbs, frame
from alongside.improvement.views.places import collaborative_of
from alongside.ui import charts


def period_of(request: Request) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last month that the address asks for."""
    first, last = (
        month_of(asked, name) if (asked := request.GET.get(name, "")) else None for name in ("from", "to")
    )
    if first is not None and last is not None and first > last:
        raise Invalid(
            "The first month comes after the last.",
            "Choose them the other way round.",
            fields={"from": "Too late."},
        )
    return first, last


@require_safe
def funnel(request: Request, slug: str, key: str) -> HttpResponse:
    """The funnel of one measure, with its table."""
    collaborative = collaborative_of(request.user, slug)
    measure = measure_of(collaborative, key)
    page = funnels.funnel(request.user, measure, *period_of(request))
    own = frozenset(row.label.letter for row in page.rows if row.label.is_own)
    drawn = ""
    if page.funnel is not None:
        drawn = charts.funnel(
            page.funnel,
            title=f"{page.version.name}: {len(page.rows)} teams beside each other",
            unit=page.version.unit,
            across=page.across,
            said={row.label.letter: row.spoken for row in page.rows},
            own=own,
            urls={row.label.letter: row.url for row in page.rows if row.url},
        )
    context = {
        **frame(collaborative, "funnel"),
        "page": page,
        "svg": safe(drawn),
        "version": page.version,
        "measure": measure,
        "key": key,
        "keys": over_teams.neighbours(collaborative),
        "periods": periods(page.last),
        "title": f"{page.version.name}, teams beside each other",
        "crumbs": crumbs(collaborative, "Funnel", page.version.name),
    }
    return render(request, "improvement/funnel.html", context)


def periods(last: dt.date | None) -> list[tuple[str, str]]:
    """The usual periods, as they stand in an address: the newest three, six, twelve, twenty-four months."""
    if last is None:
        return []
    return [(f"{many} months", funnels.period_query(before(last, many - 1), last)) for many in (3, 6, 12, 24)]
