"""Measures, the numbers teams send, the charts' specifications, and the changes they test."""

from alongside.improvement.models.changes import (
    Adoption,
    ChangeIdea,
    ChangePackage,
    Driver,
    Material,
    PdsaCycle,
)
from alongside.improvement.models.measures import TEAM_PROSE, Measure, MeasureVersion
from alongside.improvement.models.numbers import ColumnMapping, Correction, Due, NothingToSubmit, Observation
from alongside.improvement.models.progress import ProgressScore
from alongside.improvement.models.reminders import NoReminders, Reminder, ReminderPlan
from alongside.improvement.models.requirements import Requirement, RequirementMeasure, TimeSpent
from alongside.improvement.models.series import Annotation, Series, SeriesPhase, Target
from alongside.improvement.models.ticks import TickedCase, TickForm, TickQuestion, TickTotal

__all__ = [
    "TEAM_PROSE",
    "Adoption",
    "Annotation",
    "ChangeIdea",
    "ChangePackage",
    "ColumnMapping",
    "Correction",
    "Driver",
    "Due",
    "Material",
    "Measure",
    "MeasureVersion",
    "NoReminders",
    "NothingToSubmit",
    "Observation",
    "PdsaCycle",
    "ProgressScore",
    "Reminder",
    "ReminderPlan",
    "Requirement",
    "RequirementMeasure",
    "Series",
    "SeriesPhase",
    "Target",
    "TickForm",
    "TickQuestion",
    "TickTotal",
    "TickedCase",
    "TimeSpent",
]
