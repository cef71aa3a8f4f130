"""From a file's rows to series: columns, numbers and dates, each mistake named by its row and column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import NoReturn

from alongside.core.errors import Invalid, Problem
from alongside.core.spc import Series
from alongside.core.spc.words import LONG_MONTHS
from alongside.exchange.tables import Row, Table

KNOWN = ("series", "date", "i", "y", "n", "numerator", "denominator")
_SHOWN = 20
_NOTHING = {"", "na", "n/a", "nan", "null", "-", "–"}
_WRITE_DATES = "Write dates as 2016-04-01 or 2016-04."
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True)
class Rows:
    """The rows of one series in order of time: `lines` are their lines in the file, `numbers` their own column i, if any."""

    key: str
    x: tuple[str, ...] | tuple[int, ...]
    lines: tuple[int, ...]
    y: tuple[float | None, ...] | None
    numerator: tuple[float | None, ...] | None
    denominator: tuple[float | None, ...] | None

    def plain(self) -> Series:
        return Series(self.key, self.x, y=self.y)

    def ratio(self) -> Series:
        return Series(self.key, self.x, numerator=self.numerator, denominator=self.denominator)


@dataclass(frozen=True)
class Sheet:
    """A file as series. `columns` says which of the file's columns hold value, numerator and denominator, by our names."""

    name: str
    series: tuple[Rows, ...]
    dated: bool
    columns: dict[str, str]

    @property
    def has_ratio(self) -> bool:
        return "denominator" in self.columns

    @property
    def has_values(self) -> bool:
        return "y" in self.columns

    def counts(self) -> list[tuple[float, float]]:
        """All (numerator, denominator) that make a value: both are there, and there was something to count in."""
        return [
            (over, under)
            for each in self.series
            for over, under in zip(each.numerator or (), each.denominator or (), strict=True)
            if over is not None and under
        ]


def sheet(table: Table) -> Sheet:
    """The series in a table. Raises Invalid naming file, row and column of what cannot be read."""
    own = {column.strip().casefold(): column for column in table.columns}
    axis = next((own[name] for name in ("date", "i") if name in own), None)
    has = ", ".join(table.columns)
    if axis is None:
        raise Invalid(f"{table.name} has no column date or i (it has {has}).", "Name one of its columns so.")
    columns = _columns(own)
    if not columns:
        raise Invalid(
            f"{table.name} has neither y nor numerator and denominator (it has {has}).",
            "Name the columns with the numbers so.",
        )
    found = _Problems(table.name)
    dated = "date" in own
    places = _dates(table.rows, axis, found) if dated else _whole(table.rows, axis, found)
    numbers = {name: [_number(row, column, found) for row in table.rows] for name, column in columns.items()}
    found.stop()
    by_key: dict[str, list[int]] = {}
    for k, row in enumerate(table.rows):
        key = row[own["series"]].strip() if "series" in own else ""
        by_key.setdefault(key, []).append(k)
    series = []
    for key, ks in by_key.items():
        ks.sort(key=lambda k: places[k])
        _once(table, axis, key, [places[k] for k in ks], ks, found)
        picked = {name: tuple(values[k] for k in ks) for name, values in numbers.items()}
        series.append(
            Rows(
                key or table.name.rsplit(".", 1)[0],
                tuple(places[k] for k in ks),  # type: ignore[arg-type]
                tuple(table.rows[k].number for k in ks),
                picked.get("y"),
                picked.get("numerator"),
                picked.get("denominator"),
            )
        )
    found.stop()
    return Sheet(table.name, tuple(series), dated, columns)


def _columns(own: dict[str, str]) -> dict[str, str]:
    """Our names for the file's number columns; y beside n is a value as well as a count."""
    found = {}
    if "y" in own:
        found["y"] = own["y"]
    if "numerator" in own and "denominator" in own:
        found |= {"numerator": own["numerator"], "denominator": own["denominator"]}
    elif "y" in own and "n" in own:
        found |= {"numerator": own["y"], "denominator": own["n"]}
    return found


