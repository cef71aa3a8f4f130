"""A table as it came in a file: named columns, and rows that know their line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alongside.core.errors import Problem


@dataclass(frozen=True, eq=False)
class Row(Mapping[str, str]):
    """One row: a mapping from column name to text. `number` is the line of the file on which it begins (1 =
    the first).
    """

    number: int
    values_by_column: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values_by_column[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_column)

    def __len__(self) -> int:
        return len(self.values_by_column)


@dataclass(frozen=True)
class Table:
    """A table's columns in their order, its rows, the encoding it came in, and what whoever imports it
    should know.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    notes: tuple[str, ...]


def wrong_names(name: str, line: int, columns: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with the names of columns: missing ones, and those that come twice."""
    times = Counter(column.casefold() for column in columns)
    for place, column in enumerate(columns, 1):
        if not column:
            yield Problem(
                "The column has no name.",
                "Name it, or empty the column.",
                file=name,
                row=line,
                column=str(place),
            )
        elif times[column.casefold()] > 1:
            what = f"{times[column.casefold()]} columns have this name."
            yield Problem(what, "Give each its own.", file=name, row=line, column=column)
