"""Signing in: by password, by invitation, by a demo link; tokens for the REST interface."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from alongside.accounts import actions, demo_links
from alongside.accounts.models import Invitation, Person, Token
from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, NotKnown, Refused

pytestmark = pytest.mark.django_db
PASSWORD = "a kettle by the chart"


def test_an_invitation_sets_a_password_signs_in_and_is_spent(client, outsider):
    raw = actions.invite(person=outsider, by=None)
    page = client.post(f"/invitation/{raw}/", {"password": PASSWORD})
    assert page.status_code == 302
    assert client.get("/me/").status_code == 200
    assert Client().get(f"/invitation/{raw}/").status_code == 404


def test_an_invitation_expires(client, outsider):
    raw = actions.invite(person=outsider, by=None)
    Invitation.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(f"/invitation/{raw}/").status_code == 404


def test_a_second_invitation_ends_the_first(client, outsider):
    first, second = actions.invite(person=outsider, by=None), actions.invite(person=outsider, by=None)
    assert client.get(f"/invitation/{first}/").status_code == 404
    assert client.get(f"/invitation/{second}/").status_code == 200


def test_a_weak_password_is_refused_and_the_invitation_stays(client, outsider):
    raw = actions.invite(person=outsider, by=None)
    page = client.post(f"/invitation/{raw}/", {"password": "short"})
    assert "at least 12 characters" in page.content.decode()
    assert client.get(f"/invitation/{raw}/").status_code == 200


def test_only_a_digest_of_an_invitation_is_kept(outsider):
    raw = actions.invite(person=outsider, by=None)
    assert raw not in str(list(Invitation.objects.values()))


def test_signing_in_with_the_address_in_any_case(client, outsider):
    outsider.set_password(PASSWORD)
    outsider.save()
    page = client.post("/sign-in/", {"login": outsider.email.upper(), "password": PASSWORD})
    assert page.status_code == 302, page.content.decode()[:2000]


def test_a_password_reset_is_single_use_and_says_nothing_about_who_exists(client, outsider):
    outsider.set_password(PASSWORD)
    outsider.save()
    assert client.post("/password/reset/", {"email": "nobody@example.org"}).status_code == 302
    assert mail.outbox == []
    client.post("/password/reset/", {"email": outsider.email})
    link = re.search(r"http://testserver(/password/reset/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "another kettle entirely", "password2": "another kettle entirely"},
    )
    outsider.refresh_from_db()
    assert outsider.check_password("another kettle entirely")
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_nobody_signs_up_by_themselves(client):
    assert client.get("/sign-in/closed/").status_code == 404
    assert client.post(
        "/sign-in/closed/", {"email": "new@example.org", "password1": PASSWORD}
    ).status_code in {404, 405}
    assert not Person.objects.filter(email="new@example.org").exists()


def test_two_people_cannot_share_an_address(outsider):
    with pytest.raises(Invalid, match="here already"):
        actions.add_person(name="Other", email=outsider.email.upper(), by=None)


def test_only_an_administrator_makes_another(outsider, administrator):
    with pytest.raises(Refused):
        actions.add_person(name="Mallory", is_administrator=True, by=outsider)
    assert actions.add_person(name="Boris", is_administrator=True, by=administrator).is_administrator


class TestDemoLinks:
    def test_open_on_this_machine_in_the_run_that_printed_them(self, client, outsider):
        with override_settings(DEMO_SECRET="run one"):
            link = demo_links.make(outsider, "run one")
            assert client.get(link, headers={"host": "127.0.0.1"}).status_code == 302

    def test_not_in_a_later_run(self, client, outsider):
        with override_settings(DEMO_SECRET="run two"):
            assert (
                client.get(demo_links.make(outsider, "run one"), headers={"host": "127.0.0.1"}).status_code
                == 404
            )

    def test_not_from_another_machine(self, client, outsider):
        with override_settings(DEMO_SECRET="run one"):
            link = demo_links.make(outsider, "run one")
            assert client.get(link, headers={"host": "127.0.0.1"}, REMOTE_ADDR="10.0.0.7").status_code == 404
            assert client.get(link).status_code == 404  # another host name

    def test_not_where_there_is_no_demo(self, client, outsider):
        assert client.get(demo_links.make(outsider, ""), headers={"host": "127.0.0.1"}).status_code == 404


def a_token_of(person: Person) -> dict[str, str]:
    _, raw = actions.make_token(person=person, name="script", by=person)
    return {"authorization": f"Bearer {raw}"}


def assert_ended(header: dict[str, str], by: Person | None) -> None:
    assert Client().get("/api/v1/me", headers=header).status_code == 401
    event = AuditEvent.objects.get(verb="token.end")
    assert (event.actor_id, event.details) == (by and by.pk, {"because": "password"})


class TestTokens:
    def test_open_the_rest_interface_until_they_end(self, client, outsider):
        token, raw = actions.make_token(person=outsider, name="script", by=outsider)
        header = {"authorization": f"Bearer {raw}"}
        assert client.get("/api/v1/me", headers=header).json()["name"] == outsider.name
        actions.end_token(token=token, by=outsider)
        assert client.get("/api/v1/me", headers=header).status_code == 401

    def test_expire(self, client, outsider):
        _, raw = actions.make_token(person=outsider, name="script", by=outsider)
        Token.objects.update(expires=timezone.now())
        assert client.get("/api/v1/me", headers={"authorization": f"Bearer {raw}"}).status_code == 401

    def test_a_signed_in_browser_is_no_token(self, as_, outsider):
        assert as_(outsider).get("/api/v1/me").status_code == 401

    def test_are_personal(self, outsider, administrator):
        with pytest.raises(Refused):
            actions.make_token(person=outsider, name="x", by=administrator)
        token, _ = actions.make_token(person=outsider, name="x", by=outsider)
        with pytest.raises(NotKnown):
            actions.end_token(token=token, by=administrator)

    def test_end_when_the_password_is_reset(self, client, outsider):
        outsider.set_password(PASSWORD)
        outsider.save()
        header = a_token_of(outsider)
        client.post("/password/reset/", {"email": outsider.email})
        assert (
            Client().get("/api/v1/me", headers=header).status_code == 200
        )  # whoever asks for a link is nobody yet
        link = re.search(r"http://testserver(/password/reset/\S+)", mail.outbox[0].body).group(1)
        form = client.get(link, follow=True).redirect_chain[-1][0]
        client.post(form, {"password1": "another kettle entirely", "password2": "another kettle entirely"})
        assert_ended(header, outsider)

    def test_end_when_the_password_is_changed(self, client, outsider):
        outsider.set_password(PASSWORD)
        outsider.save()
        header = a_token_of(outsider)
        client.force_login(outsider)
        new = "another kettle entirely"
        client.post("/password/change/", {"oldpassword": "wrong", "password1": new, "password2": new})
        assert Client().get("/api/v1/me", headers=header).status_code == 200
        client.post("/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert_ended(header, outsider)
        assert "end when you change or reset your password" in client.get("/me/").content.decode()

    def test_end_when_the_operator_ends_the_password(self, outsider):
        outsider.set_password(PASSWORD)
        outsider.save()
        header = a_token_of(outsider)
        actions.invite(person=outsider, by=None)
        assert_ended(header, None)

    def test_of_others_stay(self, outsider, administrator):
        header = a_token_of(administrator)
        actions.end_tokens(person=outsider, by=outsider)
        assert Client().get("/api/v1/me", headers=header).status_code == 200

    def test_are_shown_once_and_kept_as_digests(self, as_, outsider):
        page = as_(outsider).post("/me/", {"name": "script", "days": 30}).content.decode()
        raw = re.search(r"alongside_[\w-]+", page).group()
        assert raw not in as_(outsider).get("/me/").content.decode()
        assert raw not in str(list(Token.objects.values()))


def test_every_page_but_the_open_ones_asks_to_sign_in(client):
    for address in ("/", "/me/", "/people/", "/c/any/", "/s/any/", "/nowhere/"):
        page = client.get(address)
        assert page.status_code == 302 and page["Location"].startswith("/sign-in/?next="), address


def test_the_list_of_people_is_for_administrators(as_, outsider, administrator):
    assert as_(outsider).get("/people/").status_code == 404
    assert outsider.name in as_(administrator).get("/people/").content.decode()
