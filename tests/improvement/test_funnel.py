"""Teams beside each other over a period."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.improvement import actions
from alongside.improvement.models import Measure
from alongside.improvement.queries.funnel import funnel
from alongside.programme.actions import add_team, set_confidentiality

pytestmark = pytest.mark.django_db
URL = "/c/sepsis/charts/antibiotic_60/funnel/"


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
def measure(antibiotic, series, other_series, third, lead):
    """A: 76 of 80, B: 40 of 80, C: 60 of 80, each in two months; the year before all had nothing."""
    for each, share in ((series, 38), (other_series, 20), (third, 30)):
        actions.submit(series=each, period="2016-01", numerator=0, denominator=40, by=lead)
        for month in ("2017-02", "2017-03"):
            actions.submit(series=each, period=month, numerator=share, denominator=40, by=lead)
    return Measure.objects.get(pk=antibiotic.pk)


def test_the_last_twelve_months_are_shown_unless_others_are_asked_for(lead, measure):
    page = funnel(lead, measure)
    assert (f"{page.first:%Y-%m}", f"{page.last:%Y-%m}") == ("2016-04", "2017-03")
    assert page.funnel.centre == pytest.approx(100 * 176 / 240)
    places = {row.label.letter: row.place.outside for row in page.rows}
    assert places == {"A": "99.8", "B": "99.8", "C": ""}


def test_the_period_is_chosen(as_, lead, measure):
    page = as_(lead).get(f"{URL}?from=2016-01&to=2017-03").content.decode()
    assert "228" not in page and "120" in page  # A: 76 of 120 over the longer period
    assert as_(lead).get(f"{URL}?from=2017-04&to=2017-03").status_code == 422


def test_it_says_that_it_does_not_rank_and_marks_ones_own_team(as_, team_lead, measure):
    page = as_(team_lead).get(URL).content.decode()
    assert "A funnel is not for ranking" in page
    assert page.count('class="spc-own"') == 2  # at the point, and in the key
    assert "overdispersion" in page


def test_fewer_than_three_teams_make_no_funnel(as_, lead, antibiotic, series, other_series):
    for each in (series, other_series):
        actions.submit(series=each, period="2016-10", numerator=3, denominator=40, by=lead)
    page = as_(lead).get(URL).content.decode()
    assert "a funnel begins with 3" in page and "spc-funnel" not in page


def test_a_measure_of_single_values_has_none_and_says_why(as_, lead, minutes):
    page = as_(lead).get("/c/sepsis/charts/minutes/funnel/").content.decode()
    assert "A funnel needs counts" in page


def test_small_counts_of_other_teams_are_left_out(team_lead, lead, third, measure):
    actions.submit(series=third, period="2017-05", numerator=3, denominator=40, by=lead)
    for series in measure.series.exclude(pk=third.pk):
        actions.submit(series=series, period="2017-05", numerator=2, denominator=40, by=lead)
    month = dt.date(2017, 5, 1)
    seen, whole = (funnel(person, measure, month, month) for person in (team_lead, lead))
    assert [(row.label.letter, row.counted) for row in seen.rows] == [("A", "2")] and seen.withheld == 2
    assert [row.counted for row in whole.rows] == ["2", "2", "3"] and not whole.withheld
    assert seen.funnel.centre == whole.funnel.centre


def test_in_own_mode_a_team_sees_itself_against_the_limits_of_all(lead, team_lead, collaborative, measure):
    set_confidentiality(collaborative=collaborative, mode="own", by=lead)
    page = funnel(team_lead, Measure.objects.get(pk=measure.pk))
    assert [row.label.letter for row in page.rows] == ["A"]
    assert page.funnel.centre == pytest.approx(100 * 176 / 240)
    assert page.dispersion is not None


def test_in_coded_mode_no_other_name_stands_in_it(as_, lead, team_lead, collaborative, measure):
    set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
    page = as_(team_lead).get(URL).content.decode()
    assert "Team B" in page and "Beech" not in page and "Cedar" not in page
