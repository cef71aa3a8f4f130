"""Every address, asked for by everybody: what each person gets is written down in `role_by_url/pages.txt` and `rest.txt`.

`ALONGSIDE_WRITE=1` writes the files anew; read the difference as you would read a change to the locks of a house.
A form is sent empty: who may send it gets 200, 302 or 422 (something is missing), who may not gets 403 or 404.
"""

from __future__ import annotations

import copy
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tests.web.addresses import Address, pages, routes

EXPECTED = Path(__file__).with_name("role_by_url")
ADDRESSES = {"pages": pages, "rest": routes}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def ask(client: Client, address: Address, token: str | None) -> int:
    """The status that an address answers with; whatever it did is undone, signing out included."""
    options: dict = {}
    if address.is_api:
        options["headers"] = {"authorization": f"Bearer {token}"} if token else {}
        if address.files:
            options["data"] = {name: SimpleUploadedFile("a.csv", b"team,measure\n") for name in address.files}
        elif address.body is not None:
            options |= {"data": json.dumps(address.body), "content_type": "application/json"}
    elif address.method == "POST":
        options["data"] = address.body
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        status = getattr(client, address.method.lower())(address.url, **options).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ADDRESSES)
def test_every_address_answers_every_person_as_written_down(world, kind):
    from alongside.accounts.actions import make_token

    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    everything = list(ADDRESSES[kind](world))
    for who, someone in world.people.items():
        token = make_token(person=someone, name="test", by=someone)[1] if someone else None
        browser, script = Client(raise_request_exception=False), Client(raise_request_exception=False)
        if someone is not None:
            browser.force_login(someone, backend=BACKEND)
        for address in everything:
            label = address.name if address.is_api else f"{address.method} {address.name}"
            found[label][ask(script if address.is_api else browser, address, token)].append(who)
    text = "".join(
        f"{label}\n"
        + "".join(f"    {status}  {' '.join(people)}\n" for status, people in sorted(statuses.items()))
        for label, statuses in sorted(found.items())
    )
    broken = [label for label, statuses in found.items() if any(status >= 500 for status in statuses)]
    file = EXPECTED / f"{kind}.txt"
    if os.environ.get("ALONGSIDE_WRITE"):
        file.write_text(text, encoding="utf-8")
    assert broken == []
    assert text == file.read_text(encoding="utf-8"), "see the file's difference with ALONGSIDE_WRITE=1"


def blocks() -> dict[str, dict[int, set[str]]]:
    """The written-down table, read back."""
    table: dict[str, dict[int, set[str]]] = {}
    label = ""
    lines = [line for kind in ADDRESSES for line in (EXPECTED / f"{kind}.txt").read_text().splitlines()]
    for line in lines:
        if line.startswith("    "):
            status, *people = line.split()
            table[label][int(status)] = set(people)
        else:
            label, table[line] = line, {}
    return table


PROGRAMME_SIDE = {"lead", "adviser", "team_lead", "other_team_lead", "team_member", "patient", "sponsor"}
NOBODY = {"outsider", "expired", "nobody"}
STUDY_ADDRESSES = ("study:", "coding:", "reporting:", "/studies/")
PERSONAL = {"improvement:import_step", "improvement:upload_step"}  # a table that waits is whoever's sent it
SHUT = {302, 401, 403, 404, 405}


def test_nobody_of_the_programmes_side_opens_any_address_of_a_study():
    for label, statuses in blocks().items():
        if any(part in label for part in STUDY_ADDRESSES) and label not in {
            "GET study:new",
            "POST study:new",
        }:
            for status, people in statuses.items():
                if people & (PROGRAMME_SIDE | {"administrator"}):
                    assert status in SHUT, f"{label} answers {status} to {people & PROGRAMME_SIDE}"


def test_an_expired_grant_opens_no_more_than_none_at_all():
    for label, statuses in blocks().items():
        of = {who: status for status, people in statuses.items() for who in people}
        if "token" not in label and "invitation" not in label:
            assert of["expired"] == of["outsider"], label


def test_whoever_has_two_roles_may_do_what_either_may():
    good = {200, 201, 204, 302, 422}
    for label, statuses in blocks().items():
        if any(name in label for name in PERSONAL):
            continue
        of = {who: status for status, people in statuses.items() for who in people}
        if of["team_lead"] in good and of["team_lead"] != 302:
            assert of["team_lead+committee"] in good | {409}, label
        if of["committee"] in good and of["committee"] != 302:
            assert of["team_lead+committee"] in good | {409}, label


def test_without_signing_in_every_page_but_the_open_ones_leads_to_the_sign_in():
    open_pages = ("account_", "invitation", "demo_sign_in", "health", "reminders:stop")
    for label, statuses in blocks().items():
        of = {who: status for status, people in statuses.items() for who in people}
        name = label.split(" ", 1)[1]
        if name.startswith("/api/"):
            assert of["nobody"] == 401, label
        elif not name.startswith(open_pages):
            assert of["nobody"] == 302, label
