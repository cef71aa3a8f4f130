"""Progress scores."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.improvement.models.measures import TEAM_PROSE
from alongside.programme.models import Team


class ProgressScore(models.Model):
    """How far a team has come in a month, 0.5 to 5, as the team or as the host sees it, with the reason."""

    class Side(models.TextChoices):
        TEAM = "team", "The team"
        HOST = "host", "The host"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="progress_scores")
    period = models.DateField()
    side = models.CharField(max_length=4, choices=Side)
    value = models.DecimalField(max_digits=2, decimal_places=1)
    reason = models.TextField()
    evidence = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        period=NONE, side=NONE, value=NONE, reason=TEAM_PROSE, evidence=NONE, at=INDIRECT, revision=NONE
    )

    class Meta:
        ordering = ["period", "side"]
        constraints = [
            models.UniqueConstraint(fields=["team", "period", "side"], name="one_score_a_month_and_side"),
            models.CheckConstraint(condition=Q(value__gte=0.5, value__lte=5), name="score_from_half_to_five"),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_a_reason"),
        ]

    @property
    def guid(self) -> uuid.UUID:
        """What its earlier words are kept under: a score is its team, month and side."""
        return uuid.uuid5(self.team.scope.guid, f"{self.period:%Y-%m} {self.side}")

    def __str__(self) -> str:
        return f"{self.value} in {self.period:%Y-%m}"

    @property
    def scope(self) -> Scope:
        return self.team.scope
