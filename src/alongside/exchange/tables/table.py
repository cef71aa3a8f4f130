"""A table as it came in a file: named columns, and rows that know their line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


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
