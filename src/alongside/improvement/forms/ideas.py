"""Forms of change ideas and of what to take along for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from alongside.improvement.models import ChangeIdea, Driver
from alongside.programme.models import Collaborative, Team, Topic

LONG = forms.Textarea(attrs={"rows": 4})


def ideas_for(team: Team, kept: int | None = None) -> QuerySet[ChangeIdea]:
    """The ideas that a team may test: in the package, of its topics or of none; and the one it has already (`kept`)."""
    return ChangeIdea.objects.filter(
        Q(pk=kept)
        | Q(collaborative=team.collaborative_id, retired_on=None)
        & (Q(topic=None) | Q(topic__in=team.topics.values("pk")))
    ).order_by("title")


class IdeaForm(forms.Form):
    """A change idea. `drivers` are for the host; teams propose, and the host places."""

    team = forms.ModelChoiceField(
        Team.objects.none(), label="From which team", to_field_name="letter", empty_label=None
    )
    title = forms.CharField(
        max_length=120, help_text="A few words for the board: Sepsis trolley in each bay."
    )
    what = forms.CharField(
        label="What it is",
        widget=LONG,
        required=False,
        help_text="So that another team could begin with it on Monday.",
    )
    evidence = forms.CharField(label="What speaks for it", widget=LONG, required=False)
    topic = forms.ModelChoiceField(
        Topic.objects.none(), required=False, to_field_name="name", empty_label="every team's"
    )
    drivers = forms.ModelMultipleChoiceField(
        Driver.objects.none(),
        label="Drivers it serves",
        required=False,
        to_field_name="guid",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, collaborative: Collaborative, host: bool, teams: list[Team], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["topic"].queryset = collaborative.topics.order_by("name")  # type: ignore[attr-defined]
        if host:
            del self.fields["team"]
            drivers = self.fields["drivers"]
            drivers.queryset = Driver.objects.filter(collaborative=collaborative).select_related("parent")  # type: ignore[attr-defined]
            drivers.label_from_instance = driver_words  # type: ignore[attr-defined]
        else:
            del self.fields["drivers"]
            self.fields["team"].queryset = Team.objects.filter(pk__in=[each.pk for each in teams])  # type: ignore[attr-defined]


def driver_words(driver: Driver) -> str:
    """A driver below its primary one."""
    return f"{driver.parent.text} › {driver.text}" if driver.parent else driver.text


class MaterialForm(forms.Form):
    """A material: from one of the person's teams, or from the host."""

    team = forms.ModelChoiceField(Team.objects.none(), label="From", required=False, to_field_name="letter")
    title = forms.CharField(max_length=120, label="What it is", help_text="Restocking sheet, one page.")
    url = forms.CharField(
        max_length=500, label="Address", required=False, help_text="Where it can be opened: https://…"
    )

    def __init__(self, *args: Any, teams: list[Team], host: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        team = self.fields["team"]
        team.queryset = Team.objects.filter(pk__in=[each.pk for each in teams])  # type: ignore[attr-defined]
        team.empty_label = "the host" if host else None  # type: ignore[attr-defined]
        team.required = not host


class PublishForm(forms.Form):
    """What is new in a version of the change package."""

    note = forms.CharField(
        label="What is new, and why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands beside the version for whoever opens it.",
    )
    number = forms.IntegerField(widget=forms.HiddenInput)
