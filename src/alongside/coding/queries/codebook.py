"""The framework as a tree, with how often each code was used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q

from alongside.accounts.models import Person
from alongside.coding.models import CodeEntry, Coding, FrameworkVersion
from alongside.coding.versions import Carrier, in_order, steps_of
from alongside.core.framework import Fate, Steps
from alongside.study.models import Source, Study


@dataclass
class Node:
    """A code of a version in its place, with its codings here (in one source) and in the whole study."""

    entry: CodeEntry
    depth: int
    theme: CodeEntry | None
    all: int = 0
    here: int = 0
    below: list[Node] = field(default_factory=list)

    @property
    def own_and_below(self) -> int:
        return self.all + sum(node.own_and_below for node in self.below)

    @property
    def here_and_below(self) -> int:
        return self.here + sum(node.here_and_below for node in self.below)


@dataclass(frozen=True)
class Counts:
    """Codings by the code they mean in a version; those that are open at a split or retired, by the code they were given."""

    kept: Counter[int]
    here: Counter[int]
    open: Counter[int]
    retired: Counter[int]


def counts(
    person: Person,
    version: FrameworkVersion,
    *,
    source: Source | None = None,
    steps: Steps[int] | None = None,
) -> Counts:
    """How often each code was used, as this version has the codes. `steps` spares reading them again."""
    study = version.framework.study
    carry = Carrier(steps or steps_of(study), version.number)
    found = Counts(Counter(), Counter(), Counter(), Counter())
    rows = (
        Coding.objects.visible_to(person)
        .analysed()
        .filter(study=study)
        .order_by()
        .values_list("code", "version__number", "source")
        .annotate(count=Count("pk"))
    )
    for code, since, where, count in rows:
        carried = carry(code, since)
        if carried.fate is Fate.OPEN:
            found.open[code] += count
        elif carried.code is None:
            found.retired[code] += count
        else:
            found.kept[carried.code] += count
            if source is not None and where == source.pk:
                found.here[carried.code] += count
    return found


def codebook(
    version: FrameworkVersion,
    person: Person | None = None,
    *,
    source: Source | None = None,
    counted: Counts | None = None,
    entries: list[CodeEntry] | None = None,
) -> list[Node]:
    """The codes of a version in the order they are read, each with its depth, theme and children.

    With a person, counts are of the codings this person may see; without (a published framework shown to somebody
    outside), there are none.
    """
    if entries is None:
        entries = list(version.entries.select_related("code", "example_from"))
    if counted is None and person is not None:
        counted = counts(person, version, source=source)
    nodes = {
        where.entry.pk: Node(
            where.entry,
            where.depth,
            where.theme,
            all=counted.kept[where.entry.code_id] if counted else 0,
            here=counted.here[where.entry.code_id] if counted else 0,
        )
        for where in in_order(entries)
    }
    for node in nodes.values():
        if node.entry.parent_id:
            nodes[node.entry.parent_id].below.append(node)
    return list(nodes.values())


def versions_of(study: Study) -> list[FrameworkVersion]:
    """Every version, the newest first, each with the number of its codable codes as `codes`."""
    return list(
        FrameworkVersion.objects.filter(framework__study=study)
        .select_related("framework__study__scope", "published_by")
        .annotate(codes=Count("entries", filter=Q(entries__codable=True)))
        .order_by("-number")
    )
