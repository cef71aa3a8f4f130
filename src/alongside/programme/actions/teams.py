"""Teams join, leave and merge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from alongside.access.models import Scope, ScopeKind
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.programme.dates import day, optional_day
from alongside.programme.models import Collaborative, Organisation, Team, Topic


@transaction.atomic
def add_team(
    *,
    collaborative: Collaborative,
    name: str,
    organisation: Organisation | str,
    letter: str,
    joined: dt.date | str,
    by: Person,
    topics: Sequence[str] = (),
    agreement_signed_on: dt.date | str | None = None,
) -> Team:
    """A team joins, under a name for those who may know it and a letter for everybody else."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    letter, name = letter.strip().upper(), name.strip()
    wrong = {}
    if not name:
        wrong["name"] = "Give the team a name."
    elif collaborative.teams.filter(name__iexact=name).exists():
        wrong["name"] = "There is a team of this name already."
    if not letter.isalpha() or len(letter) > 2:
        wrong["letter"] = "One or two letters."
    elif collaborative.teams.filter(letter=letter).exists():
        wrong["letter"] = f"{letter} is another team's letter."
    if wrong:
        raise Invalid("The team is not added yet.", "Correct what is marked.", fields=wrong)
    known = {topic.name.casefold(): topic for topic in Topic.objects.filter(collaborative=collaborative)}
    if missing := [topic for topic in topics if topic.casefold() not in known]:
        raise Invalid(
            f"{missing[0]!r} is not a topic of this collaborative.",
            f"Choose from {', '.join(t.name for t in known.values())}.",
        )
    if isinstance(organisation, str):
        organisation, _ = Organisation.objects.get_or_create(
            name=organisation, defaults={"kind": Organisation.Kind.PROVIDER}
        )
    scope = Scope.objects.create(kind=ScopeKind.TEAM, parent=collaborative.scope, name=name)
    team = Team.objects.create(
        scope=scope,
        collaborative=collaborative,
        organisation=organisation,
        name=name,
        letter=letter,
        joined=day(joined, "joined"),
        agreement_signed_on=optional_day(agreement_signed_on, "agreement_signed_on"),
    )
    team.topics.set(known[topic.casefold()] for topic in topics)
    record("team.add", by=by, thing=team, letter=letter, joined=team.joined)
    return team


@transaction.atomic
def team_leaves(*, team: Team, on: dt.date | str, because: str, by: Person) -> Team:
    """A team leaves. Its data stay to that day, shown as left."""
    require(by, Permission.RUN_COLLABORATIVE, team.collaborative)
    last = day(on, "on")
    if team.left is not None:
        raise Invalid("This team has left already.", "Nothing is changed.")
    if last < team.joined:
        raise Invalid(
            "It would leave before it joined.", "Correct the day.", fields={"on": "Before it joined."}
        )
    if not because.strip():
        raise Invalid(
            "Say why the team leaves.",
            "A few words are enough.",
            fields={"because": "A few words are enough."},
        )
    team.left, team.left_because = last, because.strip()[:300]
    team.save(update_fields=["left", "left_because"])
    record("team.leave", by=by, thing=team, on=last)
    return team


@transaction.atomic
def merge_teams(*, into: Team, leaving: Team, on: dt.date | str, because: str, by: Person) -> Team:
    """Two teams become one: `leaving` keeps its data to that day, `into` goes on and is known to succeed it."""
    if into.pk == leaving.pk or into.collaborative_id != leaving.collaborative_id:
        raise Invalid("Two different teams of one collaborative merge.", "Choose the other team.")
    team_leaves(team=leaving, on=on, because=because, by=by)
    into.succeeds.add(leaving)
    record("team.merge", by=by, thing=into, leaving=leaving.pk, on=leaving.left)
    return into
