"""The pages on which a programme is run: who opens them, what they do, and what a wrong entry is told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.access.models import Grant
from alongside.accounts.models import Invitation, Person
from alongside.programme import actions
from alongside.programme.models import (
    Ask,
    Attendance,
    ContextEvent,
    Event,
    Phase,
    Sponsorship,
    Team,
    TeamMember,
)

pytestmark = pytest.mark.django_db

HOST_ONLY = ("settings", "people", "add_team", "add_event", "add_context")


def url(name: str, *args: object) -> str:
    return reverse(f"programme:{name}", args=["sepsis", *args])


@pytest.mark.parametrize("name", HOST_ONLY)
def test_the_host_opens_what_runs_the_programme_and_nobody_else_does(
    as_, collaborative, lead, team_lead, adviser, sponsor, patient_partner, outsider, name
):
    assert as_(lead).get(url(name)).status_code == 200
    for someone in (team_lead, adviser, sponsor, patient_partner):
        assert as_(someone).get(url(name)).status_code == 403, someone
    assert as_(outsider).get(url(name)).status_code == 404


def test_a_teams_settings_open_to_its_lead_and_the_host(
    as_, team, other_team, lead, team_lead, team_member, adviser, outsider
):
    assert as_(lead).get(url("team", "A")).status_code == 200
    page = as_(team_lead).get(url("team", "A"))
    assert page.status_code == 200
    assert "Name a sponsor" not in page.text and "leaves or merges" not in page.text
    assert as_(team_member).get(url("team", "A")).status_code == 403
    assert as_(adviser).get(url("team", "A")).status_code == 403
    assert as_(team_lead).get(url("team", "B")).status_code == 403
    assert as_(outsider).get(url("team", "A")).status_code == 404
    assert as_(lead).get(url("team", "Z")).status_code == 404


class TestSettings:
    def test_the_aim_is_restated(self, as_, collaborative, lead):
        answer = as_(lead).post(
            url("settings"),
            {"do": "aim", "aim-text": "Nine of ten within the hour.", "aim-since": "2016-06-01"},
        )
        assert answer.status_code == 302
        assert collaborative.aims.last().text == "Nine of ten within the hour."

    def test_a_phase_that_ends_before_it_starts_is_shown_at_its_field(self, as_, collaborative, lead):
        answer = as_(lead).post(
            url("settings"),
            {
                "do": "phase",
                "phase-kind": "action_period",
                "phase-starts": "2016-06-01",
                "phase-ends": "2016-05-01",
            },
        )
        assert answer.status_code == 422
        assert "Before the start." in answer.text
        assert not Phase.objects.exists()

    def test_the_way_teams_see_each_other_is_changed(self, as_, collaborative, lead):
        as_(lead).post(url("settings"), {"do": "confidentiality", "confidentiality-mode": "coded"})
        collaborative.refresh_from_db()
        assert collaborative.confidentiality == "coded"

    def test_a_made_up_form_is_refused(self, as_, collaborative, lead):
        assert as_(lead).post(url("settings"), {"do": "everything"}).status_code == 422

    def test_a_team_lead_cannot_post_what_the_page_hides(self, as_, collaborative, team_lead):
        body = {"do": "confidentiality", "confidentiality-mode": "named"}
        assert as_(team_lead).post(url("settings"), body).status_code == 403


class TestPeople:
    def test_an_adviser_is_given_the_teams_in_their_care(self, as_, team, other_team, lead):
        body = {"name": "Amir", "email": "amir@example.org", "role": "adviser", "teams": ["A"]}
        answer = as_(lead).post(url("people"), body)
        assert "/invitation/" in answer.text, "somebody new gets a link to set a password with"
        grant = Grant.objects.get(person__email="amir@example.org")
        assert (grant.role, grant.scope) == ("adviser", team.scope)

    def test_an_adviser_without_a_team_is_asked_for_one(self, as_, team, lead):
        answer = as_(lead).post(url("people"), {"name": "Amir", "email": "", "role": "adviser"})
        assert answer.status_code == 422
        assert "Choose the teams in their care." in answer.text
        assert not Person.objects.filter(name="Amir").exists()

    def test_the_last_host_lead_stays(self, as_, collaborative, lead):
        grant = Grant.objects.get(person=lead)
        as_(lead).post(url("end_role", grant.pk))
        grant.refresh_from_db()
        assert grant.ends is None

    def test_a_role_ends(self, as_, team, lead, adviser):
        grant = Grant.objects.get(person=adviser)
        as_(lead).post(url("end_role", grant.pk))
        assert not Grant.objects.active().filter(person=adviser).exists()

    def test_a_role_of_another_collaborative_is_not_there(
        self, as_, collaborative, lead, person, administrator
    ):
        elsewhere = actions.open_collaborative(
            name="AKI", slug="aki", host="N", starts="2016-01-01", lead=person("Ann Other"), by=administrator
        )
        grant = Grant.objects.get(scope=elsewhere.scope)
        assert as_(lead).post(url("end_role", grant.pk)).status_code == 404


class TestTeams:
    def test_a_team_is_added_and_its_settings_open(self, as_, collaborative, lead):
        body = {
            "name": "Cedar",
            "letter": "c",
            "organisation": "Cedar Trust",
            "joined": "2016-02-01",
            "topics": ["AKI"],
        }
        answer = as_(lead).post(url("add_team"), body)
        assert answer.url == url("team", "C")
        assert [topic.name for topic in Team.objects.get().topics.all()] == ["AKI"]

    def test_the_next_free_letter_is_offered(self, as_, team, lead):
        assert 'value="B"' in as_(lead).get(url("add_team")).text

    def test_a_taken_letter_keeps_what_was_typed(self, as_, team, lead):
        body = {"name": "Cedar", "letter": "A", "organisation": "Cedar Trust", "joined": "2016-02-01"}
        answer = as_(lead).post(url("add_team"), body)
        assert answer.status_code == 422
        assert "another team&#x27;s letter" in answer.text and 'value="Cedar"' in answer.text

    def test_a_team_is_changed(self, as_, team, lead):
        as_(lead).post(
            url("team", "A"), {"name": "Alderwick", "agreement_signed_on": "2016-02-01", "topics": []}
        )
        team.refresh_from_db()
        assert team.name == "Alderwick" and not team.topics.exists()

    def test_two_teams_merge(self, as_, team, other_team, lead):
        body = {"on": "2017-02-01", "because": "The trusts merged.", "into": str(team.pk)}
        as_(lead).post(url("team_leaves", "B"), body)
        other_team.refresh_from_db()
        assert str(other_team.left) == "2017-02-01"
        assert list(team.succeeds.all()) == [other_team]

    def test_a_team_does_not_leave_without_a_reason(self, as_, team, lead):
        assert (
            as_(lead).post(url("team_leaves", "A"), {"on": "2017-02-01", "because": " "}).status_code == 422
        )


class TestMembers:
    def test_somebody_new_is_added_and_invited(self, as_, team, team_lead):
        body = {"team": "A", "name": "Nia Nurse", "email": "nia@example.org", "job_role": "Nurse"}
        answer = as_(team_lead).post(url("add_member"), body)
        assert "/invitation/" in answer.text
        assert TeamMember.objects.get(person__name="Nia Nurse").is_lead is False

    def test_somebody_who_is_here_already_is_not_invited_again(self, as_, team, team_lead, outsider):
        """Whoever reads an invitation sets the password: it must never reach an account that exists."""
        body = {"team": "A", "name": "Anything", "email": outsider.email, "job_role": "Nurse"}
        answer = as_(team_lead).post(url("add_member"), body)
        assert answer.status_code == 302
        assert not Invitation.objects.exists()
        assert TeamMember.objects.filter(person=outsider).exists()

    def test_a_team_lead_adds_to_no_other_team(self, as_, team, other_team, team_lead):
        body = {"team": "B", "name": "Nia Nurse", "job_role": "Nurse"}
        assert as_(team_lead).post(url("add_member"), body).status_code == 422
        assert not Person.objects.filter(name="Nia Nurse").exists()

    def test_a_member_who_manages_nothing_adds_nobody(self, as_, team, team_member):
        assert as_(team_member).get(url("add_member")).status_code == 403

    def test_a_refused_member_leaves_no_person_behind(self, as_, team, lead):
        body = {"team": "A", "name": "Nia Nurse", "job_role": "x" * 121}
        assert as_(lead).post(url("add_member"), body).status_code == 422
        assert not Person.objects.filter(name="Nia Nurse").exists()

    def test_a_member_leaves(self, as_, team, team_lead, team_member):
        member = TeamMember.objects.get(person=team_member)
        as_(team_lead).post(url("end_member", "A", member.pk))
        member.refresh_from_db()
        assert member.until is not None

    def test_a_member_of_another_team_is_not_there(self, as_, team, other_team, team_lead, lead, person):
        member = actions.add_member(
            team=other_team, person=person("Ned Nurse"), job_role="Nurse", is_lead=False, by=lead
        )
        assert as_(team_lead).post(url("end_member", "A", member.pk)).status_code == 404


class TestSponsors:
    def test_the_host_names_a_sponsor(self, as_, team, lead):
        body = {"name": "Dr Helen Marsh", "email": "", "job_role": "Medical director"}
        assert as_(lead).post(url("add_sponsor", "A"), body).status_code == 302
        assert Sponsorship.objects.get().person.name == "Dr Helen Marsh"

    def test_a_team_lead_does_not(self, as_, team, team_lead):
        body = {"name": "Dr Helen Marsh", "email": "", "job_role": "Medical director"}
        assert as_(team_lead).post(url("add_sponsor", "A"), body).status_code == 403
        assert not Sponsorship.objects.exists()

    def test_a_sponsor_steps_back(self, as_, team, lead, sponsor):
        found = Sponsorship.objects.get()
        as_(lead).post(url("end_sponsor", "A", found.pk))
        assert not Grant.objects.active().filter(person=sponsor).exists()

    def test_a_team_asks_and_notes_the_answer(self, as_, team, team_lead, sponsor):
        as_(team_lead).post(url("ask", "A"), {"text": "Fund two nurses on nights.", "due": "2016-04-28"})
        asked = Ask.objects.get()
        as_(team_lead).post(url("answer_ask", "A", asked.guid))
        asked.refresh_from_db()
        assert asked.answered_on is not None
        assert as_(sponsor).get(url("ask", "A")).status_code == 403

    def test_an_empty_ask_is_asked_for_words(self, as_, team, team_lead):
        assert as_(team_lead).post(url("ask", "A"), {"text": " "}).status_code == 422


class TestEvents:
    def test_a_session_is_added_and_opens(self, as_, collaborative, lead):
        body = {
            "kind": "learning_session",
            "title": "Session 2",
            "starts_at": "2016-05-12T10:00",
            "place": "Guildhall",
        }
        answer = as_(lead).post(url("add_event"), body)
        event = Event.objects.get()
        assert answer.url == url("event", event.guid)
        assert event.starts_at.isoformat() == "2016-05-12T09:00:00+00:00", (
            "ten in the morning, British summer time"
        )

    def test_who_came_is_ticked_and_can_be_corrected(self, as_, session, team, other_team, lead):
        as_(lead).post(url("event", session.guid), {"teams": [team.pk, other_team.pk]})
        as_(lead).post(url("event", session.guid), {"teams": [other_team.pk]})
        assert [each.team for each in Attendance.objects.all()] == [other_team]

    def test_a_team_reads_but_does_not_tick(self, as_, session, team, team_lead):
        page = as_(team_lead).get(url("event", session.guid))
        assert "Storyboards." in page.text and "Save who came" not in page.text
        assert as_(team_lead).post(url("event", session.guid), {"teams": [team.pk]}).status_code == 403

    def test_a_team_that_is_not_there_cannot_have_come(self, as_, session, team, lead):
        assert as_(lead).post(url("event", session.guid), {"teams": ["999999"]}).status_code == 422

    def test_the_list_says_how_many_came(self, as_, session, team, lead, team_lead):
        actions.record_attendance(event=session, teams=[team], by=lead)
        assert "Learning session 1" in as_(team_lead).get(url("events")).text

    def test_a_context_event_of_one_team_is_added(self, as_, team, lead):
        body = {"on": "2016-07-01", "kind": "guideline", "title": "New guideline", "team": str(team.pk)}
        as_(lead).post(url("add_context"), body)
        assert ContextEvent.objects.get().team == team

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"on": "yesterday", "kind": "winter", "title": "Snow"}, "Enter a valid date"),
            (
                {"on": "2016-07-01", "until": "2016-06-01", "kind": "winter", "title": "Snow"},
                "Before the start",
            ),
            ({"on": "2016-07-01", "kind": "weather", "title": "Snow"}, "not one of the available"),
            ({"on": "2016-07-01", "kind": "winter", "title": ""}, "required"),
        ],
    )
    def test_a_wrong_context_event_is_told_what_is_wrong(self, as_, collaborative, lead, body, words):
        answer = as_(lead).post(url("add_context"), body)
        assert answer.status_code == 422 and words in answer.text
        assert not ContextEvent.objects.exists()


class TestNames:
    """In coded mode no page of the programme gives another team's name away."""

    @pytest.fixture
    def coded(self, collaborative, team, other_team, session, lead):
        actions.set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
        actions.record_attendance(event=session, teams=[team, other_team], by=lead)
        return collaborative

    def test_attendance_shows_letters(self, as_, coded, session, team_lead):
        page = as_(team_lead).get(url("event", session.guid)).text
        assert "Team B" in page and "A Alder" in page
        assert "Beech" not in page

    def test_a_visit_between_two_teams_is_known_to_those_who_were_there(
        self, as_, coded, team, other_team, lead, team_lead, person
    ):
        visit = actions.add_event(
            collaborative=coded, kind="visit", title="Cedar visits Beech", starts_at="2016-06-15", by=lead
        )
        actions.record_attendance(event=visit, teams=[other_team], by=lead)
        ned = person("Ned Nurse")
        actions.add_member(team=other_team, person=ned, job_role="Nurse", is_lead=True, by=lead)
        assert "Beech" not in as_(team_lead).get(url("events")).text
        assert as_(team_lead).get(url("event", visit.guid)).status_code == 404
        assert as_(ned).get(url("event", visit.guid)).status_code == 200

    def test_in_own_mode_other_teams_are_not_there_at_all(self, as_, coded, session, team_lead, lead):
        actions.set_confidentiality(collaborative=coded, mode="own", by=lead)
        page = as_(team_lead).get(url("event", session.guid)).text
        assert "Team B" not in page and "Beech" not in page
        assert as_(team_lead).get(url("team", "B")).status_code == 404
