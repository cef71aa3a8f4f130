"""Written cells under which a coding changed: somebody reads them again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from alongside.coding.models import MatrixCell


def any_fresh(code: int) -> bool:
    """Whether any cell of a code could be marked: most of the day there is none."""
    return MatrixCell.objects.filter(code=code, stale_since=None).exists()


def mark_stale(cases: Iterable[int], codes: Iterable[int]) -> int:
    """Mark the cells of these cases and codes as older than what lies beneath them; gives how many were marked."""
    # a case is one study's, and so is its row of the matrix
    found = MatrixCell.objects.filter(case__in=set(cases), code__in=set(codes), stale_since=None)
    return found.update(stale_since=timezone.now())
