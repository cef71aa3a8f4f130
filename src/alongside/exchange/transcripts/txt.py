"""Transcripts in plain text."""

from __future__ import annotations

from alongside.exchange.decoding import Decoded, decode


def read(name: str, data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a plain text file."""
    return decode(name, data, encoding)
