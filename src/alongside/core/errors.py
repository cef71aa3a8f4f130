"""The errors a person can do something about.

One place (`alongside.web.errors` for pages, `alongside.api.errors` for REST, `alongside.cli.main` for commands) turns them
into words for whoever is waiting. A message says what happened; `todo` says what to do next. Neither holds personal data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """Something in the field's own terms went wrong: `message` says what, `todo` what to do next."""

    status = 400
    kind = "error"

    def __init__(self, message: str, todo: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.message} {self.todo}".strip()


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input, with its place: file, row (1 = first line of the file) and column."""

    what: str
    todo: str = ""
    file: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{place + ': ' if place else ''}{self.what}{' ' + self.todo if self.todo else ''}"


class Invalid(DomainError):
    """An input that cannot be taken. `fields` maps a form field to its message; `problems` name file, row and column."""

    status = 422
    kind = "invalid"

    def __init__(
        self,
        message: str,
        todo: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message, todo)
        self.fields = dict(fields or {})
        self.problems = tuple(problems)


class Refused(DomainError):
    """Known to the person, but not allowed to them, or not in this state; the reason is the message."""

    status = 403
    kind = "refused"


class NotKnown(DomainError):
    """Not there, or not the person's to know of: the two look the same from outside."""

    status = 404
    kind = "not-known"

    def __init__(
        self,
        message: str = "There is nothing here for you.",
        todo: str = "Check the address, or ask who sent it.",
    ) -> None:
        super().__init__(message, todo)


class Conflict(DomainError):
    """Somebody else changed the same thing first. `theirs` and `mine` map field names to both versions."""

    status = 409
    kind = "conflict"

    def __init__(
        self,
        message: str,
        todo: str = "Compare both versions, then save again.",
        *,
        theirs: Mapping[str, object] | None = None,
        mine: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, todo)
        self.theirs = dict(theirs or {})
        self.mine = dict(mine or {})
