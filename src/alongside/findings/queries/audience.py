"""Who would read a release, and which of them work where a quote was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Grant, Scope
from alongside.access.roles import Permission, Reach, Role, holders
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.findings.models import CommitteeMember, Release
from alongside.findings.queries.places import PROGRAMME_AUDIENCES, members_of
from alongside.programme.models import Collaborative, Sponsorship, TeamMember
from alongside.study import vault
from alongside.study.models import Case, Identity, Study

# Who works for the host itself: the host's own team is a studied site like any other.
HOST_ROLES = (Role.HOST_LEAD, Role.ADVISER)


@dataclass(frozen=True)
class Reader:
    """Somebody who would read it, and as what."""

    person: int
    name: str
    part: str
    member: CommitteeMember | None = None


def readers_of(study: Study, audience: str, collaborative: Collaborative | None) -> list[Reader]:
    """Everyone this audience is, by name: the researcher decides about these people. Publication has no list."""
    if audience == Release.Audience.COMMITTEE:
        members = [Reader(one.person_id, one.person.name, one.part, one) for one in members_of(study)]
        known = {one.person for one in members}
        # a critical friend reads what the committee reads; the research team reads it anyway
        others = people_with(Permission.SEE_RELEASED, study.scope) - people_with(
            Permission.SEE_FINDINGS, study.scope
        )
        friends = Person.objects.filter(pk__in=others - known).order_by("name")
        return members + [Reader(one.pk, one.name, "critical friend") for one in friends]
    if collaborative is None:
        return []
    ids = people_with(PROGRAMME_AUDIENCES[Release.Audience(audience)], collaborative.scope)
    part = "programme" if audience == Release.Audience.PROGRAMME else "teams"
    return [
        Reader(one.pk, one.name, part)
        for one in Person.objects.filter(pk__in=ids, is_active=True).order_by("name")
    ]


def people_with(permission: Permission, scope: Scope) -> set[int]:
    """Ids of everyone who holds a permission in a scope now."""
    above = [
        one for one in (scope.pk, scope.parent_id, scope.parent.parent_id if scope.parent else None) if one
    ]
    found = (
        Q(role__in=holders(permission, Reach.HERE), scope=scope)
        | Q(role__in=holders(permission, Reach.BELOW), scope__in=above)
        | Q(role__in=holders(permission, Reach.UP), scope=scope)
        | Q(role__in=holders(permission, Reach.UP), scope__parent=scope)
    )
    return set(Grant.objects.active().filter(found).values_list("person", flat=True))


class Colleagues:
    """Which committee members work where the quoted work, or are the quoted.

    A colleague is a member of the same team or organisation (by their place on the committee, a team's membership or a
    sponsorship), and for the host's own people, whoever works for the host. Who a participant is stands in the vault;
    their name and e-mail address are compared there with the members', and the opening is audited.
    """

    def __init__(
        self, study: Study, readers: Sequence[Reader], participants: Iterable[int], *, by: Person
    ) -> None:
        self.readers = readers
        heard = set(participants)
        self._at = self._places_of_participants(study, heard) if heard and readers else {}
        self._of = self._places_of_readers(study) if self._at else {}
        self._self = self._identities(study, heard, by) if heard and readers else {}

    def of(self, participants: Iterable[int]) -> tuple[Reader, ...]:
        """Members who work where any of these participants do, other than the participants themselves."""
        who = list(participants)
        places = set().union(*(self._at.get(pk, set()) for pk in who)) if who else set()
        same = {one.person for one in self.themselves(who)}
        return tuple(
            one for one in self.readers if one.person not in same and places & self._of.get(one.person, set())
        )

    def themselves(self, participants: Iterable[int]) -> tuple[Reader, ...]:
        """Members who are one of these participants."""
        people = {person for pk in participants for person in self._self.get(pk, ())}
        return tuple(one for one in self.readers if one.person in people)

    def _places_of_participants(self, study: Study, heard: set[int]) -> dict[int, set[str]]:
        rows = Case.objects.filter(study=study, participant__in=heard).select_related(
            "team", "part_of__team", "participant"
        )
        found: dict[int, set[str]] = {}
        for case in rows:
            places = {
                f"organisation {team.organisation_id}"
                for team in (case.team, case.part_of.team if case.part_of else None)
                if team is not None
            }
            if case.is_host or (case.part_of is not None and case.part_of.is_host):
                places.add("host")
            found[case.participant.pk] = places
        return found

    def _places_of_readers(self, study: Study) -> dict[int, set[str]]:
        people = [one.person for one in self.readers]
        found: dict[int, set[str]] = {pk: set() for pk in people}
        for one in self.readers:
            if one.member is not None and one.member.team is not None:
                found[one.person].add(f"organisation {one.member.team.organisation_id}")
        now = Q(until=None) | Q(until__gt=timezone.localdate())
        for model in (TeamMember, Sponsorship):
            rows = model.objects.filter(now, person__in=people).values_list("person", "team__organisation")
            for person, organisation in rows:
                found[person].add(f"organisation {organisation}")
        scopes = list(study.collaboratives.values_list("scope", flat=True))
        hosts = Grant.objects.active().filter(person__in=people, role__in=HOST_ROLES)
        for person in hosts.filter(Q(scope__in=scopes) | Q(scope__parent__in=scopes)).values_list(
            "person", flat=True
        ):
            found[person].add("host")
        return found

    def _identities(self, study: Study, heard: set[int], by: Person) -> dict[int, list[int]]:
        rows = list(Identity.objects.filter(participant__in=heard))
        if not rows:
            return {}
        people = Person.objects.filter(pk__in=[one.person for one in self.readers])
        by_word: dict[str, list[int]] = {}
        for person in people:
            for word in (person.name, person.email or ""):
                if word:
                    by_word.setdefault(word.casefold(), []).append(person.pk)
        found = {}
        for row in rows:
            words = {str(value).casefold().strip() for value in vault.unseal_record(row.sealed).values()}
            found[row.participant_id] = [pk for word in words for pk in by_word.get(word, ())]
        record(
            "vault.compare_identities", by=by, thing=study, participants=len(rows), people=len(self.readers)
        )
        return found
