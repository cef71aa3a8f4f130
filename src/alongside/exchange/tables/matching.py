"""Joining files to the rows that describe them, by their names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from alongside.core.errors import Invalid, Problem
from alongside.exchange.tables.table import Row

_NUMBER_BEFORE = regex.compile(r"^\d+_")


@dataclass(frozen=True)
class Matching:
    """Which file goes with which row, and what could not be joined."""

    pairs: tuple[tuple[str, Row], ...]
    files_without_row: tuple[Problem, ...]
    rows_without_file: tuple[Problem, ...]
    repeated: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.files_without_row, *self.rows_without_file, *self.repeated)


def match_files(stems: Sequence[str], rows: Sequence[Row], key: str, table: str = "") -> Matching:
    """Join files to the rows whose key column has their name.

    `stems` are file names without their ending; a number and underscore before the name do not count
    ("48_Hertwig" is Hertwig), unless the key has them too. Capitals, spaces around and between words, and
    the way in which accents are stored make no difference. A key that several files or several rows have
    joins none of them. `table` names the rows' file in the problems.
    """
    if rows and key not in rows[0]:
        raise Invalid(f"The table has no column “{key}”.", f"Choose one of: {', '.join(rows[0])}.")
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[_folded(row[key])].append(row)
    keyless = by_key.pop("", [])
    files: dict[str, list[str]] = defaultdict(list)
    for stem in stems:
        whole = _folded(stem)
        files[whole if whole in by_key else _folded(_NUMBER_BEFORE.sub("", stem.strip(), count=1))].append(
            stem
        )

    repeated = [
        Problem(f"{len(same)} rows have the key “{row[key].strip()}”.", "Keep one.", table, row.number, key)
        for same in by_key.values()
        if len(same) > 1
        for row in same
    ] + [
        Problem(f"{len(same)} files have the name “{name}”.", "Keep one, or rename one.", stem)
        for name, same in files.items()
        if len(same) > 1
        for stem in same
    ]
    return Matching(
        pairs=tuple(
            (same[0], by_key[name][0])
            for name, same in files.items()
            if len(same) == 1 and len(by_key.get(name, ())) == 1
        ),
        files_without_row=tuple(
            Problem(f"No row has this name in column “{key}”.", "Rename the file, or add a row.", stem)
            for name, same in files.items()
            if name not in by_key
            for stem in same
        ),
        rows_without_file=tuple(
            Problem(
                f"No file is named “{row[key].strip()}”.",
                "Add the file, or correct the key.",
                table,
                row.number,
                key,
            )
            for name, same in by_key.items()
            if name not in files
            for row in same
        )
        + tuple(
            Problem("The row has no key.", "Write the file's name.", table, row.number, key)
            for row in keyless
        ),
        repeated=tuple(repeated),
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
