"""Running a collaborative: who may change it, and what bad input is told."""

from __future__ import annotations

import pytest

from alongside.access.models import Grant
from alongside.access.rules import Denied
from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.programme import actions
from alongside.programme.confidentiality import labels
from alongside.programme.models import Attendance, TeamMember

pytestmark = pytest.mark.django_db


def test_only_an_administrator_or_the_operator_opens_a_collaborative(outsider, administrator):
    fields = {"name": "AKI", "host": "The Network", "starts": "2016-01-01", "lead": outsider}
    with pytest.raises(Refused):
        actions.open_collaborative(**fields, slug="aki", by=outsider)
    assert actions.open_collaborative(**fields, slug="aki", by=administrator).slug == "aki"
    with pytest.raises(Invalid, match="already"):
        actions.open_collaborative(**fields, slug="aki", by=administrator)


def test_a_collaborative_cannot_end_before_it_starts(administrator, outsider):
    with pytest.raises(Invalid, match="ends before"):
        actions.open_collaborative(
            name="AKI",
            slug="aki",
            host="N",
            starts="2016-01-01",
            ends="2015-01-01",
            lead=outsider,
            by=administrator,
        )


def test_the_lead_runs_it_and_a_team_lead_does_not(collaborative, lead, team_lead, outsider):
    actions.add_phase(
        collaborative=collaborative,
        kind="action_period",
        number=1,
        starts="2016-01-01",
        ends="2016-05-01",
        by=lead,
    )
    with pytest.raises(Denied, match="host's leads"):
        actions.add_phase(
            collaborative=collaborative, kind="close", starts="2016-01-01", ends="2016-05-01", by=team_lead
        )
    with pytest.raises(NotKnown):
        actions.add_phase(
            collaborative=collaborative, kind="close", starts="2016-01-01", ends="2016-05-01", by=outsider
        )


def test_an_aim_is_restated_and_the_earlier_one_stays(collaborative, lead):
    actions.restate_aim(
        collaborative=collaborative, text="Nine of ten within the hour.", since="2016-06-01", by=lead
    )
    assert [aim.text for aim in collaborative.aims.all()] == [
        "Antibiotics within an hour.",
        "Nine of ten within the hour.",
    ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"letter": "A"}, "letter"),
        ({"letter": "1"}, "letter"),
        ({"name": "alder"}, "name"),
        ({"name": " "}, "name"),
    ],
)
def test_a_team_needs_a_name_and_a_letter_of_its_own(collaborative, team, lead, fields, wrong):
    given = {"name": "Cedar", "organisation": "Cedar Trust", "letter": "C", "joined": "2016-01-01", **fields}
    with pytest.raises(Invalid) as problem:
        actions.add_team(collaborative=collaborative, **given, by=lead)
    assert wrong in problem.value.fields


def test_membership_and_role_begin_and_end_together(team, lead, person):
    someone = person("Nia Nurse")
    member = actions.add_member(team=team, person=someone, job_role="Nurse", is_lead=False, by=lead)
    assert Grant.objects.active().filter(person=someone, scope=team.scope, role="team_member").exists()
    actions.end_member(member=member, by=lead)
    assert not Grant.objects.active().filter(person=someone).exists()
    assert TeamMember.objects.get(pk=member.pk).until is not None


def test_a_team_lead_adds_members_to_the_own_team_only(team, other_team, team_lead, person):
    actions.add_member(team=team, person=person("Nia Nurse"), job_role="Nurse", is_lead=False, by=team_lead)
    with pytest.raises(NotKnown):
        actions.add_member(
            team=other_team, person=person("Ned Nurse"), job_role="Nurse", is_lead=False, by=team_lead
        )


def test_nobody_is_in_a_team_twice(team, team_lead, lead):
    with pytest.raises(Invalid, match="already"):
        actions.add_member(team=team, person=team_lead, job_role="Nurse", is_lead=True, by=lead)


def test_two_teams_merge_and_the_one_that_leaves_keeps_its_data_to_that_day(team, other_team, lead):
    actions.merge_teams(into=team, leaving=other_team, on="2017-02-01", because="The trusts merged.", by=lead)
    other_team.refresh_from_db()
    assert str(other_team.left) == "2017-02-01"
    assert list(team.succeeds.all()) == [other_team]
    with pytest.raises(Invalid, match="left already"):
        actions.team_leaves(team=other_team, on="2017-03-01", because="again", by=lead)


def test_attendance_is_a_set_that_can_be_corrected(collaborative, team, other_team, lead):
    event = actions.add_event(
        collaborative=collaborative,
        kind="learning_session",
        title="Session 1",
        starts_at="2016-03-14 10:00",
        by=lead,
    )
    actions.record_attendance(event=event, teams=[team, other_team], by=lead)
    actions.record_attendance(event=event, teams=[team], by=lead)
    assert [each.team for each in Attendance.objects.filter(event=event)] == [team]
    assert AuditEvent.objects.filter(verb="event.attendance").count() == 2


@pytest.mark.parametrize("on", ["14 March", "2016-13-01", ""])
def test_a_day_that_is_none_is_refused_with_the_form_it_should_have(collaborative, lead, on):
    with pytest.raises(Invalid, match="Write it as 2016-03-14"):
        actions.add_context_event(
            collaborative=collaborative, on=on, kind="inspection", title="Visit", by=lead
        )


class TestConfidentiality:
    def test_the_host_sees_every_team_by_name(self, collaborative, team, other_team, lead):
        actions.set_confidentiality(collaborative=collaborative, mode="own", by=lead)
        assert [label.text for label in labels(lead, collaborative).values()] == ["A Alder", "B Beech"]

    @pytest.mark.parametrize(
        ("mode", "texts"),
        [("named", ["A Alder", "B Beech"]), ("coded", ["A Alder", "Team B"]), ("own", ["A Alder"])],
    )
    def test_a_team_sees_the_others_as_the_mode_says(
        self, collaborative, team, other_team, lead, team_lead, mode, texts
    ):
        actions.set_confidentiality(collaborative=collaborative, mode=mode, by=lead)
        found = labels(team_lead, collaborative)
        assert [label.text for label in found.values()] == texts
        assert found[team.pk].may_open
        assert other_team.pk not in found or not found[other_team.pk].may_open

    def test_an_adviser_sees_the_teams_in_their_care_by_name(
        self, collaborative, team, other_team, lead, adviser
    ):
        actions.set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
        assert [label.text for label in labels(adviser, collaborative).values()] == ["A Alder", "Team B"]

    def test_a_team_lead_cannot_change_the_mode(self, collaborative, team_lead):
        with pytest.raises(Denied):
            actions.set_confidentiality(collaborative=collaborative, mode="named", by=team_lead)
