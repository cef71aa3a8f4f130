"""The steps of an upload: put the file by, say how it is read, look at what it would change, take it.

Looking and taking run at once for tables of a few thousand rows, and in the background above that; either way what came of it
stands beside the file that waits.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.core.errors import Invalid, NotKnown
from alongside.exchange.tables import is_workbook, read_table, sheet_names
from alongside.improvement.importing import waiting
from alongside.improvement.importing.guessing import remember
from alongside.improvement.importing.keeping import Plan, import_observations, plan
from alongside.improvement.importing.layout import Layout, check_complete
from alongside.improvement.importing.rows import Numbers
from alongside.improvement.importing.waiting import Waiting
from alongside.improvement.reading import said as in_digits
from alongside.jobs.models import Job
from alongside.jobs.work import enqueue, progress, runs_in_background
from alongside.programme.models import Collaborative, Team

AT_ONCE = 5_000
SHOWN = 50


def begin(*, name: str, data: bytes, collaborative: Collaborative, team: Team | None, by: Person) -> Waiting:
    """Put an uploaded table by. A workbook with several sheets waits until one is chosen; any other is read now, to say at once
    what is wrong with it.
    """
    _may(by, collaborative, team)
    sheets = sheet_names(name, data) if is_workbook(name, data) else []
    if len(sheets) < 2 and not read_table(name, data).rows:
        raise Invalid(f"{name} has columns but no rows.", "Look whether the right file was chosen.")
    return waiting.keep(name=name, data=data, collaborative=collaborative, team=team, by=by, sheets=sheets)


def choose_sheet(*, found: Waiting, sheet: str) -> None:
    """Read this sheet; what was said of another is forgotten."""
    if sheet not in found.sheets:
        raise Invalid(f"There is no sheet {sheet!r}.", f"Choose one of: {', '.join(found.sheets)}.")
    found.sheet, found.layout, found.preview = sheet, None, None
    if not found.table().rows:
        raise Invalid(f"The sheet {sheet!r} has columns but no rows.", "Choose another.")
    found.save()


def say_layout(
    *, found: Waiting, layout: Layout, collaborative: Collaborative, team: Team | None, by: Person
) -> None:
    """Say how the columns are read, remember it for the next time, and see what the table would change."""
    _may(by, collaborative, team)
    table = found.table()
    check_complete(table, layout, team_is_known=team is not None)
    found.layout, found.preview, found.job = layout.as_json(), None, ""
    remember(collaborative, table, layout, by)
    if len(table.rows) > AT_ONCE:
        found.save()
        _in_background(look, found, collaborative, team, by)
        return
    found.preview = shown(plan(collaborative=collaborative, table=table, layout=layout, team=team))
    found.save()


def take(
    *, found: Waiting, only_right: bool, collaborative: Collaborative, team: Team | None, by: Person
) -> None:
    """Import what was looked at: all of it, or with `only_right` the rows that can be taken."""
    _may(by, collaborative, team)
    if found.layout is None or found.preview is None:
        raise Invalid("Nobody has said how this table is read.", "Say which column is which first.")
    if found.preview["rows"] > AT_ONCE:
        _in_background(bring_in, found, collaborative, team, by, only_right=only_right)
        return
    _take(found, only_right, collaborative, team, by)


@runs_in_background
def look(*, job: Job, by: Person | None, collaborative: int, team: int | None, token: str) -> dict[str, Any]:
    """See what a large table would change."""
    there, whose, found = _again(by, collaborative, team, token)
    assert by is not None and found.layout is not None
    table = found.table()
    seen = plan(
        collaborative=there,
        table=table,
        layout=Layout.from_json(found.layout),
        team=whose,
        progress=partial(progress, job),
    )
    found.preview = shown(seen)
    found.save()
    return {"rows": len(table.rows), "refused": len(seen.refused)}


@runs_in_background
def bring_in(
    *, job: Job, by: Person | None, collaborative: int, team: int | None, token: str, only_right: bool
) -> dict[str, Any]:
    """Import a large table."""
    there, whose, found = _again(by, collaborative, team, token)
    assert by is not None
    _take(found, only_right, there, whose, by, job)
    assert found.result is not None
    return {name: found.result[name] for name in ("done", "corrected", "unchanged", "refused")}


def _take(
    found: Waiting,
    only_right: bool,
    collaborative: Collaborative,
    team: Team | None,
    by: Person,
    job: Job | None = None,
) -> None:
    assert found.layout is not None
    summary = import_observations(
        collaborative=collaborative,
        table=found.table(),
        layout=Layout.from_json(found.layout),
        team=team,
        partial=only_right,
        by=by,
    )
    found.result = {
        "done": summary.done,
        "corrected": summary.corrected,
        "unchanged": summary.unchanged,
        "refused": len(summary.refused),
        "problems": [asdict(each) for each in summary.refused[:SHOWN]],
        "notes": summary.notes,
        "taken": only_right or not summary.refused,
    }
    if job is not None:
        progress(job, summary.done + summary.unchanged, summary.done + summary.unchanged)
    if found.result["taken"]:
        found.forget_table()
    found.save()


def shown(found: Plan) -> dict[str, Any]:
    """What a plan would change, as a page shows it: how many of each, and the first of them."""
    return {
        "rows": len(found.new) + len(found.corrections) + found.unchanged + len(found.refused),
        "new": len(found.new),
        "corrections": len(found.corrections),
        "unchanged": found.unchanged,
        "refused": len(found.refused),
        "first_new": [
            [each.row, each.series.team.letter, each.version.name, f"{each.period:%b %Y}", said(each.numbers)]
            for each in found.new[:10]
        ],
        "first_corrections": [
            [
                each.row,
                each.series.team.letter,
                each.version.name,
                f"{each.period:%b %Y}",
                said(there.numbers),
                said(each.numbers),
            ]
            for there, each in found.corrections[:SHOWN]
        ],
        "problems": [asdict(each) for each in found.refused[:SHOWN]],
        "notes": found.notes,
    }


def said(numbers: Numbers) -> str:
    """43 of 47, 77, or nothing where a number was taken back."""
    numerator, denominator, value = numbers
    if value is not None:
        return in_digits(value)
    if numerator is None or denominator is None:
        return "nothing"
    return f"{in_digits(numerator)} of {in_digits(denominator)}"


def _in_background(
    action: Any, found: Waiting, collaborative: Collaborative, team: Team | None, by: Person, **more: bool
) -> None:
    job = enqueue(
        action,
        by=by,
        collaborative=collaborative.pk,
        team=team.pk if team else None,
        token=found.token,
        **more,
    )
    found.job = str(job.guid)
    found.save()


def _again(
    by: Person | None, collaborative: int, team: int | None, token: str
) -> tuple[Collaborative, Team | None, Waiting]:
    """In the background, everything is looked up and asked for again."""
    there = Collaborative.objects.select_related("scope").filter(pk=collaborative).first()
    if there is None or by is None:
        raise NotKnown()
    whose = there.teams.select_related("scope__parent").filter(pk=team).first() if team else None
    _may(by, there, whose)
    return there, whose, waiting.find(token, collaborative=there, team=whose, by=by)


def _may(by: Person, collaborative: Collaborative, team: Team | None) -> None:
    if team is None:
        require(by, Permission.RUN_COLLABORATIVE, collaborative)
    else:
        require(by, Permission.ENTER_DATA, team)
