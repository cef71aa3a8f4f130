"""Giving and ending roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.access.models import Grant, Revision, Scope
from alongside.access.roles import ADMINISTRATOR_MAY_GRANT, GIVEN_IN, MAY_GRANT, Permission, Role
from alongside.access.rules import check, forget_grants, grants_of, reaches
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown, Refused


def may_grant(by: Person | None, role: Role, scope: Scope) -> bool:
    """Whether `by` may give this role here. `by=None` is the operator of the command line."""
    if by is None:
        return True
    if by.is_administrator and role in ADMINISTRATOR_MAY_GRANT:
        return True
    return any(
        role in MAY_GRANT.get(Role(grant.role), ()) and reaches(grant, scope) for grant in grants_of(by)
    )


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: Role,
    scope: Scope,
    by: Person | None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
) -> Grant:
    """Give a role. A second open grant of the same role in the same place is the first one."""
    if scope.kind not in GIVEN_IN[role]:
        raise Invalid(
            f"{role.label} is not a role in a {scope.kind}.", "Choose another place or another role."
        )
    if not may_grant(by, role, scope):
        if by is None or not any(reaches(grant, scope) for grant in grants_of(by)):
            raise NotKnown()
        raise Refused(f"Your role here does not let you make somebody {role.label.lower()}.")
    return give(person=person, role=role, scope=scope, by=by, starts=starts, ends=ends)


def give(
    *,
    person: Person,
    role: Role,
    scope: Scope,
    by: Person | None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
) -> Grant:
    """The grant itself, for actions that have asked their own question (adding a member, opening a study)."""
    starts = starts or timezone.localdate()
    if ends is not None and ends < starts:
        raise Invalid("A role cannot end before it starts.", "Correct one of the two dates.")
    found = Grant.objects.filter(person=person, role=role, scope=scope, ends=None).first()
    if found is not None and ends is None:
        return found
    grant = Grant.objects.create(
        person=person, role=role, scope=scope, starts=starts, ends=ends, granted_by=by
    )
    forget_grants(person)
    record("role.grant", by=by, thing=grant, person=person.pk, role=role.value, starts=starts, ends=ends)
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: Person | None, on: dt.date | None = None) -> Grant:
    """End a role on a day (today by default); from that day on it opens nothing."""
    if not may_grant(by, Role(grant.role), grant.scope):
        if by is None or not check(by, Permission.GRANT_ROLES, grant.scope).known:
            raise NotKnown()
        raise Refused("Your role here does not let you end this one.")
    return end(grant=grant, by=by, on=on)


def end(*, grant: Grant, by: Person | None, on: dt.date | None = None) -> Grant:
    """The ending itself, for actions that have asked their own question."""
    grant.ends = max(on or timezone.localdate(), grant.starts)
    grant.save(update_fields=["ends"])
    forget_grants(grant.person)
    record("role.end", by=by, thing=grant, person=grant.person_id, role=grant.role, on=grant.ends)
    return grant


def keep_revision(*, thing: Any, by: Person | None, **fields: Any) -> Revision | None:
    """Keep the state that is about to be replaced. `thing` has a `guid`, a `revision` number and a `scope`.

    Words that are hidden until they are written again, after a withdrawal or a redaction, are not kept.
    """
    if getattr(thing, "needs_rewrite", False):
        return None
    kept, _ = Revision.objects.update_or_create(
        kind=thing._meta.model_name,
        guid=thing.guid,
        number=thing.revision,
        defaults={"scope": thing.scope, "fields": fields, "by": by, "at": timezone.now()},
    )
    return kept
