"""Errors as pages: what happened, and what to do next."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.core.errors import Conflict, DomainError, Invalid

PAGES = {403, 404, 409, 422}


def page(request: HttpRequest, problem: DomainError) -> HttpResponse:
    """The error as a page. A request that htmx made gets its reason in a header, and its page stays as it is."""
    status = problem.status if problem.status in PAGES else 422
    context: dict[str, Any] = {
        "message": problem.message,
        "todo": problem.todo,
        "back_url": came_from(request),
    }
    if isinstance(problem, Invalid):
        context["problems"] = [*problem.problems, *problem.fields.values()]
    if isinstance(problem, Conflict):
        context["sides"] = [
            {"label": "Theirs", "fields": problem.theirs},
            {"label": "Yours", "fields": problem.mine},
        ]
    response = render(request, f"errors/{status}.html", context, status=status)
    response["X-Reason"] = quote(str(problem))
    return response


def came_from(request: HttpRequest) -> str:
    """The page of this site that the request came from, to go back to."""
    before = request.headers.get("referer", "")
    return before if before.startswith(f"{request.scheme}://{request.get_host()}/") else ""


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", {"message": "This is not open to you."}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {
        "message": "This page was open for too long.",
        "todo": "Go back, reload it and try again; copy what you typed first.",
    }
    return render(request, "errors/403.html", context, status=403)
