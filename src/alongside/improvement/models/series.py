"""A measure followed in a team: its chart's settings, targets, phases and notes."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import NONE, Manifest
from alongside.improvement.models.measures import TEAM_PROSE, Measure
from alongside.programme.models import Collaborative, Team


class SeriesQuerySet(ScopedQuerySet):
    def followed(self, on: dt.date) -> SeriesQuerySet:
        """Those that numbers are asked for in the month that begins on a day; the charts of the others stay."""
        return self.filter(Q(until=None) | Q(until__gte=on), measure__retired_on=None)


class Series(models.Model):
    """One measure followed in one team, with the settings by which its chart is computed.

    It is followed from `since` (the team's joining, where nothing is said) to `until`.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="series")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="series")
    rules = models.CharField(max_length=16, default="mdc-2023")
    screening = models.BooleanField(default=True)
    freeze = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = SeriesQuerySet.as_manager()
    privacy = Manifest(guid=NONE, rules=NONE, screening=NONE, freeze=NONE, since=NONE, until=NONE)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["measure", "team"], name="one_series_a_team_and_measure"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="series_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.team.scope


class Target(models.Model):
    """The value aimed at, from a day on."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="targets")
    since = models.DateField()
    value = models.FloatField()
    privacy = Manifest(since=NONE, value=NONE)

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["series", "since"], name="one_target_a_day")]

    def __str__(self) -> str:
        return f"{self.value} since {self.since}"


class SeriesPhase(models.Model):
    """A stated change of level: limits are computed afresh from here, for a reason, by somebody.

    One that was undone stays in the history of the chart and changes nothing on it.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="phases")
    starts = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField(default=timezone.localdate)
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    privacy = Manifest(starts=NONE, reason=TEAM_PROSE, on=NONE, undone_on=NONE)

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "starts"], condition=Q(undone_on=None), name="one_phase_a_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="phase_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"phase from {self.starts}"


class Annotation(models.Model):
    """A dated note on charts: of one series, of a team, or of the whole collaborative."""

    class Origin(models.TextChoices):
        NOTE = "note", "Note"
        DECISION = "decision", "Decision"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="annotations")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="annotations"
    )
    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, null=True, blank=True, related_name="annotations"
    )
    on = models.DateField()
    text = models.CharField(max_length=200)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.NOTE)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest(guid=NONE, on=NONE, text=TEAM_PROSE, origin=NONE)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(series=None) | Q(team__isnull=False), name="series_note_names_its_team"
            ),
        ]

    def __str__(self) -> str:
        return f"annotation {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.team.scope if self.team else self.collaborative.scope
