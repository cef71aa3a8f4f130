"""What somebody did in a visit, so that it can be undone."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.study.models import Source, Study


class Change(models.Model):
    """One act of a visit, with the state of what it touched before and after: ids, places and revision numbers only.

    The words of notes, cells and definitions are in their revisions.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="changes")
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, blank=True, related_name="changes"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    visit = models.UUIDField()
    verb = models.CharField(max_length=40)
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    is_analysis = False  # what can be undone keeps no source from being deleted
    privacy = Manifest(
        visit=NONE, verb=NONE, before=INDIRECT, after=INDIRECT, at=INDIRECT, undone_at=INDIRECT
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "visit"])]

    def __str__(self) -> str:
        return f"change {self.pk}"
