"""Forms of improvement."""

from alongside.improvement.forms.charts import NoteForm, PhaseForm, TargetForm
from alongside.improvement.forms.measures import MeasureForm
from alongside.improvement.forms.numbers import CorrectionForm, NumbersForm
from alongside.improvement.forms.tests import TestForm

__all__ = [
    "CorrectionForm",
    "MeasureForm",
    "NoteForm",
    "NumbersForm",
    "PhaseForm",
    "TargetForm",
    "TestForm",
]
