"""The framework matrix over REST."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from alongside.coding import actions, queries
from alongside.coding.known import case_at, code_at, person_of, study_at
from alongside.coding.models import Coding, MatrixCell
from alongside.core.errors import NotKnown
from alongside.study.models import Study

router = Router()


class CellIn(Schema):
    summary: str = ""
    nothing_said: bool = False
    status: Literal["draft", "reviewed", "agreed"] = "draft"
    links: list[uuid.UUID] | None = Field(
        None, description="Codings the summary points at; left as they are if not given"
    )
    revision: int | None = Field(None, description="Of the cell that was read; none for a blank one")


class CellOut(Schema):
    case: uuid.UUID
    code: uuid.UUID
    summary: str
    nothing_said: bool
    status: str
    author: str
    at: dt.datetime
    stale: bool
    needs_rewrite: bool
    revision: int


class MatrixCellOut(Schema):
    code: uuid.UUID
    first_lines: str
    nothing_said: bool
    status: str
    stale: bool
    quotes: int
    valences: dict[str, int]


class MatrixRowOut(Schema):
    case: uuid.UUID
    name: str
    site: str
    attributes: list[str]
    cells: list[MatrixCellOut]


class MatrixOut(Schema):
    version: int
    written: int
    agreed: int
    stale: int
    rows: list[MatrixRowOut]


@router.get(
    "/studies/{slug}/matrix", response=MatrixOut, summary="The framework matrix: cases down, codes across"
)
def matrix(request: HttpRequest, slug: str, theme: str = "", kind: str = "") -> MatrixOut:
    study = study_at(request, slug)
    table = queries.matrix(person_of(request), study, theme=theme, kind=kind)
    if table is None:
        raise NotKnown("There is no framework yet.", "Start a draft.")
    rows = [
        MatrixRowOut(
            case=row.case.guid,
            name=row.case.name,
            site=band.name,
            attributes=row.attributes,
            cells=[
                MatrixCellOut(
                    code=column.entry.code.guid, first_lines=cell.text, nothing_said=cell.nothing_said, status=cell.status,
                    stale=cell.stale, quotes=cell.quotes, valences={name: n for name, n in cell.valences.items() if name},
                )
                for column, cell in zip(table.columns, row.cells, strict=True)
            ],
        )
        for band in table.bands
        for row in band.rows
    ]  # fmt: skip
    return MatrixOut(
        version=table.version.number,
        written=table.written,
        agreed=table.agreed,
        stale=len(table.stale),
        rows=rows,
    )


@router.get("/studies/{slug}/matrix/{case}/{code}", response=CellOut, summary="A cell of the matrix")
def cell(request: HttpRequest, slug: str, case: uuid.UUID, code: uuid.UUID) -> dict[str, Any]:
    return _cell(_cell_at(request, study_at(request, slug), case, code))


@router.put("/studies/{slug}/matrix/{case}/{code}", response=CellOut, summary="Write a cell")
def write_cell(
    request: HttpRequest, slug: str, case: uuid.UUID, code: uuid.UUID, sent: CellIn
) -> dict[str, Any]:
    study, person = study_at(request, slug), person_of(request)
    links = None
    if sent.links is not None:
        links = list(Coding.objects.visible_to(person).filter(study=study, guid__in=sent.links))
        if len(links) != len(set(sent.links)):
            raise NotKnown("A coding named there is not in this study.", "Check their guids.")
    written = actions.write_cell(
        study=study,
        case=case_at(request, study, case),
        code=code_at(study, code),
        summary=sent.summary,
        nothing_said=sent.nothing_said,
        status=sent.status,
        links=links,
        revision=sent.revision,
        by=person,
    )
    return _cell(written)


@router.post(
    "/studies/{slug}/matrix/{case}/{code}/still-right",
    response=CellOut,
    summary="A cell was read again and still holds",
)
def still_right(request: HttpRequest, slug: str, case: uuid.UUID, code: uuid.UUID) -> dict[str, Any]:
    found = _cell_at(request, study_at(request, slug), case, code)
    return _cell(actions.still_right(cell=found, by=person_of(request)))


def _cell_at(request: HttpRequest, study: Study, case: uuid.UUID, code: uuid.UUID) -> MatrixCell:
    found = (
        MatrixCell.objects.visible_to(person_of(request))
        .select_related("case", "code", "author", "matrix__study__scope")
        .filter(matrix__study=study, case__guid=case, code__guid=code)
        .first()
    )
    if found is None:
        raise NotKnown("This cell is blank.", "Write it.")
    return found


def _cell(cell: MatrixCell) -> dict[str, Any]:
    return {
        "case": cell.case.guid,
        "code": cell.code.guid,
        "summary": "" if cell.needs_rewrite else cell.summary,
        "nothing_said": cell.nothing_said,
        "status": cell.status,
        "author": cell.author.name,
        "at": cell.at,
        "stale": cell.stale_since is not None,
        "needs_rewrite": cell.needs_rewrite,
        "revision": cell.revision,
    }
