"""Whom a number answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from alongside.improvement.models import Measure, RequirementMeasure


def answers(measures: Iterable[Measure | int]) -> dict[int, list[str]]:
    """Measure id → the names of the requirements that it answers, for those that answer any. One query."""
    ids = [each if isinstance(each, int) else each.pk for each in measures]
    found: dict[int, list[str]] = defaultdict(list)
    rows = RequirementMeasure.objects.filter(measure__in=ids).order_by("requirement__name")
    for measure, name in rows.values_list("measure", "requirement__name"):
        found[measure].append(name)
    return dict(found)
