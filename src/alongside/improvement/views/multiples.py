"""One measure over the teams, in small multiples: on the screen, and on paper for the session."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.audit.record import record
from alongside.core.errors import NotKnown
from alongside.improvement.definitions import in_force
from alongside.improvement.models import Measure
from alongside.improvement.queries import measures as over_teams
from alongside.improvement.queries.measures import SORTS, Panel, Sort
from alongside.improvement.queries.team import sessions_of
from alongside.improvement.views.answers import download
from alongside.improvement.views.drawing import wall
from alongside.improvement.views.over_teams import crumbs, foot, frame
from alongside.improvement.views.places import collaborative_of
from alongside.programme.calendar import today
from alongside.programme.models import Collaborative
from alongside.ui import charts
from alongside.ui.charts.files import sheet

PAPERS = {"a3": 6, "a4": 6}
MANY = 60
"""More teams than this, and panels are small unless asked otherwise."""


def measure_of(collaborative: Collaborative, key: str) -> Measure:
    """The measure of an address."""
    found = (
        Measure.objects.filter(collaborative=collaborative, key=key)
        .select_related("collaborative__scope")
        .prefetch_related("versions")
        .first()
    )
    if found is None:
        raise NotKnown()
    return found


def sort_of(request: Request) -> Sort:
    asked = request.GET.get("sort")
    return asked if asked in SORTS else "signal"


@require_safe
def multiples(request: Request, slug: str, key: str) -> HttpResponse:
    """One measure over the teams, on one axis or each on its own."""
    collaborative = collaborative_of(request.user, slug)
    found, sort = measure_of(collaborative, key), sort_of(request)
    own_axis = request.GET.get("axis") == "own"
    panels = over_teams.multiples(request.user, collaborative, key, sort)
    size = request.GET.get("size") or ("small" if len(panels) > MANY else "large")
    version = in_force(found.versions.all())
    context = {
        **frame(collaborative, "multiples"),
        "wall": wall(panels, version.unit, sessions_of(collaborative), own_axis=own_axis),
        "counts": Counter(panel.kind for panel in panels),
        "begin_with": begin_with(panels),
        "hidden": any(panel.hidden for panel in panels),
        "measure": found,
        "version": version,
        "sort": sort,
        "axis": "own" if own_axis else "same",
        "size": size if size in {"small", "large"} else "large",
        "many": len(panels) > 24,
        "key": key,
        "keys": over_teams.neighbours(collaborative),
        "title": f"{version.name}, {len(panels)} team{'s' if len(panels) != 1 else ''}",
        "crumbs": crumbs(collaborative, version.name),
    }
    return render(request, "improvement/multiples.html", context)


def begin_with(panels: list[Panel]) -> list[str]:
    return [panel.label.letter for panel in panels if panel.kind in {"worse", "better", "changed"}][:3]


def sentence(panels: list[Panel]) -> str:
    kinds = Counter(panel.kind for panel in panels)
    said = [
        f"{kinds['better']} {'is' if kinds['better'] == 1 else 'are'} better",
        f"{kinds['worse']} {'is' if kinds['worse'] == 1 else 'are'} worse",
        f"{kinds['steady']} show{'s' if kinds['steady'] == 1 else ''} no signal now",
    ]
    return f"{', '.join(said)}."


@require_safe
def printed(request: Request, slug: str, key: str, paper: str) -> HttpResponse:
    """The small multiples as a PDF for the wall of a session, A3 or A4 landscape."""
    if paper not in PAPERS:
        raise NotKnown()
    collaborative = collaborative_of(request.user, slug)
    found = measure_of(collaborative, key)
    panels = over_teams.multiples(request.user, collaborative, key, sort_of(request))
    if not panels:
        raise NotKnown()
    version = in_force(found.versions.all())
    drawn = wall(
        panels,
        version.unit,
        sessions_of(collaborative),
        own_axis=request.GET.get("axis") == "own",
    )
    day = today(collaborative)
    key_panel = {
        "letter": "",
        "name": "Key",
        "value": "",
        "says": f"{drawn.axis[0][:7]} to {drawn.axis[-1][:7]}; dash: no data" if drawn.axis else "",
        "svg": charts.standalone(drawn.key),
    }
    content = {
        "title": f"{version.name}, {len(panels)} team{'s' if len(panels) != 1 else ''}",
        "sentence": sentence(panels),
        "paper": paper,
        "across": PAPERS[paper] if len(panels) <= 24 else PAPERS[paper] + 3,
        "panels": [
            {
                "letter": each.panel.label.letter,
                "name": each.panel.label.name,
                "value": each.panel.value,
                "says": f"{each.panel.kind} {each.panel.says}"
                if each.panel.kind in {"better", "worse", "changed"}
                else each.panel.says,
                "svg": charts.standalone(each.svg),
            }
            for each in drawn.panels
        ]
        + [key_panel],
        "foot": foot(None, day),
    }
    record("charts.export", by=request.user, thing=collaborative, measure=found.pk, form=paper)
    return download(sheet("multiples", content, on=day), f"{key}-{paper}.pdf")
