"""Forms about the programme. They ask; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.access.models import ScopeKind
from alongside.access.roles import GIVEN_IN, Role
from alongside.accounts.models import Person
from alongside.programme.confidentiality import Label
from alongside.programme.models import Collaborative, ContextEvent, Event, Phase, Team


class Day(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **more)


class Moment(forms.DateTimeField):
    """A day and time of day, in the programme's own time zone."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **more)


def long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TopicsField(forms.MultipleChoiceField):
    """Which of the collaborative's topics, as boxes to tick."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **more)

    def offer(self, collaborative: Collaborative) -> None:
        self.choices = [(topic.name, topic.name) for topic in collaborative.topics.order_by("name")]


class TeamForm(forms.Form):
    name = forms.CharField(max_length=200, help_text="As the others know it: the hospital, or the ward.")
    letter = forms.CharField(
        max_length=2,
        help_text="It stands for the team on charts, and instead of its name where names are withheld.",
    )
    organisation = forms.CharField(max_length=200, help_text="The trust it belongs to.")
    joined = Day()
    agreement_signed_on = Day(required=False, label="Agreement signed on")
    topics = TopicsField()

    def __init__(self, *args: Any, collaborative: Collaborative, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topics"].offer(collaborative)  # type: ignore[attr-defined]


class ChangeTeamForm(forms.Form):
    name = forms.CharField(max_length=200)
    agreement_signed_on = Day(required=False, label="Agreement signed on")
    topics = TopicsField()

    def __init__(self, *args: Any, team: Team, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topics"].offer(team.collaborative)  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    on = Day(label="Last day")
    because = forms.CharField(label="Why", max_length=300)
    into = forms.ChoiceField(
        label="Goes on as part of",
        required=False,
        help_text="Where two trusts merged: the team that goes on. This one keeps its data to the last day.",
    )

    def __init__(self, *args: Any, others: list[Team], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "nobody: the team leaves"), *((str(team.pk), str(team)) for team in others)]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]


class PersonFields(forms.Form):
    """Somebody who may be here already: the address tells."""

    name = forms.CharField(max_length=200)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="Without one they cannot sign in. Somebody with this address who is here already is not added again.",
    )


class MemberForm(PersonFields):
    team = forms.ChoiceField()
    job_role = forms.CharField(label="Role in their trust", max_length=120)
    is_lead = forms.BooleanField(
        label="Leads the team", required=False, help_text="A lead also adds members and asks the sponsor."
    )

    field_order = ("team", "name", "email", "job_role", "is_lead")

    def __init__(self, *args: Any, teams: list[Team], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["team"].choices = [(team.letter, str(team)) for team in teams]  # type: ignore[attr-defined]


class SponsorForm(PersonFields):
    job_role = forms.CharField(label="Role in their trust", max_length=120)


class RoleForm(PersonFields):
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in (Role.HOST_LEAD, Role.ADVISER, Role.PATIENT_PARTNER)]
    )
    teams = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Teams in their care",
        help_text="For an adviser.",
    )

    def __init__(self, *args: Any, teams: list[Team], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["teams"].choices = [(team.letter, str(team)) for team in teams]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        role = given.get("role")
        if role and ScopeKind.TEAM in GIVEN_IN[Role(role)] and not given.get("teams"):
            self.add_error("teams", "Choose the teams in their care.")
        return given


class AskForm(forms.Form):
    text = forms.CharField(label="What is asked", max_length=1000, widget=long(2))
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=2000,
        widget=long(2),
        help_text="With a number, if there is one.",
    )
    due = Day(label="By", required=False)


class EventForm(forms.Form):
    kind = forms.ChoiceField(choices=Event.Kind.choices)
    title = forms.CharField(max_length=200)
    starts_at = Moment(label="Starts")
    ends_at = Moment(label="Ends", required=False)
    place = forms.CharField(max_length=200, required=False)
    agenda = forms.CharField(required=False, max_length=20_000, widget=long(5))


class AttendanceForm(forms.Form):
    """Which teams came. Teams by the label that the reader may see."""

    teams = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Teams that came"
    )

    def __init__(self, *args: Any, labels: dict[int, Label], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["teams"].choices = [(str(pk), label.text) for pk, label in labels.items()]  # type: ignore[attr-defined]


class ContextForm(forms.Form):
    on = Day(label="From")
    until = Day(required=False, label="Until")
    kind = forms.ChoiceField(choices=ContextEvent.Kind.choices)
    title = forms.CharField(max_length=200, help_text="A few words: they stand on the charts.")
    note = forms.CharField(required=False, max_length=20_000, widget=long())
    team = forms.ChoiceField(required=False, label="Concerns")

    def __init__(self, *args: Any, teams: list[Team], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "everybody"), *((str(team.pk), str(team)) for team in teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]


class AimForm(forms.Form):
    text = forms.CharField(
        label="Aim", max_length=20_000, widget=long(), help_text="How much, for whom, by when."
    )
    since = Day(label="From")


class PhaseForm(forms.Form):
    kind = forms.ChoiceField(choices=Phase.Kind.choices)
    number = forms.IntegerField(required=False, min_value=1, max_value=99, help_text="Of an action period.")
    starts = Day()
    ends = Day()


class ConfidentialityForm(forms.Form):
    mode = forms.ChoiceField(
        label="How teams see each other",
        choices=Collaborative.Confidentiality.choices,
        widget=forms.RadioSelect,
        help_text="The host sees every team by name, an adviser those in their care.",
    )


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label="State", choices=[(each.value, each.value.capitalize()) for each in Collaborative.State]
    )


def person_of(name: str, email: str) -> Person | None:
    """Somebody who is here already under this address."""
    return Person.objects.filter(email__iexact=email).first() if email else None
