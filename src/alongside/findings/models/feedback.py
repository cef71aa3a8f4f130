"""What was told to whom outside the committee, and what they answered."""

from __future__ import annotations

import uuid

from django.db import models

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import DIRECT, NONE, Content, Manifest
from alongside.findings.models.findings import Finding
from alongside.programme.models import Team
from alongside.study.models import Participant, Source, Study


class FeedbackEntry(models.Model):
    """A point told to somebody before or without a finding: to whom, how, and what came of it."""

    class Response(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        ADAPTED = "adapted", "Adapted"
        DECLINED = "declined", "Declined"
        NO_ANSWER = "no_answer", "No answer"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="feedback")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to_whom = models.CharField(max_length=200)
    form = models.CharField(max_length=120)
    on = models.DateField()
    point = models.TextField()
    response = models.CharField(max_length=12, choices=Response, blank=True)
    effect_on_setting = models.TextField(blank=True)
    rests_on = models.ManyToManyField(Participant, blank=True, related_name="feedback")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    needs_rewrite = models.BooleanField(default=False)

    scope_path = "study__scope"
    see = Permission.SEE_FINDINGS
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        to_whom=DIRECT,
        form=NONE,
        on=NONE,
        point=Content("rests_on"),
        response=NONE,
        effect_on_setting=Content("rests_on"),
        needs_rewrite=NONE,
    )

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name_plural = "feedback entries"

    def __str__(self) -> str:
        return f"feedback {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope
