"""Forms of an upload: the file, and how its columns are read."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.core.errors import Invalid
from alongside.exchange.tables import Table
from alongside.improvement.importing.layout import COLUMNS, LABELS, Layout

LEFT_OUT, MONTH_ACROSS = "", "month"


class FileForm(forms.Form):
    """The table to upload."""

    file = forms.FileField(
        label="CSV or Excel file",
        help_text="One row for each measure and month, or one for each measure with months across. Up to 60 MB.",
    )


class LayoutForm(forms.Form):
    """Which of their columns is which of ours, what is the same in all rows, and what days, commas and per cents mean."""

    dates = forms.ChoiceField(
        label="A day such as 03/04/2016 is",
        required=False,
        choices=[
            ("", "not in this table; refuse it"),
            ("day", "3 April, the day first"),
            ("month", "4 March, the month first"),
        ],
    )
    commas = forms.ChoiceField(
        label="A number such as 1,500 is",
        required=False,
        choices=[
            ("", "as the other numbers show; else refuse it"),
            ("thousands", "one thousand five hundred"),
            ("decimal", "one and a half"),
        ],
    )
    percents = forms.ChoiceField(
        label="A per cent such as 0.85 is",
        required=False,
        choices=[("", "not in this table; refuse it"), ("fraction", "85%"), ("hundred", "0.85%")],
    )

    def __init__(
        self,
        *args: Any,
        table: Table,
        team_is_known: bool,
        teams: list[tuple[str, str]],
        measures: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        ours = [(name, LABELS[name]) for name in COLUMNS if not (team_is_known and name == "team")]
        for place in range(len(table.columns)):
            self.fields[f"c{place}"] = forms.ChoiceField(
                required=False, choices=[(LEFT_OUT, "Leave out"), *ours]
            )
        if not team_is_known:
            self.fields["team"] = forms.ChoiceField(
                label="All rows are of team", required=False, choices=[("", "as their column says"), *teams]
            )
        self.fields["measure"] = forms.ChoiceField(
            label="All rows are of measure", required=False, choices=[("", "as their column says"), *measures]
        )

    def layout(self) -> Layout:
        """What was said. Invalid where two of their columns are the same of ours."""
        columns: dict[str, str] = {}
        for place, theirs in enumerate(self.table.columns):
            ours = self.cleaned_data.get(f"c{place}") or ""
            if ours and ours in columns:
                message = f"“{columns[ours]}” and “{theirs}” cannot both be {LABELS[ours]}."
                raise Invalid(message, "Leave one of them out.", fields={f"c{place}": message})
            if ours:
                columns[ours] = theirs
        fixed = {
            name: self.cleaned_data[name]
            for name in ("team", "measure")
            if self.cleaned_data.get(name) and name not in columns
        }
        said = {name: self.cleaned_data.get(name) or "" for name in ("dates", "commas", "percents")}
        return Layout(columns, fixed, **said)
