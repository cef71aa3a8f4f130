"""From the bytes of a text file to its characters, without guessing in silence.

UTF-8 (with or without a byte order mark), UTF-16 and UTF-32 with one, else Windows-1252, which is said in
the notes. An encoding named by whoever sends the file is taken at its word, unless the result cannot be
what was meant.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import NamedTuple

import regex

from alongside.core.errors import Invalid, Problem
from alongside.core.text import clean

MAX_FILE = 60 * 1024 * 1024
MAX_TEXT = 20 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    # Before UTF-16, whose little-endian mark is the beginning of this one.
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a Word document, spreadsheet or zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document, or one under a password"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document (RTF)"),
)
# Tab and the line breaks are text; U+0085 is one too, in some old systems' files.
_CONTROL = regex.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_TODO = "Save it as UTF-8, or say which encoding it has, and send it again."


class Decoded(NamedTuple):
    """A cleaned text, the encoding it came in, and what whoever imports it should know."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(name: str, data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file. Raises Invalid, naming the file, for one that is empty, too large, or not text as
    told.
    """
    check_size(name, data)
    for magic, kind in _OTHER_FORMATS:
        if data.startswith(magic):
            raise invalid(
                name,
                f"is not a text file but {kind}.",
                "Save it as plain text in UTF-8, or give it its proper ending.",
            )
    raw, found, notes = _as_told(name, data, encoding) if encoding else _found_out(name, data)
    if control := _CONTROL.search(raw):
        line = raw.count("\n", 0, control.start()) + 1
        raise invalid(
            name,
            f"holds a control character (U+{ord(control[0]):04X}) in line {line}: as {found} it is not text.",
            _TODO,
            row=line,
        )
    if lost := raw.count("\ufffd"):
        notes.append(f"{lost:,} characters were lost before this file was saved and stand as �.")
    text, changes = clean(raw)
    check_text(name, text)
    return Decoded(text, found, (*notes, *_worth_saying(changes)))


def invalid(name: str, what: str, todo: str, row: int | None = None) -> Invalid:
    """The error for a file that cannot be taken: its name, what is wrong with it, and what to do."""
    return Invalid(f"{name} {what}", todo, problems=[Problem(f"This file {what}", todo, file=name, row=row)])


def check_size(name: str, data: bytes) -> None:
    if not data:
        raise invalid(name, "is empty.", "Check that it was saved, and send it again.")
    if len(data) > MAX_FILE:
        raise invalid(
            name,
            f"has {len(data) / 2**20:.0f} MB; at most 60 MB can be read.",
            "Split it, or leave pictures out.",
        )


def check_text(name: str, text: str) -> None:
    if not text.strip():
        raise invalid(name, "holds no text.", "Check that it was saved; pictures of pages hold no text.")
    size = len(text) if text.isascii() else len(text.encode())
    if size > MAX_TEXT:
        raise invalid(
            name,
            f"holds {size / 2**20:.0f} MB of text; at most 20 MB can be read.",
            "Split it into several files.",
        )


def _found_out(name: str, data: bytes) -> tuple[str, str, list[str]]:
    for bom, codec, label in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(codec), label, []
            except UnicodeError as error:
                raise invalid(name, f"begins as {label} but breaks off or is damaged.", _TODO) from error
    if b"\0" in data:
        raise invalid(name, "holds NUL bytes: it is not text, or UTF-16 without its mark.", _TODO)
    try:
        return data.decode("utf-8"), "UTF-8", []
    except UnicodeDecodeError as utf8:
        line = data.count(b"\n", 0, utf8.start) + 1
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise invalid(
                name, f"is neither UTF-8 (line {line}) nor Windows-1252.", _TODO, row=line
            ) from error
        note = f"Read as Windows-1252, since line {line} is not UTF-8. Check letters such as é, £ and ’."
        return text, "Windows-1252", [note]


def _as_told(name: str, data: bytes, encoding: str) -> tuple[str, str, list[str]]:
    try:
        text = data.decode(encoding)
        codec = codecs.lookup(encoding).name
    except LookupError as error:
        raise invalid(
            name, f"was sent as “{encoding}”, which is no text encoding.", "Name one such as utf-8 or cp1252."
        ) from error
    except UnicodeError as error:
        raise invalid(name, f"is not {encoding}.", _TODO) from error
    # Hardly any text in another encoding happens to be UTF-8 as well, unless it is all ASCII and reads the
    # same.
    if (
        not codec.startswith("utf-8")
        and text != (utf8 := _utf8(data))
        and utf8 is not None
        and "\0" not in utf8
    ):
        raise invalid(name, f"is UTF-8, not {encoding}.", "Send it again without naming an encoding.")
    return text, encoding, []


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _worth_saying(changes: Iterable[str]) -> list[str]:
    """Every file from Windows has other line breaks, and a mark at the beginning is no news either."""
    return [change for change in changes if "line break" not in change and "byte order mark" not in change]
