"""What was changed between two versions of a text, as the places that `pseudonyms.carry` carries codings across.

The finest edits are not wanted but the ones a person would name: whole words, found within whole lines, so that a coding
whose words were left alone is never said to have changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import regex

from alongside.core.pseudonyms import Replacement

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_’']+|\s+|\X")


def edits(old: str, new: str) -> list[Replacement]:
    """The stretches of `old` that were replaced, and where in `new` their replacement stands, in order.

    An insertion replaces an empty stretch. What lies between two of them is the same in both, character by character.
    A change within a word replaces the word. 60,000 words with some hundred changes take well under a second.
    """
    start = _common_start(old, new)
    end = _common_end(old, new, start)
    found: list[Replacement] = []
    for a, b, x, y in _unlike(_lines(old[start : len(old) - end]), _lines(new[start : len(new) - end])):
        for before, after, here, there in _pairs(old[start + a : start + b], new[start + x : start + y]):
            for i, j, k, m in _unlike(_words(before), _words(after)):
                at, now = start + a + here, start + x + there
                found.append(Replacement(at + i, at + j, now + k, now + m))
    return list(_joined(found))


def _pairs(old: str, new: str) -> Iterator[tuple[str, str, int, int]]:
    """Two unlike blocks, line against line where they have as many: most corrections stay within their lines."""
    before, after = _lines(old), _lines(new)
    if len(before) != len(after):
        yield old, new, 0, 0
        return
    yield from zip(before, after, _starts(before), _starts(after), strict=False)


def _common_start(old: str, new: str) -> int:
    """How long both begin alike, up to the beginning of a line."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[:middle] == new[:middle]:
            low = middle
        else:
            high = middle - 1
    return old.rfind("\n", 0, low) + 1


def _common_end(old: str, new: str, start: int) -> int:
    """How long both end alike behind `start`, down to the end of a line."""
    low, high = 0, min(len(old), len(new)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle :] == new[len(new) - middle :]:
            low = middle
        else:
            high = middle - 1
    line = old.find("\n", len(old) - low)
    return len(old) - line - 1 if line >= 0 else 0


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _unlike(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of two lists of pieces that differ, as places in the joined texts."""
    starts, others = _starts(old), _starts(new)
    for operation, a, b, x, y in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation != "equal":
            yield starts[a], starts[b], others[x], others[y]


def _starts(parts: Sequence[str]) -> list[int]:
    places = [0]
    for part in parts:
        places.append(places[-1] + len(part))
    return places


def _joined(found: Sequence[Replacement]) -> Iterator[Replacement]:
    """Replacements that touch, in both texts, as one."""
    waiting: Replacement | None = None
    for each in found:
        if waiting is not None and waiting.end == each.start and waiting.new_end == each.new_start:
            waiting = Replacement(waiting.start, each.end, waiting.new_start, each.new_end)
            continue
        if waiting is not None:
            yield waiting
        waiting = each
    if waiting is not None:
        yield waiting
