"""Written cells under which a coding changed: somebody reads them again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from alongside.coding.models import MatrixCell
from alongside.study.models import Study


def mark_stale(study: Study, cases: Iterable[int], codes: Iterable[int]) -> int:
    """Mark the cells of these cases and codes as older than what lies beneath them; gives how many were marked."""
    return MatrixCell.objects.filter(
        matrix__study=study, case__in=set(cases), code__in=set(codes), stale_since=None
    ).update(stale_since=timezone.now())
