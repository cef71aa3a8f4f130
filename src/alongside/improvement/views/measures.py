"""Measures: the list, one with its definitions, and what the host does with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.actions.measures import DEFINED
from alongside.improvement.definitions import definitions
from alongside.improvement.forms import ArrangeForm, MeasureForm, NewVersionForm, RetireForm
from alongside.improvement.library import entry as entry_of
from alongside.improvement.models import Measure
from alongside.improvement.queries.definitions import measure_list, measure_page, newer_entry
from alongside.improvement.views.forms import one_form
from alongside.improvement.views.places import collaborative_of
from alongside.programme.models import Collaborative


def measure_of(person: Person, slug: str, key: str, permission: Permission | None = None) -> Measure:
    """The measure, for who has a part in its collaborative; refused where they may know of it but not change it."""
    collaborative = collaborative_of(person, slug)
    found = Measure.objects.filter(collaborative=collaborative, key=key).select_related("topic").first()
    if found is None:
        raise NotKnown()
    found.collaborative = collaborative
    if permission is not None:
        require(person, permission, found)
    return found


def crumbs(
    collaborative: Collaborative, measure: Measure | None = None, name: str = ""
) -> list[dict[str, str]]:
    """From the collaborative by its measures to one of them."""
    slug = collaborative.slug
    found = [
        {"label": collaborative.name, "url": f"/c/{slug}/"},
        {"label": "Measures", "url": reverse("improvement:measures", args=[slug])},
    ]
    if measure is not None:
        found.append(
            {"label": name or measure.key, "url": reverse("improvement:measure", args=[slug, measure.key])}
        )
    return found


@require_safe
def measures(request: Request, slug: str) -> HttpResponse:
    """What is counted here, as it is defined, and who follows it."""
    collaborative = collaborative_of(request.user, slug)
    context = measure_list(request.user, collaborative)
    path = [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Measures"}]
    page = {**context, "title": "Measures", "part": "measures", "here": "measures", "crumbs": path}
    return render(request, "improvement/measures.html", page)


@require_safe
def measure(request: Request, slug: str, key: str) -> HttpResponse:
    """One measure: its definition, what it was before and why, who follows it."""
    found = measure_of(request.user, slug, key)
    context = measure_page(request.user, found)
    path = [*crumbs(found.collaborative), {"label": context["version"].name}]
    page = {**context, "title": context["version"].name, "part": "measures", "crumbs": path}
    return render(request, "improvement/measure.html", page)


def add_and_follow(collaborative: Collaborative, by: Person, add: Any, fields: dict[str, Any]) -> Measure:
    """The measure with its followers and their target, or nothing of it."""
    teams, target = fields.pop("teams"), fields.pop("target")
    with transaction.atomic():
        found: Measure = add(collaborative=collaborative, by=by, **fields)
        for team in teams:
            actions.follow(measure=found, team=team, target=target, by=by)
    return found


@require_http_methods(["GET", "POST"])
def add(request: Request, slug: str) -> HttpResponse:
    """Add a measure, and say who follows it."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    initial = {
        "core": True,
        "type": "process",
        "sent": "proportion",
        "chart": "p",
        "unit": "percent",
        "direction": "up",
        "teams": list(collaborative.teams.filter(left=None)),
    }
    form = MeasureForm(request.POST or None, collaborative=collaborative, initial=initial)

    def act(**fields: Any) -> None:
        add_and_follow(collaborative, request.user, actions.add_measure, fields)

    return one_form(
        request,
        form,
        act,
        title="Add a measure",
        verb="Add the measure",
        done="The measure is added.",
        back=reverse("improvement:measures", args=[slug]),
        crumbs=crumbs(collaborative),
        first_line="One of your own. Others have defined many already: look in the library first.",
    )


@require_http_methods(["GET", "POST"])
def change(request: Request, slug: str, key: str) -> HttpResponse:
    """Define a measure anew from a month on; with ?from=library as the library defines it now."""
    found = measure_of(request.user, slug, key, Permission.RUN_COLLABORATIVE)
    newest = definitions([found.pk])[found.pk][-1]
    initial: dict[str, Any] = {name: getattr(newest, name) for name in DEFINED}
    if request.GET.get("from") == "library" and newer_entry(newest) is not None:
        entry = entry_of(newest.library)
        initial |= {
            **entry.fields,
            "library_version": entry.version,
            "reason": f"{entry.id} changed in the library",
        }
    form = NewVersionForm(request.POST or None, initial={"since": f"{timezone.localdate():%Y-%m}", **initial})

    def act(**fields: Any) -> None:
        actions.new_version(measure=found, by=request.user, **fields)

    return one_form(
        request,
        form,
        act,
        title="Change the definition",
        verb="Define it so from this month on",
        done="The new definition stands; a phase begins with it on every chart.",
        back=reverse("improvement:measure", args=[slug, key]),
        crumbs=crumbs(found.collaborative, found, newest.name),
        first_line="Earlier months keep the definition that they were counted by.",
    )


@require_http_methods(["GET", "POST"])
def arrange(request: Request, slug: str, key: str) -> HttpResponse:
    """Whether a measure is core, its topic, its place in lists."""
    found = measure_of(request.user, slug, key, Permission.RUN_COLLABORATIVE)

    def act(**fields: Any) -> None:
        actions.arrange_measure(measure=found, by=request.user, **fields)

    return one_form(
        request,
        ArrangeForm(request.POST or None, measure=found),
        act,
        title="Arrange",
        verb="Save",
        done="The measure is arranged.",
        back=reverse("improvement:measure", args=[slug, key]),
        crumbs=crumbs(found.collaborative, found),
    )


@require_http_methods(["GET", "POST"])
def retire(request: Request, slug: str, key: str) -> HttpResponse:
    """Ask for no more numbers; the charts stay."""
    found = measure_of(request.user, slug, key, Permission.RUN_COLLABORATIVE)

    def act(**fields: Any) -> None:
        actions.retire_measure(measure=found, by=request.user, **fields)

    return one_form(
        request,
        RetireForm(request.POST or None),
        act,
        title="Retire the measure",
        verb="Retire it",
        done="The measure is retired; its charts stay.",
        back=reverse("improvement:measure", args=[slug, key]),
        crumbs=crumbs(found.collaborative, found),
        first_line="Nobody is asked for its numbers any more. Its charts stay, and it can be brought back.",
    )


@require_POST
def bring_back(request: Request, slug: str, key: str) -> HttpResponse:
    """Ask for a retired measure's numbers again."""
    found = measure_of(request.user, slug, key, Permission.RUN_COLLABORATIVE)
    actions.bring_back_measure(measure=found, by=request.user)
    messages.success(request, "The measure is in use again.")
    return redirect("improvement:measure", slug, key)
