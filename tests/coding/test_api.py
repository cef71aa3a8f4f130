"""The same over REST, under personal tokens."""

from __future__ import annotations

import pytest
from django.test import Client

from alongside.accounts.actions import make_token
from alongside.coding import actions
from alongside.coding.models import Coding, MatrixCell, Note


@pytest.fixture
def api(study):
    """`api(rosa).get("framework")`: a client with somebody's token."""
    from alongside.api.routes import api as mounted

    if not any(
        prefix == "" and getattr(router, "tags", None) == ["coding"] for prefix, router in mounted._routers
    ):
        pytest.skip("the coding router is not mounted in alongside.api.routes")

    class Caller:
        def __init__(self, person):
            self.headers = {"Authorization": f"Bearer {make_token(person=person, name='test', by=person)[1]}"}

        def __call__(self, verb, path, **sent):
            call = getattr(Client(), verb)
            content = sent.pop("many", sent)
            more = {"data": content, "content_type": "application/json"} if verb != "get" else {}
            return call(f"/api/v1/studies/{study.slug}/{path}", headers=self.headers, **more)

    return Caller


def test_a_framework_is_built_published_and_read(api, researcher, study):
    call = api(researcher)
    assert call("get", "framework").status_code == 404
    assert call("post", "framework/versions").status_code == 201
    theme = call("post", "framework/codes", name="Within", codable=False).json()
    code = call("post", "framework/codes", name="Board", parent=theme["guid"], colour="brown").json()
    changed = call("patch", f"framework/codes/{code['guid']}", revision=1, definition="Those at the top.")
    assert changed.json()["revision"] == 2
    assert call("patch", f"framework/codes/{code['guid']}", revision=1, name="x").status_code == 409
    assert call("post", "framework/versions/1/publish", note="").status_code == 422
    assert call("post", "framework/versions/1/publish", note="First.").json()["state"] == "published"
    told = call("get", "framework").json()
    assert [(each["name"], each["depth"], each["parent"]) for each in told["codes"]] == [
        ("Within", 0, None), ("Board", 1, theme["guid"])
    ]  # fmt: skip


def test_passages_are_coded_one_by_one_and_in_bulk(api, researcher, interview, ownership, board, place):
    call, where = api(researcher), f"sources/{interview.guid}/codings"
    (start, end), (other, last) = place(interview, "The junior nurses"), place(interview, "consultants")
    made = call("post", where, start=start, end=end, text=1, code=str(ownership.code.guid), valence="barrier")
    assert made.status_code == 201
    assert call("post", where, start=end, end=start, text=1, code=str(ownership.code.guid)).status_code == 422
    bulk = [
        {"start": other, "end": last, "text": 1, "code": str(board.code.guid)},
        {"start": 0, "end": 99_999, "text": 1, "code": str(board.code.guid)},
    ]
    refused = call("post", f"{where}/bulk", many=bulk)
    assert (refused.status_code, [each["row"] for each in refused.json()["problems"]]) == (422, [2])
    assert call("post", f"{where}/bulk", many=bulk[:1]).status_code == 201
    assert {each["text"] for each in call("get", where).json()} == {"The junior nurses", "consultants"}
    guid = made.json()["guid"]
    assert call("patch", f"codings/{guid}", important=True).json()["important"] is True
    assert call("patch", f"codings/{guid}", end=end + 1).status_code == 422, "in which text?"
    assert call("patch", f"codings/{guid}", end=end - 7, text=1).json()["end"] == end - 7
    assert call("delete", f"codings/{guid}").status_code == 204
    assert Coding.objects.count() == 1


def test_a_cell_is_written_and_a_second_writer_is_shown_both(api, researcher, second_coder, p07, ownership):
    where = f"matrix/{p07.case.guid}/{ownership.code.guid}"
    assert api(researcher)("get", where).status_code == 404
    assert api(researcher)("put", where, summary="Mine.").json()["revision"] == 1
    conflict = api(second_coder)("put", where, summary="Theirs.")
    assert conflict.status_code == 409
    assert (conflict.json()["theirs"]["summary"], conflict.json()["mine"]["summary"]) == ("Mine.", "Theirs.")
    assert api(researcher)("get", "matrix").json()["written"] == 1
    assert MatrixCell.objects.count() == 1


def test_a_note_is_written_and_changed(api, researcher, p07):
    call = api(researcher)
    assert call("post", "notes", body="A thought.").status_code == 422
    made = call("post", "notes", body="A thought.", rests_on=[str(p07.guid)])
    assert made.status_code == 201
    assert (
        call("patch", f"notes/{made.json()['guid']}", revision=1, body="Another.").json()["body"]
        == "Another."
    )
    assert Note.objects.get().rests_on.get() == p07


def test_who_may_not(api, outsider, critical_friend, draft, ownership, interview, researcher):
    assert api(outsider)("get", "framework").status_code == 404
    friend = api(critical_friend)
    assert friend("get", "matrix").status_code == 403
    assert friend("get", f"sources/{interview.guid}/codings").status_code == 403
    actions.publish_version(version=draft, note="First.", by=researcher)
    assert [each["codings"] for each in friend("get", "framework").json()["codes"]] == [None, None]
