"""Tables in text: values separated by commas, semicolons or tabs (RFC 4180 and what spreadsheets make of
it).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

import regex

from alongside.core.errors import Invalid, Problem
from alongside.exchange.decoding import decode
from alongside.exchange.tables.table import Row, Table, wrong_names

# Commas last: where another explains a table as well, the commas belong to its words and numbers.
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas"}
_LOOKED_AT = 50
_SHOWN = 100
_EXCEL_SAYS = regex.compile(r"sep=([,;\t])\n")
_TODO = "Correct the rows named here and send the file again."

Record = tuple[int, list[str]]


def read_csv(name: str, data: bytes, encoding: str | None = None) -> Table:
    """The table in a file of comma-, semicolon- or tab-separated values; its first row names the columns.

    Blank rows are passed over. Raises Invalid for a file that is not text or empty, and, with a Problem for
    each row and column, for column names that are missing or come twice and for rows that have more or
    fewer cells than columns.
    """
    text, found, notes = decode(name, data, encoding)
    delimiter, skipped = _delimiter(text)
    records = [
        record
        for record in _records(name, text, delimiter, skipped)
        if any(cell.strip() for cell in record[1])
    ]
    if not records:
        raise Invalid(f"{name} has no row that names the columns.", "Put the names into the first row.")
    (line, header), *body = records
    width = _width(header, body)
    columns = [" ".join(column.split()) for column in header[:width]]
    problems = [*wrong_names(name, line, columns), *_ragged(name, columns, body)]
    if problems:
        places = "1 place is" if len(problems) == 1 else f"{len(problems):,} places are"
        raise Invalid(
            f"{name} has no clear rows and columns: {places} wrong.", _TODO, problems=problems[:_SHOWN]
        )
    rows = tuple(Row(number, dict(zip(columns, cells, strict=False))) for number, cells in body)
    said = [f"Values are separated by {_DELIMITERS[delimiter]}."] if delimiter != "," else []
    said += ["The table has columns but no rows."] if not rows else []
    return Table(name, tuple(columns), rows, found, (*notes, *said))


def _delimiter(text: str) -> tuple[str, int]:
    """The delimiter, and how many lines to skip: one where a spreadsheet wrote it into its own line."""
    if said := _EXCEL_SAYS.match(text):
        return said[1], 1
    fits = {delimiter: _fit(text, delimiter) for delimiter in _DELIMITERS}
    return (
        max(fits, key=lambda delimiter: fits[delimiter]) if any(share for share, _ in fits.values()) else ","
    ), 0


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter explains the first rows: the share as wide as the first, and its width."""
    widths: list[int] = []
    try:
        for cells in islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT):
            widths += [len(cells)] if cells else []
    except csv.Error:
        # A value too long to be one: what can be said of the rows before it still counts.
        widths.append(0)
    if not widths or widths[0] == 1:
        return 0, 1
    return widths.count(widths[0]) / len(widths), widths[0]


def _records(name: str, text: str, delimiter: str, skipped: int) -> Iterator[Record]:
    """Each record with the line on which it begins; one that holds line breaks spans several."""
    lines = StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = skipped + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"A value in the row that begins here cannot be read to its end ({error})."
            todo = "Double each quotation mark inside a value, and close each value that begins with one."
            raise Invalid(
                f"{name}: {what}", todo, problems=[Problem(what, todo, file=name, row=begins)]
            ) from error
        yield begins, cells
        begins = skipped + reader.line_num + 1


def _width(header: Sequence[str], body: Sequence[Record]) -> int:
    """How many columns there are, without the empty ones that spreadsheets save at the right."""
    widest = max((_filled(cells) for _, cells in body), default=0)
    return max(_filled(header), min(widest, len(header)))


def _filled(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _ragged(name: str, columns: Sequence[str], body: Sequence[Record]) -> Iterator[Problem]:
    width = len(columns)
    for number, cells in body:
        count = max(_filled(cells), min(len(cells), width))
        if count != width:
            column = columns[count] if count < width else str(width + 1)
            what = f"The row has {count} {'cell' if count == 1 else 'cells'}, but there are {width} columns."
            yield Problem(
                what, "Look for a missing or stray separator.", file=name, row=number, column=column
            )
