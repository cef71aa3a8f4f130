"""The study report end to end: who may write it, what stands in it, and what never does."""

from __future__ import annotations

import datetime as dt
import io
import os
from contextlib import contextmanager
from types import SimpleNamespace

import docx
import pypdfium2
import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, NotKnown, Refused
from alongside.findings.models import Finding, Release
from alongside.jobs.models import Job
from alongside.jobs.work import run
from alongside.reporting import files
from alongside.reporting.content.gathering import gather
from alongside.reporting.study_report import ask_for_report, fetch_report, write_study_report
from alongside.study.hidden_names import NameWouldLeave

STATEMENT = "Teams keep going when a colleague shows them how their patients fared."
SHOWED = "A colleague showed me how our patients fared."


@pytest.fixture
def finding(world, researcher, committee_member):
    """Finding 1, released to the committee, read by its one member; it rests on four quotes, two of them with consent."""
    from alongside.findings.actions import add_evidence, interpret, record_finding, release

    made = record_finding(
        study=world.study,
        statement=STATEMENT,
        level="within",
        valence="facilitator",
        codings=[world.codings[name] for name in ("P01", "P02", "P04", "FN 01")],
        by=researcher,
    )
    add_evidence(finding=made, codings=[world.codings["P01 time"]], against=True, by=researcher)
    shown = release(finding_version=made.versions.get(), audience="committee", by=researcher)
    shown = Release.objects.get(pk=shown.pk)
    interpret(release=shown, verdict="partly", another_reading="It was the rota.", by=committee_member)
    return Finding.objects.get(pk=made.pk)


@pytest.fixture
def decided(finding, researcher):
    from alongside.findings.actions import add_action, close_action, close_interpretation, decide

    close_interpretation(finding=finding, by=researcher)
    decision = decide(finding=finding, text="Offer every team a ward sheet.", on="2016-10-06", by=researcher)
    action = add_action(decision=decision, what="Print the sheet", starts="2016-10-06", by=researcher)
    close_action(
        action=action,
        revision=action.revision,
        state="done",
        what_happened="Three teams use it.",
        by=researcher,
    )
    return finding


def words_of(content: bytes, form: str) -> str:
    if form == "pdf":
        pages = pypdfium2.PdfDocument(content)
        return " ".join(
            " ".join(page.get_textpage().get_text_range() for page in pages).replace("\ufffe", "").split()
        )
    opened = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in opened.paragraphs]
    texts += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_report_says_how_it_was_done_what_was_found_and_what_came_of_it(decided, world, researcher, form):
    said = words_of(write_study_report(study=world.study, form=form, by=researcher), form)
    for expected in (
        "Why teams keep going",
        "Ethics reference 16/LO/0042",
        "What stops them?",
        "6: manager 3, senior nurse 2, doctor 1",
        "“Time” was renamed “Lack of time”: nobody spoke of having it.",
        "Hours, or their lack.",
        STATEMENT,
        f"“{SHOWED}” manager, partner trust",
        "Speaking against it:",
        "1 of 1 member of the committee answered: rings true 0, partly 1, does not 0, cannot say 0.",
        "Partly (a member): It was the rota.",
        "Decided on 6 Oct 2016: Offer every team a ward sheet.",
        "Three teams use it.",
    ):
        assert expected in said
    assert "Cora" not in said and "Rosa" not in said and "Sven" not in said


def test_only_words_of_those_who_agree_to_publication_are_quoted_and_the_rest_are_counted(
    finding, world, researcher
):
    (said,) = gather(world.study, researcher).findings
    assert [(quote.text, quote.attribution, quote.speaks_against) for quote in said.quotes] == [
        (SHOWED, "manager, partner trust", False),
        (SHOWED, "manager, partner trust", False),
        ("Nobody had time in the winter.", "manager, partner trust", True),
    ]
    # P04 did not agree; for a field note nobody has decided that the public may read it
    assert said.quotes_left_out == 2


def test_who_says_no_today_is_not_quoted_any_more(finding, world, researcher):
    from alongside.study.actions import record_consent

    record_consent(participant=world.people["P01"], purpose="publish", value=False, by=researcher)
    (said,) = gather(world.study, researcher).findings
    assert (len(said.quotes), said.quotes_left_out) == (1, 4)


