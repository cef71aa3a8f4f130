"""The form of a measure."""

from __future__ import annotations

from django import forms

from alongside.improvement.models import MeasureVersion
from alongside.programme.models import Collaborative, Team


class MeasureForm(forms.Form):
    name = forms.CharField(max_length=120)
    key = forms.SlugField(
        max_length=64, help_text="Its short name in files and addresses, such as antibiotic_60."
    )
    type = forms.ChoiceField(choices=MeasureVersion.Type.choices)
    chart = forms.ChoiceField(
        choices=MeasureVersion.Chart.choices, help_text="p for a share of cases, XmR for one value a month."
    )
    unit = forms.ChoiceField(choices=MeasureVersion.Unit.choices)
    direction = forms.ChoiceField(label="Better", choices=MeasureVersion.Direction.choices)
    numerator = forms.CharField(label="Counts", max_length=300, required=False)
    denominator = forms.CharField(label="Out of", max_length=300, required=False)
    exclusions = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    source = forms.CharField(label="Where the definition comes from", max_length=300, required=False)
    target = forms.FloatField(
        required=False, help_text="For every team, from the start; each may have its own later."
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label="Which teams follow it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, collaborative: Collaborative, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["teams"].queryset = collaborative.teams.filter(left=None)  # type: ignore[attr-defined]
