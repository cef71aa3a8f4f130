"""What wraps every request: everyone signs in first, and every error becomes a page that says what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from alongside.access.rules import Denied, record_refusal
from alongside.accounts.models import Person
from alongside.audit.models import Via
from alongside.audit.record import through
from alongside.core.errors import DomainError
from alongside.ui.database import REFUSALS, refusal
from alongside.web import errors

Handler = Callable[[HttpRequest], HttpResponse]

# Addresses that open without signing in. Everything else asks first, so that a forgotten check shows a sign-in page.
OPEN = (
    "/sign-in/",
    "/password/",
    "/invitation/",
    "/demo/sign-in/",
    "/static/",
    "/api/",
    "/health/",
    "/reminders/stop/",
)


class SignedIn:
    """Pages are for people who have signed in; the REST interface asks for a token by itself."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OPEN) and not request.user.is_authenticated:
            return redirect(f"/sign-in/?{urlencode({'next': request.get_full_path()})}")
        with through(Via.API if request.path.startswith("/api/") else Via.WEB):
            response = self.handler(request)
        if request.user.is_authenticated:
            # what one person may see must not stay in a shared computer's cache
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Errors:
    """Turns a DomainError that no view handled into a page, and keeps refusals in the audit trail."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, REFUSALS):
            problem = refusal(problem)
        if not isinstance(problem, DomainError):
            return None
        if isinstance(problem, Denied) and isinstance(request.user, Person):
            record_refusal(problem, request.user)
        return errors.page(request, problem)
