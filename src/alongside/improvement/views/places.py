"""From an address to what it names, as far as the person may know of it."""

from __future__ import annotations

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.improvement.models import Series
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative, Team


def collaborative_of(person: Person, slug: str) -> Collaborative:
    """The collaborative, for who has a part in it."""
    found = Collaborative.objects.visible_to(person).filter(slug=slug).select_related("scope", "host").first()
    if found is None:
        raise NotKnown()
    return found


def team_of(person: Person, slug: str, letter: str, permission: Permission = Permission.SEE_TEAM) -> Team:
    """The team; refused with the reason where the person may know of it, but not open it."""
    collaborative = collaborative_of(person, slug)
    team = (
        collaborative.teams.filter(letter=letter)
        .select_related("scope__parent", "collaborative__scope", "organisation")
        .first()
    )
    if team is None or team.pk not in labels(person, collaborative):
        raise NotKnown()
    require(person, permission, team, known=True)
    return team


def series_of(
    person: Person, slug: str, letter: str, key: str, permission: Permission = Permission.SEE_TEAM
) -> Series:
    """A team's series of a measure."""
    team = team_of(person, slug, letter, permission)
    found = (
        Series.objects.filter(team=team, measure__key=key)
        .select_related("measure__collaborative__scope", "team__scope__parent", "team__collaborative__scope")
        .first()
    )
    if found is None:
        raise NotKnown()
    return found
