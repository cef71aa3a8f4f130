"""A table that waits between the steps of an upload: a file with a random name, gone after use and after a day.

Beside the table stands what is known of it so far (its sheet, how its columns are read, what it would change), without which
the next step would have to be told again. Only who uploaded it opens it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.exchange.tables import Table, read_table
from alongside.programme.models import Collaborative, Team

KEPT_FOR = dt.timedelta(days=1)
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass
class Waiting:
    """An upload under way. `preview` and `result` are what the pages show, as plain values."""

    token: str
    name: str
    collaborative: int
    team: int | None
    person: int
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    layout: dict[str, Any] | None = None
    preview: dict[str, Any] | None = None
    result: dict[str, Any] | None = None
    job: str = ""

    def table(self) -> Table:
        """The table in the sheet that was chosen. NotKnown where the file is gone."""
        try:
            data = _table(self.token).read_bytes()
        except FileNotFoundError:
            raise gone() from None
        return read_table(self.name, data, self.sheet or None)

    def save(self) -> None:
        """Whole or not at all: a page and the background read it at the same time."""
        path = _about(self.token)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self)), encoding="utf-8")
        beside.chmod(0o600)
        beside.replace(path)

    def forget_table(self) -> None:
        """The numbers are in: their file goes; what came of it can be looked at for a day."""
        _table(self.token).unlink(missing_ok=True)


def keep(
    *, name: str, data: bytes, collaborative: Collaborative, team: Team | None, by: Person, sheets: list[str]
) -> Waiting:
    """Put an uploaded file by."""
    remove_old()
    waiting = Waiting(
        secrets.token_hex(16),
        Path(name).name[:120],
        collaborative.pk,
        team.pk if team else None,
        by.pk,
        sheets,
    )
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _table(waiting.token)
    path.touch(mode=0o600)
    path.write_bytes(data)
    waiting.save()
    return waiting


def find(token: str, *, collaborative: Collaborative, team: Team | None, by: Person) -> Waiting:
    """The upload that a page's address names, for the one who began it. NotKnown for anybody else, and after a day."""
    if not _TOKEN.fullmatch(token):
        raise gone()
    try:
        found = Waiting(**json.loads(_about(token).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise gone() from None
    if (found.collaborative, found.team, found.person) != (
        collaborative.pk,
        team.pk if team else None,
        by.pk,
    ):
        raise gone()
    return found


def gone() -> NotKnown:
    return NotKnown("This upload is no longer kept.", "Choose the file again; it waits for a day at most.")


def remove_old(now: dt.datetime | None = None) -> int:
    """Remove what has waited for more than a day. Gives how many files."""
    before = ((now or timezone.now()) - KEPT_FOR).timestamp()
    old = [path for path in folder().glob("*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def folder() -> Path:
    return Path(settings.FILES_FOLDER) / "imports"


def _table(token: str) -> Path:
    return folder() / f"{token}.table"


def _about(token: str) -> Path:
    return folder() / f"{token}.json"
