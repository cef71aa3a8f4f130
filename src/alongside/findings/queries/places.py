"""Finding a study, a finding or a release by its address, as far as somebody may know of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.findings.models import Action, CommitteeMember, Decision, Evidence, Finding, Release
from alongside.programme.models import Collaborative
from alongside.study.models import Study

# Audiences on the programme's side, and what it takes there to be among them.
PROGRAMME_AUDIENCES = {
    Release.Audience.PROGRAMME: Permission.SEE_PROGRAMME_FINDINGS,
    Release.Audience.TEAMS: Permission.SEE_COLLABORATIVE,
}


def study_of(person: Person, slug: str, permission: Permission) -> Study:
    """The study at an address. NotKnown for whom it is not there, Refused for whom it is, without this permission."""
    study = Study.objects.filter(slug=slug).select_related("scope").first()
    if study is None:
        raise NotKnown()
    require(person, permission, study)
    return study


def finding_of(
    person: Person, slug: str, number: int, permission: Permission = Permission.SEE_FINDINGS
) -> Finding:
    """The finding of this number, with how many are on the committee as `members`."""
    on_it = Q(study__committee__members__until=None) | Q(
        study__committee__members__until__gt=timezone.localdate()
    )
    finding = (
        Finding.objects.filter(study__slug=slug, number=number)
        .select_related("study__scope")
        .annotate(members=Count("study__committee__members", filter=on_it))
        .first()
    )
    if finding is None:
        study_of(person, slug, permission)  # who may know of the study is told the same as who may not
        raise NotKnown("There is no finding of this number.", "Look in the list of findings.")
    require(person, permission, finding)
    return finding


def evidence_of(finding: Finding, guid: uuid.UUID) -> Evidence:
    return _one(
        Evidence.objects.filter(finding_version__finding=finding, guid=guid).select_related(
            "finding_version__finding"
        )
    )


def decision_of(finding: Finding, guid: uuid.UUID) -> Decision:
    return _one(
        Decision.objects.filter(finding=finding, guid=guid).select_related(
            "finding__study__scope", "collaborative__scope"
        )
    )


def action_of(finding: Finding, guid: uuid.UUID) -> Action:
    return _one(
        Action.objects.filter(decision__finding=finding, guid=guid).select_related(
            "decision__finding__study__scope", "decision__collaborative__scope"
        )
    )


def release_of(study: Study, guid: uuid.UUID) -> Release:
    return _one(_with_all(Release.objects.filter(study=study, guid=guid)))


def committee_releases(study: Study) -> QuerySet[Release]:
    """What the committee has before it: released to it and not taken back."""
    return _with_all(
        study.releases.filter(audience=Release.Audience.COMMITTEE)
        .filter(Q(ended_on=None) | Q(ended_on__gt=timezone.localdate()))
        .order_by(F("finding_version__finding__number").asc(nulls_last=True), "finding_version__number", "at")
    )


def committee_release_of(study: Study, guid: uuid.UUID) -> Release:
    return _one(committee_releases(study).filter(guid=guid))


def programme_releases(collaborative: Collaborative, person: Person) -> QuerySet[Release]:
    """The findings released to this collaborative that the person is among the audience of; nothing of the study else."""
    audiences = [
        audience
        for audience, permission in PROGRAMME_AUDIENCES.items()
        if check(person, permission, collaborative)
    ]
    return _with_all(
        Release.objects.filter(
            collaborative=collaborative, audience__in=audiences, finding_version__isnull=False
        )
        .filter(Q(ended_on=None) | Q(ended_on__gt=timezone.localdate()))
        .exclude(finding_version__finding__state=Finding.State.WITHDRAWN)
        .order_by("-at")
    )


def programme_release_of(person: Person, slug: str, guid: uuid.UUID) -> Release:
    """A release to a collaborative by its address. The study's own pages are not opened by it."""
    collaborative = collaborative_of(person, slug)
    return _one(programme_releases(collaborative, person).filter(guid=guid))


def collaborative_of(person: Person, slug: str) -> Collaborative:
    found: Collaborative = _one(
        Collaborative.objects.visible_to(person).filter(slug=slug).select_related("scope")
    )
    return found


def members_of(study: Study, on: dt.date | None = None) -> QuerySet[CommitteeMember]:
    """Who is on the committee on a day, today by default."""
    day = on or timezone.localdate()
    return (
        CommitteeMember.objects.filter(committee__study=study)
        .filter(Q(until=None) | Q(until__gt=day))
        .select_related("person", "team__organisation", "committee")
        .order_by("part", "person__name")
    )


def member_of(study: Study, person: Person) -> CommitteeMember | None:
    """The person's own place on the committee, if they have one."""
    return members_of(study).filter(person=person).first()


def _with_all(releases: QuerySet[Release]) -> QuerySet[Release]:
    return releases.select_related(
        "study__scope",
        "collaborative__scope",
        "finding_version__finding__study__scope",
        "framework_version",
        "guide_version__guide",
    )


def _one(rows: QuerySet[Any]) -> Any:
    found = rows.first()
    if found is None:
        raise NotKnown()
    return found
