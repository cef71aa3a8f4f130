"""What each reader must not find anywhere: every page and every address of the REST interface is asked for, and searched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.rest import Rest
from tests.web.addresses import pages, routes

RANDOM = re.compile(r"[A-Za-z0-9]{32}(?:[A-Za-z0-9]{32})?(?![A-Za-z0-9])")  # CSRF tokens, session keys
pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def everything_read(world: Any, someone: Any) -> dict[str, str]:
    """Address → what it answers this person who only reads, headers included."""
    browser, script = Client(raise_request_exception=False), Rest(someone)
    browser.force_login(someone, backend=BACKEND)
    found = {}
    for address in [*pages(world), *routes(world)]:
        if address.method != "GET" or "sign-out" in address.url:
            continue
        answer = (
            script.client.get(address.url, headers=script.headers)
            if address.is_api
            else browser.get(address.url)
        )
        body = answer.getvalue().decode("utf-8", "replace") if hasattr(answer, "getvalue") else ""
        # a random token may hold any three letters, such as a pseudonym's
        found[address.url] = RANDOM.sub("", f"{answer.status_code} {dict(answer.headers)} {body}")
    return found


def places_of(words: list[str], read: dict[str, str]) -> list[str]:
    return [f"{word!r} at {url}" for url, text in read.items() for word in words if word in text]


@pytest.fixture
def everything(world):
    return world


@pytest.fixture
def coded(everything):
    """Team B, Beech, has numbers, a test, a visit, a decision's action, a chart beneath a released finding; letters only."""
    from alongside.findings import actions as findings
    from alongside.improvement import actions as improvement
    from alongside.improvement.models import Series
    from alongside.programme import actions as programme
    from alongside.programme.models import ContextEvent

    world, lead, researcher = everything, everything.people["lead"], everything.people["researcher"]
    theirs = Series.objects.get(team=world.other_team)
    for month in range(1, 6):
        improvement.submit(
            series=theirs, period=f"2016-0{month}", numerator=10 + month, denominator=40, by=lead
        )
    improvement.log_test(
        team=world.other_team, idea="QUAGGAIDEA", started="2016-02-01", prediction="QUAGGAGUESS", by=lead
    )
    visit = programme.add_event(
        collaborative=world.collaborative,
        kind="visit",
        title="QUAGGAVISIT",
        starts_at="2016-03-20 10:00",
        by=lead,
    )
    programme.record_attendance(event=visit, teams=[world.other_team], by=lead)
    programme.record_attendance(event=world.event, teams=[world.team, world.other_team], by=lead)
    programme.add_context_event(
        collaborative=world.collaborative, on="2016-03-01", kind=ContextEvent.Kind.values[0], title="QUAGGACONTEXT",
        team=world.other_team, by=lead,
    )  # fmt: skip
    programme.ask_sponsor(team=world.other_team, text="QUAGGAASK", by=lead)
    made = findings.record_finding(
        study=world.study, statement="Two teams differ.", level="between", valence="both", codings=[world.coding],
        series=[theirs], cycles=[], by=researcher,
    )  # fmt: skip
    version = made.versions.get()
    release = findings.release(finding_version=version, audience="committee", by=researcher)
    findings.interpret(release=release, verdict="rings_true", by=world.people["committee"])
    findings.close_interpretation(finding=made, by=researcher)
    made.refresh_from_db()
    for audience in ("programme", "teams"):
        world.programme_release = findings.release(
            finding_version=version, audience=audience, collaborative=world.collaborative, by=researcher
        )
    made.refresh_from_db()
    world.decision = findings.decide(finding=made, text="Look at both.", on="2016-06-01", by=lead)
    world.action = findings.add_action(
        decision=world.decision, what="Visit each other", owner=world.people["other_team_lead"],
        starts="2016-06-02", teams=[world.other_team], by=lead,
    )  # fmt: skip
    world.finding = made
    programme.set_confidentiality(collaborative=world.collaborative, mode="coded", by=lead)
    return world


OF_BEECH = ["Beech", "QUAGGA", "Bea Beechlead"]


@pytest.mark.parametrize(
    ("mode", "who"),
    [
        ("coded", "team_member"),
        ("coded", "sponsor"),
        ("coded", "patient"),
        ("coded", "adviser"),
        ("own", "team_lead"),
    ],
)
def test_where_letters_replace_names_another_teams_name_stands_nowhere(coded, who, mode):
    from alongside.programme import actions as programme

    if mode == "own":
        programme.set_confidentiality(collaborative=coded.collaborative, mode=mode, by=coded.people["lead"])
    read = everything_read(coded, coded.people[who])
    assert sum(text.startswith("200") for text in read.values()) > 8
    assert places_of(OF_BEECH, read) == []


def test_the_host_sees_every_name(coded):
    assert places_of(["Beech"], everything_read(coded, coded.people["lead"]))


def secrets_of(world: Any) -> list[str]:
    """What nobody outside the research team may find: pseudonyms, guids beneath the finding, sites, examples, notes."""
    from alongside.coding.models import CodeEntry, Coding
    from alongside.study.models import Case, Source

    CodeEntry.objects.update(example="ZEBRAEXAMPLE")
    rows = [*Case.objects.all(), *Source.objects.all(), *Coding.objects.all()]
    guids = [str(row.guid) for row in rows]
    return ["P01", "P02", "P03", "P04", "Trust A", "ZEBRAEXAMPLE", "Owned by the sisters", "A thought.",
            "Somebody 1", "Ruth Okafor", "The forms are in the wrong room", "Nobody asked the nights", *guids]  # fmt: skip


