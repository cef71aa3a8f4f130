"""A participant withdraws: their words leave findings, the count stays, and what rested on them waits."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.findings import actions
from alongside.findings.disclosure import shown
from alongside.findings.models import (
    Action,
    Decision,
    Evidence,
    EvidencePart,
    FeedbackEntry,
    Finding,
    FindingVersion,
    Interpretation,
)
from alongside.improvement.models import Annotation
from alongside.study import withdrawal

MARK = "kettle"


@pytest.fixture
def gone(world, second_coder):
    def withdraw(name: str, extent: str = "delete_all"):
        asked = withdrawal.propose(participant=world.people[name], extent=extent, by=world.researcher)
        return withdrawal.confirm(withdrawal=asked, by=second_coder)

    return withdraw


def everything() -> str:
    """All that findings hold, as one text."""
    rows = [
        *EvidencePart.objects.values_list("text", flat=True),
        *FindingVersion.objects.values_list("statement", flat=True),
        *Decision.objects.values_list("text", flat=True),
        *Action.objects.values_list("what", "what_happened"),
        *Annotation.objects.values_list("text", flat=True),
        *Interpretation.objects.values_list("comment", "another_reading"),
        *FeedbackEntry.objects.values_list("point", flat=True),
        *Revision.objects.values_list("fields", flat=True),
    ]
    return str(rows)


def test_everything_that_rests_on_one_person_alone_goes_with_them(world, lead, committee, researcher, gone):
    quote = world.coded("P01", "I put the chart up by the kettle.")
    finding = world.finding(quote, statement="The kettle is where people look.")
    actions.edit_finding(
        finding=finding, revision=1, statement="A kettle is where people look.", by=researcher
    )
    release = world.released(finding)
    answer = actions.interpret(
        release=release, verdict="not", comment="Our kettle broke.", by=committee["Ann"]
    )
    actions.interpret(release=release, verdict="partly", comment="No kettle.", by=committee["Ann"])
    actions.close_interpretation(finding=finding, by=researcher)
    world.released(finding, "programme")
    decision = actions.decide(finding=finding, text="Buy a kettle.", by=lead)
    action = actions.add_action(decision=decision, what="A kettle for each ward", by=lead)
    actions.log_feedback(
        study=world.study,
        to_whom="Leads",
        form="meeting",
        point="The kettle works.",
        finding=finding,
        by=researcher,
    )
    done = gone("P01")

    assert MARK not in everything()
    evidence = Evidence.objects.get()
    assert evidence.withdrawn
    assert Finding.objects.get().evidence_withdrawn == 1
    assert FindingVersion.objects.get().needs_rewrite
    assert not FeedbackEntry.objects.exists()
    for row in (answer, decision, action):
        row.refresh_from_db()
        assert row.needs_rewrite
    assert Annotation.objects.get().text == "Something was decided and begun here"
    release.refresh_from_db()
    page = shown(release, committee["Ann"])
    assert (page.statement, page.quotes) == ("", ())
    assert done.counts["evidence.changed"] == 1


def test_what_rests_on_others_too_waits_to_be_written_again(world, committee, researcher, gone):
    finding = world.finding(
        world.coded("P01", "I put the chart up by the kettle."), world.coded("P02", "divisional meeting")
    )
    release = world.released(finding)
    entry = actions.log_feedback(
        study=world.study, to_whom="Leads", form="meeting", point="They look.", finding=finding, by=researcher
    )
    gone("P01")
    assert shown(release.__class__.objects.get(), None).statement == ""
    entry.refresh_from_db()
    assert entry.needs_rewrite
    actions.new_version(finding=finding, statement="They look where it hangs.", by=researcher)
    page = shown(world.released(Finding.objects.get()), None)
    assert page.statement == "They look where it hangs."
    assert [quote.text for quote in page.quotes] == ["divisional meeting"]
    assert page.evidence_withdrawn == 1


@pytest.fixture
def draft(world):
    """A draft on words of P01 and of P02, whose statement was written on P01's."""
    return world.finding(
        world.coded("P01", "I put the chart up by the kettle."),
        world.coded("P02", "divisional meeting"),
        statement="The kettle is where people look.",
    )


def without(world, finding, name: str) -> None:
    """The draft's evidence from this participant is taken out."""
    evidence = finding.versions.get().evidence.get(parts__participant=world.people[name])
    actions.remove_evidence(evidence=evidence, by=world.researcher)


def rewrite(world, finding) -> None:
    actions.edit_finding(
        finding=finding,
        revision=finding.versions.get().revision,
        statement="They look where it hangs.",
        by=world.researcher,
    )


@pytest.mark.parametrize(
    "steps", [(rewrite, without), (without, rewrite)], ids=["written first", "removed first"]
)
def test_earlier_words_go_though_the_evidence_had_been_taken_out_before(world, draft, gone, steps):
    for step in steps:
        step(world, draft, *(["P01"] if step is without else []))
    assert MARK in str(list(Revision.objects.values_list("fields", flat=True)))
    gone("P01")
    assert MARK not in str(list(Revision.objects.values_list("fields", flat=True)))


def test_a_statement_written_again_since_the_evidence_was_taken_out_stays(world, draft, gone):
    without(world, draft, "P01")
    rewrite(world, draft)
    gone("P01")
    version = draft.versions.get()
    assert (version.statement, version.needs_rewrite) == ("They look where it hangs.", False)


def test_a_statement_that_was_not_waits_to_be_written_again(world, draft, gone):
    without(world, draft, "P01")
    gone("P01")
    assert draft.versions.get().needs_rewrite


def test_a_statement_that_rested_on_somebody_else_too_once_is_not_wiped(world, draft, gone):
    without(world, draft, "P02")
    without(world, draft, "P01")
    gone("P01")
    version = draft.versions.get()
    assert (version.statement, version.needs_rewrite) == ("The kettle is where people look.", True)


def test_a_statement_that_rested_on_nobody_else_is_gone(world, gone):
    finding = world.finding(
        world.coded("P01", "I put the chart up by the kettle."), statement="The kettle is where people look."
    )
    without(world, finding, "P01")
    gone("P01")
    assert MARK not in everything()
    assert finding.versions.get().needs_rewrite


def test_earlier_words_stay_when_somebody_else_withdraws(world, draft, gone):
    rewrite(world, draft)
    without(world, draft, "P01")
    gone("P04")
    assert MARK in str(list(Revision.objects.values_list("fields", flat=True)))


def test_a_quote_of_two_goes_when_one_of_them_does(world, committee, gone):
    release = world.released(world.finding(world.coded("FG1", "in the sluice.\n\nP03: And nobody came")))
    gone("P02")
    assert EvidencePart.objects.order_by("order").first().text == ""
    assert Evidence.objects.get().withdrawn
    assert shown(release.__class__.objects.get(), None).quotes == ()


def test_no_quotes_any_more_hides_them_and_keeps_the_finding(world, finding, committee, gone):
    release = world.released(finding)
    gone("P01", "no_quotes")
    page = shown(release, None)
    assert page.statement.startswith("Ward staff")
    assert (page.quotes, page.hidden_count) == ((), 1)


def test_an_evidence_of_two_versions_is_counted_once(world, finding, committee, researcher, gone):
    world.released(finding)
    actions.new_version(finding=finding, statement="Version two.", by=researcher)
    gone("P01")
    assert Finding.objects.get().evidence_withdrawn == 1
    assert Evidence.objects.filter(withdrawn=True).count() == 2
