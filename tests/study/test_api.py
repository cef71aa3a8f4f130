"""The study over REST: a whole study set up, read, and withdrawn from, with the errors in their one shape."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.accounts.actions import make_token
from alongside.study.models import Participant, Source


@pytest.fixture
def call(settings, researcher):
    """`call("get", "/studies/why")` with a personal token."""
    settings.ROOT_URLCONF = "tests.study.api_urls"

    def request(method: str, path: str, body=None, *, by=researcher, **form):
        _, raw = make_token(person=by, name="test", by=by)
        headers = {"Authorization": f"Bearer {raw}"}
        send = getattr(Client(), method)
        if form:
            return send(f"/api/test{path}", form, headers=headers)
        return send(f"/api/test{path}", body, content_type="application/json", headers=headers)

    return request


def test_a_study_from_its_opening_to_a_certificate(call, study, second_coder):
    root = "/studies/why"
    assert call("get", "/studies").json()[0]["slug"] == "why"
    assert call("patch", root, {"ethics_reference": "16/NW/1"}).json()["ethics_reference"] == "16/NW/1"
    made = call(
        "post", f"{root}/participants", {"name": "P01", "role_group": "nurse", "identity": {"name": "Ruth"}}
    )
    assert made.status_code == 201, made.content
    case, guid = made.json()["guid"], made.json()["participant"]
    assert call("post", f"{root}/participants/{guid}/identity").json() == {"name": "Ruth"}
    assert call("post", f"{root}/variables", {"name": "Years", "type": "number"}).status_code == 201
    assert call("put", f"{root}/cases/{case}/attributes/Years", {"value": "12"}).status_code == 204
    said = {"purpose": "quote", "value": True, "on": "2016-03-14", "form": "v2"}
    assert call("post", f"{root}/participants/{guid}/consents", said).json()["purpose"] == "quote"
    (row,) = call("get", f"{root}/cases").json()
    assert (row["attributes"], row["consents"]["quote"]) == ({"Years": "12"}, True)
    text = "INT: 😀?\n\nP01: Ruth.\n\nINT: So?\n\nP01: So."
    body = {"kind": "interview", "name": "P01", "text": text, "identified": True, "cases": [case]}
    source = call("post", f"{root}/sources", body).json()
    assert (source["state"], source["words"]) == ("to pseudonymise", None)
    assert call("get", f"{root}/sources/{source['guid']}/text").status_code == 422
    assert (
        call(
            "post", f"{root}/sources/{source['guid']}/pseudonymise", {"replacements": {"Ruth": "[Anna]"}}
        ).status_code
        == 204
    )
    text = call("get", f"{root}/sources/{source['guid']}/text").json()
    second = text["turns"][1]
    assert text["text"][second["body"] : second["end"]] == "[Anna]."
    assert second["case"] == case
    foretold = call("post", f"{root}/participants/{guid}/withdrawal/preview", {"extent": "delete_all"}).json()
    asked = call("post", f"{root}/participants/{guid}/withdrawal", {"extent": "delete_all"}).json()
    refused = call("post", f"{root}/withdrawals/{asked['guid']}/confirm")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    done = call("post", f"{root}/withdrawals/{asked['guid']}/confirm", by=second_coder).json()
    assert (done["state"], done["counts"]) == ("done", foretold)
    assert not Source.objects.exists()
    assert not Participant.objects.exists()


def test_an_import_with_its_table(call, study):
    done = call(
        "post",
        "/studies/why/import",
        files=[SimpleUploadedFile("Mensah.txt", b"P: Mensah.\n\nP: Yes.")],
        attributes=SimpleUploadedFile("people.csv", b"Name,Role\nMensah,Nurse\nAbsent,Nurse\n"),
        key="Name",
        identity="Name",
    ).json()
    assert done["done"] == ["P01"]
    assert (done["refused"][0]["row"], done["refused"][0]["column"]) == (3, "Name")


def test_errors_name_the_field_and_what_to_do(call, study):
    wrong = call("post", "/studies/why/cases", {"name": ""})
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"name": "Fill in the name."})
    assert call("post", "/studies/why/sources", {"kind": "interview"}).status_code == 422
    assert (
        call("post", "/studies/why/people", {"email": "no@example.org", "role": "second_coder"}).status_code
        == 422
    )


def test_people_guides_and_approaches(call, study, outsider):
    assert (
        call("post", "/studies/why/people", {"email": outsider.email, "role": "second_coder"}).status_code
        == 204
    )
    assert len(call("get", "/studies/why/people").json()) == 2
    assert call("delete", f"/studies/why/people/{outsider.email}").status_code == 204
    guide = {"name": "Interview", "questions": ["Why?"], "since": "2016-03-01"}
    assert call("post", "/studies/why/guides", guide).json()["number"] == 1
    assert call("post", "/studies/why/approaches", {"outcome": "declined"}).status_code == 204
    assert call("get", "/studies/why/approaches").json()[0]["outcome"] == "declined"


@pytest.mark.parametrize(
    "path", ["", "/people", "/cases", "/variables", "/sources", "/guides", "/approaches", "/withdrawals"]
)
def test_nobody_outside_knows_of_the_study(call, study, outsider, administrator, critical_friend, path):
    assert call("get", f"/studies/why{path}").status_code == 200
    assert call("get", f"/studies/why{path}", by=outsider).status_code == 404
    assert call("get", f"/studies/why{path}", by=administrator).status_code == 404
    assert call("get", f"/studies/why{path}", by=critical_friend).status_code == 403
    assert Client().get(f"/api/test/studies/why{path}").status_code == 401
