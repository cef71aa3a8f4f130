"""What each stored field holds, so that withdrawal, access requests, export and logging read one list.

A model declares `privacy = Manifest(...)`: for each field of its own one of

* `NONE`: nothing about a person;
* `INDIRECT`: may point at a person together with other facts (role, site, date);
* `DIRECT`: names a person by itself;
* `Content(path)`: words of, or about, a participant; `path` is the chain of lookups from the row to the Participants on
  whose words it rests. `Content(None, why=...)` is prose that rests on no participant, with the reason.

Foreign keys need no entry: what they point at declares itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """What a field holds about persons."""

    level: str


@dataclass(frozen=True)
class Content(Held):
    """Prose, with the lookup path to the participants on whose words it rests (None: on no participant, and why)."""

    level: str = "content"
    path: str | None = None
    why: str = ""

    def __init__(self, path: str | None, why: str = "") -> None:
        if path is None and not why:
            raise ValueError("Content that rests on no participant says why.")
        object.__setattr__(self, "level", "content")
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "why", why)


NONE = Held("none")
INDIRECT = Held("indirect")
DIRECT = Held("direct")


class Manifest:
    """The declaration of one model: field name → what it holds."""

    def __init__(self, **fields: Held) -> None:
        self.fields = fields

    def __iter__(self) -> Iterator[tuple[str, Held]]:
        return iter(self.fields.items())

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def __getitem__(self, name: str) -> Held:
        return self.fields[name]

    def content(self) -> dict[str, Content]:
        """The fields that hold prose."""
        return {name: held for name, held in self.fields.items() if isinstance(held, Content)}
