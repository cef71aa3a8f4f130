"""A form ticked patient by patient that computes a month's numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.improvement.models.measures import Measure
from alongside.improvement.models.series import Series
from alongside.programme.models import Team


class TickForm(models.Model):
    """A form of yes-or-no questions, a row a patient, that computes a measure's two numbers. A team uses it only when it says so.

    A case with an excluding yes does not count. Of the others, those with yes to every numerator question are counted: a
    bundle is all or none.
    """

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="tick_form")
    used_by = models.ManyToManyField(Team, blank=True, related_name="tick_forms")
    privacy = Manifest()

    def __str__(self) -> str:
        return f"tick form of measure {self.measure_id}"

    @property
    def scope(self) -> Scope:
        return self.measure.scope


class TickQuestion(models.Model):
    """One column of a tick form."""

    class Part(models.TextChoices):
        EXCLUDES = "excludes", "Leaves the case out"
        COUNTS = "counts", "Must be yes to count"
        NOTED = "noted", "Noted only"

    form = models.ForeignKey(TickForm, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    part = models.CharField(max_length=8, choices=Part)
    privacy = Manifest(order=NONE, label=NONE, part=NONE)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["form", "order"], name="one_question_a_place")]

    def __str__(self) -> str:
        return self.label


class TickedCase(models.Model):
    """One patient's answers, coded yes, no or not applicable, while the month is open; deleted when its totals are kept."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="ticked_cases")
    period = models.DateField()
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(period=NONE, number=NONE, answers=INDIRECT, at=INDIRECT)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "period", "number"], name="one_ticked_case_a_number"),
            models.CheckConstraint(condition=Q(period__day=1), name="ticked_case_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"case {self.number}"


class TickTotal(models.Model):
    """How often a question was answered yes and no in a month: what is left of the patients' rows."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="tick_totals")
    question = models.ForeignKey(TickQuestion, on_delete=models.CASCADE, related_name="totals")
    period = models.DateField()
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    not_applicable = models.PositiveIntegerField()
    privacy = Manifest(period=NONE, yes=NONE, no=NONE, not_applicable=NONE)

    class Meta:
        ordering = ["period", "question"]
        constraints = [
            models.UniqueConstraint(fields=["series", "question", "period"], name="one_tick_total_a_month")
        ]

    def __str__(self) -> str:
        return f"totals of {self.period:%Y-%m}"
