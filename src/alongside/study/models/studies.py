"""A study and those who code in it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import DIRECT, INDIRECT, NONE, Content, Manifest
from alongside.programme.models import Collaborative

STUDY_PROSE = Content(
    None, why="the study's own description, written before and apart from what participants said"
)


class Study(models.Model):
    """A piece of qualitative research; with no collaborative, one or several."""

    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    questions = models.TextField(blank=True)
    ethics_reference = models.CharField(max_length=120, blank=True)
    lawful_basis = models.CharField(max_length=120, blank=True)
    controller = models.CharField(max_length=200, blank=True)
    retention_until = models.DateField(null=True, blank=True)
    collaboratives = models.ManyToManyField(Collaborative, blank=True, related_name="+")

    scope_path = "scope"
    see = Permission.SEE_STUDY
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        slug=NONE,
        name=NONE,
        questions=STUDY_PROSE,
        ethics_reference=NONE,
        lawful_basis=NONE,
        controller=NONE,
        retention_until=NONE,
    )

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.name


class Coder(models.Model):
    """Somebody who codes in a study (REFI-QDA's User). One that came with an import has no account here."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="coders")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    initials = models.CharField(max_length=4, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    privacy = Manifest(guid=NONE, name=DIRECT, initials=INDIRECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="coder_guid_once"),
            models.UniqueConstraint(
                fields=["study", "person"], condition=Q(person__isnull=False), name="one_coder_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"coder {self.pk}"
