"""From a table's rows to numbers of series, each checked by the rules of the page on which they are typed.

What repeats in a table (teams, measures, months, many of its numbers) is read once and remembered by its text.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from alongside.core.errors import Invalid, Problem
from alongside.exchange.tables import Row, Table
from alongside.improvement.actions.numbers import check_month, check_numbers
from alongside.improvement.definitions import in_force, shares
from alongside.improvement.importing.layout import DAYS, NUMBERS, Layout
from alongside.improvement.models import MeasureVersion, Series
from alongside.improvement.reading import commas_of, read_month, read_number, read_pair
from alongside.programme.models import Collaborative, Team

EVERY = 2000  # rows between two signs of life
COUNTED = (MeasureVersion.Sent.PROPORTION, MeasureVersion.Sent.COUNT)
Numbers = tuple[float | None, float | None, float | None]


class Parsed(NamedTuple):
    """A row that can be kept."""

    row: int
    series: Series
    version: MeasureVersion
    period: dt.date
    numbers: Numbers
    note: str


class _Refuse(Exception):
    """What is wrong with a row, in which of our columns."""

    def __init__(self, what: str, todo: str, column: str) -> None:
        super().__init__(what)
        self.what, self.todo, self.column = what, todo, column


class Reader:
    """Reads the rows of one table for one collaborative, or for one of its teams."""

    def __init__(
        self, collaborative: Collaborative, table: Table, layout: Layout, team: Team | None = None
    ) -> None:
        self.table, self.layout, self.team = table, layout, team
        self.today = timezone.localdate()
        self.teams: dict[str, Team] = {}
        self.measures: dict[str, int] = {}
        self.series: dict[tuple[int, int], Series] = {}
        self.versions: dict[int, list[MeasureVersion]] = {}
        self._look_up(collaborative)
        numbers = [layout.columns[name] for name in NUMBERS if name in layout.columns]
        cells = (row.values_by_column[name] for row in table.rows for name in numbers)
        self.commas = layout.commas or commas_of(cells)
        self.months: dict[str, dt.date | _Refuse] = {}
        self.numbers: dict[tuple[str, str, bool], float | _Refuse] = {}
        self.fitting: dict[tuple[int, dt.date], _Refuse | None] = {}
        self.seen: dict[tuple[int, dt.date], int] = {}

    def _look_up(self, collaborative: Collaborative) -> None:
        for team in collaborative.teams.all():
            team.collaborative = collaborative
            self.teams[team.letter.casefold()] = self.teams[team.name.casefold()] = team
        for measure in collaborative.measures.prefetch_related("versions"):
            self.versions[measure.pk] = list(measure.versions.all())
            for version in self.versions[measure.pk]:
                self.measures.setdefault(version.name.casefold(), measure.pk)
            self.measures[measure.key.casefold()] = measure.pk
        teams = {team.pk: team for team in self.teams.values()}
        found = Series.objects.filter(team__collaborative=collaborative)
        for series in found.select_related("measure"):
            series.team = teams[series.team_id]
            self.series[series.team_id, series.measure_id] = series

    def read(self, progress: Callable[[int, int], None] | None = None) -> tuple[list[Parsed], list[Problem]]:
        """The rows that can be kept, and what is wrong with the others."""
        parsed, refused = [], []
        for place, row in enumerate(self.table.rows):
            if progress is not None and place % EVERY == 0:
                progress(place, len(self.table.rows))
            try:
                parsed.append(self._row(row))
            except _Refuse as problem:
                refused.append(self._problem(row, problem))
        parsed, more = self._per_cents(parsed)
        return parsed, sorted([*refused, *more], key=lambda problem: problem.row or 0)

    def _problem(self, row: Row, problem: _Refuse) -> Problem:
        column = self.layout.columns.get(problem.column, problem.column)
        if "Column" in self.table.columns and column in {"Month", "Number"}:
            column = row.values_by_column.get("Column", column)  # months across: the heading that they see
        return Problem(problem.what, problem.todo, self.table.name, row.number, column)

    def _row(self, row: Row) -> Parsed:
        cells = row.values_by_column
        given = {ours: cells[theirs].strip() for ours, theirs in self.layout.columns.items()}
        team = self._team(given.get("team", self.layout.fixed.get("team", "")))
        measure = self._measure(given.get("measure", self.layout.fixed.get("measure", "")))
        series = self.series.get((team.pk, measure))
        if series is None:
            what = "This team does not follow this measure."
            raise _Refuse(what, "Let it follow it first, or leave the row out.", "measure")
        period = self._month(given.get("period", ""))
        version = in_force(self.versions[measure], period)
        self._check_fits(series, period)
        numbers = self._numbers(version, given)
        if (earlier := self.seen.get((series.pk, period))) is not None:
            raise _Refuse(
                f"{period:%Y-%m} of this measure and team stands in row {earlier} already.",
                "Keep one of them; weeks and days must be added up to the month first.",
                "period",
            )
        self.seen[series.pk, period] = row.number
        return Parsed(
            row.number, series, version, period, numbers, given.get("note", "").replace("\0", "")[:300]
        )

    def _team(self, text: str) -> Team:
        if self.team is not None:
            if text and self.teams.get(text.casefold()) != self.team:
                raise _Refuse(
                    f"This row is for {text!r}, another team.", "Leave it out; the host can send it.", "team"
                )
            return self.teams[self.team.letter.casefold()]
        team = self.teams.get(text.casefold())
        if team is None:
            what = f"There is no team {text!r} in this collaborative." if text else "There is no team."
            raise _Refuse(what, "Use its letter or its name.", "team")
        return team

    def _measure(self, text: str) -> int:
        measure = self.measures.get(text.casefold())
        if measure is None:
            what = f"There is no measure {text!r}." if text else "There is no measure."
            raise _Refuse(what, "Use its key or its name.", "measure")
        return measure

    def _month(self, text: str) -> dt.date:
        found = self.months.get(text)
        if found is None:
            try:
                found = read_month(text, day_first=DAYS[self.layout.dates])
            except Invalid as problem:
                found = _Refuse(problem.message, problem.todo, "period")
            self.months[text] = found
        if isinstance(found, _Refuse):
            raise found
        return found

    def _check_fits(self, series: Series, period: dt.date) -> None:
        key = (series.team_id, period)
        if key not in self.fitting:
            try:
                check_month(series, period, self.today)
                self.fitting[key] = None
            except Invalid as problem:
                self.fitting[key] = _Refuse(problem.message, problem.todo, "period")
        if (wrong := self.fitting[key]) is not None:
            raise wrong

    def _numbers(self, version: MeasureVersion, given: Mapping[str, str]) -> Numbers:
        pair = read_pair(given["value"]) if shares(version) and given.get("value") else None
        texts = {**given, "numerator": pair[0], "denominator": pair[1], "value": ""} if pair else given
        whole = version.sent in COUNTED
        numbers = [self._number(texts.get(name, ""), name, whole) for name in NUMBERS]
        try:
            return check_numbers(version, *numbers)
        except Invalid as problem:
            column = "value" if pair else next(iter(problem.fields), "value")
            if column not in self.layout.columns:
                column = next((name for name in NUMBERS if name in self.layout.columns), column)
            raise _Refuse(problem.message, problem.todo, column) from None

    def _number(self, text: str, name: str, whole: bool) -> float | None:
        if not text:
            return None
        found = self.numbers.get((text, name, whole))
        if found is None:
            try:
                found = read_number(text, name, commas=self.commas, whole=whole)
            except Invalid as problem:
                found = _Refuse(problem.message, problem.todo, name)
            self.numbers[text, name, whole] = found
        if isinstance(found, _Refuse):
            raise found
        return found

    def _per_cents(self, parsed: list[Parsed]) -> tuple[list[Parsed], list[Problem]]:
        """0.85 may mean 85% or less than one: as the person says, else refused where both kinds would stand in one measure."""
        of = defaultdict(list)
        for place, each in enumerate(parsed):
            if each.version.unit == MeasureVersion.Unit.PERCENT and each.numbers[2] is not None:
                of[each.version.pk].append(place)
        wrong: dict[int, Problem] = {}
        for places in of.values():
            values = [(place, parsed[place].numbers[2] or 0.0) for place in places]
            below = [place for place, value in values if 0 < value < 1]
            if not below or self.layout.percents == "hundred":
                continue
            small = [place for place, value in values if 0 < value <= 1]
            if self.layout.percents == "fraction":
                for place, value in values:
                    parsed[place] = parsed[place]._replace(numbers=(None, None, round(value * 100, 9)))
                continue
            mixed = any(value > 1 for _, value in values)
            for place in small:
                wrong[place] = self._unclear(parsed[place], mixed)
        return [each for place, each in enumerate(parsed) if place not in wrong], list(wrong.values())

    def _unclear(self, each: Parsed, mixed: bool) -> Problem:
        value = each.numbers[2] or 0.0
        why = "stands among numbers up to 100" if mixed else "is a share of 1"
        return Problem(
            f"{value:g} {why}: it can be {value * 100:g}% or {value:g}%.",
            "Write per cents from 0 to 100, or say what numbers below 1 mean.",
            self.table.name,
            each.row,
            self.layout.columns.get("value", "value"),
        )


def gaps(parsed: list[Parsed], here: Mapping[tuple[int, dt.date], object], least: int = 24) -> Iterator[str]:
    """Stretches of two years and more without a number, which are taken, and said."""
    months: dict[int, set[dt.date]] = defaultdict(set)
    series: dict[int, Parsed] = {}
    for each in parsed:
        months[each.series.pk].add(each.period)
        series[each.series.pk] = each
    for pk, period in here:
        if pk in months:
            months[pk].add(period)
    for pk, found in months.items():
        ordered = sorted(found)
        for earlier, later in pairwise(ordered):
            if (later.year - earlier.year) * 12 + later.month - earlier.month > least:
                about = series[pk]
                yield (
                    f"Team {about.series.team.letter}, {about.version.name}: nothing between {earlier:%b %Y} and {later:%b %Y}."
                )
