"""The journal and memos over REST."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.coding import actions, queries
from alongside.coding.known import case_at, code_at, coding_at, person_of, source_at, study_at
from alongside.coding.models import Note
from alongside.core.errors import NotKnown
from alongside.study.models import Participant

router = Router()


class MemoIn(Schema):
    body: str
    kind: Literal["memo", "method", "theory", "reflexive", "decision"] = "memo"
    coding: uuid.UUID | None = None
    source: uuid.UUID | None = None
    case: uuid.UUID | None = None
    code: uuid.UUID | None = None
    rests_on: list[uuid.UUID] = Field(default_factory=list, description="Participants")
    rests_on_no_one: bool = False
    private: bool = False
    on: dt.date | None = None


class NoteChange(Schema):
    revision: int
    body: str | None = None
    kind: Literal["memo", "method", "theory", "reflexive", "decision"] | None = None
    private: bool | None = None


class MemoOut(Schema):
    guid: uuid.UUID
    kind: str
    body: str
    author: str
    private: bool
    on: dt.date
    needs_rewrite: bool
    revision: int


@router.get("/studies/{slug}/notes", response=list[MemoOut], summary="The journal")
def notes(request: HttpRequest, slug: str, kind: str = "") -> list[dict[str, Any]]:
    study = study_at(request, slug)
    return [_note(note) for note in queries.journal(person_of(request), study, kind=kind)]


@router.post("/studies/{slug}/notes", response={201: MemoOut}, summary="Write a note")
def write_note(request: HttpRequest, slug: str, sent: MemoIn) -> Status:
    study = study_at(request, slug)
    named = list(Participant.objects.filter(case__study=study, guid__in=sent.rests_on).select_related("case"))
    if len(named) != len(set(sent.rests_on)):
        raise NotKnown("A participant named there is not in this study.", "Check their guids.")
    note = actions.write_note(
        study=study,
        body=sent.body,
        kind=sent.kind,
        coding=coding_at(request, slug, sent.coding) if sent.coding else None,
        source=source_at(request, slug, sent.source) if sent.source else None,
        case=case_at(request, study, sent.case) if sent.case else None,
        code=code_at(study, sent.code) if sent.code else None,
        rests_on=named,
        rests_on_no_one=sent.rests_on_no_one,
        private=sent.private,
        on=sent.on,
        by=person_of(request),
    )
    return Status(201, _note(note))


@router.patch("/studies/{slug}/notes/{guid}", response=MemoOut, summary="Change one's own note")
def edit_note(request: HttpRequest, slug: str, guid: uuid.UUID, sent: NoteChange) -> dict[str, Any]:
    study = study_at(request, slug)
    note = Note.objects.visible_to(person_of(request)).filter(study=study, guid=guid).first()
    if note is None:
        raise NotKnown()
    return _note(actions.edit_note(note=note, by=person_of(request), **sent.dict()))


def _note(note: Note) -> dict[str, Any]:
    names = ("guid", "kind", "body", "private", "on", "needs_rewrite", "revision")
    return {name: getattr(note, name) for name in names} | {"author": note.author.name}
