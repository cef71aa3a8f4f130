"""The study's pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.study.models import Case, Source, Study


def person_of(request: HttpRequest) -> Person:
    """Whoever is signed in; pages are for nobody else."""
    assert isinstance(request.user, Person)
    return request.user


def study_of(request: HttpRequest, slug: str, permission: Permission = Permission.SEE_STUDY) -> Study:
    """The study of an address, if the person may do this in it; unknown to whoever has no part in it."""
    study = Study.objects.select_related("scope").filter(slug=slug).first()
    if study is None:
        raise NotKnown()
    require(person_of(request), permission, study)
    return study


def source_of(study: Study, guid: UUID) -> Source:
    source = Source.objects.select_related("study__scope").filter(study=study, guid=guid).first()
    if source is None:
        raise NotKnown()
    return source


def case_of(study: Study, guid: UUID) -> Case:
    case = (
        Case.objects.select_related("study__scope", "participant", "part_of")
        .filter(study=study, guid=guid)
        .first()
    )
    if case is None:
        raise NotKnown()
    return case


def crumbs(study: Study, *more: tuple[str, str]) -> list[dict[str, Any]]:
    """The way back: the study, then pages by name, the last one without address."""
    trail: list[dict[str, Any]] = [{"label": study.name, "url": reverse("coding:home", args=[study.slug])}]
    for label, name in more:
        trail.append({"label": label, "url": reverse(name, args=[study.slug]) if name else ""})
    return trail
