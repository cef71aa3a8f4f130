"""Words of a text that may identify someone: proposed to a person who decides, never replaced by the machine.

A list of proposals is a help to reading, not a proof that nothing else is there: names without a title,
places, jobs and rare events identify people too.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

Kind = Literal["e-mail", "NHS number", "phone number", "date", "name"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_DATE = regex.compile(
    rf"""(?<![\d/.-])(?:
      {_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?
    | {_MONTH}\s+{_DAY}(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?
    | {_MONTH}\s+{_YEAR}
    | {_DAY}(?P<by>[/.-])(?:0?[1-9]|1[0-2])(?P=by)(?:{_YEAR}|\d\d)
    | {_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])
    )(?![\d/])""",
    regex.VERBOSE | regex.IGNORECASE,
)
_EMAIL = regex.compile(
    r"(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]++@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}"
)
_TEN_DIGITS = regex.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_PHONE = regex.compile(r"(?<![\d+])(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(?0)\d(?:[ ()-]{0,2}\d){7,10}(?!\d)")
_TITLE = (
    r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Doctor|Sister|Matron|Nurse|Midwife|Sir|Dame|Lord|Lady|Rev|Revd|Reverend"
    r"|Father|Canon|Rabbi|Imam)"
)
_TITLED = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}]){_TITLE}\.?[^\S\n]+(?P<name>\p{{Lu}}[\p{{L}}\p{{M}}'’-]*\.?"
    rf"(?:[^\S\n]+(?:(?:de|van|von|der|la|el|bin|al)[^\S\n]+)*\p{{Lu}}[\p{{L}}\p{{M}}'’-]*){{0,2}})"
)
_POSSESSIVE = regex.compile(r"['’]s?$|\.$")


@dataclass(frozen=True)
class Suggestion:
    """Words that may identify someone: their place in code points, half-open, their kind, and they
    themselves.
    """

    start: int
    end: int
    kind: Kind
    text: str


def suggest(text: str) -> list[Suggestion]:
    """E-mail addresses, NHS numbers, phone numbers, dates, and capitalised names after a title, in the
    text's order.

    The title is no part of a name's place. Ten digits are an NHS number if their check digit is right.
    Places do not overlap; of two readings the one named earlier above is proposed.
    """
    taken: list[Suggestion] = []
    for one in _readings(text):
        at = bisect(taken, one.start, key=lambda other: other.start)
        after_the_one_before = at == 0 or taken[at - 1].end <= one.start
        if after_the_one_before and (at == len(taken) or one.end <= taken[at].start):
            taken.insert(at, one)
    return taken


def is_nhs_number(number: str) -> bool:
    """Whether ten digits carry a right check digit (modulus 11, NHS Data Dictionary, "NHS number")."""
    digits = [int(digit) for digit in number if digit.isdecimal()]
    if len(digits) != 10:
        return False
    check = -sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check == digits[9]


def _readings(text: str) -> Iterator[Suggestion]:
    for match in _EMAIL.finditer(text):
        yield _from(match, "e-mail")
    for match in _TEN_DIGITS.finditer(text):
        if is_nhs_number(match[0]):
            yield _from(match, "NHS number")
    for match in _PHONE.finditer(text):
        yield _from(match, "phone number")
    for match in _DATE.finditer(text):
        yield _from(match, "date")
    for match in _TITLED.finditer(text):
        name = _POSSESSIVE.sub("", match["name"])
        yield Suggestion(match.start("name"), match.start("name") + len(name), "name", name)


def _from(match: regex.Match[str], kind: Kind) -> Suggestion:
    return Suggestion(match.start(), match.end(), kind, match[0])
