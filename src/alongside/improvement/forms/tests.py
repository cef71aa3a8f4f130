"""The form of a test of change."""

from __future__ import annotations

from django import forms

from alongside.improvement.forms.ideas import ideas_for
from alongside.improvement.forms.widgets import DATE
from alongside.improvement.models import ChangeIdea, Measure, MeasureVersion, PdsaCycle
from alongside.programme.models import Team

SHORT = forms.Textarea(attrs={"rows": 2})


class TestForm(forms.Form):
    """A test of change: plan, do, study, act."""

    idea = forms.CharField(
        label="What you try", max_length=200, help_text="One nurse, one bay, five patients."
    )
    change_idea = forms.ModelChoiceField(
        ChangeIdea.objects.none(),
        label="Which change idea it tests",
        required=False,
        to_field_name="guid",
        empty_label="none of the change package",
    )
    started = forms.DateField(label="Since", widget=DATE)
    prediction = forms.CharField(
        label="What you expect",
        widget=SHORT,
        help_text="A number is best: 8 of 10 within 60 minutes.",
        error_messages={
            "required": "Say what you expect: without a prediction there is nothing to learn from."
        },
    )
    plan = forms.CharField(label="Plan: who, where, when, how many", widget=SHORT, required=False)
    measure = forms.ModelChoiceField(
        Measure.objects.none(), label="Measure it should move", required=False, to_field_name="key"
    )
    previous = forms.ModelChoiceField(
        PdsaCycle.objects.none(), label="Follows the cycle", required=False, to_field_name="guid"
    )
    data = forms.CharField(label="Do: what happened", widget=SHORT, required=False)  # type: ignore[assignment]
    study = forms.CharField(label="Study: beside what you expected", widget=SHORT, required=False)
    held = forms.ChoiceField(
        label="Did the prediction hold?",
        choices=[("", "not compared yet"), *PdsaCycle.Held.choices],
        required=False,
    )
    ended = forms.DateField(label="Ended", widget=DATE, required=False)
    act = forms.ChoiceField(
        label="Act", choices=[("", "not decided yet"), *PdsaCycle.Act.choices], required=False
    )
    next_step = forms.CharField(
        label="Next step", max_length=200, required=False, help_text="It begins the next cycle: add nights."
    )
    in_place = forms.BooleanField(
        label="It is in place now: record it on the adoption board, from the day the test ended",
        required=False,
    )

    def __init__(self, *args: object, team: Team, cycle: PdsaCycle | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = {
            version.measure_id: version.name
            for version in MeasureVersion.objects.filter(measure__series__team=team).order_by("number")
        }
        measure, previous, idea = self.fields["measure"], self.fields["previous"], self.fields["change_idea"]
        measure.queryset = Measure.objects.filter(series__team=team)  # type: ignore[attr-defined]
        measure.label_from_instance = lambda each: names.get(each.pk, each.key)  # type: ignore[attr-defined]
        kept = cycle.change_idea_id if cycle else None
        idea.queryset = ideas_for(team, kept)  # type: ignore[attr-defined]
        others = PdsaCycle.objects.filter(team=team).order_by("-started")
        previous.queryset = others.exclude(pk=cycle.pk) if cycle else others  # type: ignore[attr-defined]
        previous.label_from_instance = lambda each: f"{each.idea}, {each.started:%d %b %Y}"  # type: ignore[attr-defined]
        if cycle is None:
            del self.fields["in_place"]
        else:
            del self.fields["previous"]
