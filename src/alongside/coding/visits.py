"""A person's visit, and who else is at a source now."""

from __future__ import annotations

import time
import uuid

from django.core.cache import cache
from django.http import HttpRequest

from alongside.accounts.models import Person
from alongside.coding.undo.memory import forget_old
from alongside.study.models import Source, Study

HERE_FOR = 20  # seconds without a word, after which somebody is taken to have gone


def visit_of(request: HttpRequest, study: Study, person: Person) -> uuid.UUID:
    """The visit this request belongs to: from signing in, in each study its own, until signing out."""
    visits = request.session.setdefault("visits", {})
    key = str(study.pk)
    if key not in visits:
        forget_old(person)
        visits[key] = str(uuid.uuid4())
        request.session.modified = True
    return uuid.UUID(visits[key])


def arrive(source: Source, person: Person, turn: int | None = None) -> None:
    """Note that somebody is at a source now, at which turn of it."""
    seen = _seen(source)
    seen[person.pk] = (time.time(), turn)
    cache.set(_key(source), seen, HERE_FOR * 3)


def others_at(source: Source, person: Person) -> dict[int, int | None]:
    """Ids of the people who are at a source now besides this one, with the turn they are at."""
    return {pk: turn for pk, (_, turn) in _seen(source).items() if pk != person.pk}


def _seen(source: Source) -> dict[int, tuple[float, int | None]]:
    now = time.time()
    kept: dict[int, tuple[float, int | None]] = cache.get(_key(source)) or {}
    return {pk: each for pk, each in kept.items() if now - each[0] < HERE_FOR}


def _key(source: Source) -> str:
    return f"here-{source.pk}"
