"""A text that changes after it was coded: every coding keeps its words or waits to be read again; redacted words are gone."""

from __future__ import annotations

import random

import pytest

from alongside.audit.models import AuditEvent
from alongside.coding import actions, queries
from alongside.coding.models import Coding, MatrixCell, Note, PastPlace
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.core.text import Span
from alongside.study.models import SourceText, Turn


def text_of(source) -> str:
    return source.texts.order_by("-number").first().text


def corrected(source, old: str, new: str, by, reason: str = "heard again"):
    text = text_of(source)
    assert old in text
    number = source.texts.count()
    return actions.correct_text(
        source=source, text=text.replace(old, new), number=number, reason=reason, by=by
    )


class TestCorrecting:
    def test_a_coding_behind_the_correction_moves_with_its_words(
        self, interview, ownership, coded, words, researcher
    ):
        coding = coded(interview, "never heard of it", ownership)
        done = corrected(interview, "Mostly", "Mostly, I think,", researcher)
        coding.refresh_from_db()
        assert (words(coding), coding.review) == ("never heard of it", "")
        assert (done.moved, done.changed, done.gone) == (1, 0, 0)

    def test_where_it_lay_before_is_kept_and_the_earlier_version_stays_readable(
        self, interview, ownership, coded, researcher
    ):
        coding = coded(interview, "never heard of it", ownership)
        corrected(interview, "Mostly", "Mostly, I think,", researcher)
        past = PastPlace.objects.get(coding=coding)
        assert past.source_text.text[past.start : past.end] == "never heard of it"
        first, second = interview.texts.all()
        assert "Mostly the" in first.text and "Mostly, I think, the" in second.text
        assert (second.change, second.reason, second.by) == ("correction", "heard again", researcher)

    def test_one_whose_words_changed_waits_to_be_read_again(
        self, interview, ownership, coded, words, researcher
    ):
        coding = coded(interview, "never heard of it", ownership)
        corrected(interview, "never heard", "hardly heard", researcher)
        coding.refresh_from_db()
        assert (words(coding), coding.review) == ("hardly heard of it", "changed")
        actions.settle_review(coding=coding, by=researcher)
        coding.refresh_from_db()
        assert coding.review == ""

    def test_what_it_was_is_told_as_it_was_before_its_words_changed_though_the_text_changed_again(
        self, study, interview, ownership, coded, researcher
    ):
        coded(interview, "The junior nurses", ownership)
        corrected(interview, "junior nurses", "younger nurses", researcher)
        corrected(interview, "for good.", "for the better.", researcher)
        [row] = queries.to_read_again(researcher, study)
        assert (row.was, row.now) == ("The junior nurses", "The younger nurses")

    def test_it_is_for_whoever_coded_it_or_a_researcher_to_say_that_it_is_right(
        self, interview, ownership, coded, researcher, second_coder
    ):
        mine = coded(interview, "The junior nurses", ownership)
        theirs = coded(interview, "junior nurses had never", ownership, by=second_coder)
        corrected(interview, "junior nurses", "younger nurses", researcher)
        mine.refresh_from_db(), theirs.refresh_from_db()
        with pytest.raises(Refused):
            actions.settle_review(coding=mine, by=second_coder)
        assert actions.settle_review(coding=theirs, by=second_coder).review == ""
        assert actions.settle_review(coding=mine, by=researcher).review == ""

    def test_one_whose_words_are_gone_is_kept_beside_them_and_quoted_no_more(
        self, study, interview, ownership, coded, researcher
    ):
        coding = coded(interview, "Mostly the consultants.", ownership)
        done = corrected(interview, "Mostly the consultants. ", "", researcher)
        coding.refresh_from_db()
        assert (coding.review, done.gone) == ("gone", 1)
        assert coding.end - coding.start == 1
        assert [quote.coding for quote in queries.quotes(researcher, study)] == []
        with pytest.raises(Invalid):
            actions.settle_review(coding=coding, by=researcher)

    def test_codings_that_swap_places_do_not_meet(
        self, interview, ownership, board, coded, words, researcher
    ):
        first = coded(interview, "Mostly ", ownership)
        second = coded(interview, "the con", ownership)
        corrected(interview, "P07: Mostly the", "P07: Yes no. Mostly the", researcher)
        first.refresh_from_db(), second.refresh_from_db()
        assert (words(first), words(second)) == ("Mostly ", "the con")

    def test_two_that_come_to_lie_on_the_same_words_become_one(self, interview, ownership, coded, researcher):
        first = coded(interview, "junior", ownership)
        second = coded(interview, "nurses", ownership)
        note = actions.write_note(study=first.study, body="Who?", coding=second, by=researcher)
        corrected(interview, "junior nurses", "sisters", researcher)
        left = Coding.objects.get()
        note.refresh_from_db()
        assert (left.review, note.coding) == ("changed", left)

    def test_cells_over_changed_words_are_marked_to_be_read_again(
        self, study, p07, interview, ownership, coded, researcher
    ):
        coded(interview, "never heard of it", ownership)
        actions.write_cell(
            study=study, case=p07.case, code=ownership.code, summary="Nurses did not know.", by=researcher
        )
        corrected(interview, "never heard", "hardly heard", researcher)
        assert MatrixCell.objects.get().stale_since is not None

    def test_turns_are_read_again_and_keep_whose_they_are(self, group, speakers, researcher):
        corrected(
            group, "G1: Until the winter it did.", "G1: Until the winter.\n\nG2: It did, yes.", researcher
        )
        turns = Turn.objects.filter(source_text__source=group, source_text__number=2)
        assert [(turn.speaker, turn.case) for turn in turns] == [
            ("MODERATOR", None), ("G1", speakers[0].case), ("G2", speakers[1].case), ("G2", speakers[1].case),
        ]  # fmt: skip

    def test_two_people_who_correct_at_once_see_both(self, interview, researcher):
        corrected(interview, "Mostly", "Mainly", researcher)
        with pytest.raises(Conflict) as conflict:
            actions.correct_text(source=interview, text="P07: Other.", number=1, reason="typo", by=researcher)
        assert "Mainly" in conflict.value.theirs["text"]
        assert interview.texts.count() == 2

    @pytest.mark.parametrize(
        ("text", "reason", "field"),
        [("  \n", "typo", "text"), (None, "typo", "text"), ("P07: Other.", " ", "reason")],
    )
    def test_nothing_is_done_with_no_text_no_difference_or_no_reason(
        self, interview, researcher, text, reason, field
    ):
        with pytest.raises(Invalid) as problem:
            actions.correct_text(
                source=interview, text=text_of(interview) if text is None else text, number=1, reason=reason,
                by=researcher,
            )  # fmt: skip
        assert field in problem.value.fields
        assert interview.texts.count() == 1

    def test_the_second_coder_codes_but_does_not_correct(self, interview, second_coder):
        with pytest.raises((Refused, NotKnown)):
            corrected(interview, "Mostly", "Mainly", second_coder)

    def test_the_trail_holds_counts_and_no_words(self, interview, ownership, coded, researcher):
        coded(interview, "never heard of it", ownership)
        corrected(interview, "never heard", "hardly heard", researcher)
        details = AuditEvent.objects.get(verb="source.correct").details
        assert (details["text"], details["changed"]) == (2, 1)
        assert "hardly" not in str(details)

    @pytest.mark.parametrize("seed", range(6))
    def test_after_twenty_random_edits_every_coding_has_its_words_or_waits(
        self, interview, ownership, board, words, researcher, seed
    ):
        chance = random.Random(seed)
        text = text_of(interview)
        for _ in range(12):
            start = chance.randrange(len(text) - 2)
            end = chance.randrange(start + 1, min(len(text), start + 60))
            actions.add_coding(
                source=interview,
                start=start,
                end=end,
                code=chance.choice([ownership, board]).code,
                by=researcher,
            )
        before = {coding.guid: words(coding) for coding in Coding.objects.all()}
        new = text
        for _ in range(20):
            at = chance.randrange(len(new))
            new = (
                new[:at]
                + chance.choice(["", " so to say", "🙂", "\n"])
                + new[at + chance.choice([0, 0, 1, 7]) :]
            )
        actions.correct_text(source=interview, text=new, number=1, reason="heard again", by=researcher)
        for coding in Coding.objects.all():
            assert coding.review in {"changed", "gone"} or words(coding) == before[coding.guid]
        assert set(Coding.objects.filter(review="").values_list("guid", flat=True)) <= set(before)


