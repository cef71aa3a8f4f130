"""Files and the rows that describe them are joined by name; what cannot be joined is said."""

from __future__ import annotations

import unicodedata

import pytest

from alongside.core.errors import Invalid
from alongside.exchange.tables import Row, match_files


def rows(*names: str) -> list[Row]:
    return [Row(number, {"Name": name, "Role": "nurse"}) for number, name in enumerate(names, 2)]


def test_a_number_before_the_name_and_capitals_and_spaces_do_not_count() -> None:
    matching = match_files(
        ["48_Hertwig", "ruth  jones ", "P07"], rows(" hertwig", "Ruth Jones", "p07"), "Name"
    )
    assert [(stem, row.number) for stem, row in matching.pairs] == [
        ("48_Hertwig", 2),
        ("ruth  jones ", 3),
        ("P07", 4),
    ]
    assert matching.problems == ()


def test_a_key_that_has_the_number_too_is_matched_whole() -> None:
    matching = match_files(["1_Lee", "2_Lee"], rows("1_Lee", "2_Lee"), "Name")
    assert [row.number for _, row in matching.pairs] == [2, 3]


def test_accents_match_however_the_file_system_stores_them() -> None:
    stem, key = (unicodedata.normalize(form, "Zoë") for form in ("NFD", "NFC"))
    assert len(match_files([stem], rows(key), "Name").pairs) == 1


def test_what_has_no_partner_is_said_with_file_row_and_column() -> None:
    matching = match_files(["01_Lee", "02_Grey"], rows("Lee", "Patel", " "), "Name", table="people.csv")
    assert [stem for stem, _ in matching.pairs] == ["01_Lee"]
    assert [problem.file for problem in matching.files_without_row] == ["02_Grey"]
    assert [(problem.file, problem.row, problem.column) for problem in matching.rows_without_file] == [
        ("people.csv", 3, "Name"),
        ("people.csv", 4, "Name"),
    ]
    assert "“Patel”" in matching.rows_without_file[0].what
    assert "no key" in matching.rows_without_file[1].what


def test_a_key_that_comes_twice_joins_nothing() -> None:
    matching = match_files(
        ["Lee", "01_Grey", "02_Grey"], rows("Lee", "LEE", "Grey"), "Name", table="people.csv"
    )
    assert matching.pairs == ()
    assert [(problem.file, problem.row) for problem in matching.repeated] == [
        ("people.csv", 2),
        ("people.csv", 3),
        ("01_Grey", None),
        ("02_Grey", None),
    ]
    assert (matching.files_without_row, matching.rows_without_file) == ((), ())


def test_a_column_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(Invalid, match="no column “Key”") as error:
        match_files(["Lee"], rows("Lee"), "Key")
    assert "Name, Role" in error.value.todo


def test_no_rows_or_no_files_is_no_error() -> None:
    assert len(match_files(["Lee"], [], "Name").files_without_row) == 1
    assert len(match_files([], rows("Lee"), "Name").rows_without_file) == 1
