"""A text that changes after it was coded: corrected, or with words taken out of every version of it.

Codings follow; those whose words changed wait to be read again, and none vanishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alongside.access.models import Revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.actions.codings import absorb, require_own
from alongside.coding.actions.rounds import require_no_round
from alongside.coding.actions.staleness import mark_stale
from alongside.coding.models import Coding, Note, PastPlace
from alongside.coding.places import PlaceNow, ground_of, newest_text
from alongside.coding.taken_words import take_out
from alongside.coding.words import MASK, Words
from alongside.core.edits import edits
from alongside.core.errors import Conflict, Invalid
from alongside.core.pseudonyms import Carried, Replacement, carry
from alongside.core.text import Span, clean, on_grapheme_boundary, turns, words
from alongside.core.text import Turn as Found
from alongside.study.models import Source, SourceText, Turn
from alongside.study.speakers import turn_rows
from alongside.study.withdrawal.afterwards import scrub

REDACTED = "[redacted]"
HELD = frozenset({SourceText, Turn, Note, Revision})  # where the database's own files may still have them
AWAY = 1_000_000_000  # further than any text reaches: where places wait while others pass them
MOST = 1000
_SIGN = regex.compile(r"[^\n]")  # line breaks stay, and with them the turns


@dataclass(frozen=True)
class Corrected:
    """What a change of a text did: the new version, and how many codings stayed where they were, moved with their words,
    lie on changed words, or lost all of them. After a redaction `elsewhere` says where else the words stood and what
    became of that."""

    text: SourceText
    same: int = 0
    moved: int = 0
    changed: int = 0
    gone: int = 0
    elsewhere: tuple[str, ...] = ()


@transaction.atomic
def correct_text(*, source: Source, text: str, number: int, reason: str, by: Person | None) -> Corrected:
    """Put a corrected text in the place of the current one, which stays readable as it was.

    `number` is that of the version that was read and changed: if there is a newer one, nothing is overwritten. The codings
    follow; those whose words changed wait to be read again.
    """
    require(by, Permission.IMPORT_SOURCES, source)
    source, old = _current(source)
    new = clean(text).text
    if number != old.number:
        raise Conflict(
            "This text was changed elsewhere while you were writing.",
            theirs={"text": old.text, "number": old.number},
            mine={"text": new},
        )
    if not new.strip():
        raise Invalid("A text has words.", "To take a source away, remove it.", fields={"text": "Empty."})
    if new == old.text:
        raise Invalid(
            "Nothing is different.", "Change the words that are wrong.", fields={"text": "The same."}
        )
    require_no_round(source, "A correction")
    found = edits(old.text, new)
    done = _follow(source, old, new, found, SourceText.Change.CORRECTION, _reason(reason), by)
    record(
        "source.correct", by=by, thing=source, text=done.text.number, edits=len(found), moved=done.moved,
        changed=done.changed, gone=done.gone,
    )  # fmt: skip
    return done


@transaction.atomic
def redact(
    *,
    source: Source,
    spans: Iterable[Span],
    reason: str,
    replacement: str = REDACTED,
    number: int | None = None,
    by: Person | None,
) -> Corrected:
    """Take words out of the current text and, sign by sign, out of every earlier version of it.

    `number` is that of the version the places are counted in: from an earlier one they follow their words, so that it is
    these that are taken out.

    The frozen words of evidence, and whatever else holds them, lose them too; summaries and notes in which they stand are
    hidden until they are written again.
    """
    require(by, Permission.IMPORT_SOURCES, source)
    source, old = _current(source)
    require_no_round(source, "A redaction")
    reason = _reason(reason)
    place_now = PlaceNow(old)
    asked = _apart(old.text, [Span(*place_now(each.start, each.end, number)) for each in spans])
    taken = {span.of(old.text) for span in asked}
    new, found = _replaced(old.text, asked, replacement)
    done = _follow(source, old, new, found, SourceText.Change.REDACTION, reason, by)
    for earlier in source.texts.filter(number__lt=done.text.number).prefetch_related("turns"):
        taken |= _mask(earlier, old, asked)
    for earlier in source.texts.filter(number__lt=old.number).prefetch_related("turns"):
        _mask_gone(earlier, old, Words(taken))
    elsewhere = take_out(source, taken)
    # robust: the words are gone by then, and a database that cannot tidy up now must not make it look otherwise
    transaction.on_commit(lambda: scrub(HELD), robust=True)
    record(
        "source.redact", by=by, thing=source, text=done.text.number, spans=len(asked), changed=done.changed,
        gone=done.gone, elsewhere=len(elsewhere),
    )  # fmt: skip
    return replace(done, elsewhere=tuple(elsewhere))


@transaction.atomic
def settle_review(*, coding: Coding, by: Person | None) -> Coding:
    """Whoever made a coding, or a researcher, read it again after its text changed, and it is right as it lies."""
    require_own(coding, by)
    if coding.review == Coding.Review.GONE:
        raise Invalid(
            "The words of this coding are gone, so there is nothing to keep it on.",
            "Put it on other words, or remove it.",
        )
    if coding.review:
        before, coding.review, coding.changed_at = coding.review, "", timezone.now()
        coding.save(update_fields=["review", "changed_at"])
        record("coding.reviewed", by=by, thing=coding, source=coding.source_id, review=[before, ""])
    return coding


def _current(source: Source) -> tuple[Source, SourceText]:
    # one change of a text at a time, and no coding meanwhile
    source = Source.objects.select_for_update(of=("self",)).select_related("study__scope").get(pk=source.pk)
    return source, newest_text(source)


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason or len(reason) > 300:
        message = "Say why, in at most 300 letters."
        raise Invalid("A change of a text has a reason.", message, fields={"reason": message})
    return reason


def _follow(
    source: Source,
    old: SourceText,
    new: str,
    found: Sequence[Replacement],
    change: str,
    reason: str,
    by: Person | None,
) -> Corrected:
    """Make the new version with its turns, and move what lies on the old one."""
    made = SourceText.objects.create(
        source=source, number=old.number + 1, text=new, words=0, change=change, reason=reason, by=by
    )
    _carry_turns(old, made, found)
    codings = list(Coding.objects.filter(source=source).select_related("study").order_by("pk"))
    carried = carry([Span(each.start, each.end) for each in codings], found)
    PastPlace.objects.bulk_create(
        (PastPlace(coding=each, source_text=old, start=each.start, end=each.end) for each in codings),
        batch_size=MOST,
    )
    _place(codings, carried, new)
    for note in Note.objects.filter(source=source, start__isnull=False):
        [went] = carry([Span(note.start or 0, note.end or 0)], found)
        place = went.span if went.state != "gone" else _beside(new, went.span.start)
        Note.objects.filter(pk=note.pk).update(start=place.start, end=place.end)
    states = [went.state for went in carried]
    ground = ground_of(source)
    for coding, state in zip(codings, states, strict=True):
        if state in {"changed", "gone"}:
            mark_stale(ground.cases(coding.start, coding.end), [coding.code_id])
    return Corrected(
        made,
        same=states.count("same"),
        moved=states.count("moved"),
        changed=states.count("changed"),
        gone=states.count("gone"),
    )


def _place(codings: list[Coding], carried: list[Carried], text: str) -> None:
    """Put codings where they went. They wait far away first, since one may go where another still lies."""
    Coding.objects.filter(pk__in=[each.pk for each in codings]).update(
        start=F("start") + AWAY, end=F("end") + AWAY
    )
    taken: dict[tuple[int, int, int, int, int], Coding] = {}
    now = timezone.now()
    for coding, went in zip(codings, carried, strict=True):
        who = (coding.code_id, coding.coder_id, coding.layer_id)
        place = went.span
        if went.state == "gone":
            place = _beside(text, place.start)
            while (place.start, place.end, *who) in taken:  # each of several keeps a place of its own
                place = _beside(text, place.end)
        if went.state in {"changed", "gone"}:
            coding.review, coding.changed_at = Coding.Review(went.state), now
        elif went.state == "moved":
            coding.changed_at = now
        coding.start, coding.end = place.start, place.end
        twin = taken.setdefault((place.start, place.end, *who), coding)
        if twin is not coding:
            absorb(coding, twin)
    kept = list(taken.values())
    Coding.objects.bulk_update(kept, ["start", "end", "review", "changed_at"], batch_size=MOST)


def _beside(text: str, at: int) -> Span:
    """The visible character next to a place: where a coding waits whose words are gone."""
    start = min(at, len(text) - 1)
    while not on_grapheme_boundary(text, start):
        start -= 1
    end = start + 1
    while not on_grapheme_boundary(text, end):
        end += 1
    return Span(start, end)


def _carry_turns(old: SourceText, made: SourceText, found: Sequence[Replacement]) -> None:
    """The turns of the new version: read afresh where the old ones were, so that a turn may be parted; else carried along."""
    rows = list(old.turns.select_related("case"))
    fresh = list(turns(old.text))
    if [(each.start, each.end) for each in fresh] == [(row.start, row.end) for row in rows]:
        spoken = list(turns(made.text))
    else:
        spoken = _carried_turns(rows, made.text, found)
    source = made.source
    speakers = {row.speaker: row.case for row in rows if row.case is not None}
    Turn.objects.bulk_create(
        turn_rows(made.pk, spoken, source.kind, list(source.cases.all()), speakers), batch_size=MOST
    )
    made.words = sum(each.words for each in spoken)
    made.save(update_fields=["words"])


def _carried_turns(rows: Sequence[Turn], text: str, found: Sequence[Replacement]) -> list[Found]:
    spans = carry([Span(row.start, max(row.end, row.start)) for row in rows], found)
    bodies = carry([Span(row.body, row.body) for row in rows], found)
    made, done = [], 0
    for row, went, body in zip(rows, spans, bodies, strict=True):
        start, end = max(went.span.start, done), max(went.span.end, done)
        begins = min(max(body.span.start, start), end)
        done = end
        made.append(Found(row.index, start, end, row.speaker, row.at_ms, begins, words(text[begins:end])))
    return made


def _apart(text: str, spans: Iterable[Span]) -> list[Span]:
    asked: list[Span] = []
    for span in sorted(spans):
        if not 0 <= span.start < span.end <= len(text):
            raise Invalid("These words are not in this text.", "Select them again.")
        if asked and span.start < asked[-1].end:
            asked[-1] = Span(asked[-1].start, max(span.end, asked[-1].end))
        else:
            asked.append(span)
    if not asked:
        raise Invalid("No words are chosen.", "Select those to take out.")
    return asked


def _replaced(text: str, spans: Sequence[Span], replacement: str) -> tuple[str, list[Replacement]]:
    pieces, found, done, length = [], [], 0, 0
    for span in spans:
        pieces += [text[done : span.start], replacement]
        length += span.start - done + len(replacement)
        found.append(Replacement(span.start, span.end, length - len(replacement), length))
        done = span.end
    return "".join([*pieces, text[done:]]), found


def _mask(earlier: SourceText, old: SourceText, spans: Sequence[Span]) -> set[str]:
    """Cover the same words in an earlier version, sign by sign; gives the words that were covered."""
    back = [
        Replacement(each.new_start, each.new_end, each.start, each.end)
        for each in edits(earlier.text, old.text)
    ]
    places = [went.span for went in carry(spans, back) if went.span.start < went.span.end]
    covered = {place.of(earlier.text) for place in places}
    cover(earlier, places)
    return covered


def _mask_gone(earlier: SourceText, old: SourceText, words: Words) -> None:
    """Cover the same words where an earlier version has them and a correction took them away since; where they still stand
    in the current text, nobody asked for it."""
    found = words.places(earlier.text)
    went = carry(found, edits(earlier.text, old.text)) if found else []
    cover(
        earlier,
        [place for place, to in zip(found, went, strict=True) if to.state in {"changed", "gone"}],
    )


def cover(earlier: SourceText, places: Sequence[Span]) -> None:
    """Cover places of an earlier version sign by sign, and the labels that they touch."""
    text = earlier.text
    for place in places:
        text = text[: place.start] + _SIGN.sub(MASK, place.of(text)) + text[place.end :]
    SourceText.objects.filter(pk=earlier.pk).update(text=text)
    for turn in earlier.turns.all():
        if any(place.start < turn.body and place.end > turn.start for place in places):
            Turn.objects.filter(pk=turn.pk).update(speaker=MASK * min(len(turn.speaker), 8))