class _Problems:
    """What is wrong with a file, collected so that all of it can be mended at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Problem] = []

    def add(self, what: str, todo: str, row: int, column: str) -> None:
        problem = Problem(what, todo, file=self.name, row=row, column=column)
        if problem not in self.found:  # y beside n is read twice
            self.found.append(problem)

    def stop(self) -> None:
        if self.found:
            count = len(self.found)
            many = "1 place is" if count == 1 else f"{count:,} places are"
            raise Invalid(
                f"{self.name} cannot be charted: {many} wrong.",
                "Correct the rows named here; the file was not changed.",
                problems=self.found[:_SHOWN],
            )


def _number(row: Row, column: str, found: _Problems) -> float | None:
    text = row[column].strip()
    if text.casefold() in _NOTHING:
        return None
    try:
        value = float(text)
        if "_" in text or not math.isfinite(value):
            raise ValueError
    except ValueError:
        found.add(
            f"{text!r} is no number.",
            "Write 1200 or 1.5; leave it empty where nothing was sent.",
            row.number,
            column,
        )
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _whole(rows: Sequence[Row], column: str, found: _Problems) -> list[int]:
    places = []
    for row in rows:
        text = row[column].strip()
        if not re.fullmatch(r"-?\d+", text):
            found.add(f"{text!r} is no whole number.", "Number the points 1, 2, 3, …", row.number, column)
        places.append(int(text) if re.fullmatch(r"-?\d+", text) else 0)
    return places


def _once(
    table: Table, axis: str, key: str, places: Sequence[object], ks: Sequence[int], found: _Problems
) -> None:
    for (before, place), k in zip(pairwise(places), ks[1:], strict=True):
        if before == place:
            which = f" of series {key}" if key else ""
            found.add(f"{place}{which} comes twice.", "Give each period once.", table.rows[k].number, axis)


def _dates(rows: Sequence[Row], column: str, found: _Problems) -> list[str]:
    """Dates in ISO form. 13/04/2016 tells that the whole column puts the day first; 03/04/2016 alone tells nothing."""
    texts = [row[column].strip() for row in rows]
    slashed = [match for text in texts if (match := _SLASHED.fullmatch(text))]
    first = any(int(match[1]) > 12 for match in slashed)
    second = any(int(match[2]) > 12 for match in slashed)
    places = []
    for row, text in zip(rows, texts, strict=True):
        try:
            if match := _SLASHED.fullmatch(text):
                if first == second and match[1] != match[2]:
                    raise _Unclear(f"{text} may put the day or the month first.")
                day, month = (match[2], match[1]) if second else (match[1], match[2])
                places.append(date(int(match[3]), int(month), int(day)).isoformat())
            else:
                places.append(day_of(text))
        except _Unclear as problem:
            found.add(str(problem), _WRITE_DATES, row.number, column)
            places.append("")
        except ValueError:
            found.add(
                f"{text!r} is no date." if text else "The date is missing.", _WRITE_DATES, row.number, column
            )
            places.append("")
    return places


class _Unclear(Exception):
    """A date that could be two."""


def day_of(text: str) -> str:
    """One date in ISO form, from any way of writing it that means one day (or the first of one period).

    Takes 2016-04-01 (with a time of day too), 2016/04/01, 2016-04, 2016, 2016-Q2, 2016-W14, Apr 2016, 1 April 2016 and
    April 1, 2016. Raises ValueError for anything else.
    """
    text = " ".join(text.split())
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text):
            return read(match).isoformat()
    return datetime.fromisoformat(text).date().isoformat()


def _named(match: re.Match[str]) -> date:
    name = match["month"].removesuffix(".").casefold()
    full = [each.casefold() for each in LONG_MONTHS]
    month = next((k for k, each in enumerate(full, start=1) if name in (each, each[:3], each[:4])), 0)
    return date(int(match["year"]), month, int(match.groupdict().get("day") or 1))


_FORMS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], date]]] = (
    (re.compile(r"(\d{4})[-/](\d{1,2})"), lambda m: date(int(m[1]), int(m[2]), 1)),
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"), lambda m: date(int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(r"(\d{4})"), lambda m: date(int(m[1]), 1, 1)),
    (re.compile(r"(\d{4})[- ]?[Qq]([1-4])"), lambda m: date(int(m[1]), 3 * int(m[2]) - 2, 1)),
    (re.compile(r"[Qq]([1-4])[- ](\d{4})"), lambda m: date(int(m[2]), 3 * int(m[1]) - 2, 1)),
    (re.compile(r"(\d{4})-?[Ww](\d{1,2})"), lambda m: date.fromisocalendar(int(m[1]), int(m[2]), 1)),
    (re.compile(r"(?P<month>[A-Za-z]{3,9}\.?)[ -](?P<year>\d{4})"), _named),
    (re.compile(r"(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3,9}\.?)[ -](?P<year>\d{4})"), _named),
    (re.compile(r"(?P<month>[A-Za-z]{3,9}\.?) (?P<day>\d{1,2}),? (?P<year>\d{4})"), _named),
)


def refuse(problem: Invalid, sheet_: Sheet, rows: Rows) -> NoReturn:
    """A problem that the engine found at a point, told by the file's row and column."""
    at = [
        Problem(
            f"{each.what[0].upper()}{each.what[1:]}.",
            each.todo,
            file=sheet_.name,
            row=rows.lines[each.row - 1] if each.row else None,
            column=sheet_.columns.get(each.column, each.column),
        )
        for each in problem.problems
    ]
    raise Invalid(problem.message, problem.todo if not at else "", problems=at) from problem
