"""One version of the framework held against another: what changed, why, and what it means for codings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from alongside.accounts.models import Person
from alongside.coding.models import CodeEntry, FrameworkVersion
from alongside.coding.queries.codebook import Node, codebook, counts
from alongside.coding.versions import steps_of
from alongside.core.framework import Change, Link, difference


@dataclass(frozen=True)
class Said:
    """A change in names: what the codes were called before and are called after, with the codings it touches."""

    change: Change[int]
    before: list[CodeEntry]
    after: list[CodeEntry]
    codings: int

    @property
    def renamed(self) -> bool:
        """Whether the name itself changed, not only the definition."""
        return bool(self.before and self.after) and self.before[0].name != self.after[0].name

    @property
    def moved_from(self) -> str:
        return _place(self.before)

    @property
    def moved_to(self) -> str:
        return _place(self.after)


def _place(entries: list[CodeEntry]) -> str:
    return entries[0].parent.name if entries and entries[0].parent else "the top"


@dataclass(frozen=True)
class Differing:
    """Both versions as trees, the changes with their reasons, and the lines between the codes."""

    older: FrameworkVersion
    newer: FrameworkVersion
    old: list[Node]
    new: list[Node]
    said: list[Said]
    links: list[Link[int]]
    added: set[int]
    unchanged: int


def differences(person: Person, older: FrameworkVersion, newer: FrameworkVersion) -> Differing:
    """What happened between two versions of one framework, with the codings this person may see."""
    study = newer.framework.study
    before, after = counts(person, older), counts(person, newer)
    old, new = codebook(older, counted=before), codebook(newer, counted=after)
    old_codes = [node.entry.code_id for node in old if node.entry.codable]
    new_codes = [node.entry.code_id for node in new if node.entry.codable]
    found = difference((older.number, old_codes), (newer.number, new_codes), steps_of(study))
    old_names, new_names = _entries(old), _entries(new)
    between = _names_between(older, newer) | old_names | new_names
    touched: Counter[int] = before.kept + before.open
    said = [
        Said(
            change,
            [old_names.get(code) or between[code] for code in change.before if code in between],
            [new_names.get(code) or between[code] for code in change.after if code in between],
            sum(touched[code] for code in change.before) or sum(after.kept[code] for code in change.after),
        )
        for change in found.changes
    ]
    codable = set(new_codes)
    return Differing(
        older,
        newer,
        old,
        new,
        said,
        found.links,
        {code for code in found.added if code in codable},
        found.unchanged,
    )


def _entries(nodes: list[Node]) -> dict[int, CodeEntry]:
    """The entries by code, each with its parent in hand."""
    by_pk = {node.entry.pk: node.entry for node in nodes}
    for entry in by_pk.values():
        if entry.parent_id:
            entry.parent = by_pk[entry.parent_id]
    return {entry.code_id: entry for entry in by_pk.values()}


def _names_between(older: FrameworkVersion, newer: FrameworkVersion) -> dict[int, CodeEntry]:
    """Codes that only versions between the two had."""
    if newer.number - older.number < 2:
        return {}
    found = CodeEntry.objects.filter(
        version__framework=newer.framework_id,
        version__number__gt=older.number,
        version__number__lt=newer.number,
    ).select_related("parent")
    return {entry.code_id: entry for entry in found.order_by("version__number")}
