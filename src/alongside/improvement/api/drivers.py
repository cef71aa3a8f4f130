"""The driver diagram and its published versions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from ninja import Field, Router, Schema, Status

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.models import Driver
from alongside.improvement.queries import packages
from alongside.improvement.queries.drivers import Branch, IdeaLine, diagram
from alongside.programme.models import Collaborative
from alongside.programme.queries import collaborative_for

router = Router(tags=["improvement"])


class DriverIn(Schema):
    text: str
    parent: uuid.UUID | None = Field(None, description="The primary driver above it; none for a primary one")


class DriverChange(Schema):
    revision: int
    text: str | None = None
    parent: uuid.UUID | None = Field(
        None, description="Put it under this primary driver; null makes it primary"
    )
    move: Literal["up", "down"] | None = None


class DriverOut(Schema):
    guid: uuid.UUID
    text: str
    revision: int


class IdeaCountsOut(Schema):
    guid: uuid.UUID
    title: str
    testing: int
    in_place: int
    spread: int
    given_up: int
    of: int


class BranchOut(DriverOut):
    drivers: list[BranchOut]
    ideas: list[IdeaCountsOut]


class DiagramOut(Schema):
    aim: str
    teams: int
    drivers: list[BranchOut]
    waiting: list[IdeaCountsOut] = Field(description="Ideas that serve no driver yet")


class PackageIn(Schema):
    note: str
    number: int | None = Field(None, description="The number you expect; 409 if another was published first")


class PackageOut(Schema):
    number: int
    note: str
    at: dt.datetime
    changed: list[str]


class PackageWholeOut(PackageOut):
    diagram: dict[str, Any]


@router.get("/collaboratives/{slug}/drivers", response=DiagramOut)
def get_diagram(request: Request, slug: str) -> DiagramOut:
    """The driver diagram as it stands, with how many teams are where with each idea."""
    found = diagram(request.user, collaborative_for(request.user, slug))
    return DiagramOut(
        aim=found.aim.text if found.aim else "",
        teams=found.teams,
        drivers=[_branch(each) for each in found.branches],
        waiting=[_counts(each) for each in found.waiting],
    )


def _branch(branch: Branch) -> BranchOut:
    return BranchOut(
        guid=branch.driver.guid,
        text=branch.driver.text,
        revision=branch.driver.revision,
        drivers=[_branch(each) for each in branch.branches],
        ideas=[_counts(each) for each in branch.ideas],
    )


def _counts(line: IdeaLine) -> IdeaCountsOut:
    names = ("testing", "in_place", "spread", "given_up", "of")
    return IdeaCountsOut(
        guid=line.idea.guid, title=line.idea.title, **{name: getattr(line.counts, name) for name in names}
    )


def _driver(collaborative: Collaborative, guid: uuid.UUID) -> Driver:
    found = (
        Driver.objects.filter(collaborative=collaborative, guid=guid)
        .select_related("collaborative__scope", "parent")
        .first()
    )
    if found is None:
        raise NotKnown("There is no such driver here.", "Look at the diagram.")
    return found


def _drawn(driver: Driver) -> DriverOut:
    return DriverOut(guid=driver.guid, text=driver.text, revision=driver.revision)


@router.post("/collaboratives/{slug}/drivers", response={201: DriverOut})
def add_driver(request: Request, slug: str, given: DriverIn) -> Status[DriverOut]:
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    parent = _driver(collaborative, given.parent) if given.parent else None
    driver = actions.add_driver(collaborative=collaborative, text=given.text, parent=parent, by=request.user)
    return Status(201, _drawn(driver))


@router.patch("/collaboratives/{slug}/drivers/{guid}", response=DriverOut)
def change_driver(request: Request, slug: str, guid: uuid.UUID, given: DriverChange) -> DriverOut:
    """Write it again, put it elsewhere, or move it by one. `revision` is the one you read; 409 gives both versions."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    driver = _driver(collaborative, guid)
    asked = given.dict(exclude_unset=True)
    text = driver.text if given.text is None else given.text
    driver = actions.write_driver(driver=driver, text=text, revision=given.revision, by=request.user)
    if "parent" in asked:
        parent = _driver(collaborative, given.parent) if given.parent else None
        driver = actions.place_driver(driver=driver, parent=parent, by=request.user)
    if given.move:
        driver = actions.move_driver(driver=driver, way=given.move, by=request.user)
    return _drawn(driver)


@router.delete("/collaboratives/{slug}/drivers/{guid}", response={204: None})
def remove_driver(request: Request, slug: str, guid: uuid.UUID) -> Status[None]:
    """Remove it with the drivers below it; ideas stay."""
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    actions.remove_driver(driver=_driver(collaborative, guid), by=request.user)
    return Status(204, None)


@router.get("/collaboratives/{slug}/change-packages", response=list[PackageOut])
def list_packages(request: Request, slug: str) -> list[PackageOut]:
    """Published versions of the change package, newest first."""
    return [_package(each) for each in packages.versions(collaborative_for(request.user, slug))]


def _package(version: packages.Version) -> PackageOut:
    row = version.package
    return PackageOut(number=row.number, note=row.note, at=row.at, changed=version.changed)


@router.get("/collaboratives/{slug}/change-packages/{number}", response=PackageWholeOut)
def get_package(request: Request, slug: str, number: int) -> PackageWholeOut:
    """One version as it stood."""
    collaborative = collaborative_for(request.user, slug)
    version = packages.version_of(collaborative, number)
    whole = packages.frozen_diagram(request.user, collaborative, version.package.frozen)
    return PackageWholeOut(**_package(version).dict(), diagram=whole)


@router.post("/collaboratives/{slug}/change-packages", response={201: PackageOut})
def publish_package(request: Request, slug: str, given: PackageIn) -> Status[PackageOut]:
    """Publish the diagram as it stands."""
    collaborative = collaborative_for(request.user, slug)
    row = actions.publish_package(
        collaborative=collaborative, note=given.note, number=given.number, by=request.user
    )
    return Status(201, _package(packages.version_of(collaborative, row.number)))
