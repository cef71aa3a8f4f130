"""Forms about findings."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.accounts.models import Person
from alongside.findings.actions.deciding import MOST_WHAT
from alongside.findings.models import Action, FeedbackEntry, FindingVersion, Interpretation, Release
from alongside.findings.queries.linked import teams_for
from alongside.findings.queries.programme import people_of, teams_of
from alongside.programme.models import Collaborative
from alongside.study.models import Participant, Study


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FindingForm(forms.Form):
    statement = forms.CharField(
        label="Statement",
        help_text="One or two sentences to weigh, not a headline.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    level = forms.ChoiceField(label="Where it acts", choices=FindingVersion.Level.choices)
    valence = forms.ChoiceField(label="How it bears on improvement", choices=FindingVersion.Valence.choices)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReleaseForm(forms.Form):
    audience = forms.ChoiceField(choices=Release.Audience.choices, widget=forms.HiddenInput)
    collaborative = forms.ModelChoiceField(
        label="Collaborative", queryset=Collaborative.objects.none(), required=False
    )
    until = forms.DateField(label="Answers by", required=False, widget=Day())
    attribution_level = forms.ChoiceField(
        label="How people are called", choices=Release.Attribution.choices, initial=Release.Attribution.FINEST
    )
    shows_verdicts = forms.BooleanField(
        label="Say how many of the committee it rings true to, without names", required=False
    )

    def __init__(self, *args: Any, study: Study, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        linked = study.collaboratives.all()
        self.fields["collaborative"].queryset = linked  # type: ignore[attr-defined]
        committee = audience == Release.Audience.COMMITTEE
        outside = audience in (Release.Audience.PROGRAMME, Release.Audience.TEAMS)
        if not outside or len(linked) < 2:
            del self.fields["collaborative"]
        if not committee:
            del self.fields["until"]
        if committee:
            del self.fields["attribution_level"]
        if not outside:
            del self.fields["shows_verdicts"]


class AnswerForm(forms.Form):
    """A committee member's answer. Nothing is chosen beforehand."""

    verdict = forms.ChoiceField(choices=Interpretation.Verdict.choices, required=False)
    comment = forms.CharField(required=False, widget=forms.Textarea)
    another_reading = forms.CharField(required=False, widget=forms.Textarea)


class DecisionForm(forms.Form):
    text = forms.CharField(label="What was decided", widget=forms.Textarea(attrs={"rows": 4}))
    on = forms.DateField(label="On", required=False, widget=Day(), help_text="Today, if you leave it empty.")
    dissent = forms.CharField(
        label="Who would have decided otherwise",
        required=False,
        help_text="By part, not by name: “one clinical lead would have waited for the rota”.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ActionForm(forms.Form):
    what = forms.CharField(label="What is done", max_length=MOST_WHAT)
    owner = PersonChoice(
        label="Who sees to it", queryset=Person.objects.none(), required=False, empty_label="nobody yet"
    )
    starts = forms.DateField(
        label="Starts",
        required=False,
        widget=Day(),
        help_text="The day it is marked on the charts; else the decision's.",
    )
    due = forms.DateField(label="Due", required=False, widget=Day())

    def __init__(
        self, *args: Any, collaborative: Collaborative | None, people: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        owners = people_of(collaborative) if collaborative is not None else people
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if collaborative is not None:
            self.fields["teams"] = forms.ModelMultipleChoiceField(
                label="Teams concerned",
                queryset=teams_of(collaborative),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Marked on their charts; with none chosen, on everybody's.",
            )


class ReviewForm(forms.Form):
    """`what` is asked for where a withdrawal hid it, and only there."""

    what = forms.CharField(label="What is to be done", max_length=300)
    state = forms.ChoiceField(label="Where it stands", choices=Action.State.choices)
    what_happened = forms.CharField(
        label="What happened", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reviewed_on = forms.DateField(
        label="Looked at on", required=False, widget=Day(), help_text="Today, if you leave it empty."
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["what"]


class MemberForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", help_text="Of somebody who has an account; an administrator invites others."
    )
    part = forms.CharField(
        label="Part on the committee",
        max_length=80,
        help_text="Read instead of a name, where three or more share it: “clinical lead”.",
    )
    team: Any = forms.ModelChoiceField(
        label="Team they work in", queryset=None, required=False, empty_label="none"
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams_for(study)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError("Nobody here has this address. Ask an administrator to invite them.")
        return email


class ParticipantChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.case.name)


class FeedbackForm(forms.Form):
    point = forms.CharField(label="What was said", widget=forms.Textarea(attrs={"rows": 3}))
    to_whom = forms.CharField(label="To whom", max_length=200, help_text="A group: “leads of all teams”.")
    form = forms.CharField(label="How", max_length=120, help_text="Meeting, one-page note, coaching call.")
    on = forms.DateField(label="On", required=False, widget=Day(), help_text="Today, if you leave it empty.")
    team: Any = forms.ModelChoiceField(label="Team", queryset=None, required=False, empty_label="none")
    finding: Any = forms.ModelChoiceField(label="Finding", queryset=None, required=False, empty_label="none")
    source: Any = forms.ModelChoiceField(
        label="Source it comes from", queryset=None, required=False, empty_label="none"
    )
    rests_on = ParticipantChoice(
        label="Whom it rests on",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="So that a withdrawal reaches it. With none chosen, everybody in the source or the finding.",
    )
    rests_on_no_one = forms.BooleanField(label="It rests on no participant", required=False)
    response = forms.ChoiceField(
        label="How it was taken",
        required=False,
        choices=[("", "not known yet"), *FeedbackEntry.Response.choices],
    )
    effect_on_setting = forms.CharField(
        label="What the telling did to the setting", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Participant.objects.filter(case__study=study).select_related("case").order_by("case__name")
        for name, rows in (
            ("team", teams_for(study)),
            ("finding", study.findings.all()),
            ("source", study.sources.all()),
            ("rests_on", people),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class ResponseForm(forms.Form):
    """What came of a line of the log."""

    point = forms.CharField(label="What was said", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    response = forms.ChoiceField(
        label="How it was taken",
        required=False,
        choices=[("", "not known yet"), *FeedbackEntry.Response.choices],
    )
    effect_on_setting = forms.CharField(
        label="What the telling did to the setting", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
