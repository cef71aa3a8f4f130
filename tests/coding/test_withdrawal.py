"""A withdrawal reaches codings, notes, cells and examples, and leaves what rests on others."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.coding import actions
from alongside.coding.models import Coding, MatrixCell, Note
from alongside.study import withdrawal

SENTINEL = "consultants"


@pytest.fixture
def gone(researcher, second_coder):
    """Withdraws somebody wholly: proposed by one, confirmed by another."""

    def withdraw(participant):
        proposed = withdrawal.propose(participant=participant, extent="delete_all", by=researcher)
        return withdrawal.confirm(withdrawal=proposed, by=second_coder)

    return withdraw


def test_an_interview_goes_with_its_codings_cells_and_notes(
    study, interview, p07, ownership, coded, gone, researcher, group, speakers, board
):
    coding = coded(interview, SENTINEL, ownership)
    kept = coded(group, "The board never came", board)
    actions.write_note(study=study, body="Of hers alone.", coding=coding, by=researcher)
    shared = actions.write_note(study=study, body="Of both.", rests_on=[p07, speakers[0]], by=researcher)
    free = actions.write_note(study=study, body="Of no one.", rests_on_no_one=True, by=researcher)
    actions.edit_note(note=shared, revision=1, body="Of both, again.", by=researcher)
    actions.write_cell(study=study, case=p07.case, code=ownership.code, summary="Hers.", by=researcher)
    gone(p07)
    assert list(Coding.objects.all()) == [kept]
    assert not MatrixCell.objects.exists()
    assert {note.pk: note.needs_rewrite for note in Note.objects.all()} == {shared.pk: True, free.pk: False}
    assert not Revision.objects.filter(kind__in=["note", "matrixcell"]).exists()


def test_an_example_in_the_framework_is_blanked_in_every_version(
    interview, draft, code, p07, gone, researcher, study, ownership
):
    entry = code("Champions", example=SENTINEL, example_from=interview)
    actions.publish_version(version=draft, note="First.", by=researcher)
    later = actions.start_draft(study=study, by=researcher)
    gone(p07)
    entry.refresh_from_db()
    assert entry.example == ""
    assert later.entries.get(name="Champions").example == ""


def test_in_a_focus_group_the_others_codings_move_and_the_speakers_own_go(
    group, speakers, board, ownership, coded, words, gone
):
    g1, _ = speakers
    hers = coded(group, "Until the winter", ownership)
    theirs = coded(group, "The board never came to see us.", board)
    both = coded(group, "it did.\n\nG2: The board", ownership)
    gone(g1)
    assert not Coding.objects.filter(pk=hers.pk).exists()
    theirs.refresh_from_db()
    both.refresh_from_db()
    assert words(theirs) == "The board never came to see us."
    assert "it did" not in words(both) and words(both).endswith("The board")
    assert (theirs.review, both.review) == ("", "changed")


def test_two_codings_that_become_the_same_are_one(
    group, speakers, ownership, place, researcher, second_coder, gone
):
    text = group.texts.get().text
    end = text.index("The board") + len("The board")
    for start in (text.index("G2:"), text.index("it did")):
        actions.add_coding(
            source=group, start=start, end=end, code=ownership.code, by=[researcher, second_coder][start < 60]
        )
    # the same coder twice, through an import that keeps both
    first = Coding.objects.order_by("start").first()
    Coding.objects.exclude(pk=first.pk).update(coder=first.coder)
    gone(speakers[0])
    assert Coding.objects.count() == 1


def test_anothers_cell_that_rests_in_part_on_it_is_hidden_until_rewritten(
    study, group, speakers, board, coded, gone, researcher
):
    g1, g2 = speakers
    shared = coded(group, "it did.\n\nG2: The board", board)
    cell = actions.write_cell(
        study=study, case=g2.case, code=board.code, summary="It did not last.", links=[shared], by=researcher
    )
    gone(g1)
    cell.refresh_from_db()
    assert cell.needs_rewrite
    actions.write_cell(
        study=study,
        case=g2.case,
        code=board.code,
        summary="Never came.",
        revision=cell.revision,
        by=researcher,
    )
    assert not MatrixCell.objects.get().needs_rewrite


def test_what_is_foretold_is_what_happens(interview, p07, ownership, coded, gone, researcher):
    coded(interview, SENTINEL, ownership)
    foretold = withdrawal.preview(participant=p07, extent="delete_all", by=researcher)
    assert foretold["coding.deleted"] == 1
    assert Coding.objects.count() == 1
    assert gone(p07).counts == foretold


def test_a_name_in_vivo_goes_with_whose_words_it_is_and_one_given_anew_stays(
    interview, group, speakers, draft, p07, gone, researcher
):
    def in_vivo(name, source):
        return actions.add_code(version=draft, name=name, words_from=source, by=researcher)

    hers = in_vivo("had never heard of it", interview)
    renamed = in_vivo("Somebody asking them", interview)
    actions.rename_code(entry=renamed, revision=1, name="Being asked", by=researcher)
    of_g1, of_g2 = in_vivo("until the winter", group), in_vivo("never came to see us", group)
    gone(p07)
    gone(speakers[0])
    names = {entry.pk: entry.name for entry in draft.entries.all()}
    assert names == {
        hers.pk: f"Words withdrawn, code {hers.code_id}",
        renamed.pk: "Being asked",
        of_g1.pk: f"Words withdrawn, code {of_g1.code_id}",
        of_g2.pk: "never came to see us",
    }
    assert not Revision.objects.filter(fields__name="Somebody asking them").exists()
