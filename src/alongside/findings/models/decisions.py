"""What was decided on a finding, what was to be done, and what came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.core.privacy import NONE, Content, Manifest
from alongside.findings.models.findings import Finding
from alongside.improvement.models import Annotation
from alongside.programme.models import Collaborative, Team


class Decision(models.Model):
    """What was decided because of a finding: by the host for the programme, or by a study that stands alone."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="decisions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # the collaborative it was taken for; none where a study that stands alone decided
    collaborative = models.ForeignKey(
        Collaborative, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    dissent = models.TextField(blank=True)  # who would have decided otherwise, and how, without names
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        text=Content("finding__versions__evidence__parts__participant"),
        dissent=Content("finding__versions__evidence__parts__participant"),
        on=NONE,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="decision_says_something")]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.finding.study.scope


class Action(models.Model):
    """What is done about a decision: by whom, by when, with which teams, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="actions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    starts = models.DateField()
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    annotations = models.ManyToManyField(Annotation, blank=True, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    what_happened = models.TextField(blank=True)
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        what=Content("decision__finding__versions__evidence__parts__participant"),
        starts=NONE,
        due=NONE,
        state=NONE,
        reviewed_on=NONE,
        what_happened=Content("decision__finding__versions__evidence__parts__participant"),
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.decision.finding.study.scope
