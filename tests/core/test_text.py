"""Texts and the places in them: what is stored, what an offset counts, what a Selection may not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.errors import Invalid
from alongside.core.text import (
    BadPlace,
    Span,
    check_span,
    clean,
    code_points_to_utf16,
    on_grapheme_boundary,
    utf16_to_code_points,
)

FAMILY = "👨‍👩‍👧"
FLAG = "🇬🇧"
ACUTE = "e\u0301"


def test_every_kind_of_line_break_becomes_a_line_feed() -> None:
    text, changes = clean("one\r\ntwo\rthree\nfour\x0bfive\x0csix")
    assert text == "one\ntwo\nthree\nfour\nfive\nsix"
    assert changes == ["4 line breaks were made LF."]


def test_what_a_database_refuses_is_taken_out_and_said() -> None:
    text, changes = clean("a\0b\ud800c")
    assert text == "ab\ufffdc"
    assert changes == ["1 half character was replaced by �.", "1 NUL character was dropped."]


def test_two_halves_of_a_character_become_it() -> None:
    assert clean("\ud83d\ude00") == ("😀", ["1 character was joined from its two halves."])


def test_the_byte_order_mark_goes_only_at_the_beginning() -> None:
    assert clean("\ufeffa\ufeffb") == ("a\ufeffb", ["A byte order mark at the beginning was dropped."])


def test_control_characters_that_no_xml_can_carry_are_dropped() -> None:
    assert clean("a\x08b\x9fc\uffffd\te") == ("abcd\te", ["3 control characters were dropped."])


@pytest.mark.parametrize(
    "text", ["", "plain", ACUTE, "é", "ﬁ", "<script>alert(1)</script>", f"{FAMILY} \u200fمرحبا", "a\u00a0b"]
)
def test_nothing_else_is_touched(text: str) -> None:
    assert clean(text) == (text, [])


@given(st.text(st.characters(exclude_categories=[])))
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    once = clean(text).text
    assert clean(once) == (once, [])
    assert not {"\r", "\0"} & set(once)
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [(0, 6, "outside"), (-1, 2, "outside"), (3, 1, "reversed"), (2, 2, "empty")],
)
def test_a_place_that_is_none_is_refused_with_its_reason(start: int, end: int, reason: str) -> None:
    with pytest.raises(BadPlace) as refused:
        check_span("hello", start, end)
    assert refused.value.reason == reason
    assert isinstance(refused.value, Invalid)
    assert refused.value.todo


@pytest.mark.parametrize("cluster", [FAMILY, FLAG, ACUTE, "👍🏽", "1\ufe0f\u20e3", "각", "\r\n"])
def test_the_page_may_not_cut_what_a_reader_sees_as_one_character(cluster: str) -> None:
    text = f"ab{cluster}cd"
    assert check_span(text, 2, 2 + len(cluster), graphemes=True) == Span(2, 2 + len(cluster))
    for inside in range(3, 2 + len(cluster)):
        with pytest.raises(BadPlace) as refused:
            check_span(text, 0, inside, graphemes=True)
        assert refused.value.reason == "grapheme"
        assert check_span(text, 0, inside) == Span(0, inside)


def test_flags_in_a_row_are_told_apart_from_the_first_one_on() -> None:
    text = FLAG * 3
    assert [offset for offset in range(len(text) + 1) if on_grapheme_boundary(text, offset)] == [0, 2, 4, 6]


@given(st.text(st.sampled_from("ab 1#\n\r" + FAMILY + FLAG + ACUTE + "👍🏽क्षि\u0600\u200d각\u1100")))
def test_looking_only_nearby_finds_the_boundaries_of_the_whole_text(text: str) -> None:
    import regex

    whole = {0, len(text)} | {cluster.start() for cluster in regex.finditer(r"\X", text)}
    assert {offset for offset in range(len(text) + 1) if on_grapheme_boundary(text, offset)} == whole


@given(st.text(), st.data())
def test_utf16_and_back_is_the_same_place(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    units = code_points_to_utf16(text, offset)
    assert utf16_to_code_points(text, units) == offset
    assert units == sum(2 if character > "\uffff" else 1 for character in text[:offset])


def test_utf16_counts_an_emoji_twice_and_may_not_point_between() -> None:
    assert code_points_to_utf16("a😀b", 2) == 3
    assert utf16_to_code_points("a😀b", 3) == 2
    with pytest.raises(BadPlace, match="inside one character"):
        utf16_to_code_points("a😀b", 2)


@pytest.mark.parametrize("offset", [-1, 5])
def test_a_utf16_place_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(BadPlace, match="outside"):
        utf16_to_code_points("a😀b", offset)
