"""The journal and the memos: what analysts write, and on whose words it rests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import Code, CodeEntry, Coding, Note
from alongside.coding.places import PlaceNow, ground_of, hold, newest_text
from alongside.coding.undo.memory import made, touch
from alongside.coding.versions import code_of
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.core.text import check_span
from alongside.study.actions.studies import coder_of
from alongside.study.days import past_day
from alongside.study.models import Case, Coder, Participant, Source, Study

ASKS = "Name the participants on whose words it rests, or say that it rests on no one."


@transaction.atomic
def write_note(
    *,
    study: Study,
    body: str,
    kind: str = "memo",
    coding: Coding | None = None,
    source: Source | None = None,
    start: int | None = None,
    end: int | None = None,
    case: Case | None = None,
    code: Code | CodeEntry | None = None,
    rests_on: Iterable[Participant] = (),
    rests_on_no_one: bool = False,
    private: bool = False,
    on: dt.date | str | None = None,
    text: int | None = None,
    by: Person | None,
) -> Note:
    """Write a memo or an entry of the journal.

    One on a coding, a source or a case rests on the participants heard there. One that points at none of these says on
    whose words it rests, or that it rests on no one, so that a withdrawal finds it. With `start` and `end` it is an
    annotation of these words of the source's current text, without a code; or of the text of the number `text`, if it
    follows its words from there.
    """
    require(by, Permission.CODE, study)
    author = _author(study, by)
    code = code_of(code) if code is not None else None
    for thing in (coding, source, case, code):
        if thing is not None and thing.study_id != study.pk:
            raise NotKnown()
    if start is not None or end is not None:
        if source is None or start is None or end is None:
            raise Invalid("An annotation lies on words of a source.", "Select them again.")
        hold(source)
        words = newest_text(source)
        start, end = PlaceNow(words)(start, end, text)
        check_span(words.text, start, end)
    body = _body(body)
    if kind not in Note.Kind.values:
        raise Invalid(
            "That is no kind of note.",
            f"Choose one of {', '.join(Note.Kind.values)}.",
            fields={"kind": "Choose one."},
        )
    named = list(rests_on)
    if any(each.case.study_id != study.pk for each in named):
        raise NotKnown()
    if rests_on_no_one and named:
        raise Invalid(
            "A note rests on somebody or on no one, not both.",
            "Choose one.",
            fields={"rests_on": "Choose one."},
        )
    if coding is None and source is None and case is None and not named and not rests_on_no_one:
        raise Invalid("A note that points at nothing says on whom it rests.", ASKS, fields={"rests_on": ASKS})
    note = Note.objects.create(
        study=study, kind=kind, body=body, author=author, private=private, on=past_day(on) if on else timezone.localdate(),
        coding=coding, source=source, case=case, code=code, start=start, end=end,
    )  # fmt: skip
    heard = {each.pk for each in named} | _heard(coding, source, case, start, end)
    note.rests_on.set(heard)
    made(note)
    record("note.write", by=by, thing=note, kind=note.kind, private=private, rests_on=sorted(heard))
    return note


@transaction.atomic
def edit_note(
    *,
    note: Note,
    revision: int,
    body: str | None = None,
    kind: str | None = None,
    private: bool | None = None,
    by: Person | None,
) -> Note:
    """Change one's own note; its earlier words are kept. Writing it again after a withdrawal shows it again."""
    require(by, Permission.CODE, note)
    note = (
        Note.objects.select_for_update(of=("self",)).select_related("author", "study__scope").get(pk=note.pk)
    )
    if by is None or note.author.person_id != by.pk:
        if note.private:
            raise NotKnown()
        raise Refused("A note is changed by whoever wrote it.", "Write one of your own beside it.")
    if revision != note.revision:
        raise Conflict(
            "This note was changed elsewhere while you were writing.",
            theirs={"body": note.body, "revision": note.revision},
            mine={"body": note.body if body is None else body},
        )
    touch(note)
    keep_revision(thing=note, by=by, body=note.body, kind=note.kind)
    if body is not None:
        note.body = _body(body)
        note.needs_rewrite = False
    if kind is not None:
        if kind not in Note.Kind.values:
            raise Invalid(
                "That is no kind of note.",
                f"Choose one of {', '.join(Note.Kind.values)}.",
                fields={"kind": "Choose one."},
            )
        note.kind = kind
    if private is not None:
        note.private = private
    note.revision += 1
    note.save(update_fields=["body", "kind", "private", "needs_rewrite", "revision"])
    record("note.edit", by=by, thing=note, kind=note.kind, private=note.private)
    return note


def _author(study: Study, by: Person | None) -> Coder:
    coder = coder_of(study, by)
    if coder is None:
        raise Invalid("Nobody is named as the author.", "Write as somebody who works in the study.")
    return coder


def _body(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise Invalid("The note is empty.", "Write something.", fields={"body": "Write something."})
    return body


def _heard(
    coding: Coding | None, source: Source | None, case: Case | None, start: int | None, end: int | None
) -> set[int]:
    """The participants heard in what a note is on."""
    cases: set[int] = set()
    if coding is not None:
        cases |= ground_of(coding.source).cases(coding.start, coding.end)
    if source is not None and start is not None and end is not None:
        cases |= ground_of(source).cases(start, end)
    elif source is not None:
        cases |= set(source.cases.values_list("pk", flat=True))
    if case is not None:
        cases.add(case.pk)
    return set(Participant.objects.filter(case__in=cases).values_list("pk", flat=True))
