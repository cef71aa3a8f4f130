"""Findings: what the evidence says, who saw it, how it was read, what was decided and what came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.coding.models import Coding, FrameworkVersion, MatrixCell
from alongside.core.privacy import DIRECT, INDIRECT, NONE, Content, Manifest
from alongside.improvement.models import Annotation, PdsaCycle, Series
from alongside.programme.models import Collaborative, ContextEvent, Team
from alongside.study.models import Coder, GuideVersion, Participant, Source, Study


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


class Finding(models.Model):
    """An emerging finding, with its number in the study and where it is in the loop."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        WITH_COMMITTEE = "with_committee", "With the committee"
        INTERPRETED = "interpreted", "Interpreted"
        WITH_PROGRAMME = "with_programme", "With the programme"
        DECIDED = "decided", "Decided"
        REVIEWED = "reviewed", "Reviewed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="findings")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    evidence_withdrawn = models.PositiveSmallIntegerField(default=0)

    scope_path = "study__scope"
    see = Permission.SEE_FINDINGS
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(guid=NONE, number=NONE, state=NONE, evidence_withdrawn=NONE)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="finding_guid_once"),
            models.UniqueConstraint(fields=["study", "number"], name="finding_number_once"),
        ]

    def __str__(self) -> str:
        return f"Finding {self.number}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class FindingVersion(models.Model):
    """The words of a finding; released words never change, a new version follows."""

    class Level(models.TextChoices):
        INDIVIDUAL = "individual", "Individual"
        WITHIN = "within", "Within the organisation"
        BETWEEN = "between", "Between organisations"
        EXTERNAL = "external", "External"

    class Valence(models.TextChoices):
        BARRIER = "barrier", "Barrier"
        FACILITATOR = "facilitator", "Facilitator"
        BOTH = "both", "Barrier and facilitator"

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    statement = models.TextField()
    level = models.CharField(max_length=12, choices=Level)
    valence = models.CharField(max_length=12, choices=Valence)
    by = models.ForeignKey(Coder, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        number=NONE,
        statement=Content("evidence__parts__participant"),
        level=NONE,
        valence=NONE,
        at=INDIRECT,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="finding_version_once"),
            models.CheckConstraint(condition=~Q(statement=""), name="finding_says_something"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of finding {self.finding_id}"

    @property
    def guid(self) -> uuid.UUID:
        """The finding's: its versions share one line of history, and revision numbers run on through them."""
        return self.finding.guid

    @property
    def scope(self) -> Scope:
        return self.finding.study.scope


class Evidence(models.Model):
    """One thing a finding rests on: a quote, a matrix cell, a chart, a context event or a test of change."""

    finding_version = models.ForeignKey(FindingVersion, on_delete=models.CASCADE, related_name="evidence")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    speaks_against = models.BooleanField(default=False)
    coding = models.ForeignKey(
        Coding, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    cell = models.ForeignKey(
        MatrixCell, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence"
    )
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    context_event = models.ForeignKey(
        ContextEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cycle = models.ForeignKey(PdsaCycle, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # what a chart showed when it was taken as evidence
    chart_rows = models.JSONField(null=True, blank=True)
    chart_spec = models.JSONField(null=True, blank=True)
    chart_engine = models.CharField(max_length=32, blank=True)
    chart_hash = models.CharField(max_length=64, blank=True)
    chart_title = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)
    privacy = Manifest(
        guid=NONE,
        order=NONE,
        speaks_against=NONE,
        chart_rows=NONE,
        chart_spec=NONE,
        chart_engine=NONE,
        chart_hash=NONE,
        chart_title=NONE,
        withdrawn=NONE,
    )

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_of_at_most_one_kind",
                condition=(
                    Q(coding__isnull=True)
                    & Q(cell__isnull=True)
                    & Q(series__isnull=True)
                    & Q(context_event__isnull=True)
                    | Q(coding__isnull=True)
                    & Q(cell__isnull=True)
                    & Q(series__isnull=True)
                    & Q(cycle__isnull=True)
                    | Q(coding__isnull=True)
                    & Q(cell__isnull=True)
                    & Q(context_event__isnull=True)
                    & Q(cycle__isnull=True)
                    | Q(coding__isnull=True)
                    & Q(series__isnull=True)
                    & Q(context_event__isnull=True)
                    & Q(cycle__isnull=True)
                    | Q(cell__isnull=True)
                    & Q(series__isnull=True)
                    & Q(context_event__isnull=True)
                    & Q(cycle__isnull=True)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class EvidencePart(models.Model):
    """The frozen words of a piece of evidence, each part with the participant on whose words it rests."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="parts")
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence_parts"
    )
    order = models.PositiveSmallIntegerField(default=0)
    asks = models.BooleanField(default=False)  # the interviewer's words: they need nobody's consent
    text = models.TextField(blank=True)
    privacy = Manifest(order=NONE, asks=NONE, text=Content("participant"))

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"part {self.pk}"


class FormerGround(models.Model):
    """A participant on whose words a version rested until the evidence was taken out: earlier wordings may hold them yet."""

    finding_version = models.ForeignKey(
        FindingVersion, on_delete=models.CASCADE, related_name="former_grounds"
    )
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()  # the version's, when the evidence was taken out
    privacy = Manifest(revision=NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding_version", "participant"], name="former_ground_once")
        ]

    def __str__(self) -> str:
        return f"former ground {self.pk}"


class Release(models.Model):
    """Something shown to an audience, frozen at its version: a finding, the framework, the interview guide."""

    class Audience(models.TextChoices):
        COMMITTEE = "committee", "Committee"
        PROGRAMME = "programme", "Programme"
        TEAMS = "teams", "Teams"
        PUBLICATION = "publication", "Publication"

    class Attribution(models.TextChoices):
        FINEST = "finest", "Role and site, where three or more share both"
        ROLE = "role", "Role only, where three or more share it"
        ANYONE = "anyone", "“A participant”, whoever it is"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="releases")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding_version = models.ForeignKey(
        FindingVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="releases"
    )
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="releases"
    )
    guide_version = models.ForeignKey(
        GuideVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="releases"
    )
    audience = models.CharField(max_length=12, choices=Audience)
    collaborative = models.ForeignKey(
        Collaborative, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    attribution_level = models.CharField(max_length=16, choices=Attribution, default=Attribution.FINEST)
    shows_verdicts = models.BooleanField(
        default=False
    )  # how many of the committee it rings true to, without names
    until = models.DateField(null=True, blank=True)  # answers are asked for by this day
    ended_on = models.DateField(null=True, blank=True)  # no longer shown from this day
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    left_out = models.ManyToManyField(Evidence, blank=True, related_name="left_out_of")
    # field notes and documents, which no participant consented to: `by` decided that this audience may read them
    allowed = models.ManyToManyField(Evidence, blank=True, related_name="allowed_in")
    privacy = Manifest(
        guid=NONE,
        audience=NONE,
        attribution_level=NONE,
        shows_verdicts=NONE,
        until=NONE,
        ended_on=NONE,
        at=INDIRECT,
    )

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="release_of_exactly_one_thing",
                condition=Q(finding_version__isnull=False, framework_version=None, guide_version=None)
                | Q(finding_version=None, framework_version__isnull=False, guide_version=None)
                | Q(finding_version=None, framework_version=None, guide_version__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["finding_version", "audience"],
                condition=Q(ended_on=None, finding_version__isnull=False, collaborative=None),
                name="finding_version_released_once_an_audience",
            ),
            models.UniqueConstraint(
                fields=["finding_version", "audience", "collaborative"],
                condition=Q(ended_on=None, finding_version__isnull=False, collaborative__isnull=False),
                name="finding_version_released_once_a_collaborative",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope


class Interpretation(models.Model):
    """How one committee member reads a released finding; a comment on a released framework or guide."""

    class Verdict(models.TextChoices):
        RINGS_TRUE = "rings_true", "Rings true"
        PARTLY = "partly", "Partly"
        NOT = "not", "Does not"
        CANNOT_SAY = "cannot_say", "Cannot say"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="interpretations")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="interpretations")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    comment = models.TextField(blank=True)
    another_reading = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        verdict=INDIRECT,
        comment=Content("release__finding_version__evidence__parts__participant"),
        another_reading=Content("release__finding_version__evidence__parts__participant"),
        at=INDIRECT,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["release", "member"], name="one_interpretation_a_member")
        ]

    def __str__(self) -> str:
        return f"interpretation {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.release.study.scope


class Decision(models.Model):
    """What was decided because of a finding: by the host for the programme, or by a study that stands alone."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="decisions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # the collaborative it was taken for; none where a study that stands alone decided
    collaborative = models.ForeignKey(
        Collaborative, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    dissent = models.TextField(blank=True)  # who would have decided otherwise, and how, without names
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        text=Content("finding__versions__evidence__parts__participant"),
        dissent=Content("finding__versions__evidence__parts__participant"),
        on=NONE,
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="decision_says_something")]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.finding.study.scope


class Action(models.Model):
    """What is done about a decision: by whom, by when, with which teams, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="actions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    starts = models.DateField()
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    annotations = models.ManyToManyField(Annotation, blank=True, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    what_happened = models.TextField(blank=True)
    needs_rewrite = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    privacy = Manifest(
        guid=NONE,
        what=Content("decision__finding__versions__evidence__parts__participant"),
        starts=NONE,
        due=NONE,
        state=NONE,
        reviewed_on=NONE,
        what_happened=Content("decision__finding__versions__evidence__parts__participant"),
        needs_rewrite=NONE,
        revision=NONE,
    )

    class Meta:
        ordering = [F("due").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.decision.finding.study.scope


class FeedbackEntry(models.Model):
    """A point told to somebody before or without a finding: to whom, how, and what came of it."""

    class Response(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        ADAPTED = "adapted", "Adapted"
        DECLINED = "declined", "Declined"
        NO_ANSWER = "no_answer", "No answer"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="feedback")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to_whom = models.CharField(max_length=200)
    form = models.CharField(max_length=120)
    on = models.DateField()
    point = models.TextField()
    response = models.CharField(max_length=12, choices=Response, blank=True)
    effect_on_setting = models.TextField(blank=True)
    rests_on = models.ManyToManyField(Participant, blank=True, related_name="feedback")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    needs_rewrite = models.BooleanField(default=False)

    scope_path = "study__scope"
    see = Permission.SEE_FINDINGS
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        to_whom=DIRECT,
        form=NONE,
        on=NONE,
        point=Content("rests_on"),
        response=NONE,
        effect_on_setting=Content("rests_on"),
        needs_rewrite=NONE,
    )

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name_plural = "feedback entries"

    def __str__(self) -> str:
        return f"feedback {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.study.scope
