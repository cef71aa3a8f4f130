"""What is measured: measures and their definitions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from alongside.access.models import Scope
from alongside.core.privacy import NONE, Content, Manifest
from alongside.programme.models import Collaborative, Topic

TEAM_PROSE = Content(None, why="written by a team about its own work; rests on no participant of a study")


class Measure(models.Model):
    """What is counted, as an identity that outlives its definitions. Core measures are every team's; the others may be chosen."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="measures")
    key = models.SlugField(max_length=64)
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="measures"
    )
    core = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    privacy = Manifest(guid=NONE, key=NONE, core=NONE, order=NONE, retired_on=NONE)

    class Meta:
        ordering = ["order", "key"]
        constraints = [models.UniqueConstraint(fields=["collaborative", "key"], name="one_measure_a_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class MeasureVersion(models.Model):
    """One definition of a measure; a new one, from a month on and for a reason, opens a phase on its charts.

    `sent` says what a team sends; `multiply` is the exposure a rate is told for (1,000 bed days); `library` names the entry of
    the library that it was taken from.
    """

    class Type(models.TextChoices):
        OUTCOME = "outcome", "Outcome"
        PROCESS = "process", "Process"
        BALANCING = "balancing", "Balancing"

    class Unit(models.TextChoices):
        PERCENT = "percent", "Per cent"
        NUMBER = "number", "Number"
        RATE = "rate", "Rate"
        MINUTES = "minutes", "Minutes"
        HOURS = "hours", "Hours"
        DAYS = "days", "Days"

    class Sent(models.TextChoices):
        PROPORTION = "proportion", "How many of how many"
        RATE = "rate", "Events and exposure"
        COUNT = "count", "A count"
        VALUE = "value", "One value"

    class Chart(models.TextChoices):
        RUN = "run", "Run chart"
        XMR = "xmr", "XmR chart"
        P = "p", "p chart"
        PP = "pp", "p′ chart"
        U = "u", "u chart"
        UP = "up", "u′ chart"
        C = "c", "c chart"

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
    sent = models.CharField(max_length=12, choices=Sent, default="value")
    multiply = models.FloatField(null=True, blank=True)
    definition = models.TextField(blank=True)
    numerator = models.CharField(max_length=300, blank=True)
    denominator = models.CharField(max_length=300, blank=True)
    exclusions = models.TextField(blank=True)
    sampling = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    library = models.CharField(max_length=16, blank=True)
    library_version = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    privacy = Manifest(
        number=NONE,
        name=NONE,
        type=NONE,
        unit=NONE,
        chart=NONE,
        direction=NONE,
        sent=NONE,
        multiply=NONE,
        definition=TEAM_PROSE,
        numerator=TEAM_PROSE,
        denominator=TEAM_PROSE,
        exclusions=TEAM_PROSE,
        sampling=TEAM_PROSE,
        source=TEAM_PROSE,
        library=NONE,
        library_version=NONE,
        since=NONE,
        reason=TEAM_PROSE,
    )

    class Meta:
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="measure_version_once"),
            models.CheckConstraint(
                condition=~Q(chart__in=["p", "pp"]) | Q(unit="percent", sent="proportion"),
                name="p_chart_is_of_a_proportion",
            ),
            models.CheckConstraint(
                condition=~Q(chart__in=["u", "up"]) | Q(sent="rate"), name="u_chart_is_of_a_rate"
            ),
            models.CheckConstraint(condition=~Q(chart="c") | Q(sent="count"), name="c_chart_is_of_a_count"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="new_definition_says_why"),
        ]

    def __str__(self) -> str:
        return self.name
