"""Who decides what: the host for the programme, without a part in the study; the study for itself."""

from __future__ import annotations

import pytest

from alongside.access.rules import grants_of
from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.findings import actions
from alongside.findings.models import Decision, FeedbackEntry, Finding
from alongside.improvement.models import Annotation


@pytest.fixture
def with_programme(world, finding):
    world.released(finding, "programme")
    return finding


@pytest.fixture
def decision(with_programme, lead):
    return actions.decide(finding=with_programme, text="A weekly sheet.", on="2016-10-06", by=lead)


def test_the_host_decides_without_a_role_in_the_study(with_programme, study, lead, decision):
    assert all(grant.scope != study.scope for grant in grants_of(lead))
    assert decision.collaborative == study.collaboratives.get()
    assert Finding.objects.get().state == Finding.State.DECIDED
    event = AuditEvent.objects.get(verb="finding.decide")
    assert event.scope_id == decision.collaborative.scope_id, (
        "the host's trail does not hold the study's scope"
    )


def test_nobody_else_decides_for_the_programme(
    with_programme, researcher, second_coder, adviser, team_lead, outsider, administrator
):
    for someone in (researcher, second_coder, adviser):
        with pytest.raises(Refused):
            actions.decide(finding=with_programme, text="Ours.", by=someone)
    for someone in (team_lead, outsider, administrator):
        with pytest.raises(NotKnown):
            actions.decide(finding=with_programme, text="Ours.", by=someone)
    assert not Decision.objects.exists()


def test_the_host_knows_nothing_of_a_finding_before_it_is_released(finding, lead):
    with pytest.raises(NotKnown):
        actions.decide(finding=finding, text="Ours.", by=lead)


def test_a_release_that_ended_opens_nothing_to_the_host(world, with_programme, lead, researcher):
    actions.end_release(release=world.study.releases.get(), by=researcher)
    with pytest.raises(NotKnown):
        actions.decide(finding=with_programme, text="Ours.", by=lead)


def test_a_finding_that_is_still_being_read_is_not_decided(world, finding, committee, researcher):
    world.released(finding)
    with pytest.raises(Refused, match="with the committee"):
        actions.decide(finding=finding, text="Ours.", by=researcher)


def test_the_study_decides_what_stayed_in_it(world, finding, committee, researcher, committee_member):
    release = world.released(finding)
    actions.interpret(release=release, verdict="partly", by=committee["Ann"])
    actions.close_interpretation(finding=finding, by=researcher)
    with pytest.raises(Refused):
        actions.decide(finding=finding, text="Ours.", by=committee_member)
    decision = actions.decide(
        finding=finding, text="Ask again.", dissent="One academic would not.", by=researcher
    )
    assert decision.collaborative is None
    assert not Annotation.objects.exists()


def test_an_action_without_teams_is_marked_for_the_whole_collaborative(decision, lead):
    actions.add_action(decision=decision, what="Write to the national team", starts="2016-10-10", by=lead)
    mark = Annotation.objects.get()
    assert (mark.team, mark.collaborative) == (None, decision.collaborative)


def test_an_action_is_marked_on_each_team_concerned(decision, lead, team, other_team):
    actions.add_action(decision=decision, what="Ward sheet", teams=[team, other_team], by=lead)
    assert {mark.team for mark in Annotation.objects.all()} == {team, other_team}
    assert {mark.on for mark in Annotation.objects.all()} == {decision.on}


def test_bad_actions_are_refused(decision, lead, researcher, world):
    from alongside.programme.actions import add_team, open_collaborative

    other = open_collaborative(
        name="Falls",
        slug="falls",
        host="Another",
        starts="2016-01-01",
        ends="2017-01-01",
        aim="None.",
        topics=[],
        lead=lead,
        by=None,
    )
    elsewhere = add_team(
        collaborative=other,
        name="Elm",
        organisation="Elm Trust",
        letter="E",
        joined="2016-01-01",
        topics=[],
        by=lead,
    )
    with pytest.raises(NotKnown):
        actions.add_action(decision=decision, what="Sheet", teams=[elsewhere], by=lead)
    with pytest.raises(Invalid):
        actions.add_action(decision=decision, what="Sheet", starts="2016-10-10", due="2016-10-01", by=lead)
    for what in ("", "x" * 301):
        with pytest.raises(Invalid):
            actions.add_action(decision=decision, what=what, by=lead)
    with pytest.raises(Invalid):
        actions.add_action(decision=decision, what="Sheet", starts="soon", by=lead)
    with pytest.raises(Refused):
        actions.add_action(decision=decision, what="Sheet", by=researcher)
    assert not Annotation.objects.exists()


