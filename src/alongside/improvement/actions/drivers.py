"""The driver diagram, edited in place: what is believed to lead to the aim."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.db.models import F, Max

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.models import ChangeIdea, Driver
from alongside.programme.models import Collaborative
from alongside.programme.texts import line

Way = Literal["up", "down"]


@transaction.atomic
def add_driver(
    *,
    collaborative: Collaborative,
    text: str,
    by: Person,
    parent: Driver | None = None,
    after: Driver | None = None,
) -> Driver:
    """Add a primary driver, or a secondary one under `parent`; right `after` a sibling, else last."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    text = line(text, "text", needed="Say what leads to the aim.")
    if after is not None:
        parent = after.parent
    _may_stand_under(parent, collaborative)
    siblings = Driver.objects.filter(collaborative=collaborative, parent=parent)
    if after is not None:
        order = after.order + 1
        siblings.filter(order__gte=order).update(order=F("order") + 1)
    else:
        order = _last(siblings.aggregate(last=Max("order"))["last"])
    driver = Driver.objects.create(collaborative=collaborative, parent=parent, text=text, order=order)
    record("driver.add", by=by, thing=driver, parent=parent.pk if parent else None)
    return driver


@transaction.atomic
def write_driver(*, driver: Driver, text: str, revision: int, by: Person) -> Driver:
    """Write a driver's words again; the earlier ones are kept."""
    require(by, Permission.RUN_COLLABORATIVE, driver)
    driver = (
        Driver.objects.select_for_update(of=("self",))
        .select_related("collaborative__scope")
        .get(pk=driver.pk)
    )
    if revision != driver.revision:
        raise Conflict(
            "Somebody changed this driver while you were writing.",
            theirs={"text": driver.text, "revision": driver.revision},
            mine={"text": text},
        )
    text = line(text, "text", needed="Say what leads to the aim, or remove the driver.")
    if text == driver.text:
        return driver
    keep_revision(thing=driver, by=by, text=driver.text)
    driver.text, driver.revision = text, driver.revision + 1
    driver.save(update_fields=["text", "revision"])
    record("driver.write", by=by, thing=driver, revision=driver.revision)
    return driver


@transaction.atomic
def move_driver(*, driver: Driver, way: Way, by: Person) -> Driver:
    """One place up or down among its siblings; at the end of them nothing happens."""
    require(by, Permission.RUN_COLLABORATIVE, driver)
    siblings = list(
        Driver.objects.select_for_update().filter(
            collaborative=driver.collaborative_id, parent=driver.parent_id
        )
    )
    place = next(number for number, each in enumerate(siblings) if each.pk == driver.pk)
    _swap(siblings, place, way)
    Driver.objects.bulk_update(siblings, ["order"])
    record("driver.move", by=by, thing=driver, way=way)
    return driver


@transaction.atomic
def place_driver(*, driver: Driver, parent: Driver | None, by: Person) -> Driver:
    """Put a driver under another one, last there, or make it a primary driver."""
    require(by, Permission.RUN_COLLABORATIVE, driver)
    _may_stand_under(parent, driver.collaborative)
    if parent is not None and (parent.pk == driver.pk or driver.secondary.exists()):
        raise Invalid(
            "The diagram has two levels of drivers: one that has drivers of its own stays a primary one.",
            "Move those first.",
            fields={"parent": "It has drivers of its own."},
        )
    before = driver.parent_id
    siblings = Driver.objects.filter(collaborative=driver.collaborative_id, parent=parent)
    driver.parent = parent
    driver.order = _last(siblings.exclude(pk=driver.pk).aggregate(last=Max("order"))["last"])
    driver.save(update_fields=["parent", "order"])
    record("driver.place", by=by, thing=driver, parent=[before, driver.parent_id])
    return driver


@transaction.atomic
def remove_driver(*, driver: Driver, by: Person) -> None:
    """Take a driver out with those below it. Ideas stay: one that served no other driver waits to be placed."""
    require(by, Permission.RUN_COLLABORATIVE, driver)
    gone = [driver, *driver.secondary.all()]
    ideas = list(ChangeIdea.objects.filter(drivers__in=gone).distinct().values_list("pk", flat=True))
    for each in gone:
        keep_revision(thing=each, by=by, text=each.text)
    record("driver.remove", by=by, thing=driver, drivers=[each.pk for each in gone], ideas=ideas)
    driver.delete()


def _may_stand_under(parent: Driver | None, collaborative: Collaborative) -> None:
    if parent is None:
        return
    if parent.collaborative_id != collaborative.pk:
        raise Invalid(
            "That driver is of another collaborative.",
            "Choose one of this.",
            fields={"parent": "Of another collaborative."},
        )
    if parent.parent_id is not None:
        raise Invalid(
            "The diagram has two levels of drivers; below the second stand change ideas.",
            "Choose a primary driver.",
            fields={"parent": "Choose a primary driver."},
        )


def _last(order: int | None) -> int:
    return 0 if order is None else order + 1


def _swap(things: list[Driver], place: int, way: Way) -> None:
    """Number things in their order, with one of them a place further up or down."""
    other = place + (-1 if way == "up" else 1)
    for number, each in enumerate(things):
        each.order = number
    if 0 <= other < len(things):
        things[place].order, things[other].order = other, place
