"""Blind rounds: coding the same texts without seeing each other."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.accounts.models import Person
from alongside.coding.models.framework import FRAMEWORK_PROSE, FrameworkVersion
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.study.models import Coder, Source, SourceText, Study


class Round(models.Model):
    """A blind round: some texts, coded by some coders under one version, none seeing the others until all have submitted."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="rounds")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="rounds")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=300, blank=True)
    privacy = Manifest(
        guid=NONE,
        name=FRAMEWORK_PROSE,
        opened_at=INDIRECT,
        closed_at=INDIRECT,
        closed_because=FRAMEWORK_PROSE,
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="one_round_of_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class RoundText(models.Model):
    """A source that a round codes, and its text as it stood when the round was opened.

    The text goes when a speaker who withdrew is taken out of it; the round stays blind on what is left.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="texts")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="rounds")
    source_text = models.ForeignKey(
        SourceText, on_delete=models.SET_NULL, null=True, blank=True, related_name="rounds"
    )
    privacy = Manifest()
    is_analysis = False  # that a text is to be coded says nothing of what was found in it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "source"], name="source_once_in_a_round")]

    def __str__(self) -> str:
        return f"source {self.source_id} in round {self.round_id}"


class RoundCoder(models.Model):
    """Somebody who codes in a round; what they submitted stays as it is."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="coders")
    coder = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="rounds")
    submitted_at = models.DateTimeField(null=True, blank=True)
    privacy = Manifest(submitted_at=INDIRECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "coder"], name="coder_once_in_a_round")]

    def __str__(self) -> str:
        return f"coder {self.coder_id} in round {self.round_id}"


def blind_now() -> list[int]:
    """Ids of the rounds that are still blind. Mostly there is none, and then no list of codings need ask any further."""
    return list(Round.objects.filter(blind()).order_by().values_list("pk", flat=True))


def blind() -> Q:
    """Which rounds are still blind: not closed, and a coder has yet to submit."""
    waiting = RoundCoder.objects.filter(round=OuterRef("pk"), submitted_at=None)
    return Q(closed_at=None) & Q(Exists(waiting))
