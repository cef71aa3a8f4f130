"""Barrier, facilitator, both, unclear: the signs that stand for them, since colour is taken by codes."""

from __future__ import annotations

from collections.abc import Mapping

GLYPH = {"barrier": "−", "facilitator": "+", "both": "±", "unclear": "?"}


def counted(valences: Mapping[str, int]) -> str:
    """−3 +1: how many of each, those there are; empty where none is said."""
    return " ".join(f"{glyph}{valences[name]}" for name, glyph in GLYPH.items() if valences.get(name))
