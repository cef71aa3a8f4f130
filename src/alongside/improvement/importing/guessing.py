"""Which column is which: remembered from the last table with the same headings, else guessed from names and first values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from alongside.accounts.models import Person
from alongside.core.errors import Invalid
from alongside.exchange.tables import Table
from alongside.improvement.importing.layout import Layout
from alongside.improvement.models import ColumnMapping
from alongside.improvement.reading import read_month
from alongside.programme.models import Collaborative, Team

SAMPLES = 3
_LOOKED_AT = 20
_CALLED = {
    "team": "team trust site organisation organization hospital ward letter unit provider",
    "measure": "measure metric indicator key kpi",
    "period": "period month date time when reporting",
    "numerator": "numerator num many compliant met done achieved yes count events",
    "denominator": "denominator denom den of total cases eligible sample n population patients",
    "value": "value result score minutes hours days number rate percent percentage",
    "note": "note notes comment comments remark remarks",
}


def samples(table: Table, column: str) -> list[str]:
    """The first values of a column that hold something."""
    found: list[str] = []
    for row in table.rows[:200]:
        if (text := row[column].strip()) and len(found) < SAMPLES:
            found.append(text[:40])
    return found


def signature(columns: Sequence[str]) -> str:
    """What tables with the same headings have in common, whatever their order and capitals."""
    return hashlib.sha256("\n".join(sorted(name.casefold().strip() for name in columns)).encode()).hexdigest()


def remembered(collaborative: Collaborative, table: Table) -> Layout | None:
    """How a table with these headings was read the last time, with the headings as this one writes them."""
    kept = ColumnMapping.objects.filter(
        collaborative=collaborative, headings=signature(table.columns)
    ).first()
    if kept is None:
        return None
    layout = Layout.from_json(kept.mapping)
    here = {name.casefold().strip(): name for name in table.columns}
    columns = {
        ours: here[name.casefold().strip()]
        for ours, name in layout.columns.items()
        if name.casefold().strip() in here
    }
    return Layout(columns, layout.fixed, layout.dates, layout.commas, layout.percents)


def remember(collaborative: Collaborative, table: Table, layout: Layout, by: Person) -> None:
    """Keep how this table was read for the next with the same headings."""
    ColumnMapping.objects.update_or_create(
        collaborative=collaborative,
        headings=signature(table.columns),
        defaults={"mapping": layout.as_json(), "by": by},
    )


def guess(collaborative: Collaborative, table: Table, team: Team | None = None) -> Layout:
    """The likeliest layout: by what the columns are called and by what stands in them. It is shown before anything is read by it.

    For one team's upload other teams' names are not looked for, since what is guessed would tell that they are.
    """
    known = collaborative.teams.all() if team is None else collaborative.teams.filter(pk=team.pk)
    teams = {word.casefold() for pair in known.values_list("letter", "name") for word in pair}
    measures = {
        word.casefold()
        for pair in collaborative.measures.values_list("key", "versions__name")
        for word in pair
        if word
    }
    left = list(table.columns)
    found: dict[str, str] = {}
    scores = sorted(
        (
            (-_score(ours, name, _values(table, name), teams, measures), place, ours, name)
            for place, name in enumerate(left)
            for ours in _CALLED
        ),
    )
    for score, _, ours, name in scores:
        if score < 0 and ours not in found and name in left:
            found[ours] = name
            left.remove(name)
    if {"numerator", "denominator"} <= set(found) and found.get("value", "value").casefold() != "value":
        del found["value"]  # beside both numbers it is what they come to, computed
    return Layout(found)


def _values(table: Table, column: str) -> list[str]:
    return [text for row in table.rows[:_LOOKED_AT] if (text := row[column].strip())]


def _score(ours: str, name: str, values: list[str], teams: set[str], measures: set[str]) -> float:
    words = set(re.findall(r"[a-z]+", name.casefold()))
    score = 3.0 if name.casefold().strip() == ours else 0.0
    score += 2.0 * len(words & set(_CALLED[ours].split())) / max(len(words), 1)
    if not values:
        return score / 2
    if ours == "team":
        score += 4 * _share(values, teams)
    elif ours == "measure":
        score += 4 * _share(values, measures)
    elif ours == "period":
        months = sum(map(_is_month, values)) / len(values)
        score = score + 3 * months if months else 0
    elif ours in {"numerator", "denominator", "value"}:
        score = score if all(any(char.isdigit() for char in value) for value in values) else 0
    return score


def _share(values: list[str], known: set[str]) -> float:
    return sum(value.casefold() in known for value in values) / len(values)


def _is_month(text: str) -> bool:
    try:
        read_month(text, day_first=True)
    except Invalid:
        return False
    return True
