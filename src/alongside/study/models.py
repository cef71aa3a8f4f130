"""The study: its cases and participants, what they agreed to, and what they said."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.access.models import Grant, Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import DIRECT, INDIRECT, NONE, Content, Manifest
from alongside.programme.models import Collaborative, Event, Team

StudyScope = Scope  # a withdrawal's own Scope is how far it goes
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


class Participant(models.Model):
    """A person who takes part, known here only by pseudonym; who they are is in the vault."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="participant")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role_group = models.CharField(
        max_length=80, blank=True
    )  # "manager": the coarse label used in attributions
    site_group = models.CharField(max_length=80, blank=True)  # "partner trust"
    site_name = models.CharField(max_length=120, blank=True)  # "Trust B"
    privacy = Manifest(guid=NONE, role_group=INDIRECT, site_group=INDIRECT, site_name=INDIRECT)

    def __str__(self) -> str:
        return f"participant {self.pk}"

    @property
    def scope(self) -> Scope:
        return self.case.study.scope


class Approach(models.Model):
    """How somebody was asked to take part, and what they answered; refusals count too, without a case."""

    class Outcome(models.TextChoices):
        INVITED = "invited", "Invited"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        NO_REPLY = "no_reply", "No reply"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="approaches")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="approaches"
    )
    route = models.CharField(max_length=40, default="purposive")
    referred_by = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    invited_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.INVITED)
    privacy = Manifest(route=INDIRECT, invited_on=INDIRECT, outcome=INDIRECT)

    class Meta:
        verbose_name_plural = "approaches"

    def __str__(self) -> str:
        return f"approach {self.pk}"


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


class Source(models.Model):
    """A piece of material: an interview, a focus group, a field note, a document."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", "Interview"
        FOCUS_GROUP = "focus_group", "Focus group"
        FIELD_NOTE = "field_note", "Field note"
        DOCUMENT = "document", "Document"

    class Capacity(models.TextChoices):
        RESEARCHER = "researcher", "As researcher"
        TEAM = "team", "As a member of the team"
        BOTH = "both", "As both"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="sources")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120)  # "P07", "FN 12"
    title = models.CharField(max_length=200, blank=True)
    on = models.DateField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    hours = models.FloatField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    present = models.CharField(max_length=300, blank=True)  # roles, never names
    capacity = models.CharField(max_length=12, choices=Capacity, blank=True)
    conducted_by = models.ForeignKey(
        Coder, on_delete=models.SET_NULL, null=True, blank=True, related_name="conducted"
    )
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    guide_version = models.ForeignKey(
        GuideVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="sources"
    )
    cases = models.ManyToManyField(Case, blank=True, related_name="sources")
    reflection = models.TextField(blank=True)  # a field note's other half, kept apart from what was observed
    sha256 = models.CharField(
        max_length=64, blank=True
    )  # of the imported file, so that a second upload is recognised
    needs_rewrite = models.BooleanField(default=False)  # a withdrawal took some of what it rests on

    scope_path = "study__scope"
    see = Permission.READ_SOURCES
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        kind=NONE,
        name=INDIRECT,
        title=Content("cases__participant"),
        on=INDIRECT,
        minutes=NONE,
        hours=NONE,
        place=INDIRECT,
        present=INDIRECT,
        capacity=NONE,
        reflection=Content("cases__participant"),
        sha256=INDIRECT,
        needs_rewrite=NONE,
    )

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["study", "guid"], name="source_guid_once"),
            models.UniqueConstraint(fields=["study", "name"], name="source_name_once"),
            models.UniqueConstraint(
                fields=["study", "sha256"], condition=~Q(sha256=""), name="same_file_once"
            ),
            models.CheckConstraint(condition=Q(hours=None) | Q(hours__gte=0), name="hours_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        return self.study.scope


class SourceText(models.Model):
    """An immutable version of a source's pseudonymised text: LF only, offsets in code points.

    A correction leaves the earlier versions readable as they were. A redaction takes the same words out of all of them,
    sign by sign, so that no place in them moves.
    """

    class Change(models.TextChoices):
        MADE = "made", "Made from the text as it came"
        CORRECTION = "correction", "Corrected"
        REDACTION = "redaction", "Words taken out"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    words = models.PositiveIntegerField()
    change = models.CharField(max_length=12, choices=Change, default=Change.MADE)
    reason = models.CharField(max_length=300, blank=True)  # "needed no change", "names replaced"
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(
        number=NONE,
        text=Content("source__cases__participant"),
        words=NONE,
        change=NONE,
        reason=Content("source__cases__participant"),
        at=INDIRECT,
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="source_text_once")]

    def __str__(self) -> str:
        return f"text {self.number} of source {self.source_id}"


class Turn(models.Model):
    """One speaker's turn on one version of a text; `body` is where the words after the label begin."""

    source_text = models.ForeignKey(SourceText, on_delete=models.CASCADE, related_name="turns")
    index = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    body = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.CharField(max_length=60, blank=True)
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns")
    at_ms = models.PositiveIntegerField(null=True, blank=True)
    privacy = Manifest(index=NONE, start=NONE, body=NONE, end=NONE, speaker=INDIRECT, at_ms=NONE)

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["source_text", "index"], name="turn_once"),
            models.CheckConstraint(
                condition=Q(start__lte=F("body")) & Q(body__lte=F("end")), name="turn_in_order"
            ),
        ]
        indexes = [models.Index(fields=["source_text", "start"])]

    def __str__(self) -> str:
        return f"turn {self.index}"


