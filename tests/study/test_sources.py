"""Sources, their texts and turns, and the way from the identified text to the one that is coded."""

from __future__ import annotations

import pytest

from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.study.actions import (
    add_guide_version,
    add_source,
    add_text,
    confirm_pseudonymised,
    describe_source,
    open_identified_text,
    open_study,
    pseudonymise,
    read_source,
    register_pseudonym,
)
from alongside.study.models import Case, IdentifiedText, Source, SourceText
from tests.study.conftest import INTERVIEW


def spoken(source: Source) -> list[tuple[str, str | None, str]]:
    text = source.texts.last()
    return [
        (turn.speaker, turn.case.name if turn.case else None, text.text[turn.body : turn.end])
        for turn in text.turns.select_related("case")
    ]


def test_a_text_that_names_nobody_can_be_coded_at_once(participant, source):
    made = source(cases=[participant().case])
    assert made.texts.get().number == 1
    assert spoken(made)[0] == ("INTERVIEWER", None, "Who else was involved?")
    assert spoken(made)[3] == ("P01", "P01", "Until the winter. Then Ruth left.")


def test_a_label_that_is_not_the_interviewers_is_the_participant_of_an_interview(participant, source):
    made = source(
        text="INT: And then?\n\nNURSE: Nothing.\n\nINT: Why?\n\nNURSE: Time.", cases=[participant().case]
    )
    assert [who for _, who, _ in spoken(made)] == [None, "P01", None, "P01"]


def test_in_a_focus_group_each_label_is_the_case_it_names_or_was_said_to_be(participant, source):
    first, second = participant("P01").case, participant("P02").case
    made = source(
        "FG 01",
        "P01: I was there.\n\nDOCTOR: So was I.\n\nP01: Yes.\n\nDOCTOR: Yes.\n\nP09: Who?",
        kind="focus_group",
        cases=[first, second],
        speakers={"Doctor": second},
    )
    assert [who for _, who, _ in spoken(made)] == ["P01", "P02", "P01", "P02", None]


def test_an_identified_text_waits_in_the_vault_and_stands_nowhere_in_the_clear(source):
    waiting = source(identified=True)
    assert not SourceText.objects.exists()
    assert b"Ruth" not in bytes(IdentifiedText.objects.get(source=waiting).sealed)


def test_each_opening_of_an_identified_text_is_an_audit_event(source, researcher):
    waiting = source(identified=True)
    for _ in range(2):
        assert "Ruth Mensah" in open_identified_text(source=waiting, by=researcher)
    assert (
        AuditEvent.objects.filter(
            verb="vault.open_text", object_id=waiting.pk, actor_id=researcher.pk
        ).count()
        == 2
    )


def test_a_second_coder_may_not_open_the_vault(source, second_coder):
    waiting = source(identified=True)
    with pytest.raises(Refused):
        open_identified_text(source=waiting, by=second_coder)
    with pytest.raises(Refused):
        confirm_pseudonymised(source=waiting, by=second_coder)


def test_a_named_person_confirms_that_a_text_needs_no_change(source, researcher, participant):
    waiting = source(
        text="INT: Well?\n\nP01: Well.\n\nINT: So?\n\nP01: So.", identified=True, cases=[participant().case]
    )
    text = confirm_pseudonymised(source=waiting, by=researcher)
    assert (text.number, text.by, text.reason) == (1, researcher, "needed no change")
    with pytest.raises(Invalid, match="already"):
        confirm_pseudonymised(source=waiting, by=researcher)


def test_the_register_and_what_is_given_besides_are_put_in_place(study, source, researcher, participant):
    waiting = source(identified=True, cases=[participant().case])
    register_pseudonym(study=study, original="Ruth Mensah", replacement="[Anna]", by=researcher)
    text = pseudonymise(source=waiting, replacements={"Alder": "[Trust A]", "Ruth": "[Anna]"}, by=researcher)
    assert "Ruth" not in text.text
    assert "and [Anna] from [Trust A]." in text.text
    assert text.reason == "names replaced: 3"
    assert [who for _, who, _ in spoken(waiting)] == [None, "P01", None, "P01"]


def test_turns_survive_the_replacement_of_their_labels(source, researcher, participant):
    waiting = source(
        text="INT: Well?\n\nRUTH: I am Ruth.\n\nINT: So?\n\nRUTH: So.",
        identified=True,
        cases=[participant().case],
    )
    pseudonymise(source=waiting, replacements={"Ruth": "[Anna]"}, by=researcher)
    assert spoken(waiting) == [
        ("INT", None, "Well?"),
        ("ANNA", "P01", "I am [Anna]."),
        ("INT", None, "So?"),
        ("ANNA", "P01", "So."),
    ]


