"""What one team could work out of another's small numbers: by REST, by subtraction, from drawings; and what a table may hold."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from alongside.improvement import actions
from alongside.improvement.models import Measure
from alongside.improvement.queries.funnel import funnel
from alongside.improvement.queries.measures import multiples, shared_axis
from alongside.programme.actions import add_team, set_confidentiality
from alongside.ui import charts
from tests.rest import Rest

pytestmark = pytest.mark.django_db
TABLE = "/c/sepsis/charts/"


@pytest.fixture
def third(collaborative, antibiotic, lead):
    cedar = add_team(
        collaborative=collaborative,
        organisation="Cedar NHS Trust",
        name="Cedar",
        letter="C",
        joined="2015-01-01",
        by=lead,
    )
    return actions.follow(measure=antibiotic, team=cedar, by=lead)


@pytest.fixture
def filled(series, other_series, third, lead):
    for each, top in ((series, 30), (other_series, 31), (third, 32)):
        for number in range(14):
            year, month = divmod(number, 12)
            actions.submit(
                series=each, period=f"{2016 + year}-{month + 1:02}", numerator=top, denominator=41, by=lead
            )


def test_a_summary_over_rest_leaves_out_what_the_page_does(team_lead, lead, other_series, filled):
    actions.submit(series=other_series, period="2017-03", numerator=1, denominator=4, by=lead)
    said = {
        each["letter"]: f"{each['sentence']} {each['target_sentence']}"
        for each in Rest(team_lead)
        .client.get(
            "/api/v1/collaboratives/sepsis/measures/antibiotic_60/charts", headers=Rest(team_lead).headers
        )
        .json()
    }
    assert "not shown" in said["B"] and "25%" not in said["B"]


def test_two_periods_that_differ_by_a_month_do_not_tell_its_count(
    team_lead, lead, other_series, antibiotic, filled
):
    actions.submit(series=other_series, period="2017-03", numerator=1, denominator=3, by=lead)
    measure = Measure.objects.get(pk=antibiotic.pk)
    for last in (dt.date(2017, 2, 1), dt.date(2017, 3, 1)):
        rows = {
            row.label.letter: row.place for row in funnel(team_lead, measure, dt.date(2017, 1, 1), last).rows
        }
        assert rows["B"].numerator % 5 == rows["B"].denominator % 5 == 0
        assert (rows["A"].numerator, rows["A"].denominator) == (60, 82)  # one's own are whole
    whole = funnel(lead, measure, dt.date(2017, 1, 1), dt.date(2017, 3, 1))
    assert {row.label.letter: row.counted for row in whole.rows}["B"] == "63"


def test_the_line_in_the_middle_does_not_give_both_sums_away(team_lead, filled):
    rest = Rest(team_lead)
    found = rest.client.get(
        "/api/v1/collaboratives/sepsis/measures/antibiotic_60/funnel", headers=rest.headers
    ).json()
    assert found["centre"] == round(found["centre"], 2)


def test_a_hidden_month_does_not_show_by_its_limits_or_the_axis(
    team_lead, collaborative, lead, other_series, filled
):
    actions.submit(series=other_series, period="2017-03", numerator=0, denominator=2, by=lead)
    panels = multiples(team_lead, collaborative, "antibiotic_60")
    theirs = next(panel for panel in panels if panel.label.letter == "B")
    slot = max(theirs.hidden)
    low = theirs.chart.analysis.points[slot].lower
    assert low is not None and charts.reach(theirs.chart.analysis, theirs.hidden)[0] > low
    assert shared_axis(panels)[1] > 0

    def drawn(hidden):
        return charts.multiple(theirs.chart.analysis, low=0, high=100, label="B", hidden=hidden)

    assert str(drawn(theirs.hidden)) != str(drawn(theirs.hidden)).replace("spc-limit", "") and str(
        drawn(theirs.hidden)
    ) != str(drawn(()))
    limits = [part for part in str(drawn(theirs.hidden)).split("<path") if "spc-limit" in part]
    whole = [part for part in str(drawn(())).split("<path") if "spc-limit" in part]
    assert len(limits) == len(whole) == 2
    assert all(len(part) < len(more) for part, more in zip(limits, whole, strict=True))


def test_a_name_that_is_a_formula_leaves_the_icon_table_as_text(as_, lead, collaborative, filled):
    Measure.objects.get(key="antibiotic_60").versions.update(name='=HYPERLINK("http://evil","x")')
    collaborative.teams.filter(letter="B").update(name="+SUM(1)")
    text = as_(lead).get(f"{TABLE}as/csv/").content.decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]


def test_in_own_mode_rest_tells_of_no_other_team(team_lead, lead, collaborative, filled):
    set_confidentiality(collaborative=collaborative, mode="own", by=lead)
    rest = Rest(team_lead)
    for tail in ("charts", "funnel"):
        text = rest.client.get(
            f"/api/v1/collaboratives/sepsis/measures/antibiotic_60/{tail}", headers=rest.headers
        ).content.decode()
        assert "Beech" not in text and "Cedar" not in text and '"letter": "B"' not in text
