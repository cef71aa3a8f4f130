"""The programme over REST: the same rules as on the pages, in one shape of error."""

from __future__ import annotations

import pytest

from alongside.access.models import Grant
from alongside.programme.actions import add_event, record_attendance, set_confidentiality
from alongside.programme.models import Attendance, Phase, Team
from tests.rest import Rest

pytestmark = pytest.mark.django_db
HERE = "/collaboratives/sepsis"


def test_a_collaborative_is_listed_for_those_with_a_part_in_it(team, team_lead, outsider):
    found = Rest(team_lead).get("/collaboratives").json()
    assert [each["slug"] for each in found] == ["sepsis"]
    assert found[0]["topics"] == ["AKI", "Sepsis"] and found[0]["aim"] == "Antibiotics within an hour."
    assert Rest(outsider).get("/collaboratives").json() == []
    assert Rest(outsider).get(HERE).status_code == 404


def test_the_host_runs_it_and_a_team_lead_is_refused_with_the_reason(collaborative, lead, team_lead):
    phase = {"kind": "action_period", "number": 1, "starts": "2016-01-01", "ends": "2016-05-01"}
    assert Rest(lead).post(f"{HERE}/phases", **phase).status_code == 201
    refused = Rest(team_lead).post(f"{HERE}/phases", **phase)
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert "host's leads" in refused.json()["title"]
    assert Phase.objects.count() == 1


def test_aims_are_restated_and_listed(collaborative, lead):
    made = Rest(lead).post(f"{HERE}/aims", text="Nine of ten.", since="2016-06-01")
    assert made.status_code == 201
    assert [each["text"] for each in Rest(lead).get(f"{HERE}/aims").json()] == [
        "Antibiotics within an hour.",
        "Nine of ten.",
    ]


def test_a_team_is_added_changed_and_leaves(collaborative, lead):
    body = {
        "name": "Cedar",
        "letter": "C",
        "organisation": "Cedar Trust",
        "joined": "2016-02-01",
        "topics": ["AKI"],
    }
    assert Rest(lead).post(f"{HERE}/teams", **body).json()["name"] == "Cedar"
    assert Rest(lead).post(f"{HERE}/teams", **body).json()["fields"].keys() == {"name", "letter"}
    changed = Rest(lead).put(f"{HERE}/teams/C", name="Cedars", topics=[])
    assert changed.json()["name"] == "Cedars"
    assert (
        Rest(lead).post(f"{HERE}/teams/C/leave", on="2016-12-31", because="Reorganised.").json()["left"]
        == "2016-12-31"
    )
    assert Team.objects.get().left_because == "Reorganised."


def test_members_are_added_and_end(team, team_lead):
    made = (
        Rest(team_lead)
        .post(f"{HERE}/teams/A/members", name="Nia", email="nia@example.org", job_role="Nurse")
        .json()
    )
    assert Grant.objects.active().filter(person__email="nia@example.org").exists()
    ended = Rest(team_lead).post(f"{HERE}/teams/A/members/{made['id']}/end")
    assert ended.json()["until"] is not None
    assert len(Rest(team_lead).get(f"{HERE}/teams/A/members").json()) == 2


def test_asks_are_for_those_who_may_see_the_sponsors_page(team, team_lead, team_member, sponsor):
    made = Rest(team_lead).post(f"{HERE}/teams/A/asks", text="Fund two nurses.", due="2016-04-28").json()
    assert [each["text"] for each in Rest(sponsor).get(f"{HERE}/teams/A/asks").json()] == ["Fund two nurses."]
    assert Rest(team_member).get(f"{HERE}/teams/A/asks").status_code == 403
    answered = Rest(team_lead).post(f"{HERE}/teams/A/asks/{made['guid']}/answer", on="2016-05-01")
    assert answered.json()["answered_on"] == "2016-05-01"


