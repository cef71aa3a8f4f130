"""The form of a plan of reminders."""

from __future__ import annotations

from django import forms

from alongside.improvement.actions.reminders import MOST_DAYS


class ReminderPlanForm(forms.Form):
    sending = forms.BooleanField(
        label="Send reminders",
        required=False,
        help_text="To the leads and members of teams that still owe numbers; after the day to the host as well.",
    )
    days_before = forms.IntegerField(
        label="Days before the due day", min_value=0, max_value=MOST_DAYS, help_text="0 is the day itself."
    )
    days_after = forms.IntegerField(
        label="Days after it, if something is still missing", min_value=1, max_value=MOST_DAYS
    )
