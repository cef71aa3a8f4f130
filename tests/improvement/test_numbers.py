"""A month's number: what is taken, what is refused, and what a correction keeps."""

from __future__ import annotations

import pytest

from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.exchange.tables import read_csv
from alongside.improvement import actions
from alongside.improvement.importing import import_observations
from alongside.improvement.models import Correction, NothingToSubmit, Observation
from alongside.programme.actions import team_leaves

pytestmark = pytest.mark.django_db


def test_a_team_member_sends_how_many_of_how_many(series, team_member):
    sent = actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=team_member)
    assert (sent.numerator, sent.denominator, sent.value) == (43, 47, None)
    assert str(sent.period) == "2016-03-01"


def test_more_given_than_there_were_cases_is_refused_and_nothing_is_saved(series, team_member):
    with pytest.raises(Invalid, match="47 given, but only 45 cases") as problem:
        actions.submit(series=series, period="2016-03", numerator=47, denominator=45, by=team_member)
    assert "numerator" in problem.value.fields
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "numbers",
    [
        {"numerator": -1, "denominator": 5},
        {"numerator": 3},
        {"denominator": 3},
        {"value": 80},
        {"numerator": float("nan"), "denominator": 5},
        {"numerator": float("inf"), "denominator": float("inf")},
        {},
    ],
)
def test_numbers_of_the_wrong_shape_are_refused(series, team_member, numbers):
    with pytest.raises(Invalid):
        actions.submit(series=series, period="2016-03", **numbers, by=team_member)


def test_a_measure_of_one_value_takes_one_value(timed, team_member):
    assert actions.submit(series=timed, period="2016-03", value=77, by=team_member).value == 77
    with pytest.raises(Invalid, match="one value"):
        actions.submit(series=timed, period="2016-04", numerator=1, by=team_member)


@pytest.mark.parametrize("period", ["2999-01", "2016-13", "March", "2016-3"])
def test_a_month_that_is_none_or_has_not_begun_is_refused(series, team_member, period):
    with pytest.raises(Invalid):
        actions.submit(series=series, period=period, numerator=1, denominator=2, by=team_member)


def test_a_team_that_left_sends_nothing_for_later_months(series, team, lead):
    team_leaves(team=team, on="2016-06-30", because="Reorganised.", by=lead)
    series.refresh_from_db()
    actions.submit(series=series, period="2016-06", numerator=1, denominator=2, by=lead)
    with pytest.raises(Invalid, match="left on 30 Jun 2016"):
        actions.submit(series=series, period="2016-07", numerator=1, denominator=2, by=lead)


def test_another_team_cannot_know_of_it(other_series, team_lead):
    with pytest.raises(NotKnown):
        actions.submit(series=other_series, period="2016-03", numerator=1, denominator=2, by=team_lead)


def test_a_correction_keeps_what_stood_there_with_the_reason(series, team_member):
    sent = actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=team_member)
    actions.submit(
        series=series,
        period="2016-03",
        numerator=44,
        denominator=47,
        reason="One found late.",
        revision=sent.revision,
        by=team_member,
    )
    kept = Correction.objects.get()
    assert (kept.numerator, kept.reason) == (43, "One found late.")
    event = AuditEvent.objects.get(verb="observation.correct")
    assert event.details["numerator"] == [43, 44]
    assert "late" not in str(event.details)


def test_whoever_saves_second_is_shown_both_and_nothing_is_overwritten(series, team_member, team_lead):
    actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=team_member)
    with pytest.raises(Conflict) as both:
        actions.submit(series=series, period="2016-03", numerator=40, denominator=47, by=team_lead)
    assert both.value.theirs["numerator"] == 43
    assert both.value.mine["numerator"] == 40
    assert Observation.objects.get().numerator == 43


def test_the_same_number_again_changes_nothing(series, team_member):
    for _ in range(2):
        actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=team_member)
    assert Observation.objects.get().revision == 1


def test_nothing_to_submit_says_why(series, team_member):
    with pytest.raises(Invalid):
        actions.nothing_to_submit(series=series, period="2016-03", because=" ", by=team_member)
    actions.nothing_to_submit(series=series, period="2016-03", because="No red-flag sepsis.", by=team_member)
    actions.submit(series=series, period="2016-03", numerator=1, denominator=1, by=team_member)
    assert not NothingToSubmit.objects.exists()
    with pytest.raises(Invalid, match="number was sent"):
        actions.nothing_to_submit(series=series, period="2016-03", because="None.", by=team_member)


