"""Numbers in words: how many of what, with undefined and nought said plainly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def number(count: int, word: str, many: str = "") -> str:
    """1 finding, 2 findings, no finding."""
    if count == 0:
        return f"no {word}"
    return f"{count:,} {word if count == 1 else many or word + 's'}"


def counted(found: Counter[str]) -> str:
    """manager 6, senior nurse 5, doctor 3: the most first, then by the alphabet."""
    return ", ".join(
        f"{word} {count}"
        for word, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        if count
    )


def hours_in_words(hours: float) -> str:
    """Hours to a quarter, without a trailing nought: 63.5, 100."""
    return f"{round(hours, 2):,.2f}".rstrip("0").rstrip(".")


def joined(words: Sequence[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
