"""Reading tables (participants and their attributes, measures, registers) and matching them to files."""

from alongside.exchange.tables.delimited import read_csv
from alongside.exchange.tables.matching import Matching, match_files
from alongside.exchange.tables.table import Row, Table
from alongside.exchange.tables.workbook import is_workbook, read_workbook, sheet_names


def read_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    """The table in a file, be it a workbook or text."""
    return read_workbook(name, data, sheet) if is_workbook(name, data) else read_csv(name, data)


__all__ = [
    "Matching",
    "Row",
    "Table",
    "is_workbook",
    "match_files",
    "read_csv",
    "read_table",
    "read_workbook",
    "sheet_names",
]
