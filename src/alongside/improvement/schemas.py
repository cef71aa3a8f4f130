"""The shapes in which the REST interface takes and gives measures, numbers, charts and tests of change."""

from __future__ import annotations

import datetime as dt
import uuid

from ninja import Field, Schema

MONTH = r"^\d{4}-\d{2}$"


class DefinitionFields(Schema):
    name: str
    type: str
    unit: str
    chart: str
    direction: str
    sent: str = Field("", description="proportion, rate, count or value; as the chart needs where left out")
    multiply: float | None = Field(None, description="What a rate is told for: 1000 for 1,000 bed days")
    definition: str = ""
    sampling: str = ""
    numerator: str = ""
    denominator: str = ""
    exclusions: str = ""
    source: str = ""


class MeasureIn(DefinitionFields):
    key: str
    core: bool = True
    topic: str | None = Field(None, description="The name of one of the collaborative's topics")
    order: int | None = Field(None, description="Its place in lists; last where left out")


class MeasureOut(MeasureIn):
    guid: uuid.UUID
    version: int
    retired_on: dt.date | None
    library: str
    library_version: int | None


class MeasureChange(Schema):
    """What is left out stays; null takes a topic, or the day a measure was retired, away."""

    core: bool | None = None
    topic: str | None = None
    order: int | None = None
    retired_on: dt.date | None = None


class MeasureVersionIn(Schema):
    """A new definition; what is left out stays as it is."""

    since: str = Field(pattern=MONTH, description="The first month that is counted by it")
    reason: str
    library_version: int | None = None
    name: str | None = None
    type: str | None = None
    unit: str | None = None
    chart: str | None = None
    direction: str | None = None
    sent: str | None = None
    multiply: float | None = None
    definition: str | None = None
    sampling: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    exclusions: str | None = None
    source: str | None = None


class MeasureVersionOut(DefinitionFields):
    number: int
    since: dt.date | None
    reason: str
    library: str
    library_version: int | None


class EntryOut(DefinitionFields):
    """A measure of the library."""

    id: str
    version: int
    topic: str
    adapt: str = Field(description="What to settle locally")
    status: str
    in_use: list[str] = Field(description="The keys of the measures here that were taken from it")


class AdoptIn(Schema):
    """What is adapted; the rest is the library's."""

    key: str = ""
    name: str | None = None
    chart: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    exclusions: str | None = None
    sampling: str | None = None
    definition: str | None = None
    core: bool | None = None


class FollowIn(Schema):
    measure: str = Field(description="The measure's key")
    since: dt.date | None = Field(None, description="From its month on; since the team joined where left out")
    target: float | None = Field(None, description="In the chart's own unit")
    target_since: dt.date | None = None
    freeze: int | None = Field(None, description="Limits from the first so many months of each phase")


class StopIn(Schema):
    on: dt.date = Field(description="The last day; no number of a later month is asked for")


class SettingsChange(Schema):
    """How a chart is computed; what is left out stays. A freeze of 0 takes the baseline back."""

    rules: str | None = None
    screening: bool | None = None
    freeze: int | None = None


class SeriesOut(Schema):
    guid: uuid.UUID
    team: str = Field(description="The team's letter")
    measure: str
    rules: str
    screening: bool
    freeze: int | None
    since: dt.date | None
    until: dt.date | None


class TargetsIn(Schema):
    teams: list[str] = Field(description="The teams' letters")
    value: float
    since: dt.date


class PlanDueIn(Schema):
    day_of_month: int = Field(10, description="A day of the following month")
    first: str | None = Field(None, pattern=MONTH)
    last: str | None = Field(None, pattern=MONTH)
    replace: bool = Field(False, description="Change months that have a day already")


class SetOut(Schema):
    set: int = Field(description="How many were set")


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
    held: str = Field("", description="Whether the prediction held: yes, partly or no")
    act: str = Field("", description="adopt, adapt or abandon")
    next_step: str = ""
    ended: dt.date | None = None


class TestIn(TestFields):
    previous: uuid.UUID | None = None
    measure: str | None = None
    change_idea: uuid.UUID | None = Field(None, description="The idea of the change package that it tests")


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
    held: str | None = None
    act: str | None = None
    next_step: str | None = None
    ended: dt.date | None = None
    measure: str | None = None
    change_idea: uuid.UUID | None = None
    in_place: bool = Field(False, description="With an adopted test: record its idea as in place too")


class RowProblemOut(Schema):
    what: str
    todo: str
    file: str
    row: int | None
    column: str


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
