"""The last look before an export or a release: does a name that the study hides stand in what would leave it?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from alongside.core.errors import Invalid
from alongside.core.pseudonyms import replace
from alongside.study import vault
from alongside.study.actions.texts import register_of
from alongside.study.models import Identity, Study

_APART = "\n\n\n"  # a name does not reach over an empty line
_MOST = 5
_NAME_COLUMNS = {"name", "full name", "participant"}


class NameWouldLeave(Invalid):
    """A name that the study hides stands in a text that would leave it. Says where, never which."""

    kind = "name-would-leave"


def refuse_names(study: Study, texts: Iterable[tuple[str, str]], todo: str) -> None:
    """Raise NameWouldLeave where an original of the pseudonym register, or a participant's own name, stands in a text.

    `texts` are pairs of the place and what stands there; `todo` says what to do about it.
    """
    if places := names_stand_in(study, texts):
        more = f" and {len(places) - _MOST} more places" if len(places) > _MOST else ""
        raise NameWouldLeave(
            f"A name that this study hides stands in {'; '.join(places[:_MOST])}{more}.", todo
        )


def names_stand_in(study: Study, texts: Iterable[tuple[str, str]]) -> list[str]:
    """The places where such a name stands, each once and in order."""
    return places_of(originals(study), texts)


def originals(study: Study) -> set[str]:
    """The names that the study hides: the register's originals and what the vault holds as participants' names."""
    found = set(register_of(study))
    for row in Identity.objects.filter(participant__case__study=study):
        record = vault.unseal_record(row.sealed)
        found |= {
            str(value) for column, value in record.items() if column.strip().casefold() in _NAME_COLUMNS
        }
    return {name for name in found if name.strip()}


def places_of(hidden: Iterable[str], texts: Iterable[tuple[str, str]]) -> list[str]:
    """The places, each once and in order, of the texts in which one of the names stands."""
    places: list[str] = []
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    for place, text in texts:
        places.append(place)
        starts.append(length)
        pieces.append(text)
        length += len(text) + len(_APART)
    _, found = replace(_APART.join(pieces), dict.fromkeys(hidden, ""))
    return list(dict.fromkeys(places[bisect_right(starts, one.start) - 1] for one in found))
