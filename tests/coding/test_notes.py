"""Notes say on whose words they rest, so that a withdrawal finds them."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.coding import actions, queries
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused


@pytest.fixture
def write(study, researcher):
    return lambda body="A thought.", **fields: actions.write_note(
        **{"study": study, "body": body, "by": researcher} | fields
    )


def test_a_memo_on_a_coding_rests_on_who_is_heard_there(write, group, board, coded, speakers):
    note = write(coding=coded(group, "it did.\n\nG2: The board", board))
    assert set(note.rests_on.all()) == set(speakers)


def test_a_memo_on_a_source_or_a_case_rests_on_its_participants(write, interview, p07):
    assert list(write(source=interview).rests_on.all()) == [p07]
    assert list(write(case=p07.case).rests_on.all()) == [p07]


def test_a_note_that_points_at_nothing_says_on_whom_it_rests(write, p07, ownership):
    with pytest.raises(Invalid) as problem:
        write()
    assert "rests_on" in problem.value.fields
    with pytest.raises(Invalid):
        write(code=ownership.code)
    assert write(rests_on_no_one=True).rests_on.count() == 0
    assert write(rests_on=[p07]).rests_on.get() == p07


def test_it_rests_on_somebody_or_on_no_one(write, p07):
    with pytest.raises(Invalid, match="not both"):
        write(rests_on=[p07], rests_on_no_one=True)


@pytest.mark.parametrize("fields", [{"body": "  "}, {"kind": "gossip"}, {"on": "2999-01-01"}, {"on": "soon"}])
def test_what_is_no_note_is_refused(write, fields):
    with pytest.raises(Invalid):
        write(rests_on_no_one=True, **fields)


def test_a_private_note_is_read_by_its_author_only(write, study, researcher, second_coder):
    write(private=True, rests_on_no_one=True)
    assert queries.journal(researcher, study).count() == 1
    assert queries.journal(second_coder, study).count() == 0


def test_a_note_that_waits_to_be_rewritten_is_its_authors(write, study, researcher, second_coder):
    note = write(rests_on_no_one=True)
    note.needs_rewrite = True
    note.save()
    assert (queries.journal(researcher, study).count(), queries.journal(second_coder, study).count()) == (
        1,
        0,
    )
    assert (
        actions.edit_note(note=note, revision=1, body="Without them.", by=researcher).needs_rewrite is False
    )


def test_a_changed_note_keeps_its_earlier_words(write, researcher):
    note = write("First.", rests_on_no_one=True)
    actions.edit_note(note=note, revision=1, body="Second.", by=researcher)
    assert Revision.objects.get(kind="note").fields["body"] == "First."
    with pytest.raises(Conflict):
        actions.edit_note(note=note, revision=1, body="Third.", by=researcher)


def test_anothers_note_is_not_changed_and_a_private_one_not_known(write, second_coder):
    with pytest.raises(Refused):
        actions.edit_note(note=write(rests_on_no_one=True), revision=1, body="x", by=second_coder)
    with pytest.raises(NotKnown):
        actions.edit_note(
            note=write(rests_on_no_one=True, private=True), revision=1, body="x", by=second_coder
        )


def test_who_may_not_write(write, critical_friend, outsider):
    with pytest.raises(Refused):
        write(rests_on_no_one=True, by=critical_friend)
    with pytest.raises(NotKnown):
        write(rests_on_no_one=True, by=outsider)


def test_a_private_memo_is_not_counted_for_others(interview, ownership, coded, researcher, second_coder):
    from alongside.coding.queries.sheet import desk, rows

    coding = coded(interview, "never heard of it", ownership)
    actions.write_note(study=interview.study, body="Mine alone.", coding=coding, private=True, by=researcher)
    actions.write_note(study=interview.study, body="Of us both.", coding=coding, by=researcher)
    [[*_, mine, _, _, _]] = rows(desk(researcher, interview))
    [[*_, theirs, _, _, _]] = rows(desk(second_coder, interview))
    assert (mine, theirs) == (2, 1)
