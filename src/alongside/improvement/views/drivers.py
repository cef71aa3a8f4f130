"""The driver diagram, read by everybody and edited in place by the host.

What is being edited stands in the address (`edit`, `add`, `remove`), so that every step works as a plain link or form; with
script the same answers replace the diagram alone.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.models import ChangeIdea, Driver
from alongside.improvement.queries import packages
from alongside.improvement.queries.adoption import idea_of
from alongside.improvement.queries.drivers import diagram, removal_of, removal_of_idea
from alongside.improvement.queries.ideas import own_teams
from alongside.improvement.views.places import collaborative_of
from alongside.programme.models import Collaborative
from alongside.ui.forms import as_number

NOTHING = uuid.UUID(int=0)
SHEETS = {"a3": "sheet-a3"}
ASKED = (
    "edit",
    "adding",
    "remove",
    "at",
    "press",
)  # what is open in the diagram, and where the focus belongs


def crumbs(collaborative: Collaborative, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Improvement › Change package › …"""
    root = reverse("improvement:change_package", args=[collaborative.slug])
    places = [
        ("Improvement", reverse("improvement:charts", args=[collaborative.slug])),
        ("Change package", root),
        *more,
    ]
    found = [{"label": label, "url": url} for label, url in places]
    del found[-1]["url"]
    return found


@require_safe
def change_package(request: Request, slug: str) -> HttpResponse:
    """The diagram as it stands, with how far the teams have taken each idea."""
    return _page(request, collaborative_of(request.user, slug))


def _page(request: Request, collaborative: Collaborative, status: int = 200, **shown: Any) -> HttpResponse:
    may_edit = bool(check(request.user, Permission.RUN_COLLABORATIVE, collaborative))
    found = diagram(request.user, collaborative)
    versions = packages.versions(collaborative)
    latest = versions[0].package if versions else None
    changed = packages.changes(latest.frozen, found.outline) if latest and may_edit else []
    asked = {name: request.GET.get(name, "") if may_edit else "" for name in ASKED}
    context: dict[str, Any] = {
        "collaborative": collaborative,
        "diagram": found,
        "latest": latest,
        "since": versions[0].changed if versions else [],
        "changed": changed,
        "next_number": latest.number + 1 if latest else 1,
        "may_edit": may_edit,
        "may_propose": not may_edit and bool(own_teams(request.user, collaborative)),
        "sheet": SHEETS.get(request.GET.get("paper", ""), "sheet-a4"),
        "title": "Change package",
        "crumbs": crumbs(collaborative),
        **asked,
        **shown,
    }
    if may_edit and asked["remove"]:
        context["removal"] = _removal(collaborative, asked["remove"])
    return render(request, "improvement/change_package.html", context, status=status)


def _removal(collaborative: Collaborative, key: str) -> dict[str, Any] | None:
    """What is to be removed, and what that would unlink."""
    guid = _guid(key.split(".")[0])
    driver = Driver.objects.filter(collaborative=collaborative, guid=guid).first()
    if driver is not None:
        return {"driver": driver, "goes": removal_of(driver)}
    idea = ChangeIdea.objects.filter(collaborative=collaborative, guid=guid).first()
    return {"idea": idea, "goes": removal_of_idea(idea)} if idea else None


def _guid(value: str) -> uuid.UUID:
    """The guid that a word of an address or form is; one that nothing has, where it is none."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return NOTHING


def back(request: HttpRequest, slug: str, **query: str) -> HttpResponseRedirect:
    """To the diagram again, at what was just done."""
    where = query.get("at") or query.get("edit") or ""
    said = f"?{urlencode(query)}" if query else ""
    return HttpResponseRedirect(
        f"{reverse('improvement:change_package', args=[slug])}{said}{f'#t-{where}' if where else ''}"
    )


@require_http_methods(["GET", "POST"])
def add_driver(request: Request, slug: str) -> HttpResponse:
    """A driver: primary, under another one, or after a sibling."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    if request.method == "GET":  # asked for again after an answer that stood at this address
        return back(request, slug)
    text, under, after = (request.POST.get(name, "") for name in ("text", "under", "after"))
    try:
        driver = actions.add_driver(
            collaborative=collaborative,
            text=text,
            parent=_driver(collaborative, under) if under else None,
            after=_driver(collaborative, after) if after else None,
            by=request.user,
        )
    except Invalid as problem:
        adding = f"under:{under}" if under else f"after:{after}" if after else "primary"
        return _page(request, collaborative, 422, adding=adding, wrong=problem, typed=text)
    return back(request, slug, at=str(driver.guid))


