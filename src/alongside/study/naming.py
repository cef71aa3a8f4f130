"""Names that stand for people: which words are pseudonyms already, and what is replaced by them in a batch of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import regex

_PSEUDONYM = regex.compile(r"\p{L}{1,3}[ _-]?\d{1,4}[a-z]?")
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "dos", "del", "bin", "ibn", "dr", "mr", "mrs", "ms", "prof", "and", "the"}
)
SOMEONE = "[a participant]"


def is_pseudonym(name: str) -> bool:
    """Whether a name says no more than P07, FN 12 or T3a do."""
    return _PSEUDONYM.fullmatch(name.strip()) is not None


def spellings(column: str, value: str) -> list[str]:
    """The words that give a person away: the value itself and, in a column of names, its single names (Ruth, Mensah)."""
    value = " ".join(value.split())
    found = [value] if _tells(value) else []
    if "name" in column.casefold():
        parts = value.replace(",", " ").split()
        found += [
            part
            for part in parts
            if len(parts) > 1 and part[0].isupper() and _tells(part) and part.casefold() not in _PARTICLES
        ]
    return found


def mapping_for(own: str, spelt: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What to replace in one participant's text: everyone's words by their pseudonym in brackets, [P07].

    `spelt` goes from pseudonym to that person's words. A word that several people share is this participant's own if
    they are one of them, else nobody's in particular.
    """
    shared = Counter(
        word.casefold() for words in spelt.values() for word in {word.casefold(): word for word in words}
    )
    mapping: dict[str, tuple[str, str]] = {}
    for pseudonym, words in spelt.items():
        for word in words:
            key = word.casefold()
            if pseudonym == own or (shared[key] == 1 and key not in mapping):
                mapping[key] = (word, f"[{pseudonym}]")
            else:
                mapping.setdefault(key, (word, SOMEONE))
    return dict(mapping.values())


def left_in_small_letters(text: str, words: Iterable[str]) -> int:
    """How often these words stand in the text in small letters, where they may be a name typed in haste or just words."""
    small = [regex.escape(word.casefold()) for word in words if not word.islower()]
    return (
        len(regex.findall(rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(small)})(?![\p{{L}}\p{{N}}])", text))
        if small
        else 0
    )


def _tells(word: str) -> bool:
    return len(word) >= 4 if word.isdecimal() else len(word) >= 2 and any(letter.isalpha() for letter in word)
