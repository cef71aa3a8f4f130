"""The icon table, the small multiples, and every chart as a line."""

from __future__ import annotations

import csv
import io

import pytest

from alongside.improvement import actions
from alongside.improvement.queries.measures import icon_table, multiples, shared_axis
from alongside.programme.actions import set_confidentiality
from tests.improvement.test_pages import fill

pytestmark = pytest.mark.django_db
TABLE, MULTIPLES = "/c/sepsis/charts/", "/c/sepsis/charts/antibiotic_60/"


@pytest.fixture
def filled(series, other_series, timed, lead):
    """A gets better in the last eight months, B worse; A also times its antibiotics, too briefly to judge."""
    fill(series, lead)
    fill(other_series, lead, share=0.9, late=0.6)
    for number in range(5):
        actions.submit(series=timed, period=f"2016-0{number + 1}", value=50 + number, by=lead)


class TestIconTable:
    def test_it_shows_where_change_is_and_where_it_is_worse(self, as_, lead, filled):
        page = as_(lead).get(TABLE).content.decode()
        assert "2 measures, 2 teams" in page
        assert "1 of 3 charts is better now" in page and "1 is worse: begin with B" in page
        assert page.count('class="l concern"') == 1

    @pytest.mark.parametrize(("show", "kept"), [("worse", {"B"}), ("better", {"A"}), ("all", {"A", "B"})])
    def test_a_filter_leaves_the_cells_it_asks_for(self, lead, collaborative, filled, show, kept):
        table = icon_table(lead, collaborative, show=show)
        row = next(row for row in table.rows if row.measure.key == "antibiotic_60")
        assert {cell.label.letter for cell in row.cells if cell.shown} == kept

    def test_measures_without_such_a_cell_are_left_out(self, lead, collaborative, filled):
        groups = icon_table(lead, collaborative, show="worse").groups
        assert [row.measure.key for group in groups for row in group.rows] == ["antibiotic_60"]

    def test_as_of_an_earlier_month_it_is_as_it_stood(self, as_, lead, collaborative, filled):
        early = as_(lead).get(f"{TABLE}?as_of=2016-12").content.decode()
        assert "0 of 3 charts are better now" in early
        assert "1 of 3 charts is better now" in as_(lead).get(f"{TABLE}?as_of=2017-08").content.decode()

    def test_a_month_that_is_none_is_refused_in_words(self, as_, lead, filled):
        answer = as_(lead).get(f"{TABLE}?as_of=soon")
        assert answer.status_code == 422 and "Write it as 2016-03" in answer.content.decode()

    def test_measures_stand_by_topic_and_the_balancing_ones_last(self, lead, collaborative, filled, minutes):
        from alongside.improvement.models import Measure
        from alongside.programme.models import Topic

        sepsis = Topic.objects.get(collaborative=collaborative, name="Sepsis")
        kidney = Topic.objects.create(collaborative=collaborative, name="Kidneys")
        Measure.objects.filter(key="antibiotic_60").update(topic=kidney)
        Measure.objects.filter(key="minutes").update(topic=sepsis)
        minutes.versions.update(type="balancing")
        assert [group.name for group in icon_table(lead, collaborative).groups] == ["Kidneys", "Balancing"]
        only = icon_table(lead, collaborative, topic=kidney.pk)
        assert [row.measure.key for group in only.groups for row in group.rows] == ["antibiotic_60"]

    def test_the_table_leaves_as_csv_with_both_verdicts(self, as_, lead, filled):
        text = as_(lead).get(f"{TABLE}as/csv/?show=better").content.decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [(row["measure"], row["team"], row["variation"]) for row in rows] == [
            ("antibiotic_60", "A Alder", "improvement")
        ]

    @pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
    def test_it_leaves_as_a_page_and_as_a_picture(self, as_, lead, filled, form, begins):
        assert as_(lead).get(f"{TABLE}as/{form}/").content.startswith(begins)

    def test_a_form_that_is_none_is_not_there(self, as_, lead, filled):
        assert as_(lead).get(f"{TABLE}as/doc/").status_code == 404

    def test_in_coded_mode_the_files_name_no_other_team(self, as_, collaborative, lead, team_lead, filled):
        set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
        assert "Beech" not in as_(team_lead).get(f"{TABLE}as/csv/").content.decode()


class TestMultiples:
    def test_the_newest_signal_comes_first_unless_asked_otherwise(self, lead, collaborative, filled):
        def letters(sort):
            return [panel.label.letter for panel in multiples(lead, collaborative, "antibiotic_60", sort)]

        assert letters("letter") == ["A", "B"]
        assert letters("level") == ["B", "A"]

    def test_panels_share_an_axis_or_have_their_own(self, as_, lead, filled):
        same = as_(lead).get(MULTIPLES).content.decode()
        own = as_(lead).get(f"{MULTIPLES}?axis=own").content.decode()
        assert "Same axis in every panel" in same and "Own axis in every panel" in own
        assert same.count("<svg") == own.count("<svg") and same != own

    def test_another_teams_month_of_under_five_cases_shows_no_point(
        self, as_, team_lead, lead, other_series, collaborative, filled
    ):
        actions.submit(series=other_series, period="2017-09", numerator=1, denominator=4, by=lead)
        theirs = multiples(team_lead, collaborative, "antibiotic_60")[1]
        assert theirs.hidden == {20} and theirs.value == "–"
        assert multiples(lead, collaborative, "antibiotic_60")[1].hidden == frozenset()
        page = as_(team_lead).get(MULTIPLES).content.decode()
        assert "fewer than five cases" in page
        assert "not shown" in page and "25% is outside" not in page and "<b>25%" not in page

    @pytest.mark.parametrize("paper", ["a3", "a4"])
    def test_they_are_printed_for_the_session(self, as_, lead, filled, paper):
        answer = as_(lead).get(f"{MULTIPLES}print/{paper}/")
        assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
        assert as_(lead).get(f"{MULTIPLES}print/a0/").status_code == 404

    def test_one_teams_wide_limits_do_not_press_the_others_together(
        self, lead, collaborative, other_series, filled
    ):
        actions.submit(series=other_series, period="2017-09", numerator=4, denominator=5, by=lead)
        panels = multiples(lead, collaborative, "antibiotic_60")
        assert min(point.lower for panel in panels for point in panel.chart.analysis.points) < 50
        _, low, high = shared_axis(panels)
        assert (low, high) == (50, 100)


def test_every_chart_is_drawn_as_a_line(as_, lead, filled):
    page = as_(lead).get(f"{TABLE}?view=sparklines").content.decode()
    assert page.count("spc-spark") == 3 and "Minutes to antibiotic" in page


@pytest.mark.parametrize(
    "url", [TABLE, f"{TABLE}?view=sparklines", MULTIPLES, f"{MULTIPLES}funnel/", f"{MULTIPLES}together/"]
)
def test_a_page_asks_few_questions_of_the_database(as_, lead, filled, url, django_assert_max_num_queries):
    browser = as_(lead)
    browser.get(url)
    with django_assert_max_num_queries(24):
        browser.get(url)
