"""Interview guides, in versions."""

from __future__ import annotations

from django.db import models

from alongside.access.models import Scope
from alongside.core.privacy import NONE, Manifest
from alongside.study.models.studies import STUDY_PROSE, Study


class Guide(models.Model):
    """An interview or observation guide."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="guides")
    name = models.CharField(max_length=120)
    privacy = Manifest(name=NONE)

    def __str__(self) -> str:
        return self.name


class GuideVersion(models.Model):
    """A guide as it was used from a day on, with what changed and why."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    since = models.DateField()
    note = models.TextField(blank=True)
    questions = models.JSONField(default=list)  # list of question texts, in order
    privacy = Manifest(number=NONE, since=NONE, note=STUDY_PROSE, questions=STUDY_PROSE)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="guide_version_once")]

    def __str__(self) -> str:
        return f"guide version {self.number}"

    @property
    def scope(self) -> Scope:
        return self.guide.study.scope
