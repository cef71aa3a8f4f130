"""Taking a measure from the library."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.improvement.actions.measures import add_measure
from alongside.improvement.library import Entry
from alongside.improvement.library import entry as entry_of
from alongside.improvement.models import Measure
from alongside.programme.models import Collaborative


@transaction.atomic
def adopt_from_library(
    *, collaborative: Collaborative, entry: Entry | str, by: Person, key: str = "", **adapted: Any
) -> Measure:
    """Add a measure as the library defines it, with whatever is adapted; it keeps the entry's id and version.

    Its topic is the collaborative's own of the same name, where there is one and none is given.
    """
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    found = entry_of(entry) if isinstance(entry, str) else entry
    if "topic" not in adapted:
        adapted["topic"] = collaborative.topics.filter(name__iexact=found.topic).first()
    return add_measure(
        collaborative=collaborative,
        key=key or found.key,
        by=by,
        library=found.id,
        library_version=found.version,
        **{**found.fields, **adapted},
    )
