"""Tables from files: columns, rows that know their line, and problems that name row and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.errors import Invalid, Problem
from alongside.exchange.tables import read_csv


def problems(data: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(Invalid) as error:
        read_csv("people.csv", data.encode())
    assert "people.csv" in error.value.message
    assert error.value.todo
    assert {problem.file for problem in error.value.problems} <= {"people.csv"}
    return [(problem.row, problem.column, problem.what) for problem in error.value.problems]


def test_the_first_row_names_the_columns_and_rows_know_their_line() -> None:
    table = read_csv("people.csv", b'Name,Role\nP07,"senior\nnurse"\n\nP09,doctor\n')
    assert table.columns == ("Name", "Role")
    assert [(row.number, dict(row)) for row in table.rows] == [
        (2, {"Name": "P07", "Role": "senior\nnurse"}),
        (5, {"Name": "P09", "Role": "doctor"}),
    ]
    assert (table.encoding, table.notes) == ("UTF-8", ())


@pytest.mark.parametrize(
    ("delimiter", "note"),
    [(",", ()), (";", ("Values are separated by semicolons.",)), ("\t", ("Values are separated by tabs.",))],
)
def test_the_delimiter_is_found(delimiter: str, note: tuple[str, ...]) -> None:
    data = delimiter.join(["Name", '"Role, ward; or\tteam"']) + "\n" + delimiter.join(["P07", "nurse"]) + "\n"
    table = read_csv("people.csv", data.encode())
    assert table.columns == ("Name", "Role, ward; or team")
    assert table.notes == note


def test_commas_in_the_words_do_not_hide_semicolons() -> None:
    table = read_csv("people.csv", b"Name, first;Age\nLee, Ann;3\nJones, Ruth;4\n")
    assert table.columns == ("Name, first", "Age")


def test_a_spreadsheet_may_say_its_delimiter() -> None:
    table = read_csv("people.csv", b"sep=;\r\nName;Role\r\nP07;nurse\r\n")
    assert [(row.number, row["Role"]) for row in table.rows] == [(3, "nurse")]


def test_windows_1252_is_read_and_said() -> None:
    table = read_csv("people.csv", "Name,Ward\nZoë,’4’\n".encode("cp1252"))
    assert table.rows[0] == {"Name": "Zoë", "Ward": "’4’"}
    assert table.encoding == "Windows-1252"
    assert "line 2 is not UTF-8" in table.notes[0]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert read_csv("people.csv", "\ufeffName\nP07\n".encode()).columns == ("Name",)


def test_a_single_column_is_a_table() -> None:
    assert [row["Name"] for row in read_csv("people.csv", b"Name\nP07\nP09").rows] == ["P07", "P09"]


def test_columns_without_rows_are_said() -> None:
    table = read_csv("people.csv", b"Name,Role\n")
    assert (table.rows, table.notes) == ((), ("The table has columns but no rows.",))


def test_empty_cells_that_spreadsheets_save_at_the_right_are_no_columns() -> None:
    table = read_csv("people.csv", b"Name,Role,,\nP07,,,\nP09,doctor,,\n")
    assert table.columns == ("Name", "Role")
    assert table.rows[0]["Role"] == ""


def test_names_that_come_twice_or_are_missing_are_named() -> None:
    assert problems("Name,Role,name,,Age\nP07,a,b,c,3\n") == [
        (1, "Name", "2 columns have this name."),
        (1, "name", "2 columns have this name."),
        (1, "4", "The column has no name."),
    ]


def test_rows_with_too_few_or_too_many_cells_are_named() -> None:
    assert problems("Name,Role,Age\nP07,nurse\n\nP09,doctor,40,odd\nP10,a,b\n") == [
        (2, "Age", "The row has 2 cells, but there are 3 columns."),
        (4, "4", "The row has 4 cells, but there are 3 columns."),
    ]


def test_a_quotation_mark_that_never_ends_is_named_by_its_row() -> None:
    ((row, _, what),) = problems('Name,Role\nP07,nurse\nP09,"doctor\nP10,nurse\n')
    assert row == 3
    assert "cannot be read to its end" in what


def test_a_value_longer_than_any_value_is_named_by_its_row() -> None:
    ((row, _, _),) = problems(f"Name,Role\nP07,nurse\nP09,{'a' * 200_000}\n")
    assert row == 3


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "is empty"),
        (b"\n\n", "holds no text"),
        (b",,\n", "no row that names the columns"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"Name\n\x81", "neither UTF-8 (line 2)"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, because: str) -> None:
    with pytest.raises(Invalid) as error:
        read_csv("people.csv", data)
    assert because in error.value.message
    assert error.value.message.startswith("people.csv")


def test_a_problem_reads_as_a_sentence_with_its_place() -> None:
    with pytest.raises(Invalid) as error:
        read_csv("people.csv", b"a,b\n1\n")
    assert str(error.value.problems[0]) == (
        "people.csv, row 2, column b: The row has 1 cell, but there are 2 columns. "
        "Look for a missing or stray separator."
    )
    assert isinstance(error.value.problems[0], Problem)


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffd\uffff\ufffe")
    | st.just("\n"),
    min_size=1,
).filter(lambda cell: bool(cell.strip()))


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_what_is_written_is_read(rows: list[list[str]], delimiter: str) -> None:
    quoted = [["Name", "Role", "Age"], *rows]
    data = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in quoted)
    table = read_csv("people.csv", data.encode())
    assert [list(row.values()) for row in table.rows] == rows
