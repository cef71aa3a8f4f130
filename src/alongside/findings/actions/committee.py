"""Who reads and interprets with the researchers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.access.actions import end, give
from alongside.access.models import Grant
from alongside.access.roles import Permission, Role
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.findings.models import Committee, CommitteeMember
from alongside.findings.queries.linked import teams_for
from alongside.programme.models import Team
from alongside.study.models import Study

MOST_PART = 80


@transaction.atomic
def add_committee_member(
    *, study: Study, person: Person, part: str, team: Team | None = None, by: Person | None
) -> CommitteeMember:
    """Put somebody on the study's committee, with the part they have in it, and give them the role that goes with it.

    `part` is what the others read instead of a name (“clinical lead”). Whoever works in the research team reads the
    findings there: they are no member.
    """
    if by is not None:
        require(by, Permission.GRANT_ROLES, study)
    part = " ".join(part.split())
    if not part or len(part) > MOST_PART:
        raise Invalid(
            f"A member has a part, in at most {MOST_PART} letters.",
            "Write what they are there as, such as “clinical lead”.",
            fields={"part": "Write what they are there as."},
        )
    if team is not None and not teams_for(study).filter(pk=team.pk).exists():
        raise Invalid(
            "That team is in no collaborative this study belongs to.",
            "Choose another, or none.",
            fields={"team": "Choose another."},
        )
    committee, _ = Committee.objects.get_or_create(study=study)
    today = timezone.localdate()
    if committee.members.filter(Q(until=None) | Q(until__gt=today), person=person).exists():
        raise Invalid("They are on the committee already.", "End that first to change their part.")
    if (
        Grant.objects.active()
        .filter(person=person, scope=study.scope)
        .exclude(role=Role.COMMITTEE_MEMBER)
        .exists()
    ):
        raise Invalid(
            "They have another role in this study, in which they see what the committee must not.",
            "End that role first, or choose somebody else.",
        )
    member = CommitteeMember.objects.create(committee=committee, person=person, part=part, team=team)
    give(person=person, role=Role.COMMITTEE_MEMBER, scope=study.scope, by=by)
    record(
        "committee.add", by=by, thing=member, scope_id=study.scope_id, person=person.pk, team=team and team.pk
    )
    return member


@transaction.atomic
def end_committee_member(
    *, member: CommitteeMember, by: Person | None, on: dt.date | None = None
) -> CommitteeMember:
    """End somebody's place on the committee, and the role with it; what they answered stays on the findings."""
    study = member.committee.study
    if by is not None:
        require(by, Permission.GRANT_ROLES, study)
    today = timezone.localdate()
    if member.until is not None and member.until <= today:
        raise Invalid("They are no longer on the committee.", "Reload the page.")
    member.until = max(on or today, member.since)
    member.save(update_fields=["until"])
    open_grants = Grant.objects.active().filter(
        person=member.person, role=Role.COMMITTEE_MEMBER, scope=study.scope
    )
    for grant in open_grants.select_related("person", "scope"):
        end(grant=grant, by=by, on=member.until)
    record(
        "committee.end",
        by=by,
        thing=member,
        scope_id=study.scope_id,
        person=member.person_id,
        on=member.until,
    )
    return member
