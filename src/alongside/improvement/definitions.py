"""A measure's definitions, which of them holds in a month, and what shape of number it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone

from alongside.improvement.models import MeasureVersion, Series

_MINUTES = {
    MeasureVersion.Unit.MINUTES: 1.0,
    MeasureVersion.Unit.HOURS: 60.0,
    MeasureVersion.Unit.DAYS: 1440.0,
}


def in_force(versions: Iterable[MeasureVersion], on: dt.date | None = None) -> MeasureVersion:
    """The definition that holds on a day, today where none is given: the newest that has begun, or else the first."""
    day = on or timezone.localdate()
    ordered = sorted(versions, key=lambda version: version.number)
    begun = [version for version in ordered if version.since is None or version.since <= day]
    return begun[-1] if begun else ordered[0]


def current_version(series: Series) -> MeasureVersion:
    """The definition in force."""
    return in_force(series.measure.versions.all())


def version_for(series: Series, period: dt.date) -> MeasureVersion:
    """The definition that a month's number is counted by: a late number, or a correction, keeps the one of its own month."""
    return in_force(series.measure.versions.all(), period)


def definitions(measures: Iterable[int]) -> dict[int, list[MeasureVersion]]:
    """Measure id → its definitions, oldest first. One query."""
    found: dict[int, list[MeasureVersion]] = {}
    for version in MeasureVersion.objects.filter(measure__in=set(measures)).order_by("measure", "number"):
        found.setdefault(version.measure_id, []).append(version)
    return found


def shares(version: MeasureVersion) -> bool:
    """Whether a measure is sent as two numbers, a numerator and its denominator, rather than as one value."""
    return version.sent in (MeasureVersion.Sent.PROPORTION, MeasureVersion.Sent.RATE)


def scale(unit: str, multiply: float | None) -> float:
    """What a numerator over its denominator is multiplied by to be told in a unit."""
    return multiply or (100.0 if unit == MeasureVersion.Unit.PERCENT else 1.0)


def conversion(old: tuple[str, float | None], new: tuple[str, float | None]) -> float:
    """What a value told in one unit (with its multiplier) is multiplied by to be told in another.

    Minutes, hours and days turn into each other, and so do per cent and rates; where units have nothing in common the value
    stands as it was sent.
    """
    ratios = {MeasureVersion.Unit.PERCENT, MeasureVersion.Unit.RATE}
    if {old[0], new[0]} <= set(_MINUTES):
        return _MINUTES[MeasureVersion.Unit(old[0])] / _MINUTES[MeasureVersion.Unit(new[0])]
    if {old[0], new[0]} <= ratios:
        return scale(*new) / scale(*old)
    return 1.0


def comparable(old: str, new: str) -> bool:
    """Whether a value told in one unit means anything in another."""
    ratios = {MeasureVersion.Unit.PERCENT, MeasureVersion.Unit.RATE}
    return old == new or {old, new} <= set(_MINUTES) or {old, new} <= ratios


def changes(versions: Sequence[MeasureVersion]) -> list[MeasureVersion]:
    """The definitions that replaced another from a month on, and so begin a phase."""
    return [version for version in versions if version.number > 1 and version.since is not None]
