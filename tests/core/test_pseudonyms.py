"""Pseudonyms: what is found, what stands in its place, and where codings go."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.errors import Invalid
from alongside.core.pseudonyms import Replacement, carry, replace
from alongside.core.text import Span

REGISTER = {"Ruth": "[Anna]", "Ruth Jones": "[Anna Lee]", "St Mary's": "[Trust B]", "Will": "[Tom]"}


def new(text: str, register: dict[str, str] = REGISTER) -> str:
    return replace(text, register)[0]


def test_whole_words_are_replaced_and_their_places_told() -> None:
    text, replacements = replace("Ask Ruth, or Ruthless.", REGISTER)
    assert text == "Ask [Anna], or Ruthless."
    assert replacements == [Replacement(4, 8, 4, 10)]


def test_the_longest_name_wins() -> None:
    assert new("Ruth Jones and Ruth") == "[Anna Lee] and [Anna]"


def test_of_names_that_overlap_none_is_left_standing() -> None:
    register = {"Ann Lee": "[1]", "Lee Grey Trust": "[2]", "Ann": "[3]"}
    assert new("Ann Lee Grey Trust", register) == "[3] [2]"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ruth", "[Anna]"),
        ("RUTH", "[ANNA]"),
        ("Ruth's", "[Anna]'s"),
        ("Ruth-Marie", "[Anna]-Marie"),
        ("(Ruth)", "([Anna])"),
        ("Ruth\nJones", "[Anna Lee]"),
        ("Ruth \u00a0Jones", "[Anna Lee]"),
        ("Ruth\n\nJones", "[Anna]\n\nJones"),
        ("st mary’s", "[Trust B]"),
        ("Truth", "Truth"),
        ("Ruth2", "Ruth2"),
        ("Ruth\u0301", "Ruth\u0301"),
    ],
)
def test_how_a_name_may_be_written(written: str, expected: str) -> None:
    assert new(written) == expected


def test_a_name_that_is_an_everyday_word_is_found_only_as_a_name() -> None:
    assert new("Will said he will. WILL!") == "[Tom] said he will. [TOM]!"
    assert replace("he will", REGISTER, everyday=())[0] == "he [Tom]"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("registered", ["NFC", "NFD"])
def test_accents_are_found_however_they_are_stored(form: str, registered: str) -> None:
    register = {unicodedata.normalize(registered, "Zoë"): "[Ida]"}
    assert new(unicodedata.normalize(form, "Zoë came"), register) == "[Ida] came"


def test_an_empty_replacement_removes_the_name() -> None:
    assert replace("Ask Ruth.", {"Ruth": ""}) == ("Ask .", [Replacement(4, 8, 4, 4)])


def test_an_empty_register_or_a_text_without_names_changes_nothing() -> None:
    assert replace("Ask Ruth.", {}) == ("Ask Ruth.", [])
    assert replace("Ask her.", REGISTER) == ("Ask her.", [])


def test_a_register_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(Invalid, match="two replacements"):
        replace("", {"Ruth": "[A]", "RUTH": "[B]"})
    with pytest.raises(Invalid, match="empty"):
        replace("", {" ": "[A]"})


def test_what_looks_like_a_pattern_is_a_name() -> None:
    assert new("a.b and axb (R)", {"a.b": "[1]", "(R)": "[2]"}) == "[1] and axb [2]"


NAMES = st.dictionaries(
    st.sampled_from(["Ruth", "Ruth Jones", "Jones Lee", "Lee", "Ann-Ruth", "O'Ruth", "é", "Straße"]),
    st.sampled_from(["", "[A]", "[Anna B]", "somebody"]),
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "Ruth",
            "RUTH",
            "Jones",
            "Lee",
            "ruth",
            "Ann-Ruth",
            "O’Ruth",
            "É",
            "STRASSE",
            " ",
            " ",
            "\n",
            ".",
            "x",
            "😀",
        ]
    )
).map("".join)


@given(TEXTS, NAMES)
def test_what_is_not_replaced_stays_and_what_is_left_holds_no_name(
    text: str, register: dict[str, str]
) -> None:
    changed, replacements = replace(text, register)
    old_place = new_place = 0
    for one in replacements:
        assert old_place <= one.start < one.end
        assert text[old_place : one.start] == changed[new_place : one.new_start]
        assert changed[one.new_start : one.new_end].casefold() in {
            new.casefold() for new in register.values()
        }
        kept = text[old_place : one.start]
        assert not replace(kept, register)[1] or text[one.start - 1 : one.start].isalnum()
        old_place, new_place = one.end, one.new_end
    assert text[old_place:] == changed[new_place:]


# 0123456789012345678901
# Ask Ruth, or Ruth now.   ->   Ask [Anna], or [Anna] now.
@pytest.mark.parametrize(
    ("start", "end", "words", "state"),
    [
        (0, 3, "Ask", "same"),
        (0, 4, "Ask ", "same"),
        (8, 12, ", or", "moved"),
        (18, 21, "now", "moved"),
        (4, 8, "[Anna]", "changed"),
        (0, 9, "Ask [Anna],", "changed"),
        (5, 7, "[Anna]", "changed"),
        (6, 15, "[Anna], or [Anna]", "changed"),
        (0, 22, "Ask [Anna], or [Anna] now.", "changed"),
    ],
)
def test_a_coding_keeps_its_words_or_takes_in_their_replacement(
    start: int, end: int, words: str, state: str
) -> None:
    text, replacements = replace("Ask Ruth, or Ruth now.", REGISTER)
    (carried,) = carry([Span(start, end)], replacements)
    assert (carried.span.of(text), carried.state) == (words, state)


def test_a_coding_of_removed_words_only_is_gone_and_says_where_it_was() -> None:
    _, replacements = replace("Ask Ruth now.", {"Ruth": ""})
    (carried,) = carry([Span(4, 8)], replacements)
    assert (carried.state, carried.span) == ("gone", Span(4, 4))


def test_words_put_in_beside_a_coding_do_not_enter_it() -> None:
    put_in = [Replacement(4, 4, 4, 7)]
    places = [carried.span for carried in carry([Span(0, 4), Span(4, 6), Span(3, 5)], put_in)]
    assert places == [Span(0, 4), Span(7, 9), Span(3, 8)]
    assert [carried.state for carried in carry([Span(0, 4), Span(4, 6), Span(3, 5)], put_in)] == [
        "same",
        "moved",
        "changed",
    ]


@given(TEXTS, NAMES, st.data())
def test_carried_words_are_the_same_words_unless_said(
    text: str, register: dict[str, str], data: st.DataObject
) -> None:
    changed, replacements = replace(text, register)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start == end:
        return
    (carried,) = carry([Span(start, end)], replacements)
    meets = [one for one in replacements if one.start < end and start < one.end]
    assert 0 <= carried.span.start <= carried.span.end <= len(changed)
    assert (carried.state in ("changed", "gone")) == bool(meets)
    if carried.state in ("same", "moved"):
        assert carried.span.of(changed) == text[start:end]
        assert (carried.state == "same") == (carried.span.start == start)
    for one in meets:
        assert carried.span.start <= one.new_start and one.new_end <= carried.span.end
