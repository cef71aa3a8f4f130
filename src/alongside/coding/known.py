"""Finding what an address names, as far as the person may know of it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.coding.models import Code, CodeEntry, Coding, FrameworkVersion
from alongside.core.errors import NotKnown
from alongside.study.models import Case, Source, Study


def study_at(request: HttpRequest, slug: str, permission: Permission = Permission.SEE_STUDY) -> Study:
    """The study: unknown to those with no part in it, refused to those whose part does not include this."""
    study = Study.objects.select_related("scope").filter(slug=slug).first()
    if study is None:
        raise NotKnown()
    require(person_of(request), permission, study)
    return study


def person_of(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)
    return person


def source_at(request: HttpRequest, slug: str, guid: uuid.UUID) -> Source:
    source = Source.objects.select_related("study__scope").filter(study__slug=slug, guid=guid).first()
    if source is None:
        study_at(request, slug, Permission.READ_SOURCES)  # says why not, where one may know of the study
        raise NotKnown()
    require(person_of(request), Permission.READ_SOURCES, source)
    return source


def coding_at(request: HttpRequest, slug: str, guid: uuid.UUID) -> Coding:
    study = study_at(request, slug)
    coding = (
        Coding.objects.visible_to(person_of(request))
        .select_related("source__study__scope", "coder", "version", "study__scope")
        .filter(study=study, guid=guid)
        .first()
    )
    if coding is None:
        raise NotKnown(
            "There is no such coding here, or none any more.",
            "It was taken away, or became one with another of its code.",
        )
    return coding


def version_at(study: Study, number: int) -> FrameworkVersion:
    found = (
        FrameworkVersion.objects.filter(framework__study=study, number=number)
        .select_related("framework__study__scope", "published_by")
        .first()
    )
    if found is None:
        raise NotKnown()
    return found


def entry_at(version: FrameworkVersion, guid: uuid.UUID) -> CodeEntry:
    """The entry, in this version, of the code with this guid."""
    found = (
        version.entries.select_related("code", "parent", "version__framework__study__scope")
        .filter(code__guid=guid)
        .first()
    )
    if found is None:
        raise NotKnown()
    return found


def code_at(study: Study, guid: uuid.UUID) -> Code:
    found = Code.objects.filter(study=study, guid=guid).first()
    if found is None:
        raise NotKnown()
    return found


def case_at(request: HttpRequest, study: Study, guid: uuid.UUID) -> Case:
    case = Case.objects.visible_to(person_of(request)).filter(study=study, guid=guid).first()
    if case is None:
        raise NotKnown()
    return case
