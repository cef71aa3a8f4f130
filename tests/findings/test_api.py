"""REST: the same loop, the same refusals, one error shape."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from alongside.accounts.actions import make_token
from alongside.findings.models import Finding, Release

OTHERS = "It was one nurse."


@pytest.fixture
def rest():
    """`rest(tess, "get", "/studies/…")`: a call with this person's own token."""

    def call(someone, method: str, path: str, data: dict | None = None):
        _, raw = make_token(person=someone, name="test", by=someone)
        body = {"data": json.dumps(data), "content_type": "application/json"} if data is not None else {}
        return getattr(Client(), method)(f"/api/v1{path}", headers={"Authorization": f"Bearer {raw}"}, **body)

    return call


def test_the_loop_over_rest(rest, world, series, committee, lead, adviser, team, researcher):
    coding = world.coded("P01", "I put the chart up by the kettle.")
    words = {"statement": "It holds.", "level": "within", "valence": "both"}
    made = rest(
        researcher,
        "post",
        "/studies/why/findings",
        {**words, "codings": [str(coding.guid)], "series": [str(series.guid)]},
    )
    assert made.status_code == 201, made.content
    assert [one["kind"] for one in made.json()["evidence"]] == ["quote", "chart"]
    seen = rest(researcher, "post", "/studies/why/findings/1/preview", {"audience": "committee"}).json()
    assert (seen["shown"], len(seen["readers"])) == (1, 4)
    release = rest(researcher, "post", "/studies/why/findings/1/releases", {"audience": "committee"}).json()[
        "guid"
    ]
    ann, ben = committee["Ann"], committee["Ben"]
    assert (
        rest(ann, "get", f"/studies/why/committee/{release}").json()["quotes"][0]["label"] == "senior nurse"
    )
    answer = f"/studies/why/committee/{release}/answer"
    assert rest(ben, "put", answer, {"verdict": "not", "comment": OTHERS}).status_code == 200
    before = rest(ann, "get", f"/studies/why/committee/{release}/readings")
    assert OTHERS not in before.content.decode()
    rest(ann, "put", answer, {"verdict": "partly"})
    assert OTHERS in rest(ann, "get", f"/studies/why/committee/{release}/readings").content.decode()
    assert rest(researcher, "post", "/studies/why/findings/1/close").json()["state"] == "interpreted"
    rest(
        researcher,
        "post",
        "/studies/why/findings/1/releases",
        {"audience": "programme", "shows_verdicts": True},
    )
    (row,) = rest(lead, "get", "/collaboratives/sepsis/findings").json()
    here = f"/collaboratives/sepsis/findings/{row['guid']}"
    page = rest(lead, "get", here)
    assert OTHERS not in page.content.decode()
    assert page.json()["tallies"][1] == {"label": "Partly", "count": 1, "of": 2}
    decision = rest(lead, "post", f"{here}/decisions", {"text": "A sheet.", "on": "2016-10-06"}).json()
    action = rest(
        lead,
        "post",
        f"{here}/decisions/{decision['guid']}/actions",
        {"what": "Sheet", "owner": str(adviser.guid), "teams": ["A"]},
    )
    assert action.status_code == 201, action.content
    looked = rest(
        adviser,
        "put",
        f"{here}/actions/{action.json()['guid']}",
        {"revision": 1, "state": "done", "what_happened": "Used."},
    )
    assert looked.status_code == 200
    assert rest(researcher, "get", "/studies/why/findings/1").json()["state"] == "reviewed"


def test_the_wall_stands_over_rest(rest, world, finding, committee, lead, outsider, critical_friend):
    release = world.released(finding)
    for path in (
        "/studies/why/findings",
        "/studies/why/findings/1",
        "/studies/why/committee",
        "/studies/why/feedback",
        f"/studies/why/committee/{release.guid}",
    ):
        for someone in (lead, outsider):
            assert rest(someone, "get", path).status_code == 404, path
    assert rest(critical_friend, "get", "/studies/why/findings/1").status_code == 403
    assert (
        rest(
            critical_friend, "put", f"/studies/why/committee/{release.guid}/answer", {"verdict": "partly"}
        ).status_code
        == 403
    )
    assert rest(lead, "get", f"/collaboratives/sepsis/findings/{release.guid}").status_code == 404


def test_errors_have_one_shape(rest, world, finding, researcher):
    bad = rest(
        researcher, "post", "/studies/why/findings", {"statement": "", "level": "within", "valence": "both"}
    )
    assert (bad.status_code, bad["Content-Type"]) == (422, "application/problem+json")
    assert "statement" in bad.json()["fields"]
    lost = rest(researcher, "put", "/studies/why/findings/1", {"statement": "Mine.", "revision": 7})
    assert (lost.status_code, lost.json()["mine"]["statement"]) == (409, "Mine.")
    unknown = rest(
        researcher,
        "post",
        "/studies/why/findings/1/evidence",
        {"codings": ["00000000-0000-0000-0000-000000000000"]},
    )
    assert unknown.status_code == 404
    assert rest(researcher, "get", "/studies/why/findings/99").status_code == 404
    assert Finding.objects.count() == 1
    assert not Release.objects.exists()


def test_feedback_and_members_over_rest(rest, world, researcher, person):
    line = {"to_whom": "Leads", "form": "webinar", "point": "They look."}
    assert rest(researcher, "post", "/studies/why/feedback", line).status_code == 422
    made = rest(
        researcher, "post", "/studies/why/feedback", {**line, "rests_on": [str(world.people["P01"].guid)]}
    )
    assert made.status_code == 201, made.content
    changed = rest(
        researcher, "patch", f"/studies/why/feedback/{made.json()['guid']}", {"response": "adapted"}
    )
    assert changed.json()["response"] == "adapted"
    member = rest(
        researcher,
        "post",
        "/studies/why/committee-members",
        {"person": str(person("Eve").guid), "part": "academic"},
    )
    assert member.status_code == 201
    assert (
        rest(researcher, "delete", f"/studies/why/committee-members/{member.json()['id']}").status_code == 204
    )
    assert rest(researcher, "get", "/studies/why/committee-members").json() == []