def test_drafts_and_findings_taken_back_are_left_out_and_counted(finding, world, researcher):
    from alongside.findings.actions import record_finding, withdraw_finding

    record_finding(
        study=world.study, statement="Only a draft.", level="within", valence="both", by=researcher
    )
    report = gather(world.study, researcher)
    assert ([one.number for one in report.findings], report.drafts_left_out) == ([1], 1)
    withdraw_finding(finding=finding, by=researcher)
    report = gather(world.study, researcher)
    assert (report.findings, report.withdrawn_left_out) == ((), 1)


def test_an_empty_study_has_a_report_too(study, researcher):
    said = words_of(write_study_report(study=study, form="pdf", by=researcher), "pdf")
    for expected in (
        "no interview yet",
        "No version of the framework is published yet.",
        "There is no finding yet",
    ):
        assert expected in said
    assert "nan" not in said.lower().split() and "None" not in said.split()


def test_an_export_is_audited_with_its_form_counts_and_hash(finding, world, researcher):
    write_study_report(study=world.study, form="docx", by=researcher)
    event = AuditEvent.objects.get(verb="report.export")
    assert event.actor_id == researcher.pk
    assert {"form": "docx", "findings": 1, "quotes": 3, "left_out": 2}.items() <= event.details.items()
    assert len(event.details["sha256"]) == 64


def test_a_name_of_the_register_in_what_would_be_exported_is_refused_with_its_place(
    world, finding, researcher
):
    from alongside.findings.actions import new_version, release
    from alongside.study.actions import register_pseudonym

    assert write_study_report(study=world.study, form="docx", by=researcher)
    version = new_version(finding=finding, statement="It began when RUTH  Mensah came.", by=researcher)
    release(
        finding_version=version, audience="committee", by=researcher
    )  # nobody knew yet whose name that is
    register_pseudonym(study=world.study, original="Ruth Mensah", replacement="[Anna]", by=researcher)
    for attempt in (write_study_report, ask_for_report):
        with pytest.raises(NameWouldLeave, match="finding 1, its statement") as refused:
            attempt(study=world.study, form="docx", by=researcher)
        assert "Ruth" not in str(refused.value)
    assert AuditEvent.objects.filter(verb="report.export").count() == 1


def test_a_participants_own_name_in_a_quote_is_refused_too(world, finding, researcher):
    from alongside.study.actions import describe_participant

    describe_participant(participant=world.people["P07"], identity={"name": "Nobody Winter"}, by=researcher)
    assert write_study_report(study=world.study, form="pdf", by=researcher)
    describe_participant(participant=world.people["P07"], identity={"name": "colleague"}, by=researcher)
    with pytest.raises(NameWouldLeave, match="finding 1, quote 1; finding 1, quote 2"):
        write_study_report(study=world.study, form="pdf", by=researcher)


def test_others_may_not_export_and_those_outside_do_not_know_of_it(
    world, second_coder, committee_member, outsider, administrator
):
    for person in (second_coder, committee_member):
        with pytest.raises(Refused):
            write_study_report(study=world.study, form="docx", by=person)
    for person in (outsider, administrator):
        with pytest.raises(NotKnown):
            write_study_report(study=world.study, form="docx", by=person)


def test_the_host_lead_finds_no_such_page(world, lead, as_):
    for name in ("study", "write", "now"):
        url = reverse(f"reporting:{name}", args=["why"])
        browser = as_(lead)
        assert (
            browser.get(url) if name == "study" else browser.post(url, {"form": "pdf"})
        ).status_code == 404


def test_the_page_shows_the_numbers_that_the_report_prints(
    world, researcher, second_coder, as_, django_assert_max_num_queries
):
    url = reverse("reporting:study", args=["why"])
    browser = as_(researcher)
    with django_assert_max_num_queries(
        28
    ):  # one statement for each kind of thing counted, however many there are
        page = browser.get(url)
    assert page.status_code == 200
    assert "6: manager 3, senior nurse 2, doctor 1" in page.content.decode()
    assert "Fewer than three people are doctor or senior nurse." in page.content.decode()
    assert as_(second_coder).get(url).status_code == 403


