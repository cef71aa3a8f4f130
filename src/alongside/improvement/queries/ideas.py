"""A change idea with all that belongs to it, as one person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.actions.ideas import may_remove_material
from alongside.improvement.models import ChangeIdea, Material, PdsaCycle
from alongside.improvement.queries.adoption import Reader, Standing, Step, may_record, standing
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative, Team
from alongside.programme.queries import hides_names


@dataclass(frozen=True)
class ShownMaterial:
    """A material; `source` says from which team, where that may be said."""

    pk: int
    title: str
    url: str
    source: str
    letter: str
    may_remove: bool


def materials(viewer: Person, collaborative: Collaborative, idea: ChangeIdea) -> list[ShownMaterial]:
    """What one may take along. Where names are withheld a material is not tied to a letter, since its address may tell a name."""
    every, hides = labels(viewer, collaborative), hides_names(viewer, collaborative)
    shown = []
    rows = Material.objects.filter(idea=idea).select_related("team__scope__parent")
    for row in rows:
        row.idea = idea
        label = every.get(row.team_id) if row.team_id else None
        if row.team_id and label is None:
            continue
        tied = label is not None and (not hides or label.is_own)
        shown.append(
            ShownMaterial(
                pk=row.pk,
                title=row.title,
                url=row.url,
                source=label.text if label and tied else ("a team" if row.team_id else "the host"),
                letter=label.letter if label and tied else "",
                may_remove=may_remove_material(viewer, row),
            )
        )
    return shown


@dataclass(frozen=True)
class TeamThere:
    """One team with the idea: its latest step."""

    label: Label
    step: Step


def idea_page(viewer: Person, collaborative: Collaborative, idea: ChangeIdea) -> dict[str, Any]:
    """Everything on an idea's page."""
    found = standing(collaborative, viewer, [idea])
    reader = Reader(viewer, collaborative, found)
    there = []
    for pk, label in found.labels.items():
        latest = found.latest(idea, pk)
        if latest is not None and latest.stage != "untested":
            step = reader.step(latest)
            taught = [reader.step(each) for each in found.steps[idea.pk, pk] if each.learnt_from_id]
            if taught and not step.learnt_from:  # the newest step that says from whom
                step = replace(step, learnt_from=taught[-1].learnt_from, learnt_at=taught[-1].learnt_at)
            there.append(TeamThere(label, step))
    there.sort(key=lambda each: (each.step.on, each.step.pk))
    cycles = list(
        PdsaCycle.objects.visible_to(viewer)
        .filter(change_idea=idea)
        .select_related("team")
        .order_by("-started", "-id")
    )
    own = may_record(viewer, collaborative, found)
    return {
        "counts": found.counts(idea),
        "there": there,
        "cycles": cycles,
        "materials": materials(viewer, collaborative, idea),
        "drivers": list(idea.drivers.select_related("parent").order_by("order")),
        "own_teams": [team for team in own.values() if found.concerns(idea, team.pk)],
        "may_edit": bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative)),
    }


def own_teams(viewer: Person, collaborative: Collaborative) -> list[Team]:
    """The teams for whom the viewer may log tests, propose ideas and record steps."""
    teams = collaborative.teams.filter(left=None).select_related("scope__parent", "collaborative__scope")
    return [team for team in teams if check(viewer, Permission.LOG_TEST, team)]


def cell_page(
    viewer: Person, collaborative: Collaborative, idea: ChangeIdea, team: int, found: Standing
) -> dict[str, Any]:
    """One cell of the board, opened: the team's steps, the same idea elsewhere, what to take along."""
    reader = Reader(viewer, collaborative, found)
    own = may_record(viewer, collaborative, found)
    may = team in own
    steps: Iterable[Any] = found.steps.get((idea.pk, team), [])
    return {
        "idea": idea,
        "label": found.labels[team],
        "steps": [reader.step(each, may_undo=may) for each in steps],
        "elsewhere": reader.elsewhere(idea, team),
        "materials": materials(viewer, collaborative, idea),
        "concerned": found.concerns(idea, team),
        "may_record": may and found.concerns(idea, team) and idea.retired_on is None,
        "cycles": PdsaCycle.objects.visible_to(viewer)
        .filter(team=team, change_idea=idea)
        .order_by("started", "id"),
    }
