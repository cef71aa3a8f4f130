"""Versions of the change package: published, listed, and read as they stood."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid
from alongside.improvement import actions
from alongside.improvement.forms import PublishForm
from alongside.improvement.queries import packages
from alongside.improvement.views.drivers import crumbs
from alongside.improvement.views.places import collaborative_of
from alongside.ui.forms import show_problem


@require_safe
def versions(request: Request, slug: str) -> HttpResponse:
    """Every published version, newest first, with what changed."""
    collaborative = collaborative_of(request.user, slug)
    found = packages.versions(collaborative)
    context = {
        "collaborative": collaborative,
        "versions": found,
        "may_edit": bool(check(request.user, Permission.RUN_COLLABORATIVE, collaborative)),
        "next_number": found[0].package.number + 1 if found else 1,
        "title": "Versions of the change package",
        "crumbs": crumbs(collaborative, ("Versions", "")),
    }
    return render(request, "improvement/versions.html", context)


@require_safe
def version(request: Request, slug: str, number: int) -> HttpResponse:
    """One version as it stood on its day."""
    collaborative = collaborative_of(request.user, slug)
    found = packages.version_of(collaborative, number)
    root = reverse("improvement:versions", args=[slug])
    context = {
        "collaborative": collaborative,
        "version": found,
        "frozen": packages.frozen_diagram(request.user, collaborative, found.package.frozen),
        "title": f"Change package, version {number}",
        "crumbs": crumbs(collaborative, ("Versions", root), (f"Version {number}", "")),
    }
    return render(request, "improvement/version.html", context)


@require_http_methods(["GET", "POST"])
def publish(request: Request, slug: str) -> HttpResponse:
    """Publish the diagram as it stands, with a note."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    latest = packages.newest(collaborative)
    number = latest.number + 1 if latest else 1
    form = PublishForm(request.POST or None, initial={"number": number})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                package = actions.publish_package(
                    collaborative=collaborative, by=request.user, **form.cleaned_data
                )
            except Conflict as problem:
                status = 409
                form = PublishForm({**request.POST.dict(), "number": number})
                form.is_valid()
                show_problem(form, problem)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                messages.success(request, f"Version {package.number} is published.")
                return redirect("improvement:version", slug, package.number)
    context = {
        "collaborative": collaborative,
        "form": form,
        "latest": latest,
        "changed": packages.changes(latest.frozen, packages.freeze(collaborative)) if latest else [],
        "number": number,
        "title": f"Publish version {number}",
        "crumbs": crumbs(collaborative, (f"Publish version {number}", "")),
    }
    return render(request, "improvement/publish_package.html", context, status=status)