class Consent(models.Model):
    """What a participant said to one purpose, on a day. Append-only: the latest counts; absent means no."""

    class Purpose(models.TextChoices):
        TAKE_PART = "take_part", "Take part"
        RECORD = "record", "Be recorded"
        QUOTE = "quote", "Be quoted to the committee"
        SHARE = "share", "Be quoted to the programme and its teams"
        PUBLISH = "publish", "Be quoted in publications"
        ARCHIVE = "archive", "Be archived for other researchers"
        RECONTACT = "recontact", "Be contacted again"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, blank=True, related_name="consents"
    )
    purpose = models.CharField(max_length=12, choices=Purpose)
    value = models.BooleanField()
    form = models.CharField(max_length=80, blank=True)  # which form and version, how it was given
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    privacy = Manifest(purpose=INDIRECT, value=INDIRECT, form=INDIRECT, on=INDIRECT, at=INDIRECT)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["participant", "purpose"])]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class GrantedSource(models.Model):
    """A pseudonymised source that one critical friend may read."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="granted")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "source"], name="source_granted_once")]

    def __str__(self) -> str:
        return f"granted source {self.pk}"


# The vault: encrypted with keys kept outside the data folder, opened under OPEN_VAULT, each opening audited.


class Identity(models.Model):
    """Who a participant is: encrypted JSON of name and whatever columns went to the vault."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="identity")
    sealed = models.BinaryField()
    privacy = Manifest(sealed=DIRECT)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity {self.pk}"


class IdentifiedText(models.Model):
    """The text as it came, encrypted: never indexed, coded, exported or queued."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="identified")
    sealed = models.BinaryField()
    encoding = models.CharField(max_length=20, blank=True)
    privacy = Manifest(sealed=Content("source__cases__participant"), encoding=NONE)

    def __str__(self) -> str:
        return f"identified text {self.pk}"


class Pseudonym(models.Model):
    """One line of the study's pseudonym register: an original (encrypted) and what replaces it everywhere."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="pseudonyms")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="pseudonyms"
    )
    sealed = models.BinaryField()
    replacement = models.CharField(max_length=120)
    privacy = Manifest(sealed=DIRECT, replacement=INDIRECT)

    def __str__(self) -> str:
        return f"pseudonym {self.pk}"


class Withdrawal(models.Model):
    """A participant's withdrawal: asked for by one person, confirmed by another, then done. Ids, dates and counts only."""

    class Scope(models.TextChoices):
        STOP = "stop", "Take no further part; what was collected stays in use"
        KEEP_ANALYSED = "keep_analysed", "Delete what is not analysed yet; keep what is"
        NO_QUOTES = "no_quotes", "Keep the analysis, quote nothing any more"
        DELETE_ALL = "delete_all", "Delete everything"

    class State(models.TextChoices):
        PROPOSED = "proposed"
        DONE = "done"
        CANCELLED = "cancelled"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="withdrawals")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participant_guid = models.UUIDField()  # no foreign key: the participant may be gone
    extent = models.CharField(max_length=16, choices=Scope)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # what was touched: {"codings": 41, ...}

    scope_path = "study__scope"
    see = Permission.CONFIRM_WITHDRAWAL
    objects = ScopedQuerySet.as_manager()
    privacy = Manifest(
        guid=NONE,
        participant_guid=NONE,
        extent=INDIRECT,
        state=NONE,
        proposed_at=INDIRECT,
        done_at=INDIRECT,
        counts=NONE,
    )

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"

    @property
    def scope(self) -> StudyScope:
        return self.study.scope
