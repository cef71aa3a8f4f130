"""The turns of a transcript: who speaks where, and which colon is only a colon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.text import turns, words


def heard(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, text[turn.body_start : turn.end]) for turn in turns(text)]


def test_a_turn_runs_from_its_label_to_the_last_line_before_the_next() -> None:
    text = "INTERVIEWER: How was it?\n\nP07: Hard.\n\nWe went on.\n\n\nINTERVIEWER: And then?\n"
    first, second, third = turns(text)
    assert (first.speaker, second.speaker, third.speaker) == ("INTERVIEWER", "P07", "INTERVIEWER")
    assert text[second.start : second.end] == "P07: Hard.\n\nWe went on."
    assert text[second.body_start : second.end] == "Hard.\n\nWe went on."
    assert (second.index, second.words, second.at_ms) == (1, 4, None)


def test_a_time_stamp_is_milliseconds_from_the_beginning() -> None:
    text = "[00:01:02] Ruth: a\n[61:30] Elin: b\n[01:00:00.5] Ruth: c"
    assert [(turn.speaker, turn.at_ms) for turn in turns(text)] == [
        ("Ruth", 62_000),
        ("Elin", 3_690_000),
        ("Ruth", 3_600_500),
    ]


def test_a_time_that_is_none_is_no_stamp() -> None:
    assert [turn.at_ms for turn in turns("[00:99] somewhere\n\n[1:2:3:4] Ruth: a")] == [None, None]


def test_without_speakers_each_paragraph_is_a_turn() -> None:
    assert heard("The ward was full.\nNobody sat.\n\n\nAt ten they met.\n") == [
        ("", "The ward was full.\nNobody sat."),
        ("", "At ten they met."),
    ]


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    assert heard("The ward was full.\nNobody sat.") == [("", "The ward was full."), ("", "Nobody sat.")]


def test_what_comes_before_the_first_speaker_is_nobodys() -> None:
    text = "Interview 7\n\nRecorded in March\n\nI: Ready?\n\nR: Yes."
    assert heard(text) == [("", "Interview 7"), ("", "Recorded in March"), ("I", "Ready?"), ("R", "Yes.")]


@pytest.mark.parametrize(
    "line",
    [
        "He said: no",
        "For example: the chart",
        "Note: the door was shut",
        "The nurse in charge of the ward told me: it works",
        "Day 2: the ward again",
        "Ruth wrote: we stop",
        "Time: ten",
        "http://example.org/a",
        "10:30 they met",
        "Ward 4 was full: eleven in nine beds",
    ],
)
def test_a_colon_in_prose_opens_no_turn(line: str) -> None:
    prose = f"The ward was full.\n\n{line}.\n\nThen they left.\n\n{line}.\n"
    assert [turn.speaker for turn in turns(prose)] == ["", "", "", ""]
    spoken = f"Elin: How was it?\n\nRuth: Hard.\n\n{line}.\n\nElin: And then?\n\nRuth: Better.\n\n{line}."
    assert [turn.speaker for turn in turns(spoken)] == ["Elin", "Ruth", "Elin", "Ruth"]


@pytest.mark.parametrize(
    "label", ["INTERVIEWER", "I", "P07", "P-12", "DR O'BRIEN", "NURSE (WARD 4)", "SPEAKER_01", "M. JONES"]
)
def test_a_label_in_capitals_or_with_a_number_counts_from_its_first_time(label: str) -> None:
    assert heard(f"Notes\n\n{label}: yes\n\nmore")[1:] == [(label, "yes\n\nmore")]


@pytest.mark.parametrize(
    "label", ["Ruth", "Participant 3", "Senior nurse", "Zoë", "Dr O’Neill", "Ruth Jones-Lee"]
)
def test_a_name_counts_when_it_comes_again(label: str) -> None:
    assert [turn.speaker for turn in turns(f"{label}: yes\nmore\n{label}: no")] == [label, label]


def test_someone_who_speaks_once_among_others_is_heard() -> None:
    text = "Elin: Who else?\n\nRuth: Me.\n\nElin: And?\n\nTom: Me too.\n\nRuth: Good."
    assert [turn.speaker for turn in turns(text)] == ["Elin", "Ruth", "Elin", "Tom", "Ruth"]


def test_two_people_who_speak_once_each_are_heard() -> None:
    assert heard("Elin: Ready?\n\nRuth: Yes.") == [("Elin", "Ready?"), ("Ruth", "Yes.")]


def test_a_label_may_stand_alone_before_its_words_or_have_none() -> None:
    text = "INTERVIEWER:\nHow was it?\n\nPARTICIPANT:\n\nINTERVIEWER: Well?"
    assert heard(text) == [("INTERVIEWER", "How was it?"), ("PARTICIPANT", ""), ("INTERVIEWER", "Well?")]
    assert turns(text)[1].words == 0


def test_a_missing_space_after_the_colon_does_not_hide_a_speaker() -> None:
    assert heard("I:Ready?\nR:Yes.") == [("I", "Ready?"), ("R", "Yes.")]


def test_an_abbreviation_inside_a_paragraph_is_no_speaker() -> None:
    text = "INTERVIEWER: And?\n\nRUTH: We had two lists on the wall.\nthe longer one\nAKI: a kidney list."
    assert [turn.speaker for turn in turns(text)] == ["INTERVIEWER", "RUTH"]


def test_a_label_has_at_most_forty_characters() -> None:
    assert [turn.speaker for turn in turns(f"{'A' * 40}: yes\n\n{'B' * 41}: no")] == ["A" * 40]


@pytest.mark.parametrize("text", ["", "\n\n", "  \n\t\n"])
def test_a_blank_text_has_no_turns(text: str) -> None:
    assert turns(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("don't stop", 2),
        ("a follow-up, really", 3),
        ("P07 — 3 of 15", 4),
        ("e\u0301te\u0301", 1),
        ("…", 0),
    ],
)
def test_words_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert words(text) == count


LINES = st.sampled_from(
    [
        *["", " ", "\u00a0", ":", "a:b", "the ward was full", "He said: no", "NB: 3"],
        *["I: yes", "Ruth: no", "P07:", "Elin: a b  ", "  Tom: indented", "Ruth : spaced", "\u200fTom: a"],
        *["[00:01] Ruth: so", "[00:00:01] I:", "👩‍⚕️: hm"],
    ]
)


@given(st.lists(LINES | st.text(max_size=8)).map("\n".join))
def test_turns_hold_everything_that_is_not_white_space_once_and_in_order(text: str) -> None:
    found = turns(text)
    assert [turn.index for turn in found] == list(range(len(found)))
    place = 0
    for turn in found:
        assert not text[place : turn.start].strip()
        assert turn.start <= turn.body_start <= turn.end
        assert turn.start < turn.end
        assert text[turn.start].strip()
        assert text[turn.start : turn.end].rsplit("\n", 1)[-1].strip()
        assert turn.words == words(text[turn.body_start : turn.end])
        place = turn.end
    assert not text[place:].strip()


def test_a_long_transcript_of_blank_lines_takes_no_time() -> None:
    assert len(turns("I: yes" + "\n" * 500_000)) == 1
