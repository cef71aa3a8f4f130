"""Forms of a chart: a phase, a target, a note."""

from __future__ import annotations

from django import forms

from alongside.improvement.forms.widgets import DATE, MONTH


class PhaseForm(forms.Form):
    starts = forms.CharField(label="From which month", widget=MONTH)
    reason = forms.CharField(
        label="What changed",
        max_length=300,
        help_text="It stands on the chart. Without a cause the old limits stand.",
        error_messages={"required": "Say what changed: without a cause the limits stay as they are."},
    )


class TargetForm(forms.Form):
    value = forms.FloatField(label="Target", help_text="In the chart's own unit: 90 for 90 per cent.")
    since = forms.DateField(label="From which day", widget=DATE)


class NoteForm(forms.Form):
    on = forms.DateField(label="Which day", widget=DATE)
    text = forms.CharField(label="What to write on the chart", max_length=200)
