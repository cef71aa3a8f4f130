"""Bringing many numbers in from a table: `team, measure, period, numerator, denominator | value, note`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, Problem
from alongside.exchange.tables import Row, Table
from alongside.improvement.actions.numbers import check_month, check_numbers
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.models import Correction, MeasureVersion, Observation, Series
from alongside.improvement.periods import month
from alongside.programme.models import Collaborative

COLUMNS = ("team", "measure", "period", "numerator", "denominator", "value", "note")
NEEDED = ("team", "measure", "period")
BATCH = 1000


@dataclass
class ImportSummary:
    """What became of a table: rows imported (new or corrected), rows that were here already, rows refused and why."""

    done: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Parsed:
    """A row that can be kept."""

    series: Series
    version: MeasureVersion
    period: dt.date
    numbers: tuple[float | None, float | None, float | None]
    note: str


@transaction.atomic
def import_observations(
    *,
    collaborative: Collaborative,
    table: Table,
    by: Person,
    mapping: Mapping[str, str] | None = None,
    partial: bool = False,
    at: dt.datetime | None = None,
) -> ImportSummary:
    """Import a table's numbers; `mapping` names their column for each of ours that is called otherwise.

    Either every row is taken or, if any is refused, none, unless `partial`. Teams are known by letter or name, measures by key
    or name. The same table again changes nothing; another number for a month that is here corrects it and keeps the old one.
    One audit event for the whole. 100,000 rows take seconds.
    """
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    columns = _columns(table, mapping or {})
    summary = ImportSummary()
    parsed: list[Parsed] = []
    reader = _Reader(collaborative, table.name, columns)
    for row in table.rows:
        try:
            parsed.append(reader.read(row))
        except Invalid as problem:
            summary.refused.extend(problem.problems)
    if summary.refused and not partial:
        return summary
    _keep(parsed, summary, by, at)
    record(
        "observation.import",
        by=by,
        thing=collaborative,
        done=summary.done,
        corrected=summary.corrected,
        unchanged=summary.unchanged,
        refused=len(summary.refused),
    )
    return summary


def _columns(table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """Ours → theirs; Invalid for a column that is missing or that nobody knows."""
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
    problems = [
        Problem(
            f"There is no column {name!r}.",
            "Name it in the first row, or map another to it.",
            table.name,
            1,
            name,
        )
        for name in NEEDED
        if name not in columns
    ]
    if "value" not in columns and not {"numerator", "denominator"} <= set(columns):
        problems.append(
            Problem(
                "There are no numbers.",
                "Add numerator and denominator, or value.",
                table.name,
                1,
                "numerator",
            )
        )
    used = set(columns.values())
    problems += [
        Problem(
            f"Nobody knows the column {name!r}.",
            f"Take it out, or map it to one of {', '.join(COLUMNS)}.",
            table.name,
            1,
            name,
        )
        for name in table.columns
        if name not in used
    ]
    if problems:
        raise Invalid(
            f"{table.name} cannot be imported: {problems[0].what}", problems[0].todo, problems=problems
        )
    return columns


class _Reader:
    """Turns rows into numbers of a series, remembering which months it has seen."""

    def __init__(self, collaborative: Collaborative, file: str, columns: Mapping[str, str]) -> None:
        self.file, self.columns = file, columns
        self.today = timezone.localdate()
        self.seen: dict[tuple[int, dt.date], int] = {}
        self.series: dict[tuple[int, int], Series] = {}
        self.teams: dict[str, int] = {}
        self.measures: dict[str, int] = {}
        for team in collaborative.teams.all():
            self.teams[team.letter.casefold()] = self.teams[team.name.casefold()] = team.pk
        for measure in collaborative.measures.prefetch_related("versions"):
            self.measures[measure.key.casefold()] = measure.pk
            for version in measure.versions.all():
                self.measures.setdefault(version.name.casefold(), measure.pk)
        for series in Series.objects.filter(team__collaborative=collaborative).select_related(
            "team", "measure"
        ):
            self.series[series.team_id, series.measure_id] = series
        self.versions = definitions(self.measures.values())

    def read(self, row: Row) -> Parsed:
        given = {ours: (row[theirs] or "").strip() for ours, theirs in self.columns.items()}

        def refuse(what: str, todo: str, column: str) -> Invalid:
            return Invalid(
                what,
                todo,
                problems=[Problem(what, todo, self.file, row.number, self.columns.get(column, column))],
            )

        team = self.teams.get(given["team"].casefold())
        if team is None:
            raise refuse(
                f"There is no team {given['team']!r} in this collaborative.",
                "Use its letter or its name.",
                "team",
            )
        measure = self.measures.get(given["measure"].casefold())
        if measure is None:
            raise refuse(f"There is no measure {given['measure']!r}.", "Use its key or its name.", "measure")
        series = self.series.get((team, measure))
        if series is None:
            raise refuse(
                "This team does not follow this measure.",
                "Let it follow it first, or leave the row out.",
                "measure",
            )
        numbers = {}
        for name in ("numerator", "denominator", "value"):
            text = given.get(name, "").replace(",", "")
            try:
                numbers[name] = float(text) if text else None
            except ValueError:
                raise refuse(
                    f"{text!r} is not a number.", "Write digits, with a point for decimals.", name
                ) from None
        try:
            period = month(given["period"])
            check_month(series, period, self.today)
            version = in_force(self.versions[measure], period)
            kept = check_numbers(version, numbers["numerator"], numbers["denominator"], numbers["value"])
        except Invalid as problem:
            column = next(iter(problem.fields), "period")
            raise refuse(problem.message, problem.todo, column) from None
        if (earlier := self.seen.setdefault((series.pk, period), row.number)) != row.number:
            raise refuse(
                f"{period:%Y-%m} of this measure and team stands in row {earlier} already.",
                "Keep one of them.",
                "period",
            )
        return Parsed(series, version, period, kept, given.get("note", "")[:300])


def _keep(parsed: list[Parsed], summary: ImportSummary, by: Person, at: dt.datetime | None) -> None:
    now = at or timezone.now()
    wanted = {each.series.pk for each in parsed}
    here = {(o.series_id, o.period): o for o in Observation.objects.filter(series__in=wanted)}
    new, corrections, corrected = [], [], []
    for each in parsed:
        there = here.get((each.series.pk, each.period))
        numerator, denominator, value = each.numbers
        if there is None:
            new.append(
                Observation(
                    series=each.series,
                    period=each.period,
                    numerator=numerator,
                    denominator=denominator,
                    value=value,
                    note=each.note,
                    version=each.version,
                    entered_by=by,
                    entered_at=now,
                )
            )
        elif (there.numerator, there.denominator, there.value) == each.numbers:
            summary.unchanged += 1
        else:
            corrections.append(
                Correction(
                    observation=there,
                    numerator=there.numerator,
                    denominator=there.denominator,
                    value=there.value,
                    note=there.note,
                    reason="imported again",
                    by=by,
                    at=now,
                )
            )
            there.numerator, there.denominator, there.value = each.numbers
            there.revision += 1
            corrected.append(there)
    Observation.objects.bulk_create(new, batch_size=BATCH)
    Correction.objects.bulk_create(corrections, batch_size=BATCH)
    Observation.objects.bulk_update(
        corrected, ["numerator", "denominator", "value", "revision"], batch_size=BATCH
    )
    summary.done, summary.corrected = len(new) + len(corrected), len(corrected)
