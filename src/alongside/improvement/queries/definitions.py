"""Measures as they are defined: all of them, and one with its history and who follows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.actions.measures import DEFINED
from alongside.improvement.definitions import definitions, in_force
from alongside.improvement.library import Entry, differences, entries
from alongside.improvement.models import Measure, MeasureVersion, Series
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative

WORDS = {
    "name": "Name",
    "type": "What it tells",
    "unit": "Unit",
    "chart": "Chart",
    "direction": "Better",
    "sent": "What teams send",
    "multiply": "Told for each",
    "definition": "Definition",
    "sampling": "Which cases",
    "numerator": "Counts",
    "denominator": "Out of",
    "exclusions": "Leaves out",
    "source": "Source",
}


def said(version: Any, name: str) -> str:
    """One part of a definition in words, of a version or of an entry of the library."""
    value = getattr(version, name)
    choices = {"type": MeasureVersion.Type, "unit": MeasureVersion.Unit, "chart": MeasureVersion.Chart,
               "direction": MeasureVersion.Direction, "sent": MeasureVersion.Sent}  # fmt: skip
    if name in choices:
        return str(choices[name](value).label)
    return "nothing" if value in (None, "") else f"{value:g}" if isinstance(value, float | int) else value


@dataclass(frozen=True)
class Change:
    """One part of a definition that differs, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """A definition, and what it changed."""

    version: MeasureVersion
    until: dt.date | None
    changes: list[Change]
    current: bool


@dataclass(frozen=True)
class Follower:
    """A team that follows a measure, as the viewer may call it."""

    label: Label
    series: Series

    @property
    def since(self) -> dt.date:
        return self.series.since or self.series.team.joined

    @property
    def until(self) -> dt.date | None:
        """The last day: when it stopped, or the team left."""
        days = [day for day in (self.series.until, self.series.team.left) if day is not None]
        return min(days) if days else None

    @property
    def targets(self) -> list[tuple[float, dt.date]]:
        """What was aimed at, from which day, newest first."""
        return [
            (each.value, each.since)
            for each in sorted(self.series.targets.all(), key=lambda one: one.since, reverse=True)
        ]


@dataclass(frozen=True)
class Row:
    """A measure in the list."""

    measure: Measure
    version: MeasureVersion
    versions: int
    followed: list[Label]
    teams: int
    newer: bool

    @property
    def by_all(self) -> bool:
        return bool(self.teams) and len(self.followed) == self.teams


def by_id() -> dict[str, Entry]:
    return {each.id: each for each in entries()}


def newer_entry(version: MeasureVersion) -> Entry | None:
    """The library's entry, where it has a newer version than the one that was adopted."""
    found = by_id().get(version.library)
    return found if found is not None and found.version > (version.library_version or 0) else None


def measure_list(viewer: Person, collaborative: Collaborative) -> dict[str, Any]:
    """All measures, those in use before the retired ones. Five queries."""
    day = timezone.localdate()
    named = labels(viewer, collaborative)
    here = {team.pk for team in collaborative.teams.all() if team.left is None or team.left >= day}
    measures = list(Measure.objects.filter(collaborative=collaborative).select_related("topic"))
    versions = definitions(measure.pk for measure in measures)
    followed: dict[int, list[Label]] = {}
    for measure, team in (
        Series.objects.followed(day)
        .filter(measure__collaborative=collaborative, team__in=here & set(named))
        .order_by("team__letter")
        .values_list("measure", "team")
    ):
        followed.setdefault(measure, []).append(named[team])
    rows = [
        Row(
            measure,
            now := in_force(versions[measure.pk]),
            len(versions[measure.pk]),
            followed.get(measure.pk, []),
            len(here & set(named)),
            newer_entry(now) is not None,
        )
        for measure in measures
    ]
    return {
        "collaborative": collaborative,
        "rows": [row for row in rows if row.measure.retired_on is None],
        "retired": [row for row in rows if row.measure.retired_on is not None],
        "core": sum(row.measure.core and row.measure.retired_on is None for row in rows),
        "lonely": [row for row in rows if row.measure.retired_on is None and not row.followed],
        "may_run": bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative)),
    }


def history(found: list[MeasureVersion]) -> list[Version]:
    """Definitions, newest first, each with what it changed and up to which day it held."""
    now = in_force(found)
    told = []
    for place, version in enumerate(found):
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        changed = [
            Change(WORDS[name], said(before, name), said(version, name))
            for name in DEFINED
            if before is not None and getattr(before, name) != getattr(version, name)
        ]
        ends = after.since - dt.timedelta(days=1) if after is not None and after.since is not None else None
        told.append(Version(version, ends, changed, version.pk == now.pk))
    return told[::-1]


def measure_page(viewer: Person, measure: Measure) -> dict[str, Any]:
    """A measure: its definition, what it was before, and who follows it since when with which target."""
    collaborative = measure.collaborative
    named = labels(viewer, collaborative)
    found = definitions([measure.pk])[measure.pk]
    version = in_force(found)
    series = (
        measure.series.filter(team__in=named)
        .select_related("team")
        .prefetch_related("targets")
        .order_by("team__letter")
    )
    followers = [Follower(named[each.team_id], each) for each in series]
    following = {each.series.team_id for each in followers if each.series.until is None}
    others = [
        label
        for pk, label in named.items()
        if pk not in following
        and pk in set(collaborative.teams.filter(left=None).values_list("pk", flat=True))
    ]
    newer = newer_entry(version)
    return {
        "collaborative": collaborative,
        "measure": measure,
        "version": version,
        "versions": history(found),
        "coming": [each for each in found if each.number > version.number],
        "followers": followers,
        "others": others,
        "entry": by_id().get(version.library),
        "newer": newer,
        "differs": [
            Change(WORDS[name], said(version, name), said(newer, name))
            for name, *_ in differences(newer, version)
        ]
        if newer is not None
        else [],
        "may_run": bool(check(viewer, Permission.RUN_COLLABORATIVE, measure)),
    }
