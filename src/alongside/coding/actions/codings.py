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
from alongside.coding.actions.placing import Placing, Wanted, absorb, checked_valence
from alongside.coding.actions.rounds import require_not_submitted
from alongside.coding.actions.staleness import mark_stale
from alongside.coding.models import Code, CodeEntry, Coding
from alongside.coding.places import Ground, PlaceNow, corrected_meanwhile, ground_of, hold, newest_text
from alongside.coding.undo.memory import touch
from alongside.coding.versions import Carrier, current_version, steps_of
from alongside.core import collecting
from alongside.core.errors import DomainError, Invalid, Problem, Refused
from alongside.core.retrieval import union
from alongside.core.text import Span, check_span
from alongside.study.models import Coder, Source, SourceText

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
    text: int | None = None,
    by: Person | None,
) -> Coding:
    """Give a code of the version in hand to `text[start:end]` of the source's current text (code points).

    The same code by the same coder over overlapping words becomes one coding over all of them; stretches that only touch
    stay apart. With `graphemes`, as from the page, neither end may fall inside a visible character. Raises BadPlace for a
    place that is none, Invalid for a code that cannot be used. `guid` is the sender's own: sent twice, it is added once.
    `text` is the number of the text the place is counted in: from an earlier one it follows its words, see `PlaceNow`.
    """
    require(by, Permission.CODE, source)
    placing = Placing(source, by)
    if guid is not None and (sent := placing.sent_before(guid)) is not None:
        return sent
    wanted = placing.checked(
        start=start, end=end, code=code, valence=valence, important=important, coder=coder,
        graphemes=graphemes, guid=guid, text=text,
    )  # fmt: skip
    coding = placing.place(wanted)
    record(
        "coding.add", by=by, thing=coding, source=source.pk, code=coding.code_id, start=coding.start, end=coding.end,
        version=placing.version.number, absorbed=placing.absorbed,
    )  # fmt: skip
    return coding


@collecting.paused()
@transaction.atomic
def add_codings(*, source: Source, items: Iterable[Mapping[str, Any]], by: Person | None) -> list[Coding]:
    """Many codings at once: each item has start, end and code, and may have valence, important, coder and text.

    All or none: with anything wrong nothing is added, and the error names each item by its row, counted from 1. One audit
    event stands for all.
    """
    require(by, Permission.CODE, source)
    placing = Placing(source, by)
    wanted: list[Wanted] = []
    problems: list[Problem] = []
    for row, item in enumerate(items, start=1):
        try:
            wanted.append(placing.checked(**item))
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
    made = placing.place_many(wanted)
    record("coding.add_many", by=by, thing=source, count=len(made), version=placing.version.number)
    return made


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
    text: int | None = None,
    by: Person | None,
) -> Coding:
    """Change how a coding bears on improvement, whether it is an important quote, or where it begins and ends.

    `text` is the number of the text that `start` and `end` are counted in; from an earlier one both are needed.
    """
    require_own(coding, by)
    words = hold_in_place(coding) if start is not None or end is not None else None
    if words is not None and text is not None and text != words.number:
        if start is None or end is None:
            raise corrected_meanwhile()
        start, end = PlaceNow(words)(start, end, text)
    before = {
        "valence": coding.valence,
        "important": coding.important,
        "start": coding.start,
        "end": coding.end,
    }
    touch(coding)
    if valence is not None:
        coding.valence = checked_valence(valence)
    if important is not None:
        coding.important = important
    absorbed: list[int] = []
    place = Span(coding.start if start is None else start, coding.end if end is None else end)
    if place != Span(coding.start, coding.end):
        guards.require_free(coding)
        assert words is not None
        check_span(words.text, place.start, place.end, graphemes)
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


def hold_in_place(coding: Coding) -> SourceText:
    """The text a coding lies on, and the coding where it lies now: nobody moves either until this is done."""
    hold(coding.source)
    coding.refresh_from_db(fields=["start", "end", "review"])
    return newest_text(coding.source)


def mark_under(coding: Coding, ground: Ground) -> None:
    """Mark the cells of a coding's cases under its code, as it was given and as the version in hand has it."""
    if coding.layer.round_id is not None:  # no cell rests on it, and a mark would tell of it
        return
    version = current_version(coding.study)
    now = (
        Carrier(steps_of(coding.study), version.number).code(coding.code_id, coding.version.number)
        if version
        else None
    )
    mark_stale(ground.cases(coding.start, coding.end), {coding.code_id} | ({now} if now else set()))
