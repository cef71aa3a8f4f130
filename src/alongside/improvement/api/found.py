"""The measure or series an address names, for whoever may see it."""

from __future__ import annotations

from alongside.access.roles import Permission
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.improvement.models import (
    Measure,
    Series,
)
from alongside.programme.models import Collaborative
from alongside.programme.queries import team_for


def measure_of(collaborative: Collaborative, key: str) -> Measure:
    found = (
        Measure.objects.filter(collaborative=collaborative, key=key)
        .select_related("collaborative__scope")
        .first()
    )
    if found is None:
        raise NotKnown(f"There is no measure {key!r} here.", "Look at the list of measures.")
    return found


def series_of(
    person: Person, slug: str, letter: str, key: str, permission: Permission = Permission.SEE_TEAM
) -> Series:
    team = team_for(person, slug, letter, permission)
    found = Series.objects.filter(team=team, measure__key=key).select_related("measure").first()
    if found is None:
        raise NotKnown(
            f"Team {team.letter} does not follow a measure {key!r}.", "Look at its list of series."
        )
    found.team = team
    return found


# Measures and what is due
