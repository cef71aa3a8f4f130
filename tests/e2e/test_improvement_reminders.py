"""Reminders: switched on by the host, sent by the command, read as they arrive, and stopped from the link in them."""

from __future__ import annotations

import email
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.ward import month

pytestmark = pytest.mark.browser


class Post(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a mail program needs to hand over its e-mails."""

    def handle(self) -> None:
        self.wfile.write(b"220 post\r\n")
        while words := self.rfile.readline().strip().upper():
            if words == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line.removeprefix(b"."))
                self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=default))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if words == b"QUIT" else b"250 well\r\n")
            if words == b"QUIT":
                return


@pytest.fixture
def post() -> Iterator[socketserver.TCPServer]:
    """A mail server on this machine that keeps what it is given in `letters`."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def sent(ward: Server, post: socketserver.TCPServer) -> list[EmailMessage]:
    """What `alongside remind` hands to the mail server."""
    port = str(post.server_address[1])
    done = subprocess.run(
        [sys.executable, "-m", "alongside.cli.main", "remind"],
        env={**ward.env, "ALONGSIDE_SMTP_HOST": "127.0.0.1", "ALONGSIDE_SMTP_PORT": port},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    letters = list(post.letters)  # type: ignore[attr-defined]
    post.letters.clear()  # type: ignore[attr-defined]
    return letters


def test_a_reminder_holds_no_number_and_no_name_and_is_stopped_without_signing_in(
    ward: Server, ward_page: Callable, post: socketserver.TCPServer
) -> None:
    host = ward_page("Henrike Vos")
    host.goto("/c/wards/reminders/")
    host.get_by_label("Send reminders").check()
    host.get_by_label("Days before the due day").fill("5")
    host.get_by_role("button", name="Save the plan").click()
    expect(host.locator(".first-line")).to_contain_text("Sent 5 days before a due day")

    letters = sent(ward, post)
    letter = next(each for each in letters if each["To"] == "wilhelmina@ward.example")
    assert len({each["To"] for each in letters}) == len(letters)  # one for each person
    body = letter.get_content()
    stop = re.search(r"No more of these e-mails: (\S+)", body)
    assert stop
    assert letter["List-Unsubscribe"].strip() == f"<{stop[1]}>"
    words = f"{letter['Subject']} {body.replace(stop[1], '')}".replace(ward.url, "")
    assert f"{month(1):%B %Y}" in words
    for name in (
        "Wilhelmina",
        "Stroud",
        "Cedar",
        "Henrike",
        "Alder",
        "Birch",
        "Antibiotic",
        "Sepsis",
        "Red flags",
    ):
        assert name.lower() not in words.lower()
    days = set(re.findall(r"\d+", words))
    assert len(days) <= 3  # the due day and the years; no count of anything

    nobody = ward_page("")
    nobody.goto(stop[1])
    expect(nobody.locator("h1")).to_have_text("Stop the reminders?")
    nobody.get_by_role("button", name="Stop them").click()
    expect(nobody.locator("h1")).to_have_text("No more reminders")
    nobody.goto("/c/wards/")
    expect(nobody.locator("h1")).to_have_text("Sign in")  # the link opened nothing else

    lead = ward_page("Wilhelmina Stroud")
    lead.goto("/me/")
    expect(lead.get_by_role("button", name="Remind me again")).to_be_visible()
    host.reload()
    expect(host.locator("main")).not_to_contain_text("Wilhelmina")  # how many, never whom
