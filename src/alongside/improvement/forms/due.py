"""Forms of due days: all months at once, or one."""

from __future__ import annotations

from django import forms

from alongside.improvement.forms.widgets import DATE, MONTH


class PlanDueForm(forms.Form):
    day_of_month = forms.IntegerField(
        label="Day of the following month",
        min_value=1,
        max_value=31,
        initial=10,
        help_text="On a Saturday or Sunday it becomes the Monday after.",
    )
    first = forms.CharField(label="First month", widget=MONTH)
    last = forms.CharField(label="Last month", widget=MONTH)
    replace = forms.BooleanField(
        label="Change months that have a day already", required=False, help_text="Else they keep it."
    )


class DueForm(forms.Form):
    period = forms.CharField(label="Numbers of the month", widget=MONTH)
    on = forms.DateField(label="Expected by", widget=DATE)
