"""Words that were taken out do not come back: not by undo, not as an earlier state, not in an answer to who wrote late."""

from __future__ import annotations

import json
import uuid

import pytest

from alongside.access.models import Revision
from alongside.coding import actions
from alongside.coding.models import CodeStep, Coding, MatrixCell, Note
from alongside.coding.undo.acts import undo
from alongside.coding.undo.memory import visiting
from alongside.core.errors import Conflict, Refused
from alongside.core.text import Span
from alongside.study.models import SourceText, Turn

GONE = "junior nurses"


@pytest.fixture
def redacted(interview, place, researcher):
    def take(words: str = GONE, source=None):
        source = source or interview
        return actions.redact(
            source=source, spans=[Span(*place(source, words))], reason="a name", by=researcher
        )

    return take


def revisions() -> str:
    return json.dumps(list(Revision.objects.values_list("fields", flat=True)))


class TestRedacted:
    def test_writing_a_hidden_note_again_does_not_keep_what_it_said(
        self, study, interview, redacted, researcher
    ):
        note = actions.write_note(study=study, source=interview, body=f"The {GONE} said so.", by=researcher)
        redacted()
        note.refresh_from_db()
        assert note.needs_rewrite
        actions.edit_note(note=note, revision=note.revision, body="Some said so.", by=researcher)
        assert GONE not in revisions()

    def test_nor_does_writing_a_hidden_cell_again(self, study, p07, ownership, redacted, researcher):
        cell = actions.write_cell(
            study=study, case=p07.case, code=ownership.code, summary=f"The {GONE}.", by=researcher
        )
        redacted()
        actions.write_cell(
            study=study,
            case=p07.case,
            code=ownership.code,
            summary="Some of them.",
            revision=cell.revision,
            by=researcher,
        )
        assert GONE not in revisions()

    def test_undo_does_not_bring_them_back(self, study, interview, redacted, researcher):
        note = actions.write_note(study=study, source=interview, body=f"The {GONE} said so.", by=researcher)
        redacted()
        visit = uuid.uuid4()
        with visiting(study=study, source=interview, by=researcher, visit=visit, verb="note.edit"):
            actions.edit_note(note=note, revision=note.revision, body="Some said so.", by=researcher)
        with pytest.raises(Refused):
            undo(study=study, visit=visit, by=researcher)
        note.refresh_from_db()
        assert note.body == "Some said so."

    def test_a_late_writer_of_a_hidden_cell_is_not_told_what_it_said(
        self, study, p07, ownership, redacted, researcher, second_coder
    ):
        actions.write_cell(
            study=study, case=p07.case, code=ownership.code, summary=f"The {GONE}.", by=researcher
        )
        redacted()
        with pytest.raises(Conflict) as problem:
            actions.write_cell(
                study=study, case=p07.case, code=ownership.code, summary="Mine.", by=second_coder
            )
        assert GONE not in json.dumps(problem.value.theirs)

    def test_the_reason_of_an_earlier_correction_and_the_framework_lose_them(
        self, study, interview, draft, code, redacted, researcher
    ):
        text = interview.texts.get().text
        actions.correct_text(
            source=interview,
            text=text.replace("Mostly", "Mainly"),
            number=1,
            reason=f"the {GONE} asked for it",
            by=researcher,
        )
        entry = code("Knowing of it", definition=f"As the {GONE} did.", reason=f"after the {GONE}")
        redacted()
        assert not SourceText.objects.filter(reason__contains=GONE).exists()
        entry.refresh_from_db()
        assert GONE not in entry.definition
        assert not CodeStep.every.filter(reason__contains=GONE).exists()

    def test_a_name_that_heads_a_code_is_told_of(self, study, code, redacted):
        code("Junior nurses")
        assert any("Junior nurses" in each for each in redacted().elsewhere)

    def test_words_that_an_earlier_version_has_elsewhere_leave_it_too(self, interview, redacted, researcher):
        text = interview.texts.get().text
        actions.correct_text(
            source=interview,
            text=text.replace("Somebody asking them.", f"Somebody asking the {GONE}."),
            number=1,
            reason="heard again",
            by=researcher,
        )
        actions.correct_text(source=interview, text=text, number=2, reason="not so", by=researcher)
        redacted()
        assert not SourceText.objects.filter(text__contains=GONE).exists()

    def test_a_label_is_no_place_for_them_to_stay(self, study, group, researcher):
        text = group.texts.get()
        start = text.text.index("G1")
        actions.redact(source=group, spans=[Span(start, start + 2)], reason="a name", by=researcher)
        newest = group.texts.order_by("-number").first()
        assert "G1" not in set(
            Turn.objects.filter(source_text=newest, index=1).values_list("speaker", flat=True)
        )


class TestPlaces:
    def test_undo_puts_no_coding_on_words_of_another_version(
        self, study, interview, ownership, coded, researcher
    ):
        coding, visit = coded(interview, "never heard of it", ownership), uuid.uuid4()
        with visiting(study=study, source=interview, by=researcher, visit=visit, verb="coding.remove"):
            actions.remove_coding(coding=coding, by=researcher)
        text = interview.texts.get().text
        actions.correct_text(
            source=interview,
            text=text.replace("Mostly", "Mostly, I think,"),
            number=1,
            reason="heard again",
            by=researcher,
        )
        with pytest.raises(Refused):
            undo(study=study, visit=visit, by=researcher)
        assert not Coding.objects.exists()


class TestOthers:
    def test_undo_of_a_change_of_anothers_coding_takes_the_same_right(
        self, study, interview, ownership, coded, researcher, second_coder
    ):
        from alongside.access.models import Grant
        from alongside.access.rules import forget_grants

        coding, visit = coded(interview, "never heard of it", ownership, by=second_coder), uuid.uuid4()
        with visiting(study=study, source=interview, by=researcher, visit=visit, verb="coding.change"):
            actions.change_coding(coding=coding, valence="barrier", by=researcher)
        Grant.objects.filter(person=researcher, scope=study.scope).update(role="second_coder")
        forget_grants(researcher)
        with pytest.raises(Refused):
            undo(study=study, visit=visit, by=researcher)


class TestWithdrawn:
    def test_a_memo_that_was_deleted_does_not_outlive_a_withdrawal_as_a_revision(
        self, study, p07, interview, ownership, coded, researcher, second_coder
    ):
        from alongside.study import withdrawal

        coding, visit = coded(interview, "never heard of it", ownership), uuid.uuid4()
        actions.write_note(study=study, coding=coding, body="xyzzymarker", by=researcher)
        with visiting(study=study, source=interview, by=researcher, visit=visit, verb="coding.remove"):
            actions.remove_coding(coding=coding, by=researcher)
        assert "xyzzymarker" in revisions() and not Note.objects.exists()
        asked = withdrawal.propose(participant=p07, extent="delete_all", by=researcher)
        withdrawal.confirm(withdrawal=asked, by=second_coder)
        assert "xyzzymarker" not in revisions()

    def test_nor_does_a_cell(self, study, p07, ownership, researcher, second_coder):
        from alongside.study import withdrawal

        visit = uuid.uuid4()
        with visiting(study=study, by=researcher, visit=visit, verb="cell.write"):
            actions.write_cell(
                study=study, case=p07.case, code=ownership.code, summary="xyzzymarker", by=researcher
            )
        undo(study=study, visit=visit, by=researcher)
        assert not MatrixCell.objects.exists()
        asked = withdrawal.propose(participant=p07, extent="delete_all", by=researcher)
        withdrawal.confirm(withdrawal=asked, by=second_coder)
        assert "xyzzymarker" not in revisions()
