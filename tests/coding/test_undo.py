"""Undo and redo over a visit: everything back as it was, or a word on what stands in the way."""

from __future__ import annotations

import uuid

import pytest

from alongside.coding import actions
from alongside.coding.models import Change, CodeEntry, CodeStep, Coding, MatrixCell, Note
from alongside.coding.undo.acts import redo, undo, waiting
from alongside.coding.undo.memory import visiting
from alongside.core.errors import Refused


@pytest.fixture
def visit(study, interview, researcher):
    """The researcher's visit: `with visit("code"): …` is one act of it."""

    class Visit:
        guid = uuid.uuid4()

        def __call__(self, verb):
            return visiting(study=study, source=interview, by=researcher, visit=self.guid, verb=verb)

        def undo(self, by=researcher):
            return undo(study=study, visit=self.guid, by=by)

        def redo(self):
            return redo(study=study, visit=self.guid, by=researcher)

    return Visit()


def codings() -> list[tuple]:
    return sorted(Coding.objects.values_list("guid", "start", "end", "code", "valence", "important"))


class TestCodings:
    def test_a_coding_is_taken_back_and_put_again_as_the_same(self, visit, interview, ownership, coded):
        with visit("code"):
            coding = coded(interview, "Mostly the consultants", ownership, valence="barrier")
        there = codings()
        visit.undo()
        assert codings() == []
        visit.redo()
        assert codings() == there and Coding.objects.get().guid == coding.guid

    def test_codings_that_became_one_part_again_each_with_its_memo(
        self, visit, interview, ownership, coded, researcher
    ):
        first = coded(interview, "Mostly the consultants", ownership)
        second = coded(interview, "never heard of it", ownership)
        note = actions.write_note(study=first.study, body="Who?", coding=second, by=researcher)
        before = codings()
        with visit("code"):
            coded(interview, "consultants. The junior nurses had never", ownership)
        assert len(codings()) == 1
        visit.undo()
        note.refresh_from_db()
        assert codings() == before and note.coding.guid == second.guid

    def test_a_removed_coding_comes_back_with_its_memo_and_its_place_in_a_cell(
        self, visit, study, p07, interview, ownership, coded, researcher
    ):
        coding = coded(interview, "never heard of it", ownership)
        actions.write_note(study=study, body="Who?", coding=coding, by=researcher)
        cell = actions.write_cell(
            study=study,
            case=p07.case,
            code=ownership.code,
            summary="They did not know.",
            links=[coding],
            by=researcher,
        )
        with visit("remove"):
            actions.remove_coding(coding=Coding.objects.get(), by=researcher)
        assert not Note.objects.exists() and not cell.links.exists()
        visit.undo()
        assert Coding.objects.get().guid == coding.guid
        assert Note.objects.get().body == "Who?" and Note.objects.get().coding.guid == coding.guid
        assert cell.links.get().coding.guid == coding.guid

    def test_what_was_cut_into_two_is_whole_again(
        self, visit, interview, ownership, coded, place, researcher
    ):
        coding = coded(interview, "The junior nurses had never heard of it.", ownership)
        before = codings()
        start, end = place(interview, "had never")
        with visit("uncode"):
            actions.uncode(coding=coding, start=start, end=end, by=researcher)
        assert len(codings()) == 2
        visit.undo()
        assert codings() == before

    def test_three_are_undone_one_redone_and_a_new_act_ends_the_rest(
        self, visit, study, interview, ownership, board, coded, researcher
    ):
        for words in ("Mostly", "consultants", "junior"):
            with visit(f"code.{words}"):
                coded(interview, words, ownership)
        assert [visit.undo().verb for _ in range(3)] == ["code.junior", "code.consultants", "code.Mostly"]
        assert visit.redo().verb == "code.Mostly"
        assert waiting(researcher, study, visit.guid).redo == "code.consultants"
        with visit("code.never"):
            coded(interview, "never", board)
        assert waiting(researcher, study, visit.guid).redo is None
        with pytest.raises(Refused):
            visit.redo()
        assert Coding.objects.count() == 2

    def test_nothing_is_undone_that_somebody_changed_since(
        self, visit, interview, ownership, coded, researcher
    ):
        with visit("code"):
            coding = coded(interview, "Mostly", ownership)
        actions.change_coding(coding=coding, valence="barrier", by=researcher)
        with pytest.raises(Refused, match="changed since"):
            visit.undo()
        assert Coding.objects.get().valence == "barrier"

    def test_a_memo_written_elsewhere_since_is_not_taken_along(
        self, visit, study, interview, ownership, coded, researcher
    ):
        with visit("code"):
            coding = coded(interview, "Mostly", ownership)
        actions.write_note(study=study, body="Keep me", coding=coding, by=researcher)
        with pytest.raises(Refused):
            visit.undo()
        assert Note.objects.get().body == "Keep me"

    def test_another_persons_visit_is_their_own(
        self, visit, study, interview, ownership, coded, second_coder
    ):
        with visit("code"):
            coded(interview, "Mostly", ownership)
        with pytest.raises(Refused, match="nothing left"):
            visit.undo(by=second_coder)

    def test_an_act_that_fails_leaves_nothing_to_undo(self, visit, interview, ownership, coded, researcher):
        with pytest.raises(ValueError), visit("code"):
            coded(interview, "Mostly", ownership)
            raise ValueError
        assert not Coding.objects.exists() and not Change.objects.exists()

    def test_outside_a_visit_nothing_is_kept(self, interview, ownership, coded):
        coded(interview, "Mostly", ownership)
        assert not Change.objects.exists()

    def test_it_holds_places_and_numbers_and_no_words(
        self, visit, study, interview, ownership, coded, researcher
    ):
        with visit("code"):
            coding = coded(interview, "Mostly", ownership)
        with visit("memo"):
            actions.write_note(study=study, body="Zanzibar", coding=coding, by=researcher)
        assert "Zanzibar" not in str(list(Change.objects.values("before", "after")))


