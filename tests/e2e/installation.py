"""An installation made on the command line, as an administrator makes one, and used through its three doors."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import environment, free_port, serving


class Installation:
    """A data folder of its own, its commands, and its server once it runs."""

    def __init__(self, folder: Path) -> None:
        self.env, self.url = environment(folder / "data"), ""
        self.people: dict[str, dict[str, str]] = {}  # each person's guid and invitation, by first name

    def run(self, *words: str, by: str = "", refused: bool = False) -> dict[str, Any]:
        """What a command answers as JSON; with `refused`, what it says while it refuses."""
        who = ["--as", address(by)] if by else []
        command = [sys.executable, "-m", "alongside.cli.main", *who, "--json", *words]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=300)
        assert done.returncode == (2 if refused else 0), f"{words}: {done.stderr}{done.stdout}"
        return {"said": done.stderr} if refused else json.loads(done.stdout)

    def api(self, by: str) -> Rest:
        return Rest(self.url, self.run("person", "token", by=by)["token"])


@dataclass
class Rest:
    """The REST interface as one person's program calls it."""

    url: str
    token: str

    def __call__(self, method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        wanted = status or {"GET": 200, "POST": 201, "PUT": 200}[method]
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                code, text = answer.status, answer.read()
        except urllib.error.HTTPError as problem:
            code, text = problem.code, problem.read()
        assert code == wanted, f"{method} {path}: {code} {text.decode()[:600]}"
        return json.loads(text) if text else None


def address(name: str) -> str:
    return f"{name.split()[0].lower()}@example.org"


def signed_in(installation: Installation, chromium, name: str) -> Page:
    """Through the front door: an invitation, a password, in."""
    page = chromium.new_context(base_url=installation.url).new_page()
    page.goto(installation.people[name]["invitation"])
    page.locator("input[type=password]").first.fill("a long-winded pass phrase")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text(f"You, {name} ")).to_be_attached()
    return page


@contextmanager
def served(made: Installation, folder: Path) -> Iterator[Installation]:
    port = free_port()
    made.url = f"http://127.0.0.1:{port}"
    process = serving(["serve", "--port", str(port)], made.env, port, folder / "served.txt")
    try:
        yield made
    finally:
        process.terminate()
        process.wait(timeout=30)
