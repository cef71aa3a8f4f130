"""Forms of measures: a definition, a new one, where a measure stands in lists, the day it is retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from alongside.improvement.forms.widgets import DATE, MONTH
from alongside.improvement.models import Measure, MeasureVersion
from alongside.programme.models import Collaborative, Team, Topic

SENT = [
    ("proportion", "How many of how many: 43 of 50"),
    ("rate", "Events and exposure: 4 falls in 1,930 bed days"),
    ("count", "A count: 4 falls, where the exposure stays the same"),
    ("value", "One value: 52 minutes"),
]
CHARTS = [
    ("run", "Run chart: the safe first choice for anything, above all in the first year"),
    ("p", "p chart: a share of cases; limits follow the number of cases"),
    (
        "pp",
        "p′ chart: a share of very many cases (1,000 a month or more), where a p chart signals all the time",
    ),
    ("u", "u chart: events for an exposure, such as falls per 1,000 bed days"),
    ("up", "u′ chart: the same with so many events that a u chart signals all the time"),
    ("c", "c chart: a count of events while the exposure hardly changes"),
    ("xmr", "XmR chart: one value a month, such as the middle number of minutes"),
]


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DefinitionForm(forms.Form):
    """What a measure counts, how it is sent and how it is drawn."""

    name = forms.CharField(max_length=120)
    type = forms.ChoiceField(
        label="What it tells",
        choices=[
            ("outcome", "Outcome: what became of patients"),
            ("process", "Process: whether the work was done as meant"),
            ("balancing", "Balancing: what may become worse elsewhere"),
        ],
        widget=forms.RadioSelect,
    )
    definition = forms.CharField(
        label="In one or two sentences",
        widget=_area(),
        required=False,
        help_text="So that two people who count the same month find the same number.",
    )
    numerator = forms.CharField(label="Counts", max_length=300, required=False)
    denominator = forms.CharField(label="Out of", max_length=300, required=False)
    exclusions = forms.CharField(label="Leaves out", widget=_area(), required=False)
    sampling = forms.CharField(
        label="Which cases",
        widget=_area(),
        required=False,
        help_text="Every case, or how many and how they are drawn.",
    )
    sent = forms.ChoiceField(label="What teams send", choices=SENT, widget=forms.RadioSelect)
    chart = forms.ChoiceField(choices=CHARTS, widget=forms.RadioSelect)
    unit = forms.ChoiceField(choices=MeasureVersion.Unit.choices)
    multiply = forms.FloatField(
        label="Told for each",
        required=False,
        help_text="For a rate: 1000 for 1,000 bed days. Else leave it empty.",
    )
    direction = forms.ChoiceField(
        label="Better", choices=MeasureVersion.Direction.choices, widget=forms.RadioSelect
    )
    source = forms.CharField(label="Where the definition comes from", max_length=300, required=False)


class MeasureForm(DefinitionForm):
    """A measure of one's own, or one of the library's, and who follows it."""

    key = forms.SlugField(
        label="Short name", max_length=64, help_text="For files and addresses, such as antibiotic_60."
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), required=False, empty_label="No topic")
    core = forms.BooleanField(
        label="Core measure",
        required=False,
        help_text="Every team is meant to follow it; others may be chosen.",
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label="Which teams follow it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    target = forms.FloatField(
        required=False,
        help_text="For these teams, from their start: 90 for 90 per cent. Each may have its own later.",
    )
    field_order = ["name", "key"]

    def __init__(self, *args: Any, collaborative: Collaborative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = collaborative.topics.all()  # type: ignore[attr-defined]
        self.fields["teams"].queryset = collaborative.teams.filter(left=None)  # type: ignore[attr-defined]


class NewVersionForm(DefinitionForm):
    """The definition as it is to be from a month on."""

    since = forms.CharField(label="From which month", widget=MONTH)
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="It stands on every chart, where a phase begins: limits are computed afresh from this month.",
    )
    library_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ["since", "reason"]


class ArrangeForm(forms.Form):
    """Where a measure stands."""

    core = forms.BooleanField(
        label="Core measure", required=False, help_text="Every team is meant to follow it."
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), required=False, empty_label="No topic")
    order = forms.IntegerField(
        label="Place in lists",
        min_value=0,
        max_value=9999,
        help_text="Lowest first; equal ones by short name.",
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        initial = {"core": measure.core, "topic": measure.topic_id, "order": measure.order}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.fields["topic"].queryset = measure.collaborative.topics.all()  # type: ignore[attr-defined]


class RetireForm(forms.Form):
    on = forms.DateField(label="Last day", widget=DATE, initial=timezone.localdate)
