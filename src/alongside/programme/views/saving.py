"""What every page with a form does: ask the action, and put its answer where it can be mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alongside.accounts.actions import INVITATION_DAYS, find_or_add, invite
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.programme.forms import person_of
from alongside.ui.forms import show_problem


def saved(form: Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was right and the action took it; else the form says what was wrong."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act(dict(form.cleaned_data))
    except Invalid as problem:
        show_problem(form, problem)
        return False
    return True


def form_page(
    request: Request,
    form: Form,
    *,
    title: str,
    verb: str,
    back: str,
    crumbs: list[dict[str, str]],
    first_line: str = "",
) -> HttpResponse:
    """A page that is one form; 422 once it has been refused."""
    context = {
        "form": form, "title": title, "verb": verb, "cancel_url": back, "crumbs": [*crumbs, {"label": title}],
        "first_line": first_line,
    }  # fmt: skip
    return render(request, "programme/form.html", context, status=422 if form.is_bound else 200)


def crumb(label: str, name: str, *args: object) -> dict[str, str]:
    return {"label": label, "url": reverse(name, args=args)}


def somebody(given: dict[str, Any], by: Person) -> tuple[Person, str | None]:
    """The person of a form, and the secret of an invitation if they are new and can sign in.

    Somebody who is here already is never invited again from here: the link would let its reader set their password.
    """
    name, email = given.pop("name"), given.pop("email")
    if (known := person_of(name, email)) is not None:
        return known, None
    person = find_or_add(name=name, email=email, by=by)
    return person, invite(person=person, by=by) if person.email else None


def invited(request: Request, person: Person, secret: str, back: str) -> HttpResponse:
    """The link by which somebody new sets their password, to be handed over; it is shown once."""
    context = {
        "title": f"{person.name} is added",
        "person": person,
        "link": request.build_absolute_uri(reverse("invitation", args=[secret])),
        "days": INVITATION_DAYS,
        "back": back,
    }
    return render(request, "programme/invited.html", context)
