"""A page, a script or a queue that still counts in an earlier text: its places follow the words, or are refused."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.accounts.actions import make_token
from alongside.coding import actions
from alongside.coding.models import Coding, Note
from alongside.core.errors import Invalid
from alongside.core.text import Span
from alongside.study import withdrawal
from tests.coding.test_sheet import Page

WORDS = "never heard"


@pytest.fixture
def page(interview, second_coder):
    """Open in the second coder's browser since before the correction."""
    return Page(second_coder, interview)


@pytest.fixture
def chosen(interview, place) -> tuple[int, int]:
    """Where the words lie in the text as the page has it: the first."""
    return place(interview, WORDS)


@pytest.fixture
def corrected(interview, researcher, chosen):
    """The researcher corrects the text meanwhile; by default far before what was chosen."""

    def correct(old: str = "Mostly", new: str = "Mostly, when I think of it now,") -> None:
        text = interview.texts.order_by("-number").first()
        assert old in text.text
        actions.correct_text(
            source=interview, text=text.text.replace(old, new, 1), number=text.number, reason="misheard", by=researcher
        )  # fmt: skip

    return correct


def words_of(coding: Coding) -> str:
    return coding.source.texts.order_by("-number").first().text[coding.start : coding.end]


def test_a_coding_follows_the_words_it_was_given_to(page, chosen, corrected, ownership):
    corrected()
    answer = page.code(chosen, ownership, text=1)
    assert words_of(Coding.objects.get()) == WORDS
    assert (answer["text"], answer["refused"]) == (2, [])


def test_codings_sent_after_an_hour_offline_follow_each_its_words(
    page, interview, place, corrected, ownership
):
    places = {words: place(interview, words) for words in ("Mostly the consultants", WORDS)}
    corrected("the", "all of the")
    answer = page.ok(
        "codings/",
        batch=[
            {
                "guid": str(uuid.uuid4()),
                "start": start,
                "end": end,
                "code": str(ownership.code.guid),
                "text": 1,
            }
            for start, end in places.values()
        ],
    )
    assert [words_of(each) for each in Coding.objects.all()] == [WORDS]
    [refused] = answer["refused"]
    assert "corrected" in refused["message"]


def test_words_that_were_corrected_are_not_coded_unread(page, chosen, corrected, ownership):
    corrected("never heard", "seldom heard")
    [refused] = page.code(chosen, ownership, text=1)["refused"]
    assert "corrected" in refused["message"]
    assert not Coding.objects.exists()


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_text_that_there_is_not_is_refused(page, chosen, ownership, number):
    [refused] = page.code(chosen, ownership, text=number)["refused"]
    assert "no text" in refused["message"]
    assert not Coding.objects.exists()


def test_an_end_that_was_moved_follows(page, interview, place, coded, corrected, ownership, second_coder):
    coding = coded(interview, WORDS, ownership, by=second_coder)
    start, end = place(interview, "never heard of it")
    corrected()
    page.ok(f"~/codings/{coding.guid}/change/", start=start, end=end, text=1)
    assert words_of(Coding.objects.get()) == "never heard of it"


def test_one_end_alone_cannot_follow(interview, coded, chosen, corrected, ownership, second_coder):
    coding = coded(interview, WORDS, ownership, by=second_coder)
    corrected()
    with pytest.raises(Invalid, match="corrected"):
        actions.change_coding(coding=coding, end=chosen[1] + 6, text=1, by=second_coder)


def test_a_part_that_was_uncoded_follows(page, interview, place, coded, corrected, ownership, second_coder):
    coding = coded(interview, "never heard of it", ownership, by=second_coder)
    start, end = place(interview, "of it")
    corrected()
    page.ok(f"~/codings/{coding.guid}/remove/", start=start, end=end, text=1)
    assert words_of(Coding.objects.get()) == WORDS


def test_what_was_read_before_a_correction_is_changed_where_it_lies_now(
    interview, place, coded, corrected, ownership, second_coder
):
    coding = coded(interview, WORDS, ownership, by=second_coder)
    stale = Coding.objects.select_related("source", "study", "layer", "coder").get(pk=coding.pk)
    corrected()
    now = place(interview, "never heard of it")
    actions.change_coding(coding=stale, end=now[1], by=second_coder)
    assert words_of(Coding.objects.get()) == "never heard of it"


