"""Errors of the REST interface, all in one shape: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from alongside.access.rules import Denied, record_refusal
from alongside.accounts.models import Person
from alongside.core.errors import Conflict, DomainError, Invalid
from alongside.ui.database import REFUSALS, refusal


def problem(status: int, kind: str, title: str, todo: str = "", **more: Any) -> HttpResponse:
    """One error: what happened (`title`), what to do (`detail`), and the fields, problems or versions that belong to it."""
    body = {"type": f"about:alongside/{kind}", "title": title, "status": status, "detail": todo, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def handle(api: NinjaAPI) -> None:
    """Give an API the one error shape."""

    @api.exception_handler(DomainError)
    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        more: dict[str, Any] = {}
        if isinstance(error, Denied) and isinstance(request.user, Person):
            record_refusal(error, request.user)
        if isinstance(error, Invalid):
            more = {"fields": error.fields, "problems": [asdict(each) for each in error.problems]}
        if isinstance(error, Conflict):
            more = {"theirs": error.theirs, "mine": error.mine}
        return problem(error.status, error.kind, error.message, error.todo, **more)

    def database(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        said = refusal(error)
        return problem(said.status, said.kind, said.message, said.todo)

    for kind in REFUSALS:
        api.add_exception_handler(kind, database)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(
            error.status_code,
            "invalid",
            "The request cannot be read.",
            "Send JSON in UTF-8, without NUL and half letters, and with finite numbers.",
        )

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {".".join(str(part) for part in each["loc"]): each["msg"] for each in error.errors}
        return problem(
            422, "invalid", "The request does not fit.", "Correct the fields named.", fields=fields
        )

    @api.exception_handler(AuthenticationError)
    def who(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(
            401, "sign-in", "No valid token came with the request.", "Make one on the page Tokens."
        )

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not-known", "There is nothing here for you.", "Check the address.")