def test_the_report_comes_over_rest_too(finding, world, researcher, second_coder, outsider, client):
    from alongside.accounts.actions import make_token

    def post(by, form):
        _, raw = make_token(person=by, name="test", by=by)
        return client.post(
            f"/api/v1/studies/why/reports?form={form}", headers={"Authorization": f"Bearer {raw}"}
        )

    assert STATEMENT in words_of(post(researcher, "docx").content, "docx")
    assert post(researcher, "pdf")["Content-Type"] == "application/pdf"
    assert post(researcher, "odt").status_code == 422
    assert (post(second_coder, "pdf").status_code, post(outsider, "pdf").status_code) == (403, 404)
    assert AuditEvent.objects.filter(verb="report.export", via="api").count() == 2


def test_a_report_is_written_in_the_background_and_fetched_by_who_asked(
    finding, world, researcher, person, as_
):
    from alongside.access.roles import Role
    from alongside.study.actions import add_to_study, remove_from_study

    browser = as_(researcher)
    asked = browser.post(reverse("reporting:write", args=["why"]), {"form": "docx"})
    job = Job.objects.get()
    assert asked.url == reverse("reporting:job", args=["why", job.guid])
    assert "hx-trigger" in browser.get(asked.url, headers={"HX-Request": "true"}).content.decode()
    job = run(job.pk)
    assert (job.state, job.error_kind) == ("done", "")
    assert "hx-trigger" not in browser.get(asked.url, headers={"HX-Request": "true"}).content.decode()
    url = reverse("reporting:download", args=["why", job.guid])
    answer = browser.get(url)
    assert 'filename="why-' in answer["Content-Disposition"]
    assert STATEMENT in words_of(answer.content, "docx")
    assert AuditEvent.objects.filter(verb="report.fetch", actor_id=researcher.pk).count() == 1

    other = person("Rolf Researcher")
    add_to_study(study=world.study, person=other, role=Role.RESEARCHER, by=researcher)
    assert as_(other).get(url).status_code == 404
    remove_from_study(study=world.study, person=researcher, by=other)
    assert as_(researcher).get(url).status_code in {403, 404}


