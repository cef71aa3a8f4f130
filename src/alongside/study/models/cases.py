"""What is compared: people, teams, sites, with what is known of them."""

from __future__ import annotations

import uuid

from django.db import models

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest
from alongside.programme.models import Team
from alongside.study.models.studies import Study


class Case(models.Model):
    """What the matrix has rows of: a person under their pseudonym, a site, a team."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SITE = "site", "Site"
        TEAM = "team", "Team"
        OTHER = "other", "Other"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="cases")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON)
    part_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_host = models.BooleanField(default=False)

    scope_path = "study__scope"
    see = Permission.SEE_STUDY
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(guid=NONE, name=INDIRECT, kind=NONE, is_host=INDIRECT)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="case_guid_once"),
            models.UniqueConstraint(fields=["study", "name"], name="case_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class Variable(models.Model):
    """An attribute that cases have, such as role or seniority."""

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        YES_NO = "yes_no", "Yes or no"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="variables")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=8, choices=Type, default=Type.TEXT)
    order = models.PositiveSmallIntegerField(default=0)
    privacy = Manifest(guid=NONE, name=NONE, type=NONE, order=NONE)

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="variable_name_once")]

    def __str__(self) -> str:
        return self.name


class VariableValue(models.Model):
    """A case's value of a variable."""

    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="values")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(max_length=500)
    privacy = Manifest(value=Content("case__participant"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["variable", "case"], name="one_value_a_case")]

    def __str__(self) -> str:
        return f"value {self.pk}"
