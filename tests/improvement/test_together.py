"""A measure over all teams together."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.improvement import actions
from alongside.improvement.models import Measure
from alongside.improvement.queries.together import together
from alongside.programme.actions import add_team, set_confidentiality

pytestmark = pytest.mark.django_db
URL = "/c/sepsis/charts/antibiotic_60/together/"


@pytest.fixture
def cedar(collaborative, lead):
    return add_team(
        collaborative=collaborative,
        organisation="Cedar NHS Trust",
        name="Cedar",
        letter="C",
        joined="2015-01-01",
        by=lead,
    )


@pytest.fixture
def third(cedar, antibiotic, lead):
    return actions.follow(measure=antibiotic, team=cedar, target=90, by=lead)


def put(series, month, numerator, denominator, lead):
    actions.submit(series=series, period=month, numerator=numerator, denominator=denominator, by=lead)


@pytest.fixture
def measure(antibiotic, series, other_series, third, lead):
    """January: all three; February: two of them; March: all three."""
    for month in ("2016-01", "2016-03"):
        put(series, month, 10, 10, lead)
        put(other_series, month, 20, 40, lead)
        put(third, month, 30, 50, lead)
    put(series, "2016-02", 10, 10, lead)
    put(other_series, "2016-02", 20, 40, lead)
    return Measure.objects.get(pk=antibiotic.pk)


def test_shares_are_pooled_so_that_a_team_counts_as_much_as_it_has_cases(measure):
    point = together(measure).chart.analysis.points[0]
    assert (point.numerator, point.n) == (60, 100)
    assert point.y == pytest.approx(60)  # the mean of the teams' shares would be 70


def test_a_month_of_fewer_than_three_teams_keeps_its_place_and_shows_nothing(as_, lead, measure):
    found = together(measure)
    assert found.teams == (3, 2, 3) and found.withheld == (1,)
    assert found.chart.analysis.points[1].y is None
    page = as_(lead).get(URL).content.decode()
    assert "under 3" in page and "not shown" in page and "30 of 50" not in page


def test_how_many_teams_a_month_rests_on_is_said(as_, lead, measure):
    page = as_(lead).get(URL).content.decode()
    assert "Mar 2016 was 60 of 100 in 3 teams." in page
    assert "added up" in page


def test_a_target_that_all_teams_share_is_the_collaboratives(measure, lead, series):
    assert together(measure).chart.analysis.points[-1].target == 90
    actions.set_target(series=series, value=95, since="2016-02-01", by=lead)
    assert together(measure).chart.analysis.points[-1].target is None


def test_single_values_are_averaged_and_that_is_said(as_, lead, minutes, team, other_team, cedar):
    for each, value in ((team, 30), (other_team, 60), (cedar, 120)):
        followed = actions.follow(measure=minutes, team=each, by=lead)
        actions.submit(series=followed, period="2016-01", value=value, by=lead)
    found = together(Measure.objects.get(pk=minutes.pk))
    assert found.chart.analysis.points[0].y == pytest.approx(70)
    assert "the mean of the teams" in as_(lead).get("/c/sepsis/charts/minutes/together/").content.decode()


def test_counts_are_summed(collaborative, lead, team, other_team, cedar):
    falls = actions.add_measure(
        collaborative=collaborative,
        key="falls",
        name="Falls",
        type="outcome",
        unit="number",
        chart="c",
        sent="count",
        direction="down",
        by=lead,
    )
    for each, value in ((team, 3), (other_team, 6), (cedar, 4)):
        followed = actions.follow(measure=falls, team=each, by=lead)
        actions.submit(series=followed, period="2016-01", value=value, by=lead)
    assert together(Measure.objects.get(pk=falls.pk)).chart.analysis.points[0].y == 13


def test_a_merged_team_is_not_counted_beside_its_successor(measure, antibiotic, collaborative, team, lead):
    dale = add_team(
        collaborative=collaborative,
        organisation="Dale NHS Trust",
        name="Dale",
        letter="D",
        joined="2015-01-01",
        by=lead,
    )
    dale.succeeds.add(team)
    successor = actions.follow(measure=antibiotic, team=dale, by=lead)
    put(successor, "2016-03", 5, 20, lead)
    found = together(measure)
    assert found.teams == (3, 2, 3)
    march = found.chart.analysis.points[2]
    assert (march.numerator, march.n) == (55, 110), "team A is left out where its successor sent a number"


def test_in_own_mode_the_whole_is_still_shown_and_no_team_in_it(as_, lead, team_lead, collaborative, measure):
    set_confidentiality(collaborative=collaborative, mode="own", by=lead)
    page = as_(team_lead).get(URL).content.decode()
    assert "60 of 100" in page and "Beech" not in page


def test_a_measure_nobody_sent_says_so(as_, lead, antibiotic):
    assert "No team has sent a number yet" in as_(lead).get(URL).content.decode()


class TestCompleteness:
    URL = "/c/sepsis/completeness/"

    @pytest.fixture
    def year(self, collaborative, series, other_series, lead):
        """A sent January to April, April late; B sent January and said why nothing came in February."""
        from django.utils import timezone

        from alongside.improvement.models import Observation

        for month, due in ((1, "02-20"), (2, "03-20"), (3, "04-20"), (4, "05-20")):
            actions.set_due(collaborative=collaborative, period=f"2016-{month:02}", on=f"2016-{due}", by=lead)
            put(series, f"2016-{month:02}", 10, 20, lead)
        put(other_series, "2016-01", 10, 20, lead)
        actions.nothing_to_submit(
            series=other_series, period="2016-02", because="The auditor was ill.", by=lead
        )
        for row in Observation.objects.all():
            day = dt.datetime(2016, row.period.month + 1, 10 if row.period.month < 4 else 28, 12)
            Observation.objects.filter(pk=row.pk).update(entered_at=timezone.make_aware(day))

    def test_each_month_says_what_came(self, lead, collaborative, year):
        from alongside.improvement.queries.completeness import completeness

        found = completeness(lead, collaborative, 24)
        states = {
            line.label.letter: {f"{each.period:%Y-%m}": each.state for each in line.months}
            for line in found.teams
        }
        wanted = ("2016-01", "2016-02", "2016-03", "2016-04")
        assert [states["A"].get(month) for month in wanted] == ["", "", "", "late"]
        assert [states["B"].get(month) for month in wanted] == ["", "said", "nothing", "nothing"]
        assert found.whole.due == 8 and found.whole.answered == 6
        assert found.measures[0].tally.share("late") == 12
        assert found.whole.days == 9

    def test_the_page_asks_what_a_silent_team_needs(self, as_, lead, year):
        page = as_(lead).get(f"{self.URL}?months=24").content.decode()
        assert "Nothing for two months from B" in page and "nothing to send, and said why" in page

    def test_in_own_mode_a_team_sees_its_own_line(self, as_, lead, team_lead, collaborative, year):
        set_confidentiality(collaborative=collaborative, mode="own", by=lead)
        page = as_(team_lead).get(self.URL).content.decode()
        assert "Beech" not in page and "Team B" not in page
