"""What apps above have to say before a coding goes or changes its place.

Coding knows nothing of findings. An app that points at codings adds its question here when it starts
(`AppConfig.ready`): `guards.removal.append(question)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from alongside.coding.models import Coding
from alongside.coding.words import Words
from alongside.core.errors import Refused
from alongside.study.models import Source

# coding → why it has to stay as it is, in a sentence; None if it may go
removal: list[Callable[[Coding], str | None]] = []
# (the coding that goes, the one it became part of): move what points at the first
absorption: list[Callable[[Coding, Coding], None]] = []
# words that are taken out of a source: take them out of what was frozen, and say in words where else they stand
redaction: list[Callable[[Source, Words], Iterable[str]]] = []


def why_kept(coding: Coding) -> str | None:
    """The first reason anybody has for this coding to stay as it is."""
    return next((reason for question in removal if (reason := question(coding))), None)


def require_free(coding: Coding) -> None:
    """Go on only if nothing holds this coding in its place."""
    if reason := why_kept(coding):
        raise Refused(reason, "Withdraw what rests on it first.")


def absorb(gone: Coding, into: Coding) -> None:
    """Tell everyone that one coding became part of another."""
    for move in absorption:
        move(gone, into)
