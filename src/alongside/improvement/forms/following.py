"""Forms of who follows a measure, what they aim at, and how a chart is computed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from alongside.improvement.actions.following import BASELINE
from alongside.improvement.forms.widgets import DATE
from alongside.improvement.models import Measure, Series
from alongside.programme.models import Team

RULES = [
    (
        "mdc-2023",
        "Making Data Count, 2023: outside the limits, shift and trend of 7, 2 of 3 near a limit or beyond",
    ),
    ("mdc-2021", "Making Data Count, 2021: the same, where a point beyond a limit does not count as near it"),
    ("anhoej", "Anhøj: runs too long or crossings too few, for run charts and charts with limits"),
    ("ihi-run", "Institute for Healthcare Improvement, run charts: shift of 6, trend of 5, number of runs"),
]


class _TeamsForm(forms.Form):
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label="Teams", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]


class FollowForm(_TeamsForm):
    """Teams that follow a measure from a day on."""

    since = forms.DateField(
        label="From which day",
        widget=DATE,
        required=False,
        help_text="Numbers are asked for from its month on. Empty: since they joined.",
    )
    target = forms.FloatField(required=False, help_text="In the chart's own unit: 90 for 90 per cent.")


class TargetsForm(_TeamsForm):
    """One target for many teams."""

    value = forms.FloatField(label="Target", help_text="In the chart's own unit: 90 for 90 per cent.")
    since = forms.DateField(
        label="From which day", widget=DATE, help_text="What was aimed at before stays on the charts."
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        teams = Team.objects.filter(series__measure=measure, left=None).order_by("letter")
        super().__init__(*args, teams=teams, **kwargs)


class StopForm(forms.Form):
    on = forms.DateField(
        label="Last day",
        widget=DATE,
        initial=timezone.localdate,
        help_text="No number of a later month is asked for. The chart stays.",
    )


class SettingsForm(forms.Form):
    """How one chart is computed."""

    rules = forms.ChoiceField(label="Rules", choices=RULES, widget=forms.RadioSelect)
    freeze = forms.IntegerField(
        label="Baseline: first so many months of each phase",
        required=False,
        min_value=BASELINE[0],
        max_value=BASELINE[-1],
        help_text="Limits come from these months alone; later ones are held against them. 12 or more make steady limits. "
        "Empty: limits come from every month.",
    )
    screening = forms.BooleanField(
        label="Leave very large jumps out of the limits",
        required=False,
        help_text="A jump of 3.267 times the mean jump or more is left out, once. It matters for XmR, p′ and u′ charts.",
    )

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        initial = {"rules": series.rules, "freeze": series.freeze, "screening": series.screening}
        super().__init__(*args, **{"initial": initial, **kwargs})
