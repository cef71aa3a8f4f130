"""What every page's frame shows: where one can go from here, as far as one may know of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from alongside.access.roles import Permission, Role
from alongside.access.rules import check, grants_of, scopes_with
from alongside.accounts.models import Person
from alongside.programme.models import Collaborative, Team
from alongside.study.models import Study


@dataclass(frozen=True)
class Place:
    """One entry of the frame."""

    label: str
    url: str
    current: bool = False
    icon: str = ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for `base.html`: the switcher between places, the navigation of the place where one is."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {}
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    places, here, nav = [], None, []
    for collaborative in Collaborative.objects.visible_to(person).select_related("scope"):
        current = slug == collaborative.slug and request.path.startswith("/c/")
        place = Place(collaborative.name, reverse("improvement:home", args=[collaborative.slug]), current)
        places.append(place)
        if current:
            here, nav = place, programme_nav(person, collaborative, request.path)
    for study in studies_of(person):
        current = slug == study.slug and request.path.startswith("/s/")
        place = Place(study.name, study_home(person, study), current)
        places.append(place)
        if current:
            here, nav = place, study_nav(person, study, request.path)
    return {
        "switcher": {"label": here.label if here else "Choose a place", "items": places} if places else None,
        "nav": nav,
        "bottom_nav": nav[:3],
        "person": person,
        "person_links": links_of(person),
    }


def links_of(person: Person) -> list[Place]:
    """What stands in the person's own menu."""
    links = [Place("Me and my tokens", reverse("me"))]
    if person.is_administrator:
        links.append(Place("People", reverse("people")))
    return links


def studies_of(person: Person) -> list[Study]:
    """Studies that the person has any part in: reading, coding, or on the committee."""
    scopes = [grant.scope_id for grant in grants_of(person) if grant.scope.kind == "study"]
    return (
        list(Study.objects.filter(scope__in=scopes).select_related("scope").order_by("name"))
        if scopes
        else []
    )


def study_home(person: Person, study: Study) -> str:
    if check(person, Permission.SEE_STUDY, study):
        return reverse("coding:home", args=[study.slug])
    return reverse("findings:inbox", args=[study.slug])


def programme_nav(person: Person, collaborative: Collaborative, path: str) -> list[Place]:
    """Programme, my team, improvement, findings: what this person's roles open."""
    root = reverse("improvement:home", args=[collaborative.slug])
    own = list(
        Team.objects.filter(
            collaborative=collaborative, scope__in=scopes_with(person, Permission.ENTER_DATA), left=None
        ).values_list("letter", flat=True)[:2]
    )
    nav = [Place("Programme", root, path == root, "home")]
    if len(own) == 1:
        url = reverse("improvement:team", args=[collaborative.slug, own[0]])
        nav.insert(0, Place("My team", url, path.startswith(url), "pencil"))
    sponsored = [
        grant.scope
        for grant in grants_of(person)
        if grant.role == Role.SPONSOR and grant.scope.parent_id == collaborative.scope_id
    ]
    for scope in sponsored:
        url = reverse("improvement:sponsor", args=[collaborative.slug, scope.team.letter])
        nav.insert(0, Place("My page", url, path.startswith(url), "file"))
    charts = reverse("improvement:charts", args=[collaborative.slug])
    parts = (
        "charts", "measures", "library", "change-package", "progress", "import", "due", "completeness", "requirements",
        "burden", "reminders",
    )  # fmt: skip
    within = path.startswith(tuple(f"{root}{part}/" for part in parts))
    # a team's chart stands under "My team" for its people, under "Improvement" for everybody else
    within = within or ("/charts/" in path and not any(place.current for place in nav))
    nav.append(Place("Improvement", charts, within, "chart"))
    if check(person, Permission.SEE_PROGRAMME_FINDINGS, collaborative):
        url = reverse("findings:programme", args=[collaborative.slug])
        nav.append(Place("Findings", url, path.startswith(url), "message"))
    return nav


def study_nav(person: Person, study: Study, path: str) -> list[Place]:
    """Study, framework, matrix, findings, reports: what this person's roles open."""

    def place(label: str, name: str, icon: str, *, exact: bool = False) -> Place:
        url = reverse(name, args=[study.slug])
        return Place(label, url, path == url if exact else path.startswith(url), icon)

    nav = []
    if check(person, Permission.SEE_STUDY, study):
        nav = [
            place("Study", "coding:home", "book", exact=True),
            place("Framework", "coding:framework", "tag"),
            place("Matrix", "coding:matrix", "grid"),
        ]
    if check(person, Permission.READ_GRANTED_SOURCES, study):
        nav.append(place("Sources", "study:granted", "file"))
    if check(person, Permission.SEE_FINDINGS, study):
        nav.append(place("Findings", "findings:list", "message"))
    elif check(person, Permission.SEE_RELEASED, study):
        nav.append(place("Findings", "findings:inbox", "message", exact=True))
        if check(person, Permission.SEE_FRAMEWORK, study):
            nav.append(place("Framework", "findings:framework", "tag"))
        nav.append(place("What was done", "findings:done", "checklist"))
    if check(person, Permission.EXPORT_REPORT, study):
        nav.append(place("Reports", "reporting:study", "file"))
    if nav and not any(
        each.current for each in nav
    ):  # sources, people, settings: all of them the study's own
        nav[0] = replace(nav[0], current=True)
    return nav
