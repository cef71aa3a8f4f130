"""Input that no form would send: it is refused with a reason, and never answered with an error of the server."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from tests.rest import Rest

pytestmark = pytest.mark.django_db
HUGE = 10**30


def send(someone, method: str, path: str, body: str):
    """A request whose body is these letters exactly."""
    rest = Rest(someone)
    call = getattr(Client(raise_request_exception=False), method)
    return call(f"/api/v1{path}", body, content_type="application/json", headers=rest.headers)


@pytest.mark.parametrize(
    "letters", [r"\u0000", r"\ud800", r"\udfff x"], ids=["NUL", "lone high surrogate", "lone low surrogate"]
)
def test_a_letter_that_no_database_keeps_is_refused_in_json(study, researcher, letters):
    for path, body in (
        ("/studies/why/sources", {"kind": "field_note", "text": "TEXT", "identified": False}),
        ("/studies/why/participants", {"name": "P01", "identity": {"name": "TEXT"}}),
        ("/studies/why/participants", {"name": "P01", "identity": {"TEXT": "name"}}),
        ("/studies/why/notes", {"body": "TEXT", "rests_on_no_one": True}),
        ("/studies/why/variables", {"name": "TEXT"}),
    ):
        answer = send(researcher, "post", path, json.dumps(body).replace("TEXT", f"a {letters} b"))
        assert answer.status_code in {400, 422}, f"{path}: {answer.status_code}"
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", str(HUGE), "2147483648", "-1"])
def test_a_number_that_is_none_is_refused(study, researcher, number):
    for field in ("hours", "minutes"):
        if (field, number) in {("hours", "2147483648")}:
            continue
        body = f'{{"kind": "field_note", "text": "x", "identified": false, "{field}": {number}}}'
        answer = send(researcher, "post", "/studies/why/sources", body)
        assert answer.status_code in {400, 422}, f"{field} {number}: {answer.status_code}"


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '"x"', "[" * 100_000])
def test_a_body_that_is_no_object_is_refused(study, researcher, body):
    assert send(researcher, "post", "/studies/why/sources", body).status_code in {400, 422}


def test_numbers_in_addresses_may_be_of_any_length(everything):
    lead, researcher = everything.people["lead"], everything.people["researcher"]
    for path in (
        f"/studies/why/findings/{HUGE}",
        f"/studies/why/framework/versions/{HUGE}",
    ):
        assert send(researcher, "get", path, "").status_code == 404
    for path in (f"/collaboratives/sepsis/teams/A/members/{HUGE}/end",):
        assert send(lead, "post", path, "{}").status_code == 404
    browser = Client(raise_request_exception=False)
    browser.force_login(researcher, backend="allauth.account.auth_backends.AuthenticationBackend")
    long = "9" * 5000
    for path in (
        f"/s/why/findings/{HUGE}/",
        f"/s/why/matrix/?cell={HUGE}-{HUGE}",
        f"/s/why/matrix/?cell={long}-1",
        f"/s/why/sources/{everything.source.guid}/?cell={long}",
        f"/s/why/findings/{everything.draft_finding.number}/evidence/?code={HUGE}&case=²",
    ):
        assert browser.get(path).status_code in {200, 404}, path
    asked = {"thing": "framework-²", "until": ""}
    assert browser.post("/s/why/committee/ask/", asked).status_code in {200, 404, 422}
    asked["thing"] = f"guide-{long}"
    assert browser.post("/s/why/committee/ask/", asked).status_code in {200, 404, 422}


@pytest.fixture
def coding_page(everything):
    """The coding page's own addresses, as the researcher's browser asks them: letters sent exactly as they are."""
    browser = Client(raise_request_exception=False)
    researcher = everything.people["researcher"]
    browser.force_login(researcher, backend="allauth.account.auth_backends.AuthenticationBackend")

    def send(path: str, body: str):
        return browser.post(f"/s/why/{path}/", body, content_type="application/json")

    return send


@pytest.fixture
def own_coding(everything):
    from alongside.coding.actions import add_coding

    return add_coding(
        source=everything.source,
        start=0,
        end=3,
        code=everything.entry.code,
        by=everything.people["researcher"],
    )


def everything_coded():
    from alongside.coding.models import Coding, Note

    return sorted(Coding.objects.values_list("guid", "start", "end", "code")), Note.objects.count()


ODD = ["Infinity", "1e400", "NaN", "null", '"x"', "[]", "1.5", str(HUGE), "-1", "true"]


def asked_at(everything, coding, place: str) -> dict[str, str]:
    """Everything the coding page asks with a place in it, whose end is these letters."""
    source, code, coding, new = everything.source.guid, everything.entry.code.guid, coding.guid, uuid.uuid4()
    spot = f'"start": 0, "end": {place}, "text": 1'
    return {
        f"sources/{source}/codings": f'{{"batch": [{{"guid": "{new}", {spot}, "code": "{code}"}}]}}',
        f"sources/{source}/bulk": f'{{"spans": [[0, {place}]], "text": 1, "code": "{code}"}}',
        f"sources/{source}/annotations": f'{{{spot}, "body": "x"}}',
        f"sources/{source}/in-vivo": f'{{{spot}, "guid": "{new}", "name": "x"}}',
        f"codings/{coding}/change": f"{{{spot}}}",
        f"codings/{coding}/remove": f"{{{spot}}}",
    }


@pytest.mark.parametrize("place", ODD)
def test_an_odd_place_is_refused_on_the_coding_page_and_nothing_is_done(
    everything, own_coding, coding_page, place
):
    before = everything_coded()
    for path, body in asked_at(everything, own_coding, place).items():
        answer = coding_page(path, body)
        refused = answer.status_code == 422 or (
            answer.status_code == 200 and answer.json()["refused"] and not answer.json()["codings"]
        )
        assert refused, f"{path}: {answer.status_code} {answer.content[:200]!r}"
    assert everything_coded() == before


def test_the_same_with_a_place_of_the_text_is_done(everything, own_coding, coding_page):
    """Else the test above could refuse all that it sends for another reason."""
    for path, place in zip(asked_at(everything, own_coding, ""), "456783", strict=True):
        before = everything_coded()
        answer = coding_page(path, asked_at(everything, own_coding, place)[path])
        assert answer.status_code == 200 and not answer.json()["refused"], f"{path}: {answer.content[:200]!r}"
        assert everything_coded() != before, path


@pytest.mark.parametrize("place", ODD)
def test_an_odd_place_is_refused_over_rest(everything, own_coding, place):
    before, researcher = everything_coded(), everything.people["researcher"]
    source, spot = everything.source.guid, f'"start": 0, "end": {place}'
    coded = f'{spot}, "text": 1, "code": "{everything.entry.code.guid}"'
    for method, path, body in (
        ("post", f"sources/{source}/codings", f"{{{coded}}}"),
        ("post", f"sources/{source}/codings/bulk", f"[{{{coded}}}]"),
        ("patch", f"codings/{own_coding.guid}", f'{{"end": {place}, "text": 1}}'),
        ("post", f"sources/{source}/redactions", f'{{"places": [{{{spot}}}], "number": 1, "reason": "x"}}'),
    ):
        answer = send(researcher, method, f"/studies/why/{path}", body)
        if (method, place) == ("patch", "null"):
            continue  # an end that is not given stays where it is
        assert answer.status_code in {400, 422}, f"{path}: {answer.status_code} {answer.content[:200]!r}"
    assert everything_coded() == before


def test_words_longer_than_their_column_are_refused_and_not_an_error(study, researcher):
    long = "x" * 3000
    for path, body in (
        ("/studies/why/participants", {"name": "P01", "role_group": long}),
        ("/studies/why/participants", {"name": "P01", "site_name": long}),
        ("/studies/why/approaches", {"route": long}),
    ):
        assert send(researcher, "post", path, json.dumps(body)).status_code == 422, path
    assert send(researcher, "patch", "/studies/why", json.dumps({"name": long})).status_code == 422
    assert send(researcher, "patch", "/studies/why", json.dumps({"controller": long})).status_code == 422
    from alongside.accounts.actions import add_person
    from alongside.core.errors import Invalid

    with pytest.raises(Invalid):
        add_person(name=long, by=None)
    with pytest.raises(Invalid):
        add_person(name="Long", email=f"{'x' * 60}@{'a.' * 120}org", by=None)


def test_two_of_the_same_at_the_same_moment_is_a_conflict_and_no_error(study, researcher, monkeypatch):
    """The check before the write sees nothing yet; the database's own rule does."""
    from django.db.models import QuerySet

    from alongside.study.models import Case

    Rest(researcher).post("/studies/why/cases", name="Trust B")
    there = QuerySet.exists
    monkeypatch.setattr(QuerySet, "exists", lambda self: False if self.model is Case else there(self))
    answer = send(researcher, "post", "/studies/why/cases", '{"name": "Trust B"}')
    assert answer.status_code == 409
    assert "Trust B" not in answer.content.decode()
    browser = Client(raise_request_exception=False)
    browser.force_login(researcher, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.post("/s/why/cases/new/", {"name": "Trust B", "kind": "site"})
    assert page.status_code == 409
    assert Case.objects.filter(study=study, name="Trust B").count() == 1


def test_a_chart_leaves_as_a_table_in_which_no_cell_is_a_formula(everything):
    import csv
    import io

    from alongside.improvement.actions import start_phase

    lead = everything.people["lead"]
    start_phase(series=everything.series, starts="2016-04", reason='=HYPERLINK("http://evil")', by=lead)
    page = Client()
    page.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = page.get("/c/sepsis/teams/A/charts/antibiotic_60/csv/").content.decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert len(cells) > 50
    for cell in cells:
        numeric = cell.lstrip("-").replace(".", "", 1).isdigit()
        assert numeric or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_names_of_teams_and_measures_are_text_in_every_drawing(everything):
    from alongside.programme.models import Team

    lead = everything.people["lead"]
    Team.objects.filter(pk=everything.team.pk).update(name='"><script>alert(1)</script>')
    page = Client()
    page.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/c/sepsis/", "/c/sepsis/teams/A/", "/c/sepsis/charts/antibiotic_60/",
                 "/c/sepsis/teams/A/charts/antibiotic_60/", "/c/sepsis/teams/A/sponsor/"):  # fmt: skip
        answer = page.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.content.decode(), path


