"""Changing the codes of a draft; what a published version would not let one do is a step with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import Code, CodeEntry, CodeStep, FrameworkVersion
from alongside.coding.undo.memory import made, touch
from alongside.coding.versions import code_of
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.study.models import Source

COLOURS = (
    "moss", "green", "olive", "amber", "orange", "red", "rose", "brown", "magenta", "violet", "indigo", "blue", "slate",
)  # fmt: skip
PROSE = ("name", "definition", "use_when", "not_when", "example")
MEANING = ("name", "definition", "use_when", "not_when")
EDITABLE = (*PROSE, "example_from", "colour", "kind", "codable", "order")
Operation = CodeStep.Operation


@transaction.atomic
def add_code(
    *,
    version: FrameworkVersion,
    name: str,
    parent: CodeEntry | Code | None = None,
    definition: str = "",
    use_when: str = "",
    not_when: str = "",
    example: str = "",
    example_from: Source | None = None,
    words_from: Source | None = None,
    colour: str = "slate",
    kind: str = "descriptive",
    codable: bool = True,
    reason: str = "",
    by: Person | None,
) -> CodeEntry:
    """Add a code (or a theme that codes stand under) to a draft; it comes last among its siblings.

    `words_from`: the source whose very words are its name, for a code in vivo; they go if their speaker withdraws.
    """
    version = _draft(version, by)
    above = _entry(version, parent) if parent is not None else None
    fields = _clean(
        version,
        name=name, definition=definition, use_when=use_when, not_when=not_when, example=example,
        example_from=example_from, colour=colour, kind=kind, codable=codable,
    )  # fmt: skip
    _require_free_name(version, above, fields["name"])
    if words_from is not None and words_from.study_id != version.framework.study_id:
        raise NotKnown()
    code = Code.objects.create(study=version.framework.study)
    entry = CodeEntry.objects.create(
        version=version,
        code=code,
        parent=above,
        order=_last(version, above) + 1,
        words_from=words_from,
        **fields,
    )
    made(entry)
    if version.number > 1:
        _step(version, Operation.ADD, None, code, reason, by)
    record("code.add", by=by, thing=entry, code=code.pk, version=version.number)
    return entry


@transaction.atomic
def edit_code(
    *, entry: CodeEntry, revision: int, by: Person | None, reason: str = "", **fields: Any
) -> CodeEntry:
    """Change a code's words, colour or kind in a draft.

    In a later version, a code that the version before had keeps its identity, and a change of its name or meaning is a
    step of that version with its `reason`.
    """
    version = _draft(entry.version, by)
    if unknown := set(fields) - set(EDITABLE):
        raise TypeError(f"A code has no {', '.join(sorted(unknown))} to change.")
    entry = (
        CodeEntry.objects.select_for_update(of=("self",)).select_related("parent", "code").get(pk=entry.pk)
    )
    if revision != entry.revision:
        raise Conflict(
            "Somebody else changed this code while you were writing.",
            theirs={name: getattr(entry, name) for name in PROSE} | {"revision": entry.revision},
            mine={name: fields.get(name, getattr(entry, name)) for name in PROSE},
        )
    cleaned = _clean(version, **fields)
    changed = [name for name, value in cleaned.items() if getattr(entry, name) != value]
    if not changed:
        return entry
    if "name" in changed:
        _require_free_name(version, entry.parent, cleaned["name"], besides=entry)
    if set(changed) & set(MEANING) and _was_there_before(version, entry.code):
        _step(version, Operation.RENAME, entry.code, entry.code, _reason(reason), by)
    if set(changed) & set(PROSE):
        # with where example and name came from: a withdrawal looks for that source's words here too
        kept = {name: getattr(entry, name) for name in PROSE}
        sources = {"example_from": entry.example_from_id, "words_from": entry.words_from_id}
        keep_revision(thing=entry, by=by, **sources, **kept)
    touch(entry)
    for name in changed:
        setattr(entry, name, cleaned[name])
    if "name" in changed:
        entry.words_from = None  # they are the researcher's words now
    entry.revision += 1
    entry.save(update_fields=[*changed, "words_from", "revision"])
    record("code.edit", by=by, thing=entry, code=entry.code_id, version=version.number, fields=changed)
    return entry


def rename_code(
    *, entry: CodeEntry, revision: int, name: str, by: Person | None, reason: str = "", **fields: Any
) -> CodeEntry:
    """Give a code another name, and other words with it; it stays the same code."""
    return edit_code(entry=entry, revision=revision, name=name, reason=reason, by=by, **fields)


@transaction.atomic
def move_code(
    *,
    entry: CodeEntry,
    parent: CodeEntry | Code | None,
    reason: str = "",
    order: int | None = None,
    by: Person | None,
) -> CodeEntry:
    """Put a code under another theme (or none), at a place among its new siblings; last if none is given."""
    version = _draft(entry.version, by)
    entry = CodeEntry.objects.select_related("parent", "code").get(pk=entry.pk)
    above = _entry(version, parent) if parent is not None else None
    walk: CodeEntry | None = above
    while walk is not None:
        if walk.pk == entry.pk:
            raise Invalid(
                "A code cannot stand below itself.",
                "Choose another theme.",
                fields={"parent": "Choose another."},
            )
        walk = walk.parent
    elsewhere = (above.pk if above else None) != entry.parent_id
    if elsewhere:
        _require_free_name(version, above, entry.name)
        if _was_there_before(version, entry.code):
            _step(version, Operation.MOVE, entry.code, entry.code, _reason(reason), by)
    touch(entry)
    entry.order = order if order is not None else (_last(version, above) + 1 if elsewhere else entry.order)
    entry.parent = above
    entry.revision += 1
    entry.save(update_fields=["parent", "order", "revision"])
    record(
        "code.move",
        by=by,
        thing=entry,
        code=entry.code_id,
        version=version.number,
        parent=above.code_id if above else None,
    )
    return entry


@transaction.atomic
def merge_codes(
    *,
    version: FrameworkVersion,
    from_codes: Iterable[Code | CodeEntry],
    into: Code | CodeEntry,
    reason: str,
    by: Person | None,
) -> CodeEntry:
    """Make codes one. `into` is a code of the draft, one of them or another; their codings mean it from this version on."""
    version = _draft(version, by)
    reason = _reason(reason)
    target = _entry(version, into)
    sources = [
        entry for entry in (_entry(version, each) for each in from_codes) if entry.code_id != target.code_id
    ]
    if not sources:
        raise Invalid("A merge needs another code.", "Choose at least two codes.")
    # a code made in this draft to take in the others is told by the merge, not as an addition
    _take_back(version.steps.filter(operation=Operation.ADD, to_code=target.code_id))
    for entry in sources:
        _step(version, Operation.MERGE, entry.code, target.code, reason, by)
        _take_out(entry)
    record(
        "code.merge", by=by, thing=target, version=version.number, merged=[entry.code_id for entry in sources]
    )
    return target


@transaction.atomic
def split_code(
    *,
    version: FrameworkVersion,
    code: Code | CodeEntry,
    into: Iterable[Code | CodeEntry | str],
    reason: str,
    by: Person | None,
) -> list[CodeEntry]:
    """Make one code several: codes of the draft, or names of codes to make beside it.

    Each part is a code of its own, so what was coded before stays open until somebody says which part is meant.
    """
    version = _draft(version, by)
    reason = _reason(reason)
    entry = _entry(version, code)
    parts: list[CodeEntry] = []
    for each in into:
        if isinstance(each, str):
            parts.append(
                add_code(
                    version=version,
                    name=each,
                    parent=entry.parent,
                    colour=entry.colour,
                    kind=entry.kind,
                    by=by,
                )
            )
        else:
            parts.append(_entry(version, each))
    if len({part.code_id for part in parts}) < 2 or entry.code_id in {part.code_id for part in parts}:
        raise Invalid(
            "A split needs at least two other codes.", "Name the two or more codes that it becomes."
        )
    _take_back(version.steps.filter(operation=Operation.ADD, to_code__in=[part.code_id for part in parts]))
    for part in parts:
        _step(version, Operation.SPLIT, entry.code, part.code, reason, by)
    _take_out(entry)
    record(
        "code.split",
        by=by,
        thing=version,
        version=version.number,
        code=entry.code_id,
        parts=[p.code_id for p in parts],
    )
    return parts


@transaction.atomic
def retire_code(
    *, version: FrameworkVersion, code: Code | CodeEntry, reason: str = "", by: Person | None
) -> None:
    """Take a code out of a draft. Its codings stay, under the version they were made with.

    A code that only this draft had and nobody used simply goes, and needs no reason.
    """
    version = _draft(version, by)
    entry = _entry(version, code)
    if _was_there_before(version, entry.code) or entry.code.codings.exists():
        _step(version, Operation.RETIRE, entry.code, None, _reason(reason), by)
    else:
        _take_back(version.steps.filter(operation=Operation.ADD, to_code=entry.code_id))
    _take_out(entry)
    record("code.retire", by=by, thing=version, version=version.number, code=entry.code_id)


def _draft(version: FrameworkVersion, by: Person | None) -> FrameworkVersion:
    require(by, Permission.EDIT_FRAMEWORK, version)
    version = (
        FrameworkVersion.objects.select_for_update(of=("self",))
        .select_related("framework__study__scope")
        .get(pk=version.pk)
    )
    if version.state == FrameworkVersion.State.REVIEW:
        raise Invalid(f"Version {version.number} is being read by the others.", "Take it back to change it.")
    if version.state != FrameworkVersion.State.DRAFT:
        raise Invalid(
            f"Version {version.number} was published and stays as it is.", "Start a new draft to change it."
        )
    return version


def _entry(version: FrameworkVersion, thing: Code | CodeEntry) -> CodeEntry:
    """The code's entry in this draft."""
    found = (
        CodeEntry.objects.filter(version=version, code=code_of(thing))
        .select_related("parent", "code")
        .first()
    )
    if found is None:
        raise NotKnown(f"That code is not in version {version.number}.", "Reload the page.")
    return found


