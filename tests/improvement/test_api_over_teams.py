"""The funnel, all teams together and what came, over REST."""

from __future__ import annotations

import pytest

from alongside.improvement import actions
from alongside.programme.actions import add_team, set_confidentiality
from tests.rest import Rest

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(collaborative, antibiotic, series, other_series, lead):
    cedar = add_team(
        collaborative=collaborative,
        organisation="Cedar NHS Trust",
        name="Cedar",
        letter="C",
        joined="2016-01-01",
        by=lead,
    )
    third = actions.follow(measure=antibiotic, team=cedar, by=lead)
    for each, share in ((series, 38), (other_series, 20), (third, 3)):
        actions.submit(series=each, period="2016-02", numerator=share, denominator=40, by=lead)


def test_the_funnel_gives_counts_of_ones_own_team_and_no_small_ones_of_others(sent, team_lead):
    found = Rest(team_lead).get("/collaboratives/sepsis/measures/antibiotic_60/funnel").json()
    teams = {each["letter"]: each for each in found["teams"]}
    assert teams["A"]["own"] and teams["A"]["numerator"] == 38
    assert teams["B"]["denominator"] == 40 and "C" not in teams and found["withheld"] == 1
    assert found["centre"] == pytest.approx(100 * 61 / 120, abs=0.005)


def test_all_together_says_how_and_on_how_many_teams_it_rests(sent, team_lead, collaborative, lead):
    set_confidentiality(collaborative=collaborative, mode="own", by=lead)
    found = Rest(team_lead).get("/collaboratives/sepsis/measures/antibiotic_60/together").json()
    assert found["teams"] == [3] and found["chart"]["points"][0]["numerator"] == 61
    assert "added up" in found["how"]


def test_what_came_is_told_month_by_month(sent, lead):
    found = Rest(lead).get("/collaboratives/sepsis/completeness?months=60").json()
    assert {each["letter"] for each in found["teams"]} == {"A", "B", "C"}
    assert found["measures"][0]["measure"] == "antibiotic_60"


def test_outsiders_are_told_that_there_is_nothing(sent, outsider):
    for path in ("measures/antibiotic_60/funnel", "measures/antibiotic_60/together", "completeness"):
        assert Rest(outsider).get(f"/collaboratives/sepsis/{path}").status_code == 404
