"""Errors as pages: what happened, and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.core.errors import DomainError

PAGES = {403, 404, 409, 422}


def page(request: HttpRequest, problem: DomainError) -> HttpResponse:
    """The error as a page, or as a fragment for a request that htmx made."""
    template = f"errors/{problem.status if problem.status in PAGES else 422}.html"
    return render(request, template, {"problem": problem}, status=problem.status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(
        request,
        "errors/403.html",
        {"problem": DomainError("This is not open to you.", "Ask whoever runs it.")},
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem = DomainError("There is nothing here for you.", "Check the address, or ask who sent it.")
    return render(request, "errors/404.html", {"problem": problem}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    problem = DomainError(
        "Something went wrong here, and it is our fault.",
        "What you saved before is safe. Go back and try again.",
    )
    return render(request, "errors/500.html", {"problem": problem}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    problem = DomainError(
        "This page was open for too long.", "Reload it and try again; what you typed may be lost."
    )
    return render(request, "errors/403.html", {"problem": problem}, status=403)