def test_a_report_can_be_had_at_once(finding, world, researcher, as_):
    answer = as_(researcher).post(reverse("reporting:now", args=["why"]), {"form": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert STATEMENT in words_of(answer.content, "pdf")


def test_a_form_that_is_none_is_said_on_the_page(world, researcher, as_):
    answer = as_(researcher).post(reverse("reporting:write", args=["why"]), {"form": "odt"})
    assert answer.status_code == 422
    assert "Choose docx or pdf." in answer.content.decode()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit(): …` ends as a commit does, as far as report files go: the database itself is not rewritten in a test."""

    @contextmanager
    def committing():
        with django_capture_on_commit_callbacks() as callbacks:
            yield
        for callback in callbacks:
            if getattr(callback, "func", None) is files.remove_all:
                callback()

    return committing


def written(study, researcher, form="docx"):
    job = run(ask_for_report(study=study, form=form, by=researcher).pk)
    assert job.state == "done"
    return job, files.path_of(job)


def test_a_withdrawal_removes_the_reports_that_wait(finding, world, researcher, second_coder, commit):
    from alongside.study.withdrawal import confirm, preview, propose

    job, path = written(world.study, researcher)
    with commit():
        preview(participant=world.people["P01"], extent="delete_all", by=researcher)
    assert path.exists()
    with commit():
        proposed = propose(participant=world.people["P01"], extent="delete_all", by=researcher)
        confirm(withdrawal=proposed, by=second_coder)
    assert not path.exists()
    with pytest.raises(NotKnown, match="no longer kept"):
        fetch_report(job=job, by=researcher)
    (said,) = gather(world.study, researcher).findings
    assert said.evidence_withdrawn == 2


def test_words_that_are_taken_out_of_a_text_take_the_reports_along(world, researcher, commit):
    from alongside.coding.actions import redact
    from alongside.core.text import Span
    from alongside.study.models import Source

    job, path = written(world.study, researcher)
    began = job.created
    assert not files.taken_back_since(world.study, began)
    with commit():
        source = Source.objects.filter(study=world.study, texts__isnull=False).first()
        redact(source=source, spans=[Span(0, 3)], reason="a name", by=researcher)
    assert not path.exists()
    assert files.taken_back_since(world.study, began)


@pytest.mark.parametrize("extent", ["no_quotes", "keep_analysed", "stop"])
def test_any_other_withdrawal_removes_them_too(world, researcher, second_coder, extent, commit):
    from alongside.study.withdrawal import confirm, propose

    _, path = written(world.study, researcher)
    with commit():
        confirm(
            withdrawal=propose(participant=world.people["P07"], extent=extent, by=researcher), by=second_coder
        )
    assert not path.exists()


def test_a_consent_taken_back_while_a_report_is_written_keeps_it_from_being_fetched(
    world, researcher, monkeypatch
):
    from alongside.study.actions import record_consent

    kept = files.keep

    def keep(job, content):
        record_consent(participant=world.people["P01"], purpose="publish", value=False, by=researcher)
        return kept(job, content)

    monkeypatch.setattr(files, "keep", keep)
    job = run(ask_for_report(study=world.study, form="pdf", by=researcher).pk)
    assert (job.state, job.error_kind) == ("failed", Conflict.kind)
    assert not files.path_of(job).exists()


def test_reports_older_than_a_day_go_when_another_is_written(world, researcher):
    _, old = written(world.study, researcher)
    long_ago = (dt.datetime.now() - dt.timedelta(hours=25)).timestamp()
    os.utime(old, (long_ago, long_ago))
    _, new = written(world.study, researcher, "pdf")
    assert (old.exists(), new.exists()) == (False, True)


@pytest.fixture
def charted(collaborative, team, lead, researcher):
    """A study of the collaborative with a finding on one chart of team A: two years, a phase, and released to the public."""
    from alongside.findings.actions import record_finding, release
    from alongside.improvement.actions import add_measure, follow, start_phase, submit
    from alongside.study.actions import open_study

    measure = add_measure(
        collaborative=collaborative, key="abx60", name="Antibiotic within 60 minutes", type="process", unit="percent",
        chart="p", direction="up", by=lead,
    )  # fmt: skip
    series = follow(measure=measure, team=team, target=90, by=lead)
    months = [f"{year}-{month:02d}-01" for year in (2016, 2017) for month in range(1, 13)]
    for number, month in enumerate(months):
        over = 30 + number % 3 if number < 12 else 43 + number % 3
        submit(series=series, period=month, numerator=over, denominator=50, by=lead)
    start_phase(series=series, starts="2017-01-01", reason="Alder bought a trolley", by=lead)
    study = open_study(
        name="With charts", slug="charts", researcher=researcher, collaboratives=[collaborative], by=None
    )
    finding = record_finding(
        study=study,
        statement="It rose after the trolley.",
        level="within",
        valence="both",
        series=[series],
        by=researcher,
    )
    release(finding_version=finding.versions.get(), audience="publication", by=researcher)
    return SimpleNamespace(study=study, series=series, finding=finding)


def test_a_chart_stands_as_it_was_taken_with_its_numbers_at_the_end_and_without_the_teams_name(
    charted, researcher
):
    (said,) = gather(charted.study, researcher).findings
    (chart,) = said.charts
    assert chart.title == "Antibiotic within 60 minutes, one team"
    assert len(chart.rows) == 24
    assert chart.rows[0][:2] == ("Jan 2016", "60.0%")
    for form in ("docx", "pdf"):
        words = words_of(write_study_report(study=charted.study, form=form, by=researcher), form)
        assert "Antibiotic within 60 minutes, one team." in words
        assert "The numbers behind the charts" in words
        assert "Jan 2016 60.0%" in words
        assert "Alder" not in words.replace("Alderwick", "")
    assert "Alder" not in chart.svg


def test_numbers_corrected_since_are_said_and_the_chart_stays_as_it_was(charted, lead, researcher):
    from alongside.improvement.actions import submit
    from alongside.improvement.models import Observation

    first = Observation.objects.get(series=charted.series, period="2016-01-01")
    submit(
        series=charted.series,
        period="2016-01-01",
        numerator=10,
        denominator=50,
        revision=first.revision,
        reason="typed wrong",
        by=lead,
    )
    (chart,) = gather(charted.study, researcher).findings[0].charts
    assert chart.rows[0][:2] == ("Jan 2016", "60.0%")
    assert "1 point" in chart.note
