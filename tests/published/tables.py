"""Reading tables of published results, and comparing numbers with them."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

Rows = list[dict[str, str]]


def grouped(file: Path, *keys: str) -> dict[tuple[str, ...], Rows]:
    """The rows of a table by some of its columns, each group in the order of its points."""
    with file.open(newline="") as handle:
        rows = list(csv.DictReader(handle))

    def key(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in keys)

    return {each: in_order(list(group)) for each, group in groupby(sorted(rows, key=key), key=key)}


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: int(row["i"])) if "i" in rows[0] else rows


def number(text: str) -> float | None:
    return float(text) if text not in ("", "NA") else None


def close(ours: float | None, theirs: str, tolerance: float = 1e-6, within: float = 0.0) -> bool:
    """Whether two numbers agree to a part of their size, or `within` an amount."""
    wanted = number(theirs)
    if ours is None or wanted is None:
        return ours is wanted
    return abs(ours - wanted) <= max(tolerance * max(1.0, abs(wanted)), within)


# Screening leaves only ranges of zero, although values differ: the packages give limits of zero width (every point outside)
# or none at all. Wanted are the limits from all ranges.
ZERO_WIDTH_AFTER_SCREENING = {"ceiling_one_dip", "anhoej_crossings_7_of_24", "n10_boundary"}
# Nothing varies and the packages divide nothing by nothing: limits are missing, wanted is zero width.
CONSTANT = {"constant_100", "all_zero"}
