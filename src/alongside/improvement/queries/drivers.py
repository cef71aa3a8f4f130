"""The driver diagram, from the aim to the ideas, with how far the teams have taken each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from alongside.accounts.models import Person
from alongside.improvement.models import ChangeIdea, Driver
from alongside.improvement.queries.adoption import Counts, standing
from alongside.improvement.queries.packages import outline
from alongside.programme.models import Aim, Collaborative


@dataclass(frozen=True)
class IdeaLine:
    """An idea under one driver; `key` tells this place from the same idea under another driver."""

    idea: ChangeIdea
    counts: Counts
    key: str
    under: str


@dataclass
class Branch:
    """A driver with what is below it."""

    driver: Driver
    branches: list[Branch] = field(default_factory=list)
    ideas: list[IdeaLine] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.driver.guid)


@dataclass(frozen=True)
class Diagram:
    """Aim, primary drivers, secondary drivers, ideas. `waiting` are ideas that serve no driver yet."""

    aim: Aim | None
    branches: list[Branch]
    waiting: list[IdeaLine]
    retired: list[ChangeIdea]
    teams: int
    outline: dict[str, Any]


def diagram(viewer: Person, collaborative: Collaborative) -> Diagram:
    """The diagram as it stands now; counts are over the teams that the viewer may know of. Eight queries."""
    drivers = list(Driver.objects.filter(collaborative=collaborative))
    every = list(
        ChangeIdea.objects.filter(collaborative=collaborative)
        .select_related("topic")
        .prefetch_related("drivers")
    )
    ideas = [each for each in every if each.retired_on is None]
    found = standing(collaborative, viewer, ideas)
    under: dict[int | None, list[IdeaLine]] = defaultdict(list)
    for idea in ideas:
        counts = found.counts(idea)
        places = list(idea.drivers.all())
        for driver in places:
            guid = str(driver.guid)
            under[driver.pk].append(IdeaLine(idea, counts, f"{idea.guid}.{guid}", guid))
        if not places:
            under[None].append(IdeaLine(idea, counts, f"{idea.guid}.none", "none"))
    branches = {driver.pk: Branch(driver, ideas=under[driver.pk]) for driver in drivers}
    for driver in drivers:
        if driver.parent_id is not None:
            branches[driver.parent_id].branches.append(branches[driver.pk])
    aim = collaborative.aims.order_by("since", "id").last()
    return Diagram(
        aim=aim,
        branches=[branches[driver.pk] for driver in drivers if driver.parent_id is None],
        waiting=under[None],
        retired=[each for each in every if each.retired_on is not None],
        teams=len(found.labels),
        outline=outline(aim.text if aim else "", drivers, ideas),
    )


@dataclass(frozen=True)
class DriverRemoval:
    """What goes with a driver, and what is left without one."""

    secondary: list[str]
    waiting: list[str]
    kept: list[str]


def removal_of(driver: Driver) -> DriverRemoval:
    """What removing a driver would unlink, to be said before it is done."""
    below = list(driver.secondary.all())
    gone = [driver.pk, *(each.pk for each in below)]
    ideas = (
        ChangeIdea.objects.filter(drivers__in=gone, retired_on=None).distinct().prefetch_related("drivers")
    )
    waiting: list[str] = []
    kept: list[str] = []
    for idea in ideas:
        others = [each for each in idea.drivers.all() if each.pk not in gone]
        (kept if others else waiting).append(idea.title)
    return DriverRemoval([each.text for each in below], waiting, kept)


@dataclass(frozen=True)
class IdeaRemoval:
    """What rests on an idea."""

    teams: int
    cycles: int
    materials: int
    drivers: int


def removal_of_idea(idea: ChangeIdea) -> IdeaRemoval:
    """What would be out of sight with an idea; none of it is deleted."""
    found = ChangeIdea.objects.filter(pk=idea.pk).aggregate(
        teams=Count("adoptions__team", distinct=True),
        cycles=Count("cycles", distinct=True),
        materials=Count("materials", distinct=True),
        drivers=Count("drivers", distinct=True),
    )
    return IdeaRemoval(**found)
