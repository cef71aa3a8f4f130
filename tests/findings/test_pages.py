"""Pages: what each person finds, is refused, and never learns of."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from alongside.findings import actions
from alongside.findings.models import (
    Action,
    CommitteeMember,
    Decision,
    FeedbackEntry,
    Finding,
    Interpretation,
    Release,
)

OTHERS = "It was one nurse, not the sheet."


@pytest.fixture
def loop(world, series, committee, lead, adviser, researcher, team):
    """Finding 1 with a chart, gone all the way to an open action; finding 2 a draft."""
    finding = world.finding(
        world.coded("P01", "I put the chart up by the kettle."),
        world.coded("P04", "Nobody looked."),
        series=[series],
    )
    world.finding(world.coded("P02", "divisional meeting"), statement="Results stay upstairs.")
    release = world.released(finding, until="2099-10-05")
    actions.interpret(
        release=release, verdict="rings_true", comment="At the end of a shift.", by=committee["Ann"]
    )
    actions.interpret(release=release, verdict="not", comment=OTHERS, by=committee["Ben"])
    actions.close_interpretation(finding=finding, by=researcher)
    world.released(finding, "programme", shows_verdicts=True)
    decision = actions.decide(
        finding=finding, text="A weekly sheet for every team.", dissent="One lead would wait.", by=lead
    )
    actions.add_action(
        decision=decision, what="Weekly ward sheet", owner=adviser, due="2099-11-30", teams=[team], by=lead
    )
    actions.log_feedback(
        study=world.study, to_whom="Leads", form="webinar", point="They look.", finding=finding, by=researcher
    )
    return finding


def study_urls(study):
    """Every address of the study's side of findings."""
    slug, some = study.slug, uuid.uuid4()
    return [
        reverse("findings:list", args=[slug]),
        reverse("findings:new", args=[slug]),
        reverse("findings:feedback", args=[slug]),
        reverse("findings:finding", args=[slug, 1]),
        reverse("findings:edit", args=[slug, 1]),
        reverse("findings:evidence", args=[slug, 1]),
        reverse("findings:release", args=[slug, 1]),
        reverse("findings:decide", args=[slug, 1]),
        reverse("findings:inbox", args=[slug]),
        reverse("findings:done", args=[slug]),
        reverse("findings:framework", args=[slug]),
        reverse("findings:committee_people", args=[slug]),
        reverse("findings:ask", args=[slug]),
        reverse("findings:read", args=[slug, some]),
    ]


# the wall


def test_nobody_of_the_programme_knows_of_any_page_of_the_study(
    loop, study, as_, lead, adviser, team_lead, team_member, sponsor, patient_partner, outsider, administrator
):
    for someone in (lead, adviser, team_lead, team_member, sponsor, patient_partner, outsider, administrator):
        browser = as_(someone)
        for url in study_urls(study):
            assert browser.get(url).status_code == 404, f"{someone} {url}"
        for release in Release.objects.all():
            assert browser.get(reverse("findings:read", args=[study.slug, release.guid])).status_code == 404


def test_the_host_reads_the_released_finding_and_nothing_beneath_it(loop, study, collaborative, as_, lead):
    release = Release.objects.get(audience="programme")
    page = (
        as_(lead)
        .get(reverse("findings:programme_finding", args=[collaborative.slug, release.guid]))
        .content.decode()
    )
    assert "I put the chart up by the kettle." in page
    assert "A senior nurse, Trust B" in page
    for secret in (
        "P01",
        "P04",
        "Results stay upstairs",
        OTHERS,
        "At the end of a shift",
        "/s/",
        study.name,
        "They look.",
        "Rosa",
    ):
        assert secret not in page, secret
    listing = as_(lead).get(reverse("findings:programme", args=[collaborative.slug])).content.decode()
    assert "Ward staff keep going" in listing
    assert "Results stay upstairs" not in listing


