"""What the REST interface gives."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from ninja import Schema


class ShownQuoteOut(Schema):
    text: str
    label: str
    against: bool


class ChartOut(Schema):
    title: str
    where: str
    sentence: str
    correction: str
    against: bool
    points: list[dict[str, Any]]


class ShownOut(Schema):
    """A finding as its audience reads it."""

    guid: uuid.UUID
    number: int
    version: int
    statement: str
    hidden_because: str
    level: str
    valence: str
    quotes: list[ShownQuoteOut]
    hidden_count: int
    charts: list[ChartOut]
    evidence_withdrawn: int


class TallyOut(Schema):
    label: str
    count: int
    of: int


class ReadingOut(Schema):
    verdict: str
    who: str
    texts: list[str]


class ReadingsOut(Schema):
    opened: bool
    answered: int
    members: int
    tallies: list[TallyOut]
    readings: list[ReadingOut]


class AnswerOut(Schema):
    guid: uuid.UUID
    verdict: str
    comment: str
    another_reading: str
    revision: int


class ActionOut(Schema):
    guid: uuid.UUID
    what: str
    owner: str
    starts: dt.date
    due: dt.date | None
    state: str
    what_happened: str
    reviewed_on: dt.date | None
    revision: int


class DecisionOut(Schema):
    guid: uuid.UUID
    text: str
    dissent: str
    on: dt.date
    revision: int
    needs_rewrite: bool
    actions: list[ActionOut]


class ReleaseOut(Schema):
    guid: uuid.UUID
    audience: str
    version: int
    at: dt.datetime
    until: dt.date | None
    ended_on: dt.date | None


class EvidenceOut(Schema):
    guid: uuid.UUID | None
    kind: str
    text: str
    who: str
    against: bool
    withdrawn: bool


class FindingRowOut(Schema):
    number: int
    guid: uuid.UUID
    state: str
    statement: str
    version: int
    evidence_withdrawn: int


class FindingOut(FindingRowOut):
    """A finding with its chain, for the research team."""

    level: str
    valence: str
    revision: int
    needs_rewrite: bool
    evidence: list[EvidenceOut]
    releases: list[ReleaseOut]
    readings: ReadingsOut | None
    decisions: list[DecisionOut]


class PreviewQuoteOut(ShownQuoteOut):
    evidence: uuid.UUID
    ok: bool
    reason: str
    needs_decision: bool
    left_out: bool
    colleagues: list[str]
    participants: list[str]


class PreviewOut(Schema):
    audience: str
    readers: list[str]
    quotes: list[PreviewQuoteOut]
    shown: int
    kept_back: int
    names_in: list[str]


class ToReadOut(Schema):
    guid: uuid.UUID
    title: str
    words: str
    said: str
    until: dt.date | None


class ProgrammeRowOut(Schema):
    guid: uuid.UUID
    number: int
    statement: str
    state: str
    at: dt.datetime


class ProgrammeFindingOut(ShownOut):
    tallies: list[TallyOut]
    decisions: list[DecisionOut]


class CommitteeMemberOut(Schema):
    id: int
    name: str
    part: str
    since: dt.date


class FeedbackOut(Schema):
    guid: uuid.UUID
    on: dt.date
    to_whom: str
    form: str
    point: str
    response: str
    effect_on_setting: str
    needs_rewrite: bool


class ChartRowOut(Schema):
    """A chart of a linked collaborative, by the guid that `series` of a finding takes."""

    guid: uuid.UUID
    collaborative: str
    team: str
    measure: str
