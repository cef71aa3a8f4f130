"""A finding and its words, version by version."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.study.models import Coder, Study


class Finding(models.Model):
    """An emerging finding, with its number in the study and where it is in the loop."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        WITH_COMMITTEE = "with_committee", "With the committee"
        INTERPRETED = "interpreted", "Interpreted"
        WITH_PROGRAMME = "with_programme", "With the programme"
        DECIDED = "decided", "Decided"
        REVIEWED = "reviewed", "Reviewed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="findings")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    evidence_withdrawn = models.PositiveSmallIntegerField(default=0)

    scope_path = "study__scope"
    see = Permission.SEE_FINDINGS
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(guid=NONE, number=NONE, state=NONE, evidence_withdrawn=NONE)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="finding_guid_once"),
            models.UniqueConstraint(fields=["study", "number"], name="finding_number_once"),
        ]

    def __str__(self) -> str:
        return f"Finding {self.number}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class FindingVersion(models.Model):
    """The words of a finding; released words never change, a new version follows."""

    class Level(models.TextChoices):
        INDIVIDUAL = "individual", "Individual"
        WITHIN = "within", "Within the organisation"
        BETWEEN = "between", "Between organisations"
        EXTERNAL = "external", "External"

    class Valence(models.TextChoices):
        BARRIER = "barrier", "Barrier"
        FACILITATOR = "facilitator", "Facilitator"
        BOTH = "both", "Barrier and facilitator"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    statement = models.TextField()
    level = models.CharField(max_length=12, choices=Level)
    valence = models.CharField(max_length=12, choices=Valence)
    by = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        number=NONE,
        statement=Content("evidence__parts__participant"),
        level=NONE,
        valence=NONE,
        at=INDIRECT,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="finding_version_once"),
            models.CheckConstraint(condition=~Q(statement=""), name="finding_says_something"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of finding {self.finding_id}"

    @property
    def guid(self) -> uuid.UUID:
        """The finding's: its versions share one line of history, and revision numbers run on through them."""
        return self.finding.guid

    @property
    def scope(self) -> Scope:
        return self.finding.study.scope
