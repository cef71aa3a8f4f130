"""Which version of the framework is worked with, what its codes are, and how codes were carried into it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from alongside.coding.models import Code, CodeEntry, CodeStep, FrameworkVersion
from alongside.core.framework import Carried, Step, Steps
from alongside.study.models import Study

OPEN_STATES = (FrameworkVersion.State.DRAFT, FrameworkVersion.State.REVIEW)


def current_version(study: Study) -> FrameworkVersion | None:
    """The version one codes with: the draft if there is one, else the published one; none before the first draft."""
    return _newest(study).select_related("framework__study__scope").first()


def version_in_hand(study: Study) -> FrameworkVersion | None:
    """The same, by itself: for where its study is at hand already."""
    return _newest(study).first()


def _newest(study: Study) -> QuerySet[FrameworkVersion]:
    versions = FrameworkVersion.objects.filter(framework__study=study.pk)
    return versions.exclude(state=FrameworkVersion.State.SUPERSEDED).order_by("-number")


def published_version(study: Study) -> FrameworkVersion | None:
    """The version that is in force, if one was published."""
    return (
        FrameworkVersion.objects.filter(framework__study=study, state=FrameworkVersion.State.PUBLISHED)
        .select_related("framework__study__scope")
        .order_by("-number")
        .first()
    )


def steps_of(study: Study) -> Steps[int]:
    """Every step of the study's framework, over codes by their id."""
    rows = (
        CodeStep.objects.filter(version__framework__study=study)
        .order_by("version__number", "id")
        .values_list("version__number", "operation", "from_code", "to_code", "reason")
    )
    return Steps(Step(*row) for row in rows)


class Carrier:
    """Carries codes of codings into one version, each pair of code and version worked out once."""

    def __init__(self, steps: Steps[int], to: int) -> None:
        self.steps = steps
        self.to = to
        self._known: dict[tuple[int, int], Carried[int]] = {}

    def __call__(self, code: int, since: int) -> Carried[int]:
        key = (code, since)
        if key not in self._known:
            self._known[key] = self.steps.carry(code, since=since, to=self.to)
        return self._known[key]

    def code(self, code: int, since: int) -> int | None:
        """The code meant in this version; None where it is open or retired."""
        return self(code, since).code


@dataclass(frozen=True)
class Where:
    """A code's entry in a version with its place in the tree: how deep, and under which theme."""

    entry: CodeEntry
    depth: int
    theme: CodeEntry | None


def in_order(entries: list[CodeEntry]) -> list[Where]:
    """The entries of a version as a tree read from the top: each before its children, siblings in their order."""
    children: dict[int | None, list[CodeEntry]] = {}
    for entry in entries:
        children.setdefault(entry.parent_id, []).append(entry)
    found: list[Where] = []

    def walk(parent: int | None, depth: int, theme: CodeEntry | None) -> None:
        for entry in children.get(parent, []):
            found.append(Where(entry, depth, theme))
            walk(entry.pk, depth + 1, theme or entry)

    walk(None, 0, None)
    return found


def code_of(thing: Code | CodeEntry) -> Code:
    """The code itself, given itself or its entry in some version."""
    return thing.code if isinstance(thing, CodeEntry) else thing
