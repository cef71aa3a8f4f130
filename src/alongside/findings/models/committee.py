"""Who reads findings with the researchers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.programme.models import Team
from alongside.study.models import Study


class Committee(models.Model):
    """The people who read and interpret a study's findings with the researchers."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="committee")
    name = models.CharField(max_length=120, default="Steering committee")
    privacy = Manifest(name=NONE)

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class CommitteeMember(models.Model):
    """A person on the committee and the part they have in it; their grant is written with it."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=80)  # "clinical lead": shown where three or more share it
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    privacy = Manifest(part=INDIRECT, since=INDIRECT, until=INDIRECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "person"], condition=Q(until=None), name="on_the_committee_once"
            )
        ]

    def __str__(self) -> str:
        return f"committee member {self.pk}"
