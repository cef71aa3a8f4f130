"""Reading tables (participants and their attributes, measures, registers) and matching them to files."""

from alongside.exchange.tables.delimited import read_csv
from alongside.exchange.tables.matching import Matching, match_files
from alongside.exchange.tables.table import Row, Table

__all__ = ["Matching", "Row", "Table", "match_files", "read_csv"]
