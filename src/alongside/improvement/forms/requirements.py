"""The forms of a requirement: who asks, and which measures answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.improvement.actions.requirements import Asked
from alongside.improvement.forms.widgets import DATE
from alongside.improvement.models import Measure, Requirement


class RequirementForm(forms.Form):
    """Somebody who asks for the same numbers."""

    name = forms.CharField(
        label="Who asks", max_length=120, help_text="Such as the incentive scheme for sepsis, 2016/17."
    )
    kind = forms.ChoiceField(label="What it is", choices=Requirement.Kind.choices)
    starts = forms.DateField(label="From", widget=DATE, required=False)
    ends = forms.DateField(label="To", widget=DATE, required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False)


class MappingForm(forms.Form):
    """Every measure with three fields: whether it answers, least cases a month, typed in there again."""

    def __init__(self, *args: Any, measures: Iterable[tuple[Measure, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        for measure, name in self.measures:
            here = f"{name}: "
            self.fields[f"answers-{measure.key}"] = forms.BooleanField(
                required=False, widget=forms.CheckboxInput(attrs={"aria-label": f"{here}answers it"})
            )
            self.fields[f"least-{measure.key}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=30_000,
                widget=forms.NumberInput(
                    attrs={"aria-label": f"{here}least cases a month", "class": "entry-number"}
                ),
            )
            self.fields[f"again-{measure.key}"] = forms.BooleanField(
                required=False,
                widget=forms.CheckboxInput(attrs={"aria-label": f"{here}typed in there again"}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """The measures with their three bound fields."""
        return [
            {
                "measure": measure,
                "name": name,
                "answers": self[f"answers-{measure.key}"],
                "least": self[f"least-{measure.key}"],
                "again": self[f"again-{measure.key}"],
            }
            for measure, name in self.measures
        ]

    def wanted(self) -> dict[Measure, Asked]:
        """The measures that answer, with what is asked of each."""
        given = self.cleaned_data
        return {
            measure: Asked(given[f"least-{measure.key}"], given[f"again-{measure.key}"])
            for measure, _ in self.measures
            if given[f"answers-{measure.key}"]
        }
