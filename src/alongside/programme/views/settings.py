"""What the host decides about the collaborative as a whole, and who else has a part in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.actions import end_grant, grant_role
from alongside.access.models import Grant
from alongside.access.roles import GIVEN_IN, Permission, Role
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.programme import actions
from alongside.programme.calendar import today
from alongside.programme.forms import AimForm, ConfidentialityForm, PhaseForm, RoleForm, StateForm
from alongside.programme.models import Collaborative, Team
from alongside.programme.queries import collaborative_for
from alongside.programme.views.saving import crumb, invited, saved, somebody

FORMS: dict[str, tuple[type[Form], Callable[..., object], str]] = {
    "aim": (AimForm, actions.restate_aim, "The aim is restated; earlier words stay below."),
    "phase": (PhaseForm, actions.add_phase, "The phase is added."),
    "confidentiality": (
        ConfidentialityForm,
        actions.set_confidentiality,
        "Teams now see each other as chosen.",
    ),
    "state": (StateForm, actions.set_state, "The state is changed."),
}
PROGRAMME_ROLES = (Role.HOST_LEAD, Role.ADVISER, Role.PATIENT_PARTNER)


@require_http_methods(["GET", "POST"])
def settings(request: Request, slug: str) -> HttpResponse:
    """Aim, phases, how teams see each other, and the state."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    forms: dict[str, Any] = {
        "aim": AimForm(prefix="aim", initial={"since": today(collaborative)}),
        "phase": PhaseForm(prefix="phase"),
        "confidentiality": ConfidentialityForm(
            prefix="confidentiality", initial={"mode": collaborative.confidentiality}
        ),
        "state": StateForm(prefix="state", initial={"state": collaborative.state}),
    }
    status = 200
    if request.method == "POST":
        which = request.POST.get("do", "")
        if which not in FORMS:
            raise Invalid("That form is not known.", "Reload the page and try again.")
        kind, act, words = FORMS[which]
        forms[which] = form = kind(request.POST, prefix=which)
        if saved(form, lambda given: act(collaborative=collaborative, by=request.user, **given)):
            messages.success(request, words)
            return redirect("programme:settings", slug)
        status = 422
    context = {
        "title": "Settings",
        "first_line": f"What {collaborative.name} aims at, when, and who sees what. Changes are kept in the audit trail.",
        "crumbs": [crumb(collaborative.name, "improvement:home", slug), {"label": "Settings"}],
        "collaborative": collaborative,
        "forms": forms,
        "aims": collaborative.aims.order_by("-since", "-id"),
        "phases": collaborative.phases.all(),
        "teams": collaborative.teams.all(),
    }
    return render(request, "programme/settings.html", context, status=status)


@require_http_methods(["GET", "POST"])
def people(request: Request, slug: str) -> HttpResponse:
    """Host leads, advisers and patient partners; those of a team stand on its own page."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.GRANT_ROLES, collaborative)
    teams = list(collaborative.teams.filter(left=None).select_related("scope__parent"))
    form = RoleForm(request.POST or None, teams=teams)
    made: dict[str, Any] = {}
    if request.method == "POST" and saved(
        form, lambda given: made.update(_give(collaborative, teams, given, request.user))
    ):
        if made["secret"]:
            return invited(request, made["person"], made["secret"], reverse("programme:people", args=[slug]))
        messages.success(
            request, f"{made['person'].name} is {Role(form.cleaned_data['role']).label.lower()} now."
        )
        return redirect("programme:people", slug)
    scopes = [collaborative.scope_id, *(team.scope_id for team in teams)]
    grants = (
        Grant.objects.active()
        .filter(scope__in=scopes, role__in=[role.value for role in PROGRAMME_ROLES])
        .select_related("person", "scope")
        .order_by("role", "person__name", "scope__name")
    )
    context = {
        "title": "People of the programme",
        "first_line": "Who runs it and who advises. Members and sponsors stand with their team.",
        "crumbs": [crumb(collaborative.name, "improvement:home", slug), {"label": "People"}],
        "collaborative": collaborative,
        "form": form,
        "grants": grants,
    }
    return render(request, "programme/people.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _give(
    collaborative: Collaborative, teams: list[Team], given: dict[str, Any], by: Person
) -> dict[str, Any]:
    role, letters = Role(given["role"]), set(given["teams"])
    person, secret = somebody(given, by)
    at_team = "team" in GIVEN_IN[role]
    scopes = [team.scope for team in teams if team.letter in letters] if at_team else [collaborative.scope]
    for scope in scopes:
        grant_role(person=person, role=role, scope=scope, by=by)
    return {"person": person, "secret": secret}


@require_POST
def end_role(request: Request, slug: str, pk: int) -> HttpResponse:
    """A role of the programme ends today."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.GRANT_ROLES, collaborative)
    scopes = [collaborative.scope_id, *collaborative.teams.values_list("scope", flat=True)]
    grant = (
        Grant.objects.active()
        .filter(pk=pk, scope__in=scopes, role__in=[role.value for role in PROGRAMME_ROLES])
        .select_related("scope", "person")
        .first()
    )
    if grant is None:
        raise NotKnown()
    if grant.role == Role.HOST_LEAD and _last_lead(grant):
        messages.error(request, "Somebody must lead the collaborative: add another host lead first.")
        return redirect("programme:people", slug)
    end_grant(grant=grant, by=request.user)
    messages.success(request, f"{grant.person.name} is no longer {Role(grant.role).label.lower()} here.")
    return redirect("programme:people", slug)


def _last_lead(grant: Grant) -> bool:
    leads = Grant.objects.active().filter(scope=grant.scope_id, role=Role.HOST_LEAD)
    return not leads.exclude(person=grant.person_id).exists()
