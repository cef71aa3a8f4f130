"""A source's codings as the page draws them: places and ids, no words."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q, Sum

from alongside.accounts.models import Person
from alongside.coding.actions.rounds import open_round_for, part_in
from alongside.coding.models import Code, CodeEntry, Coding, FrameworkVersion, Layer, Note, Round
from alongside.coding.queries.checksums import checksum, checksums
from alongside.coding.queries.codebook import Counts, codebook
from alongside.coding.undo.acts import waiting
from alongside.coding.undo.labels import label
from alongside.coding.versions import Carrier, current_version, steps_of
from alongside.coding.visits import others_at
from alongside.core.framework import Fate, Steps
from alongside.study.models import Coder, Source, Study

Row = list[Any]
"""guid, start, end, code, coder, valence, important, review, memos, fate of its code ("", "open" or "retired"), the number of
the framework version it was given under, its checksum."""


@dataclass(frozen=True)
class Desk:
    """One person at a source: what they code with there, and what they see, each asked once for an answer.

    The version in hand is a blind round's if one codes in it; `steps` tell how codes were carried. `text` is the number of the
    text that is read there, 0 where nothing is told of it.
    """

    person: Person
    source: Source
    version: FrameworkVersion | None
    round: Round | None
    steps: Steps[int] | None
    text: int = 0

    @property
    def study(self) -> Study:
        return self.source.study

    @cached_property
    def framework(self) -> str:
        """Changes whenever the version in hand does, or anything in it."""
        if self.version is None:
            return ""
        entries = self.version.entries.aggregate(many=Count("pk"), edits=Sum("revision"))
        return f"{self.version.pk}-{entries['many']}-{entries['edits']}"

    @cached_property
    def coders(self) -> list[Coder]:
        return list(Coder.objects.filter(study=self.study).order_by("pk"))

    @cached_property
    def everywhere(self) -> Any:
        """The codings this person sees, on this source and all others."""
        return Coding.objects.visible_to(self.person)

    @property
    def codings(self) -> Any:
        """Those on this source: in a blind round its sheet alone."""
        sheet = Q(layer__round=self.round) if self.round else ~Q(layer__kind=Layer.Kind.ROUND)
        return self.everywhere.filter(sheet, source=self.source)

    @cached_property
    def others(self) -> dict[int, int | None]:
        """Who else is here, by their ids, and at which turn; in a blind round nobody says so."""
        return {} if self.round else others_at(self.source, self.person)

    @cached_property
    def besides(self) -> str:
        """Changes whenever anything does here that is not a coding: first, up to a hyphen, for who is here; then for the rest."""
        notes = Note.objects.visible_to(self.person)
        memos = notes.filter(Q(source=self.source) | Q(coding__source=self.source)).aggregate(
            many=Count("pk"), newest=Max("pk")
        )
        here = zlib.crc32(repr(sorted(self.others.items())).encode())
        return "-".join(str(part) for part in (here, self.text, *memos.values(), self.framework))


def desk(person: Person, source: Source, text: int = 0) -> Desk:
    blind = open_round_for(source, person)
    version = blind.version if blind else current_version(source.study)
    return Desk(person, source, version, blind, steps_of(source.study) if version else None, text)


def tag(at: Desk) -> str:
    """Changes whenever anything does that this person sees here: what they hold can be told by it, see `checksums`."""
    found = at.codings.aggregate(many=Count("pk"), sum=Sum(checksums()))
    return f"{at.besides}.{found['many']}.{found['sum'] or 0}"


def apart_from_who(tag: str) -> str:
    """What of a tag stays the same while people come, go and read on."""
    return tag.partition("-")[2]


def rows(at: Desk, guids: Collection[uuid.UUID | str] | None = None) -> list[Row]:
    """The codings a person sees at a desk, or those of them with these guids, in the order of their beginnings."""
    if at.version is None or at.steps is None:
        return []
    found = at.codings
    if guids is not None:
        found = found.filter(guid__in=guids)
    given = list(
        found.order_by("start", "-end", "pk").values_list(
            "pk",
            "guid",
            "start",
            "end",
            "code_id",
            "version_id",
            "coder_id",
            "valence",
            "important",
            "review",
        )
    )
    memos = _memos(at, None if guids is None else [row[0] for row in given])
    meant = _meanings(at, {(row[4], row[5]) for row in given})
    made: list[Row] = []
    for pk, guid, start, end, code, version, coder, valence, important, review in given:
        means = meant[code, version]
        own = checksum(pk, start, end, code, coder, valence, review, important)
        made.append(
            [
                str(guid), start, end, means.code, coder, valence, int(important), review, memos.get(pk, 0),
                means.fate, means.since, own,
            ]
        )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code given under some version is in the version in hand: its guid, its fate, the number it was given under."""

    code: str
    fate: str
    since: int


