"""What a withdrawal does to findings: quotes go, the count stays, and what rested on them waits to be written again."""

from __future__ import annotations

from collections import Counter

from alongside.findings.models import Action, Evidence, EvidencePart, FeedbackEntry, Finding
from alongside.improvement.models import Annotation
from alongside.study.withdrawal import Erasure


def touch(erasure: Erasure) -> None:
    """Mark the evidence as withdrawn, count it on its finding, and take words off charts and out of the feedback log.

    Words themselves (parts, statements, interpretations, decisions, actions) follow the rule for all content, which
    the caller applies: blanked where they rest on this participant alone, set aside for rewriting otherwise.
    """
    _evidence(erasure)
    _charts(erasure)
    _feedback(erasure)


def _evidence(erasure: Erasure) -> None:
    parts = EvidencePart.objects.filter(participant=erasure.participant)
    evidence = Evidence.objects.filter(parts__in=parts, withdrawn=False).distinct()
    rows = list(evidence.values_list("pk", "finding_version", "finding_version__finding"))
    by_version = Counter((finding, version) for _, version, finding in rows)
    # a quote that versions 1 and 2 both rest on is one quote
    lost: dict[int, int] = {}
    for (finding, _), count in by_version.items():
        lost[finding] = max(lost.get(finding, 0), count)
    for pk, count in lost.items():
        found = Finding.objects.get(pk=pk)
        found.evidence_withdrawn += count
        found.save(update_fields=["evidence_withdrawn"])
    erasure.count(
        Evidence, "changed", Evidence.objects.filter(pk__in=[row[0] for row in rows]).update(withdrawn=True)
    )


def _charts(erasure: Erasure) -> None:
    """Charts of the programme carry what an action says; they keep the day and that something was decided."""
    alone, shared = erasure.rows(Action)
    for action in Action.objects.filter(pk__in=alone | shared).prefetch_related("annotations"):
        marks = [mark.pk for mark in action.annotations.all()]
        changed = Annotation.objects.filter(pk__in=marks).update(text="Something was decided and begun here")
        erasure.count(Annotation, "changed", changed)


def _feedback(erasure: Erasure) -> None:
    alone, _ = erasure.rows(FeedbackEntry)
    entries = FeedbackEntry.objects.filter(pk__in=alone)
    erasure.count(FeedbackEntry, "deleted", entries.count())
    entries.delete()
