"""Who else asks for the same numbers, what each still needs, and what collecting costs."""

from __future__ import annotations

import csv
import io

import pytest

from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, Refused
from alongside.improvement import actions
from alongside.improvement.actions import Asked
from alongside.improvement.models import Requirement
from alongside.improvement.queries.answers import answers
from alongside.improvement.queries.burden import burden_of, spent
from alongside.improvement.queries.requirements import cell, for_teams
from alongside.programme.actions import add_member
from tests.rest import Rest

pytestmark = pytest.mark.django_db
HOST, TEAM = "/c/sepsis/requirements/", "/c/sepsis/teams/A/requirements/"


@pytest.fixture
def scheme(collaborative, lead, antibiotic):
    """The incentive scheme of spring 2016: at least 30 cases a month, typed in there again."""
    scheme = actions.add_requirement(
        collaborative=collaborative, name="Incentive scheme", kind="incentive", starts="2016-02-01",
        ends="2016-04-30", by=lead,
    )  # fmt: skip
    actions.answer(requirement=scheme, measure=antibiotic, asked=Asked(30, True), by=lead)
    return scheme


@pytest.fixture
def audit(collaborative, lead, antibiotic, minutes):
    """An audit without an end that two measures answer."""
    audit = actions.add_requirement(collaborative=collaborative, name="National audit", kind="audit", by=lead)
    actions.map_measures(requirement=audit, wanted={antibiotic: Asked(), minutes: Asked()}, by=lead)
    return audit


@pytest.fixture
def other_team_lead(other_team, lead, person):
    bea = person("Bea Beechlead")
    add_member(team=other_team, person=bea, job_role="Nurse", is_lead=True, by=lead)
    return bea


def send(series, period, cases, lead):
    return actions.submit(series=series, period=period, numerator=0, denominator=cases, by=lead)


def log(team, lead, *minutes):
    """Minutes of the last months of 2017, as teams log them."""
    for number, many in enumerate(minutes):
        actions.log_minutes(team=team, period=f"2017-{12 - number:02}", minutes=many, by=lead)


class TestWhoAsks:
    def test_one_submission_answers_all_that_ask(self, scheme, audit, antibiotic, minutes):
        assert answers([antibiotic, minutes]) == {
            antibiotic.pk: ["Incentive scheme", "National audit"],
            minutes.pk: ["National audit"],
        }

    def test_only_the_host_says_who_asks(self, collaborative, team_lead, adviser, scheme, antibiotic):
        for someone in (team_lead, adviser):
            with pytest.raises(Refused):
                actions.add_requirement(collaborative=collaborative, name="Mine", kind="other", by=someone)
            with pytest.raises(Refused):
                actions.stop_answering(requirement=scheme, measure=antibiotic, by=someone)

    @pytest.mark.parametrize("wrong", [
        {"name": " "}, {"name": "Incentive scheme"}, {"kind": "whim"}, {"starts": "2016-05-01", "ends": "2016-04-01"},
    ])  # fmt: skip
    def test_what_cannot_be_is_refused_with_its_field(self, collaborative, lead, scheme, wrong):
        given = {"name": "Another", "kind": "audit", **wrong}
        with pytest.raises(Invalid) as problem:
            actions.add_requirement(collaborative=collaborative, by=lead, **given)
        assert set(problem.value.fields) <= {"name", "kind", "ends"}

    def test_the_table_of_measures_is_whole_what_is_not_in_it_no_longer_answers(
        self, audit, antibiotic, minutes, lead
    ):
        actions.map_measures(requirement=audit, wanted={minutes: Asked(10, True)}, by=lead)
        row = audit.answers.get()
        assert (row.measure, row.least_cases, row.entered_again) == (minutes, 10, True)

    def test_saying_it_again_changes_nothing(self, scheme, antibiotic, lead):
        before = AuditEvent.objects.count()
        actions.answer(requirement=scheme, measure=antibiotic, asked=Asked(30, True), by=lead)
        assert AuditEvent.objects.count() == before

    def test_the_audit_trail_holds_no_prose(self, scheme, lead):
        actions.change_requirement(requirement=scheme, by=lead, note="A long note of the host.")
        assert "note of the host" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


