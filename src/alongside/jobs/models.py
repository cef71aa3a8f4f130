"""Work that goes on in the background, with its progress; ids and counts only."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest


class Job(models.Model):
    """One piece of background work. `arguments` are ids, never words; `result` is an id or a file's name."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)
    finished = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    error_kind = models.CharField(max_length=80, blank=True)
    privacy = Manifest(
        guid=NONE,
        action=NONE,
        arguments=NONE,
        state=NONE,
        done=NONE,
        total=NONE,
        tries=NONE,
        heartbeat=NONE,
        created=INDIRECT,
        finished=NONE,
        result=NONE,
        error_kind=NONE,
    )

    def __str__(self) -> str:
        return f"job {self.pk}"
