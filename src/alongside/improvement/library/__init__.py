"""The measure library: measures of sepsis and kidney injury as others have defined them, in our words, to adopt and adapt.

Entries are local copies. Where an entry changes, its `version` goes up, and whoever adopted an older one is told what differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from alongside.core.errors import NotKnown
from alongside.core.spc import CHARTS

FILES = ("sepsis", "aki", "balancing")

SAID = (
    "name",
    "type",
    "definition",
    "numerator",
    "denominator",
    "exclusions",
    "sampling",
    "sent",
    "unit",
    "multiply",
    "chart",
    "direction",
    "source",
)
"""What an entry gives to the definition that is made from it."""


@dataclass(frozen=True)
class Entry:
    """One measure of the library. `adapt` says what to settle locally; `source` names its year."""

    id: str
    version: int
    name: str
    type: str
    topic: str
    definition: str
    numerator: str
    denominator: str
    exclusions: str
    sampling: str
    sent: str
    unit: str
    multiply: float | None
    chart: str
    direction: str
    source: str
    adapt: str
    status: str

    @property
    def key(self) -> str:
        """The short name that it begins with in files and addresses."""
        return self.id.casefold()

    @property
    def chart_words(self) -> str:
        return CHARTS[self.chart].name

    @property
    def fields(self) -> dict[str, Any]:
        """What it gives to a definition, by the definition's own names."""
        return {name: getattr(self, name) for name in SAID}

    def holds(self, words: str) -> bool:
        """Whether every one of some words stands in it."""
        text = " ".join(
            (self.id, self.name, self.definition, self.numerator, self.denominator, self.source)
        ).casefold()
        return all(word in text for word in words.casefold().split())


@cache
def entries() -> tuple[Entry, ...]:
    """The whole library, in its own order. Read once."""
    return tuple(
        _entry({**table.get("defaults", {}), **each})
        for name in FILES
        for table in (tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")),)
        for each in table["measure"]
    )


def entry(id: str) -> Entry:
    """The entry of an id, in either case."""
    for each in entries():
        if each.id.casefold() == id.casefold():
            return each
    raise NotKnown(f"The library has no measure {id!r}.", "Look at its list.")


def _entry(said: Mapping[str, Any]) -> Entry:
    year = said["year"]
    known = {each.name for each in fields(Entry)}
    if unknown := set(said) - known - {"year"}:
        raise ValueError(f"{said['id']}: nobody knows {', '.join(sorted(unknown))}")
    given = {name: value for name, value in said.items() if name != "year"}
    return Entry(**{"multiply": None, **given, "source": f"{said['source']} ({year})"})


def differences(entry: Entry, adopted: Any) -> list[tuple[str, Any, Any]]:
    """(field, in the library now, as adopted) wherever the two differ."""
    return [
        (name, ours, theirs)
        for name, ours in entry.fields.items()
        if (theirs := getattr(adopted, name)) != ours
    ]
