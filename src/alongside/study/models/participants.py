"""Those who take part: how they were asked, what they agreed to, and how they leave."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from alongside.access.models import Scope
from alongside.access.roles import Permission
from alongside.access.rules import ScopedQuerySet
from alongside.accounts.models import Person
from alongside.core.privacy import INDIRECT, NONE, Manifest
from alongside.study.models.cases import Case
from alongside.study.models.sources import Source
from alongside.study.models.studies import Study


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


class Withdrawal(models.Model):
    """A participant's withdrawal: asked for by one person, confirmed by another, then done. Ids, dates and counts only."""

    class Extent(models.TextChoices):
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
    extent = models.CharField(max_length=16, choices=Extent)
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
    def scope(self) -> Scope:
        return self.study.scope