def _driver(collaborative: Collaborative, guid: object) -> Driver:
    found = (
        Driver.objects.filter(collaborative=collaborative, guid=_guid(str(guid)))
        .select_related("collaborative__scope", "parent")
        .first()
    )
    if found is None:
        raise NotKnown("The driver is not there any more.", "Look at the diagram again.")
    return found


@require_http_methods(["GET", "POST"])
def driver(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """One act on a driver: save, up, down, place, remove."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    if request.method == "GET":  # asked for again after an answer that stood at this address
        return back(request, slug)
    found, do, text = (
        _driver(collaborative, guid),
        request.POST.get("do", "save"),
        request.POST.get("text", ""),
    )
    key = str(guid)
    try:
        if do in {"up", "down"}:
            actions.move_driver(driver=found, way="up" if do == "up" else "down", by=request.user)
            return back(request, slug, edit=key, press=do)
        if do == "place":
            under = request.POST.get("under", "")
            actions.place_driver(
                driver=found, parent=_driver(collaborative, under) if under else None, by=request.user
            )
        elif do == "remove":
            actions.remove_driver(driver=found, by=request.user)
            return back(request, slug)
        else:
            revision = as_number(request.POST.get("revision")) or 0
            actions.write_driver(driver=found, text=text, revision=revision, by=request.user)
    except Conflict as problem:
        return _page(request, collaborative, 409, edit=key, theirs=problem.theirs, typed=text)
    except Invalid as problem:
        return _page(request, collaborative, 422, edit=key, wrong=problem, typed=text or found.text)
    return back(request, slug, at=key)


@require_http_methods(["GET", "POST"])
def place_idea(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """One act on an idea in the diagram: save its title, up, down, move to a driver, off a driver, out of the package, back."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    if request.method == "GET":  # asked for again after an answer that stood at this address
        return back(request, slug)
    idea, do, title = (
        idea_of(collaborative, guid),
        request.POST.get("do", "save"),
        request.POST.get("title", ""),
    )
    here = request.POST.get("here", "none")
    under = None if here == "none" else _driver(collaborative, here)
    key = f"{guid}.{here}"
    try:
        if do in {"up", "down"}:
            actions.move_idea(idea=idea, driver=under, way="up" if do == "up" else "down", by=request.user)
            return back(request, slug, edit=key, press=do)
        if do in {"place", "off"}:
            wanted = request.POST.get("under", "") if do == "place" else ""
            rest = [each for each in idea.drivers.all() if under is None or each.pk != under.pk]
            actions.place_idea(
                idea=idea,
                drivers=[*rest, *([_driver(collaborative, wanted)] if wanted else [])],
                by=request.user,
            )
            key = f"{guid}.{wanted or 'none'}"
        elif do == "retire":
            actions.retire_idea(idea=idea, by=request.user)
            return back(request, slug)
        elif do == "restore":
            actions.restore_idea(idea=idea, by=request.user)
        else:
            revision = as_number(request.POST.get("revision")) or 0
            actions.write_idea(idea=idea, title=title, revision=revision, by=request.user)
    except Conflict as problem:
        theirs = {"text": problem.theirs["title"], "revision": problem.theirs["revision"]}
        return _page(request, collaborative, 409, edit=key, theirs=theirs, typed=title)
    except Invalid as problem:
        return _page(request, collaborative, 422, edit=key, wrong=problem, typed=title or idea.title)
    return back(request, slug, at=key)
