"""Change ideas and the adoption board: who took up what, when, and from whom."""

from __future__ import annotations

import pytest

from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.improvement import actions
from alongside.improvement.models import Adoption, ChangeIdea, Material
from alongside.improvement.queries.adoption import board
from alongside.programme.actions import set_confidentiality

pytestmark = pytest.mark.django_db
ROOT = "/c/sepsis/change-package/"


@pytest.fixture
def trolley(collaborative, lead):
    return actions.add_idea(collaborative=collaborative, title="Sepsis trolley in each bay", by=lead)


@pytest.fixture
def sticker(collaborative, lead):
    """An idea for teams with the topic AKI; teams A and B have sepsis only."""
    topic = collaborative.topics.get(name="AKI")
    return actions.add_idea(collaborative=collaborative, title="AKI sticker", topic=topic, by=lead)


@pytest.fixture
def session(collaborative, lead):
    from alongside.programme.actions import add_event

    return add_event(
        collaborative=collaborative,
        kind="learning_session",
        title="Learning session 1",
        starts_at="2016-02-10T10:00",
        by=lead,
    )


@pytest.fixture
def other_lead(other_team, lead, person):
    """Bea, who leads team B."""
    from alongside.programme.actions import add_member

    bea = person("Bea Beechlead")
    add_member(team=other_team, person=bea, job_role="Nurse", is_lead=True, by=lead)
    return bea


def mode(collaborative, lead, which):
    set_confidentiality(collaborative=collaborative, mode=which, by=lead)
    collaborative.refresh_from_db()


