"""Bringing many numbers in from a table: team, measure, month, and how many of how many or one value."""

from alongside.improvement.importing.keeping import ImportSummary, import_observations
from alongside.improvement.importing.layout import Layout

__all__ = ["ImportSummary", "Layout", "import_observations"]
