"""Pages about oneself, and the administrator's list of people."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.models import ScopeKind
from alongside.access.rules import grants_of
from alongside.accounts import actions, demo_links
from alongside.accounts.models import Person, Token
from alongside.accounts.request import Request
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.ui.forms import show_problem
from alongside.web.forms import NewPersonForm, PasswordForm, TokenForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def closed(request: Request) -> HttpResponse:
    """Nobody signs up by themselves: accounts come by invitation."""
    raise NotKnown(
        "Accounts come by invitation.", "Ask the host of your collaborative or the researcher of your study."
    )


@require_http_methods(["GET", "POST"])
def invitation(request: Request, raw: str) -> HttpResponse:
    person = actions.open_invitation(raw).person
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(raw=raw, password=form.cleaned_data["password"])
        except Invalid as problem:
            show_problem(form, problem)
        else:
            login(request, person, backend=BACKEND)
            return redirect("home")
    return render(request, "web/invitation.html", {"form": form, "person": person})


@require_safe
def demo_sign_in(request: Request, token: str) -> HttpResponse:
    person = demo_links.person_of(request, token)
    login(request, person, backend=BACKEND)
    record("person.demo_sign_in", by=person, thing=person)
    return redirect("home")


@require_http_methods(["GET", "POST"])
def me(request: Request) -> HttpResponse:
    """My name, my tokens; a new token's secret is shown once."""
    form, raw = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            _, raw = actions.make_token(person=request.user, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            form = TokenForm()
    tokens = Token.objects.filter(person=request.user).order_by("created")
    return render(request, "web/me.html", {"form": form, "raw": raw, "tokens": tokens})


@require_POST
def end_token(request: Request, pk: int) -> HttpResponse:
    actions.end_token(token=get_object_or_404(Token, pk=pk, person=request.user), by=request.user)
    messages.success(request, "The token is ended.")
    return redirect("me")


def administrator(request: Request) -> Person:
    if not request.user.is_administrator:
        raise NotKnown()
    return request.user


@require_http_methods(["GET", "POST"])
def people(request: Request) -> HttpResponse:
    """Everybody Alongside knows, for an administrator: accounts, never what people wrote or said."""
    by = administrator(request)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(by=by, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, f"{person.name} is added.")
            return redirect("people")
    return render(request, "web/people.html", {"form": form, "people": Person.objects.order_by("name")})


@require_POST
def invite(request: Request, guid: uuid.UUID) -> HttpResponse:
    by = administrator(request)
    person = get_object_or_404(Person, guid=guid)
    studies = any(grant.scope.kind == ScopeKind.STUDY for grant in grants_of(person))
    if studies and not person.has_usable_password():
        # whoever holds the link chooses the password: it would open a study to an administrator
        raise Refused(
            "This person has a part in a study.",
            "The study's researcher passes the invitation on, under Settings.",
        )
    raw = actions.invite(person=person, by=by)
    link = request.build_absolute_uri(reverse("invitation", args=[raw]))
    return render(
        request, "web/invited.html", {"person": person, "link": link, "days": actions.INVITATION_DAYS}
    )