def test_a_release_to_the_committee_is_no_address_of_the_programme(loop, collaborative, as_, lead):
    release = Release.objects.get(audience="committee")
    assert (
        as_(lead)
        .get(reverse("findings:programme_finding", args=[collaborative.slug, release.guid]))
        .status_code
        == 404
    )


def test_teams_do_not_see_what_was_released_to_the_programme_only(
    world, loop, collaborative, as_, team_member, researcher
):
    release = Release.objects.get(audience="programme")
    url = reverse("findings:programme_finding", args=[collaborative.slug, release.guid])
    browser = as_(team_member)
    assert browser.get(url).status_code == 404
    assert (
        "Ward staff keep going"
        not in browser.get(reverse("findings:programme", args=[collaborative.slug])).content.decode()
    )
    for_teams = world.released(loop, "teams")
    url = reverse("findings:programme_finding", args=[collaborative.slug, for_teams.guid])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"text": "Ours."}).status_code == 403


def test_the_committee_sees_neither_drafts_nor_the_research_teams_pages(
    loop, study, as_, committee, critical_friend
):
    for someone in (committee["Ann"], critical_friend):
        browser = as_(someone)
        for name in ("list", "new", "feedback", "committee_people", "ask"):
            assert browser.get(reverse(f"findings:{name}", args=[study.slug])).status_code == 403, name
        assert browser.get(reverse("findings:finding", args=[study.slug, 2])).status_code == 403
        page = browser.get(reverse("findings:inbox", args=[study.slug])).content.decode()
        assert "Results stay upstairs" not in page
        assert "P01" not in page


def test_the_second_coder_reads_everything_and_changes_nothing(loop, study, as_, second_coder):
    browser = as_(second_coder)
    page = browser.get(reverse("findings:finding", args=[study.slug, 1]))
    assert page.status_code == 200
    assert "Say what happened next" not in page.content.decode()
    for name in ("edit", "evidence", "release", "decide"):
        assert browser.get(reverse(f"findings:{name}", args=[study.slug, 1])).status_code == 403
    for name in ("close", "withdraw"):
        assert browser.post(reverse(f"findings:{name}", args=[study.slug, 1])).status_code == 403


# the research team


def test_a_researchers_pages_answer_with_few_questions_to_the_database(loop, study, as_, researcher):
    browser = as_(researcher)
    url = reverse("findings:finding", args=[study.slug, 1])
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(url).content.decode()
    assert len(asked) <= 15, "\n".join(query["sql"][:90] + query["sql"][-150:] for query in asked)
    for said in (
        "decided on",
        "Say what happened next",
        "P01, senior nurse, Trust B",
        "turn 2",
        OTHERS,
        "one of 3 clinical leads",
        "A weekly sheet for every team.",
        "One lead would wait.",
        "Amir Adviser",
        "Screened for sepsis",
        "2 people",
    ):
        assert said in page, said


def test_every_page_of_the_researcher_opens(loop, study, as_, researcher):
    browser = as_(researcher)
    for url in study_urls(study)[:-1]:
        page = browser.get(url)
        assert page.status_code == 200, url
    for audience in ("committee", "programme", "teams", "publication"):
        assert (
            browser.get(reverse("findings:release", args=[study.slug, 2]), {"audience": audience}).status_code
            == 200
        )
    for kind in ("quotes", "cells", "charts", "events", "tests"):
        assert (
            browser.get(reverse("findings:evidence", args=[study.slug, 2]), {"kind": kind}).status_code == 200
        )


def test_every_station_of_a_chain_leads_to_words_even_where_there_is_nothing_yet(
    study, as_, researcher, loop
):
    for number in (1, 2):
        page = html.fromstring(
            as_(researcher).get(reverse("findings:finding", args=[study.slug, number])).content.decode()
        )
        stations = page.xpath("//ol[@class='chain']//a/@href")
        assert len(stations) == 6
        for station in stations:
            assert page.get_element_by_id(station.removeprefix("#")).text_content().strip(), station


