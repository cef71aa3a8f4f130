"""The audit trail: what was done, by whom, to what; never any prose."""

from __future__ import annotations

from django.db import models

from alongside.core.privacy import INDIRECT, NONE, Manifest


class Via(models.TextChoices):
    WEB = "web"
    API = "api"
    CLI = "cli"
    JOB = "job"


class AuditEvent(models.Model):
    """One act, append-only by trigger. It points without foreign keys, so that it outlives what it speaks of."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    via = models.CharField(max_length=3, choices=Via)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    verb = models.CharField(max_length=64, db_index=True)
    object_kind = models.CharField(max_length=64, blank=True)
    object_id = models.BigIntegerField(null=True)
    scope_id = models.BigIntegerField(null=True, db_index=True)
    batch = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    privacy = Manifest(
        at=INDIRECT,
        via=NONE,
        actor_id=INDIRECT,
        verb=NONE,
        object_kind=NONE,
        object_id=NONE,
        scope_id=NONE,
        batch=NONE,
        details=NONE,
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["object_kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
