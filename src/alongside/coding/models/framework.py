"""The thematic framework in versions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.study.models import Source, Study

FRAMEWORK_PROSE = Content(
    None,
    why="the researchers' own definitions; an example quoted in one is reached through `example_from`, a name in vivo through `words_from`",
)


class Framework(models.Model):
    """A study's thematic framework: the line of its versions."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="framework")
    name = models.CharField(max_length=120, default="Thematic framework")
    privacy = Manifest(name=NONE)

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class FrameworkVersion(models.Model):
    """One version. A draft can change; a published one cannot."""

    class State(models.TextChoices):
        DRAFT = "draft"
        REVIEW = "review"
        PUBLISHED = "published"
        SUPERSEDED = "superseded"

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    note = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    privacy = Manifest(number=NONE, state=NONE, note=FRAMEWORK_PROSE, published_at=INDIRECT)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="framework_version_once"),
            models.UniqueConstraint(
                fields=["framework"], condition=Q(state__in=["draft", "review"]), name="one_draft_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def scope(self) -> Scope:
        return self.framework.study.scope


class Code(models.Model):
    """A code's identity over all versions: what a coding points at."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="codes")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    privacy = Manifest(guid=NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "guid"], name="code_guid_once")]

    def __str__(self) -> str:
        return f"code {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class CodeEntry(models.Model):
    """What a code is in one version: its name, place and definition."""

    class Kind(models.TextChoices):
        THEME = "theme", "Theme"
        DESCRIPTIVE = "descriptive", "Descriptive"

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="entries")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="entries")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    use_when = models.TextField(blank=True)
    not_when = models.TextField(blank=True)
    example = models.TextField(blank=True)
    example_from = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    words_from = models.ForeignKey(  # in vivo: the name is somebody's words in this source
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    colour = models.CharField(max_length=12, default="slate")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DESCRIPTIVE)
    codable = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        name=FRAMEWORK_PROSE,
        definition=FRAMEWORK_PROSE,
        use_when=FRAMEWORK_PROSE,
        not_when=FRAMEWORK_PROSE,
        example=Content("example_from__cases__participant"),
        colour=NONE,
        kind=NONE,
        codable=NONE,
        order=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="code_once_a_version"),
            # two, since SQLite has no constraint under which two nulls are the same
            models.UniqueConstraint(
                fields=["version", "parent", "name"],
                condition=Q(parent__isnull=False),
                name="code_name_once_a_place",
            ),
            models.UniqueConstraint(
                fields=["version", "name"], condition=Q(parent=None), name="code_name_once_at_the_top"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="code_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.version.framework.study.scope


class StandingSteps(models.Manager["CodeStep"]):
    """The steps that were not taken back."""

    def get_queryset(self) -> models.QuerySet[CodeStep]:
        return super().get_queryset().filter(taken_back=False)


class CodeStep(models.Model):
    """What a version did to the codes of the one before, and why. A merge of two codes is two steps."""

    class Operation(models.TextChoices):
        ADD = "add"
        RENAME = "rename"
        MOVE = "move"
        MERGE = "merge"
        SPLIT = "split"
        RETIRE = "retire"

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="steps")
    operation = models.CharField(max_length=8, choices=Operation)
    from_code = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="steps_from"
    )
    to_code = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="steps_to"
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back = models.BooleanField(default=False)
    privacy = Manifest(operation=NONE, reason=FRAMEWORK_PROSE, at=INDIRECT, taken_back=NONE)

    objects = StandingSteps()
    every = models.Manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.operation} {self.pk}"
