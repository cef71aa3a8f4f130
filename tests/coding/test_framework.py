"""The framework: drafts change, published versions do not, and every later change has its reason."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.audit.models import AuditEvent
from alongside.coding import actions
from alongside.coding.models import CodeStep, FrameworkVersion
from alongside.coding.versions import current_version, published_version, steps_of
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.core.framework import Fate


@pytest.fixture
def published(draft, ownership, board, researcher):
    return actions.publish_version(version=draft, note="After the first interviews.", by=researcher)


@pytest.fixture
def second(published, study, researcher):
    """A second version in draft, copied from the first."""
    return actions.start_draft(study=study, by=researcher)


def entry(version, name):
    return version.entries.get(name=name)


def test_the_first_draft_is_version_1_and_empty(study, researcher):
    draft = actions.start_draft(study=study, by=researcher)
    assert (draft.number, draft.state, draft.entries.count()) == (1, "draft", 0)
    assert AuditEvent.objects.filter(verb="framework.draft", object_id=draft.pk).exists()


def test_there_is_one_draft_at_a_time(draft, study, researcher):
    with pytest.raises(Invalid, match="draft already"):
        actions.start_draft(study=study, by=researcher)


def test_codes_stand_in_the_order_they_were_added(draft, ownership, board, theme):
    assert [each.name for each in theme.children.all()] == ["Clinical ownership", "Board and executive"]


def test_a_name_is_taken_once_at_a_place(code, ownership):
    with pytest.raises(Invalid, match="there already"):
        code("Clinical ownership")
    assert code("Clinical ownership", parent=None).parent is None


@pytest.mark.parametrize(
    ("field", "value"), [("name", "  "), ("name", "x" * 201), ("colour", "teal"), ("kind", "fad")]
)
def test_what_is_no_code_is_said_so(code, field, value):
    with pytest.raises(Invalid) as problem:
        code(**{"name": "Board", field: value})
    assert field in problem.value.fields


def test_publishing_needs_a_note(draft, ownership, researcher):
    with pytest.raises(Invalid, match="says what it is"):
        actions.publish_version(version=draft, note=" ", by=researcher)


def test_publishing_needs_a_code_to_code_with(draft, theme, researcher):
    with pytest.raises(Invalid, match="no code to code with"):
        actions.publish_version(version=draft, note="Empty.", by=researcher)


def test_a_second_coder_edits_the_draft_but_does_not_publish_it(draft, ownership, second_coder):
    actions.add_code(version=draft, name="Champions", by=second_coder)
    with pytest.raises(Refused, match="published by a researcher"):
        actions.publish_version(version=draft, note="Mine.", by=second_coder)


def test_a_published_version_does_not_change(published, researcher):
    for deed in (
        lambda: actions.add_code(version=published, name="New", by=researcher),
        lambda: actions.edit_code(
            entry=entry(published, "Board and executive"), revision=1, name="Board", by=researcher
        ),
        lambda: actions.retire_code(
            version=published, code=entry(published, "Board and executive"), reason="x", by=researcher
        ),
    ):
        with pytest.raises(Invalid, match="published and stays"):
            deed()


def test_a_draft_in_review_waits_until_it_is_taken_back(draft, ownership, researcher, second_coder):
    actions.send_for_review(version=draft, by=second_coder)
    with pytest.raises(Invalid, match="being read"):
        actions.add_code(version=draft, name="New", by=researcher)
    actions.take_back(version=draft, by=researcher)
    actions.add_code(version=draft, name="New", by=researcher)


def test_the_next_draft_has_new_entries_for_the_same_codes(published, second, theme):
    assert second.number == 2
    before = {each.name: each for each in published.entries.all()}
    for each in second.entries.select_related("parent"):
        assert each.code_id == before[each.name].code_id
        assert each.pk != before[each.name].pk
        assert each.parent is None or each.parent.version_id == second.pk


def test_publishing_the_second_supersedes_the_first(published, second, study, researcher):
    actions.publish_version(version=second, note="Fewer words.", by=researcher)
    published.refresh_from_db()
    assert published.state == FrameworkVersion.State.SUPERSEDED
    assert published_version(study).number == current_version(study).number == 2


def test_a_changed_name_in_a_later_version_is_a_step_with_its_reason(second, researcher):
    code = entry(second, "Clinical ownership")
    with pytest.raises(Invalid, match="has a reason"):
        actions.edit_code(entry=code, revision=1, name="Ownership", by=researcher)
    actions.rename_code(
        entry=code, revision=1, name="Ownership", reason="Doctors are not the only ones.", by=researcher
    )
    step = second.steps.get()
    assert (step.operation, step.from_code_id, step.to_code_id) == ("rename", code.code_id, code.code_id)
    assert Revision.objects.get(kind="codeentry", guid=code.guid).fields["name"] == "Clinical ownership"


def test_a_new_colour_needs_no_reason(second, researcher):
    changed = actions.edit_code(
        entry=entry(second, "Clinical ownership"), revision=1, colour="rose", by=researcher
    )
    assert (changed.colour, changed.revision, second.steps.count()) == ("rose", 2, 0)


def test_two_people_changing_one_code_are_both_kept(draft, ownership, researcher, second_coder):
    actions.edit_code(entry=ownership, revision=1, definition="Theirs.", by=second_coder)
    with pytest.raises(Conflict) as conflict:
        actions.edit_code(entry=ownership, revision=1, definition="Mine.", by=researcher)
    assert conflict.value.theirs["definition"] == "Theirs."
    assert conflict.value.mine["definition"] == "Mine."


def test_a_code_is_moved_under_another_theme(second, researcher):
    outside = actions.add_code(version=second, name="External", codable=False, reason="New.", by=researcher)
    moved = actions.move_code(
        entry=entry(second, "Board and executive"),
        parent=outside,
        reason="Boards answer to others.",
        by=researcher,
    )
    assert moved.parent == outside
    assert second.steps.filter(operation="move", reason="Boards answer to others.").count() == 1


def test_a_code_cannot_stand_below_itself(draft, theme, ownership, researcher):
    with pytest.raises(Invalid, match="below itself"):
        actions.move_code(entry=theme, parent=ownership, by=researcher)


def test_a_merge_is_two_steps_and_leaves_one_code(second, researcher):
    both = actions.add_code(version=second, name="Who owns it", reason="See merge.", by=researcher)
    actions.merge_codes(
        version=second,
        from_codes=[entry(second, "Clinical ownership"), entry(second, "Board and executive")],
        into=both,
        reason="Neither of us could say where one ended.",
        by=researcher,
    )
    assert list(second.steps.values_list("operation", flat=True)) == ["merge", "merge"], (
        "the code they became is no addition"
    )
    assert set(second.entries.filter(codable=True).values_list("name", flat=True)) == {"Who owns it"}


def test_a_merge_needs_a_reason_and_another_code(second, researcher):
    code = entry(second, "Clinical ownership")
    with pytest.raises(Invalid, match="has a reason"):
        actions.merge_codes(
            version=second,
            from_codes=[code],
            into=entry(second, "Board and executive"),
            reason="",
            by=researcher,
        )
    with pytest.raises(Invalid, match="another code"):
        actions.merge_codes(version=second, from_codes=[code], into=code, reason="Same.", by=researcher)


def test_after_a_split_what_was_coded_is_open(second, interview, study, researcher, published):
    code = entry(second, "Clinical ownership")
    parts = actions.split_code(
        version=second, code=code, into=["Doctors", "Nurses"], reason="Two things.", by=researcher
    )
    carried = steps_of(study).carry(code.code_id, since=1, to=2)
    assert carried.fate is Fate.OPEN
    assert carried.parts == tuple(part.code_id for part in parts)
    assert [part.parent.name for part in parts] == ["Within the organisation"] * 2


def test_a_split_into_one_is_none(second, researcher):
    with pytest.raises(Invalid, match="at least two"):
        actions.split_code(
            version=second, code=entry(second, "Clinical ownership"), into=["One"], reason="x", by=researcher
        )


def test_a_code_only_this_draft_had_goes_without_a_step(draft, board, researcher):
    actions.retire_code(version=draft, code=board, by=researcher)
    assert not draft.entries.filter(name="Board and executive").exists()
    assert not CodeStep.objects.exists()


def test_a_code_of_an_earlier_version_is_retired_with_a_reason(second, study, researcher):
    code = entry(second, "Board and executive")
    with pytest.raises(Invalid, match="has a reason"):
        actions.retire_code(version=second, code=code, by=researcher)
    actions.retire_code(version=second, code=code, reason="Nobody spoke of it.", by=researcher)
    assert steps_of(study).carry(code.code_id, since=1, to=2).fate is Fate.RETIRED


def test_what_stands_below_a_retired_theme_moves_up(draft, theme, ownership, researcher):
    actions.retire_code(version=draft, code=theme, by=researcher)
    ownership.refresh_from_db()
    assert ownership.parent is None


def test_codes_of_another_study_are_not_known(draft, researcher):
    from alongside.study.actions import open_study

    elsewhere = actions.start_draft(
        study=open_study(name="Other", slug="other", researcher=researcher, by=None), by=researcher
    )
    theirs = actions.add_code(version=elsewhere, name="Theirs", by=researcher)
    with pytest.raises(NotKnown):
        actions.add_code(version=draft, name="Below theirs", parent=theirs, by=researcher)


def test_an_outsider_knows_of_no_framework(study, outsider):
    with pytest.raises(NotKnown):
        actions.start_draft(study=study, by=outsider)


def test_a_critical_friend_changes_nothing(draft, critical_friend):
    with pytest.raises(Refused):
        actions.add_code(version=draft, name="Mine", by=critical_friend)