def test_an_empty_study_says_what_to_do_next(study, as_, researcher, committee_member, lead, collaborative):
    assert (
        "Write a finding" in as_(researcher).get(reverse("findings:list", args=[study.slug])).content.decode()
    )
    assert (
        "Nothing to read yet"
        in as_(committee_member).get(reverse("findings:inbox", args=[study.slug])).content.decode()
    )
    assert (
        "No findings yet"
        in as_(lead).get(reverse("findings:programme", args=[collaborative.slug])).content.decode()
    )


def test_a_researcher_writes_adds_evidence_and_releases_in_the_browser(
    world, series, committee, as_, researcher
):
    browser, slug = as_(researcher), world.study.slug
    wrong = browser.post(
        reverse("findings:new", args=[slug]), {"statement": " ", "level": "within", "valence": "both"}
    )
    assert wrong.status_code == 422
    browser.post(
        reverse("findings:new", args=[slug]), {"statement": "It holds.", "level": "within", "valence": "both"}
    )
    coding = world.coded("P01", "I put the chart up by the kettle.")
    picker = reverse("findings:evidence", args=[slug, 1])
    shown = browser.get(picker, {"case": world.people["P01"].case_id}).content.decode()
    assert "I put the chart up by the kettle." in shown
    browser.post(picker, {"kind": "quotes", "chosen": [coding.pk]})
    browser.post(picker, {"kind": "charts", "chosen": [series.pk], "against": "1"})
    found = Finding.objects.get()
    version = found.versions.get()
    assert [(one.coding, one.series, one.speaks_against) for one in version.evidence.all()] == [
        (coding, None, False),
        (None, series, True),
    ]
    chart = version.evidence.get(series=series)
    browser.post(reverse("findings:evidence_change", args=[slug, 1, chart.guid]), {"do": "for"})
    chart.refresh_from_db()
    assert not chart.speaks_against
    url = reverse("findings:release", args=[slug, 1])
    page = browser.get(url, {"audience": "committee"}).content.decode()
    assert "Ann Member" in page
    assert "1 of 1 would be shown" in page
    quote = version.evidence.get(coding=coding)
    assert (
        browser.post(
            url, {"audience": "committee", "until": "2099-01-01", "left_out": [str(quote.guid)]}
        ).status_code
        == 302
    )
    release = Release.objects.get()
    assert list(release.left_out.all()) == [quote]
    again = browser.post(url, {"audience": "committee"})
    assert again.status_code == 422
    assert "already" in again.content.decode()


@pytest.mark.parametrize(
    ("data", "status"), [({"audience": "moon"}, 404), ({"audience": "committee", "left_out": "x"}, 404)]
)
def test_nonsense_in_an_address_is_not_known(world, finding, as_, researcher, data, status):
    assert (
        as_(researcher).get(reverse("findings:release", args=[world.study.slug, 1]), data).status_code
        == status
    )


def test_nonsense_in_a_form_adds_nothing(world, finding, as_, researcher):
    browser, url = as_(researcher), reverse("findings:evidence", args=[world.study.slug, 1])
    for data in (
        {},
        {"kind": "moon", "chosen": "1"},
        {"kind": "quotes", "chosen": "x"},
        {"kind": "quotes", "chosen": "9" * 30},
    ):
        assert browser.post(url, data).status_code == 302
    assert finding.versions.get().evidence.count() == 1
    assert browser.get(url, {"code": "²", "case": "9" * 40}).status_code == 200


def test_two_researchers_at_one_draft_see_what_the_other_saved(world, finding, as_, researcher):
    url = reverse("findings:edit", args=[world.study.slug, 1])
    mine = {"statement": "Mine.", "level": "within", "valence": "both", "revision": "1"}
    assert as_(researcher).post(url, {**mine, "statement": "Theirs."}).status_code == 302
    page = as_(researcher).post(url, mine)
    assert page.status_code == 409
    assert "Theirs." in page.content.decode()
    assert "Mine." in page.content.decode()


# the committee


