"""A running demo, and a browser to walk through it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def browser_path() -> str | None:
    return os.environ.get("ALONGSIDE_CHROMIUM") or next(
        (p for name in BROWSERS if (p := shutil.which(name))), None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are left out; where one is required, they fail."""
    if browser_path() or "browser" in os.environ.get("ALONGSIDE_REQUIRE", ""):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def environment(folder: Path) -> dict[str, str]:
    """As on a machine of its own: nothing of the tests' settings, folders or databases reaches the commands."""
    ours = ("ALONGSIDE_", "DJANGO_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "ALONGSIDE_DATA": str(folder),
        "ALONGSIDE_VAULT_KEY_FILE": str(folder.parent / "keys" / "vault.key"),
    }


@dataclass
class Server:
    """A server on this machine, and where each of the demo's people signs in."""

    url: str
    links: dict[str, str]
    process: subprocess.Popen

    def link(self, word: str) -> str:
        """The sign-in link of the first person whose description has this word."""
        return next(link for what, link in self.links.items() if word.lower() in what.lower())


def serving(words: list[str], env: dict[str, str], port: int, log: Path) -> subprocess.Popen:
    """Start a server and wait until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "alongside.cli.main", *words],
        env=env,
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text()}")
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    process.terminate()
    raise RuntimeError(f"the server did not answer within two minutes:\n{log.read_text()}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo as `alongside demo` makes and serves it."""
    folder = tmp_path_factory.mktemp("demo")
    port, log = free_port(), folder / "output.txt"
    env = {**environment(folder / "data"), "PYTHONUNBUFFERED": "1"}
    env.pop("ALONGSIDE_VAULT_KEY_FILE")
    process = serving(["demo", "--port", str(port)], env, port, log)
    lines = log.read_text(encoding="utf-8").splitlines()
    links = {
        lines[number - 1].strip(): line.strip()
        for number, line in enumerate(lines)
        if re.match(r"\s+http://\S+/demo/sign-in/", line)
    }
    yield Server(f"http://127.0.0.1:{port}", links, process)
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium, demo) -> Iterator[Callable]:
    """`page_of("host lead")`: a page on which that person has signed in. Any error on a page fails the test."""
    contexts, errors = [], []

    def open_page(word: str, *, width: int = 1280, dark: bool = False):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            base_url=demo.url,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((demo.url, "data:")) else errors.append(f"asked {request.url}")
            ),
        )
        page.goto(demo.link(word))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
