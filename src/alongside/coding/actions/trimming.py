"""Taking a code away from part of the words it was given to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding import guards
from alongside.coding.actions.codings import hold_in_place, mark_under, remove_coding, require_own
from alongside.coding.models import Coding
from alongside.coding.places import PlaceNow, ground_of
from alongside.coding.undo.memory import made, touch
from alongside.core.errors import Invalid
from alongside.core.text import Span, check_span


@transaction.atomic
def uncode(
    *,
    coding: Coding,
    start: int,
    end: int,
    graphemes: bool = False,
    text: int | None = None,
    by: Person | None,
) -> list[Coding]:
    """Take the code from `text[start:end]`; gives what is left of the coding: nothing, one piece, or two.

    The first piece keeps the coding with its memos; white space at the new ends goes too. Refused where something released
    rests on it. `text` is the number of the text the place is counted in.
    """
    require_own(coding, by)
    source_text = hold_in_place(coding)
    words = source_text.text
    cut = check_span(words, *PlaceNow(source_text)(start, end, text), graphemes)
    whole = Span(coding.start, coding.end)
    if not cut.overlaps(whole):
        raise Invalid("The code is not on these words.", "Select words of the coding.")
    left = _trimmed(words, Span(whole.start, max(whole.start, cut.start)))
    right = _trimmed(words, Span(min(whole.end, cut.end), whole.end))
    kept = [piece for piece in (left, right) if len(piece)]
    if not kept:
        remove_coding(coding=coding, by=by)
        return []
    guards.require_free(coding)
    mark_under(coding, ground_of(coding.source))
    touch(coding)
    now = timezone.now()
    coding.start, coding.end, coding.changed_at = kept[0].start, kept[0].end, now
    coding.save(update_fields=["start", "end", "changed_at"])
    pieces = [coding]
    if len(kept) == 2:
        other = Coding.objects.create(
            study=coding.study, source=coding.source, start=kept[1].start, end=kept[1].end, code=coding.code,
            version=coding.version, coder=coding.coder, layer=coding.layer, valence=coding.valence,
            important=coding.important,
        )  # fmt: skip
        made(other)
        pieces.append(other)
    record(
        "coding.uncode", by=by, thing=coding, source=coding.source_id, start=[whole.start, coding.start],
        end=[whole.end, coding.end], split=len(pieces) == 2,
    )  # fmt: skip
    return pieces


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    return (
        Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))
        if words.strip()
        else Span(span.start, span.start)
    )
