"""What the REST interface takes."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Schema


class EvidenceIn(Schema):
    codings: list[uuid.UUID] = []
    cells: list[uuid.UUID] = []
    series: list[uuid.UUID] = []
    context_events: list[uuid.UUID] = []
    cycles: list[uuid.UUID] = []


class FindingIn(EvidenceIn):
    statement: str
    level: str
    valence: str


class WordsIn(Schema):
    statement: str
    level: str | None = None
    valence: str | None = None
    revision: int = 0


class MoreEvidenceIn(EvidenceIn):
    against: bool = False


class AgainstIn(Schema):
    against: bool


class ReleaseIn(Schema):
    audience: str
    collaborative: str | None = Field(None, description="slug, where the study belongs to several")
    left_out: list[uuid.UUID] = []
    allow_unconsented: list[uuid.UUID] = []
    until: dt.date | None = None
    attribution_level: str = "finest"
    shows_verdicts: bool = False


class CommitteeAskIn(Schema):
    framework_version: int | None = None
    guide: int | None = None
    guide_version: int | None = None
    until: dt.date | None = None


class ReadingIn(Schema):
    verdict: str = ""
    comment: str = ""
    another_reading: str = ""


class DecisionIn(Schema):
    text: str
    on: dt.date | None = None
    dissent: str = ""


class DecisionChangeIn(Schema):
    revision: int
    text: str
    dissent: str = ""


class ActionIn(Schema):
    what: str
    owner: uuid.UUID | None = None
    starts: dt.date | None = None
    due: dt.date | None = None
    teams: list[str] = Field([], description="letters")


class ReviewIn(Schema):
    revision: int
    state: str
    what_happened: str = ""
    what: str | None = Field(
        None, description="What is to be done, where a withdrawal asks for it to be written again"
    )
    reviewed_on: dt.date | None = None


class CommitteeMemberIn(Schema):
    person: uuid.UUID
    part: str
    team: str | None = Field(None, description="letter")


class FeedbackIn(Schema):
    to_whom: str
    form: str
    point: str
    on: dt.date | None = None
    team: str | None = Field(None, description="letter")
    source: uuid.UUID | None = None
    finding: int | None = None
    response: str = ""
    effect_on_setting: str = ""
    rests_on: list[uuid.UUID] = []
    rests_on_no_one: bool = False


class FeedbackChangeIn(Schema):
    point: str | None = None
    response: str | None = None
    effect_on_setting: str | None = None
