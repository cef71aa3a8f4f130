"""Characters that a file cannot hold or a font cannot show, made visible instead of lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex

# What XML 1.0 leaves out (https://www.w3.org/TR/xml/#charsets); Word's files are XML, and PDF text has no use for them.
_UNPRINTABLE = regex.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u0084\u0086-\u009f]"
)
_BREAKS = regex.compile("\r\n|[\r\u0085\u2028\u2029]")
# Latin, Greek, Cyrillic and the punctuation of a report: fonts that print English text have these.
_COMMON = regex.compile(
    "[\t\n\u0020-\u007e\u00a0-\u024f\u0300-\u0304\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u20ac]*"
)


def printable(text: str) -> str:
    """The text with line breaks as LF, and a replacement character for each control character."""
    return _UNPRINTABLE.sub("\ufffd", _BREAKS.sub("\n", text))


def shown(text: str, can_show: Callable[[str], bool]) -> str:
    """The text with each character that `can_show` refuses replaced by its name: an emoji reads [grinning face]."""
    if _COMMON.fullmatch(text):
        return text
    return "".join(
        cluster if _COMMON.fullmatch(cluster) or can_show(cluster) else _named(cluster)
        for cluster in regex.findall(r"\X", text)
    )


def _named(cluster: str) -> str:
    """The characters of one visible sign by their Unicode names; joiners and variation marks are not spoken."""
    names = [
        unicodedata.name(character, f"U+{ord(character):04X}").lower()
        for character in cluster
        if unicodedata.category(character) not in {"Cf", "Mn", "Cc"}
    ]
    return f"[{', '.join(names)}]" if names else ""
