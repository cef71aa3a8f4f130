"""What findings say to the coding beneath them: a quote that somebody was shown stays where it is."""

from __future__ import annotations

from alongside.coding.models import Coding
from alongside.coding.words import Words
from alongside.findings.models import Evidence, EvidencePart, FindingVersion
from alongside.study.models import Source


def why_kept(coding: Coding) -> str | None:
    """Why a coding may not be removed or moved, if a released finding rests on it."""
    number = (
        Evidence.objects.filter(coding=coding, withdrawn=False, finding_version__releases__isnull=False)
        .values_list("finding_version__finding__number", flat=True)
        .first()
    )
    return None if number is None else f"Finding {number} was released with this quote."


def cover(source: Source, words: Words) -> list[str]:
    """Words were taken out of a source: cover them in what evidence froze, and name the findings that say them themselves."""
    covered = 0
    parts = EvidencePart.objects.filter(evidence__finding_version__finding__study=source.study).exclude(
        text=""
    )
    for part in parts:
        if words.stand_in(part.text):
            EvidencePart.objects.filter(pk=part.pk).update(text=words.covered(part.text))
            covered += 1
    said = sorted(
        number
        for number, *texts in FindingVersion.objects.filter(finding__study=source.study).values_list(
            "finding__number", "statement"
        )
        if words.stand_in(texts)
    )
    found = [f"{covered} frozen quote{'s' if covered > 1 else ''}, covered"] if covered else []
    return found + [f"finding {number}, its statement: write a new version" for number in dict.fromkeys(said)]


def follow(gone: Coding, into: Coding) -> None:
    """A coding became part of another: the evidence that points at it points at the other."""
    Evidence.objects.filter(coding=gone).update(coding=into)
