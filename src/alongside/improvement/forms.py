"""Forms of improvement."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.improvement.models import Measure, MeasureVersion, PdsaCycle
from alongside.programme.models import Collaborative, Team

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MONTH = forms.TextInput(attrs={"type": "month", "placeholder": "2016-03"})


class PhaseForm(forms.Form):
    starts = forms.CharField(label="From which month", widget=MONTH)
    reason = forms.CharField(
        label="What changed",
        max_length=300,
        help_text="It stands on the chart. Without a cause the old limits stand.",
    )


class TargetForm(forms.Form):
    value = forms.FloatField(label="Target", help_text="In the chart's own unit: 90 for 90 per cent.")
    since = forms.DateField(label="From which day", widget=DATE)


class NoteForm(forms.Form):
    on = forms.DateField(label="Which day", widget=DATE)
    text = forms.CharField(label="What to write on the chart", max_length=200)


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


class NumbersForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="Columns: team, measure, period (2016-03), numerator and denominator, or value; note.",
    )
    partial = forms.BooleanField(label="Take the rows that are right, and list the others", required=False)


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
