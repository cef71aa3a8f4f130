"""Pseudonyms: putting the register's replacements into a text, and carrying the places of codings along.

What counts as a name in a text: a whole word, or whole words with any white space between them; typographic
and plain apostrophes alike; composed and decomposed letters alike. Case does not matter, so that no name
slips through in a sloppily typed line, except for names that are everyday words too (Will, Rose, Mark):
those are found as the register has them or in capitals. Where two names overlap the longer one wins ("Ruth
Jones" before "Ruth").

The replacement stands as the register has it ("[Anna]", "a ward manager"), in capitals where the name stood
in capitals.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from alongside.core.errors import Invalid
from alongside.core.identifiers import Suggestion, suggest
from alongside.core.text import Span

__all__ = ["EVERYDAY_WORDS", "Carried", "Replacement", "Suggestion", "carry", "replace", "suggest"]

EVERYDAY_WORDS = frozenset(
    """amber angel april art august autumn bay bill brook buddy carol charity chase chip chuck clay daisy dale
    dawn dean dell dot drew eve faith fern flora frank gay gene grace grant guy harmony hazel heath
    heather holly hope ivy jack jasmine jay jean jewel joy june lane lily mark may melody merry miles
    mine misty nick norm olive page pat patience pearl peg penny pepper pierce poppy prudence ray reed
    rich rob robin rose ruby rusty sandy sky stew sue summer sunny tab trinity verity victor violet wade
    wren will young""".split()  # noqa: SIM905
)

_EDGE = r"[\p{L}\p{M}\p{N}_]"
_GAP = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"


@dataclass(frozen=True)
class Replacement:
    """Words that were replaced: where they stood (`start`, `end`) and where their replacement stands now."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True)
class Carried:
    """Where a Selection's place went: `same`; `moved` with its words; `changed` words; `gone`, nothing left
    of them.
    """

    span: Span
    state: Literal["same", "moved", "changed", "gone"]


def replace(
    text: str, mapping: Mapping[str, str], everyday: Collection[str] = EVERYDAY_WORDS
) -> tuple[str, list[Replacement]]:
    """The text with every name of the register replaced, and where, in order.

    `mapping` goes from name to replacement (an empty one removes the name). `everyday`: words in small
    letters that are names only when written as the register has them. The same call is the scan before an
    export: a quotation is free of the register's names when no Replacement comes back.
    """
    names = _names(mapping)
    if not names:
        return text, []
    pieces: list[str] = []
    replacements: list[Replacement] = []
    done = length = 0
    for match in _longest(_pattern(names, everyday), text):
        new = mapping[names[match.lastindex - 1]]
        if _in_capitals(match[0]):
            new = new.upper()
        if new == match[0]:
            continue
        pieces += [text[done : match.start()], new]
        length += match.start() - done + len(new)
        replacements.append(Replacement(match.start(), match.end(), length - len(new), length))
        done = match.end()
    return "".join([*pieces, text[done:]]), replacements


def carry(spans: Iterable[Span], replacements: Sequence[Replacement]) -> list[Carried]:
    """Where places of the old text are in the new one, in the order given.

    A place that meets a replaced word takes in its whole replacement, even if it held only part of the
    word. A place next to one only moves.
    """
    ordered = sorted(replacements, key=lambda one: (one.start, one.end))
    starts = [one.start for one in ordered]
    ends = [one.end for one in ordered]

    def shift(before: int) -> int:
        return ordered[before - 1].new_end - ordered[before - 1].end if before else 0

    def one(span: Span) -> Carried:
        first, beyond = bisect_right(ends, span.start), bisect_left(starts, span.end)
        touched = ordered[first:beyond]
        start, end = span.start + shift(first), span.end + shift(beyond)
        if not touched:
            return Carried(Span(start, end), "same" if start == span.start else "moved")
        if touched[0].start < span.start:
            start = touched[0].new_start
        if touched[-1].end > span.end:
            end = touched[-1].new_end
        return Carried(Span(start, end), "changed" if start < end else "gone")

    return [one(span) for span in spans]


def _names(mapping: Mapping[str, str]) -> list[str]:
    """The register's names, longest first."""
    replacements: dict[str, str] = {}
    for name, new in mapping.items():
        key = unicodedata.normalize("NFC", " ".join(name.split()).replace("’", "'")).casefold()
        if not key:
            raise Invalid(
                "A name in the register is empty.", "Remove the row, or write the name to look for."
            )
        if replacements.setdefault(key, new) != new:
            raise Invalid(
                "A name stands in the register twice, with two replacements.", "Keep one of the two."
            )
    return sorted(mapping, key=lambda name: (-len(name), name))


def _in_capitals(found: str) -> bool:
    return found.isupper() and sum(letter.isalpha() for letter in found) > 1


def _pattern(names: Sequence[str], everyday: Collection[str]) -> regex.Pattern[str]:
    """One group for each name, so that the group that matched says which name it is."""
    ways = "|".join(f"({_ways(name, name.strip().casefold() in everyday)})" for name in names)
    return regex.compile(rf"(?<!{_EDGE})(?:{ways})(?!{_EDGE})")


def _ways(name: str, is_everyday: bool) -> str:
    forms = sorted({unicodedata.normalize(form, name) for form in ("NFC", "NFD")})
    if is_everyday:
        return "|".join(_spelt(way) for form in forms for way in (form, form.upper()))
    return "|".join(f"(?if:{_spelt(form)})" for form in forms)


def _spelt(name: str) -> str:
    return _GAP.join(
        "['’]".join(regex.escape(part) for part in word.replace("’", "'").split("'")) for word in name.split()
    )


def _longest(pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    """Where names stand in the order of the text; among those that overlap, the longest first."""
    cluster: list[regex.Match[str]] = []
    reach = 0
    for match in pattern.finditer(text, overlapped=True):
        if cluster and match.start() >= reach:
            yield from _settle(cluster, pattern, text)
            cluster = []
        cluster.append(match)
        reach = max(reach, match.end())
    if cluster:
        yield from _settle(cluster, pattern, text)


def _settle(
    cluster: list[regex.Match[str]], pattern: regex.Pattern[str], text: str
) -> Iterator[regex.Match[str]]:
    """Of names that overlap: the longest, and whatever names are left whole before and after it."""
    longest = max(cluster, key=lambda match: match.end() - match.start())
    before = (min(match.start() for match in cluster), longest.start())
    after = (longest.end(), max(match.end() for match in cluster))
    yield from _left(before, pattern, text)
    yield longest
    yield from _left(after, pattern, text)


def _left(place: tuple[int, int], pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    found = list(pattern.finditer(text, *place, overlapped=True)) if place[0] < place[1] else []
    if found:
        yield from _settle(found, pattern, text)
