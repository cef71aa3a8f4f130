"""Nobody becomes somebody else: invitations, demo links, sessions, where one is sent after signing in."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from alongside.accounts import actions, demo_links
from alongside.core.errors import Invalid

pytestmark = pytest.mark.django_db
PASSWORD = "a kettle by the chart"


def has_password(someone):
    someone.set_password(PASSWORD)
    someone.save()
    return someone


def test_an_administrator_cannot_invite_a_researcher_again_and_so_set_their_password(
    as_, administrator, study, researcher
):
    has_password(researcher)
    page = as_(administrator).post(f"/people/{researcher.guid}/invite/")
    assert page.status_code == 422
    assert "/invitation/" not in page.content.decode()
    with pytest.raises(Invalid, match="password"):
        actions.invite(person=researcher, by=administrator)


def test_somebody_without_a_password_yet_is_invited_again(as_, administrator, outsider):
    assert as_(administrator).post(f"/people/{outsider.guid}/invite/").status_code == 200


def test_an_unused_invitation_ends_once_the_password_was_set_another_way(client, outsider):
    raw = actions.invite(person=outsider, by=None)
    has_password(outsider)
    assert client.get(f"/invitation/{raw}/").status_code == 404


def test_accepting_an_invitation_begins_a_new_session(client, outsider):
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    raw = actions.invite(person=outsider, by=None)
    client.post(f"/invitation/{raw}/", {"password": PASSWORD})
    assert client.session.session_key != before


def test_a_demo_link_begins_a_new_session_and_leaves_nothing_of_another_persons(client, outsider, researcher):
    with override_settings(DEMO_SECRET="run"):
        client.get(demo_links.make(researcher, "run"), headers={"host": "127.0.0.1"})
        session = client.session
        session["of"] = "researcher"
        session.save()
        before = session.session_key
        client.get(demo_links.make(outsider, "run"), headers={"host": "127.0.0.1"})
    assert client.session.session_key != before
    assert "of" not in client.session


@pytest.mark.parametrize("odd", ["²-x", "9" * 6000 + "-x", "1-é", "-", "1-"])
def test_an_odd_demo_link_is_unknown_and_no_error(client, outsider, odd):
    with override_settings(DEMO_SECRET="run"):
        assert client.get(f"/demo/sign-in/{odd}/", headers={"host": "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_but_here(client, outsider, away):
    has_password(outsider)
    page = client.post("/sign-in/", {"login": outsider.email, "password": PASSWORD, "next": away})
    assert page.status_code == 302
    assert "evil" not in page["Location"] and "javascript" not in page["Location"]


def test_an_unknown_host_gets_no_page_and_so_no_link_to_itself(administrator, outsider):
    browser = Client(raise_request_exception=False)
    browser.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = browser.post(f"/people/{outsider.guid}/invite/", headers={"host": "evil.example"})
    assert page.status_code == 400


def test_the_referer_of_another_site_is_no_way_back(as_, outsider):
    page = as_(outsider).get("/c/none/", headers={"referer": "https://evil.example/x"})
    assert "evil.example" not in page.content.decode()


def test_a_form_from_another_site_changes_nothing(outsider):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(outsider, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post("/me/", {"name": "stolen", "days": "90"}).status_code == 403
    assert not outsider.tokens.exists()


def test_a_browsers_session_is_no_token(as_, researcher, study):
    assert as_(researcher).get("/api/v1/studies").status_code == 401


def test_somebody_who_was_shut_out_has_neither_page_nor_token(as_, researcher, study):
    from tests.rest import Rest

    browser, script = as_(researcher), Rest(researcher)
    researcher.is_active = False
    researcher.save()
    assert browser.get("/s/why/").status_code == 302
    assert script.get("/studies").status_code == 401


def test_too_many_wrong_passwords_are_stopped(client, outsider):
    from django.core.cache import cache

    cache.clear()
    has_password(outsider)
    answers = [
        client.post("/sign-in/", {"login": outsider.email, "password": f"wrong {n}"}).content.decode()
        for n in range(12)
    ]
    assert "Too many" in answers[-1] or "too many" in answers[-1].casefold()
    cache.clear()


def test_an_invented_address_of_the_sender_does_not_begin_the_count_anew(client, outsider):
    from django.core.cache import cache

    cache.clear()
    has_password(outsider)
    answers = [
        client.post(
            "/sign-in/",
            {"login": f"nobody{n}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"10.0.0.{n}"},
        ).status_code
        for n in range(40)
    ]
    cache.clear()
    assert 429 in answers


def test_whoever_is_on_the_committee_cannot_become_a_reader_of_everything_beside_it(
    study, researcher, committee_member
):
    """The other way round is refused by `add_committee_member`; this is the same door from its other side."""
    from alongside.access.roles import Role
    from alongside.study.actions import add_to_study

    for role in (Role.SECOND_CODER, Role.RESEARCHER, Role.CRITICAL_FRIEND):
        with pytest.raises(Invalid, match="committee"):
            add_to_study(study=study, person=committee_member, role=role, by=researcher)


def test_a_teams_member_cannot_unmask_the_other_teams_by_linking_a_study_of_their_own(
    person, collaborative, team_member, lead
):
    """A linked study reads every team's name and numbers: only who sees them all already may link it."""
    from alongside.core.errors import NotKnown
    from alongside.study.actions import describe_study, open_study

    mine = open_study(name="Mine", slug="mine", researcher=team_member, by=None)
    with pytest.raises(NotKnown):
        describe_study(study=mine, collaboratives=[collaborative], by=team_member)
    ours = open_study(name="Ours", slug="ours", researcher=lead, by=None)
    assert describe_study(study=ours, collaboratives=[collaborative], by=lead).collaboratives.count() == 1


def test_an_administrator_cannot_invite_somebody_who_has_a_part_in_a_study(as_, administrator, second_coder):
    answer = as_(administrator).post(f"/people/{second_coder.guid}/invite/")
    assert answer.status_code == 403
    assert "/invitation/" not in answer.content.decode()


def test_a_researcher_passes_on_the_invitation_of_whom_they_bring_in(as_, study, researcher):
    fields = {"name": "Nora New", "email": "nora@example.org", "role": "second_coder"}
    page = as_(researcher).post("/s/why/settings/people/", fields, follow=True).content.decode()
    assert "Nora New has a part in the study." in page
    assert "/invitation/" in page
