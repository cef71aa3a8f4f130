"""The four extents of a withdrawal, who may do what, and what becomes of what others said."""

from __future__ import annotations

import json

import pytest

from alongside.audit.models import AuditEvent
from alongside.coding.models import CodeEntry, Coding, MatrixCell, Note
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.findings.models import EvidencePart
from alongside.study import consent, withdrawal
from alongside.study.actions import confirm_rewritten, open_identified_text
from alongside.study.models import Approach, Consent, Participant, Source, Turn, Withdrawal
from alongside.study.withdrawal import deed, erasures
from tests.study import withdrawn_world as world_of


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    return world_of.build()


def withdraw(world, extent="delete_all") -> Withdrawal:
    asked = withdrawal.propose(participant=world.p1, extent=extent, by=world.rosa)
    return withdrawal.confirm(withdrawal=asked, by=world.sven)


def test_a_preview_changes_nothing_and_foretells_exactly(world):
    before = {
        model: model.objects.count() for model in (Source, Participant, Coding, Note, AuditEvent, Consent)
    }
    foretold = withdrawal.preview(participant=world.p1, extent="delete_all", by=world.rosa)
    assert {model: model.objects.count() for model in before} == before
    assert (foretold["source.deleted"], foretold["participant.deleted"]) == (2, 1)
    assert withdraw(world).counts == foretold


def test_the_person_who_proposes_does_not_confirm(world):
    asked = withdrawal.propose(participant=world.p1, extent="stop", by=world.rosa)
    with pytest.raises(Refused, match="second person"):
        withdrawal.confirm(withdrawal=asked, by=world.rosa)
    assert Participant.objects.count() == 2


def test_a_second_coder_confirms_but_does_not_propose(world):
    with pytest.raises(Refused):
        withdrawal.propose(participant=world.p1, extent="stop", by=world.sven)


def test_outsiders_and_administrators_know_of_no_withdrawal(world, outsider, administrator):
    asked = withdrawal.propose(participant=world.p1, extent="stop", by=world.rosa)
    for person in (outsider, administrator):
        with pytest.raises(NotKnown):
            withdrawal.confirm(withdrawal=asked, by=person)
        with pytest.raises(NotKnown):
            withdrawal.preview(participant=world.p1, extent="stop", by=person)


def test_one_withdrawal_of_a_participant_waits_at_a_time_and_is_done_once(world):
    asked = withdrawal.propose(participant=world.p1, extent="stop", by=world.rosa)
    with pytest.raises(Invalid, match="waits already"):
        withdrawal.propose(participant=world.p1, extent="delete_all", by=world.rosa)
    withdrawal.cancel(withdrawal=asked, by=world.rosa)
    with pytest.raises(Conflict):
        withdrawal.confirm(withdrawal=asked, by=world.sven)


def test_stopping_keeps_what_was_collected(world):
    withdraw(world, "stop")
    words = consent.now(world.p1)
    assert (words["take_part"], words["quote"]) == (False, True)
    assert Source.objects.count() == 3


def test_no_quotes_takes_back_what_was_agreed_for_one_source_too(world):
    from alongside.study.actions import record_consent

    record_consent(participant=world.p1, purpose="share", value=True, source=world.interview, by=world.rosa)
    withdraw(world, "no_quotes")
    assert not any(
        consent.now(world.p1, world.interview)[purpose]
        for purpose in ("quote", "share", "publish", "archive")
    )
    assert consent.now(world.p1)["take_part"] is True
    assert Coding.objects.count() == 3


def test_keeping_what_is_analysed_deletes_the_source_nothing_rests_on(world):
    withdraw(world, "keep_analysed")
    assert set(Source.objects.values_list("pk", flat=True)) == {world.interview.pk, world.group.pk}
    assert Participant.objects.filter(pk=world.p1.pk).exists()


def test_of_a_focus_group_only_this_speakers_turns_go(world):
    withdraw(world)
    text = world.group.texts.get()
    assert (text.number, text.text) == (2, "INT: Hello?\n\nP02: I am the other.\n\nP02: Yes, indeed.")
    assert [(turn.speaker, text.text[turn.body : turn.end]) for turn in text.turns.all()] == [
        ("INT", "Hello?"), ("P02", "I am the other."), ("P02", "Yes, indeed."),
    ]  # fmt: skip
    assert text.words == 7
    assert open_identified_text(source=Source.objects.get(pk=world.group.pk), by=world.rosa) == text.text
    assert list(world.group.cases.values_list("name", flat=True)) == ["P02"]


