"""A number as people and spreadsheets write it: 47, 1.5, 1,5, 1,234.5, 1 500, 85%.

A comma is read by what it can be: 1,5 is one and a half, 1,234,567 is more than a million, 1,500 may be either and is asked
about, unless the other numbers of its column say which, or only whole numbers are counted.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from alongside.core.errors import Invalid

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+|[+-]?[1-9]\d{0,2}(\.\d{3}){2,}", re.ASCII)
_ONE_POINT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_SPACED = re.compile(r"(?<=\d)[ '\u00a0\u2009\u202f’](?=\d{3}(?!\d))")
_PAIR = re.compile(r"(.+?)\s*(?:/|\bof\b|\bout of\b)\s*(.+)", re.IGNORECASE)
LARGEST = 1e15


class Commas(enum.StrEnum):
    """What a comma means in a table's numbers."""

    UNSAID = ""
    DECIMAL = "decimal"
    THOUSANDS = "thousands"


def read_number(text: str, name: str = "value", *, commas: str = "", whole: bool = False) -> float:
    """The number that a text says. A sign of per cent at its end is dropped.

    `whole` is for counts, where 1,500 can only be one thousand five hundred. Raises Invalid, at the field `name`, for what is
    no number and for what could be two.
    """
    given = text.strip()
    bare = _SPACED.sub("", given.removesuffix("%").rstrip().replace("\u2212", "-"))
    if "," not in bare:
        if (commas == Commas.DECIMAL and _ONE_POINT.fullmatch(bare)) or _POINTS.fullmatch(bare):
            bare = bare.replace(".", "")
        if not _PLAIN.fullmatch(bare) or abs(number := float(bare)) > LARGEST:
            raise _refused(f"{_short(given)} is not a number.", "Write digits.", name)
        return float(bare) if number else 0.0
    if _ONE_GROUP.fullmatch(bare) and not commas and not whole:
        thousands, decimal = bare.replace(",", ""), f"{float(bare.replace(',', '.')):g}"
        raise _refused(
            f"{given} can be {thousands} or {decimal}.",
            f"Write {thousands} or {decimal}, whichever is meant.",
            name,
        )
    if _THOUSANDS.fullmatch(bare) and commas != Commas.DECIMAL:
        return float(bare.replace(",", ""))
    if _POINTS.fullmatch(bare):
        return float(bare.replace(".", "").replace(",", "."))
    if _DECIMAL.fullmatch(bare) and (commas != Commas.THOUSANDS):
        return float(bare.replace(",", "."))
    raise _refused(f"{_short(given)} is not a number.", "Write digits, with a point for decimals.", name)


def read_pair(text: str) -> tuple[str, str] | None:
    """The two numbers of 43/47 or "43 of 47", as texts; None where it is not written so."""
    found = _PAIR.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def commas_of(texts: Iterable[str]) -> Commas:
    """What commas mean in these numbers, told by those that can be read in one way only; unsaid if none can, or they disagree."""
    said = set()
    for text in texts:
        if "," not in text:
            continue
        bare = _SPACED.sub("", text.strip().removesuffix("%").rstrip())
        if _ONE_GROUP.fullmatch(bare):
            continue
        if _THOUSANDS.fullmatch(bare):
            said.add(Commas.THOUSANDS)
        elif _DECIMAL.fullmatch(bare) or _POINTS.fullmatch(bare):
            said.add(Commas.DECIMAL)
    return said.pop() if len(said) == 1 else Commas.UNSAID


def _short(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _refused(what: str, todo: str, name: str) -> Invalid:
    return Invalid(what, todo, fields={name: f"{what} {todo}"})


def said(number: float) -> str:
    """A number as it is written on the screen and can be typed again: 47, 1.5, 1234567."""
    return str(int(number)) if number == int(number) and abs(number) < LARGEST else f"{number:.10g}"
