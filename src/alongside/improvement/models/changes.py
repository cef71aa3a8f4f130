"""The change package: drivers, ideas, who took them up; and tests of change."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.improvement.models.measures import TEAM_PROSE, Measure
from alongside.programme.models import Collaborative, Event, Team, Topic


class Driver(models.Model):
    """What is believed to lead to the aim: a primary driver, or a secondary one below it."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="drivers")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="secondary"
    )
    text = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(guid=NONE, text=TEAM_PROSE, order=NONE, revision=NONE)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class ChangeIdea(models.Model):
    """Something that teams may try: an entry of the change package, with what speaks for it."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="change_ideas")
    drivers = models.ManyToManyField(Driver, blank=True, related_name="ideas")
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="change_ideas"
    )
    title = models.CharField(max_length=120)
    what = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        title=TEAM_PROSE,
        what=TEAM_PROSE,
        evidence=TEAM_PROSE,
        order=NONE,
        retired_on=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "title"], name="one_change_idea_of_a_title")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class Material(models.Model):
    """Something to take along for a change idea: an address of a sheet, a photograph, a price; from a team or the host."""

    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="materials")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="materials")
    title = models.CharField(max_length=120)
    url = models.URLField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest(title=TEAM_PROSE, url=TEAM_PROSE)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class ChangePackage(models.Model):
    """A published version of the driver diagram with its ideas, as it stood that day."""

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="change_packages")
    number = models.PositiveSmallIntegerField()
    note = models.TextField()
    frozen = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(number=NONE, note=TEAM_PROSE, frozen=TEAM_PROSE, at=INDIRECT)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "number"], name="change_package_once")
        ]

    def __str__(self) -> str:
        return f"change package {self.number}"


class Adoption(models.Model):
    """A step of a team with a change idea, dated: the latest tells where it stands, all tell who took what from whom."""

    class Stage(models.TextChoices):
        UNTESTED = "untested", "Untested"
        TESTING = "testing", "Testing"
        IMPLEMENTED = "implemented", "Implemented"
        SPREAD = "spread", "Spread"
        ABANDONED = "abandoned", "Abandoned"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="adoptions")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="adoptions")
    stage = models.CharField(max_length=12, choices=Stage)
    on = models.DateField()
    learnt_from = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="taught"
    )
    learnt_at = models.ForeignKey(
        Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="adoptions"
    )
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(stage=NONE, on=NONE, note=TEAM_PROSE)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(learnt_from=None) | ~Q(learnt_from=F("team")), name="learnt_from_another_team"
            )
        ]

    def __str__(self) -> str:
        return f"adoption {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.team.scope


class PdsaCycle(models.Model):
    """A test of change: plan, do, study, act; linked to the one before it as a ramp."""

    class Held(models.TextChoices):
        YES = "yes", "The prediction held"
        PARTLY = "partly", "It held in part"
        NO = "no", "It did not hold"

    class Act(models.TextChoices):
        ADOPT = "adopt", "Adopt"
        ADAPT = "adapt", "Adapt"
        ABANDON = "abandon", "Abandon"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="cycles")
    idea = models.CharField(max_length=200)
    change_idea = models.ForeignKey(
        ChangeIdea, on_delete=models.SET_NULL, null=True, blank=True, related_name="cycles"
    )
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="following"
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.SET_NULL, null=True, blank=True, related_name="cycles"
    )
    started = models.DateField()
    ended = models.DateField(null=True, blank=True)
    prediction = models.TextField()
    plan = models.TextField(blank=True)
    data = models.TextField(blank=True)
    study = models.TextField(blank=True)
    held = models.CharField(max_length=8, choices=Held, blank=True)
    act = models.CharField(max_length=8, choices=Act, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    scope_path = "team__scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        idea=TEAM_PROSE,
        started=NONE,
        ended=NONE,
        prediction=TEAM_PROSE,
        plan=TEAM_PROSE,
        data=TEAM_PROSE,
        study=TEAM_PROSE,
        held=NONE,
        next_step=TEAM_PROSE,
        act=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["started", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("started")), name="cycle_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(prediction=""), name="cycle_has_a_prediction"),
        ]

    def __str__(self) -> str:
        return f"cycle {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.team.scope
