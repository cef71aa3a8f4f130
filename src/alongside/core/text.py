"""The text of a Source and the places in it.

A place is a pair of offsets counted in Unicode code points, half-open (`text[start:end]`), on one immutable
version of a text. Such a text has LF line breaks only, no NUL and no lone surrogate (databases refuse
both), none of the control characters that XML cannot carry (every text must be able to leave as REFI-QDA
and Word), and is otherwise left exactly as it came: nothing is normalised, so that a quotation is what was
transcribed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import regex

from alongside.core.errors import Invalid
from alongside.core.turns import Turn, turns, words

__all__ = [
    "BadPlace",
    "Cleaned",
    "Span",
    "Turn",
    "check_span",
    "clean",
    "code_points_to_utf16",
    "on_grapheme_boundary",
    "turns",
    "utf16_to_code_points",
    "words",
]

Reason = Literal["outside", "reversed", "empty", "grapheme"]

_LINE_BREAKS = regex.compile("\r\n?|[\v\f]")
_PAIR = regex.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = regex.compile("[\ud800-\udfff]")
_CONTROLS = regex.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_GRAPHEME = regex.compile(r"\X")


class Cleaned(NamedTuple):
    """A text fit to be stored, and in words what had to be changed for it."""

    text: str
    changes: list[str]


def clean(text: str) -> Cleaned:
    """Make a text one that offsets can rest on; says what was changed, and changes nothing else.

    A byte order mark at the beginning goes; CR LF, CR, form feed and vertical tab become LF; two surrogates
    that make a character become that character, a lone one becomes U+FFFD so that the loss stays visible;
    NUL and the control characters that XML cannot carry go. Cleaning twice is cleaning once.
    """
    changes: list[str] = []

    def note(count: int, one: str, many: str) -> None:
        if count:
            changes.append(one if count == 1 else f"{count:,} {many}")

    text, found = _LINE_BREAKS.subn("\n", text)
    note(found, "1 line break was made LF.", "line breaks were made LF.")
    text, found = _PAIR.subn(
        lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text
    )
    note(
        found, "1 character was joined from its two halves.", "characters were joined from their two halves."
    )
    text, found = _LONE.subn("\ufffd", text)
    note(found, "1 half character was replaced by �.", "half characters were replaced by �.")
    nuls = text.count("\0")
    text = text.replace("\0", "")
    note(nuls, "1 NUL character was dropped.", "NUL characters were dropped.")
    text, found = _CONTROLS.subn("", text)
    note(found, "1 control character was dropped.", "control characters were dropped.")
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
        changes.append("A byte order mark at the beginning was dropped.")
    return Cleaned(text, changes)


@dataclass(frozen=True, order=True)
class Span:
    """A Selection's place in a text: code points, half-open."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class BadPlace(Invalid):
    """A place that is not one in its text; `reason` says which rule it breaks."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message, "Select the words again.")
        self.reason: Reason = reason


def check_span(text: str, start: int, end: int, graphemes: bool = False) -> Span:
    """The Selection's place, once it is one: inside the text, forwards, not empty.

    With `graphemes`, as for a selection made on the page, neither end may fall within what a reader sees as
    one character (an emoji of several code points, a letter and its accent). Files and the API may point
    there. Raises BadPlace, whose `reason` is "outside", "reversed", "empty" or "grapheme".
    """
    for offset in (start, end):
        if not 0 <= offset <= len(text):
            raise BadPlace(
                "outside", f"Place {offset} is outside this text, which has {len(text):,} characters."
            )
    if start > end:
        raise BadPlace("reversed", f"The passage begins at {start}, after its end at {end}.")
    if start == end:
        raise BadPlace("empty", f"The passage at {start} holds no character.")
    if graphemes:
        for offset in (start, end):
            if not on_grapheme_boundary(text, offset):
                raise BadPlace("grapheme", f"Place {offset} falls inside one visible character.")
    return Span(start, end)


def on_grapheme_boundary(text: str, offset: int) -> bool:
    """Whether no visible character lies across this offset (extended grapheme clusters, Unicode Annex 29)."""
    if offset in (0, len(text)):
        return True
    # Whether there is a boundary depends on what comes before and on the one character after. Between two
    # ASCII characters, and after any line feed, there always is one, so reading may begin at the nearest
    # such point.
    begin = offset
    while begin > 0 and not _certain_boundary(text, begin):
        begin -= 1
    last = 0
    for cluster in _GRAPHEME.finditer(text[begin : offset + 1]):
        last = cluster.start()
    return begin + last == offset


def _certain_boundary(text: str, offset: int) -> bool:
    before, after = text[offset - 1], text[offset]
    return before == "\n" or (before.isascii() and after.isascii() and (before, after) != ("\r", "\n"))


def code_points_to_utf16(text: str, offset: int) -> int:
    """The offset that a browser or REFI-QDA's UTF-16 code units give this place."""
    if not 0 <= offset <= len(text):
        raise BadPlace("outside", f"Place {offset} is outside this text, which has {len(text):,} characters.")
    return len(text[:offset].encode("utf-16-le")) // 2


def utf16_to_code_points(text: str, offset: int) -> int:
    """The place in code points of an offset counted in UTF-16 code units; refused inside a surrogate pair."""
    units = text.encode("utf-16-le")
    if not 0 <= offset <= len(units) // 2:
        raise BadPlace(
            "outside", f"Place {offset} is outside this text, which has {len(units) // 2:,} UTF-16 units."
        )
    if 0xDC00 <= int.from_bytes(units[2 * offset : 2 * offset + 2], "little") <= 0xDFFF:
        raise BadPlace("grapheme", f"UTF-16 place {offset} falls inside one character.")
    return len(units[: 2 * offset].decode("utf-16-le"))
