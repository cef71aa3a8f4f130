"""Forms of numbers: a correction, and taking one back."""

from __future__ import annotations

from typing import Any

from django import forms


class CorrectionForm(forms.Form):
    """A number that replaces one that was sent."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    numerator = forms.FloatField(label="How many", min_value=0)
    denominator = forms.FloatField(label="Out of", min_value=0)
    value = forms.FloatField()
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=300,
        help_text="It is kept beside the number that stood there.",
    )
    note = forms.CharField(label="Note on this month", max_length=300, required=False)

    def __init__(self, *args: Any, share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("value",) if share else ("numerator", "denominator"):
            del self.fields[name]


class TakeBackForm(forms.Form):
    """A number that was sent by mistake."""

    reason = forms.CharField(
        label="Why it is taken back",
        max_length=300,
        help_text="The month then has nothing to submit; the number stays in the history.",
    )
