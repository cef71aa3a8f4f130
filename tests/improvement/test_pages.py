"""The pages of improvement, as each person sees them."""

from __future__ import annotations

import pytest

from alongside.improvement import actions
from alongside.improvement.models import Observation, PdsaCycle
from alongside.programme.actions import ask_sponsor, set_confidentiality

pytestmark = pytest.mark.django_db
MONTHS = [f"{year}-{month:02}" for year in (2016, 2017) for month in range(1, 13)]


def fill(series, lead, share=0.6, late=0.9, months=20):
    """Twenty months: around 60 %, then eight months of 90 %."""
    for number, period in enumerate(MONTHS[:months]):
        wanted = late if number >= months - 8 else share
        numerator = round(40 * wanted) + (number % 3 - 1)
        actions.submit(series=series, period=period, numerator=numerator, denominator=40, by=lead)


@pytest.fixture
def filled(series, other_series, lead):
    fill(series, lead)
    fill(other_series, lead, late=0.6)
    return series


def test_home_shows_the_lead_each_team_with_its_newest_signal(as_, lead, filled):
    page = as_(lead).get("/c/sepsis/").content.decode()
    assert "Alder" in page and "Beech" in page
    assert "antibiotic within 60 minutes, 8 months" in page
    assert "no sponsor" in page


def test_an_outsider_is_told_that_there_is_nothing(as_, outsider, filled):
    for url in (
        "/c/sepsis/",
        "/c/sepsis/teams/A/",
        "/c/sepsis/charts/",
        "/c/sepsis/teams/A/charts/antibiotic_60/",
    ):
        assert as_(outsider).get(url).status_code == 404


@pytest.mark.parametrize(("mode", "status"), [("named", 403), ("coded", 403), ("own", 404)])
def test_another_teams_page_is_refused_if_known_and_not_there_if_not(
    as_, collaborative, lead, team_lead, filled, mode, status
):
    set_confidentiality(collaborative=collaborative, mode=mode, by=lead)
    assert as_(team_lead).get("/c/sepsis/teams/B/").status_code == status
    assert as_(team_lead).get("/c/sepsis/teams/A/").status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/c/sepsis/", "/c/sepsis/?sort=signal", "/c/sepsis/charts/", "/c/sepsis/charts/antibiotic_60/"],
)
def test_in_coded_mode_another_trusts_name_stands_nowhere(as_, collaborative, lead, team_lead, filled, url):
    set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
    page = as_(team_lead).get(url).content.decode()
    assert "Beech" not in page
    assert ">B<" in page or "Team B" in page


@pytest.mark.parametrize("url", ["/c/sepsis/", "/c/sepsis/charts/", "/c/sepsis/charts/antibiotic_60/"])
def test_in_own_mode_other_teams_are_not_there(as_, collaborative, lead, team_lead, filled, url):
    set_confidentiality(collaborative=collaborative, mode="own", by=lead)
    page = as_(team_lead).get(url).content.decode()
    assert "Beech" not in page and "Team B" not in page


class TestEntry:
    URL = "/c/sepsis/teams/A/months/2017-03/antibiotic_60/"

    def post(self, as_, someone, **fields):
        return as_(someone).post(self.URL, fields, headers={"hx-request": "true"})

    def test_a_number_is_saved_and_its_row_comes_back(self, as_, series, team_member):
        answer = self.post(as_, team_member, numerator="43", denominator="47")
        assert answer.status_code == 200
        assert "91%" in answer.content.decode() and "saved" in answer.content.decode()

    def test_an_error_stands_at_its_cell_and_what_was_typed_stays(self, as_, series, team_member):
        answer = self.post(as_, team_member, numerator="47", denominator="45")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert (
            "47 given, but only 45 cases." in page and 'value="47"' in page and 'aria-invalid="true"' in page
        )
        assert not Observation.objects.exists()

    def test_half_a_pair_leaves_the_row_alone_under_the_typing_hand(self, as_, series, team_member):
        answer = self.post(as_, team_member, numerator="43", denominator="")
        assert answer.status_code == 204
        assert not Observation.objects.exists()

    def test_words_are_not_a_number(self, as_, series, team_member):
        assert (
            "“ten” is not a number"
            in self.post(as_, team_member, numerator="ten", denominator="47").content.decode()
        )

    def test_whoever_comes_second_sees_both(self, as_, series, team_member, team_lead):
        self.post(as_, team_member, numerator="43", denominator="47")
        answer = self.post(as_, team_lead, numerator="40", denominator="47", revision="")
        assert answer.status_code == 409
        assert "43 of 47" in answer.content.decode() and 'value="40"' in answer.content.decode()
        assert Observation.objects.get().numerator == 43

    def test_nothing_to_submit_is_said_with_a_reason(self, as_, series, team_member):
        page = as_(team_member).post(self.URL + "nothing/", {"because": "No red flags."}, follow=True)
        assert "No red flags." in page.content.decode()

    def test_a_sponsor_cannot_enter_anything(self, as_, series, sponsor):
        assert self.post(as_, sponsor, numerator="1", denominator="2").status_code == 403
        assert as_(sponsor).get("/c/sepsis/teams/A/months/2017-03/").status_code == 403


