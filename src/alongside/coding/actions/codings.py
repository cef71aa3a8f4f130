"""Giving codes to stretches of a source's text, and taking them away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding import guards
from alongside.coding.actions.rounds import open_round_for, require_not_submitted
from alongside.coding.actions.staleness import mark_stale
from alongside.coding.models import CellLink, Code, CodeEntry, Coding, FrameworkVersion, Layer, Note
from alongside.coding.places import Ground, current_text, ground_of
from alongside.coding.undo.memory import made, touch
from alongside.coding.versions import Carrier, code_of, current_version, steps_of
from alongside.core.errors import DomainError, Invalid, NotKnown, Problem, Refused
from alongside.core.framework import Fate
from alongside.core.retrieval import union
from alongside.core.text import Span, check_span
from alongside.study.actions.studies import coder_of
from alongside.study.models import Coder, Source

MOST_PROBLEMS = 20


@transaction.atomic
def add_coding(
    *,
    source: Source,
    start: int,
    end: int,
    code: Code | CodeEntry,
    valence: str = "",
    important: bool = False,
    coder: Coder | None = None,
    graphemes: bool = False,
    guid: uuid.UUID | None = None,
    by: Person | None,
) -> Coding:
    """Give a code of the version in hand to `text[start:end]` of the source's current text (code points).

    The same code by the same coder over overlapping words becomes one coding over all of them; stretches that only touch
    stay apart. With `graphemes`, as from the page, neither end may fall inside a visible character. Raises BadPlace for a
    place that is none, Invalid for a code that cannot be used. `guid` is the sender's own: sent twice, it is added once.
    """
    require(by, Permission.CODE, source)
    bench = _Bench(source, by)
    coding = bench.place(
        start=start,
        end=end,
        code=code,
        valence=valence,
        important=important,
        coder=coder,
        graphemes=graphemes,
        guid=guid,
    )
    bench.settle()
    record(
        "coding.add", by=by, thing=coding, source=source.pk, code=coding.code_id, start=coding.start, end=coding.end,
        version=bench.version.number, absorbed=bench.absorbed,
    )  # fmt: skip
    return coding


@transaction.atomic
def add_codings(*, source: Source, items: Iterable[Mapping[str, Any]], by: Person | None) -> list[Coding]:
    """Many codings at once: each item has start, end and code, and may have valence, important and coder.

    All or none: with anything wrong nothing is added, and the error names each item by its row, counted from 1. One audit
    event stands for all.
    """
    require(by, Permission.CODE, source)
    bench = _Bench(source, by)
    made: list[Coding] = []
    problems: list[Problem] = []
    for row, item in enumerate(items, start=1):
        try:
            made.append(bench.place(**item))
        except DomainError as problem:
            problems.append(Problem(problem.message, problem.todo, row=row))
            if len(problems) == MOST_PROBLEMS:
                break
    if problems:
        raise Invalid(
            "Nothing was coded: some of the codings cannot be made.",
            "Correct the rows named.",
            problems=problems,
        )
    bench.settle()
    record("coding.add_many", by=by, thing=source, count=len(made), version=bench.version.number)
    gone = set(bench.absorbed)
    return list({coding.pk: coding for coding in made if coding.pk not in gone}.values())


@transaction.atomic
def remove_coding(*, coding: Coding, by: Person | None) -> None:
    """Take a coding away, with its notes. Refused where something released rests on it."""
    require_own(coding, by)
    guards.require_free(coding)
    mark_under(coding, ground_of(coding.source))
    touch(coding, *coding.notes.all())
    record(
        "coding.remove",
        by=by,
        thing=coding,
        source=coding.source_id,
        code=coding.code_id,
        start=coding.start,
        end=coding.end,
    )
    coding.delete()


@transaction.atomic
def change_coding(
    *,
    coding: Coding,
    valence: str | None = None,
    important: bool | None = None,
    start: int | None = None,
    end: int | None = None,
    graphemes: bool = False,
    by: Person | None,
) -> Coding:
    """Change how a coding bears on improvement, whether it is an important quote, or where it begins and ends."""
    require_own(coding, by)
    before = {
        "valence": coding.valence,
        "important": coding.important,
        "start": coding.start,
        "end": coding.end,
    }
    touch(coding)
    if valence is not None:
        coding.valence = _valence(valence)
    if important is not None:
        coding.important = important
    absorbed: list[int] = []
    place = Span(coding.start if start is None else start, coding.end if end is None else end)
    if place != Span(coding.start, coding.end):
        guards.require_free(coding)
        text = text_of(coding.source)
        check_span(text, place.start, place.end, graphemes)
        ground = ground_of(coding.source)
        mark_under(coding, ground)
        others = Coding.objects.filter(
            source=coding.source_id, code=coding.code_id, coder=coding.coder_id, layer=coding.layer_id
        ).exclude(pk=coding.pk)
        by_place = {Span(other.start, other.end): other for other in others}
        whole, taken = union(place, by_place)
        for span in taken:
            guards.require_free(by_place[span])
            touch(by_place[span])
            absorbed.append(by_place[span].pk)
            absorb(by_place[span], coding)
        coding.start, coding.end, coding.review = whole.start, whole.end, ""
        mark_under(coding, ground)
    elif coding.valence != before["valence"]:
        mark_under(coding, ground_of(coding.source))
    after = {
        "valence": coding.valence,
        "important": coding.important,
        "start": coding.start,
        "end": coding.end,
    }
    changed: dict[str, Any] = {
        name: [before[name], value] for name, value in after.items() if before[name] != value
    }
    if changed:
        coding.changed_at = timezone.now()
        coding.save(update_fields=["valence", "important", "start", "end", "review", "changed_at"])
        record("coding.change", by=by, thing=coding, source=coding.source_id, absorbed=absorbed, **changed)
    return coding


class _Bench:
    """A source laid out for coding: its text and turns, the version in hand, what lies on it already."""

    def __init__(self, source: Source, by: Person | None) -> None:
        # one coder after the other on a source, so that two overlapping codings meet
        self.source = (
            Source.objects.select_for_update(of=("self",)).select_related("study__scope").get(pk=source.pk)
        )
        self.by = by
        self.text = text_of(self.source)
        blind_round = open_round_for(self.source, by)
        version = blind_round.version if blind_round else current_version(self.source.study)
        if version is None:
            raise Invalid("There is no framework to code with yet.", "Start a draft and add a code.")
        self.version: FrameworkVersion = version
        self.entries = {entry.code_id: entry for entry in version.entries.all()}
        if blind_round is not None:
            require_not_submitted(blind_round, by)
            self.layer = blind_round.layer
        else:
            self.layer = Layer.objects.get_or_create(study=self.source.study, kind=Layer.Kind.OWN)[0]
        self.ground = ground_of(self.source)
        self.me = coder_of(self.source.study, by)
        self.absorbed: list[int] = []
        self._touched: set[tuple[int, int]] = set()  # (case, code)
        self._lying: dict[tuple[int, int], dict[int, Coding]] = {}

    def place(
        self,
        *,
        start: int,
        end: int,
        code: Code | CodeEntry,
        valence: str = "",
        important: bool = False,
        coder: Coder | None = None,
        graphemes: bool = False,
        guid: uuid.UUID | None = None,
    ) -> Coding:
        if guid is not None and (sent := self._sent_before(guid)) is not None:
            return sent
        span = check_span(self.text, start, end, graphemes)
        code = code_of(code)
        self._require_usable(code)
        coder = self._coder(coder)
        valence = _valence(valence)
        lying = self._of(code, coder)
        whole, taken = union(span, [Span(each.start, each.end) for each in lying.values()])
        overlapping = [each for each in lying.values() if Span(each.start, each.end) in taken]
        if not overlapping:
            coding = Coding.objects.create(
                study=self.source.study, source=self.source, start=start, end=end, code=code, version=self.version,
                coder=coder, layer=self.layer, valence=valence, important=important, guid=guid or uuid.uuid4(),
            )  # fmt: skip
            lying[coding.pk] = coding
            made(coding)
        else:
            coding = self._grow(overlapping, whole, valence, important)
        for case in self.ground.cases(coding.start, coding.end):
            self._touched.add((case, code.pk))
        return coding

    def _sent_before(self, guid: uuid.UUID) -> Coding | None:
        """A coding that came with this guid already; nobody else's guid is taken."""
        found = Coding.objects.filter(study=self.source.study_id, guid=guid).first()
        if found is not None and (
            found.source_id != self.source.pk or found.coder.person_id != (self.by and self.by.pk)
        ):
            raise NotKnown()
        return found

    def settle(self) -> None:
        """Mark the cells over what was coded, once for all of it."""
        by_code: dict[int, set[int]] = {}
        for case, code in self._touched:
            by_code.setdefault(code, set()).add(case)
        for code, cases in by_code.items():
            mark_stale(self.source.study, cases, [code])

    def _grow(self, overlapping: list[Coding], whole: Span, valence: str, important: bool) -> Coding:
        kept, *others = overlapping
        touch(*overlapping)
        changed = [each for each in overlapping if Span(each.start, each.end) != whole]
        for each in changed:
            guards.require_free(each)
        for other in others:
            self.absorbed.append(other.pk)
            self._lying[(kept.code_id, kept.coder_id)].pop(other.pk)
            kept.important = kept.important or other.important
            absorb(other, kept)
        kept.start, kept.end = whole.start, whole.end
        kept.valence = valence or kept.valence
        kept.important = kept.important or important
        kept.changed_at = timezone.now()
        kept.save(update_fields=["start", "end", "valence", "important", "changed_at"])
        return kept

    def _require_usable(self, code: Code) -> None:
        if code.study_id != self.source.study_id:
            raise NotKnown()
        entry = self.entries.get(code.pk)
        if entry is not None and entry.codable:
            return
        if entry is not None:
            raise Invalid(
                f"“{entry.name}” holds codes and is not one to code with.", "Choose a code below it."
            )
        carried = Carrier(steps_of(self.source.study), self.version.number)(code.pk, 0)
        if carried.fate is Fate.KEPT and carried.code in self.entries:
            raise Invalid(
                f"That code became “{self.entries[carried.code].name}” in version {self.version.number}.",
                "Use that one.",
            )
        if carried.fate is Fate.OPEN:
            names = " or ".join(
                f"“{self.entries[part].name}”" for part in carried.parts if part in self.entries
            )
            raise Invalid(
                f"That code was split in version {self.version.number}.",
                f"Use {names}." if names else "Choose another.",
            )
        raise Invalid(
            f"That code is not in version {self.version.number}: it was retired.", "Choose another code."
        )

    def _coder(self, coder: Coder | None) -> Coder:
        if coder is None:
            if self.me is None:
                raise Invalid("Nobody is named as the coder.", "Say who coded.")
            return self.me
        if coder.study_id != self.source.study_id:
            raise NotKnown()
        if coder.person_id is not None and self.by is not None and coder.person_id != self.by.pk:
            raise Refused("One codes in one's own name only.")
        return coder

    def _of(self, code: Code, coder: Coder) -> dict[int, Coding]:
        key = (code.pk, coder.pk)
        if key not in self._lying:
            found = Coding.objects.filter(
                source=self.source, code=code, coder=coder, layer=self.layer
            ).order_by("pk")
            self._lying[key] = {each.pk: each for each in found}
        return self._lying[key]


