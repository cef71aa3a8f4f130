"""Codings and quotes over REST."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal, Self

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field, StrictInt, model_validator

from alongside.access.roles import Permission
from alongside.coding import actions, queries
from alongside.coding.known import code_at, coding_at, person_of, source_at, study_at
from alongside.coding.models import Code, Coding
from alongside.core.errors import NotKnown
from alongside.study.actions import read_source
from alongside.study.models import Coder, Source

router = Router()
Valence = Literal["", "barrier", "facilitator", "both", "unclear"]


COUNTED_IN = (
    "The number of the text these places are counted in; if it was corrected since, they follow their words, or are refused "
    "where just these were corrected"
)


class CodingIn(Schema):
    start: StrictInt = Field(description="In code points")
    end: StrictInt = Field(description="The first code point after the passage")
    text: StrictInt = Field(description=COUNTED_IN)
    code: uuid.UUID
    valence: Valence = ""
    important: bool = False
    coder: uuid.UUID | None = Field(None, description="A coder without an account; by default whoever asks")


class CodingChange(Schema):
    valence: Valence | None = None
    important: bool | None = None
    start: StrictInt | None = None
    end: StrictInt | None = None
    text: StrictInt | None = Field(None, description=f"With start or end. {COUNTED_IN}")

    @model_validator(mode="after")
    def _says_in_which_text(self) -> Self:
        if self.text is None and (self.start is not None or self.end is not None):
            raise ValueError("With start or end comes text, the number of the text they are counted in.")
        return self


class CodingOut(Schema):
    guid: uuid.UUID
    source: uuid.UUID
    start: int
    end: int
    code: uuid.UUID
    version: int
    coder: str
    valence: str
    important: bool
    at: dt.datetime


class QuoteOut(CodingOut):
    text: str
    turn: int | None
    speaker: str
    means: uuid.UUID | None = Field(
        description="The code it means in the version in hand; none where that is open or retired"
    )


@router.get("/studies/{slug}/codes/{guid}/quotes", response=list[QuoteOut], summary="Every quote of a code")
def quotes_of_code(request: HttpRequest, slug: str, guid: uuid.UUID) -> list[dict[str, Any]]:
    study = study_at(request, slug, Permission.READ_SOURCES)
    return _quotes(queries.quotes(person_of(request), study, code=code_at(study, guid)))


@router.get(
    "/studies/{slug}/sources/{guid}/codings",
    response=list[QuoteOut],
    summary="The codings of a source, with their words",
)
def codings(request: HttpRequest, slug: str, guid: uuid.UUID) -> list[dict[str, Any]]:
    source, person = source_at(request, slug, guid), person_of(request)
    read_source(source=source, by=person)
    return _quotes(queries.quotes(person, source.study, source=source))


@router.post("/studies/{slug}/sources/{guid}/codings", response={201: CodingOut}, summary="Code a passage")
def add_coding(request: HttpRequest, slug: str, guid: uuid.UUID, sent: CodingIn) -> Status:
    source = source_at(request, slug, guid)
    coding = actions.add_coding(source=source, by=person_of(request), **_item(source, sent))
    return Status(201, _coding(coding))


@router.post(
    "/studies/{slug}/sources/{guid}/codings/bulk",
    response={201: list[CodingOut]},
    summary="Code many passages, all or none",
)
def add_codings(request: HttpRequest, slug: str, guid: uuid.UUID, sent: list[CodingIn]) -> Status:
    source = source_at(request, slug, guid)
    made = actions.add_codings(
        source=source, items=[_item(source, each) for each in sent], by=person_of(request)
    )
    return Status(201, [_coding(each) for each in made])


@router.patch("/studies/{slug}/codings/{guid}", response=CodingOut, summary="Change a coding")
def change_coding(request: HttpRequest, slug: str, guid: uuid.UUID, sent: CodingChange) -> dict[str, Any]:
    given = sent.dict(exclude_unset=True)
    return _coding(
        actions.change_coding(coding=coding_at(request, slug, guid), by=person_of(request), **given)
    )


@router.delete("/studies/{slug}/codings/{guid}", response={204: None}, summary="Remove a coding")
def remove_coding(request: HttpRequest, slug: str, guid: uuid.UUID) -> Status:
    actions.remove_coding(coding=coding_at(request, slug, guid), by=person_of(request))
    return Status(204, None)


def _item(source: Source, sent: CodingIn) -> dict[str, Any]:
    coder = None
    if sent.coder is not None:
        coder = Coder.objects.filter(study=source.study_id, guid=sent.coder).first()
        if coder is None:
            raise NotKnown("That coder is not in this study.", "Check the guid.")
    code = Code.objects.filter(study=source.study_id, guid=sent.code).first()
    if code is None:
        raise NotKnown("That code is not in this study.", "Check the guid.")
    return {
        "start": sent.start, "end": sent.end, "code": code, "valence": sent.valence, "important": sent.important,
        "coder": coder, "text": sent.text,
    }  # fmt: skip


def _coding(coding: Coding) -> dict[str, Any]:
    return {
        "guid": coding.guid,
        "source": coding.source.guid,
        "start": coding.start,
        "end": coding.end,
        "code": coding.code.guid,
        "version": coding.version.number,
        "coder": coding.coder.name,
        "valence": coding.valence,
        "important": coding.important,
        "at": coding.at,
    }


def _quotes(found: list[queries.Quote]) -> list[dict[str, Any]]:
    codes = dict(
        Code.objects.filter(pk__in={quote.coding.code_id for quote in found}).values_list("pk", "guid")
    )
    means = dict(
        Code.objects.filter(pk__in={quote.code.code_id for quote in found if quote.code}).values_list(
            "pk", "guid"
        )
    )
    return [
        {
            "guid": quote.coding.guid, "source": quote.source.guid, "start": quote.coding.start, "end": quote.coding.end,
            "code": codes[quote.coding.code_id], "version": quote.coding.version.number, "coder": quote.coding.coder.name,
            "valence": quote.valence, "important": quote.important, "at": quote.coding.at, "text": quote.text,
            "turn": quote.turn, "speaker": quote.speaker, "means": means[quote.code.code_id] if quote.code else None,
        }
        for quote in found
    ]  # fmt: skip