def test_a_register_that_finds_nothing_says_so(study, source, researcher):
    waiting = source(identified=True)
    with pytest.raises(Invalid, match="nothing was replaced"):
        pseudonymise(source=waiting, replacements={"Nobody": "[X]"}, by=researcher)


def test_a_name_stands_in_the_register_once(study, researcher):
    register_pseudonym(study=study, original="Ruth", replacement="[Anna]", by=researcher)
    with pytest.raises(Invalid, match="already"):
        register_pseudonym(study=study, original="RUTH", replacement="[Eva]", by=researcher)


def test_a_reading_is_audited_once_for_a_person_a_source_and_a_day(source, researcher, second_coder):
    made = source()
    for person in (researcher, researcher, second_coder):
        assert read_source(source=made, by=person).text == INTERVIEW
    assert AuditEvent.objects.filter(verb="source.read").count() == 2


def test_outsiders_and_administrators_do_not_know_of_a_source(source, outsider, administrator):
    made = source()
    for person in (outsider, administrator):
        with pytest.raises(NotKnown):
            read_source(source=made, by=person)
        assert not Source.objects.visible_to(person).exists()


def test_text_with_markup_emoji_and_right_to_left_marks_is_kept_as_it_came(source):
    words = "P01: <script>alert(1)</script> 👩🏽‍⚕️ said \u200f\u202bשלום\u202c & “fine”."
    assert source(text=words).texts.get().text == words


def test_line_breaks_of_other_systems_become_one_kind(source):
    assert source(text="P01: One.\r\n\r\nP01: Two.\r").texts.get().text == "P01: One.\n\nP01: Two.\n"


def test_what_lives_elsewhere_cannot_be_pointed_at(study, source, researcher):
    other = open_study(name="Other", slug="other", researcher=researcher, by=researcher)
    foreign = Case.objects.create(study=other, name="P01")
    with pytest.raises(NotKnown):
        source(cases=[foreign])
    guide = add_guide_version(
        study=other, name="Interview", questions=["Why?"], since="2016-01-01", by=researcher
    )
    with pytest.raises(NotKnown):
        source(guide_version=guide)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"kind": "film"}, "kind"),
        ({"hours": -1}, "hours"),
        ({"on": "14 March"}, "on"),
        ({"capacity": "spy"}, "capacity"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(source, fields, where):
    with pytest.raises(Invalid) as refused:
        source(**fields)
    assert where in refused.value.fields
    assert not Source.objects.exists()


def test_a_source_without_a_name_gets_the_next_free_one(study, researcher, participant):
    participant("P01")
    for kind, name in (
        ("interview", "P02"),
        ("field_note", "FN 01"),
        ("field_note", "FN 02"),
        ("document", "D 01"),
    ):
        assert add_source(study=study, kind=kind, text="Words.", identified=False, by=researcher).name == name


def test_a_field_note_keeps_what_was_observed_and_what_was_thought_apart(study, researcher):
    note = add_source(
        study=study, kind="field_note", text="The nurse left the room.", reflection="I wondered why I noticed.",
        hours=2.5, capacity="both", present="two nurses", identified=False, by=researcher,
    )  # fmt: skip
    assert note.reflection not in note.texts.get().text
    describe_source(source=note, place="Ward 3", by=researcher)
    note.refresh_from_db()
    assert (note.place, note.hours, note.capacity) == ("Ward 3", 2.5, "both")


def test_a_source_may_wait_for_its_text(study, researcher):
    waiting = add_source(study=study, kind="interview", identified=False, by=researcher)
    with pytest.raises(Invalid, match="no pseudonymised text yet"):
        read_source(source=waiting, by=researcher)
    add_text(source=waiting, text="P01: Here it is.", identified=False, by=researcher)
    assert read_source(source=waiting, by=researcher).words == 3


def test_a_guide_keeps_its_versions_with_what_changed(study, researcher):
    add_guide_version(
        study=study, name="Interview", questions=["Why?", " "], since="2016-01-01", by=researcher
    )
    second = add_guide_version(
        study=study,
        name="Interview",
        questions=["Why?", "What helped?"],
        since="2016-04-01",
        note="Asks for help.",
        by=researcher,
    )
    assert (second.number, second.guide.versions.first().questions) == (2, ["Why?"])
    with pytest.raises(Invalid):
        add_guide_version(
            study=study,
            name="Interview",
            questions=["Why?", "What helped?"],
            since="2016-05-01",
            by=researcher,
        )
