"""Where codings lie: a source's current text, its turns, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery

from alongside.core.edits import edits
from alongside.core.errors import Invalid, NotKnown
from alongside.core.pseudonyms import Replacement, carry
from alongside.core.retrieval import Turns, cases_of
from alongside.core.text import check_span
from alongside.study.models import Source, SourceText, Turn


@dataclass(frozen=True, slots=True)
class Speech:
    """A turn as far as places go."""

    start: int
    end: int
    index: int = 0


@dataclass
class Ground:
    """The turns of one source's current text, and whose they are: enough to say which cases a stretch belongs to."""

    turns: Turns[Speech] = field(default_factory=lambda: Turns([]))
    whose: dict[int, int] = field(default_factory=dict)  # start of a turn → case
    otherwise: list[int] = field(default_factory=list)  # the source's cases, where no turn has one

    def cases(self, start: int, end: int) -> set[int]:
        """Ids of the cases a stretch belongs to."""
        return cases_of(start, end, self.turns, self.whose, self.otherwise)


def current_texts(sources: QuerySet[Source, Any]) -> QuerySet[SourceText]:
    """The newest pseudonymised text of each source."""
    newest = SourceText.objects.filter(source=OuterRef("source")).order_by("-number").values("number")[:1]
    return SourceText.objects.filter(source__in=sources, number=Subquery(newest))


def current_text(source: Source) -> SourceText | None:
    return source.texts.order_by("-number").first()


def newest_text(source: Source) -> SourceText:
    """The text one codes on; Invalid where there is none yet."""
    text = current_text(source)
    if text is None:
        raise _no_text_yet()
    return text


def newest_number(source: Source) -> int:
    """Its number, without reading it."""
    number: int | None = source.texts.aggregate(newest=Max("number"))["newest"]
    if number is None:
        raise _no_text_yet()
    return number


def hold(source: Source) -> None:
    """One change after the other on a source, so that nobody counts in a text that is being replaced."""
    held = Source.objects.select_for_update(of=("self",)).filter(pk=source.pk).order_by()
    # SQLite has one writer anyway
    if connection.features.has_select_for_update and not held.values_list("pk"):
        raise NotKnown()


class PlaceNow:
    """Where a place is in a source's newest text that was counted in the text of some number (None: in the newest).

    Somebody may have read an earlier text, or coded without the network, when it was corrected. A place follows its words;
    Invalid where these were corrected too, since nobody has read them as they are now.
    """

    def __init__(self, text: SourceText) -> None:
        self.text = text
        self._earlier: dict[int, tuple[str, list[Replacement]]] = {}

    def __call__(self, start: int, end: int, counted_in: int | None) -> tuple[int, int]:
        if counted_in is None or counted_in == self.text.number:
            return start, end
        words, changes = self._since(counted_in)
        [went] = carry([check_span(words, start, end)], changes)
        if went.state not in {"same", "moved"}:
            raise corrected_meanwhile()
        return went.span.start, went.span.end

    def _since(self, number: int) -> tuple[str, list[Replacement]]:
        if number not in self._earlier:
            earlier = SourceText.objects.filter(source=self.text.source_id, number=number).first()
            if earlier is None:
                raise Invalid(
                    f"There is no text {number} of this source any more, or none yet.",
                    "Reload the page, and choose the words as they are now.",
                )
            self._earlier[number] = earlier.text, edits(earlier.text, self.text.text)
        return self._earlier[number]


def corrected_meanwhile() -> Invalid:
    return Invalid(
        "The text was corrected here after you read it.",
        "Reload the page, and choose the words as they are now.",
    )


def _no_text_yet() -> Invalid:
    return Invalid(
        "This source has no pseudonymised text yet.", "Pseudonymise it, or wait until it is typed."
    )


def grounds(sources: QuerySet[Source]) -> dict[int, Ground]:
    """The ground of every source, in two statements."""
    found: dict[int, Ground] = {}
    speeches: dict[int, list[Speech]] = {}
    rows = (
        Turn.objects.filter(source_text__in=current_texts(sources), case__isnull=False)
        .order_by()
        .values_list("source_text__source", "start", "end", "index", "case")
    )
    for source, start, end, index, case in rows:
        ground = found.setdefault(source, Ground())
        speeches.setdefault(source, []).append(Speech(start, end, index))
        ground.whose[start] = case
    for source, turns in speeches.items():
        found[source].turns = Turns(turns)
    for source, case in Source.cases.through.objects.filter(source__in=sources).values_list("source", "case"):
        found.setdefault(source, Ground()).otherwise.append(case)
    return found


def ground_of(source: Source) -> Ground:
    """The ground of one source."""
    return grounds(Source.objects.filter(pk=source.pk)).get(source.pk, Ground())


def cases_at(text: SourceText, start: int, end: int) -> set[int]:
    """Ids of the cases one stretch of a text belongs to, without laying out the whole text for it."""
    turns = text.turns.filter(case__isnull=False)
    heard = set(turns.filter(start__lt=end, end__gt=start).values_list("case", flat=True))
    if heard or turns.exists():
        return {case for case in heard if case is not None}
    return set(Source.cases.through.objects.filter(source=text.source_id).values_list("case", flat=True))
