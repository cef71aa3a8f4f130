"""The numbers teams send, when they are due, and how their tables are read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.improvement.models.measures import TEAM_PROSE, MeasureVersion
from alongside.improvement.models.series import Series
from alongside.programme.models import Collaborative


class Standing(models.Manager["Observation"]):
    """The numbers that stand: not those taken back, of whose month the team says that there is nothing to submit."""

    def get_queryset(self) -> models.QuerySet[Any]:
        said = NothingToSubmit.objects.filter(series=OuterRef("series"), period=OuterRef("period"))
        return super().get_queryset().filter(~Exists(said))


class Observation(models.Model):
    """One month's number. A correction keeps what stood before in `Correction`; so does taking it back, which deletes nothing."""

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

    objects = Standing()
    everything = models.Manager["Observation"]()
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
    """What an observation said before it was corrected, and why it was; no number where it had been taken back."""

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


class ColumnMapping(models.Model):
    """How the columns of a table were read the last time one with the same headings came, for the next time."""

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="column_mappings")
    headings = models.CharField(max_length=64)
    mapping = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(headings=NONE, mapping=NONE, at=INDIRECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "headings"], name="one_mapping_of_headings")
        ]

    def __str__(self) -> str:
        return f"mapping {self.pk}"
