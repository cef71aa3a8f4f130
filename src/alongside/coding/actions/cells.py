"""Charting: what each case said about each code, in the analyst's summary."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import CellLink, Code, CodeEntry, Coding, Matrix, MatrixCell
from alongside.coding.undo.memory import made, touch
from alongside.coding.versions import code_of, current_version
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.study.actions.studies import coder_of
from alongside.study.models import Case, Study


@transaction.atomic
def write_cell(
    *,
    study: Study,
    case: Case,
    code: Code | CodeEntry,
    summary: str = "",
    nothing_said: bool = False,
    status: str = "draft",
    links: Iterable[Coding] | None = (),
    revision: int | None = None,
    by: Person | None,
) -> MatrixCell:
    """Write the cell of a case and a code: a summary, or that nothing was said; with the quotes that it points at.

    `revision` is that of the cell one has read, None for one that was blank. If somebody else wrote in between, nothing is
    overwritten: Conflict holds both. `links=None` leaves the links as they are.
    """
    require(by, Permission.WRITE_CELLS, study)
    code = code_of(code)
    if case.study_id != study.pk or code.study_id != study.pk:
        raise NotKnown()
    author = coder_of(study, by)
    if author is None:
        raise Invalid("Nobody is named as the author.", "Write as somebody who works in the study.")
    summary = summary.replace("\r\n", "\n").strip()
    if status not in MatrixCell.Status.values:
        raise Invalid("That is no status of a cell.", f"Choose one of {', '.join(MatrixCell.Status.values)}.")
    matrix = Matrix.objects.get_or_create(study=study)[0]
    # two people who write into the same blank cell wait for each other here
    Matrix.objects.select_for_update().get(pk=matrix.pk)
    cell = MatrixCell.objects.filter(matrix=matrix, case=case, code=code).select_related("author").first()
    if (cell.revision if cell else None) != revision:
        raise _conflict(cell, summary, nothing_said, status)
    if nothing_said and summary:
        raise Invalid(
            "A cell holds a summary, or that nothing was said.",
            "Take one away.",
            fields={"summary": "Clear this."},
        )
    if not nothing_said and not summary:
        raise Invalid(
            "The summary is empty.",
            "Write it, or tick that nothing was said.",
            fields={"summary": "Write it."},
        )
    if cell is None:
        _require_in_version(study, code)
        cell = MatrixCell(matrix=matrix, case=case, code=code)
        made(cell)
    else:
        touch(cell)
        keep_revision(
            thing=cell,
            by=by,
            summary=cell.summary,
            nothing_said=cell.nothing_said,
            status=cell.status,
            author=cell.author_id,
        )
        cell.revision += 1
    cell.author, cell.summary, cell.nothing_said, cell.status = author, summary, nothing_said, status
    cell.stale_since, cell.needs_rewrite, cell.at = None, False, timezone.now()
    cell.save()
    if links is not None:
        _link(cell, study, links, by)
    record(
        "cell.write", by=by, thing=cell, case=case.pk, code=code.pk, status=status, nothing_said=nothing_said,
        revision=cell.revision,
    )  # fmt: skip
    return cell


@transaction.atomic
def still_right(*, cell: MatrixCell, by: Person | None) -> MatrixCell:
    """Somebody read the quotes beneath a cell again and its summary still holds."""
    require(by, Permission.WRITE_CELLS, cell)
    if cell.stale_since is not None:
        cell.stale_since = None
        cell.save(update_fields=["stale_since"])
        record("cell.still_right", by=by, thing=cell, case=cell.case_id, code=cell.code_id)
    return cell


def _conflict(cell: MatrixCell | None, summary: str, nothing_said: bool, status: str) -> Conflict:
    mine = {"summary": summary, "nothing_said": nothing_said, "status": status}
    if cell is None:
        return Conflict(
            "This cell is blank again.", "Save yours as a new one.", theirs={"revision": None}, mine=mine
        )
    theirs = {
        "summary": "" if cell.needs_rewrite else cell.summary,
        "nothing_said": cell.nothing_said,
        "status": cell.status,
        "revision": cell.revision,
        "by": cell.author.name,
        "at": cell.at.isoformat(),
    }
    return Conflict(f"{cell.author.name} wrote this cell while you were writing.", theirs=theirs, mine=mine)


def _require_in_version(study: Study, code: Code) -> None:
    version = current_version(study)
    if version is None or not version.entries.filter(code=code, codable=True).exists():
        raise Invalid("That code is no column of the matrix.", "Choose a code of the version in hand.")


def _link(cell: MatrixCell, study: Study, links: Iterable[Coding], by: Person | None) -> None:
    """Point at these; a link to a coding that is blind to this person stays, since they could not have chosen it."""
    wanted = {coding.pk: coding for coding in links}
    if any(coding.study_id != study.pk for coding in wanted.values()):
        raise NotKnown()
    seen = Coding.objects.filter(study=study) if by is None else Coding.objects.visible_to(by)
    cell.links.filter(coding__in=seen).exclude(coding__in=wanted).delete()
    already = set(cell.links.values_list("coding", flat=True))
    CellLink.objects.bulk_create(CellLink(cell=cell, coding_id=pk) for pk in wanted if pk not in already)
