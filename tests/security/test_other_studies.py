"""One study's identifiers under another's address, one collaborative's under another's: nothing is found there."""

from __future__ import annotations

import pytest

from tests.rest import Rest
from tests.web.addresses import names

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign(other_study, everything):
    """Rosa has a part in both studies: that she may see each does not put one's rows into the other."""
    from alongside.access.roles import Role
    from alongside.coding.actions import write_cell, write_note
    from alongside.study.actions import add_to_study

    olga, rosa = other_study.researcher, everything.people["researcher"]
    add_to_study(study=other_study.study, person=rosa, role=Role.RESEARCHER, by=olga)
    other_study.coding = other_study.coded("X01", "Nobody told the porters anything.", code="Showing results")
    other_study.made = other_study.finding(other_study.coding)
    other_study.note = write_note(study=other_study.study, body="x", rests_on_no_one=True, by=olga)
    other_study.cell = write_cell(
        study=other_study.study, case=other_study.people["X01"].case, code=other_study.codes["Showing results"],
        summary="x", by=olga,
    )  # fmt: skip
    return other_study


def test_no_address_of_a_study_takes_another_studys_identifier(everything, foreign):
    script = Rest(everything.people["researcher"])
    source, case = foreign.sources["X01"].guid, foreign.people["X01"].case.guid
    person, code = foreign.people["X01"].guid, foreign.codes["Showing results"].guid
    mine = everything.source.guid
    for path in (
        f"sources/{source}/text", f"sources/{source}/codings", f"participants/{person}/consents",
        f"codes/{code}/quotes", f"matrix/{case}/{code}", f"matrix/{everything.participant.case.guid}/{code}",
        f"findings/{foreign.made.number + 99}",
    ):  # fmt: skip
        assert script.get(f"/studies/why/{path}").status_code == 404, path
    consent = {"purpose": "quote", "value": True}
    place = {"start": 0, "end": 5, "text": 1}
    own_code = str(everything.entry.code.guid)
    finding = {"statement": "x", "level": "within", "valence": "both"}
    for verb, path, body in (
        ("post", f"participants/{person}/identity", {}),
        ("post", f"participants/{person}/consents", consent),
        ("post", f"participants/{everything.participant.guid}/consents", consent | {"source": str(source)}),
        ("post", f"participants/{person}/withdrawal", {"extent": "delete_all"}),
        ("post", f"participants/{person}/withdrawal/preview", {"extent": "delete_all"}),
        ("patch", f"sources/{source}", {"title": "taken"}),
        ("patch", f"sources/{mine}", {"cases": [str(case)]}),
        ("post", f"sources/{source}/speakers", {"speakers": {}}),
        ("post", f"sources/{mine}/speakers", {"speakers": {"P01": str(case)}}),
        ("post", f"sources/{mine}/codings", place | {"code": str(code)}),
        ("post", f"sources/{source}/codings", place | {"code": own_code}),
        ("post", f"sources/{source}/redactions",
         {"places": [{"start": 0, "end": 5}], "number": 1, "reason": "taken"}),
        ("put", f"sources/{source}/texts", {"text": "taken", "number": 1, "reason": "taken"}),
        ("patch", f"codings/{foreign.coding.guid}", {"important": True}),
        ("delete", f"codings/{foreign.coding.guid}", None),
        ("put", f"matrix/{case}/{own_code}", {"summary": "x"}),
        ("put", f"matrix/{everything.participant.case.guid}/{code}", {"summary": "x"}),
        ("put", f"matrix/{everything.participant.case.guid}/{own_code}",
         {"summary": "x", "revision": 1, "links": [str(foreign.coding.guid)]}),
        ("patch", f"notes/{foreign.note.guid}", {"revision": 1, "body": "taken"}),
        ("post", "notes", {"body": "x", "coding": str(foreign.coding.guid)}),
        ("post", "notes", {"body": "x", "rests_on": [str(person)]}),
        ("post", "findings", finding | {"codings": [str(foreign.coding.guid)]}),
        ("post", "findings", finding | {"cells": [str(foreign.cell.guid)]}),
        ("post", "feedback", {"to_whom": "x", "form": "x", "point": "x", "source": str(source)}),
        ("post", "feedback", {"to_whom": "x", "form": "x", "point": "x", "rests_on": [str(person)]}),
        ("post", "cases", {"name": "New", "part_of": str(case)}),
        ("post", "pseudonyms", {"original": "A", "replacement": "B", "participant": str(person)}),
    ):  # fmt: skip
        answer = (
            script.delete(f"/studies/why/{path}")
            if verb == "delete"
            else getattr(script, verb)(f"/studies/why/{path}", **(body or {}))
        )
        assert answer.status_code == 404, f"{verb} {path}: {answer.status_code} {answer.content[:200]!r}"
    for to, item in ((mine, {"code": str(code)}), (source, {"code": own_code})):
        assert script.post_list(f"/studies/why/sources/{to}/codings/bulk", [place | item]).status_code == 404
    foreign.sources["X01"].refresh_from_db()
    foreign.note.refresh_from_db()
    assert foreign.sources["X01"].title != "taken" and foreign.note.body == "x"


