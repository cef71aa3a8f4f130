"""Published versions of the change package."""

from __future__ import annotations

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.models import ChangePackage, Driver
from alongside.improvement.queries.packages import freeze, newest
from alongside.programme.models import Collaborative
from alongside.programme.texts import prose


@transaction.atomic
def publish_package(
    *, collaborative: Collaborative, note: str, by: Person, number: int | None = None
) -> ChangePackage:
    """Freeze the driver diagram with its ideas as it stands; `note` says what is new. `number` is the one expected."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    Collaborative.objects.select_for_update().get(pk=collaborative.pk)  # one number for one version
    before = newest(collaborative)
    following = before.number + 1 if before else 1
    if number is not None and number != following:
        raise Conflict(
            f"Somebody published version {following - 1} while you were writing.",
            "Look at it, then publish the next one.",
            theirs={"number": following - 1, "note": before.note if before else ""},
            mine={"number": number, "note": note},
        )
    note = prose(note, "note", most=2000, needed="Say in a sentence what is new in this version.")
    if not Driver.objects.filter(collaborative=collaborative).exists():
        raise Invalid("There is nothing to publish.", "Add a driver first.")
    frozen = freeze(collaborative)
    if before is not None and _structure(before.frozen) == _structure(frozen):
        raise Invalid(
            f"Nothing has changed since version {before.number}.",
            "Change the diagram first, then publish it.",
        )
    package = ChangePackage.objects.create(
        collaborative=collaborative, number=following, note=note, frozen=frozen, by=by
    )
    record("package.publish", by=by, thing=package, scope_id=collaborative.scope_id, number=following)
    return package


def _structure(frozen: dict[str, object]) -> dict[str, object]:
    return {name: part for name, part in frozen.items() if name != "stages"}
