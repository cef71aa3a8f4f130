"""Two people at the same moment: the second reads that somebody was first, and nothing is half done or brought back."""

from __future__ import annotations

import pytest

from alongside.core.errors import Conflict, Invalid, Refused

pytestmark = pytest.mark.django_db


def again(row):
    """The row as another request read it before."""
    return type(row)._base_manager.get(pk=row.pk)


def test_a_decision_changed_by_two_at_once_is_a_conflict_for_the_second(everything):
    from alongside.findings.actions import rewrite_decision

    lead, first = everything.people["lead"], everything.decision
    second = again(first)
    rewrite_decision(decision=first, revision=1, text="Juniors on the rota from May.", by=lead)
    with pytest.raises(Conflict) as problem:
        rewrite_decision(decision=second, revision=1, text="No rota.", by=lead)
    assert problem.value.theirs["text"] == "Juniors on the rota from May."


def test_an_action_looked_at_by_two_at_once_is_a_conflict_for_the_second(everything):
    from alongside.findings.actions import close_action

    lead, first = everything.people["lead"], everything.action
    second = again(first)
    close_action(action=first, revision=1, state="done", what_happened="It runs.", by=lead)
    with pytest.raises(Conflict):
        close_action(action=second, revision=1, state="dropped", what_happened="It stopped.", by=lead)


def test_feedback_that_a_withdrawal_hid_meanwhile_is_not_written_back(everything):
    from alongside.findings.actions import edit_feedback
    from alongside.findings.models import FeedbackEntry

    researcher = everything.people["researcher"]
    open_in_another_window = again(everything.feedback)
    FeedbackEntry.objects.filter(pk=everything.feedback.pk).update(point="", needs_rewrite=True)
    edit_feedback(entry=open_in_another_window, response="accepted", point="Anew.", by=researcher)
    entry = again(everything.feedback)
    assert entry.point == "Anew."
    FeedbackEntry.objects.filter(pk=entry.pk).update(effect_on_setting="", needs_rewrite=True)
    entry.effect_on_setting = "The sister said too much."
    with pytest.raises(Invalid):  # the point is blank by now, and this call does not write it
        FeedbackEntry.objects.filter(pk=entry.pk).update(point="")
        edit_feedback(entry=entry, response="declined", by=researcher)
    assert again(entry).effect_on_setting == ""


def test_a_withdrawal_is_confirmed_once_and_by_another(everything):
    from alongside.study import withdrawal

    researcher, second = everything.people["researcher"], everything.people["second_coder"]
    first, late = everything.withdrawal, again(everything.withdrawal)
    with pytest.raises(Refused, match="second person"):
        withdrawal.confirm(withdrawal=again(first), by=researcher)
    withdrawal.confirm(withdrawal=first, by=second)
    with pytest.raises(Conflict, match="already"):
        withdrawal.confirm(withdrawal=late, by=second)
    with pytest.raises(Conflict, match="already"):
        withdrawal.cancel(withdrawal=again(first), by=second)


def test_a_withdrawal_is_proposed_once(everything):
    from alongside.study import withdrawal
    from alongside.study.withdrawal import participant_of

    participant = participant_of(everything.withdrawal)
    with pytest.raises(Invalid, match="waits already"):
        withdrawal.propose(participant=participant, extent="delete_all", by=everything.people["researcher"])


def test_a_finding_withdrawn_meanwhile_is_not_withdrawn_again(everything):
    from alongside.findings.actions import withdraw_finding

    researcher = everything.people["researcher"]
    late = again(everything.draft_finding)
    withdraw_finding(finding=everything.draft_finding, by=researcher)
    with pytest.raises(Invalid):
        withdraw_finding(finding=late, by=researcher)


def test_one_interpretation_a_member_however_often_it_is_sent(everything):
    from alongside.findings.actions import interpret, release
    from alongside.findings.models import Interpretation

    researcher, member = everything.people["researcher"], everything.people["committee"]
    made = release(
        finding_version=everything.draft_finding.versions.get(), audience="committee", by=researcher
    )
    for _ in range(2):
        interpret(release=made, verdict="rings_true", by=member)
    assert Interpretation.objects.filter(release=made).count() == 1
