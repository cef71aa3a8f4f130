"""The pages on which a text is corrected or redacted, its codings read again, and a blind round held."""

from __future__ import annotations

import pytest
from django.test import Client

from alongside.coding import actions
from alongside.coding.models import Coding, Round
from alongside.study.actions.studies import coder_of
from alongside.study.models import Pseudonym, SourceText


@pytest.fixture
def as_():
    def browser(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


def text_of(source) -> str:
    return source.texts.order_by("-number").first().text


class TestCorrecting:
    def test_a_correction_leads_to_what_is_to_be_read_again(
        self, as_, interview, ownership, coded, researcher
    ):
        coding = coded(interview, "never heard of it", ownership)
        browser, address = as_(researcher), f"/s/why/sources/{interview.guid}/correct/"
        assert "Version 1 stays readable" in browser.get(address).content.decode()
        text = text_of(interview).replace("never heard", "hardly heard").replace("\n", "\r\n")
        answer = browser.post(address, {"text": text, "reason": "heard again", "number": 1}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain[-1][0] == "/s/why/read-again/"
        assert "never heard of it" in page and "hardly heard of it" in page
        assert "1 waits to be read again" in page
        browser.post(f"/s/why/codings/{coding.guid}/settle/")
        assert Coding.objects.get().review == ""

    def test_a_form_does_not_turn_line_ends_into_edits(self, as_, interview, researcher):
        text = text_of(interview).replace("\n", "\r\n")
        answer = as_(researcher).post(
            f"/s/why/sources/{interview.guid}/correct/", {"text": text, "reason": "nothing", "number": 1}
        )
        assert answer.status_code == 422 and interview.texts.count() == 1

    def test_two_at_once_see_both(self, as_, interview, researcher):
        browser, address = as_(researcher), f"/s/why/sources/{interview.guid}/correct/"
        browser.post(
            address, {"text": text_of(interview).replace("Mostly", "Mainly"), "reason": "a", "number": 1}
        )
        late = browser.post(address, {"text": "P07: Mine.", "reason": "b", "number": 1})
        page = late.content.decode()
        assert late.status_code == 409 and "Mainly" in page and "P07: Mine." in page
        assert 'name="number" value="2"' in page, "saved again, it is saved upon theirs"

    def test_the_versions_are_listed_and_read(self, as_, interview, researcher, second_coder):
        as_(researcher).post(
            f"/s/why/sources/{interview.guid}/correct/",
            {"text": text_of(interview).replace("Mostly", "Mainly"), "reason": "heard again", "number": 1},
        )
        browser = as_(second_coder)
        assert "heard again" in browser.get(f"/s/why/sources/{interview.guid}/versions/").content.decode()
        assert "Mostly the" in browser.get(f"/s/why/sources/{interview.guid}/versions/1/").content.decode()

    def test_the_second_coder_is_refused_and_others_do_not_know(self, as_, interview, second_coder, outsider):
        address = f"/s/why/sources/{interview.guid}/correct/"
        assert as_(second_coder).get(address).status_code == 403
        assert as_(outsider).get(address).status_code == 404


class TestRedacting:
    def test_every_place_is_shown_before_it_is_done(self, as_, interview, researcher):
        browser, address = as_(researcher), f"/s/why/sources/{interview.guid}/redact/"
        given = {"words": "junior nurses", "reason": "asked for"}
        shown = browser.post(address, given)
        assert "They stand here" in shown.content.decode() and interview.texts.count() == 1
        browser.post(address, {**given, "confirmed": "1"})
        assert not any("junior nurses" in text for text in SourceText.objects.values_list("text", flat=True))

    def test_words_that_are_not_there_are_said_to_be_none(self, as_, interview, researcher):
        answer = as_(researcher).post(
            f"/s/why/sources/{interview.guid}/redact/", {"words": "pigeons", "reason": "x"}
        )
        assert answer.status_code == 422 and "do not stand" in answer.content.decode()

    def test_a_name_goes_into_the_register_and_out_of_every_text(self, as_, interview, group, researcher):
        browser, given = as_(researcher), {"original": "Ruth", "replacement": "[Anna]"}
        assert "It stands in 1 text" in browser.post("/s/why/names/", given).content.decode()
        browser.post("/s/why/names/", {**given, "confirmed": "1"})
        assert "[Anna]" in text_of(interview)
        assert not any("Ruth" in text for text in SourceText.objects.values_list("text", flat=True))
        assert Pseudonym.objects.get().replacement == "[Anna]"


class TestRounds:
    def test_a_round_is_opened_coded_submitted(
        self, as_, study, draft, ownership, interview, researcher, second_coder
    ):
        actions.publish_version(version=draft, note="first", by=researcher)
        browser = as_(researcher)
        assert "No round yet" in browser.get("/s/why/rounds/").content.decode()
        coders = [coder_of(study, each).pk for each in (researcher, second_coder)]
        browser.post("/s/why/rounds/", {"name": "Pilot", "sources": [interview.pk], "coders": coders})
        held = Round.objects.get()
        address = f"/s/why/rounds/{held.guid}/"
        assert "2 of 2 coders still to submit" in browser.get(address).content.decode()
        browser.post(f"{address}submit/"), as_(second_coder).post(f"{address}submit/")
        assert "All have submitted" in browser.get(address).content.decode()

    def test_what_is_missing_is_marked(self, as_, study, interview, researcher):
        answer = as_(researcher).post("/s/why/rounds/", {"name": "Pilot"})
        assert answer.status_code == 422 and "Choose two coders or more." in answer.content.decode()