class TestProse:
    def test_a_memo_is_unwritten_and_written_again(
        self, visit, study, interview, ownership, coded, researcher
    ):
        coding = coded(interview, "Mostly", ownership)
        with visit("memo"):
            note = actions.write_note(study=study, body="Who?", coding=coding, by=researcher)
        with visit("memo"):
            actions.edit_note(note=note, revision=1, body="Who else?", by=researcher)
        visit.undo()
        assert Note.objects.get().body == "Who?"
        visit.redo()
        assert Note.objects.get().body == "Who else?"
        visit.undo(), visit.undo()
        assert not Note.objects.exists()
        visit.redo()
        assert (Note.objects.get().body, Note.objects.get().guid) == ("Who?", note.guid)

    def test_after_an_undo_one_writes_on(self, visit, study, interview, ownership, coded, researcher):
        coding = coded(interview, "Mostly", ownership)
        note = actions.write_note(study=study, body="one", coding=coding, by=researcher)
        with visit("memo"):
            note = actions.edit_note(note=note, revision=1, body="two", by=researcher)
        visit.undo()
        for number, body in ((1, "three"), (2, "four")):
            with visit("memo"):
                note = actions.edit_note(note=note, revision=number, body=body, by=researcher)
        visit.undo(), visit.undo()
        assert Note.objects.get().body == "one"

    def test_a_cell_is_as_it_was(self, visit, study, p07, ownership, researcher):
        def write(summary, revision):
            return actions.write_cell(
                study=study,
                case=p07.case,
                code=ownership.code,
                summary=summary,
                revision=revision,
                by=researcher,
            )

        with visit("cell"):
            write("One.", None)
        with visit("cell"):
            write("Two.", 1)
        visit.undo()
        assert MatrixCell.objects.get().summary == "One."
        visit.undo()
        assert not MatrixCell.objects.exists()
        visit.redo(), visit.redo()
        assert MatrixCell.objects.get().summary == "Two."


class TestFramework:
    def test_a_code_made_of_the_words_goes_again_with_its_coding(
        self, visit, draft, theme, interview, coded, researcher
    ):
        with visit("code.in_vivo"):
            entry = actions.add_code(version=draft, name="never heard of it", parent=theme, by=researcher)
            coded(interview, "never heard of it", entry)
        visit.undo()
        assert not CodeEntry.objects.filter(name="never heard of it").exists()
        visit.redo()
        assert CodeEntry.objects.get(name="never heard of it").code == Coding.objects.get().code

    def test_a_code_is_named_moved_and_merged_and_all_is_as_before(
        self, visit, draft, theme, ownership, board, code, researcher
    ):
        def tree():
            return sorted(CodeEntry.objects.values_list("guid", "name", "parent", "order", "colour"))

        before, steps = tree(), CodeStep.objects.count()
        with visit("rename"):
            renamed = actions.edit_code(entry=ownership, revision=1, name="Whose work it is", by=researcher)
        with visit("move"):
            actions.move_code(entry=board, parent=renamed, by=researcher)
        with visit("merge"):
            actions.merge_codes(
                version=draft, from_codes=[board], into=renamed, reason="the same", by=researcher
            )
        for _ in range(3):
            visit.undo()
        assert (tree(), CodeStep.objects.count()) == (before, steps)
        for _ in range(3):
            visit.redo()
        assert not CodeEntry.objects.filter(guid=board.guid).exists()
        assert CodeStep.objects.filter(operation="merge").count() == 1

    def test_not_once_somebody_coded_with_it(
        self, visit, draft, theme, interview, coded, researcher, second_coder
    ):
        with visit("add"):
            entry = actions.add_code(version=draft, name="Posters", parent=theme, by=researcher)
        coded(interview, "Mostly", entry, by=second_coder)
        with pytest.raises(Refused, match="“Posters” was used since: 1 coding"):
            visit.undo()
        assert CodeEntry.objects.filter(name="Posters").exists()
