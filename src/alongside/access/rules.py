"""The one question: may this person do this, here?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from alongside.access.models import Grant, Scope
from alongside.access.roles import ROLES, Permission, Reach, Role
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import NotKnown, Refused

REASONS = {
    Permission.SEE_TEAM: "This team's data are seen by the team, its adviser and the host.",
    Permission.RUN_COLLABORATIVE: "Only the host's leads change the programme.",
    Permission.ENTER_DATA: "Only the team and the host enter its numbers.",
    Permission.SCORE_OWN_TEAM: "A team's own score is given by its lead.",
    Permission.SCORE_TEAM: "The host's side is scored by the host's leads and the team's adviser.",
    Permission.DECIDE: "Decisions are recorded by the host's leads.",
    Permission.OPEN_VAULT: "Names and identified texts are opened by the study's researchers only.",
    Permission.READ_SOURCES: "Transcripts are read by the study's researchers and coders only.",
    Permission.PUBLISH_FRAMEWORK: "A version of the framework is published by a researcher.",
    Permission.RELEASE: "Findings are released by a researcher.",
    Permission.CONFIRM_WITHDRAWAL: "A withdrawal is confirmed by a second person of the research team.",
}


@dataclass(frozen=True)
class Decision:
    """The answer, and its reason where it is no. `known` says whether the person may know that the thing exists."""

    ok: bool
    reason: str = ""
    known: bool = False

    def __bool__(self) -> bool:
        return self.ok


def scopes_with(person: Person, permission: Permission) -> models.QuerySet[Scope]:
    """The scopes in which the person holds the permission now."""
    return _reached(*_held(person, permission))


def _reached(here: set[int], below: set[int]) -> models.QuerySet[Scope]:
    # network > collaborative > team is as deep as the tree goes
    under = Q(pk__in=below) | Q(parent__in=below) | Q(parent__parent__in=below)
    return Scope.objects.filter(Q(pk__in=here) | under)


def _held(person: Person, permission: Permission) -> tuple[set[int], set[int]]:
    """Ids of the scopes in which the person holds it, and of those in which and below which they do."""
    here: set[int] = set()
    below: set[int] = set()
    for grant in grants_of(person):
        reach = _reach(grant.role, permission)
        if reach is Reach.BELOW:
            below.add(grant.scope_id)
        elif reach is not None:
            here.add(grant.scope_id)
        if reach is Reach.UP and grant.scope.parent_id is not None:
            here.add(grant.scope.parent_id)
    return here, below


def has_any_role(person: Person, scope: Scope) -> bool:
    """Whether the person has anything to do with a scope, in any role that reaches it."""
    return any(reaches(grant, scope) for grant in grants_of(person))


def grants_of(person: Person) -> list[Grant]:
    """The person's grants in force, read once for each person object (one request); none once they may not sign in."""
    if not person.is_active:
        return []
    kept: list[Grant] | None = getattr(person, "_grants_in_force", None)
    if kept is None:
        kept = list(Grant.objects.active().filter(person=person).select_related("scope"))
        person._grants_in_force = kept  # type: ignore[attr-defined]
    return kept


def forget_grants(person: Person) -> None:
    """After a grant changed: the next question reads afresh."""
    person.__dict__.pop("_grants_in_force", None)


def ancestors(scope: Scope) -> list[int]:
    """Ids of the scope and those above it, nearest first."""
    found = [scope.pk]
    parent = scope.parent if scope.parent_id else None
    while parent is not None:
        found.append(parent.pk)
        parent = parent.parent if parent.parent_id else None
    return found


def reaches(grant: Grant, scope: Scope) -> bool:
    return grant.scope_id in ancestors(scope) or grant.scope.parent_id == scope.pk


def check(by: Person | None, permission: Permission, thing: Any) -> Decision:
    """Whether `by` holds `permission` in the scope of `thing` (anything with a `scope`)."""
    scope: Scope = thing.scope
    if by is None or not by.is_active:
        return Decision(False, "Sign in first.")
    above = ancestors(scope)
    known = False
    for grant in grants_of(by):
        reach = _reach(grant.role, permission)
        if reach is not None and (
            grant.scope_id == scope.pk
            or (reach is Reach.BELOW and grant.scope_id in above)
            or (reach is Reach.UP and grant.scope.parent_id == scope.pk)
        ):
            return Decision(True, known=True)
        known = (
            known
            or grant.scope_id == scope.pk
            or grant.scope.parent_id == scope.pk
            or grant.scope_id in above
        )
    return Decision(False, REASONS.get(permission, "Your role here does not include this."), known)


def _reach(role: str, permission: Permission) -> Reach | None:
    return ROLES[Role(role)].get(permission)


def require(by: Person | None, permission: Permission, thing: Any, *, known: bool = False) -> None:
    """Go on only if allowed: NotKnown for what the person may not know of, Refused with the reason otherwise.

    `known` is for callers who have found out that the person knows of the thing (a team in a list of teams).
    """
    decision = check(by, permission, thing)
    if decision.ok:
        return
    if not decision.known and not known:
        raise NotKnown()
    raise Denied(decision.reason, permission=permission, scope_id=thing.scope.pk, thing=thing)


class Denied(Refused):
    """A refusal of access, with what the audit trail keeps of it."""

    def __init__(self, reason: str, *, permission: Permission, scope_id: int, thing: Any) -> None:
        super().__init__(reason, "Ask whoever runs it for a role that does.")
        self.permission = permission
        self.scope_id = scope_id
        self.thing = thing


def record_refusal(problem: Denied, by: Person) -> None:
    """Keep a refusal, once the refused action's own transaction has been rolled back."""
    record(
        "access.refused",
        by=by,
        thing=problem.thing if getattr(problem.thing, "pk", None) else None,
        scope_id=problem.scope_id,
        permission=problem.permission.value,
    )


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows of a model that says where they live (`scope_path`) and what seeing them takes (`see`)."""

    def visible_to(self, person: Person) -> ScopedQuerySet:
        """The rows in scopes where the person holds the model's `see` permission."""
        here, below = _held(person, self.model.see)
        # ids where that is enough: most of a request's time went into putting the same subquery together again and again
        return self.filter(**{f"{self.model.scope_path}__in": _reached(here, below) if below else here})
