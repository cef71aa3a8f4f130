"""The library beside what is in use here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.library import Entry, entries
from alongside.improvement.models import Measure, MeasureVersion
from alongside.improvement.queries.definitions import newer_entry
from alongside.programme.models import Collaborative


@dataclass(frozen=True)
class Use:
    """A measure of this collaborative that was taken from an entry."""

    measure: Measure
    version: MeasureVersion

    @property
    def outdated(self) -> bool:
        """Whether the library has a newer version of it."""
        return newer_entry(self.version) is not None


@dataclass(frozen=True)
class Shelf:
    """An entry, and the measures here that were taken from it."""

    entry: Entry
    uses: list[Use]


def in_use(collaborative: Collaborative) -> dict[str, list[Use]]:
    """Entry id → the measures taken from it. Two queries."""
    measures = {each.pk: each for each in Measure.objects.filter(collaborative=collaborative)}
    found: dict[str, list[Use]] = {}
    for pk, versions in definitions(measures).items():
        version = in_force(versions)
        if version.library:
            found.setdefault(version.library, []).append(Use(measures[pk], version))
    return found


def library_page(
    viewer: Person, collaborative: Collaborative, *, words: str = "", topic: str = "", type: str = ""
) -> dict[str, Any]:
    """The entries that hold every word, of a topic and a type, and what of them is in use."""
    uses = in_use(collaborative)
    everything = entries()
    shelves = [
        Shelf(each, uses.get(each.id, []))
        for each in everything
        if each.holds(words) and topic in {"", each.topic} and type in {"", each.type}
    ]
    return {
        "collaborative": collaborative,
        "shelves": shelves,
        "groups": [
            (label, here)
            for kind, label in MeasureVersion.Type.choices
            if (here := [each for each in shelves if each.entry.type == kind])
        ],
        "total": len(everything),
        "used": sum(each.id in uses for each in everything),
        "topics": list(dict.fromkeys(each.topic for each in everything)),
        "types": MeasureVersion.Type.choices,
        "words": words,
        "topic": topic,
        "type": type,
        "may_run": bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative)),
    }