def _meanings(at: Desk, given: Collection[tuple[int, int]]) -> dict[tuple[int, int], Meaning]:
    """By code and version, worked out once for all that was coded alike."""
    assert at.version is not None and at.steps is not None
    versions = FrameworkVersion.objects.filter(pk__in={version for _, version in given})
    numbers = dict(versions.values_list("pk", "number"))
    carry = Carrier(at.steps, at.version.number)
    carried = {(code, version): carry(code, numbers[version]) for code, version in given}
    here = dict(
        at.version.entries.filter(code__in={each.code for each in carried.values()} - {None}).values_list(
            "code_id", "code__guid"
        )
    )
    gone = {code for (code, _), each in carried.items() if each.code not in here}
    guids = here | (dict(Code.objects.filter(pk__in=gone).values_list("pk", "guid")) if gone else {})
    found: dict[tuple[int, int], Meaning] = {}
    for (code, version), each in carried.items():
        if each.code in here:
            found[code, version] = Meaning(str(here[each.code]), "", numbers[version])
        else:
            fate = "open" if each.fate is Fate.OPEN else "retired"
            found[code, version] = Meaning(str(guids[code]), fate, numbers[version])
    return found


def _memos(at: Desk, codings: Collection[int] | None) -> dict[int, int]:
    """How many memos there are on each coding of the source that this person sees, or on these of them."""
    # what may be read on a coding one sees: as many as `Note.objects.visible_to` gives there
    read = Q(author__person=at.person) | Q(private=False, needs_rewrite=False)
    on = Q(coding__source=at.source) if codings is None else Q(coding__in=codings)
    return dict(Note.objects.filter(read, on).order_by().values_list("coding").annotate(Count("pk")))


def fresh_row(coding: Coding) -> Row:
    """The row of a coding that was made just now: nothing hangs on it, and its code is as it was given."""
    own = checksum(
        coding.pk, coding.start, coding.end, coding.code_id, coding.coder_id, coding.valence, coding.review,
        coding.important,
    )  # fmt: skip
    return [
        str(coding.guid), coding.start, coding.end, str(coding.code.guid), coding.coder_id, coding.valence,
        int(coding.important), "", 0, "", coding.version.number, own,
    ]  # fmt: skip


def sheet(at: Desk, visit: uuid.UUID) -> dict[str, Any]:
    """Everything the page draws over the words of one source."""
    me = next((coder for coder in at.coders if coder.person_id == at.person.pk), None)
    notes = Note.objects.visible_to(at.person).filter(source=at.source, start__isnull=False)
    part = part_in(at.round, at.person) if at.round else None
    return {
        **who_is_here(at),
        "framework": at.framework,
        "text": at.text,
        "version": {"number": at.version.number, "state": at.version.state} if at.version else None,
        "round": {
            "guid": str(at.round.guid),
            "name": at.round.name,
            "submitted": part is not None and part.submitted_at is not None,
        }
        if at.round
        else None,
        "me": me.pk if me else None,
        "coders": [
            {"id": each.pk, "initials": each.initials or each.name[:2], "name": each.name}
            for each in at.coders
        ],
        "codings": rows(at),
        "annotations": [
            [str(guid), start, end, author]
            for guid, start, end, author in notes.order_by("start").values_list(
                "guid", "start", "end", "author"
            )
        ],
        **back_and_forth(at.person, at.study, visit),
    }


def who_is_here(at: Desk) -> dict[str, Any]:
    """All there is to say to a page for which nothing else is new."""
    return {
        "besides": at.besides,
        "here": [
            {"initials": each.initials or each.name[:2], "name": each.name, "turn": at.others[each.person_id]}
            for each in at.coders
            if each.person_id in at.others
        ],
    }


def back_and_forth(person: Person, study: Study, visit: uuid.UUID) -> dict[str, Any]:
    """What undo and redo would do, in words."""
    found = waiting(person, study, visit)
    return {
        "undo": {"label": label(found.undo)} if found.undo else None,
        "redo": {"label": label(found.redo)} if found.redo else None,
    }


def codes(at: Desk, counted: Counts | None, given: Collection[str] = ()) -> list[dict[str, Any]]:
    """The codes of the version in hand in the order they are read; then those among `given` that it has no more."""
    if at.version is None:
        return []
    nodes = codebook(at.version, counted=counted)
    parents = {node.entry.pk: str(node.entry.code.guid) for node in nodes}
    made = [_code(node.entry, node.depth, parents, node.here, node.all) for node in nodes]
    known = {each["guid"] for each in made}
    lost = set(given) - known
    if lost:
        earlier = CodeEntry.objects.filter(code__study=at.study, code__guid__in=lost).select_related("code")
        last = {entry.code_id: entry for entry in earlier.order_by("version__number")}
        made += [_code(entry, 0, {}, 0, 0, retired=True) for entry in last.values()]
    return made


def _code(
    entry: CodeEntry,
    depth: int,
    parents: dict[int, str],
    here: int,
    everywhere: int,
    *,
    retired: bool = False,
) -> dict[str, Any]:
    return {
        "guid": str(entry.code.guid),
        "name": entry.name,
        "colour": entry.colour,
        "kind": entry.kind,
        "codable": entry.codable and not retired,
        "parent": parents.get(entry.parent_id) if entry.parent_id else None,
        "depth": depth,
        "definition": entry.definition,
        "use_when": entry.use_when,
        "not_when": entry.not_when,
        "example": entry.example,
        "here": here,
        "all": everywhere,
        "revision": entry.revision,
        "retired": retired,
    }
