"""What was handed to whom, and how its readers took it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.coding.models import FrameworkVersion
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.findings.models.committee import CommitteeMember
from alongside.findings.models.evidence import Evidence
from alongside.findings.models.findings import FindingVersion
from alongside.programme.models import Collaborative
from alongside.study.models import GuideVersion, Study


class Release(models.Model):
    """Something shown to an audience, frozen at its version: a finding, the framework, the interview guide."""

    class Audience(models.TextChoices):
        COMMITTEE = "committee", "Committee"
        PROGRAMME = "programme", "Programme"
        TEAMS = "teams", "Teams"
        PUBLICATION = "publication", "Publication"

    class Attribution(models.TextChoices):
        FINEST = "finest", "Role and site, where three or more share both"
        ROLE = "role", "Role only, where three or more share it"
        ANYONE = "anyone", "“A participant”, whoever it is"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="releases")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding_version = models.ForeignKey(
        FindingVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="releases"
    )
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="releases"
    )
    guide_version = models.ForeignKey(
        GuideVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="releases"
    )
    audience = models.CharField(max_length=12, choices=Audience)
    collaborative = models.ForeignKey(
        Collaborative, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    attribution_level = models.CharField(max_length=16, choices=Attribution, default=Attribution.FINEST)
    shows_verdicts = models.BooleanField(
        default=False
    )  # how many of the committee it rings true to, without names
    until = models.DateField(null=True, blank=True)  # answers are asked for by this day
    ended_on = models.DateField(null=True, blank=True)  # no longer shown from this day
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    left_out = models.ManyToManyField(Evidence, blank=True, related_name="left_out_of")
    # field notes and documents, which no participant consented to: `by` decided that this audience may read them
    allowed = models.ManyToManyField(Evidence, blank=True, related_name="allowed_in")
    privacy = Manifest(
        guid=NONE,
        audience=NONE,
        attribution_level=NONE,
        shows_verdicts=NONE,
        until=NONE,
        ended_on=NONE,
        at=INDIRECT,
    )

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="release_of_exactly_one_thing",
                condition=Q(finding_version__isnull=False, framework_version=None, guide_version=None)
                | Q(finding_version=None, framework_version__isnull=False, guide_version=None)
                | Q(finding_version=None, framework_version=None, guide_version__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["finding_version", "audience"],
                condition=Q(ended_on=None, finding_version__isnull=False, collaborative=None),
                name="finding_version_released_once_an_audience",
            ),
            models.UniqueConstraint(
                fields=["finding_version", "audience", "collaborative"],
                condition=Q(ended_on=None, finding_version__isnull=False, collaborative__isnull=False),
                name="finding_version_released_once_a_collaborative",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class Interpretation(models.Model):
    """How one committee member reads a released finding; a comment on a released framework or guide."""

    class Verdict(models.TextChoices):
        RINGS_TRUE = "rings_true", "Rings true"
        PARTLY = "partly", "Partly"
        NOT = "not", "Does not"
        CANNOT_SAY = "cannot_say", "Cannot say"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="interpretations")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="interpretations")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    comment = models.TextField(blank=True)
    another_reading = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        verdict=INDIRECT,
        comment=Content("release__finding_version__evidence__parts__participant"),
        another_reading=Content("release__finding_version__evidence__parts__participant"),
        at=INDIRECT,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["release", "member"], name="one_interpretation_a_member")
        ]

    def __str__(self) -> str:
        return f"interpretation {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.release.study.scope
