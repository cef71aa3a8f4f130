"""Change ideas: what teams may try, what speaks for it, and what to take along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Max

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.actions.drivers import Way
from alongside.improvement.models import ChangeIdea, Driver, Material
from alongside.programme.calendar import today
from alongside.programme.models import Collaborative, Team, Topic
from alongside.programme.texts import line, prose

PROSE = ("title", "what", "evidence")


@transaction.atomic
def add_idea(
    *,
    collaborative: Collaborative,
    title: str,
    by: Person,
    what: str = "",
    evidence: str = "",
    topic: Topic | None = None,
    drivers: Iterable[Driver] = (),
) -> ChangeIdea:
    """Add a change idea to the package, under the drivers that it serves."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    idea = _new(collaborative, title=title, what=what, evidence=evidence, topic=topic)
    under = _of_this(drivers, collaborative)
    idea.drivers.set(under)
    record("idea.add", by=by, thing=idea, drivers=[each.pk for each in under])
    return idea


@transaction.atomic
def propose_idea(
    *, team: Team, title: str, by: Person, what: str = "", evidence: str = "", topic: Topic | None = None
) -> ChangeIdea:
    """A team proposes an idea; it stands under no driver until the host places it."""
    require(by, Permission.LOG_TEST, team)
    idea = _new(team.collaborative, title=title, what=what, evidence=evidence, topic=topic)
    record("idea.propose", by=by, thing=idea, team=team.pk)
    return idea


@transaction.atomic
def write_idea(*, idea: ChangeIdea, revision: int, by: Person, **fields: Any) -> ChangeIdea:
    """Write an idea's title, what it is, its evidence or its topic again; earlier words are kept."""
    require(by, Permission.RUN_COLLABORATIVE, idea)
    idea = (
        ChangeIdea.objects.select_for_update(of=("self",))
        .select_related("collaborative__scope", "topic")
        .get(pk=idea.pk)
    )
    now = {"title": idea.title, "what": idea.what, "evidence": idea.evidence, "topic": idea.topic}
    if unknown := set(fields) - set(now):
        raise Invalid(f"A change idea has no {sorted(unknown)[0]}.", f"It has {', '.join(now)}.")
    if revision != idea.revision:
        raise Conflict(
            "Somebody changed this idea while you were writing.",
            theirs={**now, "topic": idea.topic.name if idea.topic else "", "revision": idea.revision},
            mine=fields,
        )
    checked = _checked(idea.collaborative, but=idea, **{**now, **fields})
    if checked == now:
        return idea
    keep_revision(thing=idea, by=by, **{name: now[name] for name in PROSE})
    for name, value in checked.items():
        setattr(idea, name, value)
    idea.revision += 1
    idea.save()
    record("idea.write", by=by, thing=idea, revision=idea.revision, topic=idea.topic_id)
    return idea


@transaction.atomic
def place_idea(*, idea: ChangeIdea, drivers: Iterable[Driver], by: Person) -> ChangeIdea:
    """Say which drivers an idea serves; with none it waits to be placed."""
    require(by, Permission.RUN_COLLABORATIVE, idea)
    under = _of_this(drivers, idea.collaborative)
    before = sorted(idea.drivers.values_list("pk", flat=True))
    idea.drivers.set(under)
    record("idea.place", by=by, thing=idea, drivers=[before, sorted(each.pk for each in under)])
    return idea


@transaction.atomic
def move_idea(*, idea: ChangeIdea, driver: Driver | None, way: Way, by: Person) -> ChangeIdea:
    """One place up or down among the ideas of a driver, or among those that wait to be placed."""
    require(by, Permission.RUN_COLLABORATIVE, idea)
    every = list(
        ChangeIdea.objects.select_for_update(of=("self",))
        .filter(collaborative=idea.collaborative_id)
        .order_by("order", "id")
    )
    around = set(
        ChangeIdea.objects.filter(
            collaborative=idea.collaborative_id, drivers=driver, retired_on=None
        ).values_list("pk", flat=True)
    )
    siblings = [each for each in every if each.pk in around]
    here = next((number for number, each in enumerate(siblings) if each.pk == idea.pk), None)
    if here is None:
        raise Invalid("The idea does not stand there any more.", "Look at the diagram again.")
    other = here + (-1 if way == "up" else 1)
    for number, each in enumerate(every):
        each.order = number
    if 0 <= other < len(siblings):
        one, two = siblings[here], siblings[other]
        one.order, two.order = two.order, one.order
    ChangeIdea.objects.bulk_update(every, ["order"])
    record("idea.move", by=by, thing=idea, way=way)
    return idea


