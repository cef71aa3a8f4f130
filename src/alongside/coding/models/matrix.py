"""The framework matrix."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.coding.models.codings import Coding
from alongside.coding.models.framework import Code
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.study.models import Case, Coder, Study


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
