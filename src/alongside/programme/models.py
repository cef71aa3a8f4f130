"""The collaborative: who takes part, when they meet, and what happened around them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Content, Manifest

PROGRAMME_PROSE = Content(
    None, why="written by the programme about its own work; rests on no participant of a study"
)


class Organisation(models.Model):
    """A trust, a host, a university: what a team or the programme belongs to."""

    class Kind(models.TextChoices):
        HOST = "host"
        PROVIDER = "provider"
        ACADEMIC = "academic"
        OTHER = "other"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=16, blank=True)
    privacy = Manifest(guid=NONE, kind=NONE, name=NONE, code=NONE)

    def __str__(self) -> str:
        return self.name


class Collaborative(models.Model):
    """A quality-improvement collaborative: one topic, some teams, a time."""

    class State(models.TextChoices):
        FORMING = "forming"
        RUNNING = "running"
        CLOSED = "closed"
        COMMUNITY = "community"

    class Confidentiality(models.TextChoices):
        NAMED = "named", "Teams see each other by name"
        CODED = "coded", "Teams see each other as letters"
        OWN = "own", "Teams see only themselves"

    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="collaborative")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hosted")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.FORMING)
    confidentiality = models.CharField(max_length=8, choices=Confidentiality, default=Confidentiality.NAMED)

    scope_path = "scope"
    see = Permission.SEE_COLLABORATIVE
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(slug=NONE, name=NONE, starts=NONE, ends=NONE, state=NONE, confidentiality=NONE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="collaborative_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Aim(models.Model):
    """What the collaborative aims at, from a day on; the latest counts and earlier ones stay."""

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="aims")
    text = models.TextField()
    since = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest(text=PROGRAMME_PROSE, since=NONE)

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"aim since {self.since}"


class Topic(models.Model):
    """A clinical topic of the collaborative, such as sepsis."""

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(max_length=80)
    privacy = Manifest(name=NONE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaborative", "name"], name="one_topic_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A stretch of the programme: pre-work, an action period, the close."""

    class Kind(models.TextChoices):
        PRE_WORK = "pre_work", "Pre-work"
        ACTION_PERIOD = "action_period", "Action period"
        CLOSE = "close", "Close"

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    privacy = Manifest(kind=NONE, number=NONE, starts=NONE, ends=NONE)

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="phase_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}" if self.number else self.get_kind_display()


class Team(models.Model):
    """A trust's team in the collaborative. It keeps its data when it leaves."""

    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="team")
    collaborative = models.ForeignKey(Collaborative, on_delete=models.PROTECT, related_name="teams")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    letter = models.CharField(max_length=2)
    topics = models.ManyToManyField(Topic, blank=True, related_name="teams")
    agreement_signed_on = models.DateField(null=True, blank=True)
    joined = models.DateField()
    left = models.DateField(null=True, blank=True)
    left_because = models.CharField(max_length=300, blank=True)
    succeeds = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="succeeded_by")

    scope_path = "scope"
    see = Permission.SEE_TEAM
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        name=NONE, letter=NONE, agreement_signed_on=NONE, joined=NONE, left=NONE, left_because=PROGRAMME_PROSE
    )

    class Meta:
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["collaborative", "letter"], name="one_team_a_letter"),
            models.UniqueConstraint(fields=["collaborative", "name"], name="one_team_of_a_name"),
            models.CheckConstraint(
                condition=Q(left=None) | Q(left__gte=F("joined")), name="team_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class TeamMember(models.Model):
    """Somebody who works in a team, for a time; their grant is written with it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    job_role = models.CharField(max_length=120)
    is_lead = models.BooleanField(default=False)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    privacy = Manifest(job_role=INDIRECT, is_lead=INDIRECT, since=INDIRECT, until=INDIRECT)

    class Meta:
        ordering = ["-is_lead", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(until=None), name="member_of_a_team_once"
            )
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class Sponsorship(models.Model):
    """The executive who stands behind a team, for a time."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="sponsorships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sponsorships")
    job_role = models.CharField(max_length=120, blank=True)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    privacy = Manifest(job_role=INDIRECT, since=INDIRECT, until=INDIRECT)

    def __str__(self) -> str:
        return f"sponsorship {self.pk}"


class Event(models.Model):
    """A learning session, webinar, visit or call."""

    class Kind(models.TextChoices):
        LEARNING_SESSION = "learning_session", "Learning session"
        WEBINAR = "webinar", "Webinar"
        TELECONFERENCE = "teleconference", "Teleconference"
        VISIT = "visit", "Visit"
        COACHING_CALL = "coaching_call", "Coaching call"
        MEETING = "meeting", "Meeting"
        TRAINING = "training", "Training"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)

    scope_path = "collaborative__scope"
    see = Permission.SEE_COLLABORATIVE
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        kind=NONE,
        title=PROGRAMME_PROSE,
        starts_at=NONE,
        ends_at=NONE,
        place=NONE,
        agenda=PROGRAMME_PROSE,
    )

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> Scope:
        return self.collaborative.scope


class Attendance(models.Model):
    """A team came to an event; with a person where it is known who."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendance")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="attendance"
    )
    privacy = Manifest()

    class Meta:
        constraints = [
            # two, since SQLite has no constraint under which two nulls are the same
            models.UniqueConstraint(
                fields=["event", "team", "person"],
                condition=models.Q(person__isnull=False),
                name="attends_once",
            ),
            models.UniqueConstraint(
                fields=["event", "team"], condition=models.Q(person=None), name="team_attends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class ContextEvent(models.Model):
    """Something outside the programme that may explain what a chart does: an inspection, a guideline, a hard winter."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", "Inspection"
        GUIDELINE = "guideline", "Guideline"
        CAMPAIGN = "campaign", "Campaign"
        MEDIA = "media", "Media"
        WINTER = "winter", "Winter pressure"
        STAFFING = "staffing", "Staffing"
        OTHER = "other", "Other"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="context_events")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="context_events"
    )
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest(guid=NONE, on=NONE, until=NONE, kind=NONE, title=PROGRAMME_PROSE, note=PROGRAMME_PROSE)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")), name="context_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> Scope:
        return self.team.scope if self.team else self.collaborative.scope


class Ask(models.Model):
    """What a team asks of its sponsor, by when."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="asks")
    text = models.TextField()
    reason = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest(guid=NONE, text=PROGRAMME_PROSE, reason=PROGRAMME_PROSE, due=NONE, answered_on=NONE)

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"ask {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.team.scope
