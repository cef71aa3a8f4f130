"""Words that may identify someone are proposed, each with its kind and place."""

from __future__ import annotations

import pytest

from alongside.core.identifiers import is_nhs_number
from alongside.core.pseudonyms import suggest


def proposed(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in suggest(text)]


@pytest.mark.parametrize(
    "date",
    [
        *["14 March 2016", "14th of March", "March 14, 2016", "March 2016", "1 Sept", "3 may 2016"],
        *["14/03/2016", "14.3.16", "2016-03-14"],
    ],
)
def test_dates_are_proposed(date: str) -> None:
    assert proposed(f"It was on {date}, I think.") == [("date", date)]


@pytest.mark.parametrize(
    "number", ["020 7946 0018", "01632 960 001", "+44 20 7946 0018", "(0113) 496 0999", "07700900123"]
)
def test_phone_numbers_are_proposed(number: str) -> None:
    assert proposed(f"Call {number}.") == [("phone number", number)]


@pytest.mark.parametrize("number", ["943 476 5919", "9434765919", "943-476-5919"])
def test_nhs_numbers_are_known_by_their_check_digit(number: str) -> None:
    """By hand: 9·10 + 4·9 + 3·8 + 4·7 + 7·6 + 6·5 + 5·4 + 9·3 + 1·2 = 299 = 27·11 + 2, and 11 - 2 = 9."""
    assert is_nhs_number(number)
    assert proposed(f"number {number}") == [("NHS number", number)]
    assert not is_nhs_number(number[:-1] + "8")
    assert proposed(f"number {number[:-1]}8") == []


def test_an_address_is_proposed_whole() -> None:
    assert proposed("Write to ruth.jones+qi@trust-b.nhs.uk.") == [("e-mail", "ruth.jones+qi@trust-b.nhs.uk")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dr Patel's list", "Patel"),
        ("Mrs. O’Brien came", "O’Brien"),
        ("Sister Ruth Jones said", "Ruth Jones"),
        ("Professor van der Berg", None),
        ("Prof Jan van der Berg", "Jan van der Berg"),
        ("Matron Lee-Jones.", "Lee-Jones"),
        ("the nurse said", None),
        ("Nurse said", None),
    ],
)
def test_names_are_proposed_after_a_title(text: str, name: str | None) -> None:
    assert proposed(text) == ([("name", name)] if name else [])


def test_proposals_come_in_the_order_of_the_text_and_point_at_their_words() -> None:
    text = "😀 Dr Patel, a@b.org, 3 May 2016"
    found = suggest(text)
    assert [one.kind for one in found] == ["name", "e-mail", "date"]
    assert all(text[one.start : one.end] == one.text for one in found)


def test_ordinary_numbers_are_left_alone() -> None:
    assert proposed("It rose from 52% to 75 in 12 weeks, 1,200 patients, ward 4.") == []


def test_one_endless_word_takes_no_time() -> None:
    assert suggest("a" * 200_000) == []