def test_an_annotation_and_a_code_in_vivo_follow(page, interview, draft, chosen, corrected):
    corrected()
    start, end = chosen
    page.ok("annotations/", start=start, end=end, body="Who said so?", text=1)
    page.ok("in-vivo/", start=start, end=end, guid=str(uuid.uuid4()), name=WORDS, text=1)
    note = Note.objects.get()
    assert interview.texts.order_by("-number").first().text[note.start : note.end] == WORDS
    assert words_of(Coding.objects.get()) == WORDS


def test_many_at_once_follow_all_or_none(page, chosen, corrected, ownership):
    corrected()
    page.ok("bulk/", code=str(ownership.code.guid), spans=[list(chosen)], text=1)
    assert words_of(Coding.objects.get()) == WORDS
    corrected("never heard", "seldom heard")
    refused = page.send("bulk/", code=str(ownership.code.guid), spans=[list(chosen)], text=1)
    assert refused.status_code == 422
    assert Coding.objects.count() == 1


def test_passages_of_another_text_than_the_page_shows_are_not_offered(page, corrected):
    corrected()
    refused = page.send("bulk/preview/", how="search", words="heard", text=1)
    assert refused.status_code == 422 and "corrected" in refused.json()["message"]


def test_a_text_out_of_which_a_speaker_was_taken_is_not_coded_by_its_old_places(
    group, place, speakers, board, researcher, second_coder
):
    page, (start, end) = Page(second_coder, group), place(group, "The board never came")
    proposed = withdrawal.propose(participant=speakers[0], extent="delete_all", by=researcher)
    withdrawal.confirm(withdrawal=proposed, by=second_coder)
    [refused] = page.code((start, end), board, text=1)["refused"]
    assert "no text 1" in refused["message"]
    assert not Coding.objects.exists()


@pytest.mark.parametrize("extent", ["delete_all", "keep_analysed"])
def test_the_texts_of_a_speaker_are_held_before_anything_on_them_is_read(
    group, speakers, researcher, second_coder, extent
):
    if not connection.features.has_select_for_update:
        pytest.skip("one writer at a time anyway")
    proposed = withdrawal.propose(participant=speakers[0], extent=extent, by=researcher)
    with CaptureQueriesContext(connection) as asked:
        withdrawal.confirm(withdrawal=proposed, by=second_coder)
    said = [each["sql"] for each in asked]
    held = next(at for at, sql in enumerate(said) if "study_source" in sql and "FOR UPDATE" in sql)
    read = next(
        at for at, sql in enumerate(said) if re.search(r'FROM "(coding_coding|study_sourcetext)"', sql)
    )
    assert held < read


def test_words_to_take_out_are_those_that_were_read(interview, place, corrected, researcher):
    start, end = place(interview, "[Ruth]")
    corrected()
    actions.redact(source=interview, spans=[Span(start, end)], number=1, reason="asked for", by=researcher)
    now = interview.texts.order_by("-number").first().text
    assert "Ruth" not in now and "When [redacted] took it on" in now


def test_a_page_that_does_not_say_which_text_it_shows_is_not_understood(page, chosen, ownership):
    answer = page.ok(
        "codings/",
        batch=[
            {
                "guid": str(uuid.uuid4()),
                "start": chosen[0],
                "end": chosen[1],
                "code": str(ownership.code.guid),
            }
        ],
    )
    assert len(answer["refused"]) == 1
    assert not Coding.objects.exists()


def test_over_rest_the_number_of_the_text_is_given_too(interview, chosen, corrected, ownership, second_coder):
    corrected()
    sent = {"start": chosen[0], "end": chosen[1], "code": str(ownership.code.guid), "text": 1}
    _, token = make_token(person=second_coder, name="test", by=second_coder)
    answer = Client().post(
        f"/api/v1/studies/{interview.study.slug}/sources/{interview.guid}/codings",
        sent,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.content
    assert words_of(Coding.objects.get()) == WORDS
