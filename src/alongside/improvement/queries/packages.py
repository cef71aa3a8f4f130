"""Versions of the change package: as each stood, and what changed since the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.improvement.models import ChangeIdea, ChangePackage, Driver
from alongside.improvement.queries.adoption import standing
from alongside.programme.models import Collaborative


def newest(collaborative: Collaborative) -> ChangePackage | None:
    """The version published last."""
    return (
        ChangePackage.objects.filter(collaborative=collaborative)
        .select_related("by")
        .order_by("number")
        .last()
    )


def outline(aim: str, drivers: Sequence[Driver], ideas: Sequence[ChangeIdea]) -> dict[str, Any]:
    """The diagram as plain words: aim, drivers in two levels, ideas under each. Ideas come with their topic and drivers."""

    def branch(driver: Driver) -> dict[str, Any]:
        return {
            "guid": str(driver.guid),
            "text": driver.text,
            "ideas": [str(each.guid) for each in ideas if driver in each.drivers.all()],
            "drivers": [branch(each) for each in drivers if each.parent_id == driver.pk],
        }

    return {
        "aim": aim,
        "drivers": [branch(each) for each in drivers if each.parent_id is None],
        "waiting": [str(each.guid) for each in ideas if not each.drivers.all()],
        "ideas": {
            str(each.guid): {
                "title": each.title,
                "what": each.what,
                "evidence": each.evidence,
                "topic": each.topic.name if each.topic else "",
            }
            for each in ideas
        },
    }


def freeze(collaborative: Collaborative) -> dict[str, Any]:
    """The outline of the diagram as it stands, and where all teams stood with each idea."""
    drivers = list(Driver.objects.filter(collaborative=collaborative))
    ideas = list(
        ChangeIdea.objects.filter(collaborative=collaborative, retired_on=None)
        .select_related("topic")
        .prefetch_related("drivers")
    )
    found = standing(collaborative, None, ideas)
    aim = collaborative.aims.order_by("since", "id").last()
    stages = {}
    for idea in ideas:
        counts = found.counts(idea)
        stages[str(idea.guid)] = [
            counts.testing,
            counts.in_place,
            counts.spread,
            counts.given_up,
            counts.of,
        ]
    return {**outline(aim.text if aim else "", drivers, ideas), "stages": stages}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is different between two versions, in sentences."""
    says = []
    if before["aim"] != after["aim"]:
        says.append(f"The aim was “{before['aim']}”." if before["aim"] else "An aim is set.")
    old, new = _drivers(before), _drivers(after)
    says += [
        f"Driver “{each.text}” added{_under(each.parent, new)}."
        for guid, each in new.items()
        if guid not in old
    ]
    says += [f"Driver “{each.text}” removed." for guid, each in old.items() if guid not in new]
    for guid in old.keys() & new.keys():
        if old[guid].text != new[guid].text:
            says.append(f"Driver “{old[guid].text}” is now “{new[guid].text}”.")
        if old[guid].parent != new[guid].parent:
            where = (
                f"stands under “{new[new[guid].parent].text}”" if new[guid].parent else "is a primary driver"
            )
            says.append(f"Driver “{new[guid].text}” {where} now.")
    was, now = before["ideas"], after["ideas"]
    places_was, places_now = _places(old), _places(new)
    says += [f"“{each['title']}” added." for guid, each in now.items() if guid not in was]
    says += [f"“{each['title']}” taken out." for guid, each in was.items() if guid not in now]
    for guid in [each for each in was if each in now]:
        title = now[guid]["title"]
        if was[guid]["title"] != title:
            says.append(f"“{was[guid]['title']}” is now “{title}”.")
        if any(was[guid][name] != now[guid][name] for name in ("what", "evidence", "topic")):
            says.append(f"“{title}” is described anew.")
        if places_was.get(guid, set()) != (there := places_now.get(guid, set())):
            under = " and ".join(
                f"“{new[each].text}”" for each in sorted(there, key=lambda each: new[each].text)
            )
            says.append(f"“{title}” now serves {under}." if under else f"“{title}” serves no driver now.")
    if not says and _shape(before) != _shape(after):
        says.append("The same drivers and ideas in another order.")
    return says


@dataclass(frozen=True)
class _Driver:
    text: str
    parent: str
    ideas: tuple[str, ...]


def _drivers(frozen: dict[str, Any]) -> dict[str, _Driver]:
    found = {}
    for top in frozen["drivers"]:
        found[top["guid"]] = _Driver(top["text"], "", tuple(top["ideas"]))
        for each in top["drivers"]:
            found[each["guid"]] = _Driver(each["text"], top["guid"], tuple(each["ideas"]))
    return found


def _under(parent: str, drivers: dict[str, _Driver]) -> str:
    return f" under “{drivers[parent].text}”" if parent else ""


def _places(drivers: dict[str, _Driver]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for guid, each in drivers.items():
        for idea in each.ideas:
            found.setdefault(idea, set()).add(guid)
    return found


def _shape(frozen: dict[str, Any]) -> Any:
    return [frozen["drivers"], frozen["waiting"]]


@dataclass(frozen=True)
class Version:
    """A published version, with what changed since the one before it."""

    package: ChangePackage
    changed: list[str]


def versions(collaborative: Collaborative) -> list[Version]:
    """All of them, newest first."""
    rows = list(
        ChangePackage.objects.filter(collaborative=collaborative).select_related("by").order_by("number")
    )
    before: list[ChangePackage | None] = [None, *rows]
    found = [
        Version(row, changes(last.frozen, row.frozen) if last else [])
        for row, last in zip(rows, before, strict=False)
    ]
    return found[::-1]


def version_of(collaborative: Collaborative, number: int) -> Version:
    """One version by its number."""
    found = next((each for each in versions(collaborative) if each.package.number == number), None)
    if found is None:
        raise NotKnown()
    return found


def frozen_diagram(viewer: Person, collaborative: Collaborative, frozen: dict[str, Any]) -> dict[str, Any]:
    """A frozen diagram with its ideas in place. Counts are left out where the viewer may not know of the other teams."""
    own_only = collaborative.confidentiality == Collaborative.Confidentiality.OWN and not check(
        viewer, Permission.SEE_ALL_TEAMS, collaborative
    )

    def ideas(guids: list[str]) -> list[dict[str, Any]]:
        return [
            {
                **frozen["ideas"][guid],
                "guid": guid,
                "stages": None if own_only else frozen["stages"].get(guid),
            }
            for guid in guids
            if guid in frozen["ideas"]
        ]

    def branch(each: dict[str, Any]) -> dict[str, Any]:
        return {
            "text": each["text"],
            "ideas": ideas(each["ideas"]),
            "branches": [branch(below) for below in each["drivers"]],
        }

    return {
        "aim": frozen["aim"],
        "branches": [branch(each) for each in frozen["drivers"]],
        "waiting": ideas(frozen["waiting"]),
    }
