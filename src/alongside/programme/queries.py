"""What of a programme a person may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.programme.confidentiality import labels
from alongside.programme.models import (
    Attendance,
    Collaborative,
    ContextEvent,
    Event,
    Sponsorship,
    Team,
    TeamMember,
)


def hides_names(viewer: Person, collaborative: Collaborative) -> bool:
    """Whether some team's name must not reach this person."""
    return (
        collaborative.confidentiality != Collaborative.Confidentiality.NAMED
        and not check(viewer, Permission.SEE_ALL_TEAMS, collaborative).ok
    )


# Held between two or three teams, and named after them.
BETWEEN_TEAMS = frozenset({Event.Kind.VISIT.value, Event.Kind.COACHING_CALL.value})


def collaborative_for(person: Person, slug: str) -> Collaborative:
    """The collaborative of an address, if the person has a part in it."""
    found = Collaborative.objects.visible_to(person).filter(slug=slug).select_related("scope", "host").first()
    if found is None:
        raise NotKnown()
    return found


def team_for(person: Person, slug: str, letter: str, permission: Permission = Permission.SEE_TEAM) -> Team:
    """The team of an address. Refused with the reason where the person may know of it but not do this."""
    collaborative = collaborative_for(person, slug)
    team = (
        Team.objects.filter(collaborative=collaborative, letter=letter.upper())
        .select_related("scope__parent", "collaborative__scope", "organisation")
        .first()
    )
    if team is None or team.pk not in labels(person, collaborative):
        raise NotKnown()
    require(person, permission, team, known=True)
    return team


def events_for(person: Person, collaborative: Collaborative) -> list[Event]:
    """Sessions, webinars and calls by time. Visits and coaching calls are named after teams: where names are withheld, they
    are shown only to the teams that were there."""
    events = list(Event.objects.filter(collaborative=collaborative))
    if not hides_names(person, collaborative):
        return events
    between = [event for event in events if event.kind in BETWEEN_TEAMS]
    own = set(
        Team.objects.visible_to(person).filter(collaborative=collaborative).values_list("pk", flat=True)
    )
    there = (
        set(Attendance.objects.filter(event__in=between, team__in=own).values_list("event", flat=True))
        if between
        else set()
    )
    return [event for event in events if event.kind not in BETWEEN_TEAMS or event.pk in there]


def event_for(person: Person, collaborative: Collaborative, guid: uuid.UUID) -> Event:
    """One event, under the same rule."""
    found = next((event for event in events_for(person, collaborative) if event.guid == guid), None)
    if found is None:
        raise NotKnown()
    found.collaborative = collaborative
    return found


def attendance_of(events: Iterable[Event]) -> set[tuple[int, int]]:
    """(event id, team id) of every team that came."""
    return set(Attendance.objects.filter(event__in=list(events)).values_list("event", "team"))


def context_for(person: Person, collaborative: Collaborative, teams: Iterable[Team]) -> list[ContextEvent]:
    """What happened around: to everybody, and to those of `teams` that the person may open."""
    open_ = {team.pk for team in teams if check(person, Permission.SEE_TEAM, team)}
    return [
        event
        for event in ContextEvent.objects.filter(collaborative=collaborative)
        if event.team_id is None or event.team_id in open_
    ]


def members_of(team: Team) -> list[TeamMember]:
    """Who works in the team now, its lead first."""
    return list(TeamMember.objects.filter(team=team, until=None).select_related("person"))


def sponsors_of(team: Team) -> list[Sponsorship]:
    """Who stands behind it now."""
    return list(Sponsorship.objects.filter(team=team, until=None).select_related("person").order_by("since"))


def people_of(collaborative: Collaborative) -> list[Person]:
    """Everybody who works in any team, or stands behind one: the choices where somebody is chosen, by name."""
    members = TeamMember.objects.filter(team__collaborative=collaborative).values("person")
    sponsors = Sponsorship.objects.filter(team__collaborative=collaborative).values("person")
    return list(
        Person.objects.filter(pk__in=members).union(Person.objects.filter(pk__in=sponsors)).order_by("name")
    )
