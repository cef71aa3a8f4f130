"""The measure library: look, read, adopt."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.improvement.actions import adopt_from_library
from alongside.improvement.forms import MeasureForm
from alongside.improvement.library import entry as entry_of
from alongside.improvement.queries.definitions import WORDS, said
from alongside.improvement.queries.library import in_use, library_page
from alongside.improvement.views.forms import one_form
from alongside.improvement.views.measures import add_and_follow, crumbs
from alongside.improvement.views.places import collaborative_of
from alongside.programme.models import Collaborative

SHOWN = (
    "definition", "numerator", "denominator", "exclusions", "sampling", "sent", "unit", "multiply", "chart",
    "direction", "source",
)  # fmt: skip


def _crumbs(collaborative: Collaborative) -> list[dict[str, str]]:
    return [
        *crumbs(collaborative),
        {"label": "Library", "url": reverse("improvement:library", args=[collaborative.slug])},
    ]


@require_safe
def library(request: Request, slug: str) -> HttpResponse:
    """Every entry, found by words, topic and type, and what of it is in use here."""
    collaborative = collaborative_of(request.user, slug)
    asked = {name: request.GET.get(name, "")[:80] for name in ("topic", "type")}
    context = library_page(request.user, collaborative, words=request.GET.get("q", "")[:80], **asked)
    path = [*crumbs(collaborative), {"label": "Library"}]
    page = {**context, "title": "Measure library", "part": "measures", "here": "library", "crumbs": path}
    return render(request, "improvement/library.html", page)


@require_safe
def entry(request: Request, slug: str, id: str) -> HttpResponse:
    """One entry whole."""
    collaborative = collaborative_of(request.user, slug)
    found = entry_of(id)
    page = {
        "collaborative": collaborative,
        "entry": found,
        "facts": [
            (WORDS[name], said(found, name)) for name in SHOWN if getattr(found, name) not in (None, "")
        ],
        "uses": in_use(collaborative).get(found.id, []),
        "may_run": bool(check(request.user, Permission.RUN_COLLABORATIVE, collaborative)),
        "title": found.name,
        "part": "measures",
        "here": "library",
        "crumbs": [*_crumbs(collaborative), {"label": found.id}],
    }
    return render(request, "improvement/library_entry.html", page)


@require_http_methods(["GET", "POST"])
def adopt(request: Request, slug: str, id: str) -> HttpResponse:
    """Take an entry over, with whatever is adapted."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    found = entry_of(id)
    topic = collaborative.topics.filter(name__iexact=found.topic).first()
    here = collaborative.teams.filter(left=None)
    initial = {
        **found.fields,
        "key": found.key,
        "core": found.type != "balancing",
        "topic": topic,
        "teams": list(here.filter(topics=topic) if topic else here),
    }

    def take(**fields: Any) -> Any:
        return adopt_from_library(entry=found, **fields)

    def act(**fields: Any) -> None:
        add_and_follow(collaborative, request.user, take, fields)

    return one_form(
        request,
        MeasureForm(request.POST or None, collaborative=collaborative, initial=initial),
        act,
        title=f"Adopt {found.id}",
        verb="Adopt the measure",
        done=f"{found.id} is in use.",
        back=reverse("improvement:library_entry", args=[slug, found.key]),
        to=reverse("improvement:measures", args=[slug]),
        crumbs=_crumbs(collaborative),
        first_line=f"Settle locally: {found.adapt}",
    )
