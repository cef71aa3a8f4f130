"""A measure's definition in force, and what shape of number it asks for."""

from __future__ import annotations

from alongside.improvement.models import MeasureVersion, Series


def current_version(series: Series) -> MeasureVersion:
    """The definition in force."""
    return max(series.measure.versions.all(), key=lambda version: version.number)


def shares(version: MeasureVersion) -> bool:
    """Whether a measure is sent as how many of how many, rather than as one value."""
    return version.chart == MeasureVersion.Chart.P