def test_a_chart_shows_its_sentence_its_table_and_how_it_was_computed(as_, filled, team_lead):
    page = as_(team_lead).get("/c/sepsis/teams/A/charts/antibiotic_60/").content.decode()
    assert "Better since" in page and "<svg" in page
    assert "± 3 ×" in page and "of 800 cases" in page
    assert 'style="' not in page


def test_a_phase_is_added_with_its_reason_and_taken_back(as_, filled, team_lead):
    browser = as_(team_lead)
    url = "/c/sepsis/teams/A/charts/antibiotic_60/"
    assert browser.post(url + "phase/", {"starts": "2017-01", "reason": ""}).status_code == 422
    browser.post(url + "phase/", {"starts": "2017-01", "reason": "Trolley in both bays"})
    assert "Trolley in both bays" in browser.get(url).content.decode()
    browser.post(f"{url}phase/{filled.phases.get().pk}/undo/")
    assert filled.phases.get().undone_on, "it stays in the history of the chart"
    page = browser.get(url).content.decode()
    assert page.count("Trolley in both bays") == 1 and "undone by" in page, "told as undone, drawn no more"


def test_the_csv_holds_data_limits_rules_and_the_specification(as_, filled, team_lead):
    text = as_(team_lead).get("/c/sepsis/teams/A/charts/antibiotic_60/csv/").content.decode()
    assert text.startswith("team,measure,period,numerator,denominator,value,shown,centre")
    assert "shift:high" in text and '""rules"": ""mdc-2023""' in text


def test_a_test_of_change_is_logged_and_its_study_added(as_, team, team_member):
    browser = as_(team_member)
    fields = {"idea": "Trolley", "started": "2016-03-01", "prediction": "8 of 10"}
    assert browser.post("/c/sepsis/teams/A/tests/log/", {**fields, "prediction": ""}).status_code == 422
    browser.post("/c/sepsis/teams/A/tests/log/", fields)
    cycle = PdsaCycle.objects.get()
    url = f"/c/sepsis/teams/A/tests/{cycle.guid}/"
    browser.post(url, {**fields, "study": "7 of 10", "revision": 1})
    assert browser.post(url, {**fields, "study": "9 of 10", "revision": 1}).status_code == 409
    assert "7 of 10" in browser.get(url).content.decode()


def test_the_sponsors_sheet_says_what_is_counted_and_what_is_asked(as_, team, filled, sponsor, lead):
    ask_sponsor(
        team=team, text="Fund two nurses at night.", reason="14 of 31 doses.", due="2017-04-28", by=lead
    )
    page = as_(sponsor).get("/c/sepsis/teams/A/sponsor/").content.decode()
    assert "Alder: antibiotic within 60 minutes is better" in page
    assert "Of 1 measures" in page or "Of 1 measure" in page
    assert "Fund two nurses at night." in page and "By 28 April" in page


def test_the_sponsors_sheet_of_another_team_is_refused(as_, other_team, other_series, sponsor):
    assert as_(sponsor).get("/c/sepsis/teams/B/sponsor/").status_code == 403


def test_home_of_an_empty_collaborative_says_what_to_do_next(as_, lead):
    assert "Add the first team" in as_(lead).get("/c/sepsis/").content.decode()


