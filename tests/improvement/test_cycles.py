"""Tests of change as ramps: against their prediction, on one idea, towards the adoption board."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.core.errors import Conflict, Invalid
from alongside.improvement import actions
from alongside.improvement.models import Adoption, PdsaCycle
from alongside.improvement.queries.cycles import predictions, ramps_of, span
from alongside.programme.actions import set_confidentiality

pytestmark = pytest.mark.django_db


@pytest.fixture
def trolley(collaborative, lead):
    return actions.add_idea(collaborative=collaborative, title="Sepsis trolley in each bay", by=lead)


@pytest.fixture
def dose(collaborative, lead):
    return actions.add_idea(collaborative=collaborative, title="Nurses give the first dose", by=lead)


@pytest.fixture
def log(team, team_member):
    def make(idea, started, **more):
        return actions.log_test(
            team=team, idea=idea, started=started, prediction="8 of 10", by=team_member, **more
        )

    return make


@pytest.fixture
def ramp(log, trolley, dose):
    """Cycle 1 on the trolley; 2 to 4 on the first dose, which grew out of it; the last adopted."""
    one = log("Two bays", "2016-02-01", ended="2016-02-12", held="yes", act="adopt", change_idea=trolley)
    two = log(
        "One nurse",
        "2016-08-08",
        ended="2016-08-12",
        held="yes",
        act="adapt",
        next_step="add nights",
        plan="Bay 1",
        change_idea=dose,
        previous=one,
    )
    three = log(
        "Three nurses",
        "2016-08-22",
        ended="2016-09-02",
        held="partly",
        act="adapt",
        change_idea=dose,
        previous=two,
    )
    return log(
        "All nurses",
        "2016-10-10",
        ended="2016-11-04",
        held="yes",
        act="adopt",
        change_idea=dose,
        previous=three,
    )


@pytest.mark.parametrize(
    ("started", "ended", "says"),
    [
        ("2016-08-08", "2016-08-12", "8 to 12 Aug 2016"),
        ("2016-08-22", "2016-09-02", "22 Aug to 2 Sep 2016"),
        ("2016-12-20", "2017-01-10", "20 Dec 2016 to 10 Jan 2017"),
        ("2016-08-08", "2016-08-08", "8 Aug 2016"),
        ("2016-08-08", None, "since 8 Aug 2016"),
    ],
)
def test_days_say_once_what_both_have(started, ended, says):
    assert span(dt.date.fromisoformat(started), dt.date.fromisoformat(ended) if ended else None) == says


def test_how_predictions_fared_is_counted_in_words():
    made = [PdsaCycle(held=each) for each in ("yes", "yes", "yes", "partly", "no", "")]
    assert predictions(made) == "The prediction held three times, held in part once and did not hold once."
    assert predictions([PdsaCycle()]) == ""


class TestRamps:
    def test_cycles_on_one_idea_make_a_ramp_and_another_idea_begins_another(self, team, ramp):
        second, first = ramps_of(team)
        assert (first.title, first.numbers) == ("Sepsis trolley in each bay", "cycle 1")
        assert (second.title, second.numbers) == ("Nurses give the first dose", "cycles 2 to 4")
        assert second.grew_from is first and first.grew_into == [second]
        assert second.sentence == (
            "Three cycles from “One nurse” to “All nurses”: adopted on 4 Nov 2016. "
            "The prediction held twice and held in part once."
        )

    def test_two_cycles_that_follow_one_stand_in_its_ramp(self, team, log):
        one = log("Trolley", "2016-02-01")
        log("Trolley by day", "2016-03-01", previous=one)
        log("Trolley by night", "2016-03-02", previous=one)
        (only,) = ramps_of(team)
        assert [each.row.idea for each in only.cycles] == ["Trolley", "Trolley by day", "Trolley by night"]
        assert only.outcome == "cycle 3 is running"

    def test_the_page_shows_the_ramp_whichever_cycle_is_opened(
        self, as_, team, series, ramp, team_member, lead
    ):
        for period in ("2016-07", "2016-08", "2016-09"):
            actions.submit(series=series, period=period, numerator=30, denominator=40, by=lead)
        browser = as_(team_member)
        actions.update_test(cycle=ramp, revision=1, measure=series.measure, by=team_member)
        for cycle in PdsaCycle.objects.exclude(started="2016-02-01"):
            page = browser.get(f"/c/sepsis/teams/A/tests/{cycle.guid}/").content.decode()
            assert "Cycle 2" in page and "Cycle 4" in page and "<svg" in page and "not a proof" in page
            assert "Sepsis trolley in each bay</a>, cycle 1, adopted on 12 Feb 2016" in page
            assert "Held in part" in page

    def test_taken_up_by_names_the_teams_that_learnt_it_here_as_one_may_call_them(
        self, as_, collaborative, ramp, dose, team, other_team, team_member, lead
    ):
        actions.record_step(
            team=other_team, idea=dose, stage="testing", on="2017-01-10", learnt_from=team, by=lead
        )
        url = f"/c/sepsis/teams/A/tests/{ramp.guid}/"
        assert "<p>B Beech</p>" in as_(team_member).get(url).content.decode()
        set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
        assert "<p>Team B</p>" in as_(team_member).get(url).content.decode()
        set_confidentiality(collaborative=collaborative, mode="own", by=lead)
        assert "Team B" not in as_(team_member).get(url).content.decode()

    def test_the_next_cycle_begins_with_what_the_last_one_left(self, as_, ramp, team_member):
        before = PdsaCycle.objects.get(idea="One nurse")
        page = as_(team_member).get(f"/c/sepsis/teams/A/tests/log/?after={before.guid}").content.decode()
        assert 'value="add nights"' in page and "Bay 1" in page
        assert f'<option value="{before.guid}" selected>' in page
        assert as_(team_member).get("/c/sepsis/teams/A/tests/log/?after=nonsense").status_code == 200

    def test_lists_show_only_what_one_may_read(
        self, as_, ramp, other_team, lead, team_lead, patient_partner, sponsor
    ):
        actions.log_test(team=other_team, idea="Posters", started="2016-03-01", prediction="x", by=lead)
        url = "/c/sepsis/change-package/tests/"
        assert "Posters" in as_(lead).get(url).content.decode()
        for someone in (team_lead, sponsor):
            page = as_(someone).get(url).content.decode()
            assert "Nurses give the first dose" in page and "Posters" not in page
        assert "No test that you may read" in as_(patient_partner).get(url).content.decode()
        assert "4 cycles in 2 ramps" in as_(team_lead).get("/c/sepsis/teams/A/tests/").content.decode()


class TestStudyAgainstThePrediction:
    def test_what_is_wrong_is_said_at_its_field(self, log):
        cycle = log("Trolley", "2016-03-01")
        for given, name in (
            ({"held": "maybe"}, "held"),
            ({"act": "adopt"}, "ended"),
            ({"next_step": "x" * 201}, "next_step"),
        ):
            with pytest.raises(Invalid) as caught:
                actions.update_test(cycle=cycle, revision=1, by=cycle.by, **given)
            assert name in caught.value.fields

    def test_a_second_writer_sees_the_first(self, as_, log, team_member):
        cycle = log("Trolley", "2016-03-01")
        fields = {"idea": "Trolley", "started": "2016-03-01", "prediction": "8 of 10", "revision": 1}
        url = f"/c/sepsis/teams/A/tests/{cycle.guid}/"
        assert as_(team_member).post(url, {**fields, "held": "yes", "study": "9 of 10"}).status_code == 302
        answer = as_(team_member).post(url, {**fields, "study": "7 of 10"})
        page = answer.content.decode()
        assert answer.status_code == 409 and "9 of 10" in page and "7 of 10" in page
        with pytest.raises(Conflict):
            actions.update_test(cycle=cycle, revision=1, study="x", by=team_member)

    def test_who_may_read_but_not_log_is_refused(self, as_, log, sponsor):
        cycle = log("Trolley", "2016-03-01")
        url = f"/c/sepsis/teams/A/tests/{cycle.guid}/"
        assert as_(sponsor).get(f"{url}?write").status_code == 200
        assert as_(sponsor).post(url, {"idea": "x"}).status_code == 403


class TestTowardsTheBoard:
    def test_a_test_of_an_idea_says_that_the_team_is_testing_it_once(self, log, trolley):
        log("Two bays", "2016-02-01", change_idea=trolley)
        log("Three bays", "2016-03-01", change_idea=trolley)
        step = Adoption.objects.get()
        assert (step.stage, str(step.on)) == ("testing", "2016-02-01")

    def test_a_team_that_is_further_is_not_set_back(self, log, team, trolley, lead):
        actions.record_step(team=team, idea=trolley, stage="implemented", on="2016-01-15", by=lead)
        log("Two bays", "2016-02-01", change_idea=trolley)
        assert [each.stage for each in Adoption.objects.all()] == ["implemented"]

    def test_one_that_gave_up_and_tests_again_is_testing(self, log, team, trolley, lead):
        actions.record_step(team=team, idea=trolley, stage="abandoned", on="2016-01-15", by=lead)
        log("Two bays", "2016-02-01", change_idea=trolley)
        assert [each.stage for each in Adoption.objects.all()] == ["abandoned", "testing"]

    def test_adopting_records_that_it_is_in_place_in_the_same_act_if_ticked(
        self, as_, log, trolley, team_member
    ):
        cycle = log("Two bays", "2016-02-01", change_idea=trolley)
        fields = {
            "idea": "Two bays",
            "change_idea": str(trolley.guid),
            "started": "2016-02-01",
            "ended": "2016-02-12",
            "prediction": "8 of 10",
            "act": "adopt",
            "revision": 1,
        }
        as_(team_member).post(f"/c/sepsis/teams/A/tests/{cycle.guid}/", {**fields, "in_place": "on"})
        assert [(each.stage, str(each.on)) for each in Adoption.objects.all()] == [
            ("testing", "2016-02-01"),
            ("implemented", "2016-02-12"),
        ]

    def test_ticked_without_adopting_nothing_is_saved(self, log, trolley, team_member):
        cycle = log("Two bays", "2016-02-01", change_idea=trolley)
        with pytest.raises(Invalid) as caught:
            actions.update_test(
                cycle=cycle, revision=1, ended="2016-02-12", act="adapt", in_place=True, by=team_member
            )
        assert "in_place" in caught.value.fields
        cycle.refresh_from_db()
        assert (cycle.act, cycle.revision) == ("", 1)

    def test_an_idea_of_another_topic_is_not_tested(self, collaborative, log, lead):
        topic = collaborative.topics.get(name="AKI")
        idea = actions.add_idea(collaborative=collaborative, title="AKI sticker", topic=topic, by=lead)
        with pytest.raises(Invalid) as caught:
            log("Sticker", "2016-02-01", change_idea=idea)
        assert "change_idea" in caught.value.fields
