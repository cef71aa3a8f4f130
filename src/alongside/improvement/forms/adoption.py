"""The form of a step on the adoption board."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.improvement.forms.widgets import DATE
from alongside.improvement.models import Adoption, ChangeIdea
from alongside.programme.confidentiality import Label
from alongside.programme.models import Collaborative, Event, Team


class StepForm(forms.Form):
    """A step of a team with an idea: where it stands since when, from whom it learnt, and at which session."""

    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="letter", empty_label=None)
    idea = forms.ModelChoiceField(ChangeIdea.objects.none(), to_field_name="guid", empty_label=None)
    stage = forms.ChoiceField(label="Where it stands now", choices=Adoption.Stage.choices)
    on = forms.DateField(label="Since", widget=DATE)
    learnt_from = forms.ModelChoiceField(
        Team.objects.none(),
        label="Learnt from",
        required=False,
        to_field_name="letter",
        empty_label="nobody here",
    )
    learnt_at = forms.ModelChoiceField(
        Event.objects.none(),
        label="Learnt at",
        required=False,
        to_field_name="guid",
        empty_label="no session",
    )
    note = forms.CharField(
        max_length=300, required=False, help_text="What others should know: no one owned the restocking."
    )

    def __init__(
        self,
        *args: Any,
        collaborative: Collaborative,
        teams: list[Team],
        known: dict[int, Label],
        events: list[Event],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = Team.objects.filter(pk__in=[each.pk for each in teams])
        fields["idea"].queryset = ChangeIdea.objects.filter(
            collaborative=collaborative, retired_on=None
        ).order_by("title")
        fields["learnt_from"].queryset = Team.objects.filter(pk__in=list(known))
        fields["learnt_at"].queryset = Event.objects.filter(pk__in=[each.pk for each in events]).order_by(
            "-starts_at"
        )
        for name in ("team", "learnt_from"):
            fields[name].label_from_instance = lambda team: known[team.pk].text
