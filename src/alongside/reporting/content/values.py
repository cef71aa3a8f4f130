"""What a study report says, as plain values: nothing here knows the database, Word or PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any


@dataclass(frozen=True)
class Count:
    """A number of the methods section: in words, bare, and how it was counted.

    `says` is what is printed and speaks of what is undefined in words; `number` is None where nothing can be counted.
    `item` is the question of COREQ that the number answers (Tong, Sainsbury and Craig 2007, Int J Qual Health Care
    19:349–57), where there is one.
    """

    key: str
    label: str
    says: str
    how: str
    number: float | None = None
    item: str = ""


@dataclass(frozen=True)
class GuideUsed:
    """One version of an interview or observation guide, from which day it was used, and what changed."""

    name: str
    number: int
    since: dt.date
    note: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class CodeStep:
    """What a version of the framework did to the codes of the one before, in words, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class FrameworkStage:
    """One version of the framework: how many codes it has, since when, and the steps that led to it."""

    number: int
    state: str
    published: dt.date | None
    codes: int
    note: str
    steps: tuple[CodeStep, ...]


@dataclass(frozen=True)
class Methods:
    """How the study was done, in numbers counted from its own data."""

    counts: tuple[Count, ...]
    guides: tuple[GuideUsed, ...] = ()
    stages: tuple[FrameworkStage, ...] = ()
    small_groups: tuple[
        str, ...
    ] = ()  # roles with one or two people, for the researcher's eyes before the export

    def __getitem__(self, key: str) -> Count:
        for count in self.counts:
            if count.key == key:
                return count
        raise KeyError(key)


@dataclass(frozen=True)
class CodeUsed:
    """A code of the framework with what it means and how far it was used."""

    name: str
    depth: int  # 0 is a theme
    definition: str
    use_when: str
    not_when: str
    codable: bool
    quotes: int
    cases: int


@dataclass(frozen=True)
class FrameworkSaid:
    """The framework as it stands in its newest published version."""

    name: str
    version: int
    codes: tuple[CodeUsed, ...]


@dataclass(frozen=True)
class Quote:
    """Words that everyone heard in them agreed to have published, with the label they are attributed by."""

    text: str
    attribution: str
    speaks_against: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart as it stood when it was taken as evidence: its drawing, what it says, and its rows."""

    title: str
    sentence: str
    svg: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""  # "Data were corrected since: 3 points."
    speaks_against: bool = False


@dataclass(frozen=True)
class Other:
    """Other evidence in a few words: a context event or a test of change, with its day."""

    text: str
    speaks_against: bool = False


@dataclass(frozen=True)
class Reading:
    """What a member of the committee wrote to a finding, by their part where three or more share it."""

    verdict: str
    who: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ActionTaken:
    """What was done about a decision, and what came of it."""

    what: str
    state: str
    due: dt.date | None
    reviewed_on: dt.date | None
    what_happened: str


@dataclass(frozen=True)
class DecisionTaken:
    """What was decided because of a finding."""

    text: str
    on: dt.date
    dissent: str = ""
    actions: tuple[ActionTaken, ...] = ()


@dataclass(frozen=True)
class FindingSaid:
    """A finding with its chain: what it rests on, how it was read, what was decided, what happened."""

    number: int
    version: int
    statement: str
    level: str
    valence: str
    state: str
    quotes: tuple[Quote, ...] = ()
    quotes_left_out: int = 0
    summaries: int = 0  # cells of the matrix it rests on; their words are analysts' and stay in the study
    charts: tuple[Chart, ...] = ()
    others: tuple[Other, ...] = ()
    evidence_withdrawn: int = 0
    asked: int = 0
    answered: int = 0
    read_version: int = 0  # which version the committee read
    verdicts: tuple[tuple[str, int], ...] = ()
    readings: tuple[Reading, ...] = ()
    decisions: tuple[DecisionTaken, ...] = ()
    being_rewritten: int = 0  # pieces of prose hidden until they are rewritten after a withdrawal


@dataclass(frozen=True)
class StudyReport:
    """A study report: everything that Word and PDF print."""

    title: str
    questions: str
    ethics_reference: str
    controller: str
    collaboratives: tuple[str, ...]
    on: dt.date
    methods: Methods
    framework: FrameworkSaid | None
    findings: tuple[FindingSaid, ...]
    drafts_left_out: int = 0
    withdrawn_left_out: int = 0
    engine: str = ""  # the version of the product that counted

    @property
    def quotes(self) -> int:
        return sum(len(finding.quotes) for finding in self.findings)

    @property
    def quotes_left_out(self) -> int:
        return sum(finding.quotes_left_out for finding in self.findings)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that would be printed with the place where it stands, in words that quote nothing of it."""
        yield from _texts(self.title, "the title")
        yield from _texts(
            (self.questions, self.ethics_reference, self.controller, self.collaboratives), "the front page"
        )
        yield from _texts(self.methods, "the methods")
        if self.framework is not None:
            yield from _texts(self.framework.name, "the framework")
            for number, code in enumerate(self.framework.codes, 1):
                yield from _texts(code, f"the framework, line {number}")
        for finding in self.findings:
            where = f"finding {finding.number}"
            yield from _texts(finding.statement, f"{where}, its statement")
            for number, quote in enumerate(finding.quotes, 1):
                yield from _texts(quote, f"{where}, quote {number}")
            for number, chart in enumerate(finding.charts, 1):
                # not the drawing: its words are these, months and numbers
                yield from _texts((chart.title, chart.note), f"{where}, chart {number}")
            yield from _texts(finding.others, f"{where}, its other evidence")
            for number, reading in enumerate(finding.readings, 1):
                yield from _texts(reading, f"{where}, reading {number}")
            for number, decision in enumerate(finding.decisions, 1):
                yield from _texts(decision, f"{where}, decision {number}")


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield place, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), place)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each, place)
