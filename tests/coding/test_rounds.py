"""A blind round: neither coder sees the other's codings, anywhere, until both have submitted."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.coding import actions, queries
from alongside.coding.models import Coding
from alongside.coding.queries.sheet import desk, rows
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.study import withdrawal
from alongside.study.actions.studies import coder_of


@pytest.fixture
def published(draft, ownership, board, researcher):
    actions.publish_version(version=draft, note="first", by=researcher)
    return draft


@pytest.fixture
def round_(study, published, interview, researcher, second_coder):
    """The researcher and the second coder both code the interview, blind."""
    return actions.open_round(
        study=study,
        name="Pilot",
        sources=[interview],
        coders=[coder_of(study, researcher), coder_of(study, second_coder)],
        by=researcher,
    )


def seen(person) -> set[str]:
    return set(Coding.objects.visible_to(person).values_list("guid", flat=True))


class TestBlind:
    def test_each_sees_only_their_own_until_both_have_submitted(
        self, round_, interview, ownership, coded, researcher, second_coder
    ):
        mine = coded(interview, "Mostly the consultants", ownership)
        theirs = coded(interview, "never heard of it", ownership, by=second_coder)
        assert (seen(researcher), seen(second_coder)) == ({mine.guid}, {theirs.guid})
        actions.submit_round(round=round_, by=researcher)
        assert (seen(researcher), seen(second_coder)) == ({mine.guid}, {theirs.guid})
        actions.submit_round(round=round_, by=second_coder)
        assert seen(researcher) == seen(second_coder) == {mine.guid, theirs.guid}

    def test_what_the_other_had_coded_before_is_hidden_too(
        self, study, published, interview, ownership, coded, researcher, second_coder
    ):
        before = coded(interview, "Mostly the consultants", ownership)
        assert before.guid in seen(second_coder)
        actions.open_round(
            study=study, name="Pilot", sources=[interview],
            coders=[coder_of(study, researcher), coder_of(study, second_coder)], by=researcher,
        )  # fmt: skip
        assert before.guid not in seen(second_coder)
        assert before.guid in seen(researcher)

    def test_it_stays_blind_when_a_speaker_withdraws_from_its_text(
        self, study, published, group, speakers, board, coded, researcher, second_coder
    ):
        actions.open_round(
            study=study, name="Pilot", sources=[group],
            coders=[coder_of(study, researcher), coder_of(study, second_coder)], by=researcher,
        )  # fmt: skip
        mine = coded(group, "The board never came", board)
        theirs = coded(group, "never came to see us", board, by=second_coder)
        proposed = withdrawal.propose(participant=speakers[0], extent="delete_all", by=researcher)
        withdrawal.confirm(withdrawal=proposed, by=second_coder)
        assert "winter" not in group.texts.get().text
        assert (seen(researcher), seen(second_coder)) == ({mine.guid}, {theirs.guid})
        with pytest.raises(Refused, match="codes this text"):
            actions.open_round(
                study=study, name="Another", sources=[group],
                coders=[coder_of(study, researcher), coder_of(study, second_coder)], by=researcher,
            )  # fmt: skip

    def test_other_sources_are_seen_as_always(self, round_, group, ownership, coded, second_coder):
        assert coded(group, "Until the winter it did.", ownership).guid in seen(second_coder)

    def test_the_page_counts_and_quotes_keep_to_it(
        self, study, round_, interview, ownership, coded, second_coder, as_
    ):
        coded(interview, "Mostly the consultants", ownership)
        at = desk(second_coder, interview)
        assert (rows(at), at.round) == ([], round_)
        page = as_(second_coder).get(reverse("coding:transcript", args=[study.slug, interview.guid]))
        assert page.context["reading"].coded == 0
        assert queries.quotes(second_coder, study) == []

    def test_codings_of_a_round_are_for_comparing_and_stay_out_of_the_analysis(
        self, study, round_, interview, ownership, coded, researcher, second_coder
    ):
        coded(interview, "Mostly the consultants", ownership)
        actions.submit_round(round=round_, by=researcher)
        actions.submit_round(round=round_, by=second_coder)
        assert queries.quotes(researcher, study) == []
        assert Coding.objects.visible_to(researcher).count() == 1


class TestSubmitting:
    def test_what_was_submitted_stays_as_it_was(self, round_, interview, ownership, board, coded, researcher):
        coding = coded(interview, "Mostly the consultants", ownership)
        actions.submit_round(round=round_, by=researcher)
        with pytest.raises(Refused):
            coded(interview, "never heard of it", board)
        with pytest.raises(Refused):
            actions.change_coding(coding=coding, valence="barrier", by=researcher)
        with pytest.raises(Refused):
            actions.remove_coding(coding=coding, by=researcher)

    def test_nobody_changes_anothers_coding_of_a_round(
        self, round_, interview, ownership, coded, researcher, second_coder
    ):
        theirs = coded(interview, "never heard of it", ownership, by=second_coder)
        with pytest.raises(Refused):
            actions.remove_coding(coding=theirs, by=researcher)

    def test_who_does_not_code_in_it_does_not_submit_it(self, round_, outsider):
        with pytest.raises(NotKnown):
            actions.submit_round(round=round_, by=outsider)


class TestOpening:
    def test_a_round_needs_two_coders_a_text_and_a_published_framework(
        self, study, draft, ownership, interview, researcher
    ):
        me = coder_of(study, researcher)
        with pytest.raises(Invalid) as problem:
            actions.open_round(study=study, name="", sources=[], coders=[me], by=researcher)
        assert set(problem.value.fields) == {"name", "sources", "coders"}

    def test_a_correction_waits_for_the_round_or_closes_it_with_a_reason(self, round_, interview, researcher):
        def correct():
            text = interview.texts.order_by("-number").first().text
            return actions.correct_text(
                source=interview,
                text=text.replace("Mostly", "Mainly"),
                number=1,
                reason="typo",
                by=researcher,
            )

        with pytest.raises(Refused, match="Pilot"):
            correct()
        with pytest.raises(Invalid):
            actions.close_round(round=round_, reason=" ", by=researcher)
        actions.close_round(round=round_, reason="the wrong text", by=researcher)
        assert correct().text.number == 2

    def test_only_who_manages_the_study_opens_one(
        self, study, published, interview, researcher, second_coder
    ):
        with pytest.raises((Refused, NotKnown)):
            actions.open_round(
                study=study, name="Pilot", sources=[interview],
                coders=[coder_of(study, researcher), coder_of(study, second_coder)], by=second_coder,
            )  # fmt: skip