def test_places_are_carried_past_what_was_cut():
    text = "aaBBccDDee"
    cut = deed.Cut(Source(), (deed.Span(2, 4), deed.Span(6, 8)))
    after = "aaccee"
    for start, end, words in (
        (0, 2, "aa"),
        (4, 6, "cc"),
        (1, 5, "ac"),
        (3, 9, "cce"),
        (8, 10, "ee"),
        (0, 10, after),
    ):
        place = cut.carry(start, end)
        assert after[place.start : place.end] == words, text[start:end]
    assert cut.carry(2, 4) is None
    assert cut.carry(7, 8) is None


def test_what_rests_on_several_waits_to_be_rewritten(world):
    withdraw(world)
    world.shared_note.refresh_from_db()
    assert world.shared_note.needs_rewrite


def test_a_shared_field_note_is_quoted_to_nobody_until_someone_answers_for_it(world):
    note = Source.objects.create(
        study=world.study, kind="field_note", name="FN 01", title="Huddle", reflection="Hm."
    )
    note.cases.add(world.p1.case, world.p2.case)
    withdraw(world)
    note.refresh_from_db()
    assert (note.needs_rewrite, note.title, note.reflection) == (True, "Field note", "Hm.")
    assert not consent.quotable([], "committee", source=note, document=True)
    confirm_rewritten(source=note, reflection="We thought.", by=world.rosa)
    assert consent.quotable([], "committee", source=note, document=True)


def test_the_framework_keeps_its_entry_without_the_example(world):
    withdraw(world)
    entry = CodeEntry.objects.get()
    assert (entry.name, entry.example) == ("Ownership", "")


def test_frozen_words_are_blanked_and_cells_of_the_case_go(world):
    withdraw(world)
    assert all(part.text == "" for part in EvidencePart.objects.all())
    assert not MatrixCell.objects.exists()


def test_that_somebody_was_asked_stays_as_a_number(world):
    withdraw(world)
    approach = Approach.objects.get()
    assert (approach.participant, approach.invited_on, approach.outcome) == (None, None, "accepted")


def test_what_is_left_are_ids_dates_and_counts(world):
    done = withdraw(world)
    assert done.participant_guid == world.p1.guid
    assert all(isinstance(number, int) for number in done.counts.values())
    event = AuditEvent.objects.get(verb="withdrawal.done")
    assert event.details["counts"] == done.counts
    assert ("sources", "deleted", 2) in withdrawal.in_words(done.counts)


def test_others_keep_all_they_said(world):
    withdraw(world)
    text = world.group.texts.get().text
    (coding,) = Coding.objects.all()
    assert coding.pk == world.shared_coding.pk
    assert text[coding.start : coding.end] == "I am the other"
    assert Turn.objects.filter(case=world.p2.case).count() == 2
    assert consent.now(world.p2)["publish"] is True


def test_a_later_app_is_called_before_anything_is_gone(world, monkeypatch):
    seen = []

    def mine(erasure):
        seen.append((len(erasure.sources), len(erasure.cuts), Coding.objects.count()))
        alone, shared = erasure.rows(Note)
        assert (alone, shared) == ({world.note.pk}, {world.shared_note.pk})
        Note.objects.filter(pk__in=alone).delete()
        Note.objects.filter(pk__in=shared).update(body="Somebody said so.")
        erasure.settled(Note, shared)
        erasure.count(Note, "deleted", 1)

    monkeypatch.setattr(deed, "_touches", [mine])
    done = withdraw(world)
    assert seen == [(2, 1, 3)]
    assert done.counts["note.deleted"] == 1
    world.shared_note.refresh_from_db()
    assert not world.shared_note.needs_rewrite


def test_a_restored_backup_is_deleted_from_again(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        done = withdraw(world, "keep_analysed")
    assert erasures.write in callbacks
    erasures.write()
    (line,) = erasures.read()
    assert (line["participant"], line["extent"]) == (str(world.p1.guid), "keep_analysed")
    assert withdrawal.replay() == 0
    line.update(withdrawal="00000000-0000-4000-8000-000000000001", extent="delete_all")
    erasures.path().write_text(erasures.path().read_text() + json.dumps(line) + "\n")
    assert withdrawal.replay() == 1
    assert not Participant.objects.filter(guid=done.participant_guid).exists()
    erasures.path().write_text("not a line\n")
    with pytest.raises(Invalid, match="damaged"):
        withdrawal.replay()
