"""The shapes in which the REST interface takes and gives the programme."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from ninja import Field, Schema


class CollaborativeOut(Schema):
    slug: str
    name: str
    host: str
    starts: dt.date
    ends: dt.date | None
    state: str
    confidentiality: str
    topics: list[str]
    aim: str


class AimIn(Schema):
    text: str
    since: dt.date


class AimOut(AimIn):
    pass


class PhaseIn(Schema):
    kind: str
    number: int | None = Field(None, ge=1, le=99)
    starts: dt.date
    ends: dt.date


class PhaseOut(PhaseIn):
    pass


class ModeIn(Schema):
    mode: Literal["named", "coded", "own"]


class TeamOut(Schema):
    letter: str
    name: str | None = Field(description="Absent where this collaborative shows you only letters")
    organisation: str | None = None
    joined: dt.date | None = None
    left: dt.date | None = None
    agreement_signed_on: dt.date | None = None
    topics: list[str] = []
    may_open: bool


class TeamIn(Schema):
    name: str
    letter: str
    organisation: str
    joined: dt.date
    agreement_signed_on: dt.date | None = None
    topics: list[str] = []


class TeamChange(Schema):
    name: str
    agreement_signed_on: dt.date | None = None
    topics: list[str] = []


class LeaveIn(Schema):
    on: dt.date
    because: str
    into: str | None = Field(None, description="The letter of the team that goes on, where two merge")


class PersonIn(Schema):
    name: str
    email: str | None = None
    job_role: str
    since: dt.date | None = None


class MemberIn(PersonIn):
    is_lead: bool = False


class MemberOut(Schema):
    id: int
    person: uuid.UUID
    name: str
    job_role: str
    is_lead: bool = False
    since: dt.date
    until: dt.date | None


class EndIn(Schema):
    on: dt.date | None = None


class AskIn(Schema):
    text: str
    reason: str = ""
    due: dt.date | None = None


class AskOut(AskIn):
    guid: uuid.UUID
    answered_on: dt.date | None


class AnswerIn(Schema):
    on: dt.date


class EventIn(Schema):
    kind: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    place: str = ""
    agenda: str = ""


class EventOut(EventIn):
    guid: uuid.UUID
    teams: list[str] = Field(description="Letters of the teams that came, of those you may know of")


class AttendanceIn(Schema):
    teams: list[str] = Field(description="Letters of all teams that came; who is not named did not")


class ContextIn(Schema):
    on: dt.date
    until: dt.date | None = None
    kind: str
    title: str
    note: str = ""
    team: str | None = Field(None, description="A team's letter; nobody's in particular without one")


class ContextOut(ContextIn):
    guid: uuid.UUID
