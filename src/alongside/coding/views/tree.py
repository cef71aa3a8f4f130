"""The draft, changed from the tree beside the text: JSON in, the whole list of codes out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.coding import actions
from alongside.coding.known import entry_at, person_of, study_at
from alongside.coding.models import CodeEntry, FrameworkVersion
from alongside.coding.queries import counts
from alongside.coding.queries.sheet import Desk, back_and_forth, codes
from alongside.coding.undo.memory import visiting
from alongside.coding.versions import current_version, steps_of
from alongside.coding.views.sent import a_guid, a_whole, asked_of, in_json, nonsense, some_words
from alongside.coding.visits import visit_of
from alongside.core.errors import Refused
from alongside.study.models import Source, Study

WORDS = ("name", "definition", "use_when", "not_when", "example", "colour", "kind", "reason")


@require_POST
@in_json
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A code or a theme, last among its siblings."""
    study, draft, asked = _begin(request, slug)
    given = _given(asked)
    if given.get("kind") == CodeEntry.Kind.THEME:
        given["codable"] = False
    parent = entry_at(draft, a_guid(asked, "parent")) if asked.get("parent") else None
    return _act(
        request, study, asked, "code.add",
        lambda person: actions.add_code(version=draft, parent=parent, by=person, **given),
    )  # fmt: skip


@require_POST
@in_json
def edit(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A code's words, colour or kind; `revision` is that of the words one has read."""
    study, draft, asked = _begin(request, slug)
    entry, revision = entry_at(draft, guid), a_whole(asked, "revision")
    return _act(
        request, study, asked, "code.edit",
        lambda person: actions.edit_code(entry=entry, revision=revision, by=person, **_given(asked)),
    )  # fmt: skip


@require_POST
@in_json
def move(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Another theme above it, or another place among its siblings."""
    study, draft, asked = _begin(request, slug)
    entry = entry_at(draft, guid)
    parent = entry_at(draft, a_guid(asked, "parent")) if asked.get("parent") else None
    order = a_whole(asked, "order") if asked.get("order") is not None else None
    return _act(
        request, study, asked, "code.move",
        lambda person: actions.move_code(
            entry=entry, parent=parent, order=order, reason=some_words(asked, "reason"), by=person
        ),
    )  # fmt: skip


@require_POST
@in_json
def merge(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    study, draft, asked = _begin(request, slug)
    entry, into = entry_at(draft, guid), entry_at(draft, a_guid(asked, "into"))
    return _act(
        request, study, asked, "code.merge",
        lambda person: actions.merge_codes(
            version=draft, from_codes=[entry], into=into, reason=some_words(asked, "reason"), by=person
        ),
    )  # fmt: skip


@require_POST
@in_json
def retire(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    study, draft, asked = _begin(request, slug)
    entry = entry_at(draft, guid)
    return _act(
        request, study, asked, "code.retire",
        lambda person: actions.retire_code(
            version=draft, code=entry, reason=some_words(asked, "reason"), by=person
        ),
    )  # fmt: skip


def _begin(request: HttpRequest, slug: str) -> tuple[Study, FrameworkVersion, dict[str, Any]]:
    study = study_at(request, slug)
    require(person_of(request), Permission.EDIT_FRAMEWORK, study)
    version = current_version(study)
    if version is None or version.state != FrameworkVersion.State.DRAFT:
        raise Refused("The framework is published, and stays as it is.", "Start a new draft to change it.")
    return study, version, asked_of(request)


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    found = {name: asked[name] for name in WORDS if name in asked}
    if not all(isinstance(value, str) for value in found.values()):
        raise nonsense()
    return found


def _act(
    request: HttpRequest,
    study: Study,
    asked: dict[str, Any],
    verb: str,
    do: Callable[[Person], object],
) -> JsonResponse:
    person, visit = person_of(request), visit_of(request, study, person_of(request))
    with visiting(study=study, by=person, visit=visit, verb=verb):
        do(person)
    source = None
    if asked.get("source"):
        source = Source.objects.visible_to(person).filter(study=study, guid=a_guid(asked, "source")).first()
    version, steps = current_version(study), steps_of(study)
    assert version is not None
    at = Desk(person, source or Source(study=study), version, None, steps)
    counted = counts(person, version, source=source, steps=steps)
    return JsonResponse({"codes": codes(at, counted), **back_and_forth(person, study, visit)})