def text_of(source: Source) -> str:
    text = current_text(source)
    if text is None:
        raise Invalid(
            "This source has no pseudonymised text yet.", "Pseudonymise it, or wait until it is typed."
        )
    return text.text


def _valence(valence: str) -> str:
    if valence and valence not in Coding.Valence.values:
        raise Invalid(
            "That is no way for a quote to bear on improvement.",
            f"Choose one of {', '.join(Coding.Valence.values)}, or none.",
            fields={"valence": "Choose one, or none."},
        )
    return valence


def require_own(coding: Coding, by: Person | None) -> None:
    """A coding is changed by whoever made it; a researcher may change anyone's."""
    require(by, Permission.CODE, coding)
    mine = by is not None and coding.coder.person_id == by.pk
    if coding.layer.round is not None:
        if not mine:
            raise Refused(
                "This was coded by another, in a round.", "What a round found stays as it was found."
            )
        require_not_submitted(coding.layer.round, by)
    if not mine and not check(by, Permission.MANAGE_STUDY, coding):
        raise Refused("This is another coder's.", "Add your own coding, or talk it through.")


def absorb(gone: Coding, into: Coding) -> None:
    """One coding becomes part of another, and so does what hangs on it."""
    Note.objects.filter(coding=gone).update(coding=into)
    already = set(CellLink.objects.filter(coding=into).values_list("cell", flat=True))
    CellLink.objects.filter(coding=gone).exclude(cell__in=already).update(coding=into)
    guards.absorb(gone, into)
    gone.delete()


def mark_under(coding: Coding, ground: Ground) -> None:
    """Mark the cells of a coding's cases under its code, as it was given and as the version in hand has it."""
    version = current_version(coding.study)
    now = (
        Carrier(steps_of(coding.study), version.number).code(coding.code_id, coding.version.number)
        if version
        else None
    )
    mark_stale(
        coding.study, ground.cases(coding.start, coding.end), {coding.code_id} | ({now} if now else set())
    )