class TestWhatItStillNeeds:
    def test_months_missing_and_cases_short_over_its_own_time(
        self, scheme, series, team, collaborative, lead
    ):
        send(series, "2016-01", 10, lead)  # before its time
        send(series, "2016-02", 30, lead)
        send(series, "2016-03", 18, lead)
        needs = for_teams(collaborative, [team])[team.pk][0].measures[0]
        assert [(f"{each.period:%b}", each.state, each.words) for each in needs.months] == [
            ("Feb", "sent", "sent"), ("Mar", "short", "18 of 30 cases"), ("Apr", "missing", "missing"),
        ]  # fmt: skip
        assert needs.answered == 1

    def test_one_whose_time_is_over_asks_nothing_now_and_keeps_its_gaps(
        self, scheme, audit, series, team, collaborative
    ):
        audit_, scheme_ = sorted(for_teams(collaborative, [team])[team.pk], key=lambda each: each.asks_now)[
            ::-1
        ]
        assert (audit_.requirement, len(audit_.open_now)) == (audit, 1)
        assert (scheme_.open_now, scheme_.open_ever) == ([], 3)

    def test_nothing_to_submit_is_an_answer(self, scheme, series, team, collaborative, lead):
        actions.nothing_to_submit(series=series, period="2016-04", because="The ward was closed.", by=lead)
        now = for_teams(collaborative, [team])[team.pk][0].measures[0].now
        assert (now.state, now.open) == ("nothing", False)

    def test_a_value_without_cases_is_not_called_short(
        self, audit, timed, team, collaborative, lead, minutes
    ):
        actions.answer(requirement=audit, measure=minutes, asked=Asked(20), by=lead)
        actions.submit(series=timed, period="2017-12", value=61, by=lead)
        needs = for_teams(collaborative, [team])[team.pk][0].measures[1]
        assert needs.now.state == "sent"

    def test_a_measure_that_the_team_does_not_follow_is_said_so_and_owes_nothing(
        self, audit, series, team, collaborative
    ):
        by_key = {each.measure.key: each for each in for_teams(collaborative, [team])[team.pk][0].measures}
        assert by_key["antibiotic_60"].followed and not by_key["minutes"].followed
        assert by_key["minutes"].months == []

    def test_the_queries_do_not_grow_with_the_requirements(
        self, scheme, audit, series, team, other_team, collaborative, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(8):
            for_teams(collaborative, [team, other_team])

    def test_the_file_holds_every_month_and_can_be_handed_on(
        self, as_, scheme, series, team_lead, team, lead
    ):
        send(series, "2016-02", 30, lead)
        send(series, "2016-03", 18, lead)
        answer = as_(team_lead).get(f"{TEAM}{scheme.guid}/csv/")
        assert answer["Content-Type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
        assert [(r["month"], r["denominator"], r["state"]) for r in rows] == [
            ("2016-02", "30", "sent"), ("2016-03", "18", "cases short"), ("2016-04", "", "missing"),
        ]  # fmt: skip
        assert rows[0]["requirement"] == "Incentive scheme" and rows[0]["least cases"] == "30"

    @pytest.mark.parametrize(
        ("words", "kept"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("Sepsis", "Sepsis"), ("", "")]
    )
    def test_no_word_becomes_a_formula_in_a_spreadsheet(self, words, kept):
        assert cell(words) == kept


class TestThePages:
    def test_the_host_adds_and_maps(self, as_, lead, antibiotic, minutes):
        browser = as_(lead)
        added = browser.post(HOST, {"name": "Audit", "kind": "audit"})
        page = added.headers["Location"]
        assert browser.get(page).status_code == 200
        sent = {
            "do": "map",
            "answers-antibiotic_60": "on",
            "least-antibiotic_60": "25",
            "again-antibiotic_60": "on",
        }
        assert browser.post(page, sent).status_code == 302
        row = Requirement.objects.get().answers.get()
        assert (row.measure.key, row.least_cases, row.entered_again) == ("antibiotic_60", 25, True)
        assert browser.post(page, {"do": "map", "least-antibiotic_60": "-3"}).status_code == 422
        assert browser.post(f"{page}remove/").status_code == 302
        assert not Requirement.objects.exists()

    def test_a_team_reads_what_is_asked_and_by_whom_and_changes_nothing(self, as_, scheme, series, team_lead):
        browser = as_(team_lead)
        page = browser.get(HOST).content.decode()
        assert "Incentive scheme" in page and "Add who asks" not in page
        assert browser.post(HOST, {"name": "Mine", "kind": "audit"}).status_code == 403
        assert browser.get(f"{HOST}{scheme.guid}/").status_code == 403
        assert browser.get(f"{HOST}{scheme.guid}/csv/").status_code == 403
        own = browser.get(TEAM).content.decode()
        assert "Incentive scheme" in own and "at least 30 cases a month" in own

    def test_another_teams_page_and_minutes_are_refused(
        self, as_, scheme, series, other_team_lead, outsider, team, lead
    ):
        log(team, lead, 4321)
        for url in (TEAM, f"{TEAM}{scheme.guid}/csv/", "/c/sepsis/burden/"):
            assert as_(other_team_lead).get(url).status_code == 403
            assert as_(outsider).get(url).status_code == 404
        assert "72 h" not in as_(other_team_lead).get("/c/sepsis/teams/B/requirements/").content.decode()

    def test_the_months_row_says_whom_a_number_answers(self, as_, scheme, audit, series, team_lead):
        page = as_(team_lead).get("/c/sepsis/teams/A/months/2016-03/").content.decode()
        assert "Incentive scheme, National audit" in page


class TestBurden:
    @pytest.mark.parametrize(
        ("minutes", "words"), [(None, "–"), (40, "40 min"), (60, "1 h"), (95, "1 h 35 min")]
    )
    def test_minutes_are_told_in_hours(self, minutes, words):
        assert spent(minutes) == words

    def test_is_the_median_of_teams_and_says_how_many_logged(
        self, collaborative, lead, team, other_team, series, other_series, timed
    ):
        log(team, lead, 60, 90, 120)
        log(other_team, lead, 200)
        found = burden_of(collaborative, [team, other_team], {team.pk: "A", other_team.pk: "B"})
        assert (found.minutes, found.logged, found.teams) == (145, 2, 2)  # of 90 and 200
        assert [each.minutes for each in found.by_team] == [90, 200]
        assert [(each.minutes, each.logged) for each in found.months][-2:] == [(90, 1), (130, 2)]

    def test_a_measures_share_is_even_and_what_is_typed_twice_or_asked_by_nobody_is_said(
        self, collaborative, lead, team, series, timed, scheme
    ):
        log(team, lead, 80)
        found = burden_of(collaborative, [team], {team.pk: "A"})
        assert [(each.name, each.minutes) for each in found.measures] == [
            ("Antibiotic within 60 minutes", 40), ("Minutes to antibiotic", 40),
        ]  # fmt: skip
        assert [each.name for each in found.twice] == ["Antibiotic within 60 minutes"]
        assert (found.again, found.twice_words) == (1, "40 min")
        assert [each.name for each in found.unasked] == ["Minutes to antibiotic"]

    def test_nobody_logged_is_said_and_not_called_nothing(self, as_, lead, series, scheme):
        page = as_(lead).get("/c/sepsis/burden/").content.decode()
        assert "No team has logged its minutes yet" in page

    def test_the_host_sees_every_team_and_a_team_its_own(self, as_, lead, team, series, team_lead):
        log(team, lead, 95)
        assert "1 h 35 min" in as_(lead).get("/c/sepsis/burden/").content.decode()
        assert "1 h 35 min" in as_(team_lead).get(TEAM).content.decode()
        assert as_(team_lead).get("/c/sepsis/burden/").status_code == 403


class TestOverRest:
    HERE = "/collaboratives/sepsis"

    def test_the_host_keeps_requirements_and_a_team_reads_its_own_needs(self, series, team, lead, team_lead):
        host, tess = Rest(lead), Rest(team_lead)
        added = host.post(f"{self.HERE}/requirements", name="Scheme", kind="incentive").json()
        one = f"{self.HERE}/requirements/{added['guid']}"
        assert tess.post(f"{self.HERE}/requirements", name="Mine", kind="audit").status_code == 403
        assert host.put(f"{one}/measures/antibiotic_60", least_cases=25).json()["least_cases"] == 25
        assert tess.get(f"{self.HERE}/requirements").json()[0]["measures"] == ["antibiotic_60"]
        needs = tess.get(f"{self.HERE}/teams/A/requirements").json()
        assert needs[-1]["state"] == "missing" and needs[-1]["period"] == "2017-12"
        assert host.delete(f"{one}/measures/antibiotic_60").status_code == 204
        assert host.delete(one).status_code == 204

    def test_minutes_are_read_by_the_team_and_the_burden_by_the_host(
        self, series, team, lead, team_lead, other_team_lead
    ):
        log(team, lead, 95)
        url = f"{self.HERE}/teams/A/minutes"
        assert Rest(team_lead).get(url).json() == [{"period": "2017-12", "minutes": 95}]
        assert Rest(other_team_lead).get(url).status_code == 403
        assert Rest(lead).get(f"{self.HERE}/burden").json()["minutes"] == 95
        assert Rest(team_lead).get(f"{self.HERE}/burden").status_code == 403
