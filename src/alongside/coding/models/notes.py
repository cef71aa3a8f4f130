"""Memos, annotations and the journal."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.coding.models.codings import Coding
from alongside.coding.models.framework import Code
from alongside.coding.models.rounds import RoundText, blind_now
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.study.models import Case, Coder, Source, Study


class NoteQuerySet(ScopedQuerySet):
    """Notes a person may read: a private one is its author's, one that waits to be rewritten too."""

    def visible_to(self, person: Person) -> NoteQuerySet:
        """Without others' notes on what is blind to this person: a coding of a round, or a text that one codes blind."""
        own = Q(author__person=person)
        found = super().visible_to(person).filter(own | Q(private=False, needs_rewrite=False))
        if rounds := blind_now():
            mine = RoundText.objects.filter(round__in=rounds, round__coders__coder__person=person)
            sources = mine.values("source")
            hidden = (
                Q(coding__layer__round__in=rounds) | Q(coding__source__in=sources) | Q(source__in=sources)
            )
            found = found.exclude(~own & hidden)
        return found  # type: ignore[return-value]


class Note(models.Model):
    """A memo: on a coding, a source, a case or a code, or on none of them."""

    class Kind(models.TextChoices):
        MEMO = "memo", "Memo"
        METHOD = "method", "Method"
        THEORY = "theory", "Theory"
        REFLEXIVE = "reflexive", "Reflexive"
        DECISION = "decision", "Decision"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="notes")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MEMO)
    body = models.TextField()
    author = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="notes")
    private = models.BooleanField(default=False)
    on = models.DateField(default=timezone.localdate)
    # whom a note rests on that points at nothing else (or rests_on_no_one)
    rests_on = models.ManyToManyField("study.Participant", blank=True, related_name="notes")
    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    # an annotation: words of the source's current text, without a code
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    needs_rewrite = models.BooleanField(default=False)  # a withdrawal took some of what it rests on
    revision = models.PositiveIntegerField(default=1)

    scope_path = "study__scope"
    see = Permission.SEE_STUDY
    objects = NoteQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        kind=NONE,
        body=Content("rests_on"),
        start=NONE,
        end=NONE,
        private=NONE,
        on=INDIRECT,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="note_not_empty"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(source__isnull=False, start__lt=F("end")),
                name="annotation_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope
