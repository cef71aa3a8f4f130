"""Tables from workbooks: the sheet that is meant, dates as days, and what is refused before anybody opens it."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from alongside.core.errors import Invalid
from alongside.exchange.tables import read_table, read_workbook, sheet_names


def workbook(
    sheets: dict[str, list[list[object]]], merge: tuple[int, int, int, int, str] | None = None
) -> bytes:
    """A workbook of these sheets; a sheet called Hidden is hidden."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    month = book.add_format({"num_format": "mmm-yy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name == "Hidden":
            sheet.hide()
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(down, across, dt.datetime.combine(cell, dt.time()), month)
                elif cell is not None:
                    sheet.write(down, across, cell)
        if merge:
            sheet.merge_range(*merge)
    book.close()
    return kept.getvalue()


def refused(data: bytes, name: str = "numbers.xlsx", sheet: str | None = None) -> Invalid:
    with pytest.raises(Invalid) as error:
        read_workbook(name, data, sheet)
    assert name in error.value.message and error.value.todo
    return error.value


def test_dates_whole_numbers_and_words_come_as_text_with_the_rows_number_as_shown() -> None:
    data = workbook(
        {"One": [["Team", "Month", "N"], ["A", dt.date(2016, 3, 1), 43], [], ["B", "Apr-16", 1.5]]}
    )
    table = read_workbook("numbers.xlsx", data)
    assert table.columns == ("Team", "Month", "N")
    assert [(row.number, dict(row)) for row in table.rows] == [
        (2, {"Team": "A", "Month": "2016-03-01", "N": "43"}),
        (4, {"Team": "B", "Month": "Apr-16", "N": "1.5"}),
    ]


def test_the_sheet_is_chosen_by_its_name_and_hidden_ones_are_not_offered() -> None:
    data = workbook({"Notes": [["a", "b"]], "Hidden": [["x", "y"]], "Data": [["Team", "N"], ["A", 1]]})
    assert sheet_names("n.xlsx", data) == ["Notes", "Data"]
    assert read_table("n.xlsx", data, "Data").rows[0]["Team"] == "A"
    assert "Notes, Data" in refused(data, sheet="Hidden").todo


def test_an_empty_sheet_names_the_others() -> None:
    error = refused(workbook({"Empty": [], "Data": [["Team", "N"]]}))
    assert "nothing in the sheet “Empty”" in error.message and "Data" in error.todo


def test_a_title_above_the_columns_is_passed_over_and_said() -> None:
    data = workbook(
        {"One": [["Sepsis, all teams"], [], ["Team", "N"], ["A", 1]]}, merge=(0, 0, 0, 3, "Sepsis, all teams")
    )
    table = read_workbook("n.xlsx", data)
    assert table.columns == ("Team", "N") and table.rows[0].number == 4
    assert "row 3" in table.notes[1]


def test_merged_headings_are_refused_with_their_row() -> None:
    data = workbook({"One": [["Team", None, None], ["", "n", "d"], ["A", 1, 2]]}, merge=(0, 1, 0, 2, "March"))
    (problem,) = refused(data).problems
    assert problem.row == 1 and problem.column == "March" and "Unmerge" in problem.todo


def test_headings_that_are_missing_or_there_twice_are_named() -> None:
    error = refused(workbook({"One": [["Team", "N", "n", None], ["A", 1, 2, 3]]}))
    assert [(each.row, each.column) for each in error.problems] == [(1, "N"), (1, "n"), (1, "4")]


def test_a_workbook_with_macros_is_refused() -> None:
    data = workbook({"One": [["Team", "N"]]})
    kept = BytesIO(data)
    with zipfile.ZipFile(kept, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in refused(kept.getvalue()).message


def test_an_encrypted_or_old_workbook_is_refused() -> None:
    error = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "password" in error.message and ".xlsx" in error.todo


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    kept = BytesIO(workbook({"One": [["Team", "N"]]}))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet9.xml", b"<a/>" * 20_000_000)
    assert "unpacks to far more" in refused(kept.getvalue()).message


def test_a_cell_set_far_away_is_refused_before_the_empty_ones_are_laid_out() -> None:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet("One")
    sheet.write(0, 0, "Team")
    sheet.write(1_000_000, 5, "far")
    book.close()
    assert "1,000,001 rows" in refused(kept.getvalue()).message


@pytest.mark.parametrize("data", [b"PK\x03\x04rubbish", b"Team,N\nA,1\n"])
def test_what_only_calls_itself_a_workbook_is_refused(data: bytes) -> None:
    refused(data)


def test_another_zip_is_refused() -> None:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr("content.xml", "<x/>")
    assert "no Excel workbook" in refused(kept.getvalue(), "n.ods").message


def test_text_goes_to_the_reader_of_text() -> None:
    assert read_table("numbers.csv", b"Team,N\nA,1\n").rows[0]["N"] == "1"
