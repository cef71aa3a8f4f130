"""Reminding people of what is due."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.programme.models import Collaborative


class ReminderPlan(models.Model):
    """When a collaborative reminds of numbers that are due; it sends nothing until somebody says so."""

    collaborative = models.OneToOneField(
        Collaborative, on_delete=models.CASCADE, related_name="reminder_plan"
    )
    sending = models.BooleanField(default=False)
    days_before = models.PositiveSmallIntegerField(default=5)
    days_after = models.PositiveSmallIntegerField(default=3)
    privacy = Manifest(sending=NONE, days_before=NONE, days_after=NONE)

    def __str__(self) -> str:
        return f"reminder plan {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class NoReminders(models.Model):
    """Somebody who does not want to be reminded by e-mail; the page still says what is due."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="no_reminders")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(at=INDIRECT)

    class Meta:
        verbose_name_plural = "no reminders"

    def __str__(self) -> str:
        return f"no reminders {self.pk}"


class Reminder(models.Model):
    """A reminder that was sent, so that none is sent twice."""

    class Kind(models.TextChoices):
        BEFORE = "before", "Before the day"
        AFTER = "after", "After the day"

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    period = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(period=NONE, kind=NONE, at=INDIRECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collaborative", "person", "period", "kind"], name="reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