class TestRedacting:
    def test_the_words_leave_every_version_and_places_stay(
        self, interview, ownership, coded, researcher, place
    ):
        coding = coded(interview, "Somebody asking them", ownership)
        corrected(interview, "Mostly", "Mainly", researcher)
        start, end = place(interview, "[Ruth]")
        actions.redact(source=interview, spans=[Span(start, end)], reason="asked for", by=researcher)
        assert not any("Ruth" in text for text in SourceText.objects.values_list("text", flat=True))
        for past in PastPlace.objects.filter(coding=coding):
            assert past.source_text.text[past.start : past.end] == "Somebody asking them"
        assert "[redacted]" in text_of(interview)

    def test_a_word_that_was_corrected_before_leaves_the_earlier_version_too(
        self, interview, researcher, place
    ):
        corrected(interview, "[Ruth]", "Rosamund", researcher)
        start, end = place(interview, "Rosamund")
        actions.redact(source=interview, spans=[Span(start, end)], reason="asked for", by=researcher)
        texts = "".join(SourceText.objects.values_list("text", flat=True))
        assert "Ruth" not in texts and "Rosamund" not in texts

    def test_notes_and_summaries_with_the_words_are_hidden_until_written_again(
        self, study, p07, interview, ownership, researcher, second_coder, place
    ):
        actions.write_note(study=study, body="[Ruth] again", source=interview, by=researcher)
        actions.write_cell(
            study=study, case=p07.case, code=ownership.code, summary="When [Ruth] came.", by=researcher
        )
        start, end = place(interview, "[Ruth]")
        done = actions.redact(source=interview, spans=[Span(start, end)], reason="asked for", by=researcher)
        assert done.elsewhere == ("1 note, hidden until written again", "1 cell, hidden until written again")
        assert Note.objects.get().needs_rewrite and MatrixCell.objects.get().needs_rewrite
        assert not Note.objects.visible_to(second_coder).exists()

    @pytest.mark.parametrize("seed", range(6))
    def test_whatever_is_redacted_stands_in_no_version(self, interview, researcher, seed):
        chance = random.Random(seed)
        start = chance.randrange(len(text_of(interview)) - 8)
        actions.redact(source=interview, spans=[Span(start, start + 8)], reason="asked for", by=researcher)
        first = interview.texts.get(number=1)
        assert set(first.text[start : start + 8]) <= {"█", "\n"}
