"""A finding as the programme sees it: as far as it was released, with what was decided and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from alongside.access.models import Grant
from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.findings import disclosure
from alongside.findings.models import Action, Decision, Release
from alongside.findings.queries import readings as reading
from alongside.findings.queries.audience import HOST_ROLES
from alongside.findings.queries.places import members_of
from alongside.improvement.models import Annotation
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative, Sponsorship, Team, TeamMember
from alongside.programme.queries import hides_names


@dataclass(frozen=True)
class ProgrammeFinding:
    """What one person on the programme's side sees of a finding."""

    release: Release
    shown: disclosure.ShownFinding
    tallies: Sequence[reading.Tally]
    answered: int
    decisions: Sequence[Decision]
    may_decide: bool

    @property
    def actions(self) -> list[Action]:
        return [action for decision in self.decisions for action in decision.actions.all()]

    @property
    def looked_at(self) -> list[Action]:
        return [action for action in self.actions if action.what_happened and not action.needs_rewrite]


def programme_finding(release: Release, viewer: Person) -> ProgrammeFinding:
    """A release to a collaborative as the viewer sees it; the committee's verdicts only where the release says so."""
    version = release.finding_version
    assert version is not None and release.collaborative is not None
    tallies: Sequence[reading.Tally] = ()
    answered = 0
    if release.shows_verdicts:
        asked = Release.objects.filter(finding_version=version, audience=Release.Audience.COMMITTEE)
        given = reading.interpretations(asked.select_related("finding_version__finding"))
        read = reading.gather(given, members_of(release.study).count())
        tallies, answered = read.tallies, read.answered
    decisions = list(decisions_for(release))
    names, withheld = disclosure.Names(release, viewer), _withheld(viewer, release.collaborative)
    for decision in decisions:
        for action in decision.actions.all():
            action.shown_teams = [names.of(team) for team in action.teams.all()]  # type: ignore[attr-defined]
            action.shown_owner = _owner(action, withheld)  # type: ignore[attr-defined]
    return ProgrammeFinding(
        release=release,
        shown=disclosure.shown(release, viewer),
        tallies=tallies if answered else (),
        answered=answered,
        decisions=decisions,
        may_decide=bool(check(viewer, Permission.DECIDE, release.collaborative)),
    )


def _withheld(viewer: Person, collaborative: Collaborative) -> set[int]:
    """Ids of people whose name, beside a letter, would tell whose letter it is: those of the teams that this viewer
    knows by letter only."""
    if not hides_names(viewer, collaborative):
        return set()
    named = [team for team, label in labels(viewer, collaborative).items() if label.name]
    found: set[int] = {viewer.pk}
    theirs: set[int] = set()
    for model in (TeamMember, Sponsorship):
        rows = model.objects.filter(team__collaborative=collaborative).values_list("person", "team")
        for person, team in rows:
            (found if team in named else theirs).add(person)
    return theirs - found


def _owner(action: Action, withheld: set[int]) -> str:
    if action.owner is None:
        return ""
    return "somebody in a team" if action.owner_id in withheld else action.owner.name


def decisions_for(release: Release) -> QuerySet[Decision]:
    """What this collaborative decided because of the finding; not what another did, nor the study itself."""
    actions = Action.objects.select_related("owner").prefetch_related("teams__collaborative", "teams__scope")
    assert release.finding_version is not None
    return (
        Decision.objects.filter(
            finding=release.finding_version.finding_id, collaborative=release.collaborative_id
        )
        .select_related("by")
        .prefetch_related(Prefetch("actions", actions))
        .order_by("on", "id")
    )


def people_of(collaborative: Collaborative) -> QuerySet[Person]:
    """Who can own an action: the host's people and the members of the teams."""
    now = Q(until=None) | Q(until__gt=timezone.localdate())
    members = TeamMember.objects.filter(now, team__collaborative=collaborative).values("person")
    hosts = Grant.objects.active().filter(
        Q(scope=collaborative.scope_id)
        | Q(scope__parent=collaborative.scope_id)
        | Q(scope__children=collaborative.scope_id),
        role__in=HOST_ROLES,
    )
    return Person.objects.filter(
        Q(pk__in=members) | Q(pk__in=hosts.values("person")), is_active=True
    ).order_by("name")


def teams_of(collaborative: Collaborative) -> QuerySet[Team]:
    return Team.objects.filter(collaborative=collaborative, left=None).order_by("letter")


def timeline(collaborative: Collaborative, person: Person) -> list[Annotation]:
    """The decisions marked on a collaborative's time axis: what `improvement` holds already, without the findings behind."""
    if not check(person, Permission.SEE_COLLABORATIVE, collaborative):
        return []
    return list(
        Annotation.objects.filter(collaborative=collaborative, origin=Annotation.Origin.DECISION)
        .select_related("team")
        .order_by("on", "id")
    )
