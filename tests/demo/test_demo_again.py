"""Two builds give the same words and numbers."""

from __future__ import annotations

import hashlib
import json

import pytest

from alongside.coding.models import CodeEntry, CodeStep, Coding, MatrixCell, Note
from alongside.findings.models import Action, Decision, EvidencePart, FindingVersion, Interpretation
from alongside.improvement.models import (
    Adoption,
    ChangeIdea,
    Correction,
    Driver,
    MeasureVersion,
    NothingToSubmit,
    Observation,
    PdsaCycle,
    ProgressScore,
    SeriesPhase,
    TickTotal,
    TimeSpent,
)
from alongside.programme.models import Attendance, ContextEvent, TeamMember
from alongside.study.models import Consent, SourceText, VariableValue
from tests.demo.conftest import built_demo

# What is told, by the names things go by: no ids, and nothing of when it was made.
TOLD = {
    Attendance: ("event__title", "team__letter"),
    ContextEvent: ("title", "note", "on", "team__letter"),
    TeamMember: ("team__letter", "person__name", "job_role", "since", "until"),
    Observation: (
        "series__team__letter", "series__measure__key", "period", "numerator", "denominator", "value",
        "entered_by__name", "entered_at",
    ),
    Correction: ("observation__series__measure__key", "numerator", "denominator", "value", "reason", "at"),
    NothingToSubmit: ("series__team__letter", "series__measure__key", "period", "because"),
    SeriesPhase: ("series__team__letter", "series__measure__key", "starts", "reason", "on"),
    PdsaCycle: (
        "team__letter", "idea", "change_idea__title", "prediction", "plan", "data", "study", "held", "act", "next_step",
        "started", "ended",
    ),
    MeasureVersion: ("measure__key", "number", "name", "definition", "sampling", "library", "since", "reason"),
    Driver: ("text", "parent__text", "order"),
    ChangeIdea: ("title", "what", "evidence", "order", "retired_on"),
    Adoption: (
        "team__letter", "idea__title", "stage", "on", "learnt_from__letter", "learnt_at__title", "note", "by__name",
    ),
    ProgressScore: ("team__letter", "period", "side", "value", "reason", "by__name", "at"),
    TimeSpent: ("team__letter", "period", "minutes", "by__name"),
    TickTotal: ("series__team__letter", "period", "question__label", "yes", "no", "not_applicable"),
    SourceText: ("source__name", "text"),
    VariableValue: ("case__name", "variable__name", "value"),
    Consent: ("participant__case__name", "purpose", "value", "on"),
    CodeEntry: ("version__number", "name", "definition", "use_when", "not_when", "example", "order"),
    CodeStep: ("version__number", "operation", "reason"),
    Coding: ("source__name", "start", "end", "coder__initials", "version__number", "valence", "important", "at"),
    MatrixCell: ("case__name", "summary", "nothing_said", "status"),
    Note: ("body", "kind", "private", "on"),
    FindingVersion: ("finding__number", "statement", "level", "valence"),
    EvidencePart: ("evidence__finding_version__finding__number", "participant__case__name", "text"),
    Interpretation: ("release__finding_version__finding__number", "member__person__name", "verdict", "comment"),
    Decision: ("text", "dissent", "on"),
    Action: ("what", "state", "due", "what_happened"),
}  # fmt: skip


def told() -> str:
    """A hash over everything that is told."""
    rows = {
        model.__name__: sorted(
            json.dumps(row, default=str) for row in model._base_manager.values_list(*fields)
        )
        for model, fields in TOLD.items()
    }
    assert all(rows.values())
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


@pytest.mark.slow
def test_two_builds_tell_the_same(db):
    found = []
    for _ in range(2):
        with built_demo():
            found.append(told())
    assert found[0] == found[1]
