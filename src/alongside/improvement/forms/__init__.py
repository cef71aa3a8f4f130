"""Forms of improvement."""

from alongside.improvement.forms.adoption import StepForm
from alongside.improvement.forms.charts import NoteForm, PhaseForm, TargetForm
from alongside.improvement.forms.due import DueForm, PlanDueForm
from alongside.improvement.forms.following import FollowForm, SettingsForm, StopForm, TargetsForm
from alongside.improvement.forms.ideas import IdeaForm, MaterialForm, PublishForm
from alongside.improvement.forms.measures import ArrangeForm, MeasureForm, NewVersionForm, RetireForm
from alongside.improvement.forms.numbers import CorrectionForm
from alongside.improvement.forms.progress import ScoreForm
from alongside.improvement.forms.tests import TestForm

__all__ = [
    "ArrangeForm",
    "CorrectionForm",
    "DueForm",
    "FollowForm",
    "IdeaForm",
    "MaterialForm",
    "MeasureForm",
    "NewVersionForm",
    "NoteForm",
    "PhaseForm",
    "PlanDueForm",
    "PublishForm",
    "RetireForm",
    "ScoreForm",
    "SettingsForm",
    "StepForm",
    "StopForm",
    "TargetForm",
    "TargetsForm",
    "TestForm",
]
