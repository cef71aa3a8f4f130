"""What findings say to the coding beneath them: a quote that somebody was shown stays where it is."""

from __future__ import annotations

from alongside.coding.models import Coding
from alongside.findings.models import Evidence


def why_kept(coding: Coding) -> str | None:
    """Why a coding may not be removed or moved, if a released finding rests on it."""
    number = (
        Evidence.objects.filter(coding=coding, withdrawn=False, finding_version__releases__isnull=False)
        .values_list("finding_version__finding__number", flat=True)
        .first()
    )
    return None if number is None else f"Finding {number} was released with this quote."


def follow(gone: Coding, into: Coding) -> None:
    """A coding became part of another: the evidence that points at it points at the other."""
    Evidence.objects.filter(coding=gone).update(coding=into)
