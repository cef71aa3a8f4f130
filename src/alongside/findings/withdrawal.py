"""What a withdrawal does to findings: quotes go, the count stays, and what rested on them waits to be written again."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q

from alongside.coding.models import Coding, MatrixCell
from alongside.findings.models import (
    Action,
    Evidence,
    EvidencePart,
    FeedbackEntry,
    Finding,
    FindingVersion,
    FormerGround,
)
from alongside.improvement.models import Annotation
from alongside.study.withdrawal import Erasure
from alongside.study.withdrawal.deed import REMOVED


def touch(erasure: Erasure) -> None:
    """Mark the evidence as withdrawn, count it on its finding, and take words off charts and out of the feedback log.

    Words themselves (parts, statements, interpretations, decisions, actions) follow the rule for all content, which
    the caller applies: blanked where they rest on this participant alone, set aside for rewriting otherwise.
    """
    _evidence(erasure)
    _former(erasure)
    _charts(erasure)
    _feedback(erasure)


def _evidence(erasure: Erasure) -> None:
    rests = Q(parts__participant=erasure.participant) | Q(coding__source__in=erasure.sources)
    rests |= Q(cell__in=_summaries(erasure))
    evidence = Evidence.objects.filter(pk__in=Evidence.objects.filter(rests).values("pk"), withdrawn=False)
    _beside(erasure, list(evidence.values_list("pk", flat=True)))
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


def _former(erasure: Erasure) -> None:
    """Versions that rested on their words until the evidence was taken out: earlier wordings go, and so does today's
    where nobody has written it again since."""
    grounds = FormerGround.objects.filter(participant=erasure.participant)
    rows = list(grounds.select_related("finding_version__finding"))
    erasure.forget(FindingVersion, {row.finding_version.guid for row in rows})
    same = [row.finding_version_id for row in rows if row.revision == row.finding_version.revision]
    waiting = FindingVersion.objects.filter(pk__in=same)
    of_others = Q(participant__isnull=False) & ~Q(participant=erasure.participant)
    now = EvidencePart.objects.filter(of_others, evidence__finding_version__in=same)
    once = FormerGround.objects.filter(of_others, finding_version__in=same)
    shared = {
        *now.values_list("evidence__finding_version", flat=True),
        *once.values_list("finding_version", flat=True),
    }
    alone = waiting.exclude(pk__in=shared)
    erasure.count(FindingVersion, "blanked", alone.update(statement=REMOVED, needs_rewrite=True))
    kept = FindingVersion.objects.filter(pk__in=shared, needs_rewrite=False)
    erasure.count(FindingVersion, "rewrite", kept.update(needs_rewrite=True))
    grounds.delete()


def _beside(erasure: Erasure, evidence: list[int]) -> None:
    """Words kept with theirs that are nobody's by name: the interviewer's in a source that goes, and an analyst's in the
    summary of a site that rested on them."""
    theirs = Q(evidence__coding__source__in=erasure.sources) | Q(evidence__coding=None)
    nobodys = Q(participant=None) & theirs | Q(evidence__cell__isnull=False)
    others = EvidencePart.objects.filter(nobodys, evidence__in=evidence).exclude(text="")
    others = others.exclude(participant=erasure.participant)
    erasure.count(EvidencePart, "blanked", others.update(text=""))


def _summaries(erasure: Erasure) -> list[int]:
    """Cells of other cases that point at a quote that goes, or loses words."""
    going = set(Coding.objects.filter(source__in=erasure.sources).values_list("pk", flat=True))
    for cut in erasure.cuts:
        for coding in Coding.objects.filter(source=cut.source):
            place = cut.carry(coding.start, coding.end)
            if place is None or len(place) != coding.end - coding.start:
                going.add(coding.pk)
    linked = MatrixCell.objects.filter(links__coding__in=going).exclude(case=erasure.participant.case)
    return list(linked.values_list("pk", flat=True))


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
