"""How a table is to be read: which of its columns is which of ours, and what its days, commas and per cents mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from alongside.core.errors import Invalid, Problem
from alongside.exchange.tables import Row, Table
from alongside.improvement.computed_columns import COMPUTED
from alongside.improvement.reading import read_month

COLUMNS = ("team", "measure", "period", "numerator", "denominator", "value", "note")
NEEDED = ("team", "measure", "period")
EXPORTED = frozenset(COMPUTED)
"""Columns of a chart's own table (CSV) that are computed from the others: passed over, so that the table comes back as it left."""
NUMBERS = ("numerator", "denominator", "value")
LABELS = {
    "team": "Team",
    "measure": "Measure",
    "period": "Month",
    "numerator": "How many",
    "denominator": "Out of",
    "value": "Value",
    "note": "Note",
}
FEWEST_MONTHS = 2  # as many headings must be months before a table is taken for one with months across
DAYS = {"": None, "day": True, "month": False}


@dataclass(frozen=True)
class Layout:
    """Ours → theirs, what is the same in every row, and the answers to what a table cannot say by itself.

    `fixed` gives the team or measure of a table that has no column for it. `dates` is "day" or "month", whichever comes first in
    03/04/2016; `commas` "decimal" or "thousands"; `percents` "fraction" where 0.85 means 85%, "hundred" where it means 0.85%.
    """

    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    commas: str = ""
    percents: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "dates": self.dates,
            "commas": self.commas,
            "percents": self.percents,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Layout:
        """The layout that was kept; what has been put there since by other hands is left out."""

        def words(name: str) -> dict[str, str]:
            return {
                ours: str(theirs) for ours, theirs in dict(kept.get(name) or {}).items() if ours in COLUMNS
            }

        return cls(
            columns=words("columns"),
            fixed=words("fixed"),
            dates=kept.get("dates", "") if kept.get("dates") in DAYS else "",
            commas=kept.get("commas", "") if kept.get("commas") in {"decimal", "thousands"} else "",
            percents=kept.get("percents", "") if kept.get("percents") in {"fraction", "hundred"} else "",
        )


def months_across(table: Table, used: set[str], layout: Layout) -> dict[str, dt.date]:
    """The headings that are months, in a table that has none of its own column for them."""
    if "period" in layout.columns:
        return {}
    found = {}
    for name in table.columns:
        if name not in used:
            try:
                found[name] = read_month(name, day_first=DAYS[layout.dates])
            except Invalid:
                continue
    return found if len(found) >= FEWEST_MONTHS else {}


def melted(table: Table, layout: Layout) -> tuple[Table, Layout]:
    """A table with months across as one with a row for each month that has a number; any other as it is."""
    months = months_across(table, set(layout.columns.values()), layout)
    if not months or any(name in layout.columns for name in NUMBERS):
        return table, layout
    if len(set(months.values())) < len(months):
        twice = [name for name in months if list(months.values()).count(months[name]) > 1]
        what = f"Two columns are the same month: {', '.join(twice[:2])}."
        raise Invalid(
            what, "Keep one of them.", problems=[Problem(what, "Keep one of them.", table.name, 1, twice[1])]
        )
    kept = list(layout.columns.values())
    rows = tuple(
        Row(
            row.number,
            {
                **{name: row[name] for name in kept},
                "Month": f"{month:%Y-%m}",
                "Number": row[name],
                "Column": name,
            },
        )
        for row in table.rows
        for name, month in months.items()
        if row[name].strip()
    )
    columns = {**layout.columns, "period": "Month", "value": "Number"}
    return (
        Table(table.name, (*kept, "Month", "Number", "Column"), rows, table.encoding, table.notes),
        replace(layout, columns=columns),
    )


def strict(
    table: Table,
    mapping: Mapping[str, str],
    *,
    team_is_known: bool = False,
    answers: Layout | None = None,
    ignore: bool = False,
) -> Layout:
    """The layout of a table whose headings are ours, but for those that `mapping` (ours → theirs) names.

    Raises Invalid for a column that is missing, and, unless they are to be left alone (`ignore`), for those that nobody knows.
    `answers` holds what the table cannot say by itself.
    """
    if unknown := sorted(set(mapping) - set(COLUMNS)):
        raise Invalid(f"There is no column {unknown[0]!r} to map to.", f"Ours are {', '.join(COLUMNS)}.")
    theirs = {name.strip().casefold(): name for name in table.columns}
    columns = {}
    for ours in COLUMNS:
        wanted = mapping.get(ours, ours)
        if (found := theirs.get(wanted.strip().casefold())) is not None:
            columns[ours] = found
        elif ours in mapping:
            raise Invalid(f"{table.name} has no column {wanted!r}.", f"It has {', '.join(table.columns)}.")
    layout = replace(answers or Layout({}), columns=columns)
    used = set(columns.values()) | (
        EXPORTED & set(table.columns) if set(table.columns) >= EXPORTED else set()
    )
    used |= set(months_across(table, used, layout)) if "value" not in columns else set()
    unknown_columns = [
        Problem(
            f"Nobody knows the column {name!r}.",
            f"Take it out, or map it to one of {', '.join(COLUMNS)}.",
            table.name,
            1,
            name,
        )
        for name in table.columns
        if name not in used and not ignore
    ]
    check_complete(table, layout, team_is_known=team_is_known, more=unknown_columns)
    return layout


def check_complete(
    table: Table, layout: Layout, *, team_is_known: bool = False, more: list[Problem] | None = None
) -> None:
    """Raises Invalid, with a problem each, for what a layout does not say: team, measure, month, numbers."""
    there = set(layout.columns) | set(layout.fixed) | ({"team"} if team_is_known else set())
    if months_across(table, set(layout.columns.values()), layout):
        there |= {"period", "value"}
    problems = [
        Problem(
            f"There is no column {name!r}.",
            "Name it in the first row, or map another to it.",
            table.name,
            1,
            name,
        )
        for name in NEEDED
        if name not in there
    ]
    if "value" not in there and not {"numerator", "denominator"} <= there:
        todo = "Add numerator and denominator, or value."
        problems.append(Problem("There are no numbers.", todo, table.name, 1, "numerator"))
    if twice := {name for name in layout.columns.values() if list(layout.columns.values()).count(name) > 1}:
        name = sorted(twice)[0]
        problems.append(
            Problem("This column is used twice.", "Choose one meaning for it.", table.name, 1, name)
        )
    problems += more or []
    if problems:
        raise Invalid(
            f"{table.name} cannot be imported: {problems[0].what}", problems[0].todo, problems=problems
        )
