"""A number for each coding that changes when the coding does, the same from the database as from Python.

How many codings a page holds and the sum of their numbers stand in the tag of its sheet. So the page knows the tag after
each of its own deeds by itself, and what somebody else did in between is never taken for known.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Case, Expression, F, IntegerField, Value, When
from django.db.models.functions import Cast

from alongside.coding.models import Coding

PRIME = 1_000_003  # a sum over a million codings is still a whole number to the browser
VALENCES = ["", *Coding.Valence.values]
REVIEWS = ["", *Coding.Review.values]


def _mixed(pk: Any, start: Any, end: Any, code: Any, coder: Any, rest: Any) -> Any:
    """Of numbers or of expressions alike. Each coding weighs its own, lest two changes cancel each other out."""
    return (pk % 8191 + 1) * (start * 31 + end * 17 + code * 7 + coder * 5 + rest) % PRIME


def checksum(
    pk: int, start: int, end: int, code: int, coder: int, valence: str, review: str, important: bool
) -> int:
    rest = VALENCES.index(valence) * 101 + REVIEWS.index(review) * 211 + important * 53
    found: int = _mixed(pk, start, end, code, coder, rest)
    return found


def checksums() -> Expression:
    """The same for a statement over codings."""
    rest = _number_of("valence", VALENCES) * 101 + _number_of("review", REVIEWS) * 211
    rest += Case(When(important=True, then=53), default=0, output_field=IntegerField())
    pk, code, coder = (Cast(name, BigIntegerField()) for name in ("pk", "code_id", "coder_id"))
    found: Expression = _mixed(pk, F("start"), F("end"), code, coder, rest)
    return found


def _number_of(field: str, words: list[str]) -> Case:
    whens = (When(**{field: word}, then=Value(number)) for number, word in enumerate(words) if word)
    return Case(*whens, default=0, output_field=IntegerField())
