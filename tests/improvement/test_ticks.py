"""Tick forms: a row a patient, all or none, and nothing of a patient left once the totals are the month's numbers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.improvement import actions
from alongside.improvement.actions.ticks import forget_ticks
from alongside.improvement.computing import computed
from alongside.improvement.disclosure import hidden
from alongside.improvement.models import Correction, Observation, TickedCase, TickQuestion, TickTotal
from alongside.improvement.queries.ticks import elements

pytestmark = pytest.mark.django_db
QUESTIONS = [
    ("For palliative care", "excludes"),
    ("Dose within 60 minutes", "counts"),
    ("Lactate taken", "counts"),
    ("At night", "noted"),
]
URL = "/c/sepsis/teams/A/months/2016-03/antibiotic_60/ticks/"


@pytest.fixture
def form(antibiotic, series, team, lead, team_lead):
    made = actions.make_tick_form(measure=antibiotic, questions=QUESTIONS, by=lead)
    actions.use_ticks(form=made, team=team, on=True, by=team_lead)
    return made


@pytest.fixture
def tick(form, series, team_member):
    """`tick(1, "no", "yes", "yes")`: patient 1's answers, in the order of the questions."""
    pks = [each.pk for each in form.questions.all()]

    def make(number, *answers):
        given = {pk: answer for pk, answer in zip(pks, answers, strict=False) if answer}
        return actions.tick_case(
            series=series, period="2016-03", number=number, answers=given, by=team_member
        )

    return make


class TestComputing:
    """From the words of the form, by hand."""

    def question(self, pk, part):
        return TickQuestion(pk=pk, part=part)

    def case(self, number, **answers):
        return TickedCase(number=number, answers={name[1:]: answer for name, answer in answers.items()})

    def test_a_bundle_is_all_or_none_and_an_excluding_yes_takes_a_case_out(self):
        questions = [self.question(1, "excludes"), self.question(2, "counts"), self.question(3, "counts")]
        cases = [
            self.case(1, q1="no", q2="yes", q3="yes"),
            self.case(2, q1="no", q2="yes", q3="no"),
            self.case(3, q1="yes"),
            self.case(4, q1="na", q2="yes", q3="na"),
            self.case(5, q1="no", q2="yes"),
        ]
        found = computed(questions, cases)
        assert (found.numerator, found.denominator) == (1, 3)
        assert (found.sampled, found.excluded, found.unfinished) == (5, 1, (5,))
        assert [counts for _, counts in found.answers] == [(1, 3, 1), (4, 0, 0), (1, 1, 1)]

    def test_a_question_that_is_only_noted_holds_nothing_up(self):
        found = computed([self.question(1, "counts"), self.question(2, "noted")], [self.case(1, q1="yes")])
        assert (found.numerator, found.denominator, found.unfinished) == (1, 1, ())


class TestForm:
    def test_a_form_is_of_how_many_of_how_many_and_has_something_that_counts(self, antibiotic, minutes, lead):
        with pytest.raises(Invalid, match="how many of how many"):
            actions.make_tick_form(measure=minutes, questions=QUESTIONS, by=lead)
        with pytest.raises(Invalid, match="what counts"):
            actions.make_tick_form(measure=antibiotic, questions=[("At night", "noted")], by=lead)

    def test_only_the_host_makes_it_and_the_teams_lead_switches_it_on(
        self, antibiotic, series, team, lead, team_lead, team_member
    ):
        with pytest.raises((Refused, NotKnown)):
            actions.make_tick_form(measure=antibiotic, questions=QUESTIONS, by=team_lead)
        made = actions.make_tick_form(measure=antibiotic, questions=QUESTIONS, by=lead)
        assert not made.used_by.exists()
        with pytest.raises(Refused):
            actions.use_ticks(form=made, team=team, on=True, by=team_member)
        with pytest.raises(Invalid, match="does not tick"):
            actions.tick_case(series=series, period="2016-03", number=1, answers={}, by=team_member)
        actions.use_ticks(form=made, team=team, on=True, by=team_lead)
        assert made.used_by.get() == team

    def test_once_ticked_only_words_are_mended(self, antibiotic, form, tick, lead):
        tick(1, "no", "yes", "yes")
        before = [each.pk for each in form.questions.all()]
        with pytest.raises(Invalid, match="ticked on this form already"):
            actions.make_tick_form(measure=antibiotic, questions=QUESTIONS[1:], by=lead)
        mended = [(label.upper(), part) for label, part in QUESTIONS]
        actions.make_tick_form(measure=antibiotic, questions=mended, by=lead)
        assert [each.pk for each in form.questions.all()] == before
        assert form.questions.first().label == "FOR PALLIATIVE CARE"


