"""What a finding rests on, piece by piece, and on whose words."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from alongside.coding.models import Coding, MatrixCell
from alongside.core.privacy import NONE, Content, Manifest
from alongside.findings.models.findings import FindingVersion
from alongside.improvement.models import PdsaCycle, Series
from alongside.programme.models import ContextEvent
from alongside.study.models import Participant


class Evidence(models.Model):
    """One thing a finding rests on: a quote, a matrix cell, a chart, a context event or a test of change."""

    finding_version = models.ForeignKey(FindingVersion, on_delete=models.CASCADE, related_name="evidence")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    speaks_against = models.BooleanField(default=False)
    coding = models.ForeignKey(
        Coding, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    cell = models.ForeignKey(
        MatrixCell, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    context_event = models.ForeignKey(
        ContextEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cycle = models.ForeignKey(PdsaCycle, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # what a chart showed when it was taken as evidence
    chart_rows = models.JSONField(null=True, blank=True)
    chart_spec = models.JSONField(null=True, blank=True)
    chart_engine = models.CharField(max_length=32, blank=True)
    chart_hash = models.CharField(max_length=64, blank=True)
    chart_title = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)
    privacy = Manifest(
        guid=NONE,
        order=NONE,
        speaks_against=NONE,
        chart_rows=NONE,
        chart_spec=NONE,
        chart_engine=NONE,
        chart_hash=NONE,
        chart_title=NONE,
        withdrawn=NONE,
    )

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_of_at_most_one_kind",
                condition=(
                    Q(coding__isnull=True)
                    & Q(cell__isnull=True)
                    & Q(series__isnull=True)
                    & Q(context_event__isnull=True)
                    | Q(coding__isnull=True)
                    & Q(cell__isnull=True)
                    & Q(series__isnull=True)
                    & Q(cycle__isnull=True)
                    | Q(coding__isnull=True)
                    & Q(cell__isnull=True)
                    & Q(context_event__isnull=True)
                    & Q(cycle__isnull=True)
                    | Q(coding__isnull=True)
                    & Q(series__isnull=True)
                    & Q(context_event__isnull=True)
                    & Q(cycle__isnull=True)
                    | Q(cell__isnull=True)
                    & Q(series__isnull=True)
                    & Q(context_event__isnull=True)
                    & Q(cycle__isnull=True)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class EvidencePart(models.Model):
    """The frozen words of a piece of evidence, each part with the participant on whose words it rests."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="parts")
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence_parts"
    )
    order = models.PositiveSmallIntegerField(default=0)
    asks = models.BooleanField(default=False)  # the interviewer's words: they need nobody's consent
    text = models.TextField(blank=True)
    privacy = Manifest(order=NONE, asks=NONE, text=Content("participant"))

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"part {self.pk}"


class FormerGround(models.Model):
    """A participant on whose words a version rested until the evidence was taken out: earlier wordings may hold them yet."""

    finding_version = models.ForeignKey(
        FindingVersion, on_delete=models.CASCADE, related_name="former_grounds"
    )
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()  # the version's, when the evidence was taken out
    privacy = Manifest(revision=NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding_version", "participant"], name="former_ground_once")
        ]

    def __str__(self) -> str:
        return f"former ground {self.pk}"
