"""Words that are to be nowhere any more, to be looked for and covered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import regex

from alongside.core.text import Span

MASK = "█"


class Words:
    """Some words, each found as it stands or in other capitals, and only where nothing goes on before or behind it."""

    def __init__(self, words: Iterable[str]) -> None:
        wanted = sorted({" ".join(each.split()) for each in words} - {""}, key=len, reverse=True)
        ways = "|".join(r"\s+".join(regex.escape(part) for part in each.split(" ")) for each in wanted)
        self._pattern = regex.compile(
            rf"(?<![\p{{L}}\p{{N}}])(?:{ways})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE
        )
        self._any = bool(wanted)

    def stand_in(self, value: Any) -> bool:
        """Whether they stand in a text, or anywhere in lists and mappings of texts."""
        if not self._any:
            return False
        if isinstance(value, str):
            return self._pattern.search(value) is not None
        if isinstance(value, dict):
            return any(self.stand_in(each) for each in value.values())
        if isinstance(value, list | tuple):
            return any(self.stand_in(each) for each in value)
        return False

    def places(self, text: str) -> list[Span]:
        """Where they stand in a text."""
        return [Span(*found.span()) for found in self._pattern.finditer(text)] if self._any else []

    def covered(self, text: str) -> str:
        """The text with a mark for every sign of them."""
        return self._pattern.sub(lambda found: MASK * len(found[0]), text) if self._any else text
