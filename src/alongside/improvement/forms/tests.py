"""The form of a test of change."""

from __future__ import annotations

from django import forms

from alongside.improvement.forms.widgets import DATE
from alongside.improvement.models import Measure, MeasureVersion, PdsaCycle
from alongside.programme.models import Team


class TestForm(forms.Form):
    """A test of change."""

    idea = forms.CharField(label="What you try", max_length=200)
    started = forms.DateField(label="Since", widget=DATE)
    prediction = forms.CharField(
        label="What you expect",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A number is best: 8 of 10 within 60 minutes.",
    )
    plan = forms.CharField(
        label="Plan: who, where, when, how many", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    data = forms.CharField(  # type: ignore[assignment]
        label="Do: what happened", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    study = forms.CharField(
        label="Study: beside what you expected", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    act = forms.ChoiceField(
        label="Act", choices=[("", "not decided yet"), *PdsaCycle.Act.choices], required=False
    )
    ended = forms.DateField(label="Ended", widget=DATE, required=False)
    measure = forms.ModelChoiceField(
        Measure.objects.none(), label="Measure it should move", required=False, to_field_name="key"
    )
    previous = forms.ModelChoiceField(
        PdsaCycle.objects.none(), label="Follows the cycle", required=False, to_field_name="guid"
    )

    def __init__(self, *args: object, team: Team, cycle: PdsaCycle | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = {
            version.measure_id: version.name
            for version in MeasureVersion.objects.filter(measure__series__team=team).order_by("number")
        }
        measure, previous = self.fields["measure"], self.fields["previous"]
        measure.queryset = Measure.objects.filter(series__team=team)  # type: ignore[attr-defined]
        measure.label_from_instance = lambda each: names.get(each.pk, each.key)  # type: ignore[attr-defined]
        others = PdsaCycle.objects.filter(team=team).order_by("-started")
        previous.queryset = others.exclude(pk=cycle.pk) if cycle else others  # type: ignore[attr-defined]
        previous.label_from_instance = lambda each: f"{each.idea}, {each.started:%d %b %Y}"  # type: ignore[attr-defined]
