"""What findings say to the coding beneath them: a quote that somebody was shown stays where it is."""

from __future__ import annotations

from typing import Any

from alongside.coding.models import Coding
from alongside.coding.words import Words
from alongside.findings.models import (
    Action,
    Decision,
    Evidence,
    EvidencePart,
    FeedbackEntry,
    FindingVersion,
    Interpretation,
)
from alongside.improvement.models import Annotation
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
    study, hidden = source.study, 0
    kept: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
        (Interpretation, "release__study", ("comment", "another_reading")),
        (Decision, "finding__study", ("text", "dissent")),
        (Action, "decision__finding__study", ("what", "what_happened")),
        (FeedbackEntry, "study", ("point", "effect_on_setting")),
    )
    for model, path, names in kept:
        rows = model.objects.filter(**{path: study, "needs_rewrite": False}).values_list("pk", *names)
        pks = [pk for pk, *texts in rows if words.stand_in(texts)]
        hidden += model.objects.filter(pk__in=pks).update(needs_rewrite=True)
        if model is Action:
            marks = Action.annotations.through.objects.filter(action__in=pks).values("annotation")
            Annotation.objects.filter(pk__in=marks).update(text="Something was decided and begun here")
    said = sorted(
        number
        for number, *texts in FindingVersion.objects.filter(finding__study=source.study).values_list(
            "finding__number", "statement"
        )
        if words.stand_in(texts)
    )
    found = [f"{covered} frozen quote{'s' if covered > 1 else ''}, covered"] if covered else []
    if hidden:
        found.append(f"{hidden} answer{'s' if hidden > 1 else ''} or decisions, hidden until written again")
    return found + [f"finding {number}, its statement: write a new version" for number in dict.fromkeys(said)]


def follow(gone: Coding, into: Coding) -> None:
    """A coding became part of another: the evidence that points at it points at the other."""
    Evidence.objects.filter(coding=gone).update(coding=into)
