"""Writing the audit trail: one call in every action."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

from alongside.audit.models import AuditEvent, Via

_via: ContextVar[str] = ContextVar("via", default=Via.CLI.value)

# A word of a closed vocabulary, an id, a hash, a date: never a sentence, a name or an address.
_TOKEN = re.compile(r"[a-z0-9][a-z0-9_.:+/-]{0,127}", re.ASCII)


@contextmanager
def through(via: Via) -> Iterator[None]:
    """Everything recorded inside came through this door: web, api, cli or job."""
    token = _via.set(via.value)
    try:
        yield
    finally:
        _via.reset(token)


def current_via() -> str:
    return _via.get()


def record(
    verb: str,
    *,
    by: models.Model | None,
    thing: models.Model | None = None,
    scope_id: int | None = None,
    batch: uuid.UUID | None = None,
    **details: Any,
) -> AuditEvent:
    """Write one event. `details` are ids, numbers, enums, dates and hashes; prose is refused with ValueError."""
    return AuditEvent.objects.create(
        via=_via.get(),
        actor_id=by.pk if by is not None else None,
        verb=verb,
        object_kind=thing._meta.model_name or "" if thing is not None else "",
        object_id=thing.pk if thing is not None else None,
        scope_id=scope_id if scope_id is not None else scope_of(thing),
        batch=batch,
        details={name: plain(value, name) for name, value in details.items()},
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`{field: [from, to]}` for the fields that differ."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def scope_of(thing: object) -> int | None:
    """The id of the scope that a row lives in: its own `scope_id`, else that of its `scope`."""
    found = getattr(thing, "scope_id", None)
    if found is None:
        found = getattr(getattr(thing, "scope", None), "pk", None)
    return found


def plain(value: Any, name: str = "") -> Any:
    """The value as it may stand in `details`; ValueError for anything that could be prose."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, str):
        if value == "" or _TOKEN.fullmatch(value.lower()):
            return value
        raise ValueError(
            f"Audit detail {name!r} looks like prose; only ids, numbers, enums, dates and hashes may stand there."
        )
    if isinstance(value, Mapping):
        return {plain(str(key), name): plain(item, name) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, name) for item in value]
    raise ValueError(f"Audit detail {name!r} is a {type(value).__name__}; give its id.")
