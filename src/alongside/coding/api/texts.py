"""Texts that change after they were coded, and blind rounds, over REST."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field, StrictInt

from alongside.access.roles import Permission
from alongside.coding import actions, queries
from alongside.coding.known import coding_at, person_of, source_at, study_at
from alongside.coding.models import Round
from alongside.core.errors import NotKnown
from alongside.core.text import Span
from alongside.study.actions import read_source
from alongside.study.models import Coder, Source

router = Router()


class TextVersionOut(Schema):
    number: int
    change: str
    reason: str
    words: int
    at: dt.datetime
    text: str | None = Field(None, description="Only where one version is asked for")


class CorrectionIn(Schema):
    text: str
    number: StrictInt = Field(description="The version that was read and changed")
    reason: str


class PlaceIn(Schema):
    start: StrictInt
    end: StrictInt


class RedactionIn(Schema):
    places: list[PlaceIn] = Field(description="Code points of the version that was read")
    number: StrictInt = Field(description="That version: places of an earlier one follow their words")
    reason: str


class CorrectedOut(Schema):
    number: int
    same: int
    moved: int
    changed: int
    gone: int
    elsewhere: list[str]


class RereadingOut(Schema):
    coding: uuid.UUID
    source: uuid.UUID
    review: str
    was: str
    now: str


class RoundIn(Schema):
    name: str
    sources: list[uuid.UUID]
    coders: list[uuid.UUID]


class RoundPartOut(Schema):
    coder: uuid.UUID
    submitted_at: dt.datetime | None


class RoundOut(Schema):
    guid: uuid.UUID
    name: str
    version: int
    sources: list[uuid.UUID]
    coders: list[RoundPartOut]
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    closed_because: str


class ClosingIn(Schema):
    reason: str


@router.get(
    "/studies/{slug}/sources/{guid}/texts", response=list[TextVersionOut], summary="Versions of a text"
)
def list_texts(request: HttpRequest, slug: str, guid: uuid.UUID) -> list[dict[str, Any]]:
    source = source_at(request, slug, guid)
    read_source(source=source, by=person_of(request))
    rows = source.texts.order_by("number").values("number", "change", "reason", "words", "at")
    return [dict(row) for row in rows]


@router.get(
    "/studies/{slug}/sources/{guid}/texts/{version}", response=TextVersionOut, summary="A text as it stood"
)
def get_text(request: HttpRequest, slug: str, guid: uuid.UUID, version: int) -> Any:
    source = source_at(request, slug, guid)
    read_source(source=source, by=person_of(request))
    found = source.texts.filter(number=version).first()
    if found is None:
        raise NotKnown(f"There is no version {version}.", "Look at the list of versions.")
    return found


@router.put(
    "/studies/{slug}/sources/{guid}/texts", response=CorrectedOut, summary="Correct a text; codings follow"
)
def correct(request: HttpRequest, slug: str, guid: uuid.UUID, sent: CorrectionIn) -> dict[str, Any]:
    source = source_at(request, slug, guid)
    return _corrected(actions.correct_text(source=source, by=person_of(request), **sent.dict()))


@router.post(
    "/studies/{slug}/sources/{guid}/redactions",
    response=CorrectedOut,
    summary="Take words out of every version",
)
def redact(request: HttpRequest, slug: str, guid: uuid.UUID, sent: RedactionIn) -> dict[str, Any]:
    source = source_at(request, slug, guid)
    spans = [Span(each.start, each.end) for each in sent.places]
    return _corrected(
        actions.redact(
            source=source, spans=spans, number=sent.number, reason=sent.reason, by=person_of(request)
        )
    )


@router.get("/studies/{slug}/read-again", response=list[RereadingOut], summary="Codings whose words changed")
def read_again(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    study = study_at(request, slug, Permission.READ_SOURCES)
    return [
        {
            "coding": each.coding.guid, "source": each.coding.source.guid, "review": each.coding.review,
            "was": each.was, "now": each.now,
        }
        for each in queries.to_read_again(person_of(request), study)
    ]  # fmt: skip


@router.post(
    "/studies/{slug}/codings/{guid}/keep", response={204: None}, summary="It was read again, and is right"
)
def keep(request: HttpRequest, slug: str, guid: uuid.UUID) -> Status:
    actions.settle_review(coding=coding_at(request, slug, guid), by=person_of(request))
    return Status(204, None)


@router.get("/studies/{slug}/rounds", response=list[RoundOut], summary="Blind rounds")
def list_rounds(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    return [_round(each) for each in study_at(request, slug).rounds.all()]


@router.post("/studies/{slug}/rounds", response={201: RoundOut}, summary="Open a blind round")
def open_round(request: HttpRequest, slug: str, sent: RoundIn) -> Status:
    study, person = study_at(request, slug), person_of(request)
    opened = actions.open_round(
        study=study,
        name=sent.name,
        sources=Source.objects.visible_to(person).filter(study=study, guid__in=sent.sources),
        coders=Coder.objects.filter(study=study, guid__in=sent.coders),
        by=person,
    )
    return Status(201, _round(opened))


@router.post("/studies/{slug}/rounds/{guid}/submit", response=RoundOut, summary="One's codings are finished")
def submit_round(request: HttpRequest, slug: str, guid: uuid.UUID) -> dict[str, Any]:
    found = _round_at(request, slug, guid)
    actions.submit_round(round=found, by=person_of(request))
    return _round(found)


@router.post("/studies/{slug}/rounds/{guid}/close", response=RoundOut, summary="Close a round before its end")
def close_round(request: HttpRequest, slug: str, guid: uuid.UUID, sent: ClosingIn) -> dict[str, Any]:
    found = _round_at(request, slug, guid)
    return _round(actions.close_round(round=found, reason=sent.reason, by=person_of(request)))


def _round_at(request: HttpRequest, slug: str, guid: uuid.UUID) -> Round:
    found = study_at(request, slug).rounds.select_related("study__scope", "version").filter(guid=guid).first()
    if found is None:
        raise NotKnown()
    return found


def _round(found: Round) -> dict[str, Any]:
    return {
        "guid": found.guid, "name": found.name, "version": found.version.number, "opened_at": found.opened_at,
        "closed_at": found.closed_at, "closed_because": found.closed_because,
        "sources": list(found.texts.values_list("source__guid", flat=True)),
        "coders": [
            {"coder": guid, "submitted_at": at} for guid, at in found.coders.values_list("coder__guid", "submitted_at")
        ],
    }  # fmt: skip


def _corrected(done: actions.Corrected) -> dict[str, Any]:
    return {
        "number": done.text.number, "same": done.same, "moved": done.moved, "changed": done.changed,
        "gone": done.gone, "elsewhere": list(done.elsewhere),
    }  # fmt: skip
