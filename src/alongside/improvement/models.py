"""Measures, the numbers teams send, the charts' specifications, and tests of change."""

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
from alongside.programme.models import Collaborative, Team

TEAM_PROSE = Content(None, why="written by a team about its own work; rests on no participant of a study")


class Measure(models.Model):
    """What is counted, as an identity that outlives its definitions."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="measures")
    key = models.SlugField(max_length=64)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    privacy = Manifest(guid=NONE, key=NONE, order=NONE, retired_on=NONE)

    class Meta:
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(fields=["collaborative", "key"], name="one_measure_a_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class MeasureVersion(models.Model):
    """One definition of a measure; a new one opens a phase on its charts."""

    class Type(models.TextChoices):
        OUTCOME = "outcome", "Outcome"
        PROCESS = "process", "Process"
        BALANCING = "balancing", "Balancing"

    class Unit(models.TextChoices):
        PERCENT = "percent", "Per cent"
        NUMBER = "number", "Number"
        RATE = "rate", "Rate"
        MINUTES = "minutes", "Minutes"

    class Chart(models.TextChoices):
        P = "p", "p chart"
        XMR = "xmr", "XmR chart"

    class Direction(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"
        NONE = "none", "Neither"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=12, choices=Type)
    unit = models.CharField(max_length=12, choices=Unit)
    chart = models.CharField(max_length=4, choices=Chart)
    direction = models.CharField(max_length=4, choices=Direction)
    numerator = models.CharField(max_length=300, blank=True)
    denominator = models.CharField(max_length=300, blank=True)
    exclusions = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    since = models.DateField(null=True, blank=True)
    privacy = Manifest(
        number=NONE,
        name=NONE,
        type=NONE,
        unit=NONE,
        chart=NONE,
        direction=NONE,
        numerator=TEAM_PROSE,
        denominator=TEAM_PROSE,
        exclusions=TEAM_PROSE,
        source=TEAM_PROSE,
        since=NONE,
    )

    class Meta:
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="measure_version_once"),
            models.CheckConstraint(condition=~Q(chart="p") | Q(unit="percent"), name="p_chart_is_in_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """One measure followed in one team, with the settings by which its chart is computed."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="series")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="series")
    rules = models.CharField(max_length=16, default="mdc-2023")
    screening = models.BooleanField(default=True)
    freeze = models.PositiveSmallIntegerField(null=True, blank=True)

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(guid=NONE, rules=NONE, screening=NONE, freeze=NONE)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["measure", "team"], name="one_series_a_team_and_measure")
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
    """A stated change of level: limits are computed afresh from here, for a reason, by somebody."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="phases")
    starts = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField(default=timezone.localdate)
    privacy = Manifest(starts=NONE, reason=TEAM_PROSE, on=NONE)

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts"], name="one_phase_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="phase_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"phase from {self.starts}"


class Observation(models.Model):
    """One month's number. A correction keeps what stood before in `Correction`."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="observations")
    period = models.DateField()
    numerator = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="observations")
    entered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        period=NONE,
        numerator=NONE,
        denominator=NONE,
        value=NONE,
        note=TEAM_PROSE,
        entered_at=INDIRECT,
        revision=NONE,
    )

    class Meta:
        ordering = ["period"]
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="one_observation_a_month"),
            models.CheckConstraint(condition=Q(period__day=1), name="period_is_the_first_of_a_month"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, numerator=None, denominator=None)
                | Q(value=None, numerator__gte=0, denominator__gte=0),
                name="a_value_or_a_numerator_and_denominator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period:%Y-%m}"

    @property
    def scope(self) -> Scope:
        return self.series.team.scope


class Correction(models.Model):
    """What an observation said before it was corrected, and why it was."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="corrections")
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    value = models.FloatField(null=True)
    note = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(
        numerator=NONE, denominator=NONE, value=NONE, note=TEAM_PROSE, reason=TEAM_PROSE, at=INDIRECT
    )

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class Due(models.Model):
    """The day by which the numbers of a month are expected from every team."""

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="due_dates")
    period = models.DateField()
    on = models.DateField()
    privacy = Manifest(period=NONE, on=NONE)

    class Meta:
        ordering = ["period"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "period"], name="one_due_date_a_month"),
            models.CheckConstraint(condition=Q(on__gte=F("period")), name="due_after_the_month_began"),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m} due {self.on}"


class NothingToSubmit(models.Model):
    """A team says that it has no number for a month, and why."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="nothing_to_submit")
    period = models.DateField()
    because = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(period=NONE, because=TEAM_PROSE, at=INDIRECT)

    class Meta:
        verbose_name_plural = "nothing to submit"
        constraints = [
            models.UniqueConstraint(fields=["series", "period"], name="nothing_to_submit_once"),
            models.CheckConstraint(condition=~Q(because=""), name="nothing_to_submit_says_why"),
        ]

    def __str__(self) -> str:
        return f"nothing for {self.period:%Y-%m}"


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


class PdsaCycle(models.Model):
    """A test of change: plan, do, study, act; linked to the one before it as a ramp."""

    class Act(models.TextChoices):
        ADOPT = "adopt", "Adopt"
        ADAPT = "adapt", "Adapt"
        ABANDON = "abandon", "Abandon"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="cycles")
    idea = models.CharField(max_length=200)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="following"
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.SET_NULL, null=True, blank=True, related_name="cycles"
    )
    started = models.DateField()
    ended = models.DateField(null=True, blank=True)
    prediction = models.TextField()
    plan = models.TextField(blank=True)
    data = models.TextField(blank=True)
    study = models.TextField(blank=True)
    act = models.CharField(max_length=8, choices=Act, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        idea=TEAM_PROSE,
        started=NONE,
        ended=NONE,
        prediction=TEAM_PROSE,
        plan=TEAM_PROSE,
        data=TEAM_PROSE,
        study=TEAM_PROSE,
        act=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["started", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("started")), name="cycle_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(prediction=""), name="cycle_has_a_prediction"),
        ]

    def __str__(self) -> str:
        return f"cycle {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.team.scope