class TestImport:
    HEAD = "team,measure,period,numerator,denominator\n"

    def bring(self, collaborative, lead, text, **more):
        table = read_csv("numbers.csv", text.encode())
        return import_observations(collaborative=collaborative, table=table, by=lead, **more)

    def test_teams_by_letter_or_name_and_measures_by_key_or_name(
        self, collaborative, series, other_series, lead
    ):
        text = self.HEAD + "A,antibiotic_60,2016-03,43,47\nbeech,Antibiotic within 60 minutes,2016-03,30,40\n"
        assert self.bring(collaborative, lead, text).done == 2

    def test_the_same_file_twice_is_recognised(self, collaborative, series, lead):
        text = self.HEAD + "A,antibiotic_60,2016-03,43,47\n"
        self.bring(collaborative, lead, text)
        again = self.bring(collaborative, lead, text)
        assert (again.done, again.unchanged) == (0, 1)

    def test_one_wrong_row_keeps_all_out_and_is_named_by_row_and_column(self, collaborative, series, lead):
        text = (
            self.HEAD
            + "A,antibiotic_60,2016-03,43,47\nA,antibiotic_60,2016-04,48,47\nZ,antibiotic_60,2016-05,1,2\n"
        )
        summary = self.bring(collaborative, lead, text)
        assert summary.done == 0 and not Observation.objects.exists()
        places = [(problem.file, problem.row, problem.column) for problem in summary.refused]
        assert places == [("numbers.csv", 3, "numerator"), ("numbers.csv", 4, "team")]

    def test_partial_takes_what_is_right(self, collaborative, series, lead):
        text = self.HEAD + "A,antibiotic_60,2016-03,43,47\nA,antibiotic_60,2016-04,48,47\n"
        summary = self.bring(collaborative, lead, text, partial=True)
        assert (summary.done, len(summary.refused)) == (1, 1)

    def test_a_month_twice_is_refused(self, collaborative, series, lead):
        text = self.HEAD + "A,antibiotic_60,2016-03,43,47\nA,antibiotic_60,2016-03,44,47\n"
        assert "stands in row 2 already" in str(self.bring(collaborative, lead, text).refused[0])

    def test_unknown_columns_are_named(self, collaborative, series, lead):
        with pytest.raises(Invalid) as problem:
            self.bring(
                collaborative,
                lead,
                "team,measure,period,numerator,denominator,ward\nA,antibiotic_60,2016-03,1,2,x\n",
            )
        assert [each.column for each in problem.value.problems] == ["ward"]

    def test_their_names_are_mapped_to_ours(self, collaborative, series, lead):
        text = "Trust,measure,Month,numerator,denominator\nA,antibiotic_60,2016-03,43,47\n"
        assert self.bring(collaborative, lead, text, mapping={"team": "Trust", "period": "Month"}).done == 1

    def test_another_number_corrects_and_keeps_the_old_one(self, collaborative, series, lead):
        self.bring(collaborative, lead, self.HEAD + "A,antibiotic_60,2016-03,43,47\n")
        summary = self.bring(collaborative, lead, self.HEAD + "A,antibiotic_60,2016-03,44,47\n")
        assert summary.corrected == 1
        assert Correction.objects.get().numerator == 43


class TestTests:
    def test_a_test_of_change_needs_a_prediction(self, team, team_member):
        with pytest.raises(Invalid) as problem:
            actions.log_test(team=team, idea="Trolley", started="2016-03-01", prediction="", by=team_member)
        assert "prediction" in problem.value.fields

    def test_a_second_writer_is_shown_both(self, team, team_member, team_lead):
        cycle = actions.log_test(
            team=team, idea="Trolley", started="2016-03-01", prediction="8 of 10", by=team_member
        )
        actions.update_test(cycle=cycle, revision=1, study="7 of 10", by=team_member)
        with pytest.raises(Conflict):
            actions.update_test(cycle=cycle, revision=1, study="9 of 10", by=team_lead)
        cycle.refresh_from_db()
        assert cycle.study == "7 of 10"

    def test_what_was_decided_has_an_end(self, team, team_member):
        with pytest.raises(Invalid) as problem:
            actions.log_test(
                team=team, idea="Trolley", started="2016-03-01", prediction="8", act="adopt", by=team_member
            )
        assert "ended" in problem.value.fields


def test_a_phase_needs_a_reason_and_something_before_it(series, lead, team_lead):
    actions.submit(series=series, period="2016-01", numerator=1, denominator=2, by=lead)
    with pytest.raises(Invalid, match="reason"):
        actions.start_phase(series=series, starts="2016-03", reason="", by=team_lead)
    with pytest.raises(Invalid, match="nothing before"):
        actions.start_phase(series=series, starts="2016-01", reason="Trolley", by=team_lead)
    actions.start_phase(series=series, starts="2016-03", reason="Trolley in both bays", by=team_lead)