class TestTotals:
    def test_totals_become_the_number_and_the_patients_rows_are_gone(self, series, tick, team_member):
        tick(1, "no", "yes", "yes", "yes")
        tick(2, "no", "yes", "no")
        tick(3, "yes")
        kept = actions.keep_totals(series=series, period="2016-03", by=team_member)
        assert (kept.numerator, kept.denominator) == (1, 2)
        assert not TickedCase.objects.exists()
        assert [(t.yes, t.no) for t in TickTotal.objects.order_by("question__order")] == [
            (1, 2),
            (2, 0),
            (1, 1),
            (1, 0),
        ]
        assert "answers" not in AuditEvent.objects.get(verb="ticks.keep").details

    def test_an_answer_that_decides_is_asked_for(self, series, tick, team_member):
        tick(1, "no", "yes")
        with pytest.raises(Invalid, match=r"1 of 1 patients lack an answer: 1\."):
            actions.keep_totals(series=series, period="2016-03", by=team_member)
        assert TickedCase.objects.exists() and not Observation.objects.exists()

    def test_ticking_again_begins_anew_and_corrects(self, series, tick, team_member):
        tick(1, "no", "yes", "yes")
        first = actions.keep_totals(series=series, period="2016-03", by=team_member)
        tick(1, "no", "yes", "no")
        with pytest.raises(Conflict):
            actions.keep_totals(series=series, period="2016-03", by=team_member)
        assert TickedCase.objects.exists()
        actions.keep_totals(
            series=series, period="2016-03", revision=first.revision, reason="Sampled again.", by=team_member
        )
        assert Observation.objects.get().numerator == 0 and Correction.objects.get().numerator == 1
        assert TickTotal.objects.count() == 4

    def test_the_element_that_fails_most_is_marked(self, series, form, tick, team_member):
        for number, lactate in enumerate(["no", "no", "yes"], 1):
            tick(number, "no", "yes", lactate)
        actions.keep_totals(series=series, period="2016-03", by=team_member)
        assert [each.label for each in elements(form) if each.most] == ["Lactate taken"]
        assert elements(form)[2].share == "67%"
        assert elements(form)[0].share == "–"  # a no to what leaves a case out fails nothing

    def test_no_answers_that_are_none(self, series, form, tick, team_member):
        tick(1, "no")
        assert tick(1) is None and not TickedCase.objects.exists()
        for answers in ({0: "yes"}, {form.questions.first().pk: "Mrs Jones"}):
            with pytest.raises(Invalid):
                actions.tick_case(series=series, period="2016-03", number=1, answers=answers, by=team_member)


class TestForgetting:
    def test_rows_nobody_used_go_ninety_days_after_the_last_tick_of_their_month(self, series, tick):
        tick(1, "no", "yes", "yes")
        tick(2, "no", "yes", "no")
        TickedCase.objects.filter(number=1).update(at=dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC))
        TickedCase.objects.filter(number=2).update(at=dt.datetime(2026, 1, 10, 12, tzinfo=dt.UTC))
        assert forget_ticks(dt.date(2026, 4, 10)) == 0
        assert forget_ticks(dt.date(2026, 4, 11)) == 2
        assert not TickedCase.objects.exists()
        event = AuditEvent.objects.get(verb="ticks.forget")
        assert (event.object_id, event.details["cases"]) == (series.pk, 2)
        assert "alongside.improvement.actions.ticks.forget_ticks" in settings.DAILY


class TestPages:
    def test_a_row_saves_itself_and_answers_with_the_running_numbers(self, as_, form, team_member):
        pks = [each.pk for each in form.questions.all()]
        answer = as_(team_member).post(
            URL,
            {"row": "1", f"1-{pks[0]}": "no", f"1-{pks[1]}": "yes", f"1-{pks[2]}": "yes"},
            headers={"hx-request": "true"},
        )
        assert "1 of 1" in answer.content.decode() and TickedCase.objects.get().number == 1

    def test_without_scripts_the_whole_sheet_is_saved_and_used(self, as_, form, team_member):
        pks = [each.pk for each in form.questions.all()]
        fields = {"row": ["1", "2", "3"], "step": "keep"}
        for number, last in ((1, "yes"), (2, "no")):
            fields |= {f"{number}-{pks[0]}": "no", f"{number}-{pks[1]}": "yes", f"{number}-{pks[2]}": last}
        as_(team_member).post(URL, fields)
        assert Observation.objects.get().denominator == 2

    def test_it_says_that_no_patient_is_named(self, as_, form, team_member):
        page = as_(team_member).get(URL).content.decode()
        assert "No names" in page and "textarea" not in page

    def test_it_is_off_by_default_and_no_other_team_opens_it(
        self, as_, antibiotic, series, lead, team_lead, sponsor, outsider
    ):
        assert as_(team_lead).get(URL).status_code == 404
        actions.make_tick_form(measure=antibiotic, questions=QUESTIONS, by=lead)
        assert "switched off" in as_(team_lead).get(URL).content.decode()
        assert as_(sponsor).get(URL).status_code == 403
        assert as_(outsider).get(URL).status_code == 404
        as_(team_lead).post(URL + "use/", {"on": "1"})
        assert "Use these totals" in as_(team_lead).get(URL).content.decode()

    def test_the_host_makes_the_form_on_its_page(self, as_, antibiotic, lead, team_lead, series):
        url = "/c/sepsis/measures/antibiotic_60/ticks/"
        fields = {"label": ["Dose within 60 minutes", "", "At night"], "part": ["counts", "counts", "noted"]}
        assert as_(team_lead).post(url, fields).status_code == 403
        assert as_(lead).post(url, fields).status_code == 302
        assert [each.label for each in TickQuestion.objects.all()] == ["Dose within 60 minutes", "At night"]
        assert as_(lead).post(url, {"label": ["x"], "part": ["noted"]}).status_code == 422


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_hidden"),
    [
        (0, 20, False), (20, 20, False), (10, 20, False), (5, 10, False), (4, 20, True), (16, 20, True), (0, 4, True),
        (4, 4, True), (0, 0, False), (None, None, False), (3, None, True), (7, None, False), (9, 7, False),
    ],
)  # fmt: skip
def test_counts_under_five_are_hidden_and_so_are_those_they_follow_from(numerator, denominator, is_hidden):
    assert hidden(numerator, denominator) is is_hidden


def test_the_threshold_can_be_another():
    assert hidden(7, 40, below=10) and not hidden(7, 40)