def test_pages_take_no_key_of_another_study_either(everything, foreign, as_):
    browser = as_(everything.people["researcher"])
    case, code = foreign.people["X01"].case, foreign.codes["Showing results"]
    own = everything.participant.case
    for path in (
        f"matrix/{case.pk}/{code.pk}/", f"matrix/{own.pk}/{code.pk}/", f"cases/{case.guid}/",
        f"sources/{foreign.sources['X01'].guid}/", f"sources/{foreign.sources['X01'].guid}/about/",
        f"codings/{foreign.coding.guid}/", f"codes/{code.guid}/",
        f"participants/{foreign.people['X01'].guid}/withdraw/",
    ):  # fmt: skip
        page = browser.get(f"/s/why/{path}", headers={"HX-Request": "true"})
        assert page.status_code == 404, path
    page = browser.get(f"/s/why/matrix/?cell={case.pk}-{code.pk}")
    assert "porters" not in page.content.decode()
    number = everything.draft_finding.number
    page = browser.get(f"/s/why/findings/{number}/evidence/?case={case.pk}&kind=quotes")
    assert "porters" not in page.content.decode()
    before = everything.draft_finding.versions.get().evidence.count()
    for kind, row in (("quotes", foreign.coding), ("cells", foreign.cell)):
        browser.post(f"/s/why/findings/{number}/evidence/", {"kind": kind, "chosen": [row.pk]})
    assert everything.draft_finding.versions.get().evidence.count() == before


@pytest.fixture
def elsewhere(person):
    """Another host's collaborative, to which no study is linked."""
    from alongside.improvement.actions import add_measure, follow, log_test
    from alongside.programme.actions import add_context_event, add_team, open_collaborative
    from alongside.programme.models import ContextEvent

    host = person("Hugo Host")
    made = open_collaborative(
        name="Elsewhere", slug="elsewhere", host="Another", starts="2016-01-01", ends="2017-12-31", aim="x",
        topics=["Falls"], lead=host, by=None,
    )  # fmt: skip
    team = add_team(
        collaborative=made, name="Elm", organisation="Elm Trust", letter="A", joined="2016-01-01", topics=["Falls"],
        by=host,
    )  # fmt: skip
    measure = add_measure(
        collaborative=made, key="falls", name="Falls", type="outcome", unit="percent", chart="p", direction="down",
        by=host,
    )  # fmt: skip
    series = follow(measure=measure, team=team, by=host)
    cycle = log_test(team=team, idea="Mats", started="2016-02-01", prediction="Fewer", by=host)
    event = add_context_event(
        collaborative=made, on="2016-02-01", kind=ContextEvent.Kind.values[0], title="Strike", by=host
    )
    return host, made, {"series": series, "cycles": cycle, "context_events": event}


def test_evidence_is_of_the_studys_own_collaboratives_only(everything, elsewhere):
    script = Rest(everything.people["researcher"])
    number = everything.draft_finding.number
    for kind, row in elsewhere[2].items():
        guid = str(getattr(row, "guid", ""))
        answer = script.post(f"/studies/why/findings/{number}/evidence", **{kind: [guid]})
        assert answer.status_code == 404, kind


def test_a_host_has_no_way_into_another_hosts_collaborative(everything, elsewhere):
    host = elsewhere[0]
    script = Rest(host)
    for path in (
        "",
        "/teams",
        "/teams/A",
        "/teams/A/series",
        "/series",
        "/notes",
        "/events",
        "/context",
        "/findings",
    ):
        answer = script.get(f"/collaboratives/sepsis{path}")
        assert answer.status_code in {404, 405}, path
    guid = everything.programme_release.guid
    assert script.get(f"/collaboratives/elsewhere/findings/{guid}").status_code == 404
    assert (
        script.post(f"/collaboratives/elsewhere/findings/{guid}/decisions", text="Mine.").status_code == 404
    )
    action = everything.action.guid
    answer = script.put(
        f"/collaboratives/elsewhere/findings/{guid}/actions/{action}",
        revision=1,
        state="done",
        what_happened="x",
    )
    assert answer.status_code == 404


def test_nothing_but_what_a_form_names_is_changed_by_a_patch(everything):
    from alongside.study.models import Source

    script = Rest(everything.people["researcher"])
    before = Source.objects.values().get(pk=everything.source.pk)
    script.patch(
        f"/studies/why/sources/{everything.source.guid}",
        study=99, study_id=99, guid="0" * 32, sha256="x", needs_rewrite=True, kind="document", name="Taken",
    )  # fmt: skip
    assert Source.objects.values().get(pk=everything.source.pk) == before
    script.patch("/studies/why", slug="taken", scope=1, id=7)
    everything.study.refresh_from_db()
    assert everything.study.slug == "why"


def test_no_page_of_a_study_finds_another_studys_things(everything, foreign, as_):
    browser = as_(everything.people["researcher"])
    theirs = [
        foreign.sources["X01"], foreign.coding, foreign.codes["Showing results"], foreign.note, foreign.people["X01"],
        foreign.people["X01"].case, foreign.made,
    ]  # fmt: skip
    below_studies = {
        f"/s/{pattern.pattern}"
        for name, pattern in names()
        if name.startswith(("study:", "coding:", "findings:")) and "<uuid:guid>" in str(pattern.pattern)
    }
    assert len(below_studies) > 30
    for address in below_studies:
        for thing in theirs:
            path = address.replace("<slug:slug>", "why").replace("<uuid:guid>", str(thing.guid))
            for answer in (
                browser.get(path), browser.post(path), browser.post(path, "{}", content_type="application/json"),
            ):  # fmt: skip
                unread = answer.status_code == 422 and b"cannot be read" in answer.content
                assert unread or answer.status_code in {403, 404, 405}, f"{path}: {answer.status_code}"
