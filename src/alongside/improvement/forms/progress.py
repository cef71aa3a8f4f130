"""The form of a score."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.improvement.models import ProgressScore
from alongside.improvement.progress import STEPS


class ScoreForm(forms.Form):
    """How far a team has come, with what each step means beside the choice."""

    side = forms.ChoiceField(label="Who scores", choices=ProgressScore.Side.choices, widget=forms.RadioSelect)
    value = forms.ChoiceField(
        label="How far the team has come",
        choices=[(str(value), f"{value}  {words}") for value, words in STEPS.items()],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="What you saw that speaks for this step, and what is missing for the next. The other side reads it.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sides: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side = self.fields["side"]
        if len(sides) == 1:
            side.widget = forms.HiddenInput()
            side.initial = sides[0]
        side.choices = [each for each in ProgressScore.Side.choices if each[0] in sides]  # type: ignore[attr-defined]
