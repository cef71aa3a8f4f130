"""What was said or written, as text in versions and turns, and who else may read it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Grant, Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.programme.models import Event, Team
from alongside.study.models.cases import Case
from alongside.study.models.guides import GuideVersion
from alongside.study.models.studies import Coder, Study


class Source(models.Model):
    """A piece of material: an interview, a focus group, a field note, a document."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        FOCUS_GROUP = "focus_group", "Focus group"
        FIELD_NOTE = "field_note", "Field note"
        DOCUMENT = "document", "Document"

    class Capacity(models.TextChoices):
        RESEARCHER = "researcher", "As researcher"
        TEAM = "team", "As a member of the team"
        BOTH = "both", "As both"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="sources")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)  # "P07", "FN 12"
    title = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    hours = models.FloatField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    present = models.CharField(max_length=300, blank=True)  # roles, never names
    capacity = models.CharField(max_length=12, choices=Capacity, blank=True)
    conducted_by = models.ForeignKey(
        Coder, on_delete=models.SET_NULL, null=True, blank=True, related_name="conducted"
    )
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    guide_version = models.ForeignKey(
        GuideVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="sources"
    )
    cases = models.ManyToManyField(Case, blank=True, related_name="sources")
    reflection = models.TextField(blank=True)  # a field note's other half, kept apart from what was observed
    sha256 = models.CharField(
        max_length=64, blank=True
    )  # of the imported file, so that a second upload is recognised
    needs_rewrite = models.BooleanField(default=False)  # a withdrawal took some of what it rests on

    scope_path = "study__scope"
    see = Permission.READ_SOURCES
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        kind=NONE,
        name=INDIRECT,
        title=Content("cases__participant"),
        on=INDIRECT,
        minutes=NONE,
        hours=NONE,
        place=INDIRECT,
        present=INDIRECT,
        capacity=NONE,
        reflection=Content("cases__participant"),
        sha256=INDIRECT,
        needs_rewrite=NONE,
    )

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="source_guid_once"),
            models.UniqueConstraint(fields=["study", "name"], name="source_name_once"),
            models.UniqueConstraint(
                fields=["study", "sha256"], condition=~Q(sha256=""), name="same_file_once"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=0), name="hours_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class SourceText(models.Model):
    """An immutable version of a source's pseudonymised text: LF only, offsets in code points.

    A correction leaves the earlier versions readable as they were. A redaction takes the same words out of all of them,
    sign by sign, so that no place in them moves.
    """

    class Change(models.TextChoices):
        MADE = "made", "Made from the text as it came"
        CORRECTION = "correction", "Corrected"
        REDACTION = "redaction", "Words taken out"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    words = models.PositiveIntegerField()
    change = models.CharField(max_length=12, choices=Change, default=Change.MADE)
    reason = models.CharField(max_length=300, blank=True)  # "needed no change", "names replaced"
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(
        number=NONE,
        text=Content("source__cases__participant"),
        words=NONE,
        change=NONE,
        reason=Content("source__cases__participant"),
        at=INDIRECT,
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="source_text_once")]

    def __str__(self) -> str:
        return f"text {self.number} of source {self.source_id}"


class Turn(models.Model):
    """One speaker's turn on one version of a text; `body` is where the words after the label begin."""

    source_text = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="turns")
    index = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    body = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.CharField(max_length=60, blank=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns")
    at_ms = models.PositiveIntegerField(null=True, blank=True)
    privacy = Manifest(index=NONE, start=NONE, body=NONE, end=NONE, speaker=INDIRECT, at_ms=NONE)

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["source_text", "index"], name="turn_once"),
            models.CheckConstraint(
                condition=Q(start__lte=F("body")) & Q(body__lte=F("end")), name="turn_in_order"
            ),
        ]
        indexes = [models.Index(fields=["source_text", "start"])]

    def __str__(self) -> str:
        return f"turn {self.index}"


class GrantedSource(models.Model):
    """A pseudonymised source that one critical friend may read."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="granted")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "source"], name="source_granted_once")]

    def __str__(self) -> str:
        return f"granted source {self.pk}"
