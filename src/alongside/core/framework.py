"""A thematic framework over its versions: what a code of then is called now, and how two versions differ.

A Code keeps its identity from version to version; steps say what a version did to it. A rename or a move leaves it the
same code. A merge makes it another. A split leaves open which of its parts is meant, until somebody looks at each coding
again. A retired code means nothing any more. Framework Method: Gale et al. 2013, BMC Med Res Methodol 13:117.
"""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Fate(enum.Enum):
    """What became of a code: still meant, open at a split, or retired."""

    KEPT = "kept"
    OPEN = "open"
    RETIRED = "retired"


@dataclass(frozen=True)
class Step(Generic[K]):
    """One step of a version: an operation from a code (none for add) to a code (none for retire), and its reason."""

    version: int
    operation: str
    before: K | None
    after: K | None
    reason: str = ""


@dataclass(frozen=True)
class Carried(Generic[K]):
    """A code as a later version has it. `code` is the code meant (None if open or retired); `parts` a split's choices."""

    fate: Fate
    code: K | None = None
    parts: tuple[K, ...] = ()


class Steps(Generic[K]):
    """All steps of a framework in their order, ready to carry codes through."""

    def __init__(self, steps: Iterable[Step[K]]) -> None:
        self._by_version: dict[int, list[Step[K]]] = {}
        for step in steps:
            self._by_version.setdefault(step.version, []).append(step)

    def carry(self, code: K, *, since: int, to: int) -> Carried[K]:
        """The code of a coding made under version `since`, as version `to` has it.

        Steps of `since` itself count: while it was a draft, a code may have been used before it was merged away. A
        version older than `since` has the code as it was given.
        """
        for version in sorted(number for number in self._by_version if since <= number <= to):
            taken: list[Step[K]] = []
            for step in self._by_version[version]:
                if step.before != code:
                    continue
                if step.operation == "retire":
                    return Carried(Fate.RETIRED)
                if step.operation == "merge" and step.after is not None:
                    code = step.after
                elif step.operation == "split":
                    taken.append(step)
            if taken:
                return Carried(Fate.OPEN, parts=tuple(step.after for step in taken if step.after is not None))
        return Carried(Fate.KEPT, code)

    def ancestors(self, code: K, *, to: int) -> set[K]:
        """Every code of any version that means this one in version `to`, itself included."""
        everyone = {
            step.before for steps in self._by_version.values() for step in steps if step.before is not None
        }
        return {code} | {each for each in everyone if self.carry(each, since=0, to=to).code == code}

    def between(self, older: int, newer: int) -> list[Step[K]]:
        """The steps that lead from one version to a later one."""
        return [
            step
            for number in sorted(self._by_version)
            if older < number <= newer
            for step in self._by_version[number]
        ]


@dataclass(frozen=True)
class Change(Generic[K]):
    """What one or more steps did together: two merge steps into one code are one change, as are the parts of a split."""

    version: int
    operation: str
    before: tuple[K, ...]
    after: tuple[K, ...]
    reason: str


@dataclass(frozen=True)
class Link(Generic[K]):
    """A line from a code of the older version to one of the newer (None: it ends), and what happened on the way."""

    before: K
    after: K | None
    how: str  # same, renamed, moved, merged, split, retired


@dataclass(frozen=True)
class Difference(Generic[K]):
    """Two versions held against each other: the changes with their reasons, the lines between codes, the new codes."""

    changes: list[Change[K]]
    links: list[Link[K]]
    added: list[K] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """How many codes are as they were."""
        return sum(link.how == "same" for link in self.links)


def changes(steps: Sequence[Step[K]]) -> list[Change[K]]:
    """Steps in their order, those that belong together as one."""
    found: dict[tuple[object, ...], Change[K]] = {}
    for number, step in enumerate(steps):
        key: tuple[object, ...] = (number,)
        if step.operation == "merge":
            key = (step.version, "merge", step.after)
        elif step.operation == "split":
            key = (step.version, "split", step.before)
        before: tuple[K, ...] = (step.before,) if step.before is not None else ()
        after: tuple[K, ...] = (step.after,) if step.after is not None else ()
        if (known := found.get(key)) is not None:
            before = known.before + tuple(code for code in before if code not in known.before)
            after = known.after + tuple(code for code in after if code not in known.after)
        found[key] = Change(
            step.version, step.operation, before, after, step.reason or (known.reason if known else "")
        )
    return list(found.values())


_HOW = {"rename": "renamed", "move": "moved", "merge": "merged", "split": "split"}


def difference(
    older: tuple[int, Sequence[K]], newer: tuple[int, Sequence[K]], steps: Steps[K]
) -> Difference[K]:
    """Version against version: each is its number and its codes in their order."""
    (old_number, old_codes), (new_number, new_codes) = older, newer
    between = steps.between(old_number, new_number)
    touched: Mapping[K | None, str] = {
        step.before: _HOW[step.operation] for step in between if step.operation in _HOW
    }
    present = set(new_codes)
    links: list[Link[K]] = []
    reached: set[K] = set()
    for code in old_codes:
        carried = steps.carry(code, since=old_number + 1, to=new_number)
        ends = [each for each in (carried.parts or (carried.code,)) if each is not None and each in present]
        how = "merged" if carried.fate is Fate.KEPT and carried.code != code else touched.get(code, "same")
        links.extend(Link(code, end, "split" if carried.fate is Fate.OPEN else how) for end in ends)
        reached.update(ends)
        if not ends:
            links.append(Link(code, None, "retired"))
    targets = {link.after for link in links if link.how == "merged"}
    links = [Link(link.before, link.after, "merged") if link.after in targets else link for link in links]
    return Difference(changes(between), links, [code for code in new_codes if code not in reached])