@transaction.atomic
def retire_idea(*, idea: ChangeIdea, by: Person, on: dt.date | None = None) -> ChangeIdea:
    """Take an idea out of the package; what teams did with it stays."""
    require(by, Permission.RUN_COLLABORATIVE, idea)
    if idea.retired_on is None:
        idea.retired_on = on or today(idea.collaborative)
        idea.save(update_fields=["retired_on"])
        record("idea.retire", by=by, thing=idea, on=idea.retired_on)
    return idea


@transaction.atomic
def restore_idea(*, idea: ChangeIdea, by: Person) -> ChangeIdea:
    """Bring an idea back that was taken out."""
    require(by, Permission.RUN_COLLABORATIVE, idea)
    if idea.retired_on is not None:
        idea.retired_on = None
        idea.save(update_fields=["retired_on"])
        record("idea.restore", by=by, thing=idea)
    return idea


@transaction.atomic
def add_material(
    *, idea: ChangeIdea, title: str, by: Person, url: str = "", team: Team | None = None
) -> Material:
    """Add something to take along: a sheet, a photograph, what it cost. From a team, or from the host where `team` is None."""
    if team is None:
        require(by, Permission.RUN_COLLABORATIVE, idea)
    else:
        require(by, Permission.LOG_TEST, team)
        if team.collaborative_id != idea.collaborative_id:
            raise Invalid(
                "The team is of another collaborative.", "Choose one of this.", fields={"team": "Not here."}
            )
    title = line(title, "title", most=120, needed="Say what it is: “Restocking sheet, one page”.")
    url = _address(url)
    material = Material.objects.create(idea=idea, team=team, title=title, url=url, by=by)
    record("idea.material", by=by, thing=idea, material=material.pk, team=team.pk if team else None)
    return material


def may_remove_material(by: Person, material: Material) -> bool:
    """Whose it is to take away: its team's, and the host's."""
    if check(by, Permission.RUN_COLLABORATIVE, material.idea):
        return True
    return material.team is not None and bool(check(by, Permission.LOG_TEST, material.team))


@transaction.atomic
def remove_material(*, material: Material, by: Person) -> None:
    """Take a material away: its team, or the host."""
    if not may_remove_material(by, material):
        require(by, Permission.RUN_COLLABORATIVE, material.idea)
    record("idea.material_remove", by=by, thing=material.idea, material=material.pk)
    material.delete()


def _new(collaborative: Collaborative, **fields: Any) -> ChangeIdea:
    last = ChangeIdea.objects.filter(collaborative=collaborative).aggregate(last=Max("order"))["last"]
    return ChangeIdea.objects.create(
        collaborative=collaborative,
        order=0 if last is None else last + 1,
        **_checked(collaborative, **fields),
    )


def _checked(
    collaborative: Collaborative,
    *,
    title: str,
    what: str,
    evidence: str,
    topic: Topic | None,
    but: ChangeIdea | None = None,
) -> dict[str, Any]:
    title = line(title, "title", most=120, needed="Say what may be tried.")
    same = ChangeIdea.objects.filter(collaborative=collaborative, title=title)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if (other := same.first()) is not None:
        message = (
            "There was an idea of this title. Bring it back."
            if other.retired_on
            else "There is an idea of this title already. Add to that, or say what is different."
        )
        raise Invalid("Two ideas cannot have one title.", message, fields={"title": message})
    if topic is not None and topic.collaborative_id != collaborative.pk:
        raise Invalid(
            "The topic is of another collaborative.", "Choose one of this.", fields={"topic": "Not here."}
        )
    return {
        "title": title,
        "what": prose(what or "", "what"),
        "evidence": prose(evidence or "", "evidence"),
        "topic": topic,
    }


def _of_this(drivers: Iterable[Driver], collaborative: Collaborative) -> list[Driver]:
    found = list(drivers)
    if any(each.collaborative_id != collaborative.pk for each in found):
        raise Invalid(
            "A driver is of another collaborative.",
            "Choose from this diagram.",
            fields={"drivers": "Not here."},
        )
    return found


def _address(url: str) -> str:
    """An http or https address, or none."""
    url = line(url, "url", most=500)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = "Write the whole address, beginning with https://."
        raise Invalid("That is not an address on the web.", message, fields={"url": message})
    return url
