"""Teams join, leave and merge."""

from __future__ import annotations

import datetime as dt
import re
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
from alongside.programme.texts import line

_LETTER = re.compile(r"[A-Z]{1,2}")


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
    letter, name = letter.strip().upper(), line(name, "name", needed="Give the team a name.")
    wrong = {}
    if collaborative.teams.filter(name__iexact=name).exists():
        wrong["name"] = "There is a team of this name already."
    if not _LETTER.fullmatch(letter):
        wrong["letter"] = "One or two letters."
    elif collaborative.teams.filter(letter=letter).exists():
        wrong["letter"] = f"{letter} is another team's letter."
    if wrong:
        raise Invalid("The team is not added yet.", "Correct what is marked.", fields=wrong)
    chosen = _topics(collaborative, topics)
    if isinstance(organisation, str):
        organisation = line(organisation, "organisation", needed="Say which organisation the team is of.")
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
    team.topics.set(chosen)
    record("team.add", by=by, thing=team, letter=letter, joined=team.joined)
    return team


@transaction.atomic
def change_team(
    *,
    team: Team,
    by: Person,
    name: str,
    topics: Sequence[str],
    agreement_signed_on: dt.date | str | None,
) -> Team:
    """Change a team's name, its topics, or the day on which its agreement was signed."""
    require(by, Permission.RUN_COLLABORATIVE, team)
    name = line(name, "name", needed="Give the team a name.")
    if (
        Team.objects.filter(collaborative=team.collaborative_id, name__iexact=name)
        .exclude(pk=team.pk)
        .exists()
    ):
        message = "There is a team of this name already."
        raise Invalid("The team is not changed yet.", message, fields={"name": message})
    chosen = _topics(team.collaborative, topics)
    before = team.agreement_signed_on
    team.name, team.agreement_signed_on = name, optional_day(agreement_signed_on, "agreement_signed_on")
    team.save(update_fields=["name", "agreement_signed_on"])
    Scope.objects.filter(pk=team.scope_id).update(name=name)
    team.topics.set(chosen)
    record(
        "team.change",
        by=by,
        thing=team,
        topics=sorted(topic.pk for topic in chosen),
        agreement_signed_on=[before, team.agreement_signed_on],
    )
    return team


def _topics(collaborative: Collaborative, names: Sequence[str]) -> list[Topic]:
    known = {topic.name.casefold(): topic for topic in Topic.objects.filter(collaborative=collaborative)}
    for name in names:
        if name.casefold() not in known:
            choices = ", ".join(topic.name for topic in known.values())
            raise Invalid(
                f"{name!r} is not a topic of this collaborative.",
                f"Choose from {choices}." if choices else "It has none.",
                fields={"topics": "Not a topic of this collaborative."},
            )
    return [known[name.casefold()] for name in dict.fromkeys(names)]


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
    because = line(because, "because", most=300, needed="Say why the team leaves, in a few words.")
    team.left, team.left_because = last, because
    team.save(update_fields=["left", "left_because"])
    record("team.leave", by=by, thing=team, on=last)
    return team


@transaction.atomic
def merge_teams(*, into: Team, leaving: Team, on: dt.date | str, because: str, by: Person) -> Team:
    """Two teams become one: `leaving` keeps its data to that day, `into` goes on and is known to succeed it."""
    if into.pk == leaving.pk or into.collaborative_id != leaving.collaborative_id:
        raise Invalid(
            "Two different teams of one collaborative merge.",
            "Choose the other team.",
            fields={"into": "Choose another team."},
        )
    if into.left is not None:
        raise Invalid(
            "The team that is to go on has left.",
            "Choose one that takes part.",
            fields={"into": "It has left."},
        )
    team_leaves(team=leaving, on=on, because=because, by=by)
    into.succeeds.add(leaving)
    record("team.merge", by=by, thing=into, leaving=leaving.pk, on=leaving.left)
    return into
