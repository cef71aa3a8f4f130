"""Corrections, redactions and blind rounds over REST."""

from __future__ import annotations

import pytest

from alongside.coding import actions
from alongside.coding.models import Coding
from alongside.study.actions.studies import coder_of
from tests.rest import Rest

pytestmark = pytest.mark.django_db


def test_a_text_is_corrected_and_what_changed_is_read_again(interview, ownership, coded, researcher):
    coded(interview, "never heard of it", ownership)
    rest, here = Rest(researcher), f"/studies/why/sources/{interview.guid}"
    text = rest.get(f"{here}/texts/1").json()["text"]
    done = rest.put(
        f"{here}/texts", text=text.replace("never", "hardly"), number=1, reason="heard again"
    ).json()
    assert (done["number"], done["changed"]) == (2, 1)
    [waiting] = rest.get("/studies/why/read-again").json()
    assert (waiting["was"], waiting["now"]) == ("never heard of it", "hardly heard of it")
    assert rest.post(f"/studies/why/codings/{waiting['coding']}/keep").status_code == 204
    assert rest.get("/studies/why/read-again").json() == []
    assert [each["change"] for each in rest.get(f"{here}/texts").json()] == ["made", "correction"]


def test_words_are_redacted_by_their_places(interview, researcher, place):
    start, end = place(interview, "[Ruth]")
    rest, here = Rest(researcher), f"/studies/why/sources/{interview.guid}"
    rest.post(f"{here}/redactions", places=[{"start": start, "end": end}], number=1, reason="asked for")
    assert "Ruth" not in str([rest.get(f"{here}/texts/{number}").json() for number in (1, 2)])


def test_a_round_is_opened_and_submitted(study, draft, ownership, interview, coded, researcher, second_coder):
    actions.publish_version(version=draft, note="first", by=researcher)
    rest = Rest(researcher)
    coders = [str(coder_of(study, each).guid) for each in (researcher, second_coder)]
    made = rest.post("/studies/why/rounds", name="Pilot", sources=[str(interview.guid)], coders=coders)
    assert made.status_code == 201, made.content
    coded(interview, "never heard of it", ownership, by=second_coder)
    assert rest.get(f"/studies/why/sources/{interview.guid}/codings").json() == []
    guid = Coding.objects.get().guid
    assert rest.patch(f"/studies/why/codings/{guid}", valence="barrier").status_code == 404
    for person in (researcher, second_coder):
        answer = Rest(person).post(f"/studies/why/rounds/{made.json()['guid']}/submit")
    assert all(part["submitted_at"] for part in answer.json()["coders"])


def test_who_may_not(interview, second_coder, outsider):
    here = f"/studies/why/sources/{interview.guid}"
    assert Rest(second_coder).put(f"{here}/texts", text="x", number=1, reason="x").status_code == 403
    assert Rest(outsider).get(f"{here}/texts").status_code == 404
