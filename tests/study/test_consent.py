"""What participants agree to now."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.study import consent
from alongside.study.actions import record_consent
from alongside.study.models import Consent


def test_what_was_never_asked_is_no(participant):
    assert not any(consent.now(participant()).values())


def test_the_latest_word_counts_and_the_earlier_ones_stay(participant, researcher):
    someone = participant("P01", "quote")
    record_consent(participant=someone, purpose="quote", value=False, on="2016-09-01", by=researcher)
    record_consent(participant=someone, purpose="quote", value=True, on="2016-05-01", by=researcher)
    assert consent.now(someone)["quote"] is False
    assert Consent.objects.count() == 3


def test_of_two_words_on_one_day_the_one_recorded_later_counts(participant, researcher):
    someone = participant("P01", "quote")
    record_consent(participant=someone, purpose="quote", value=False, on="2016-03-01", by=researcher)
    assert consent.now(someone)["quote"] is False


def test_a_word_about_one_source_stands_before_the_general_one(participant, researcher, source):
    someone = participant("P01", "quote")
    one, other = source("P01", cases=[someone.case]), source("P01b", "P01: More.", cases=[someone.case])
    record_consent(
        participant=someone, purpose="quote", value=False, on="2016-01-01", source=one, by=researcher
    )
    assert consent.now(someone)["quote"] is True
    assert consent.now(someone, one)["quote"] is False
    assert consent.now(someone, other)["quote"] is True


def test_consent_to_a_source_one_is_not_heard_in_is_refused(participant, researcher, source):
    with pytest.raises(NotKnown):
        record_consent(participant=participant(), purpose="quote", value=True, source=source(), by=researcher)


def test_many_participants_take_one_statement(participant, django_assert_num_queries):
    people = [participant(f"P{number:02d}", "quote") for number in range(1, 6)]
    with django_assert_num_queries(1):
        assert all(words["quote"] for words in consent.bulk_now(people).values())


def test_everyone_heard_must_agree(participant):
    agrees, refuses = participant("P01", "quote", "share"), participant("P02", "quote")
    assert consent.quotable([agrees, refuses], "committee")
    assert consent.quotable([agrees], "teams")
    refused = consent.quotable([agrees, refuses], "teams")
    assert not refused
    assert "1 of 2" in refused.reason


def test_a_source_that_waits_to_be_rewritten_is_quoted_to_nobody(participant, source):
    someone = participant("P01", "quote")
    made = source(cases=[someone.case])
    made.needs_rewrite = True
    assert not consent.quotable([someone], "committee", source=made)


@pytest.mark.parametrize(
    ("agrees", "words"),
    [
        ((), ("takes no part", True)),
        (("take_part",), ("no quotes at all", True)),
        (("take_part", "quote"), ("quotes in the committee only", False)),
        (("take_part", "quote", "share"), ("quotes in the programme only", False)),
        (("take_part", "quote", "publish"), ("quotes may be published", False)),
    ],
)
def test_consent_is_said_in_a_few_words(participant, agrees, words):
    assert consent.in_words(consent.now(participant("P01", *agrees))) == words


def test_what_cannot_be_is_refused(participant, researcher, second_coder):
    someone = participant()
    with pytest.raises(Invalid):
        record_consent(participant=someone, purpose="fly", value=True, by=researcher)
    with pytest.raises(Invalid):
        record_consent(
            participant=someone,
            purpose="quote",
            value=True,
            on=dt.date.today() + dt.timedelta(days=2),
            by=researcher,
        )
    with pytest.raises(Refused):
        record_consent(participant=someone, purpose="quote", value=True, by=second_coder)


class TestWhatMayBeQuotedFromASource:
    """The study's home and the list of sources say it in the same words."""

    @pytest.fixture
    def said(self, study, researcher):
        def in_both(source) -> tuple[str, bool]:
            from alongside.coding.queries.home import source_rows as at_home
            from alongside.study.queries import source_rows as in_the_list

            rows = [*at_home(researcher, study), *in_the_list(researcher, study)]
            found = {(row.consent, row.limited) for row in rows if row.source.pk == source.pk}
            assert len(found) == 1, found
            return found.pop()

        return in_both

    def test_nobody_is_heard_in_it(self, source, said):
        assert said(source("FN1", "A coat hangs over it.", kind="field_note", cases=[])) == (
            "not needed",
            False,
        )

    def test_one_who_agreed_to_everything(self, participant, source, said):
        someone = participant("P01", "take_part", "quote", "share", "publish")
        assert said(source(cases=[someone.case])) == ("quotes may be published", False)

    def test_of_several_who_set_no_limit_the_least_willing_counts(self, participant, source, said):
        one = participant("P01", "take_part", "quote", "share", "publish")
        other = participant("P02", "take_part", "quote")
        assert said(source(cases=[one.case, other.case])) == ("quotes in the committee only", False)

    def test_of_several_it_says_how_many_set_which_limit(self, participant, source, said):
        willing = participant("P01", "take_part", "quote", "share", "publish")
        unasked, out = participant("P02", "take_part"), participant("P03")
        group = source(cases=[willing.case, unasked.case, out.case])
        assert said(group) == ("1 of 3: takes no part; 1 of 3: no quotes at all", True)

    def test_a_word_about_this_source_stands_before_the_general_one(
        self, participant, source, researcher, said
    ):
        someone = participant("P01", "take_part", "quote", "share", "publish")
        made = source(cases=[someone.case])
        record_consent(participant=someone, purpose="quote", value=False, source=made, by=researcher)
        assert said(made) == ("no quotes at all", True)

    def test_one_that_waits_to_be_rewritten(self, participant, source, said):
        made = source(cases=[participant("P01", "take_part", "quote").case])
        made.needs_rewrite = True
        made.save()
        assert said(made) == ("hidden until rewritten", True)
