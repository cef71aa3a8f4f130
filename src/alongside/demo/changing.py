"""The change package's chapter: the driver diagram and its ideas, the versions published, and who took up what from whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alongside.access.models import Revision
from alongside.accounts.models import Person
from alongside.demo.texts import Texts
from alongside.demo.timeline import Timeline, World
from alongside.improvement.actions import (
    add_driver,
    add_idea,
    add_material,
    propose_idea,
    publish_package,
    record_step,
    retire_idea,
    update_test,
    write_driver,
    write_idea,
)
from alongside.improvement.models import ChangePackage, PdsaCycle
from alongside.programme.models import Topic

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """One step of a team with an idea, as it is told; from whom and at which session may be unsaid."""

    team: str
    idea: str
    stage: str
    on: dt.date
    learnt_from: str
    learnt_at: str
    note: str


def tell(world: World, timeline: Timeline) -> None:
    """Put the change package on the timeline: what stands in it, then what teams did with it."""
    text = world.texts.changes
    for row in text["drivers"]:
        timeline.add(row["since"], _add_driver, row)
    for row in text["drivers_again"]:
        timeline.add(row["on"], _write_driver, row, stamps=(Revision,))
    for row in text["ideas"]:
        timeline.add(row["since"], _add_idea, row)
        if "retired" in row:
            timeline.add(row["retired"], _retire, row)
    for row in text["ideas_again"]:
        timeline.add(row["on"], _write_idea, row, stamps=(Revision,))
    for row in text["proposals"]:
        timeline.add(row["on"], _propose, row)
    for row in text["versions"]:
        timeline.add(row["on"], _publish, row, stamps=(ChangePackage,))
    since = {row["key"]: row["since"] for row in text["ideas"]}
    for step in taken(world.texts):
        # what a team did before the idea stood in the package was written down when it did
        timeline.add(max(step.on, since[step.idea]), _step, step)


def taken(texts: Texts) -> list[Taken]:
    """The steps that are told; those that tests of change make by themselves are not among them."""
    return [Taken(*row) for row in texts.changes["adoption"]["steps"]]


def _lead_of(world: World, letter: str) -> Person:
    return world.people[world.texts.team(letter).lead.name]


def _topic(world: World, row: Row) -> Topic | None:
    return world.collaborative.topics.get(name=row["topic"]) if "topic" in row else None


def _add_driver(world: World, row: Row) -> None:
    world.drivers[row["key"]] = add_driver(
        collaborative=world.collaborative,
        text=row["text"],
        parent=world.drivers[row["under"]] if "under" in row else None,
        by=world.lead,
    )


def _write_driver(world: World, row: Row) -> None:
    driver = world.drivers[row["driver"]]
    world.drivers[row["driver"]] = write_driver(
        driver=driver, text=row["text"], revision=driver.revision, by=world.lead
    )


def _add_idea(world: World, row: Row) -> None:
    idea = add_idea(
        collaborative=world.collaborative,
        title=row["title"],
        what=row["what"],
        evidence=row["evidence"],
        topic=_topic(world, row),
        drivers=[world.drivers[key] for key in row["drivers"]],
        by=world.lead,
    )
    world.ideas[row["key"]] = idea
    for letter, title, url in row.get("materials", ()):
        add_material(
            idea=idea,
            title=title,
            url=url,
            team=world.teams[letter] if letter else None,
            by=_lead_of(world, letter) if letter else world.lead,
        )
    for test in world.texts.programme["tests"]:
        if test.get("change_idea") == row["key"] and test["id"] in world.cycles:
            _say_what_it_tried(world, test)


def _say_what_it_tried(world: World, test: Row) -> None:
    """Tests that were there before the idea: it grew out of them."""
    cycle = PdsaCycle.objects.get(pk=world.cycles[test["id"]].pk)
    world.cycles[test["id"]] = update_test(
        cycle=cycle,
        revision=cycle.revision,
        change_idea=world.ideas[test["change_idea"]],
        in_place=cycle.act == PdsaCycle.Act.ADOPT,
        by=_lead_of(world, test["team"]),
    )


def _write_idea(world: World, row: Row) -> None:
    idea = world.ideas[row["idea"]]
    said = {name: row[name] for name in ("what", "evidence") if name in row}
    world.ideas[row["idea"]] = write_idea(idea=idea, revision=idea.revision, by=world.lead, **said)


def _retire(world: World, row: Row) -> None:
    world.ideas[row["key"]] = retire_idea(idea=world.ideas[row["key"]], on=row["retired"], by=world.lead)


def _propose(world: World, row: Row) -> None:
    world.ideas[row["key"]] = propose_idea(
        team=world.teams[row["team"]],
        title=row["title"],
        what=row["what"],
        evidence=row["evidence"],
        topic=_topic(world, row),
        by=_lead_of(world, row["team"]),
    )


def _publish(world: World, row: Row) -> None:
    publish_package(collaborative=world.collaborative, note=row["note"], by=world.lead)


def _step(world: World, step: Taken) -> None:
    record_step(
        team=world.teams[step.team],
        idea=world.ideas[step.idea],
        stage=step.stage,
        on=step.on,
        learnt_from=world.teams[step.learnt_from] if step.learnt_from else None,
        learnt_at=world.events[step.learnt_at] if step.learnt_at else None,
        note=step.note,
        by=_lead_of(world, step.team),
    )
