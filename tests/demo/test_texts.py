"""The texts of the demo: they are whole, and what they promise of themselves holds."""

from __future__ import annotations

from collections import Counter

from alongside.core.text import words
from alongside.demo.programme import CAME
from alongside.demo.research import as_it_came
from alongside.demo.texts import load


def test_every_quote_stands_once_inside_one_participants_turn():
    assert load().materials  # load() refuses anything else, naming file and row


def test_fifteen_people_of_four_roles_are_interviewed():
    roles = Counter(each.about["role"] for each in load().of_kind("interview"))
    assert roles == {"manager": 6, "doctor": 3, "senior nurse": 5, "junior nurse": 1}


def test_one_interview_is_as_long_as_an_hour_of_talk():
    assert max(words(each.text) for each in load().of_kind("interview")) >= 7500


def test_a_hundred_hours_are_observed_in_twelve_field_notes():
    notes = load().of_kind("field_note")
    assert len(notes) == 12
    assert sum(each.about["hours"] for each in notes) == 100


def test_a_field_notes_reflection_is_kept_apart_from_what_was_observed():
    for note in load().of_kind("field_note"):
        assert note.reflection
        assert "== " not in note.text
        assert note.reflection not in note.text


def test_a_text_as_it_came_names_people_and_can_be_pseudonymised_back():
    from alongside.core.pseudonyms import replace

    texts = load()
    for name in texts.vault["identified"]:
        original = as_it_came(texts.materials[name].text, texts.vault["register"])
        assert original != texts.materials[name].text
        assert replace(original, texts.vault["register"])[0] == texts.materials[name].text


def test_the_sessions_that_are_counted_are_those_that_were_held():
    programme = load().programme
    held = [event for event in programme["events"] if event["starts"] <= programme["today"]]
    assert set(CAME) == {event["key"] for event in held if event["kind"] != "visit"}
