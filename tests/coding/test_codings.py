"""Codings: places in the current text, one over what overlaps, pinned to a version, in one's own name."""

from __future__ import annotations

import pytest

from alongside.audit.models import AuditEvent
from alongside.coding import actions, guards
from alongside.coding.models import Coding, Note
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.core.text import BadPlace
from alongside.study.models import Coder


def test_words_are_coded_under_the_version_in_hand(interview, ownership, coded, words, researcher):
    coding = coded(interview, "The junior nurses", ownership, valence="barrier")
    assert words(coding) == "The junior nurses"
    assert (coding.version.number, coding.valence, coding.coder.person) == (1, "barrier", researcher)
    event = AuditEvent.objects.get(verb="coding.add")
    assert (event.object_id, event.details["start"], event.details["end"]) == (
        coding.pk,
        coding.start,
        coding.end,
    )


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [(0, 10_000, "outside"), (-1, 5, "outside"), (20, 10, "reversed"), (12, 12, "empty")],
)
def test_a_place_that_is_none_is_refused(interview, ownership, researcher, start, end, reason):
    with pytest.raises(BadPlace) as problem:
        actions.add_coding(source=interview, start=start, end=end, code=ownership.code, by=researcher)
    assert problem.value.reason == reason
    assert not Coding.objects.exists()


def test_from_the_page_no_visible_character_is_cut(study, ownership, researcher):
    from alongside.study.actions import add_source

    source = add_source(
        study=study, kind="document", name="D 01", text="Ward 👩‍⚕️ round", identified=False, by=researcher
    )
    actions.add_coding(source=source, start=5, end=6, code=ownership.code, by=researcher)
    with pytest.raises(BadPlace) as problem:
        actions.add_coding(source=source, start=5, end=6, code=ownership.code, graphemes=True, by=researcher)
    assert problem.value.reason == "grapheme"


def test_the_same_code_over_overlapping_words_becomes_one(interview, ownership, coded, words):
    first = coded(interview, "Mostly the consultants", ownership)
    note = actions.write_note(study=first.study, body="Who?", coding=first, by=first.coder.person)
    coded(interview, "never heard of it", ownership)
    whole = coded(interview, "consultants. The junior nurses had never", ownership, valence="barrier")
    assert words(whole) == "Mostly the consultants. The junior nurses had never heard of it"
    assert (whole.guid, Coding.objects.count()) == (first.guid, 1)
    assert Note.objects.get().coding == whole and note.pk
    assert whole.valence == "barrier"


def test_what_only_touches_stays_apart(interview, ownership, place, researcher):
    start, end = place(interview, "Mostly the consultants")
    for left, right in ((start, start + 6), (start + 6, end)):
        actions.add_coding(source=interview, start=left, end=right, code=ownership.code, by=researcher)
    assert Coding.objects.count() == 2


def test_two_coders_and_two_codes_lie_over_each_other(interview, ownership, board, coded, second_coder):
    coded(interview, "The junior nurses", ownership)
    coded(interview, "junior", ownership, by=second_coder)
    coded(interview, "The junior", board)
    assert Coding.objects.count() == 3


def test_a_theme_that_holds_codes_is_not_coded_with(interview, theme, coded):
    with pytest.raises(Invalid, match="holds codes"):
        coded(interview, "consultants", theme)


def test_a_retired_or_merged_code_says_what_to_use_instead(
    interview, draft, ownership, board, code, coded, researcher
):
    spare = code("Spare")
    coded(interview, "consultants", spare)
    actions.publish_version(version=draft, note="First.", by=researcher)
    later = actions.start_draft(study=draft.framework.study, by=researcher)
    actions.merge_codes(
        version=later, from_codes=[spare.code], into=ownership.code, reason="Same.", by=researcher
    )
    actions.retire_code(version=later, code=board.code, reason="Unused.", by=researcher)
    with pytest.raises(Invalid, match="became “Clinical ownership” in version 2"):
        coded(interview, "junior nurses", spare)
    with pytest.raises(Invalid, match="it was retired"):
        coded(interview, "junior nurses", board)


def test_without_a_framework_nothing_is_coded(interview, study, researcher):
    from alongside.coding.models import Code

    with pytest.raises(Invalid, match="no framework"):
        actions.add_coding(
            source=interview, start=0, end=5, code=Code.objects.create(study=study), by=researcher
        )


def test_a_source_without_a_text_waits(study, ownership, researcher):
    from alongside.study.actions import add_source

    source = add_source(study=study, kind="interview", name="P12", identified=True, by=researcher)
    with pytest.raises(Invalid, match="no pseudonymised text"):
        actions.add_coding(source=source, start=0, end=5, code=ownership.code, by=researcher)


def test_an_unknown_valence_is_refused(interview, ownership, coded):
    with pytest.raises(Invalid, match="bear on improvement"):
        coded(interview, "consultants", ownership, valence="nice")


