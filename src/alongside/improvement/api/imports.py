"""Numbers from a table: by the host for all teams, by a team for itself; as text or as a workbook in base64."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict

from ninja import Field, Router, Schema

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.exchange.tables import Table, read_csv, read_table
from alongside.improvement.importing import ImportSummary, Layout, import_observations
from alongside.improvement.importing.layout import strict
from alongside.improvement.schemas import RowProblemOut
from alongside.programme.models import Team
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


class NumbersTableIn(Schema):
    """A table, as text (`csv`) or as a file in base64 (`file`: CSV or XLSX), and how it is read."""

    name: str = Field("numbers.csv", description="The file's name, for messages")
    csv: str = Field("", description="The whole table as text; its first row names the columns")
    file: str = Field("", description="Instead of `csv`: the bytes of a CSV or XLSX file in base64")
    sheet: str = Field("", description="The workbook's sheet; the first one without")
    mapping: dict[str, str] = Field({}, description="Ours → theirs, for columns that are called otherwise")
    measure: str = Field("", description="One measure for all rows, where no column names it")
    ignore: bool = Field(False, description="Leave out columns that nobody knows, instead of refusing them")
    dates: str = Field(
        "",
        pattern="^(day|month)?$",
        description="Which comes first in 03/04/2016; such days are refused without",
    )
    commas: str = Field("", pattern="^(decimal|thousands)?$", description="What 1,500 means")
    percents: str = Field("", pattern="^(fraction|hundred)?$", description="Whether 0.85 is 85% or 0.85%")
    partial: bool = Field(False, description="Take the rows that are right, and list the others")


class NumbersImportOut(Schema):
    done: int
    corrected: int
    unchanged: int
    refused: list[RowProblemOut]
    notes: list[str]


@router.post(
    "/collaboratives/{slug}/observations/import", response=NumbersImportOut, summary="Numbers from a table"
)
def import_numbers(request: Request, slug: str, given: NumbersTableIn) -> NumbersImportOut:
    """All rows or, if any is refused, none, unless `partial`. Each problem names row and column."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    table = _table(given)
    return _out(
        import_observations(
            collaborative=collaborative,
            table=table,
            layout=_layout(given, table),
            by=request.user,
            partial=given.partial,
        )
    )


@router.post(
    "/collaboratives/{slug}/teams/{letter}/observations/import",
    response=NumbersImportOut,
    summary="A team's numbers from a table",
)
def import_team_numbers(request: Request, slug: str, letter: str, given: NumbersTableIn) -> NumbersImportOut:
    """As for all teams; the table needs no column for the team, and rows of another are refused."""
    team: Team = team_for(request.user, slug, letter, Permission.ENTER_DATA)
    table = _table(given)
    summary = import_observations(
        collaborative=team.collaborative,
        team=team,
        table=table,
        layout=_layout(given, table, team),
        by=request.user,
        partial=given.partial,
    )
    return _out(summary)


def _table(given: NumbersTableIn) -> Table:
    if not given.file:
        return read_csv(given.name, given.csv.encode())
    try:
        data = base64.b64decode(given.file, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("The file is not base64.", "Encode its bytes so, or send the table as csv.") from None
    return read_table(given.name, data, given.sheet or None)


def _layout(given: NumbersTableIn, table: Table, team: Team | None = None) -> Layout:
    """The columns by our names or the mapping; with `ignore` the others are left alone, else refused."""
    answers = Layout(
        {}, {"measure": given.measure} if given.measure else {}, given.dates, given.commas, given.percents
    )
    return strict(table, given.mapping, team_is_known=team is not None, answers=answers, ignore=given.ignore)


def _out(summary: ImportSummary) -> NumbersImportOut:
    return NumbersImportOut(
        done=summary.done,
        corrected=summary.corrected,
        unchanged=summary.unchanged,
        refused=[RowProblemOut(**asdict(each)) for each in summary.refused],
        notes=summary.notes,
    )