@pytest.mark.parametrize(
    "encoding", ["zip", "rot13", "undefined", "no-such", "idna", "utf-7", "x" * 21, "hex", "../x"]
)
def test_an_odd_encoding_is_refused_with_its_file(study, researcher, encoding):
    from django.core.files.uploadedfile import SimpleUploadedFile

    rest = Rest(researcher)
    answer = Client(raise_request_exception=False).post(
        "/api/v1/studies/why/import",
        {"files": [SimpleUploadedFile("P01.txt", b"P01: \xff\xfe words +AGE-")], "encoding": encoding},
        headers=rest.headers,
    )
    assert answer.status_code in {200, 422}, answer.content[:300]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\x.txt", "a/b/P07.txt", "P07.txt\x00.exe", ".txt", "=1+1.txt"]
)
def test_the_name_of_a_file_leads_nowhere(study, researcher, name, settings):
    from pathlib import Path

    from alongside.core.errors import DomainError
    from alongside.study.importing import import_sources

    before = {path for path in Path(settings.DATA_FOLDER).rglob("*") if "sqlite3" not in path.name}
    try:
        summary = import_sources(study=study, files=[(name, b"P01: Words.")], kind="interview", by=researcher)
    except DomainError:
        return
    assert all(source.name.startswith("P") and "." not in source.name for source in summary.done)
    assert {path for path in Path(settings.DATA_FOLDER).rglob("*") if "sqlite3" not in path.name} == before
