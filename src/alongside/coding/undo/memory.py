"""Keeping what an act touches, while it runs inside a visit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.access.models import Revision
from alongside.accounts.models import Person
from alongside.coding.models import Change, Coding
from alongside.coding.undo.states import KINDS, State, fresh_state, key_of
from alongside.study.models import Source, Study

KEPT = dt.timedelta(days=2)
NAMES = {"note": "note", "cell": "matrixcell", "entry": "codeentry"}


@dataclass
class Memory:
    """What an act has touched so far, with the states before it."""

    study: Study
    before: dict[str, dict[str, State]] = field(default_factory=dict)
    fresh: dict[str, Coding] = field(default_factory=dict)  # codings made in this act, as they were made
    kept: bool = False  # whether there is something to undo

    def after(self) -> dict[str, dict[str, State]]:
        """The states once the act is done."""
        states: dict[str, dict[str, State]] = {}
        for kind, keys in self.before.items():
            asked = [key for key in keys if key not in self.fresh]
            states[kind] = KINDS[kind].states(self.study, asked) if asked else {}
        if self.fresh:
            states["coding"] |= {key: fresh_state(coding) for key, coding in self.fresh.items()}
        return states

    def keys(self, kind: str) -> set[str]:
        """The guids of what was touched of this kind."""
        return set(self.before.get(kind, {}))


_memory: ContextVar[Memory | None] = ContextVar("alongside_visit", default=None)


@contextmanager
def visiting(
    *, study: Study, by: Person, visit: uuid.UUID, verb: str, source: Source | None = None
) -> Iterator[Memory]:
    """Run one act of a visit, all of it or nothing, and keep what it takes to undo it. `verb` names it to the person."""
    memory = Memory(study)
    token = _memory.set(memory)
    try:
        with transaction.atomic():
            yield memory
            after = memory.after()
            if after != memory.before:
                forget_undone(by, visit)
                Change.objects.create(
                    study=study,
                    source=source,
                    person=by,
                    visit=visit,
                    verb=verb,
                    before=memory.before,
                    after=after,
                )
                memory.kept = True
    finally:
        _memory.reset(token)


def touch(*things: Any) -> None:
    """Say, before it happens, that these are going to be changed or removed."""
    memory = _memory.get()
    if memory is None:
        return
    for thing in things:
        kind, key = key_of(thing)
        memory.fresh.pop(key, None)
        keys = memory.before.setdefault(kind, {})
        if key not in keys:
            keys |= KINDS[kind].states(memory.study, [key])


def made(thing: Any) -> None:
    """Say, after it happened, that this was not there before."""
    memory = _memory.get()
    if memory is not None:
        kind, key = key_of(thing)
        memory.before.setdefault(kind, {}).setdefault(key, {"stands": False} if kind == "step" else None)
        if isinstance(thing, Coding):
            memory.fresh[key] = thing


def forget_old(by: Person) -> None:
    """What was done days ago is not undone any more."""
    Change.objects.filter(person=by, at__lt=timezone.now() - KEPT).delete()


def forget_undone(by: Person, visit: uuid.UUID) -> None:
    """A new act ends what could have been redone."""
    undone = Change.objects.filter(person=by, visit=visit, undone_at__isnull=False)
    for change in undone if undone.exists() else ():  # mostly there is none, and no more need be read
        for kind, name in NAMES.items():
            for key, state in change.after.get(kind, {}).items():
                if state is not None and state != change.before[kind].get(key):
                    Revision.objects.filter(kind=name, guid=key, number=state["revision"]).delete()
        change.delete()
