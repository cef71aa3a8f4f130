"""What the study's REST interface takes and gives."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ninja import Field, Schema

from alongside.access.roles import Role
from alongside.study.models import Case, Source, Variable

MOST_MINUTES, MOST_HOURS = 100_000, 10_000


class StudyIn(Schema):
    name: str = Field(max_length=200)
    slug: str = Field(max_length=50)
    researcher: str | None = None  # e-mail address; oneself without
    collaboratives: list[str] = []  # slugs
    questions: str = ""
    ethics_reference: str = Field("", max_length=120)
    lawful_basis: str = Field("", max_length=120)
    controller: str = Field("", max_length=200)
    retention_until: dt.date | None = None


class StudyChange(Schema):
    name: str | None = Field(None, max_length=200)
    questions: str | None = None
    ethics_reference: str | None = Field(None, max_length=120)
    lawful_basis: str | None = Field(None, max_length=120)
    controller: str | None = Field(None, max_length=200)
    retention_until: dt.date | None = None


class StudyOut(Schema):
    slug: str
    name: str
    questions: str
    ethics_reference: str
    lawful_basis: str
    controller: str
    retention_until: dt.date | None


class PartIn(Schema):
    email: str
    role: Role
    until: dt.date | None = None


class PartOut(Schema):
    name: str
    email: str | None
    role: str
    since: dt.date
    until: dt.date | None


class CaseIn(Schema):
    name: str
    kind: str = Case.Kind.SITE.value
    part_of: UUID | None = None
    is_host: bool = False


class ParticipantIn(Schema):
    name: str
    role_group: str = Field("", max_length=80)
    site_group: str = Field("", max_length=80)
    site_name: str = Field("", max_length=120)
    identity: dict[str, str] | None = None


class CaseOut(Schema):
    guid: UUID
    name: str
    kind: str
    is_host: bool
    part_of: UUID | None
    participant: UUID | None
    role_group: str
    site_group: str
    site_name: str
    attributes: dict[str, str]
    consents: dict[str, bool]


class VariableIn(Schema):
    name: str
    type: str = Variable.Type.TEXT.value


class VariableOut(Schema):
    guid: UUID
    name: str
    type: str


class ValueIn(Schema):
    value: str


class ConsentIn(Schema):
    purpose: str
    value: bool
    on: dt.date | None = None
    form: str = Field("", max_length=80)
    source: UUID | None = None


class ConsentOut(Schema):
    purpose: str
    value: bool
    on: dt.date
    form: str
    source: UUID | None


class ApproachIn(Schema):
    participant: UUID | None = None
    route: str = Field("purposive", max_length=40)
    referred_by: UUID | None = None
    invited_on: dt.date | None = None
    outcome: str = "invited"


class ApproachOut(Schema):
    participant: UUID | None
    route: str
    referred_by: UUID | None
    invited_on: dt.date | None
    outcome: str


class SourceIn(Schema):
    kind: str
    name: str = ""
    text: str = ""
    identified: bool
    title: str = ""
    on: dt.date | None = None
    minutes: int | None = Field(None, ge=0, le=MOST_MINUTES)
    hours: float | None = Field(None, ge=0, le=MOST_HOURS)
    place: str = ""
    present: str = ""
    capacity: str = ""
    reflection: str = ""
    cases: list[UUID] = []
    speakers: dict[str, UUID] = {}


class SourceChange(Schema):
    title: str | None = None
    on: dt.date | None = None
    minutes: int | None = Field(None, ge=0, le=MOST_MINUTES)
    hours: float | None = Field(None, ge=0, le=MOST_HOURS)
    place: str | None = None
    present: str | None = None
    capacity: str | None = None
    reflection: str | None = None
    cases: list[UUID] | None = None


class TextIn(Schema):
    text: str
    identified: bool


class SourceOut(Schema):
    guid: UUID
    kind: str
    name: str
    title: str
    on: dt.date | None
    words: int | None
    text: int | None
    state: str
    consent: str
    cases: list[UUID]


class TurnOut(Schema):
    index: int
    start: int
    body: int
    end: int
    speaker: str
    case: UUID | None
    at_ms: int | None


class TextOut(Schema):
    """A pseudonymised text; places are code points, half-open."""

    number: int
    text: str
    words: int
    turns: list[TurnOut]


class ReplacementsIn(Schema):
    replacements: dict[str, str] = {}


class SpeakersIn(Schema):
    speakers: dict[str, UUID | None]


class PseudonymIn(Schema):
    original: str
    replacement: str
    participant: UUID | None = None


class GuideIn(Schema):
    name: str
    questions: list[str]
    since: dt.date
    note: str = ""


class GuideOut(Schema):
    name: str
    number: int
    since: dt.date
    note: str
    questions: list[str]


class ProblemOut(Schema):
    what: str
    todo: str
    file: str
    row: int | None
    column: str


class ImportOut(Schema):
    done: list[str]
    waiting: list[str]
    recognised: list[str]
    refused: list[ProblemOut]
    notes: list[str]


class ExtentIn(Schema):
    extent: str


class WithdrawalOut(Schema):
    guid: UUID
    participant: UUID
    extent: str
    state: str
    proposed_at: dt.datetime
    done_at: dt.datetime | None
    counts: dict[str, int]


class Columns(Schema):
    """How a table joins the files of an import; lists are separated by commas."""

    kind: str = Source.Kind.INTERVIEW.value
    key: str = "file"
    identity: str = ""
    skip: str = ""
    encoding: str = ""
    identified: bool = False
    confirmed: bool = False
