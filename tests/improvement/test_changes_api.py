"""Drivers, ideas, adoption and tests of change over REST: the same actions as the pages, and the same names withheld."""

from __future__ import annotations

import pytest

from alongside.improvement import actions
from alongside.improvement.models import Adoption, Driver
from alongside.programme.actions import set_confidentiality
from tests.rest import Rest

pytestmark = pytest.mark.django_db
HERE = "/collaboratives/sepsis"


@pytest.fixture
def treat(collaborative, lead):
    return actions.add_driver(collaborative=collaborative, text="Treat in time", by=lead)


@pytest.fixture
def trolley(collaborative, treat, lead):
    return actions.add_idea(collaborative=collaborative, title="Sepsis trolley", drivers=[treat], by=lead)


def test_a_diagram_is_built_read_and_published(collaborative, team, lead, team_lead):
    host = Rest(lead)
    top = host.post(f"{HERE}/drivers", text="Treat in time").json()
    below = host.post(f"{HERE}/drivers", text="Within reach", parent=top["guid"]).json()
    idea = host.post(f"{HERE}/ideas", title="Trolley", topic="Sepsis", drivers=[below["guid"]])
    assert idea.status_code == 201 and idea.json()["drivers"] == [below["guid"]]
    found = Rest(team_lead).get(f"{HERE}/drivers").json()
    assert found["drivers"][0]["drivers"][0]["ideas"][0] == {
        "guid": idea.json()["guid"], "title": "Trolley", "testing": 0, "in_place": 0, "spread": 0, "given_up": 0, "of": 1,
    }  # fmt: skip
    assert Rest(team_lead).post(f"{HERE}/drivers", text="Mine").status_code == 403
    assert host.post(f"{HERE}/change-packages", note="The first.").json()["number"] == 1
    assert host.post(f"{HERE}/change-packages", note="Again.").status_code == 422
    assert (
        Rest(team_lead).get(f"{HERE}/change-packages/1").json()["diagram"]["branches"][0]["text"]
        == "Treat in time"
    )
    assert Rest(team_lead).get(f"{HERE}/change-packages/2").status_code == 404


def test_a_driver_is_written_again_moved_and_removed(collaborative, treat, lead):
    host = Rest(lead)
    url = f"{HERE}/drivers/{treat.guid}"
    assert host.patch(url, revision=1, text="Treat soon").json()["revision"] == 2
    clash = host.patch(url, revision=1, text="Treat later")
    assert clash.status_code == 409 and clash.json()["theirs"]["text"] == "Treat soon"
    other = host.post(f"{HERE}/drivers", text="Recognise early").json()
    assert (
        host.patch(
            f"{HERE}/drivers/{other['guid']}", revision=1, parent=str(treat.guid), move="up"
        ).status_code
        == 200
    )
    assert Driver.objects.get(text="Recognise early").parent == treat
    assert host.delete(url).status_code == 204
    assert not Driver.objects.exists()


def test_an_idea_is_proposed_changed_taken_out_and_given_materials(
    collaborative, team, trolley, lead, team_member
):
    mine, host = Rest(team_member), Rest(lead)
    proposed = mine.post(f"{HERE}/ideas", title="Two keys", team="A").json()
    assert proposed["drivers"] == []
    url = f"{HERE}/ideas/{proposed['guid']}"
    assert mine.patch(url, revision=1, title="Three keys").status_code == 403
    assert host.patch(url, revision=1, what="Two.", topic="AKI").json()["topic"] == "AKI"
    assert host.patch(url, revision=2, topic="Unheard").status_code == 422
    assert host.patch(url, revision=2, retired=True).json()["retired_on"]
    material = mine.post(
        f"{HERE}/ideas/{trolley.guid}/materials", title="Sheet", url="https://example.org/", team="A"
    )
    assert material.status_code == 201
    assert (
        mine.post(
            f"{HERE}/ideas/{trolley.guid}/materials", title="Sheet", url="javascript:x", team="A"
        ).status_code
        == 422
    )
    assert Rest(lead).get(f"{HERE}/ideas/{trolley.guid}/materials").json()[0]["source"] == "A Alder"


def test_steps_are_recorded_read_as_one_may_and_undone(
    collaborative, team, other_team, trolley, lead, team_lead, outsider
):
    body = {"idea": str(trolley.guid), "stage": "testing", "on": "2016-03-01"}
    sent = Rest(team_lead).post(f"{HERE}/teams/A/adoption", **body, learnt_from="B", note="One bay")
    assert sent.status_code == 201
    assert Rest(team_lead).post(f"{HERE}/teams/B/adoption", **body).status_code == 403
    assert Rest(outsider).get(f"{HERE}/adoption").status_code == 404
    Rest(lead).post(f"{HERE}/teams/B/adoption", **body, note="Like Alder")

    def read():
        return {each["team"]: each for each in Rest(team_lead).get(f"{HERE}/adoption").json()}

    assert read()["A"]["learnt_from"] == "B Beech" and read()["B"]["note"] == "Like Alder"
    set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
    assert read()["A"]["learnt_from"] == "Team B" and read()["B"]["note"] == ""
    set_confidentiality(collaborative=collaborative, mode="own", by=lead)
    assert set(read()) == {"A"} and read()["A"]["learnt_from"] == "another team"
    assert Rest(team_lead).post(f"{HERE}/teams/A/adoption", **body, learnt_from="B").status_code == 404
    assert Rest(team_lead).delete(f"{HERE}/teams/A/adoption/{sent.json()['pk']}").status_code == 204
    assert [each.team for each in Adoption.objects.all()] == [other_team]


def test_a_cycle_names_its_idea_and_puts_it_in_place(team, trolley, team_member):
    mine = Rest(team_member)
    body = {
        "idea": "Two bays",
        "started": "2016-03-01",
        "prediction": "8 of 10",
        "change_idea": str(trolley.guid),
    }
    cycle = mine.post(f"{HERE}/teams/A/tests", **body).json()
    assert cycle["change_idea"] == str(trolley.guid)
    done = mine.patch(
        f"{HERE}/teams/A/tests/{cycle['guid']}",
        revision=1, held="yes", act="adopt", next_step="all bays", ended="2016-03-20", in_place=True,
    )  # fmt: skip
    assert done.status_code == 200 and done.json()["held"] == "yes" and done.json()["next_step"] == "all bays"
    assert [each.stage for each in Adoption.objects.all()] == ["testing", "implemented"]
