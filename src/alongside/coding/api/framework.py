"""The framework over REST."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.coding import actions, queries
from alongside.coding.known import entry_at, person_of, source_at, study_at, version_at
from alongside.coding.models import CodeEntry, FrameworkVersion
from alongside.coding.versions import current_version, published_version
from alongside.core.errors import Invalid, NotKnown
from alongside.study.models import Study

router = Router()


class CodeOut(Schema):
    guid: uuid.UUID
    parent: uuid.UUID | None
    name: str
    definition: str
    use_when: str
    not_when: str
    example: str
    colour: str
    kind: str
    codable: bool
    depth: int
    revision: int
    codings: int | None


class VersionOut(Schema):
    number: int
    state: str
    note: str
    published_at: dt.datetime | None


class FrameworkOut(VersionOut):
    codes: list[CodeOut]


class CodeIn(Schema):
    name: str
    parent: uuid.UUID | None = None
    definition: str = ""
    use_when: str = ""
    not_when: str = ""
    example: str = ""
    example_from: uuid.UUID | None = None
    colour: str = "slate"
    kind: str = "descriptive"
    codable: bool = True
    reason: str = ""


class CodeChange(Schema):
    revision: int
    reason: str = ""
    name: str | None = None
    definition: str | None = None
    use_when: str | None = None
    not_when: str | None = None
    example: str | None = None
    colour: str | None = None
    kind: str | None = None
    codable: bool | None = None


class MoveIn(Schema):
    parent: uuid.UUID | None
    reason: str = ""


class MergeIn(Schema):
    from_codes: list[uuid.UUID]
    into: uuid.UUID
    reason: str


class SplitIn(Schema):
    into: list[str] = Field(description="Names of the codes it becomes")
    reason: str


class ReasonIn(Schema):
    reason: str = ""


class NoteOfVersion(Schema):
    note: str


@router.get("/studies/{slug}/framework", response=FrameworkOut, summary="The version in hand, with its codes")
def framework(request: HttpRequest, slug: str) -> FrameworkOut:
    study = study_at(request, slug, Permission.SEE_FRAMEWORK)
    inside = check(person_of(request), Permission.SEE_STUDY, study).ok
    version = current_version(study) if inside else published_version(study)
    if version is None:
        raise NotKnown("There is no framework yet.", "Start a draft.")
    return _framework(request, version, inside)


@router.get(
    "/studies/{slug}/framework/versions", response=list[VersionOut], summary="Every version, the newest first"
)
def versions(request: HttpRequest, slug: str) -> list[FrameworkVersion]:
    return queries.versions_of(study_at(request, slug))


@router.get(
    "/studies/{slug}/framework/versions/{number}",
    response=FrameworkOut,
    summary="One version, with its codes",
)
def one_version(request: HttpRequest, slug: str, number: int) -> FrameworkOut:
    return _framework(request, version_at(study_at(request, slug), number), True)


@router.post("/studies/{slug}/framework/versions", response={201: VersionOut}, summary="Start a draft")
def start_draft(request: HttpRequest, slug: str) -> Status:
    return Status(201, actions.start_draft(study=study_at(request, slug), by=person_of(request)))


@router.post(
    "/studies/{slug}/framework/versions/{number}/publish", response=VersionOut, summary="Publish a draft"
)
def publish(request: HttpRequest, slug: str, number: int, sent: NoteOfVersion) -> FrameworkVersion:
    version = version_at(study_at(request, slug), number)
    return actions.publish_version(version=version, note=sent.note, by=person_of(request))


@router.post("/studies/{slug}/framework/codes", response={201: CodeOut}, summary="Add a code to the draft")
def add_code(request: HttpRequest, slug: str, sent: CodeIn) -> Status:
    study = study_at(request, slug)
    version = _in_hand(study)
    given = sent.dict()
    parent, source = given.pop("parent"), given.pop("example_from")
    entry = actions.add_code(
        version=version,
        parent=entry_at(version, parent) if parent else None,
        example_from=source_at(request, slug, source) if source else None,
        by=person_of(request),
        **given,
    )
    return Status(201, _code(entry))


@router.patch(
    "/studies/{slug}/framework/codes/{guid}", response=CodeOut, summary="Change a code of the draft"
)
def edit_code(request: HttpRequest, slug: str, guid: uuid.UUID, sent: CodeChange) -> CodeOut:
    entry = entry_at(_in_hand(study_at(request, slug)), guid)
    given = {name: value for name, value in sent.dict(exclude_unset=True).items() if value is not None}
    return _code(actions.edit_code(entry=entry, by=person_of(request), **given))


@router.post(
    "/studies/{slug}/framework/codes/{guid}/move", response=CodeOut, summary="Put a code under another"
)
def move_code(request: HttpRequest, slug: str, guid: uuid.UUID, sent: MoveIn) -> CodeOut:
    version = _in_hand(study_at(request, slug))
    parent = entry_at(version, sent.parent) if sent.parent else None
    return _code(
        actions.move_code(
            entry=entry_at(version, guid), parent=parent, reason=sent.reason, by=person_of(request)
        )
    )


@router.post("/studies/{slug}/framework/merge", response=CodeOut, summary="Make codes of the draft one")
def merge_codes(request: HttpRequest, slug: str, sent: MergeIn) -> CodeOut:
    version = _in_hand(study_at(request, slug))
    merged = actions.merge_codes(
        version=version,
        from_codes=[entry_at(version, guid) for guid in sent.from_codes],
        into=entry_at(version, sent.into),
        reason=sent.reason,
        by=person_of(request),
    )
    return _code(merged)


@router.post(
    "/studies/{slug}/framework/codes/{guid}/split",
    response=list[CodeOut],
    summary="Make a code of the draft several",
)
def split_code(request: HttpRequest, slug: str, guid: uuid.UUID, sent: SplitIn) -> list[CodeOut]:
    version = _in_hand(study_at(request, slug))
    parts = actions.split_code(
        version=version,
        code=entry_at(version, guid),
        into=sent.into,
        reason=sent.reason,
        by=person_of(request),
    )
    return [_code(part) for part in parts]


@router.post(
    "/studies/{slug}/framework/codes/{guid}/retire",
    response={204: None},
    summary="Take a code out of the draft",
)
def retire_code(request: HttpRequest, slug: str, guid: uuid.UUID, sent: ReasonIn) -> Status:
    version = _in_hand(study_at(request, slug))
    actions.retire_code(
        version=version, code=entry_at(version, guid), reason=sent.reason, by=person_of(request)
    )
    return Status(204, None)


def _in_hand(study: Study) -> FrameworkVersion:
    version = current_version(study)
    if version is None:
        raise Invalid("There is no draft.", "Start one.")
    return version


def _framework(request: HttpRequest, version: FrameworkVersion, inside: bool) -> FrameworkOut:
    nodes = queries.codebook(version, person_of(request) if inside else None)
    guids: dict[int | None, uuid.UUID] = {node.entry.pk: node.entry.code.guid for node in nodes}
    codes = [
        _out(
            node.entry,
            guids.get(node.entry.parent_id),
            depth=node.depth,
            codings=node.all if inside else None,
        )
        for node in nodes
    ]
    if not inside:
        codes = [code.model_copy(update={"example": ""}) for code in codes]  # a participant's words
    return FrameworkOut(
        number=version.number,
        state=version.state,
        note=version.note,
        published_at=version.published_at,
        codes=codes,
    )


def _code(entry: CodeEntry) -> CodeOut:
    return _out(entry, entry.parent.code.guid if entry.parent else None)


def _out(
    entry: CodeEntry, parent: uuid.UUID | None, *, depth: int = 0, codings: int | None = None
) -> CodeOut:
    return CodeOut(
        guid=entry.code.guid, parent=parent, name=entry.name, definition=entry.definition, use_when=entry.use_when,
        not_when=entry.not_when, example=entry.example, colour=entry.colour, kind=entry.kind, codable=entry.codable,
        depth=depth, revision=entry.revision, codings=codings,
    )  # fmt: skip