def test_many_at_once_are_one_event(interview, ownership, board, place, researcher):
    items = [
        dict(
            zip(("start", "end"), place(interview, "consultants"), strict=True),
            code=ownership.code,
            valence="barrier",
        ),
        dict(
            zip(("start", "end"), place(interview, "junior nurses"), strict=True),
            code=board.code,
            important=True,
        ),
    ]
    made = actions.add_codings(source=interview, items=items, by=researcher)
    assert [coding.code_id for coding in made] == [ownership.code_id, board.code_id]
    assert AuditEvent.objects.get(verb="coding.add_many").details["count"] == 2
    assert not AuditEvent.objects.filter(verb="coding.add").exists()


def test_many_at_once_are_all_or_none_and_each_problem_names_its_row(interview, ownership, theme, researcher):
    items = [
        {"start": 0, "end": 5, "code": ownership.code},
        {"start": 9, "end": 4, "code": ownership.code},
        {"start": 0, "end": 5, "code": theme.code},
    ]
    with pytest.raises(Invalid) as problem:
        actions.add_codings(source=interview, items=items, by=researcher)
    assert [each.row for each in problem.value.problems] == [2, 3]
    assert not Coding.objects.exists()


def test_a_coding_is_changed_and_its_event_says_from_what_to_what(
    interview, ownership, coded, words, place, researcher
):
    coding = coded(interview, "junior nurses", ownership)
    start, end = place(interview, "The junior nurses had never heard")
    coding = actions.change_coding(
        coding=coding, valence="barrier", important=True, start=start, end=end, by=researcher
    )
    assert words(coding) == "The junior nurses had never heard"
    details = AuditEvent.objects.get(verb="coding.change").details
    assert details["valence"] == ["", "barrier"] and details["important"] == [False, True]


def test_a_coding_stretched_over_another_takes_it_in(interview, ownership, coded, place, researcher):
    first, second = coded(interview, "Mostly", ownership), coded(interview, "consultants", ownership)
    actions.change_coding(coding=first, end=second.end, by=researcher)
    assert list(Coding.objects.values_list("pk", "end")) == [(first.pk, second.end)]


def test_a_changed_place_is_checked(interview, ownership, coded, researcher):
    with pytest.raises(BadPlace):
        actions.change_coding(coding=coded(interview, "Mostly", ownership), end=99_999, by=researcher)


def test_anothers_coding_is_left_alone_by_a_second_coder_but_not_by_the_researcher(
    interview, ownership, coded, researcher, second_coder
):
    mine, theirs = (
        coded(interview, "Mostly", ownership),
        coded(interview, "junior", ownership, by=second_coder),
    )
    with pytest.raises(Refused, match="another coder"):
        actions.remove_coding(coding=mine, by=second_coder)
    actions.remove_coding(coding=theirs, by=researcher)
    assert Coding.objects.get() == mine


def test_one_codes_in_ones_own_name_or_for_a_coder_without_an_account(
    interview, ownership, place, study, researcher, second_coder
):
    start, end = place(interview, "Mostly")
    sven = Coder.objects.get(study=study, person=second_coder)
    with pytest.raises(Refused, match="own name"):
        actions.add_coding(
            source=interview, start=start, end=end, code=ownership.code, coder=sven, by=researcher
        )
    imported = Coder.objects.create(study=study, name="Nora NVivo")
    coding = actions.add_coding(
        source=interview, start=start, end=end, code=ownership.code, coder=imported, by=researcher
    )
    assert coding.coder == imported


def test_what_is_released_evidence_stays(interview, ownership, coded, researcher, monkeypatch):
    coding = coded(interview, "junior nurses", ownership)
    monkeypatch.setattr(
        guards, "removal", [lambda asked: "Finding 8 rests on it." if asked == coding else None]
    )
    for deed in (
        lambda: actions.remove_coding(coding=coding, by=researcher),
        lambda: actions.change_coding(coding=coding, start=coding.start + 1, by=researcher),
        lambda: coded(interview, "The junior nurses", ownership),
    ):
        with pytest.raises(Refused, match="Finding 8 rests on it"):
            deed()
    actions.change_coding(coding=coding, important=True, by=researcher)
    assert coded(interview, "junior", ownership) == coding, "words inside it change nothing"


def test_others_hear_which_coding_was_taken_in(interview, ownership, coded, monkeypatch):
    heard = []
    monkeypatch.setattr(guards, "absorption", [lambda gone, into: heard.append((gone.pk, into.pk))])
    first, second = coded(interview, "Mostly", ownership), coded(interview, "consultants", ownership)
    coded(interview, "Mostly the consultants", ownership)
    assert heard == [(second.pk, first.pk)]


@pytest.mark.parametrize("role", ["critical_friend", "outsider"])
def test_who_does_not_code(request, interview, ownership, coded, role):
    someone = request.getfixturevalue(role)
    with pytest.raises((Refused, NotKnown)):
        coded(interview, "Mostly", ownership, by=someone)


def test_codings_begin_with_who_may_see_them(
    interview, ownership, coded, researcher, second_coder, outsider, administrator, critical_friend
):
    coded(interview, "Mostly", ownership)
    everybody = (researcher, second_coder, outsider, administrator, critical_friend)
    assert [Coding.objects.visible_to(someone).count() for someone in everybody] == [1, 1, 0, 0, 0]
