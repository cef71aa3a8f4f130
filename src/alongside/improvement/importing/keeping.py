"""What a table would change, and changing it: all of it in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Problem
from alongside.exchange.tables import Table
from alongside.improvement.importing.inserting import insert_many
from alongside.improvement.importing.layout import Layout, check_complete, melted, strict
from alongside.improvement.importing.rows import Numbers, Parsed, Reader, gaps
from alongside.improvement.models import Correction, NothingToSubmit, Observation
from alongside.programme.models import Collaborative, Team

BATCH = 5000
REASON = "imported again"
Progress = Callable[[int, int], None]


@dataclass
class ImportSummary:
    """What became of a table: rows imported (new or corrected), rows that were here already, rows refused and why, what to know."""

    done: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class There(NamedTuple):
    """The number of a month as it is kept; none where it was taken back."""

    pk: int
    numbers: Numbers
    note: str
    revision: int


@dataclass
class Plan:
    """What a table would change."""

    new: list[Parsed]
    corrections: list[tuple[There, Parsed]]
    unchanged: int
    refused: list[Problem]
    notes: list[str]


def plan(
    *,
    collaborative: Collaborative,
    table: Table,
    layout: Layout,
    team: Team | None = None,
    progress: Progress | None = None,
) -> Plan:
    """What the table would change, without changing it; `team` where it speaks of that one only.

    Raises Invalid where the layout does not say what is needed.
    """
    check_complete(table, layout, team_is_known=team is not None)
    table, layout = melted(table, layout)
    parsed, refused = Reader(collaborative, table, layout, team).read(progress)
    here = _here({each.series.pk for each in parsed})
    found = Plan([], [], 0, refused, [*table.notes, *gaps(parsed, here)])
    for each in parsed:
        there = here.get((each.series.pk, each.period))
        if there is None:
            found.new.append(each)
        elif there.numbers == each.numbers and each.note in {"", there.note}:
            found.unchanged += 1
        else:
            found.corrections.append((there, each))
    return found


def import_observations(
    *,
    collaborative: Collaborative,
    table: Table,
    by: Person,
    mapping: Mapping[str, str] | None = None,
    partial: bool = False,
    at: dt.datetime | None = None,
    team: Team | None = None,
    layout: Layout | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Import a table's numbers: by the host for all teams, by a team for itself (`team`).

    `mapping` names their column for each of ours that is called otherwise, and every column must be known; `layout` says all
    that, and leaves the other columns alone. Either every row is taken or, if any is refused, none, unless `partial`. Teams are
    known by letter or name, measures by key or name. The same table again changes nothing; another number for a month that is
    here corrects it and keeps the old one. One audit event for the whole. 100,000 rows take seconds.
    """
    if team is None:
        require(by, Permission.RUN_COLLABORATIVE, collaborative)
    else:
        require(by, Permission.ENTER_DATA, team)
    how = layout or strict(table, mapping or {}, team_is_known=team is not None)
    with transaction.atomic():
        found = plan(collaborative=collaborative, table=table, layout=how, team=team, progress=progress)
        summary = ImportSummary(refused=found.refused, notes=found.notes)
        if found.refused and not partial:
            return summary
        _keep(found, by, at or timezone.now())
        summary.done = len(found.new) + len(found.corrections)
        summary.corrected, summary.unchanged = len(found.corrections), found.unchanged
        record(
            "observation.import",
            by=by,
            thing=team or collaborative,
            done=summary.done,
            corrected=summary.corrected,
            unchanged=summary.unchanged,
            refused=len(summary.refused),
        )
    return summary


def _here(series: set[int]) -> dict[tuple[int, dt.date], There]:
    """The numbers of these series as they are kept, by series and month."""
    taken_back = set(NothingToSubmit.objects.filter(series__in=series).values_list("series", "period"))
    rows = Observation.everything.filter(series__in=series).values_list(
        "series_id", "period", "pk", "numerator", "denominator", "value", "note", "revision"
    )
    return {
        (of, period): There(
            pk, (None, None, None) if (of, period) in taken_back else (a, b, value), note, revision
        )
        for of, period, pk, a, b, value, note, revision in rows.order_by()
    }


def _keep(found: Plan, by: Person, at: dt.datetime) -> None:
    _answered([*found.new, *(each for _, each in found.corrections)])
    insert_many(
        Observation,
        (
            "series",
            "period",
            "numerator",
            "denominator",
            "value",
            "note",
            "version",
            "entered_by",
            "entered_at",
            "revision",
        ),
        [
            (each.series.pk, each.period, *each.numbers, each.note, each.version.pk, by.pk, at, 1)
            for each in found.new
        ],
    )
    Correction.objects.bulk_create(
        (
            Correction(
                observation_id=there.pk,
                numerator=there.numbers[0],
                denominator=there.numbers[1],
                value=there.numbers[2],
                note=there.note,
                reason=REASON,
                by=by,
                at=at,
            )
            for there, _ in found.corrections
        ),
        batch_size=BATCH,
    )
    changed = (_row(each, by, at, there) for there, each in found.corrections)
    Observation.everything.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["series", "period"],
        update_fields=["numerator", "denominator", "value", "note", "revision"],
    )


def _answered(rows: list[Parsed]) -> None:
    """Months of which somebody said that there is nothing to submit have a number now."""
    wanted = {(each.series.pk, each.period) for each in rows}
    said = NothingToSubmit.objects.filter(series__in={pk for pk, _ in wanted})
    gone = [each.pk for each in said if (each.series_id, each.period) in wanted]
    for start in range(0, len(gone), BATCH):
        NothingToSubmit.objects.filter(pk__in=gone[start : start + BATCH]).delete()


def _row(each: Parsed, by: Person, at: dt.datetime, there: There) -> Observation:
    numerator, denominator, value = each.numbers
    return Observation(
        series_id=each.series.pk,
        period=each.period,
        numerator=numerator,
        denominator=denominator,
        value=value,
        note=each.note or there.note,
        version_id=each.version.pk,
        entered_by_id=by.pk,
        entered_at=at,
        revision=there.revision + 1,
    )
