"""What participants agree to now: the latest word counts, what was never asked means no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable

from alongside.core.disclosure import Decision
from alongside.core.disclosure import quotable as _quotable
from alongside.study.models import Consent, Participant, Source

PURPOSES: tuple[str, ...] = tuple(Consent.Purpose.values)


def now(participant: Participant, source: Source | None = None) -> dict[str, bool]:
    """Purpose → whether the participant agrees to it now; for one source, what was said of that source comes first."""
    return bulk_now([participant], source)[participant.pk]


def bulk_now(
    participants: Iterable[Participant | int], source: Source | int | None = None
) -> dict[int, dict[str, bool]]:
    """The same for many participants in one statement: id of the participant → purpose → agreed now."""
    book = read(participants)
    about = source.pk if isinstance(source, Source) else source
    return {pk: book.now(pk, about) for pk in book.participants}


class Book:
    """All that participants said, to be asked about many sources without asking the database again.

    A word about one source stands before the general one, whichever is later: someone who agrees to be quoted but not from
    that interview is not quoted from it. Of two words about the same thing the later day counts, and of two on one day
    the one recorded later.
    """

    def __init__(
        self, participants: Iterable[int], said: Iterable[tuple[int, str, bool, int | None]]
    ) -> None:
        self.participants = tuple(dict.fromkeys(participants))
        self._words: dict[tuple[int, int | None], dict[str, bool]] = {}
        for participant, purpose, value, about in said:
            self._words.setdefault((participant, about), {})[purpose] = value

    def now(self, participant: int, source: int | None = None) -> dict[str, bool]:
        special = self._words.get((participant, source), {}) if source is not None else {}
        return {**dict.fromkeys(PURPOSES, False), **self._words.get((participant, None), {}), **special}


def read(participants: Iterable[Participant | int]) -> Book:
    """The book of these participants, in one statement."""
    ids = [one if isinstance(one, int) else one.pk for one in participants]
    said = Consent.objects.filter(participant__in=ids).order_by("on", "id")
    return Book(ids, said.values_list("participant", "purpose", "value", "source"))


def agreed(
    participants: Iterable[Participant | int], source: Source | int | None = None
) -> dict[int, set[str]]:
    """Id of the participant → the purposes agreed to now, the shape that `core.disclosure` reads."""
    return {
        pk: {name for name, yes in words.items() if yes}
        for pk, words in bulk_now(participants, source).items()
    }


def quotable(
    participants: Iterable[Participant | int],
    audience: str,
    *,
    source: Source | int | None = None,
    document: bool = False,
    decided: bool = False,
) -> Decision:
    """Whether words in which these participants are heard may be shown to the audience now, and if not, why.

    Words of a source that waits to be rewritten after a withdrawal are shown to nobody.
    """
    if isinstance(source, Source) and source.needs_rewrite:
        return Decision(
            False, "This source rests in part on someone who withdrew; it is hidden until it is rewritten."
        )
    heard: dict[Hashable, Collection[str]] = dict(agreed(participants, source).items())
    return _quotable(heard, audience, document=document, decided=decided)


def in_words(words: dict[str, bool]) -> tuple[str, bool]:
    """A participant's consent in a few words for a table, and whether it limits what may be shown."""
    if not words["take_part"]:
        return "takes no part", True
    if not words["quote"]:
        return "no quotes at all", True
    if words["publish"]:
        return "quotes may be published", False
    return ("quotes in the programme only" if words["share"] else "quotes in the committee only"), False


# from what allows least to what allows most
_LEAST = (
    "takes no part",
    "no quotes at all",
    "quotes in the committee only",
    "quotes in the programme only",
    "quotes may be published",
)


def source_in_words(source: Source, heard: Iterable[Participant], book: Book) -> tuple[str, bool]:
    """What may be quoted from a source, in a few words for a table, and whether that limits what may be shown.

    It is what the least willing of those heard agreed to; of several people it says how many set which limit.
    """
    if source.needs_rewrite:
        return "hidden until rewritten", True
    said = [in_words(book.now(each.pk, source.pk)) for each in heard]
    if not said:
        return "not needed", False
    said.sort(key=lambda one: _LEAST.index(one[0]))
    limits = Counter(words for words, limited in said if limited)
    if limits and len(said) > 1:
        return "; ".join(f"{many} of {len(said)}: {words}" for words, many in limits.items()), True
    return said[0]