class TestBudget:
    """A page asks the database as often for 23 teams as for two."""

    @pytest.fixture
    def many(self, collaborative, antibiotic, minutes, lead):
        from alongside.accounts.actions import add_person
        from alongside.programme.actions import add_member, add_team, name_sponsor

        for number in range(23):
            team = add_team(
                collaborative=collaborative,
                name=f"Ward {number}",
                organisation="Trust",
                letter=chr(65 + number),
                joined="2016-01-01",
                by=lead,
            )
            someone = add_person(name=f"Person {number}", by=lead)
            add_member(team=team, person=someone, job_role="Nurse", is_lead=True, by=lead)
            name_sponsor(team=team, person=someone, job_role="Director", by=lead)
            followed = actions.follow(measure=antibiotic, team=team, target=90, by=lead)
            actions.submit(series=followed, period="2017-11", numerator=30, denominator=40, by=lead)
            actions.log_test(team=team, idea="Trolley", started="2017-11-01", prediction="8 of 10", by=lead)
        return collaborative

    @pytest.mark.parametrize(
        ("page", "most"),
        [
            ("", 20),
            ("charts/", 20),
            ("charts/antibiotic_60/", 20),
            ("settings/", 15),
            ("sessions/", 15),
            ("people/", 15),
        ],
    )
    def test_pages_of_all_teams(self, as_, many, lead, page, most, django_assert_max_num_queries):
        browser = as_(lead)
        browser.get(f"/c/sepsis/{page}")  # signals of charts are kept from here on
        with django_assert_max_num_queries(most):
            assert browser.get(f"/c/sepsis/{page}").status_code == 200


class TestCorrecting:
    URL = "/c/sepsis/teams/A/months/2016-03/antibiotic_60/correct/"

    @pytest.fixture
    def sent(self, series, team_member):
        return actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=team_member)

    def test_a_correction_is_saved_with_its_reason_and_shown(self, as_, sent, team_lead):
        body = {"numerator": "40", "denominator": "47", "reason": "Three did not count.", "revision": "1"}
        assert as_(team_lead).post(self.URL, body).status_code == 302
        page = as_(team_lead).get(self.URL).text
        assert "43 of 47" in page and "Three did not count." in page

    def test_a_correction_asks_for_its_reason(self, as_, sent, team_lead):
        answer = as_(team_lead).post(self.URL, {"numerator": "40", "denominator": "47", "revision": "1"})
        assert answer.status_code == 422
        assert Observation.objects.get().numerator == 43

    def test_whoever_saves_second_sees_both_and_chooses(self, as_, sent, series, team_lead, team_member):
        actions.submit(
            series=series, period="2016-03", numerator=41, denominator=47, revision=1, by=team_member
        )
        body = {"numerator": "40", "denominator": "47", "reason": "Three did not count.", "revision": "1"}
        both = as_(team_lead).post(self.URL, body)
        assert both.status_code == 409
        assert "40 of 47" in both.text and "41 of 47" in both.text and "Max Member" in both.text
        as_(team_lead).post(self.URL, {**body, "revision": "2", "keep": "mine"})
        assert Observation.objects.get().numerator == 40

    def test_a_sponsor_corrects_nothing(self, as_, sent, sponsor):
        assert as_(sponsor).get(self.URL).status_code == 403

    def test_there_is_nothing_to_correct_where_nothing_was_sent(self, as_, series, team_lead):
        assert as_(team_lead).get(self.URL).status_code == 404


def test_a_measure_that_cannot_be_followed_is_not_left_behind_half_made(as_, collaborative, team, lead):
    from alongside.improvement.models import Measure

    body = {
        "name": "Screened", "key": "screened", "type": "process", "chart": "p", "unit": "percent", "direction": "up", "sent": "proportion",
        "teams": [team.pk], "target": "180",
    }  # fmt: skip
    answer = as_(lead).post("/c/sepsis/measures/add/", body)
    assert answer.status_code == 422 and "between 0 and 100%" in answer.text
    assert not Measure.objects.exists()


@pytest.mark.parametrize("mode", ["coded", "own"])
def test_decisions_and_context_of_another_team_stay_with_it(
    as_, collaborative, team, other_team, lead, team_lead, mode
):
    from alongside.improvement.actions import write_annotation
    from alongside.programme.actions import add_context_event

    set_confidentiality(collaborative=collaborative, mode=mode, by=lead)
    write_annotation(
        collaborative=collaborative,
        on="2017-11-20",
        text="Ask Beech",
        team=other_team,
        origin="decision",
        by=lead,
    )
    add_context_event(
        collaborative=collaborative,
        on="2017-11-20",
        kind="inspection",
        title="Beech inspected",
        team=other_team,
        by=lead,
    )
    assert "Beech" in as_(lead).get("/c/sepsis/").text
    assert "Beech" not in as_(team_lead).get("/c/sepsis/").text
