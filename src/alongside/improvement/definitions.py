"""A measure's definition in force, and what shape of number it asks for."""

from __future__ import annotations

from alongside.improvement.models import MeasureVersion, Series


def current_version(series: Series) -> MeasureVersion:
    """The definition in force."""
    return max(series.measure.versions.all(), key=lambda version: version.number)


def shares(version: MeasureVersion) -> bool:
    """Whether a measure is sent as two numbers, a numerator and its denominator, rather than as one value."""
    return version.sent in (MeasureVersion.Sent.PROPORTION, MeasureVersion.Sent.RATE)
