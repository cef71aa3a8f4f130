"""The life of a framework version: draft, review, published, superseded."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import CodeEntry, Framework, FrameworkVersion
from alongside.coding.versions import OPEN_STATES, in_order
from alongside.core.errors import Invalid
from alongside.study.models import Study

State = FrameworkVersion.State


@transaction.atomic
def start_draft(*, study: Study, by: Person | None) -> FrameworkVersion:
    """Begin the next version as a draft: the first is empty, a later one starts as a copy of the published one.

    The copy has new entries for the same codes, so that codings keep their code while its words may change.
    """
    require(by, Permission.EDIT_FRAMEWORK, study)
    framework, _ = Framework.objects.select_for_update().get_or_create(study=study)
    versions = framework.versions.order_by("number")
    if versions.filter(state__in=OPEN_STATES).exists():
        raise Invalid("There is a draft already.", "Change that one, or publish it first.")
    published = versions.filter(state=State.PUBLISHED).last()
    last = versions.last()
    draft = FrameworkVersion.objects.create(framework=framework, number=last.number + 1 if last else 1)
    if published is not None:
        _copy_entries(published, draft)
    record(
        "framework.draft",
        by=by,
        thing=draft,
        number=draft.number,
        copied_from=published.number if published else None,
    )
    return draft


def _copy_entries(published: FrameworkVersion, draft: FrameworkVersion) -> None:
    copies: dict[int, CodeEntry] = {}
    for where in in_order(list(published.entries.all())):
        entry = where.entry
        copies[entry.pk] = CodeEntry.objects.create(
            version=draft,
            code_id=entry.code_id,
            parent=copies[entry.parent_id] if entry.parent_id else None,
            name=entry.name,
            definition=entry.definition,
            use_when=entry.use_when,
            not_when=entry.not_when,
            example=entry.example,
            example_from_id=entry.example_from_id,
            words_from_id=entry.words_from_id,
            colour=entry.colour,
            kind=entry.kind,
            codable=entry.codable,
            order=entry.order,
        )


@transaction.atomic
def send_for_review(*, version: FrameworkVersion, by: Person | None) -> FrameworkVersion:
    """Ask the others to read a draft. While it is read it stays as it is."""
    version = _locked(version, Permission.EDIT_FRAMEWORK, by)
    if version.state != State.DRAFT:
        raise Invalid(
            f"Version {version.number} is {version.get_state_display().lower()}.",
            "Only a draft is sent for review.",
        )
    _require_usable(version)
    return _to(version, State.REVIEW, "framework.review", by)


@transaction.atomic
def take_back(*, version: FrameworkVersion, by: Person | None) -> FrameworkVersion:
    """Make a version in review a draft again, to change it."""
    version = _locked(version, Permission.EDIT_FRAMEWORK, by)
    if version.state != State.REVIEW:
        raise Invalid(
            f"Version {version.number} is not in review.", "Only a version in review is taken back."
        )
    return _to(version, State.DRAFT, "framework.take_back", by)


@transaction.atomic
def publish_version(*, version: FrameworkVersion, note: str, by: Person | None) -> FrameworkVersion:
    """Publish a draft: from now on it cannot change, and the version before it is superseded."""
    version = _locked(version, Permission.PUBLISH_FRAMEWORK, by)
    if version.state not in OPEN_STATES:
        raise Invalid(f"Version {version.number} was published already.", "Start a new draft to change it.")
    note = note.strip()
    if not note:
        raise Invalid(
            "A published version says what it is.",
            "Write a note: what it rests on, what changed and why.",
            fields={"note": "Write what this version rests on and why it changed."},
        )
    _require_usable(version)
    FrameworkVersion.objects.filter(framework=version.framework, state=State.PUBLISHED).update(
        state=State.SUPERSEDED
    )
    version.note, version.published_at, version.published_by = note, timezone.now(), by
    version.save(update_fields=["note", "published_at", "published_by"])
    return _to(version, State.PUBLISHED, "framework.publish", by)


def _require_usable(version: FrameworkVersion) -> None:
    if not version.entries.filter(codable=True).exists():
        raise Invalid("This version has no code to code with.", "Add at least one code first.")


def _locked(version: FrameworkVersion, permission: Permission, by: Person | None) -> FrameworkVersion:
    require(by, permission, version)
    return (
        FrameworkVersion.objects.select_for_update(of=("self",))
        .select_related("framework__study__scope")
        .get(pk=version.pk)
    )


def _to(version: FrameworkVersion, state: State, verb: str, by: Person | None) -> FrameworkVersion:
    version.state = state
    version.save(update_fields=["state"])
    record(verb, by=by, thing=version, number=version.number, codes=version.entries.count())
    return version
