"""Charting: a cell is written once, and again only by somebody who has read what is there."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.coding import actions, queries
from alongside.coding.models import MatrixCell
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused


@pytest.fixture
def write(study, p07, ownership, researcher):
    """Writes P07 × Clinical ownership."""

    def cell(summary="Owned by consultants.", **fields):
        return actions.write_cell(
            **{"study": study, "case": p07.case, "code": ownership.code, "summary": summary, "by": researcher}
            | fields
        )

    return cell


def test_a_blank_cell_is_written(write, researcher):
    cell = write(status="reviewed")
    assert (cell.summary, cell.status, cell.revision, cell.author.person) == (
        "Owned by consultants.",
        "reviewed",
        1,
        researcher,
    )


def test_nothing_said_is_a_finding_too(write):
    assert write("", nothing_said=True).nothing_said


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"summary": " "}, "summary is empty"),
        ({"nothing_said": True}, "a summary, or that nothing was said"),
        ({"status": "great"}, "no status"),
    ],
)
def test_what_is_no_cell_is_refused(write, fields, words):
    with pytest.raises(Invalid, match=words):
        write(**fields)
    assert not MatrixCell.objects.exists()


def test_a_theme_is_no_column(write, theme):
    with pytest.raises(Invalid, match="no column"):
        write(code=theme.code)


def test_of_two_who_write_a_blank_cell_the_second_is_shown_both(write, second_coder):
    write("Theirs.", by=second_coder)
    with pytest.raises(Conflict) as conflict:
        write("Mine.")
    assert conflict.value.theirs["summary"] == "Theirs." and conflict.value.theirs["by"] == "Sven Secondcoder"
    assert conflict.value.mine["summary"] == "Mine."
    assert MatrixCell.objects.get().summary == "Theirs."


def test_of_two_who_change_one_cell_the_second_is_shown_both(write, second_coder):
    write("First.")
    write("Theirs.", revision=1, by=second_coder)
    with pytest.raises(Conflict) as conflict:
        write("Mine.", revision=1)
    write("From both.", revision=conflict.value.theirs["revision"])
    assert [each.fields["summary"] for each in Revision.objects.order_by("number")] == ["First.", "Theirs."]


def test_a_quote_added_changed_or_removed_beneath_a_cell_makes_it_stale(
    write, interview, ownership, coded, researcher
):
    cell = write()

    def stale_again():
        cell.refresh_from_db()
        was = cell.stale_since is not None
        actions.still_right(cell=cell, by=researcher)
        return was

    coding = coded(interview, "consultants", ownership)
    assert stale_again()
    actions.change_coding(coding=coding, valence="barrier", by=researcher)
    assert stale_again()
    actions.change_coding(coding=coding, important=True, by=researcher)
    assert not stale_again(), "a star says nothing about what was meant"
    actions.remove_coding(coding=coding, by=researcher)
    assert stale_again()


def test_another_code_or_another_speaker_leaves_it_fresh(write, interview, board, ownership, coded):
    cell = write()
    coded(interview, "consultants", board)
    coded(interview, "What would have made the difference?", ownership)  # the interviewer's words
    cell.refresh_from_db()
    assert cell.stale_since is None


def test_writing_again_makes_it_fresh(write, interview, ownership, coded):
    write()
    coded(interview, "consultants", ownership)
    assert write("Better.", revision=1).stale_since is None


def test_a_summary_points_at_its_quotes(write, interview, ownership, coded):
    first, second = coded(interview, "consultants", ownership), coded(interview, "never heard", ownership)
    cell = write(links=[first])
    write(links=[second], revision=1)
    assert [link.coding for link in cell.links.all()] == [second]
    write(links=None, revision=2)
    assert cell.links.count() == 1


def test_who_may_not_write(write, critical_friend, outsider):
    with pytest.raises(Refused):
        write(by=critical_friend)
    with pytest.raises(NotKnown):
        write(by=outsider)


def test_the_matrix_counts_quotes_by_how_they_bear(
    write, study, interview, group, ownership, board, coded, researcher, p07, speakers
):
    coded(interview, "Mostly the consultants", ownership, valence="barrier")
    coded(interview, "never heard of it", ownership, valence="facilitator")
    coded(group, "it did.\n\nG2: The board", board)  # over two speakers: it belongs to both
    write()
    table = queries.matrix(researcher, study)
    cells = {(row.case.name, column.entry.name): cell for band in table.bands for row in band.rows
             for column, cell in zip(table.columns, row.cells, strict=True)}  # fmt: skip
    assert cells[("P07", "Clinical ownership")].marks == "−1 +1"
    assert [cells[(name, "Board and executive")].quotes for name in ("G1", "G2", "P07")] == [1, 1, 0]
    assert [(column.quotes, column.cases) for column in table.columns] == [(2, 1), (2, 2)]
    assert (table.written, table.cells, len(table.stale)) == (1, 6, 0)


def test_rows_are_filtered_by_an_attribute(study, p07, speakers, ownership, researcher):
    table = queries.matrix(researcher, study, where={"role": "doctor"})
    assert [row.case.name for band in table.bands for row in band.rows] == ["G1", "G2"]
    assert [band.name for band in table.bands] == ["Trust A"]


def test_columns_are_those_of_a_theme(study, draft, p07, ownership, theme, code, researcher):
    code("Media", parent=None)
    assert len(queries.matrix(researcher, study).columns) == 2
    assert [
        each.entry.name for each in queries.matrix(researcher, study, theme=str(theme.code.guid)).columns
    ] == ["Clinical ownership"]


def test_a_cell_of_a_merged_code_is_shown_to_be_read_again(write, study, draft, ownership, board, researcher):
    write()
    actions.publish_version(version=draft, note="First.", by=researcher)
    later = actions.start_draft(study=study, by=researcher)
    actions.merge_codes(
        version=later, from_codes=[ownership.code], into=board.code, reason="One thing.", by=researcher
    )
    table = queries.matrix(researcher, study)
    assert [(cell.text, cell.stale) for cell in table.bands[0].rows[0].cells] == [
        ("Owned by consultants.", True)
    ]
