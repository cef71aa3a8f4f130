"""Codings, and the layers they lie on."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.coding.models.framework import Code, FrameworkVersion
from alongside.coding.models.rounds import Round, RoundText, blind_now
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.study.models import Coder, Source, SourceText, Study


class Layer(models.Model):
    """A sheet of codings over the sources: everyone's own, a blind round's, an agreed consensus."""

    class Kind(models.TextChoices):
        OWN = "own"
        ROUND = "round"
        CONSENSUS = "consensus"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="layers")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OWN)
    round = models.OneToOneField(Round, on_delete=models.CASCADE, null=True, blank=True, related_name="layer")
    privacy = Manifest(kind=NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study"], condition=Q(kind="own"), name="one_own_layer"),
            models.CheckConstraint(
                condition=Q(kind="round", round__isnull=False) | (~Q(kind="round") & Q(round=None)),
                name="a_round_has_its_layer",
            ),
        ]

    def __str__(self) -> str:
        return f"layer {self.pk}"


class CodingQuerySet(ScopedQuerySet):
    """Codings a person may see. Counts, coverage, matrix, search, undo, API and export all begin here."""

    def visible_to(self, person: Person) -> CodingQuerySet:
        """Without what is blind to this person.

        Of a round's codings only one's own, until all its coders have submitted; and of a text that one codes blind,
        nobody else's codings at all, made in the round or not.
        """
        found = super().visible_to(person)
        if rounds := blind_now():
            theirs = ~Q(coder__person=person)
            coding_blind = RoundText.objects.filter(round__in=rounds, round__coders__coder__person=person)
            found = found.exclude(theirs & Q(layer__round__in=rounds))
            found = found.exclude(theirs & Q(source__in=coding_blind.values("source")))
        return found  # type: ignore[return-value]

    def analysed(self) -> CodingQuerySet:
        """Those that the analysis rests on: not a round's, which are there to be compared, nor any whose words are gone."""
        return self.exclude(layer__kind=Layer.Kind.ROUND).exclude(review=Coding.Review.GONE)


class Coding(models.Model):
    """A code given to a stretch of a source's current text: code points, half-open."""

    class Valence(models.TextChoices):
        BARRIER = "barrier", "Barrier"
        FACILITATOR = "facilitator", "Facilitator"
        BOTH = "both", "Both"
        UNCLEAR = "unclear", "Unclear"

    class Review(models.TextChoices):
        MOVED = "moved", "Moved with a correction"
        CHANGED = "changed", "Its words changed"
        GONE = "gone", "Its words are gone"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="codings")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="codings")
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="codings")
    valence = models.CharField(max_length=12, choices=Valence, blank=True)
    important = models.BooleanField(default=False)
    review = models.CharField(max_length=8, choices=Review, blank=True)
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    scope_path = "study__scope"
    see = Permission.SEE_STUDY
    objects = CodingQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        start=NONE,
        end=NONE,
        valence=INDIRECT,
        important=NONE,
        review=NONE,
        at=INDIRECT,
        changed_at=INDIRECT,
    )

    class Meta:
        ordering = ["source", "start", "end"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="coding_guid_once"),
            models.UniqueConstraint(
                fields=["source", "start", "end", "code", "coder", "layer"], name="same_coding_once"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="coding_not_empty"),
        ]
        indexes = [
            models.Index(fields=["code", "source"]),
            models.Index(fields=["source", "start"]),
            models.Index(fields=["coder"]),
        ]

    def __str__(self) -> str:
        return f"coding {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class PastPlace(models.Model):
    """Where a coding lay on an earlier version of its text."""

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="past_places")
    source_text = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="past_places")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    privacy = Manifest(start=NONE, end=NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coding", "source_text"], name="one_past_place_a_text"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="past_place_not_empty"),
        ]

    def __str__(self) -> str:
        return f"place of coding {self.coding_id} on text {self.source_text_id}"