def _clean(version: FrameworkVersion, **fields: Any) -> dict[str, Any]:
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if "name" in cleaned:
        cleaned["name"] = " ".join(cleaned["name"].split())
        if not cleaned["name"] or len(cleaned["name"]) > 200:
            raise Invalid(
                "A code needs a name of at most 200 letters.",
                "Fill in the name.",
                fields={"name": "Fill in the name."},
            )
    if cleaned.get("colour", "slate") not in COLOURS:
        raise Invalid(
            "That is no colour of a code.",
            f"Choose one of {', '.join(COLOURS)}.",
            fields={"colour": "Choose one."},
        )
    if cleaned.get("kind", "descriptive") not in CodeEntry.Kind.values:
        raise Invalid(
            "That is no kind of code.",
            f"Choose one of {', '.join(CodeEntry.Kind.values)}.",
            fields={"kind": "Choose one."},
        )
    source: Source | None = fields.get("example_from")
    if source is not None and source.study_id != version.framework.study_id:
        raise NotKnown()
    return cleaned


def _require_free_name(
    version: FrameworkVersion, parent: CodeEntry | None, name: str, *, besides: CodeEntry | None = None
) -> None:
    taken = version.entries.filter(parent=parent, name=name)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise Invalid(
            f"“{name}” is there already.", "Choose another name.", fields={"name": "This name is taken here."}
        )


