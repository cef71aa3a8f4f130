"""Tables in workbooks (.xlsx, ISO/IEC 29500): the sheet that is named, its first full row as columns, dates as 2016-03-14.

A workbook is a zip that may be hostile: what it declares and what comes out of it are held to limits before anything else reads
it. Macros, passwords and other formats are refused with what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from alongside.core.errors import Invalid, Problem
from alongside.exchange.decoding import check_size, invalid
from alongside.exchange.package import Limits, read_parts
from alongside.exchange.tables.table import Row, Table, wrong_names

ROWS, COLUMNS = 200_000, 1_000
_LIMITS = Limits(entry=80 * 2**20, total=120 * 2**20, ratio=300)
_SAVE = "Save it as an Excel workbook (.xlsx) or as CSV, and send that."
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(name: str, data: bytes) -> bool:
    """Whether this is, or calls itself, a spreadsheet's own file, by its first bytes or its name's ending."""
    return data.startswith((_ZIP, _OLE)) or name.casefold().endswith(
        (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
    )


def sheet_names(name: str, data: bytes) -> list[str]:
    """The sheets of a workbook that people see, in their order. Raises Invalid for what is no plain workbook."""
    with _opened(name, data) as book:
        return _sheets(book)


def read_workbook(name: str, data: bytes, sheet: str | None = None) -> Table:
    """The table in a sheet (the first without a name); its first row with more than one cell names the columns.

    Titles above the columns and blank rows are passed over; rows keep the number that the spreadsheet shows. Raises Invalid,
    naming sheet, row and column, for headings that are merged, missing or there twice.
    """
    with _opened(name, data) as book:
        names = _sheets(book)
        if not names:
            raise invalid(name, "has no sheet with cells.", "Look whether the right file was chosen.")
        chosen = sheet or names[0]
        if chosen not in names:
            raise invalid(name, f"has no sheet “{chosen}”.", f"Choose one of: {', '.join(names)}.")
        found = book.get_sheet_by_name(chosen)
        _check_extent(name, chosen, found)
        cells = found.to_python(skip_empty_area=False)
        merged = found.merged_cell_ranges or []
    rows = [
        (number, row) for number, row in enumerate(cells, 1) if any(cell not in ("", None) for cell in row)
    ]
    others = [each for each in names if each != chosen]
    if not rows:
        todo = (
            f"Choose another: {', '.join(others)}." if others else "Look whether the right file was chosen."
        )
        raise invalid(name, f"has nothing in the sheet “{chosen}”.", todo)
    titles = _titles([row for _, row in rows[:20]])
    (line, header), body = rows[titles], rows[titles + 1 :]
    _check_headings(name, chosen, line, header, merged)
    width = _width(header, [row for _, row in body])
    columns = [" ".join(_text(cell).split()) for cell in header[:width]]
    problems = list(wrong_names(name, line, columns))
    if problems:
        raise Invalid(
            f"{name}, sheet “{chosen}” has no clear columns: {problems[0].what}",
            "Give each column one heading, in one row.",
            problems=problems,
        )
    texts = tuple(Row(number, dict(zip(columns, map(_text, row), strict=False))) for number, row in body)
    notes = [f"Read from the sheet “{chosen}”."]
    if titles:
        notes.append(f"The columns are named in row {line}; what stands above is left out.")
    if not texts:
        notes.append("The table has columns but no rows.")
    return Table(name, tuple(columns), texts, "XLSX", tuple(notes))


class _opened:
    """A workbook that was looked over, closed at the end."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data

    def __enter__(self) -> CalamineWorkbook:
        _look_over(self.name, self.data)
        try:
            self.book = CalamineWorkbook.from_filelike(BytesIO(self.data))
        except CalamineError as error:
            raise invalid(self.name, "is damaged, or no Excel workbook.", _SAVE) from error
        return self.book

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, _: object) -> None:
        self.book.close()
        if isinstance(problem, CalamineError):
            raise invalid(self.name, "is damaged, or no Excel workbook.", _SAVE) from problem


def _look_over(name: str, data: bytes) -> None:
    check_size(name, data)
    if data.startswith(_OLE):
        raise invalid(
            name, "is under a password, or an old Excel workbook (.xls).", f"Take the password off. {_SAVE}"
        )
    if not data.startswith(_ZIP):
        raise invalid(name, "is no Excel workbook, whatever its name says.", _SAVE)
    parts = read_parts(name, data, lambda part: part.startswith("xl/"), kind="Excel workbook", limits=_LIMITS)
    if any(part.casefold().endswith("vbaproject.bin") for part in parts):
        raise invalid(
            name,
            "holds macros, which are not let in.",
            "Save it as a workbook without macros (.xlsx), and send that.",
        )
    if "xl/workbook.xml" not in parts:
        raise invalid(name, "is no Excel workbook (.xlsx).", _SAVE)


def _sheets(book: CalamineWorkbook) -> list[str]:
    return [
        each.name
        for each in book.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
    ]


def _check_extent(name: str, chosen: str, sheet: CalamineSheet) -> None:
    """A cell set far away makes a sheet of billions of empty ones; looked at before they are laid out."""
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= ROWS or last_column >= COLUMNS:
        raise invalid(
            name,
            f"has {last_row + 1:,} rows and {last_column + 1:,} columns in the sheet “{chosen}”; at most {ROWS:,} and"
            f" {COLUMNS:,} are read.",
            "Delete the empty rows and columns, or split it.",
        )


def _titles(rows: Sequence[Sequence[object]]) -> int:
    """How many rows above the columns hold one cell only, such as a title."""
    full = [sum(cell not in ("", None) for cell in row) for row in rows]
    return next((place for place, count in enumerate(full) if count > 1), 0)


def _check_headings(
    name: str,
    sheet: str,
    line: int,
    header: Sequence[object],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    for (top, left), (bottom, _) in merged:
        if top <= line - 1 <= bottom:
            column = _text(header[left]) if left < len(header) else ""
            what = "Headings are merged over several columns or rows."
            todo = "Unmerge them, so that each column has one heading of its own, all in one row."
            raise Invalid(
                f"{name}, sheet “{sheet}”: {what}",
                todo,
                problems=[Problem(what, todo, name, line, column or str(left + 1))],
            )


def _width(header: Sequence[object], body: Sequence[Sequence[object]]) -> int:
    """How many columns there are, without the empty ones at the right."""

    def filled(row: Sequence[object]) -> int:
        return max((place for place, cell in enumerate(row, 1) if cell not in ("", None)), default=0)

    return max(filled(header), max(map(filled, body), default=0))


def _text(cell: object) -> str:
    """A cell as its text: whole numbers without a point, dates as 2016-03-14."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
