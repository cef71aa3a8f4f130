"""What a coder of a blind round might learn besides: from notes, counts, cells, what undo says, and after the round."""

from __future__ import annotations

import uuid

import pytest

from alongside.coding import actions, queries
from alongside.coding.models import Coding, Note
from alongside.coding.queries.sheet import desk, sheet, tag
from alongside.coding.undo.acts import undo
from alongside.coding.undo.memory import visiting
from alongside.core.errors import NotKnown, Refused
from alongside.study.actions.studies import coder_of


@pytest.fixture
def published(draft, ownership, board, researcher):
    actions.publish_version(version=draft, note="first", by=researcher)
    return draft


@pytest.fixture
def open_pilot(study, published, interview, researcher, second_coder):
    def opened():
        return actions.open_round(
            study=study,
            name="Pilot",
            sources=[interview],
            coders=[coder_of(study, researcher), coder_of(study, second_coder)],
            by=researcher,
        )

    return opened


class TestNotes:
    def test_a_memo_on_the_others_coding_is_read_after_the_round(
        self, study, open_pilot, interview, ownership, coded, researcher, second_coder
    ):
        opened = open_pilot()
        coding = coded(interview, "Mostly the consultants", ownership)
        note = actions.write_note(study=study, body="Ownership, I would say.", coding=coding, by=researcher)
        assert list(queries.journal(second_coder, study)) == []
        assert list(queries.journal(researcher, study)) == [note]
        actions.submit_round(round=opened, by=researcher)
        actions.submit_round(round=opened, by=second_coder)
        assert list(queries.journal(second_coder, study)) == [note]

    def test_neither_is_an_annotation_of_the_text_nor_one_made_before(
        self, study, open_pilot, interview, place, researcher, second_coder
    ):
        start, end = place(interview, "never heard of it")
        before = actions.write_note(
            study=study, source=interview, start=start, end=end, body="Mark this.", by=researcher
        )
        assert before in Note.objects.visible_to(second_coder)
        open_pilot()
        was = tag(desk(second_coder, interview))
        actions.write_note(study=study, source=interview, start=0, end=11, body="And this.", by=researcher)
        after = desk(second_coder, interview)
        assert sheet(after, uuid.uuid4())["annotations"] == []
        assert tag(after) == was
        assert Note.objects.visible_to(researcher).count() == 2

    def test_notes_that_lie_on_no_coded_text_are_read_as_always(
        self, study, open_pilot, p07, researcher, second_coder
    ):
        open_pilot()
        note = actions.write_note(study=study, case=p07.case, body="Works nights.", by=researcher)
        assert note in Note.objects.visible_to(second_coder)


class TestCells:
    def test_a_cell_does_not_tell_that_something_was_coded_beneath_it(
        self, study, open_pilot, interview, p07, ownership, coded, researcher, second_coder
    ):
        cell = actions.write_cell(
            study=study, case=p07.case, code=ownership.code, summary="They did not know.", by=researcher
        )
        opened = open_pilot()
        coding = coded(interview, "Mostly the consultants", ownership, by=second_coder)
        actions.change_coding(coding=coding, valence="barrier", by=second_coder)
        actions.remove_coding(coding=coding, by=second_coder)
        cell.refresh_from_db()
        assert cell.stale_since is None
        assert opened.closed_at is None

    def test_saving_a_cell_keeps_the_links_one_does_not_see(
        self, study, open_pilot, interview, p07, ownership, coded, researcher, second_coder
    ):
        coding = coded(interview, "Mostly the consultants", ownership)
        cell = actions.write_cell(
            study=study,
            case=p07.case,
            code=ownership.code,
            summary="They did not know.",
            links=[coding],
            by=researcher,
        )
        open_pilot()
        actions.write_cell(
            study=study,
            case=p07.case,
            code=ownership.code,
            summary="They did not know of it.",
            links=[],
            revision=cell.revision,
            by=second_coder,
        )
        assert [link.coding for link in cell.links.all()] == [coding]


class TestCounts:
    def test_the_codes_form_counts_what_its_reader_sees(
        self, client, study, open_pilot, interview, ownership, coded, researcher, second_coder
    ):
        open_pilot()
        coded(interview, "Mostly the consultants", ownership)
        draft = actions.start_draft(study=study, by=researcher)
        entry = draft.entries.get(code=ownership.code)
        client.force_login(second_coder, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(f"/s/{study.slug}/framework/codes/{entry.code.guid}/edit/")
        assert page.status_code == 200 and page.context["quotes"] == 0
        client.force_login(researcher, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(f"/s/{study.slug}/framework/codes/{entry.code.guid}/edit/")
        assert page.context["quotes"] == 1

    def test_undo_of_a_definition_does_not_tell_that_the_other_used_the_code(
        self, study, open_pilot, interview, ownership, coded, researcher, second_coder
    ):
        open_pilot()
        draft = actions.start_draft(study=study, by=researcher)
        entry, visit = draft.entries.get(code=ownership.code), uuid.uuid4()
        with visiting(study=study, by=second_coder, visit=visit, verb="code.edit"):
            actions.edit_code(
                entry=entry, revision=entry.revision, definition="Anew.", reason="clearer", by=second_coder
            )
        coded(interview, "Mostly the consultants", ownership)
        undo(study=study, visit=visit, by=second_coder)
        entry.refresh_from_db()
        assert entry.definition == "Whose work it is."


class TestAfterwards:
    def test_what_was_submitted_is_not_undone_once_all_have(
        self, study, open_pilot, interview, ownership, coded, researcher, second_coder
    ):
        opened, visit = open_pilot(), uuid.uuid4()
        with visiting(study=study, source=interview, by=researcher, visit=visit, verb="coding.add"):
            coding = coded(interview, "Mostly the consultants", ownership)
        actions.submit_round(round=opened, by=researcher)
        actions.submit_round(round=opened, by=second_coder)
        with pytest.raises(Refused):
            undo(study=study, visit=visit, by=researcher)
        assert Coding.objects.filter(guid=coding.guid).exists()

    def test_a_round_that_was_closed_cannot_be_coded_to_agree(
        self, study, open_pilot, interview, ownership, coded, researcher, second_coder
    ):
        opened, visit = open_pilot(), uuid.uuid4()
        with visiting(study=study, source=interview, by=researcher, visit=visit, verb="coding.add"):
            coding = coded(interview, "Mostly the consultants", ownership)
        coded(interview, "never heard of it", ownership, by=second_coder)
        actions.close_round(round=opened, reason="It took too long.", by=researcher)
        with pytest.raises(Refused):
            actions.change_coding(coding=coding, valence="barrier", by=researcher)
        with pytest.raises(Refused):
            actions.remove_coding(coding=coding, by=researcher)
        with pytest.raises(Refused):
            undo(study=study, visit=visit, by=researcher)


class TestEvidence:
    def test_what_a_round_coded_is_no_evidence_through_which_the_other_reads_it(
        self, study, open_pilot, interview, ownership, coded, researcher
    ):
        open_pilot()
        coding = coded(interview, "Mostly the consultants", ownership)
        from alongside.findings.api.rows import EvidenceIn, things_of

        with pytest.raises(NotKnown):
            things_of(researcher, study, EvidenceIn(codings=[coding.guid]))