def _last(version: FrameworkVersion, parent: CodeEntry | None) -> int:
    found: int | None = version.entries.filter(parent=parent).aggregate(last=Max("order"))["last"]
    return -1 if found is None else found


def _was_there_before(version: FrameworkVersion, code: Code) -> bool:
    return CodeEntry.objects.filter(
        code=code, version__framework=version.framework_id, version__number__lt=version.number
    ).exists()


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid("A change to the framework has a reason.", "Say why.", fields={"reason": "Say why."})
    return reason


def _step(
    version: FrameworkVersion,
    operation: str,
    before: Code | None,
    after: Code | None,
    reason: str,
    by: Person | None,
) -> None:
    """Write the step; a second rename or move of a code in one draft is the first one, with its newer reason."""
    if operation in (Operation.RENAME, Operation.MOVE):
        _take_back(version.steps.filter(operation=operation, from_code=before))
    step = CodeStep.objects.create(
        version=version, operation=operation, from_code=before, to_code=after, reason=reason.strip(), by=by
    )
    made(step)


def _take_back(steps: QuerySet[CodeStep]) -> None:
    touch(*steps)
    steps.update(taken_back=True)


def _take_out(entry: CodeEntry) -> None:
    """Remove an entry from its draft; what stood below it moves up to its place."""
    siblings = set(
        entry.version.entries.filter(parent=entry.parent).exclude(pk=entry.pk).values_list("name", flat=True)
    )
    below = list(entry.children.all())
    for child in below:
        if child.name in siblings:
            raise Invalid(
                f"“{child.name}” stands below “{entry.name}” and would meet another of that name.",
                "Move or rename it first.",
            )
    touch(entry, *below)
    entry.children.update(parent=entry.parent)
    entry.delete()
