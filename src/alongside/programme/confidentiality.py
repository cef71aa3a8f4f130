"""How teams see each other: by name, as letters, or not at all. Every view across teams goes through `labels`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.programme.models import Collaborative, Team


@dataclass(frozen=True)
class Label:
    """What one person may call one team. `letter` is always shown; `name` is empty where only the letter may be."""

    letter: str
    name: str
    is_own: bool  # in this person's care: their own team, or one they advise
    may_open: bool  # its page, with its data

    @property
    def text(self) -> str:
        return f"{self.letter} {self.name}" if self.name else f"Team {self.letter}"


def labels(
    viewer: Person, collaborative: Collaborative, teams: Iterable[Team] | None = None
) -> dict[int, Label]:
    """Team id → label, for the teams that the viewer may know of, by letter.

    The host sees every team by name. Others see those in their care by name, and the rest as the collaborative's mode says.
    In coded mode a name stands nowhere, so the order is that of the letters, which says nothing about names. `teams` are the
    collaborative's, with `scope__parent`, where they have been read already.
    """
    host = bool(check(viewer, Permission.SEE_ALL_TEAMS, collaborative))
    mode = collaborative.confidentiality
    found = {}
    if teams is None:
        teams = collaborative.teams.select_related("scope__parent")
    for team in sorted(teams, key=lambda each: each.letter):
        mine = bool(check(viewer, Permission.SEE_TEAM, team))
        if not host and not mine and mode == Collaborative.Confidentiality.OWN:
            continue
        named = host or mine or mode == Collaborative.Confidentiality.NAMED
        found[team.pk] = Label(
            letter=team.letter, name=team.name if named else "", is_own=mine and not host, may_open=mine
        )
    return found