def test_a_member_reads_answers_and_only_then_sees_the_others(world, finding, committee, as_):
    release = world.released(finding, until="2099-10-05")
    actions.interpret(release=release, verdict="not", comment=OTHERS, by=committee["Ben"])
    browser, url = as_(committee["Ann"]), reverse("findings:read", args=[world.study.slug, release.guid])
    page = browser.get(reverse("findings:inbox", args=[world.study.slug])).content.decode()
    assert "A senior nurse" in page
    assert OTHERS not in page
    assert not re.search(r'name="verdict"[^>]*checked', page), "nothing is chosen beforehand"
    assert "autofocus" not in page
    assert "as one of 3 clinical leads" in page
    wrong = browser.post(url, {"another_reading": "The rota."})
    assert wrong.status_code == 422
    assert "The rota." in wrong.content.decode(), "what was typed is kept"
    assert OTHERS not in wrong.content.decode()
    assert browser.post(url, {"verdict": "partly", "another_reading": "The rota."}).status_code == 302
    after = browser.get(url).content.decode()
    assert OTHERS in after
    assert "Change my answer" in after
    assert "2 of 4 have answered, you among them" in after
    assert "Ben" not in after


def test_the_page_of_someone_who_has_not_answered_never_asks_for_the_others(world, finding, committee, as_):
    release = world.released(finding)
    actions.interpret(release=release, verdict="not", comment=OTHERS, by=committee["Ben"])
    with CaptureQueriesContext(connection) as asked:
        as_(committee["Ann"]).get(reverse("findings:read", args=[world.study.slug, release.guid]))
    mine = committee["Ann"]
    member = CommitteeMember.objects.get(person=mine).pk
    loads = [query["sql"] for query in asked if '"findings_interpretation"."comment"' in query["sql"]]
    assert all(f'"member_id" = {member}' in sql for sql in loads), loads


def test_a_critical_friend_reads_but_does_not_answer(world, finding, committee, as_, critical_friend):
    release = world.released(finding)
    url = reverse("findings:read", args=[world.study.slug, release.guid])
    browser = as_(critical_friend)
    page = browser.get(url).content.decode()
    assert "Ward staff keep going" in page
    assert 'name="verdict"' not in page
    assert browser.post(url, {"verdict": "partly"}).status_code == 403
    assert not Interpretation.objects.exists()
    framework = browser.get(reverse("findings:framework", args=[world.study.slug])).content.decode()
    assert "Showing results" in framework


def test_the_committee_sees_what_was_done(loop, study, as_, committee):
    page = as_(committee["Dot"]).get(reverse("findings:done", args=[study.slug])).content.decode()
    assert "A weekly sheet for every team." in page
    assert "Weekly ward sheet" in page


def test_a_guide_and_a_framework_are_read_with_one_box(world, study, as_, researcher, committee):
    from alongside.study.actions import add_guide_version

    guide = add_guide_version(
        study=study,
        name="Interview guide",
        questions=["How did it begin?"],
        since="2016-02-01",
        by=researcher,
    )
    browser = as_(researcher)
    version = study.framework.versions.get()
    for thing in (f"framework-{version.pk}", f"guide-{guide.pk}"):
        assert (
            browser.post(
                reverse("findings:ask", args=[study.slug]), {"thing": thing, "until": ""}
            ).status_code
            == 302
        )
    assert browser.post(reverse("findings:ask", args=[study.slug]), {"thing": "moon-1"}).status_code == 422
    reader = as_(committee["Ann"])
    for release in Release.objects.all():
        url = reverse("findings:read", args=[study.slug, release.guid])
        assert 'name="verdict"' not in reader.get(url).content.decode()
        assert reader.post(url, {"comment": "Ask how it ended."}).status_code == 302
    assert Interpretation.objects.count() == 2


def test_members_are_added_and_ended_in_the_browser(study, as_, researcher, person):
    someone = person("Eve Member")
    browser, url = as_(researcher), reverse("findings:committee_people", args=[study.slug])
    assert browser.post(url, {"email": someone.email, "part": ""}).status_code == 422
    assert browser.post(url, {"email": someone.email, "part": "academic"}).status_code == 302
    assert browser.post(url, {"email": "nobody@example.org", "part": "academic"}).status_code == 422
    member = CommitteeMember.objects.get()
    browser.post(reverse("findings:end_member", args=[study.slug, member.pk]))
    member.refresh_from_db()
    assert member.until is not None