def test_a_sponsor_is_named_by_the_host(team, lead, team_lead):
    body = {"name": "Dr Helen Marsh", "job_role": "Medical director"}
    assert Rest(team_lead).post(f"{HERE}/teams/A/sponsors", **body).status_code == 403
    made = Rest(lead).post(f"{HERE}/teams/A/sponsors", **body).json()
    assert Rest(lead).post(f"{HERE}/teams/A/sponsors/{made['id']}/end").json()["until"] is not None


def test_attendance_names_teams_by_letter(session, team, other_team, lead):
    path = f"{HERE}/events/{session.guid}"
    assert Rest(lead).put(f"{path}/attendance", teams=["A", "B"]).json()["teams"] == ["A", "B"]
    assert Rest(lead).put(f"{path}/attendance", teams=["B"]).json()["teams"] == ["B"]
    wrong = Rest(lead).put(f"{path}/attendance", teams=["A", "Q"])
    assert wrong.status_code == 422 and wrong.json()["title"] == "There is no team Q."
    assert [each.team for each in Attendance.objects.all()] == [other_team]


def test_an_event_with_a_made_up_kind_is_refused_at_its_field(collaborative, lead):
    wrong = Rest(lead).post(f"{HERE}/events", kind="party", title="P", starts_at="2016-03-14T10:00:00")
    assert wrong.status_code == 422 and "kind" in wrong.json()["fields"]


@pytest.mark.parametrize("body", [{}, {"text": 7, "since": "2016-01-01"}, {"text": "x", "since": "soon"}])
def test_a_body_that_does_not_fit_is_told_where(collaborative, lead, body):
    wrong = Rest(lead).post(f"{HERE}/aims", **body)
    assert wrong.status_code == 422 and wrong.json()["fields"]


class TestNames:
    """What another team's name could be read from is withheld with it."""

    @pytest.fixture
    def visited(self, collaborative, team, other_team, session, lead):
        record_attendance(event=session, teams=[team, other_team], by=lead)
        visit = add_event(
            collaborative=collaborative,
            kind="visit",
            title="A look at Beech",
            starts_at="2016-06-15",
            by=lead,
        )
        record_attendance(event=visit, teams=[other_team], by=lead)
        Rest(lead).post(
            f"{HERE}/context", on="2016-07-01", kind="inspection", title="Beech inspected", team="B"
        )
        return collaborative

    PATHS = (HERE, f"{HERE}/teams", f"{HERE}/events", f"{HERE}/context")

    def test_named(self, visited, team_lead):
        teams = Rest(team_lead).get(f"{HERE}/teams").json()
        assert [(each["letter"], each["name"], each["may_open"]) for each in teams] == [
            ("A", "Alder", True),
            ("B", "Beech", False),
        ]

    def test_coded(self, visited, team_lead, lead):
        set_confidentiality(collaborative=visited, mode="coded", by=lead)
        for path in self.PATHS:
            assert "Beech" not in Rest(team_lead).get(path).content.decode(), path
        teams = Rest(team_lead).get(f"{HERE}/teams").json()
        assert [(each["letter"], each["name"], each["joined"]) for each in teams] == [
            ("A", "Alder", "2016-01-01"),
            ("B", None, None),
        ]
        assert Rest(team_lead).get(f"{HERE}/events").json()[0]["teams"] == ["A", "B"]

    def test_own(self, visited, team_lead, lead):
        set_confidentiality(collaborative=visited, mode="own", by=lead)
        for path in self.PATHS:
            assert "Beech" not in Rest(team_lead).get(path).content.decode(), path
        assert [each["letter"] for each in Rest(team_lead).get(f"{HERE}/teams").json()] == ["A"]
        assert Rest(team_lead).get(f"{HERE}/events").json()[0]["teams"] == ["A"]
        assert Rest(team_lead).get(f"{HERE}/teams/B").status_code == 404

    def test_the_host_sees_every_name_in_every_mode(self, visited, lead):
        for mode in ("named", "coded", "own"):
            set_confidentiality(collaborative=visited, mode=mode, by=lead)
            assert [each["name"] for each in Rest(lead).get(f"{HERE}/teams").json()] == ["Alder", "Beech"]
            assert "Beech inspected" in Rest(lead).get(f"{HERE}/context").content.decode()