class TestSteps:
    def test_a_team_records_its_own_steps_and_the_host_those_of_any(
        self,
        team,
        other_team,
        trolley,
        session,
        lead,
        team_member,
        adviser,
        sponsor,
        patient_partner,
        outsider,
    ):
        step = actions.record_step(
            team=team,
            idea=trolley,
            stage="testing",
            on="2016-03-01",
            learnt_from=other_team,
            learnt_at=session,
            note="One bay first",
            by=team_member,
        )
        assert (step.learnt_from, step.learnt_at) == (other_team, session)
        actions.record_step(team=team, idea=trolley, stage="implemented", on="2016-05-01", by=adviser)
        actions.record_step(team=other_team, idea=trolley, stage="spread", on="2016-05-01", by=lead)
        for someone, error in ((sponsor, Refused), (patient_partner, Refused), (outsider, NotKnown)):
            with pytest.raises(error):
                actions.record_step(team=team, idea=trolley, stage="spread", on="2016-06-01", by=someone)
        with pytest.raises(NotKnown):
            actions.record_step(
                team=other_team, idea=trolley, stage="spread", on="2016-06-01", by=team_member
            )

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"stage": "loved"}, "stage"),
            ({"on": "2099-01-01"}, "on"),
            ({"on": "2016-02-01", "learnt_at": "session"}, "learnt_at"),
            ({"learnt_from": "team"}, "learnt_from"),
            ({"idea": "sticker"}, "idea"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(
        self, request, team, trolley, sticker, session, team_lead, given, field
    ):
        given = {
            name: request.getfixturevalue(value) if value in {"session", "team", "sticker"} else value
            for name, value in given.items()
        }
        with pytest.raises(Invalid) as caught:
            actions.record_step(
                **{
                    "team": team,
                    "idea": trolley,
                    "stage": "testing",
                    "on": "2016-03-01",
                    "by": team_lead,
                    **given,
                }
            )
        assert field in caught.value.fields
        assert not Adoption.objects.exists()

    def test_a_mistaken_step_is_undone_and_the_trail_keeps_it_without_its_words(
        self, as_, team, trolley, team_lead, other_lead
    ):
        step = actions.record_step(
            team=team, idea=trolley, stage="abandoned", on="2016-03-01", note="no one owned it", by=team_lead
        )
        url = f"{ROOT}adoption/steps/{step.pk}/undo/"
        assert as_(other_lead).post(url).status_code in {403, 404}
        assert as_(team_lead).post(url).status_code == 302
        assert not Adoption.objects.exists()
        kept = AuditEvent.objects.get(verb="adoption.undo").details
        assert kept["stage"] == "abandoned" and kept["on"] == "2016-03-01" and "owned" not in str(kept)


class TestTheBoard:
    @pytest.fixture
    def taken(self, team, other_team, trolley, sticker, session, lead):
        poster = actions.add_idea(collaborative=team.collaborative, title="Poster", by=lead)
        actions.record_step(team=other_team, idea=trolley, stage="testing", on="2016-02-01", by=lead)
        actions.record_step(team=other_team, idea=trolley, stage="spread", on="2016-04-01", by=lead)
        actions.record_step(
            team=team,
            idea=trolley,
            stage="testing",
            on="2016-05-01",
            learnt_from=other_team,
            learnt_at=session,
            note="Like Beech has it",
            by=lead,
        )
        actions.record_step(team=team, idea=poster, stage="abandoned", on="2016-03-01", by=lead)
        return poster

    def test_it_is_sorted_by_how_far_an_idea_went_and_says_who_was_first(self, collaborative, taken, lead):
        rows = board(lead, collaborative).rows
        assert [row.idea.title for row in rows] == ["Sepsis trolley in each bay", "AKI sticker", "Poster"]
        first = rows[0]
        assert (first.first.letter, str(first.first_on)) == ("B", "2016-02-01")
        assert (first.counts.in_use, first.counts.testing, first.counts.given_up, first.counts.of) == (
            1,
            1,
            0,
            2,
        )
        assert [cell.state for cell in first.cells] == ["testing", "spread"]
        assert [cell.state for cell in rows[1].cells] == ["", ""], "another topic"
        assert rows[1].counts.of == 0
        assert board(lead, collaborative).first_line.startswith(
            "“Sepsis trolley in each bay” has gone furthest: in use in 1 of 2 teams."
        )

    def test_a_cell_opens_to_the_steps_and_to_the_same_idea_elsewhere(self, as_, taken, trolley, team_lead):
        page = as_(team_lead).get(f"{ROOT}adoption/{trolley.guid}/A/").content.decode()
        assert (
            "learnt from B Beech" in page and "at Learning session 1" in page and "Like Beech has it" in page
        )
        assert "Spread since Apr 2016" in page
        assert "Undo" in page
        other = as_(team_lead).get(f"{ROOT}adoption/{trolley.guid}/B/").content.decode()
        assert "Undo" not in other and "B Beech, " in other
        assert as_(team_lead).get(f"{ROOT}adoption/{trolley.guid}/Z/").status_code == 404

    def test_in_coded_mode_no_other_name_stands_anywhere(
        self, as_, collaborative, taken, trolley, lead, team_lead, other_lead
    ):
        mode(collaborative, lead, "coded")
        for url in (
            "adoption/",
            f"adoption/{trolley.guid}/A/",
            f"adoption/{trolley.guid}/B/",
            f"ideas/{trolley.guid}/",
            "",
        ):
            page = as_(team_lead).get(ROOT + url).content.decode()
            assert "Beech" not in page.replace("Like Beech has it", ""), url
        for url in (f"adoption/{trolley.guid}/A/", f"adoption/{trolley.guid}/B/", f"ideas/{trolley.guid}/"):
            page = as_(other_lead).get(ROOT + url).content.decode()
            assert "Alder" not in page and "Like Beech" not in page, "a note of another team may name it"
        assert (
            "learnt from Team B" in as_(team_lead).get(f"{ROOT}adoption/{trolley.guid}/A/").content.decode()
        )

    def test_in_own_mode_a_team_sees_its_own_column_only(
        self, as_, collaborative, taken, trolley, lead, team_lead
    ):
        mode(collaborative, lead, "own")
        found = board(team_lead, collaborative)
        assert [label.letter for label in found.labels] == ["A"]
        page = as_(team_lead).get(f"{ROOT}adoption/{trolley.guid}/A/").content.decode()
        assert "learnt from another team" in page and "Team B" not in page
        assert as_(team_lead).get(f"{ROOT}adoption/{trolley.guid}/B/").status_code == 404
        form = as_(team_lead).get(f"{ROOT}adoption/record/").content.decode()
        assert "Beech" not in form and ">Team B<" not in form

    def test_a_step_is_recorded_by_the_form(self, as_, team, trolley, team_lead, patient_partner):
        fields = {"team": "A", "idea": str(trolley.guid), "stage": "testing", "on": "2016-03-01"}
        answer = as_(team_lead).post(f"{ROOT}adoption/record/", fields)
        assert answer.status_code == 302 and answer.url.endswith(f"{trolley.guid}/A/")
        bad = as_(team_lead).post(f"{ROOT}adoption/record/", {**fields, "on": "2099-01-01"})
        assert bad.status_code == 422 and "still to come" in bad.content.decode()
        assert as_(patient_partner).post(f"{ROOT}adoption/record/", fields).status_code == 403
        assert as_(patient_partner).get(f"{ROOT}adoption/").status_code == 200

    def test_an_empty_board_leads_to_the_diagram(self, as_, team_lead):
        assert "They come from the driver diagram" in as_(team_lead).get(f"{ROOT}adoption/").content.decode()


class TestIdeas:
    def test_a_team_proposes_and_the_host_places(
        self, as_, collaborative, team, team_member, lead, patient_partner
    ):
        driver = actions.add_driver(collaborative=collaborative, text="Treat in time", by=lead)
        fields = {"title": "Two keys", "what": "Two keys for the drug cupboard.", "team": "A"}
        assert as_(patient_partner).post(f"{ROOT}ideas/", fields).status_code == 403
        assert as_(team_member).post(f"{ROOT}ideas/", fields).status_code == 302
        idea = ChangeIdea.objects.get(title="Two keys")
        assert not idea.drivers.exists()
        assert "Under no driver yet" in as_(lead).get(ROOT).content.decode()
        with pytest.raises(Refused):
            actions.place_idea(idea=idea, drivers=[driver], by=team_member)
        actions.place_idea(idea=idea, drivers=[driver], by=lead)
        page = as_(team_member).get(f"{ROOT}ideas/{idea.guid}/").content.decode()
        assert "Two keys for the drug cupboard." in page and "Treat in time" in page

    def test_two_ideas_cannot_have_one_title(self, collaborative, trolley, lead):
        with pytest.raises(Invalid, match="one title"):
            actions.add_idea(collaborative=collaborative, title="Sepsis  trolley in each bay", by=lead)
        actions.retire_idea(idea=trolley, by=lead)
        with pytest.raises(Invalid, match="Bring it back"):
            actions.add_idea(collaborative=collaborative, title="Sepsis trolley in each bay", by=lead)

    def test_the_host_writes_an_idea_again_and_a_second_writer_sees_the_first(self, as_, trolley, lead):
        browser = as_(lead)
        url = f"{ROOT}ideas/{trolley.guid}/edit/"
        fields = {"title": "Sepsis trolley", "what": "Ours", "revision": 1}
        assert browser.post(url, fields).status_code == 302
        answer = browser.post(url, {**fields, "what": "Mine"})
        assert (
            answer.status_code == 409
            and "Ours" in answer.content.decode()
            and "Mine" in answer.content.decode()
        )
        with pytest.raises(Conflict):
            actions.write_idea(idea=trolley, revision=1, what="x", by=lead)

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "ftp://example.org/a",
            "//example.org",
            "example.org",
            "https://",
            "http://[",
        ],
    )
    def test_a_material_has_an_address_on_the_web_or_none(self, team, trolley, team_lead, url):
        with pytest.raises(Invalid) as caught:
            actions.add_material(idea=trolley, team=team, title="Sheet", url=url, by=team_lead)
        assert "url" in caught.value.fields

    def test_materials_come_from_teams_and_the_host_and_go_by_the_same(
        self, as_, team, trolley, team_lead, other_lead, lead
    ):
        browser = as_(team_lead)
        browser.post(
            f"{ROOT}ideas/{trolley.guid}/materials/",
            {"team": "A", "title": "Restocking sheet", "url": "https://example.org/sheet"},
        )
        material = Material.objects.get()
        assert material.team == team
        page = as_(other_lead).get(f"{ROOT}ideas/{trolley.guid}/").content.decode()
        assert 'href="https://example.org/sheet"' in page and "A Alder" in page and "Take away" not in page
        with pytest.raises(Refused):
            actions.remove_material(material=material, by=other_lead)
        with pytest.raises(Refused):
            actions.add_material(idea=trolley, title="As the host", by=team_lead)
        browser.post(f"{ROOT}ideas/{trolley.guid}/materials/{material.pk}/remove/")
        assert not Material.objects.exists()

    def test_a_material_is_not_tied_to_a_letter_where_names_are_withheld(
        self, as_, collaborative, team, trolley, team_lead, other_lead, lead
    ):
        actions.add_material(
            idea=trolley, team=team, title="Sheet", url="https://alder.example.org/", by=team_lead
        )
        mode(collaborative, lead, "coded")
        page = as_(other_lead).get(f"{ROOT}ideas/{trolley.guid}/").content.decode()
        assert "Sheet" in page and "<dt>a team</dt>" in page
        mode(collaborative, lead, "own")
        assert "alder.example.org" not in as_(other_lead).get(f"{ROOT}ideas/{trolley.guid}/").content.decode()


def test_the_board_asks_as_often_for_23_teams_as_for_two(
    as_, collaborative, lead, trolley, team, django_assert_max_num_queries
):
    from alongside.programme.actions import add_team

    for number in range(22):
        another = add_team(
            collaborative=collaborative,
            name=f"Ward {number}",
            organisation="Trust",
            letter=chr(66 + number),
            joined="2016-01-01",
            topics=["Sepsis"],
            by=lead,
        )
        actions.record_step(team=another, idea=trolley, stage="testing", on="2016-03-01", by=lead)
    for number in range(13):
        actions.add_idea(collaborative=collaborative, title=f"Idea {number}", by=lead)
    browser = as_(lead)
    with django_assert_max_num_queries(22):
        browser.get(f"{ROOT}adoption/")
