"""Scores: how far a team has come, as it sees itself and as the host sees it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from alongside.access.models import Revision
from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.improvement import actions
from alongside.improvement.models import ProgressScore
from alongside.improvement.progress import STEPS, Evidence, step, supports
from alongside.improvement.queries.progress_evidence import evidence_of
from alongside.programme.actions import add_event, add_member, record_attendance, set_confidentiality
from tests.rest import Rest


def signed(*known, **more):
    """The evidence of a team of four that has signed."""
    return Evidence("2016-01-05", 4, *known, **more)


pytestmark = pytest.mark.django_db
ONE = "1 of 2 core measures moved the right way"
URL = "/c/sepsis/teams/A/progress/"


def give(team, by, side="team", value="2.5", reason="We tested the trolley.", period="2017-03", **more):
    return actions.score_team(team=team, period=period, side=side, value=value, reason=reason, by=by, **more)


@pytest.fixture
def other_team_lead(other_team, lead, person):
    bea = person("Bea Beechlead")
    add_member(team=other_team, person=bea, job_role="Nurse", is_lead=True, by=lead)
    return bea


class TestTheScale:
    def test_has_ten_steps_in_halves_each_with_its_words(self):
        assert list(STEPS) == [Decimal(n) / 2 for n in range(1, 11)]
        assert all(words.endswith(".") for words in STEPS.values())

    @pytest.mark.parametrize("value", ["0", "0.4", "2.25", "5.5", "-1", "NaN", "three", "", None])
    def test_takes_nothing_between_its_steps(self, value):
        with pytest.raises(Invalid):
            step(value)

    @pytest.mark.parametrize(
        ("evidence", "value", "because"),
        [
            (Evidence(), "0.5", "no agreement is recorded as signed, and there are no numbers"),
            (Evidence(agreement="2016-01-05", people=4), "1.0", "agreement signed, no measures followed"),
            (signed({"7": 0}), "1.5", "measures are chosen, no numbers yet"),
            (signed({"7": 6}, tests=1), "2.0", "numbers come in, no test of change has ended"),
            (signed({"7": 6}, 1, 1), "2.5", "changes tested, no signal yet"),
            (signed({"7": 20, "8": 20}, 2, 1, 0, [7]), "3.0", ONE),
            (signed({"7": 20, "8": 20}, 2, 1, 1, [7]), "3.5", f"{ONE}, none the wrong way"),
            (signed({"7": 20, "8": 20}, 2, 1, 1, [7], [8]), "3.0", ONE),
            (signed({"7": 20}, 2, 1, 1, [7], reached=[7], aimed=2), "4.0", "1 of 2 targets reached over six months"),
            (signed({"7": 20}, 2, 1, 1, [7], reached=[7], held=[7], aimed=1), "4.5", "1 of 1 target held for twelve months"),
        ],
    )  # fmt: skip
    def test_the_evidence_supports_a_step_and_says_why(self, evidence, value, because):
        found = supports(evidence)
        assert (found.value, found.because) == (Decimal(value), because)

    def test_targets_reached_without_a_test_of_change_are_not_called_progress(self):
        assert supports(Evidence(months={"7": 30}, improved=[7], reached=[7], held=[7], aimed=1)).value == 2


class TestTheEvidence:
    def test_counts_what_the_system_has_to_the_end_of_the_month(
        self, series, team, team_lead, lead, collaborative
    ):
        for month in range(1, 7):
            actions.submit(series=series, period=f"2016-0{month}", numerator=20, denominator=40, by=lead)
        for started, ended, act in (("2016-02-01", "2016-02-10", "adopt"), ("2016-03-01", None, "")):
            actions.log_test(
                team=team,
                idea="Trolley",
                started=started,
                ended=ended,
                prediction="8 of 10",
                act=act,
                by=lead,
            )
        session = add_event(
            collaborative=collaborative, kind="learning_session", title="LS1", starts_at="2016-03-14", by=lead
        )
        record_attendance(event=session, teams=[team], by=lead)
        march = evidence_of(team, dt.date(2016, 3, 1))
        assert (march.months, march.tests, march.ended, march.adopted) == (
            {str(series.measure_id): 3},
            2,
            1,
            1,
        )
        assert (march.came, march.sessions, march.people, march.agreement) == (1, 1, 1, None)
        january = evidence_of(team, dt.date(2016, 1, 1))
        assert (january.months, january.tests, january.sessions) == ({str(series.measure_id): 1}, 0, 0)

    def test_a_shift_the_right_way_is_seen_from_the_month_in_which_it_was_complete(self, series, team, lead):
        for number in range(20):
            good = number >= 12
            actions.submit(
                series=series, period=f"{2016 + number // 12}-{number % 12 + 1:02}",
                numerator=(38 if good else 24) + number % 3 - 1, denominator=40, by=lead,
            )  # fmt: skip
        assert evidence_of(team, dt.date(2016, 12, 1)).improved == []
        late = evidence_of(team, dt.date(2017, 8, 1))
        assert late.improved == [series.measure_id] == late.reached
        assert late.held == []

    def test_is_kept_with_the_score_as_ids_and_counts(self, series, team, team_lead):
        score = give(team, team_lead)
        assert score.evidence["months"] == {str(series.measure_id): 0}
        assert score.evidence["supports"] == "0.5"


class TestScoring:
    def test_the_team_lead_scores_the_team_and_the_host_and_the_adviser_the_hosts_side(
        self, team, team_lead, lead, adviser
    ):
        give(team, team_lead)
        give(team, lead, "host", "2.0", "No study yet.")
        changed = give(team, adviser, "host", "1.5", "I was there.", revision=1)
        assert {(s.side, s.value) for s in ProgressScore.objects.all()} == {
            ("team", Decimal("2.5")), ("host", Decimal("1.5")),
        }  # fmt: skip
        assert changed.by == adviser

    @pytest.mark.parametrize(("who", "side"), [
        ("lead", "team"), ("adviser", "team"), ("team_lead", "host"), ("team_member", "team"), ("sponsor", "host"),
    ])  # fmt: skip
    def test_nobody_scores_for_the_other_side(self, request, team, who, side):
        with pytest.raises(Refused):
            give(team, request.getfixturevalue(who), side)

    def test_another_teams_lead_scores_nothing_here(self, team, other_team_lead, outsider):
        for someone in (other_team_lead, outsider):
            with pytest.raises((Refused, NotKnown)):
                give(team, someone)

    def test_a_score_needs_its_reason_and_a_month_that_has_begun(self, team, team_lead):
        for wrong in ({"reason": "  "}, {"period": "2999-01"}, {"period": "2015-12"}, {"value": "2.7"}):
            with pytest.raises(Invalid):
                give(team, team_lead, **wrong)

    def test_a_change_keeps_what_stood_there_and_nobody_overwrites_what_they_have_not_seen(
        self, team, team_lead
    ):
        score = give(team, team_lead)
        with pytest.raises(Conflict) as conflict:
            give(team, team_lead, value="3.0", reason="I did not look.")
        assert conflict.value.theirs == {"value": "2.5", "reason": "We tested the trolley.", "revision": 1}
        give(team, team_lead, value="3.0", reason="It moved.", revision=1)
        kept = Revision.objects.get(kind="progressscore", guid=score.guid)
        assert kept.fields == {"value": "2.5", "reason": "We tested the trolley."}

    def test_the_same_again_changes_nothing(self, team, team_lead):
        assert give(team, team_lead).revision == give(team, team_lead).revision == 1

    def test_the_audit_trail_holds_the_number_and_never_the_reason(self, team, team_lead):
        give(team, team_lead)
        event = AuditEvent.objects.get(verb="score.give")
        assert event.details == {"period": "2017-03-01", "side": "team", "value": "2.5"}


class TestWhoSees:
    @pytest.mark.parametrize("mode", ["named", "coded", "own"])
    def test_another_teams_score_is_seen_by_nobody_but_host_and_adviser(
        self,
        as_,
        collaborative,
        lead,
        adviser,
        team,
        team_lead,
        other_team,
        other_team_lead,
        patient_partner,
        mode,
    ):
        set_confidentiality(collaborative=collaborative, mode=mode, by=lead)
        give(team, team_lead, reason="Alder's own words.", value="4.5", period="2017-12")
        for page in ("/c/sepsis/", "/c/sepsis/progress/"):
            for someone in (other_team_lead, patient_partner):
                assert "4.5" not in as_(someone).get(page).content.decode().replace("4.5</dt>", "")
        for someone in (lead, adviser, team_lead):
            assert "own 4.5" in as_(someone).get("/c/sepsis/progress/").content.decode()
        assert as_(other_team_lead).get(URL).status_code in {403, 404}
        assert as_(lead).get(URL).status_code == 200

    def test_an_outsider_finds_nothing(self, as_, outsider, team):
        assert as_(outsider).get(URL).status_code == 404
        assert as_(outsider).get("/c/sepsis/progress/").status_code == 404


class TestThePages:
    def test_the_lead_of_a_team_scores_with_the_evidence_beside_and_nothing_filled_in(
        self, as_, team, team_lead
    ):
        browser = as_(team_lead)
        page = browser.get(URL + "?month=2017-03").content.decode()
        assert "supports up to 0.5" in page
        assert not re.search(r'name="value"[^>]*checked', page)
        assert all(words in page for words in STEPS.values())
        sent = browser.post(
            URL + "?month=2017-03", {"side": "team", "value": "2.5", "reason": "We tried it."}
        )
        assert sent.status_code == 302
        assert ProgressScore.objects.get().reason == "We tried it."
        assert "host not scored, own 2.5" in browser.get(URL).content.decode()

    def test_a_member_reads_and_has_no_form(self, as_, team, team_lead, team_member):
        give(team, team_lead)
        page = as_(team_member).get(URL).content.decode()
        assert "We tested the trolley." in page and "Save the score" not in page
        assert as_(team_member).post(URL, {"value": "5.0", "reason": "x"}).status_code == 403

    def test_a_missing_reason_stands_at_its_field(self, as_, team, team_lead):
        assert as_(team_lead).post(URL, {"side": "team", "value": "2.5", "reason": ""}).status_code == 422

    def test_two_who_write_at_once_are_shown_both(self, as_, team, team_lead):
        give(team, team_lead, period="2017-12")
        page = as_(team_lead).post(
            URL + "?month=2017-12", {"side": "team", "value": "3.0", "reason": "Mine.", "revision": "7"}
        )
        assert page.status_code == 409
        assert "We tested the trolley." in page.content.decode() and "Mine." in page.content.decode()

    def test_the_overview_sorts_by_the_gap_and_says_who_has_not_scored(
        self, as_, lead, team, team_lead, other_team, other_team_lead
    ):
        give(team, team_lead, value="2.5", period="2017-12")
        give(team, lead, "host", "2.5", "Same.", period="2017-12")
        give(other_team, other_team_lead, value="4.0", period="2017-12")
        give(other_team, lead, "host", "2.0", "Not yet.", period="2017-11")
        page = as_(lead).get("/c/sepsis/progress/").content.decode()
        assert page.index("Beech") < page.index("Alder")
        assert "+2.0" in page and "the host still owes 1" in page
        letters = as_(lead).get("/c/sepsis/progress/?sort=letter").content.decode()
        assert letters.index("Alder") < letters.index("Beech")

    def test_the_home_has_the_score_column_once_there_is_a_score(self, as_, lead, team, team_lead):
        assert "Score, 0.5 to 5" not in as_(lead).get("/c/sepsis/").content.decode()
        give(team, team_lead, period="2017-12")
        page = as_(lead).get("/c/sepsis/").content.decode()
        assert "Score, 0.5 to 5" in page and "host not scored, own 2.5" in page


class TestOverRest:
    HERE = "/collaboratives/sepsis/teams/A/progress"

    def test_a_score_is_given_changed_and_read_with_its_evidence(self, team, team_lead, lead):
        body = {"period": "2017-03", "side": "team", "value": 2.5, "reason": "We tested."}
        given = Rest(team_lead).put(self.HERE, **body).json()
        assert (given["value"], given["revision"], given["evidence"]["supports"]) == (2.5, 1, "0.5")
        assert Rest(team_lead).put(self.HERE, **{**body, "value": 3}).status_code == 409
        assert Rest(team_lead).put(self.HERE, **{**body, "value": 3, "revision": 1}).json()["value"] == 3
        assert Rest(lead).put(self.HERE, **body).status_code == 403
        assert [each["side"] for each in Rest(lead).get(self.HERE).json()] == ["team"]
        assert Rest(lead).get(f"{self.HERE}/2017-03/evidence").json()["supports"] == 0.5

    def test_another_teams_scores_are_refused_and_not_among_the_gaps(self, team, team_lead, other_team_lead):
        give(team, team_lead, period="2017-12")
        assert Rest(other_team_lead).get(self.HERE).status_code == 403
        gaps = Rest(other_team_lead).get("/collaboratives/sepsis/progress").json()
        assert [(each["letter"], each["own"]) for each in gaps] == [("B", None)]
