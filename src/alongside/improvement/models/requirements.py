"""Who else asks for the same numbers, and what they cost to collect."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.improvement.models.measures import TEAM_PROSE, Measure
from alongside.programme.models import Collaborative, Team


class Requirement(models.Model):
    """Somebody who asks for the same numbers: an incentive scheme, an audit, the collaborative itself."""

    class Kind(models.TextChoices):
        COLLABORATIVE = "collaborative", "Collaborative"
        INCENTIVE = "incentive", "Incentive scheme"
        AUDIT = "audit", "Audit"
        REGULATOR = "regulator", "Regulator"
        OTHER = "other", "Other"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="requirements")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    note = models.TextField(blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    privacy = Manifest(guid=NONE, name=NONE, kind=NONE, note=TEAM_PROSE, starts=NONE, ends=NONE)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "name"], name="one_requirement_of_a_name"),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
                name="requirement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class RequirementMeasure(models.Model):
    """A measure answers a requirement: with at least so many cases a month, and with or without being typed in there again."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="answers")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="required_by")
    least_cases = models.PositiveSmallIntegerField(null=True, blank=True)
    entered_again = models.BooleanField(default=False)
    privacy = Manifest(least_cases=NONE, entered_again=NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "measure"], name="measure_answers_a_requirement_once"
            )
        ]

    def __str__(self) -> str:
        return f"measure {self.measure_id} for requirement {self.requirement_id}"


class TimeSpent(models.Model):
    """The minutes a team spent on a month's numbers."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="time_spent")
    period = models.DateField()
    minutes = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(period=NONE, minutes=NONE, at=INDIRECT)

    class Meta:
        verbose_name_plural = "time spent"
        constraints = [
            models.UniqueConstraint(fields=["team", "period"], name="time_spent_once_a_month"),
            models.CheckConstraint(condition=Q(period__day=1), name="time_spent_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} minutes for {self.period:%Y-%m}"

    @property
    def scope(self) -> Scope:
        return self.team.scope