def test_a_finding_is_reviewed_once_all_its_actions_are_closed(
    decision, lead, adviser, researcher, team_member
):
    one = actions.add_action(decision=decision, what="Sheet", owner=adviser, by=lead)
    two = actions.add_action(decision=decision, what="Letter", by=lead)
    with pytest.raises(NotKnown):
        actions.close_action(action=one, revision=1, state="done", what_happened="Done.", by=team_member)
    actions.close_action(
        action=one, revision=1, state="done", what_happened="Three of four kept it.", by=adviser
    )
    assert Finding.objects.get().state == Finding.State.DECIDED
    with pytest.raises(Refused):
        actions.close_action(action=two, revision=1, state="done", what_happened="Not hers.", by=adviser)
    actions.close_action(
        action=two, revision=1, state="dropped", what_happened="No answer came.", by=researcher
    )
    assert Finding.objects.get().state == Finding.State.REVIEWED
    actions.add_action(decision=decision, what="Another", by=lead)
    assert Finding.objects.get().state == Finding.State.DECIDED


def test_closing_says_what_happened_and_does_not_write_over_somebody_else(decision, lead):
    action = actions.add_action(decision=decision, what="Sheet", by=lead)
    with pytest.raises(Invalid):
        actions.close_action(action=action, revision=1, state="done", by=lead)
    with pytest.raises(Invalid):
        actions.close_action(action=action, revision=1, state="finished", what_happened="Yes.", by=lead)
    actions.close_action(action=action, revision=1, state="open", what_happened="Begun.", by=lead)
    with pytest.raises(Conflict) as conflict:
        actions.close_action(action=action, revision=1, state="done", what_happened="Over.", by=lead)
    assert conflict.value.theirs == {"state": "open", "what_happened": "Begun."}


def test_a_decision_is_not_dated_ahead(with_programme, lead):
    with pytest.raises(Invalid):
        actions.decide(finding=with_programme, text="A sheet.", on="2999-01-01", by=lead)
    with pytest.raises(Invalid):
        actions.decide(finding=with_programme, text=" ", by=lead)


# the feedback log


def log(study, by, **more):
    given = {
        "to_whom": "Leads of all teams",
        "form": "webinar",
        "point": "Sheets hang unseen.",
        "on": "2016-11-10",
        **more,
    }
    return actions.log_feedback(study=study, by=by, **given)


def test_feedback_says_whom_it_rests_on(world, finding, researcher):
    with pytest.raises(Invalid) as problem:
        log(world.study, researcher)
    assert "rests_on" in problem.value.fields
    assert list(log(world.study, researcher, rests_on_no_one=True).rests_on.all()) == []
    assert list(log(world.study, researcher, source=world.sources["P02"]).rests_on.all()) == [
        world.people["P02"]
    ]
    assert list(log(world.study, researcher, finding=finding).rests_on.all()) == [world.people["P01"]]
    with pytest.raises(Invalid):
        log(world.study, researcher, rests_on=[world.people["P01"]], rests_on_no_one=True)


def test_feedback_from_an_observation_needs_no_finding_and_learns_what_came_of_it(
    world, researcher, second_coder, team
):
    entry = log(world.study, researcher, source=world.sources["FN1"], team=team)
    actions.edit_feedback(
        entry=entry, response="adapted", effect_on_setting="They moved the coat.", by=researcher
    )
    assert FeedbackEntry.objects.get().get_response_display() == "Adapted"
    with pytest.raises(Refused):
        log(world.study, second_coder, rests_on_no_one=True)
    for bad in ({"point": ""}, {"to_whom": " "}, {"response": "liked"}, {"on": "2999-01-01"}):
        with pytest.raises(Invalid):
            log(world.study, researcher, rests_on_no_one=True, **bad)
