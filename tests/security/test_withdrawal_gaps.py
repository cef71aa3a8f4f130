"""Where words of somebody who withdrew could stay: copies, earlier revisions, names that point at nobody."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import models

from alongside.study import vault, withdrawal

pytestmark = pytest.mark.django_db


def withdraw(participant, researcher, second_coder, extent: str = "delete_all"):
    asked = withdrawal.propose(participant=participant, extent=extent, by=researcher)
    withdrawal.confirm(withdrawal=asked, by=second_coder)


def rows_with(marker: str) -> list[str]:
    """Model and field of every stored value in which the marker stands, sealed ones opened."""
    found = []
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if isinstance(field, models.BinaryField) and value:
                    value = vault.unseal(value).decode()
                if marker in json.dumps(value, default=str, ensure_ascii=False):
                    found.append(f"{model.__name__}.{field.name}")
    return found


@pytest.fixture
def interview(empty):
    """P01 alone in an interview, P02 alone in another."""
    empty.participant("P01", "senior nurse", identity={"name": "Ruth Okafor"})
    empty.participant("P02", "senior nurse")
    empty.source(
        "P01", "INTERVIEWER: So you put the zebra chart by the kettle?\n\nP01: I did, by the kettle.\n", "P01"
    )
    empty.source("P02", "INTERVIEWER: And you?\n\nP02: It goes to the meeting.\n", "P02")
    return empty


def test_the_interviewers_words_in_a_quote_go_with_the_interview(interview, researcher, second_coder):
    both = "So you put the zebra chart by the kettle?\n\nP01: I did, by the kettle."
    interview.finding(interview.coded("P01", both), interview.coded("P02", "It goes to the meeting."))
    assert "EvidencePart.text" in rows_with("zebra")
    withdraw(interview.people["P01"], researcher, second_coder)
    assert rows_with("zebra") == []
    assert "EvidencePart.text" in rows_with("It goes to the meeting.")


def test_an_earlier_example_of_a_code_goes_too(interview, researcher, second_coder):
    from alongside.coding.actions import edit_code, start_draft

    draft = start_draft(study=interview.study, by=researcher)
    entry = draft.entries.get()
    entry = edit_code(
        entry=entry,
        revision=1,
        example="I did, by the zebra.",
        example_from=interview.sources["P01"],
        by=researcher,
    )
    edit_code(
        entry=entry,
        revision=2,
        example="It goes to the meeting.",
        example_from=interview.sources["P02"],
        by=researcher,
    )
    assert "Revision.fields" in rows_with("by the zebra")
    withdraw(interview.people["P01"], researcher, second_coder)
    assert rows_with("by the zebra") == []
    assert "CodeEntry.example" in rows_with("It goes to the meeting.")


@pytest.mark.parametrize(
    ("original", "replacement"),
    [
        ("Ruth Zebra", "[P01]"),
        ("Ruth Zebra", "P01"),
        ("Ruth Okafor", "[a senior nurse]"),
        ("Okafor", "[nurse]"),
    ],
)
def test_lines_of_the_register_that_name_them_go_though_nobody_linked_them(
    interview, researcher, second_coder, original, replacement
):
    from alongside.study.actions import register_pseudonym

    register_pseudonym(study=interview.study, original=original, replacement=replacement, by=researcher)
    register_pseudonym(study=interview.study, original="Quagga Ward", replacement="[a ward]", by=researcher)
    withdraw(interview.people["P01"], researcher, second_coder)
    assert rows_with(original) == []
    assert rows_with("Quagga Ward") == ["Pseudonym.sealed"]


def test_a_summary_kept_as_evidence_goes_where_its_cell_rested_on_their_quote(
    interview, researcher, second_coder
):
    """The row of a site has nobody's pseudonym; that its summary rests on somebody is told by its links."""
    from alongside.coding.actions import write_cell
    from alongside.findings.actions import add_evidence
    from alongside.study.actions import add_case

    site = add_case(study=interview.study, name="Trust B", kind="site", by=researcher)
    quote = interview.coded("P01", "I did, by the kettle.")
    cell = write_cell(
        study=interview.study, case=site, code=interview.codes["Showing results"], summary="The zebra hangs there.",
        links=[quote], by=researcher,
    )  # fmt: skip
    finding = interview.finding(interview.coded("P02", "It goes to the meeting."))
    add_evidence(finding=finding, cells=[cell], by=researcher)
    withdraw(interview.people["P01"], researcher, second_coder)
    assert "EvidencePart.text" not in rows_with("zebra")
    cell.refresh_from_db()
    assert cell.needs_rewrite


def test_looking_at_an_action_again_does_not_bring_back_what_was_hidden(everything, as_):
    from alongside.core.errors import Invalid
    from alongside.findings.actions import close_action
    from alongside.findings.models import Action

    lead, action = everything.people["lead"], everything.action
    Action.objects.update(what="As the zebra nurse said", needs_rewrite=True)
    with pytest.raises(Invalid, match="withdrawn"):
        close_action(action=action, revision=1, state="done", what_happened="It runs.", by=lead)
    url = f"/c/sepsis/findings/{everything.programme_release.guid}/actions/{action.guid}/"
    said = {"state": "done", "what_happened": "It runs.", "revision": 1}
    assert as_(lead).post(url, said).status_code == 422
    assert as_(lead).post(url, said | {"what": "A new rota"}).status_code == 302
    action.refresh_from_db()
    assert (action.what, action.needs_rewrite) == ("A new rota", False)


def test_nothing_of_a_preview_is_done(interview, researcher):
    before = {model: model._base_manager.count() for model in apps.get_models()}
    withdrawal.preview(participant=interview.people["P01"], extent="delete_all", by=researcher)
    assert {model: model._base_manager.count() for model in apps.get_models()} == before


def test_names_reach_neither_the_audit_trail_nor_jobs_nor_sessions(interview, researcher, second_coder, as_):
    from django.contrib.sessions.models import Session

    from alongside.audit.models import AuditEvent
    from alongside.jobs.models import Job

    browser = as_(researcher)
    case = interview.people["P01"].case
    page = browser.post(f"/s/why/cases/{case.guid}/identity/")
    assert "Ruth Okafor" in page.content.decode()
    browser.post("/s/why/reports/", {"form": "docx"})
    withdraw(interview.people["P01"], researcher, second_coder)
    kept = [*AuditEvent.objects.values(), *Job.objects.values()]
    kept += [session.get_decoded() for session in Session.objects.all()]
    assert "Okafor" not in json.dumps(kept, default=str)
    assert AuditEvent.objects.filter(verb="vault.open_identity").count() == 1


@pytest.mark.parametrize("kind", ["field_note", "document"])
def test_the_name_of_a_file_that_names_somebody_becomes_no_title(study, researcher, kind):
    """Identified texts wait in the vault; so does what their files are called."""
    from alongside.study.importing import import_sources

    summary = import_sources(
        study=study, files=[("Visit with Ruth Okafor.txt", b"Ruth showed us the ward.")], kind=kind,
        identified=True, by=researcher,
    )  # fmt: skip
    assert len(summary.done) == 1
    assert set(rows_with("Okafor")) <= {"IdentifiedText.sealed"}


def test_a_vault_that_does_not_open_says_nothing_of_what_is_in_it(interview, researcher, settings, as_):
    from cryptography.fernet import Fernet

    settings.VAULT_KEY = Fernet.generate_key().decode()
    case = interview.people["P01"].case
    page = as_(researcher).post(f"/s/why/cases/{case.guid}/identity/")
    assert page.status_code == 422
    assert "Okafor" not in page.content.decode()
    assert "does not open" in page.content.decode()
