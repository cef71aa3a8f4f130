"""Where things live (scopes), who may do what there (grants), and the history of prose (revisions)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.roles import Role
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest


class ScopeKind(models.TextChoices):
    NETWORK = "network"
    COLLABORATIVE = "collaborative"
    TEAM = "team"
    STUDY = "study"
    ROUND = "round"


class Scope(models.Model):
    """A place that roles are given in. Collaboratives hold teams, studies hold rounds; a study hangs below nothing else."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=ScopeKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)
    privacy = Manifest(guid=NONE, kind=NONE, name=NONE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["network", "study"], parent=None)
                | Q(kind="collaborative")
                | Q(kind__in=["team", "round"], parent__isnull=False),
                name="scope_parent_fits_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        """A scope lives in itself, so that it can be asked about like any other thing."""
        return self


class GrantQuerySet(models.QuerySet["Grant"]):
    def active(self) -> GrantQuerySet:
        """Begun, and not ended: a grant that ends today no longer opens anything today."""
        today = timezone.localdate()
        return self.filter(starts__lte=today).filter(Q(ends=None) | Q(ends__gt=today))


class Grant(models.Model):
    """A role given to a person in a scope, for a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=24, choices=Role.choices)
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="grants")
    starts = models.DateField(default=timezone.localdate)
    ends = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()
    privacy = Manifest(role=INDIRECT, starts=INDIRECT, ends=INDIRECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="grant_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "scope"], condition=Q(ends=None), name="one_open_grant"
            ),
        ]
        indexes = [models.Index(fields=["person", "role"])]

    def __str__(self) -> str:
        return f"{self.role} in {self.scope_id}"


class Revision(models.Model):
    """One earlier state of a prose field (a cell, a note, a draft entry): what the audit trail may not hold."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    guid = models.UUIDField()
    number = models.PositiveIntegerField()
    fields = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(
        kind=NONE,
        guid=NONE,
        number=NONE,
        fields=Content(
            None,
            why="follows the row with the same kind and guid: withdrawal removes it together with that row",
        ),
        at=INDIRECT,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "guid", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.guid} revision {self.number}"
