"""Sources, their texts and guides over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from alongside.access.roles import Permission
from alongside.core.errors import NotKnown
from alongside.exchange.tables import read_csv
from alongside.study import actions, queries
from alongside.study.api.lookups import participant_of_guid
from alongside.study.api.shapes import (
    Columns,
    GuideIn,
    GuideOut,
    ImportOut,
    PseudonymIn,
    ReplacementsIn,
    SourceChange,
    SourceIn,
    SourceOut,
    SpeakersIn,
    TextIn,
    TextOut,
)
from alongside.study.importing import import_sources
from alongside.study.models import Source, Study
from alongside.study.views import case_of, person_of, source_of, study_of

router = Router(tags=["study"])


@router.get("/studies/{slug}/sources", response=list[SourceOut])
def list_sources(request: HttpRequest, slug: str, kind: str = "") -> Any:
    """Sources with their length, their way to a text and what their consents allow."""
    study = study_of(request, slug, Permission.READ_SOURCES)
    return [_source(row) for row in queries.source_rows(person_of(request), study, kind)]


def _source(row: queries.SourceRow) -> dict[str, Any]:
    about = {name: getattr(row.source, name) for name in ("guid", "kind", "name", "title", "on")}
    cases = [case.guid for case in row.cases]
    return {
        **about,
        "words": row.words,
        "text": row.text,
        "state": row.state,
        "consent": row.consent,
        "cases": cases,
    }


def _row(request: HttpRequest, source: Source) -> dict[str, Any]:
    rows = queries.source_rows(person_of(request), source.study)
    return next(_source(row) for row in rows if row.source.pk == source.pk)


@router.post("/studies/{slug}/sources", response={201: SourceOut})
def add_source(request: HttpRequest, slug: str, body: SourceIn) -> Any:
    """Add a source; an identified text goes to the vault and waits to be pseudonymised."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    made = actions.add_source(
        study=study,
        cases=[case_of(study, guid) for guid in body.cases],
        speakers={label: case_of(study, guid) for label, guid in body.speakers.items()},
        by=person_of(request),
        **body.dict(exclude={"cases", "speakers"}),
    )
    return Status(201, _row(request, made))


@router.patch("/studies/{slug}/sources/{guid}", response=SourceOut)
def describe_source(request: HttpRequest, slug: str, guid: UUID, body: SourceChange) -> Any:
    """Change what is said about a source; what is not sent stays."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    source, given = source_of(study, guid), body.dict(exclude_unset=True)
    if given.get("cases") is not None:
        given["cases"] = [case_of(study, each) for each in given["cases"]]
    return _row(request, actions.describe_source(source=source, by=person_of(request), **given))


@router.post("/studies/{slug}/sources/{guid}/text", response={204: None})
def add_text(request: HttpRequest, slug: str, guid: UUID, body: TextIn) -> Any:
    """Give a source its first text."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    actions.add_text(
        source=source_of(study, guid), text=body.text, identified=body.identified, by=person_of(request)
    )
    return Status(204, None)


@router.get("/studies/{slug}/sources/{guid}/text", response=TextOut)
def read_source(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """The current pseudonymised text with its turns; the reading is audited."""
    study = Study.objects.filter(slug=slug).first()
    if study is None:
        raise NotKnown()
    text = actions.read_source(source=source_of(study, guid), by=person_of(request))
    fields = ("index", "start", "body", "end", "speaker", "at_ms")
    turns = [
        {**{name: getattr(turn, name) for name in fields}, "case": turn.case.guid if turn.case else None}
        for turn in text.turns.select_related("case")
    ]
    return {"number": text.number, "text": text.text, "words": text.words, "turns": turns}


@router.post("/studies/{slug}/sources/{guid}/speakers", response={204: None})
def name_speakers(request: HttpRequest, slug: str, guid: UUID, body: SpeakersIn) -> Any:
    """Say which case speaks under which label."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    speakers = {label: case_of(study, case) if case else None for label, case in body.speakers.items()}
    actions.name_speakers(source=source_of(study, guid), speakers=speakers, by=person_of(request))
    return Status(204, None)


@router.post("/studies/{slug}/sources/{guid}/pseudonymise", response={204: None})
def pseudonymise(request: HttpRequest, slug: str, guid: UUID, body: ReplacementsIn) -> Any:
    """Put the register, and what is sent, in place of the names in the identified text."""
    study = study_of(request, slug, Permission.OPEN_VAULT)
    actions.pseudonymise(source=source_of(study, guid), replacements=body.replacements, by=person_of(request))
    return Status(204, None)


@router.post("/studies/{slug}/sources/{guid}/confirm", response={204: None})
def confirm_pseudonymised(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """Confirm, as a named person, that the identified text needs no change."""
    study = study_of(request, slug, Permission.OPEN_VAULT)
    actions.confirm_pseudonymised(source=source_of(study, guid), by=person_of(request))
    return Status(204, None)


@router.post("/studies/{slug}/sources/{guid}/rewritten", response={204: None})
def confirm_rewritten(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """Confirm, as a named person, that nothing is left here of somebody who withdrew."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    actions.confirm_rewritten(source=source_of(study, guid), by=person_of(request))
    return Status(204, None)


@router.post("/studies/{slug}/pseudonyms", response={204: None})
def register_pseudonym(request: HttpRequest, slug: str, body: PseudonymIn) -> Any:
    """Add a line to the register."""
    study = study_of(request, slug, Permission.OPEN_VAULT)
    participant = participant_of_guid(study, body.participant) if body.participant else None
    actions.register_pseudonym(
        study=study,
        original=body.original,
        replacement=body.replacement,
        participant=participant,
        by=person_of(request),
    )
    return Status(204, None)


@router.post("/studies/{slug}/import", response=ImportOut)
def import_files(
    request: HttpRequest,
    slug: str,
    columns: Form[Columns],
    files: File[list[UploadedFile]],
    attributes: File[UploadedFile | None] = None,
) -> Any:
    """Import transcripts, with the table of those who speak in them if there is one."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    table = read_csv(attributes.name or "", attributes.read()) if attributes is not None else None
    summary = import_sources(
        study=study,
        files=[(file.name or "", file.read()) for file in files],
        attributes=table,
        key=columns.key,
        identity=_listed(columns.identity),
        skip=_listed(columns.skip),
        kind=columns.kind,
        encoding=columns.encoding or None,
        identified=columns.identified,
        confirmed=columns.confirmed,
        by=person_of(request),
    )
    return {
        "done": [source.name for source in summary.done],
        "waiting": [source.name for source in summary.waiting],
        "recognised": list(summary.recognised),
        "refused": list(summary.refused),
        "notes": list(summary.notes),
    }


@router.get("/studies/{slug}/guides", response=list[GuideOut])
def list_guides(request: HttpRequest, slug: str) -> Any:
    """Every version of every guide."""
    guides = study_of(request, slug).guides.prefetch_related("versions")
    return [_guide(guide.name, version) for guide in guides for version in guide.versions.all()]


def _guide(name: str, version: Any) -> dict[str, Any]:
    return {
        "name": name,
        **{field: getattr(version, field) for field in ("number", "since", "note", "questions")},
    }


@router.post("/studies/{slug}/guides", response={201: GuideOut})
def add_guide_version(request: HttpRequest, slug: str, body: GuideIn) -> Any:
    """Keep a guide as it is used from a day on."""
    study = study_of(request, slug, Permission.MANAGE_STUDY)
    return Status(
        201, _guide(body.name, actions.add_guide_version(study=study, by=person_of(request), **body.dict()))
    )


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]