# deciding


def test_the_host_decides_acts_and_says_what_happened_in_the_browser(
    world, finding, collaborative, as_, lead, team
):
    release = world.released(finding, "programme")
    browser, url = as_(lead), reverse("findings:programme_finding", args=[collaborative.slug, release.guid])
    assert browser.post(url, {"text": ""}).status_code == 422
    assert browser.post(url, {"text": "A sheet.", "on": "2016-10-06"}).status_code == 302
    decision = Decision.objects.get()
    acts = reverse("findings:programme_add_action", args=[collaborative.slug, release.guid, decision.guid])
    assert browser.get(acts).status_code == 200
    assert (
        browser.post(acts, {"what": "Sheet", "starts": "2016-10-10", "due": "2016-10-01"}).status_code == 422
    )
    assert (
        browser.post(
            acts, {"what": "Sheet", "owner": lead.pk, "teams": [team.pk], "due": "2099-01-01"}
        ).status_code
        == 302
    )
    action = Action.objects.get()
    looks = reverse("findings:programme_action", args=[collaborative.slug, release.guid, action.guid])
    assert browser.post(looks, {"state": "done", "what_happened": "", "revision": "1"}).status_code == 422
    assert (
        browser.post(looks, {"state": "done", "what_happened": "Used.", "revision": "1"}).status_code == 302
    )
    again = browser.post(looks, {"state": "done", "what_happened": "Again.", "revision": "1"})
    assert again.status_code == 409
    words = reverse("findings:programme_decision", args=[collaborative.slug, release.guid, decision.guid])
    assert browser.post(words, {"text": "Two sheets.", "revision": "1"}).status_code == 302
    page = browser.get(url).content.decode()
    for said in ("Two sheets.", "Used.", "Lena Lead", "A Alder"):
        assert said in page
    assert Finding.objects.get().state == Finding.State.REVIEWED


def test_an_adviser_reads_but_does_not_decide(world, finding, collaborative, as_, adviser):
    release = world.released(finding, "programme")
    browser, url = (
        as_(adviser),
        reverse("findings:programme_finding", args=[collaborative.slug, release.guid]),
    )
    assert "Record a decision" not in browser.get(url).content.decode()
    assert browser.post(url, {"text": "Ours."}).status_code == 403


def test_a_committee_member_may_also_be_the_host_and_sees_each_side_as_such(
    world, finding, committee, lead, researcher, as_, study
):
    actions.add_committee_member(study=study, person=lead, part="programme", by=researcher)
    world.released(finding)
    browser = as_(lead)
    assert browser.get(reverse("findings:inbox", args=[study.slug])).status_code == 200
    assert browser.get(reverse("findings:finding", args=[study.slug, 1])).status_code == 403


def test_feedback_is_logged_and_answered_in_the_browser(world, as_, researcher):
    browser, url = as_(researcher), reverse("findings:feedback", args=[world.study.slug])
    line = {"point": "They look.", "to_whom": "Leads", "form": "webinar"}
    assert browser.post(url, line).status_code == 422
    assert browser.post(url, {**line, "rests_on": [world.people["P01"].pk]}).status_code == 302
    entry = FeedbackEntry.objects.get()
    one = reverse("findings:feedback_entry", args=[world.study.slug, entry.guid])
    assert (
        browser.post(
            one, {"point": "They look.", "response": "accepted", "effect_on_setting": "Moved."}
        ).status_code
        == 302
    )
    assert "Accepted" in browser.get(url).content.decode()


def test_pages_hold_no_styles_and_escape_what_people_write(world, as_, researcher):
    world.finding(statement="<script>alert(1)</script> & co")
    page = as_(researcher).get(reverse("findings:finding", args=[world.study.slug, 1])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert ' style="' not in page
