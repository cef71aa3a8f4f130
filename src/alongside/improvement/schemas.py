"""The shapes in which the REST interface takes and gives measures, numbers, charts and tests of change."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Schema

MONTH = r"^\d{4}-\d{2}$"


class MeasureIn(Schema):
    key: str
    name: str
    type: str
    unit: str
    chart: str
    direction: str
    numerator: str = ""
    denominator: str = ""
    exclusions: str = ""
    source: str = ""
    order: int = 0


class MeasureOut(MeasureIn):
    guid: uuid.UUID
    version: int
    retired_on: dt.date | None


class FollowIn(Schema):
    measure: str = Field(description="The measure's key")
    target: float | None = Field(None, description="In the chart's own unit")
    target_since: dt.date | None = None


class SeriesOut(Schema):
    guid: uuid.UUID
    team: str = Field(description="The team's letter")
    measure: str
    rules: str
    screening: bool
    freeze: int | None


class ObservationIn(Schema):
    period: str = Field(pattern=MONTH, description="2016-03")
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    note: str = ""
    reason: str = Field("", description="Why a number that was sent is corrected")
    revision: int | None = Field(
        None, description="The revision that is corrected; needed once a number is there"
    )


class ObservationOut(Schema):
    period: str
    numerator: float | None
    denominator: float | None
    value: float | None
    note: str
    revision: int
    entered_at: dt.datetime


class NothingIn(Schema):
    period: str = Field(pattern=MONTH)
    because: str


class NothingOut(NothingIn):
    pass


class TargetIn(Schema):
    value: float
    since: dt.date


class TargetOut(TargetIn):
    pass


class SeriesPhaseIn(Schema):
    starts: str = Field(pattern=MONTH, description="The first month of the new level")
    reason: str


class SeriesPhaseOut(Schema):
    id: int
    starts: dt.date
    reason: str
    by: str | None
    on: dt.date
    undone_on: dt.date | None = None


class DueIn(Schema):
    period: str = Field(pattern=MONTH)
    on: dt.date


class DueOut(DueIn):
    pass


class NoteIn(Schema):
    on: dt.date
    text: str
    team: str | None = Field(None, description="A team's letter; everybody's charts without one")
    measure: str | None = Field(None, description="Only on this measure's chart")


class NoteOut(Schema):
    guid: uuid.UUID
    on: dt.date
    text: str
    origin: str
    team: str | None


class TestFields(Schema):
    idea: str
    started: dt.date
    prediction: str
    plan: str = ""
    data: str = ""
    study: str = ""
    act: str = ""
    ended: dt.date | None = None


class TestIn(TestFields):
    previous: uuid.UUID | None = None
    measure: str | None = None


class TestOut(TestIn):
    guid: uuid.UUID
    revision: int


class TestChange(Schema):
    revision: int
    idea: str | None = None
    started: dt.date | None = None
    prediction: str | None = None
    plan: str | None = None
    data: str | None = None
    study: str | None = None
    act: str | None = None
    ended: dt.date | None = None


class TableIn(Schema):
    name: str = Field("numbers.csv", description="The file's name, for messages")
    csv: str = Field(description="The whole table as text; its first row names the columns")
    mapping: dict[str, str] = Field({}, description="Ours → theirs, for columns that are called otherwise")
    partial: bool = Field(False, description="Take the rows that are right, and list the others")


class RowProblemOut(Schema):
    what: str
    todo: str
    file: str
    row: int | None
    column: str


class NumbersImportOut(Schema):
    done: int
    unchanged: int
    refused: list[RowProblemOut]


class SummaryOut(Schema):
    """What one chart says. A team is named only as its collaborative's mode lets you see it."""

    team: str = Field(description="The team's label, as you may see it")
    letter: str
    measure: str
    sentence: str
    target_sentence: str
    variation: str
    assurance: str
    months: int
