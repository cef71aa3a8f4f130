"""The thematic framework in versions, the codings made under it, and the framework matrix."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.study.models import Case, Coder, Source, Study

FRAMEWORK_PROSE = Content(
    None, why="the researchers' own definitions; an example quoted in one is reached through `example_from`"
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
            models.UniqueConstraint(
                fields=["version", "parent", "name"], name="code_name_once_a_place", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(name=""), name="code_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.version.framework.study.scope


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
    privacy = Manifest(operation=NONE, reason=FRAMEWORK_PROSE, at=INDIRECT)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.operation} {self.pk}"


class Layer(models.Model):
    """A sheet of codings over the sources: everyone's own, a blind round's, an agreed consensus."""

    class Kind(models.TextChoices):
        OWN = "own"
        ROUND = "round"
        CONSENSUS = "consensus"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="layers")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OWN)
    privacy = Manifest(kind=NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study"], condition=Q(kind="own"), name="one_own_layer"),
        ]

    def __str__(self) -> str:
        return f"layer {self.pk}"


class CodingQuerySet(ScopedQuerySet):
    """Codings a person may see. Counts, coverage, matrix, search, API and export all begin here."""


class Coding(models.Model):
    """A code given to a stretch of a source's current text: code points, half-open."""

    class Valence(models.TextChoices):
        BARRIER = "barrier", "Barrier"
        FACILITATOR = "facilitator", "Facilitator"
        BOTH = "both", "Both"
        UNCLEAR = "unclear", "Unclear"

    class Review(models.TextChoices):
        MOVED = "moved", "Moved with a correction"
        CHANGED = "changed", "Its words changed"
        GONE = "gone", "Its words are gone"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="codings")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="codings")
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="codings")
    valence = models.CharField(max_length=12, choices=Valence, blank=True)
    important = models.BooleanField(default=False)
    review = models.CharField(max_length=8, choices=Review, blank=True)
    at = models.DateTimeField(default=timezone.now)

    scope_path = "study__scope"
    see = Permission.SEE_STUDY
    objects = CodingQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE, start=NONE, end=NONE, valence=INDIRECT, important=NONE, review=NONE, at=INDIRECT
    )

    class Meta:
        ordering = ["source", "start", "end"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="coding_guid_once"),
            models.UniqueConstraint(
                fields=["source", "start", "end", "code", "coder", "layer"], name="same_coding_once"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="coding_not_empty"),
        ]
        indexes = [
            models.Index(fields=["code", "source"]),
            models.Index(fields=["source", "start"]),
            models.Index(fields=["coder"]),
        ]

    def __str__(self) -> str:
        return f"coding {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class NoteQuerySet(ScopedQuerySet):
    """Notes a person may read: a private one is its author's, one that waits to be rewritten too."""

    def visible_to(self, person: Person) -> NoteQuerySet:
        own = Q(author__person=person)
        return super().visible_to(person).filter(own | Q(private=False, needs_rewrite=False))  # type: ignore[return-value]


class Note(models.Model):
    """A memo: on a coding, a source, a case or a code, or on none of them."""

    class Kind(models.TextChoices):
        MEMO = "memo", "Memo"
        METHOD = "method", "Method"
        THEORY = "theory", "Theory"
        REFLEXIVE = "reflexive", "Reflexive"
        DECISION = "decision", "Decision"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="notes")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MEMO)
    body = models.TextField()
    author = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="notes")
    private = models.BooleanField(default=False)
    on = models.DateField(default=timezone.localdate)
    # whom a note rests on that points at nothing else (or rests_on_no_one)
    rests_on = models.ManyToManyField("study.Participant", blank=True, related_name="notes")
    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    needs_rewrite = models.BooleanField(default=False)  # a withdrawal took some of what it rests on
    revision = models.PositiveIntegerField(default=1)

    scope_path = "study__scope"
    see = Permission.SEE_STUDY
    objects = NoteQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        kind=NONE,
        body=Content("rests_on"),
        private=NONE,
        on=INDIRECT,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="note_not_empty"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class Matrix(models.Model):
    """A framework matrix: rows are cases, columns the codes of the framework."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="matrix")
    name = models.CharField(max_length=120, default="Framework matrix")
    privacy = Manifest(name=NONE)

    class Meta:
        verbose_name_plural = "matrices"

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class MatrixCell(models.Model):
    """What one case said about one code, in the analyst's summary; or that it said nothing."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEWED = "reviewed", "Reviewed"
        AGREED = "agreed", "Agreed"

    matrix = models.ForeignKey(Matrix, on_delete=models.CASCADE, related_name="cells")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="cells")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="cells")
    author = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="cells")
    summary = models.TextField(blank=True)
    nothing_said = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    stale_since = models.DateTimeField(
        null=True, blank=True
    )  # a coding beneath it changed after it was written
    needs_rewrite = models.BooleanField(default=False)  # a withdrawal took some of what it rests on
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    scope_path = "matrix__study__scope"
    see = Permission.SEE_STUDY
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        summary=Content("case__participant"),
        nothing_said=INDIRECT,
        status=NONE,
        stale_since=NONE,
        needs_rewrite=NONE,
        at=INDIRECT,
        revision=NONE,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matrix", "case", "code"], name="one_cell_a_case_and_code"),
            models.CheckConstraint(
                condition=Q(nothing_said=True, summary="")
                | (Q(nothing_said=False) & ~Q(summary=""))
                | Q(needs_rewrite=True),
                name="a_summary_or_nothing_said",
            ),
        ]

    def __str__(self) -> str:
        return f"cell {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.matrix.study.scope


class CellLink(models.Model):
    """A quote that a cell's summary points at."""

    cell = models.ForeignKey(MatrixCell, on_delete=models.CASCADE, related_name="links")
    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="cell_links")
    privacy = Manifest()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "coding"], name="cell_link_once")]

    def __str__(self) -> str:
        return f"link {self.pk}"
