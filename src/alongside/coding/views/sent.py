"""What the coding page sends, read and refused in JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse

from alongside.core.errors import Conflict, DomainError, Invalid

View = Callable[..., HttpResponse]


def in_json(view: View) -> View:
    """Answers a refusal in the shape the page reads."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as problem:
            body: dict[str, Any] = {"message": problem.message, "todo": problem.todo}
            if isinstance(problem, Conflict):
                body |= {"theirs": problem.theirs, "mine": problem.mine}
            if isinstance(problem, Invalid) and problem.fields:
                body["fields"] = problem.fields
            return JsonResponse(body, status=problem.status)

    return answer


def nonsense() -> Invalid:
    return Invalid("The page sent something that cannot be read.", "Reload the page and try again.")


def asked_of(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise nonsense() from None
    if not isinstance(sent, dict):
        raise nonsense()
    return sent


def a_list(asked: dict[str, Any], name: str) -> list[Any]:
    found = asked.get(name)
    if not isinstance(found, list) or len(found) > 1000:
        raise nonsense()
    return found


def is_whole(found: object) -> bool:
    """Python takes true for 1; a place is a number."""
    return isinstance(found, int) and not isinstance(found, bool)


def a_whole(asked: dict[str, Any], name: str) -> int:
    found = asked.get(name)
    if not is_whole(found):
        raise nonsense()
    return cast(int, found)


def some_words(asked: dict[str, Any], name: str) -> str:
    found = asked.get(name, "")
    if not isinstance(found, str):
        raise nonsense()
    return found


def a_guid(asked: dict[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(asked.get(name)))
    except ValueError:
        raise nonsense() from None


def form_or_json(form: View, spoken: View) -> View:
    """One address for two callers: a page's form, and the coding page's JSON."""

    @wraps(form)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = spoken if request.content_type == "application/json" else form
        return view(request, *args, **kwargs)

    return answer