@pytest.mark.parametrize("who", ["committee", "team_lead+committee"])
def test_the_committee_finds_no_case_no_site_and_no_identifier_of_either(everything, who):
    read = everything_read(everything, everything.people[who])
    assert any("The juniors never heard of it" in text for text in read.values())
    mine = {str(everything.source.guid), str(everything.coding.guid), str(everything.participant.case.guid)}
    asked = {url: text for url, text in read.items() if not any(guid in url for guid in mine)}
    assert places_of(secrets_of(everything), asked) == []


def test_a_critical_friend_finds_what_was_named_for_them_and_no_more(everything):
    from alongside.study.actions import grant_sources

    researcher, friend = everything.people["researcher"], everything.people["critical_friend"]
    grant_sources(study=everything.study, person=friend, sources=[], by=researcher)
    read = everything_read(everything, friend)
    own_address = {
        str(everything.source.guid),
        str(everything.coding.guid),
        str(everything.participant.case.guid),
    }
    asked = {url: text for url, text in read.items() if not any(guid in url for guid in own_address)}
    assert places_of(secrets_of(everything), asked) == []
    script = Rest(friend)
    assert script.get(f"/studies/why/sources/{everything.source.guid}/text").status_code in {403, 404}


@pytest.mark.parametrize("who", ["lead", "adviser", "team_lead", "administrator", "outsider"])  # fmt: skip
def test_the_programme_and_the_administrator_find_nothing_of_the_study_but_what_was_released(everything, who):
    from alongside.coding.models import Code

    # a role at a site is how they are called where three or more share it, as four managers do here
    secrets = [word for word in secrets_of(everything) if word != "Trust A"]
    hidden = [*secrets, "Not on nights", *(str(code.guid) for code in Code.objects.all())]
    read = everything_read(everything, everything.people[who])
    own = {guid for guid in hidden if any(guid in url for url in read)}
    assert places_of([word for word in hidden if word not in own], read) == []
    for url, text in read.items():
        if url.startswith(("/s/", "/api/v1/studies/")) and not url.startswith("/s/new"):
            assert text[:3] in {"302", "403", "404", "405"}, url


def test_others_readings_are_nowhere_before_ones_own(everything):
    from alongside.findings import actions as findings

    researcher, first = everything.people["researcher"], everything.people["team_lead+committee"]
    release = findings.release(
        finding_version=everything.draft_finding.versions.get(), audience="committee", by=researcher
    )
    everything.committee_release = release
    findings.interpret(release=release, verdict="not", comment="ZEBRACOMMENT", by=first)
    reader = everything.people["committee"]
    read = everything_read(everything, reader)
    assert places_of(["ZEBRACOMMENT"], read) == []
    answer = Rest(reader).get(f"/studies/why/committee/{release.guid}/readings").json()
    assert answer["opened"] is False and answer["tallies"] == [] and answer["readings"] == []
    findings.interpret(release=release, verdict="partly", by=reader)
    read = everything_read(everything, reader)
    assert places_of(["ZEBRACOMMENT"], read)
    assert places_of(["Tina Tworoles"], read) == []


def test_a_no_said_today_takes_the_quote_from_every_audience_today(everything):
    from alongside.study.actions import record_consent

    said = "The juniors never heard of it"
    readers = [everything.people["committee"], everything.people["lead"]]
    assert all(places_of([said], everything_read(everything, each)) for each in readers)
    record_consent(
        participant=everything.participant, purpose="quote", value=False, by=everything.people["researcher"]
    )
    for each in readers:
        assert places_of([said], everything_read(everything, each)) == []


@pytest.mark.parametrize("who", ["lead", "team_lead", "committee", "critical_friend"])
def test_what_waits_to_be_written_again_is_hidden_from_every_audience(everything, who):
    from alongside.findings.models import Action, Decision, FindingVersion, Interpretation

    hidden = {"needs_rewrite": True}
    FindingVersion.objects.update(statement="ZEBRASTATEMENT", **hidden)
    Decision.objects.update(text="ZEBRADECISION", dissent="ZEBRADISSENT", **hidden)
    Action.objects.update(
        what="ZEBRAACTION", what_happened="ZEBRAHAPPENED", owner=everything.people["team_lead"], **hidden
    )
    Interpretation.objects.update(comment="ZEBRACOMMENT", **hidden)
    read = everything_read(everything, everything.people[who])
    if who == "committee":  # their own words, to write them again
        read = {url: text.replace("ZEBRACOMMENT", "") for url, text in read.items()}
    assert places_of(["ZEBRA"], read) == []


def test_no_refusal_tells_more_than_that_there_is_nothing(everything):
    """What is there and not theirs, and what is not there at all, answer alike."""
    import uuid

    for who in ("lead", "administrator", "outsider"):
        script = Rest(everything.people[who])
        there = script.get(f"/studies/why/sources/{everything.source.guid}/text")
        nowhere = script.get(f"/studies/why/sources/{uuid.uuid4()}/text")
        no_study = script.get(f"/studies/none/sources/{uuid.uuid4()}/text")
        assert there.status_code == nowhere.status_code == no_study.status_code == 404
        assert there.json() == nowhere.json() == no_study.json()
