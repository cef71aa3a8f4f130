"""Numbers and charts over REST: the same actions as the pages, and the same names withheld."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.improvement.actions import submit
from alongside.improvement.models import Correction, Observation
from alongside.programme.actions import set_confidentiality
from tests.rest import Rest

pytestmark = pytest.mark.django_db
HERE = "/collaboratives/sepsis"
SERIES = f"{HERE}/teams/A/series/antibiotic_60"


def test_a_measure_is_added_and_followed(collaborative, team, lead, team_lead):
    body = {
        "key": "screened", "name": "Screened", "type": "process", "unit": "percent", "chart": "p", "direction": "up",
    }  # fmt: skip
    assert Rest(lead).post(f"{HERE}/measures", **body).json()["version"] == 1
    assert Rest(team_lead).post(f"{HERE}/measures", **{**body, "key": "more"}).status_code == 403
    assert Rest(lead).post(f"{HERE}/measures", **body).json()["fields"] == {
        "key": "There is a measure with this key already."
    }
    assert Rest(lead).post(f"{HERE}/teams/A/series", measure="screened", target=90).status_code == 201
    assert Rest(lead).post(f"{HERE}/teams/A/series", measure="unheard", target=90).status_code == 404
    assert [each["measure"] for each in Rest(team_lead).get(f"{HERE}/series").json()] == ["screened"]


@pytest.mark.parametrize("target", [101, -1])
def test_a_target_beyond_all_cases_is_refused(series, lead, target):
    wrong = Rest(lead).put(f"{SERIES}/targets", value=target, since="2016-06-01")
    assert wrong.status_code == 422 and "value" in wrong.json()["fields"]


def test_a_number_is_sent_and_read_back(series, team_member):
    sent = Rest(team_member).put(f"{SERIES}/observations", period="2016-03", numerator=43, denominator=47)
    assert sent.status_code == 200
    (read,) = Rest(team_member).get(f"{SERIES}/observations").json()
    assert (read["period"], read["numerator"], read["denominator"], read["revision"]) == (
        "2016-03",
        43,
        47,
        1,
    )


def test_a_number_that_cannot_be_is_refused_at_its_field(series, team_member):
    wrong = Rest(team_member).put(f"{SERIES}/observations", period="2016-03", numerator=47, denominator=45)
    assert wrong.status_code == 422
    assert wrong.json()["fields"]["numerator"].startswith("47 given, but only 45 cases.")
    assert not Observation.objects.exists()


def test_whoever_saves_second_is_given_both_versions(series, team_member, team_lead):
    Rest(team_member).put(f"{SERIES}/observations", period="2016-03", numerator=43, denominator=47)
    conflict = Rest(team_lead).put(f"{SERIES}/observations", period="2016-03", numerator=40, denominator=47)
    assert conflict.status_code == 409
    assert (conflict.json()["theirs"]["numerator"], conflict.json()["mine"]["numerator"]) == (43, 40)
    again = {"numerator": 40, "denominator": 47, "revision": 1, "reason": "Three were found not to count."}
    assert Rest(team_lead).put(f"{SERIES}/observations", period="2016-03", **again).json()["revision"] == 2
    assert Correction.objects.get().numerator == 43


def test_a_sponsor_reads_and_does_not_write(series, sponsor):
    assert Rest(sponsor).get(f"{SERIES}/observations").status_code == 200
    refused = Rest(sponsor).put(f"{SERIES}/observations", period="2016-03", numerator=1, denominator=2)
    assert refused.status_code == 403


def test_a_month_without_a_number_says_why(series, team_member):
    path = f"{SERIES}/nothing"
    assert Rest(team_member).put(path, period="2016-03", because=" ").status_code == 422
    Rest(team_member).put(path, period="2016-03", because="No red-flag sepsis.")
    assert Rest(team_member).get(path).json() == [{"period": "2016-03", "because": "No red-flag sepsis."}]


def test_a_table_is_taken_whole_or_not_at_all(series, lead, team_lead):
    csv = "team,measure,period,numerator,denominator\nA,antibiotic_60,2016-03,43,47\nA,antibiotic_60,2016-04,48,47\n"
    path = f"{HERE}/observations/import"
    summary = Rest(lead).post(path, csv=csv).json()
    assert (summary["done"], [(each["row"], each["column"]) for each in summary["refused"]]) == (
        0,
        [(3, "numerator")],
    )
    assert Rest(lead).post(path, csv=csv, partial=True).json()["done"] == 1
    assert Rest(team_lead).post(path, csv=csv).status_code == 403


def test_the_record_of_a_chart_names_its_content(series, lead):
    for month in range(1, 13):
        submit(series=series, period=f"2016-{month:02}", numerator=30 + month % 3, denominator=40, by=lead)
    record = Rest(lead).get(f"{SERIES}/chart").json()
    assert len(record["points"]) == 12 and len(record["content_hash"]) == 64
    assert record["spec"]["chart"] == "p"


def test_phases_are_stated_and_taken_back(series, lead, team_lead):
    submit(series=series, period="2016-01", numerator=30, denominator=40, by=lead)
    made = Rest(team_lead).post(f"{SERIES}/phases", starts="2016-06", reason="Trolley in both bays")
    assert made.status_code == 201
    assert Rest(team_lead).delete(f"{SERIES}/phases/{made.json()['id']}").status_code == 204
    assert [each["undone_on"] for each in Rest(team_lead).get(f"{SERIES}/phases").json()] == [
        timezone.localdate().isoformat()
    ]


def test_a_test_of_change_is_logged_changed_and_kept_from_a_second_writer(series, team_member, team_lead):
    path = f"{HERE}/teams/A/tests"
    body = {"idea": "Trolley", "started": "2016-03-01", "prediction": "8 of 10", "measure": "antibiotic_60"}
    made = Rest(team_member).post(path, **body).json()
    assert (made["measure"], made["revision"]) == ("antibiotic_60", 1)
    studied = Rest(team_member).patch(f"{path}/{made['guid']}", revision=1, study="7 of 10")
    assert (studied.json()["study"], studied.json()["idea"]) == ("7 of 10", "Trolley")
    assert Rest(team_lead).patch(f"{path}/{made['guid']}", revision=1, study="9 of 10").status_code == 409


def test_due_days_are_set_by_the_host(collaborative, lead, team_lead):
    assert Rest(lead).put(f"{HERE}/due", period="2016-03", on="2016-04-07").status_code == 200
    assert Rest(team_lead).put(f"{HERE}/due", period="2016-03", on="2016-04-07").status_code == 403
    assert Rest(team_lead).get(f"{HERE}/due").json() == [{"period": "2016-03", "on": "2016-04-07"}]


class TestNames:
    PATHS = (f"{HERE}/measures", f"{HERE}/measures/antibiotic_60/charts", f"{HERE}/series", f"{HERE}/notes")

    @pytest.fixture
    def both(self, series, other_series, lead):
        for each in (series, other_series):
            submit(series=each, period="2016-01", numerator=30, denominator=40, by=lead)
        Rest(lead).post(f"{HERE}/notes", on="2016-02-01", text="Beech moved wards", team="B")
        return series.team.collaborative

    @pytest.mark.parametrize(
        ("mode", "labels"),
        [("named", ["A Alder", "B Beech"]), ("coded", ["A Alder", "Team B"]), ("own", ["A Alder"])],
    )
    def test_one_measure_across_teams(self, both, lead, team_lead, mode, labels):
        set_confidentiality(collaborative=both, mode=mode, by=lead)
        found = Rest(team_lead).get(f"{HERE}/measures/antibiotic_60/charts").json()
        assert [each["team"] for each in found] == labels

    @pytest.mark.parametrize("mode", ["coded", "own"])
    def test_another_trusts_name_stands_nowhere(self, both, lead, team_lead, mode):
        set_confidentiality(collaborative=both, mode=mode, by=lead)
        for path in self.PATHS:
            assert "Beech" not in Rest(team_lead).get(path).content.decode(), path

    def test_another_teams_numbers_are_not_given_in_any_mode(self, both, lead, team_lead):
        for mode, status in (("named", 403), ("coded", 403), ("own", 404)):
            set_confidentiality(collaborative=both, mode=mode, by=lead)
            answer = Rest(team_lead).get(f"{HERE}/teams/B/series/antibiotic_60/observations")
            assert answer.status_code == status, mode
