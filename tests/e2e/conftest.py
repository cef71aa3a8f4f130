"""A running demo, and a browser to walk through it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
    """A server on this machine, and where each of the demo's people signs in; else the session of each, by name."""

    url: str
    links: dict[str, str]
    process: subprocess.Popen
    sessions: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)

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


def links_in(log: Path) -> dict[str, str]:
    """Where each person signs in, as the demo tells it."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return {
        lines[number - 1].strip(): line.strip()
        for number, line in enumerate(lines)
        if re.match(r"\s+http://\S+/demo/sign-in/", line)
    }


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data, as `alongside demo` makes them: once for all workers, to be copied and never changed."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built-demo"
    done = folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:  # another worker makes it
        for _ in range(3000):
            if done.exists():
                return folder / "data"
            time.sleep(0.1)
        raise RuntimeError("the demo was not made within five minutes") from None
    env = environment(folder / "data")
    env.pop("ALONGSIDE_VAULT_KEY_FILE")
    words = [sys.executable, "-m", "alongside.cli.main", "demo", "--no-serve"]
    made = subprocess.run(words, env=env, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    done.touch()
    return folder / "data"


@contextmanager
def demo_served(built: Path, folder: Path) -> Iterator[Server]:
    """A demo of one's own, served as `alongside demo` does."""
    shutil.copytree(built, folder / "data")
    port, log = free_port(), folder / "output.txt"
    env = {**environment(folder / "data"), "PYTHONUNBUFFERED": "1"}
    env.pop("ALONGSIDE_VAULT_KEY_FILE")
    process = serving(["demo", "--port", str(port)], env, port, log)
    try:
        yield Server(f"http://127.0.0.1:{port}", links_in(log), process)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, which tests walk through."""
    with demo_served(built_demo, tmp_path_factory.mktemp("demo")) as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small collaborative of `ward.py`, served."""
    folder = tmp_path_factory.mktemp("ward")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {
        **environment(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "ALONGSIDE_URL": url,
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.e2e.ward"],
        env=env,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert made.returncode == 0, made.stderr
    process = serving(["serve", "--port", str(port)], env, port, folder / "output.txt")
    yield Server(url, {}, process, json.loads(made.stdout), env)
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def page_of(chromium, demo) -> Iterator[Callable]:
    """`page_of("host lead")`: a page on which that person has signed in. Any error on a page fails the test."""
    with pages(chromium, demo) as open_page:
        yield open_page


@pytest.fixture
def ward_page(chromium, ward) -> Iterator[Callable]:
    """`ward_page("Nuria Blake")`: the same in the small collaborative, with people by name; "" is nobody."""
    with pages(chromium, ward) as open_page:
        yield open_page


@contextmanager
def pages(chromium, server: Server) -> Iterator[Callable]:
    """Opens pages of a server as one of its people; complains at the end of every error there was on any of them."""
    contexts, errors = [], []

    def open_page(word: str, *, width: int = 1280, dark: bool = False):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            base_url=server.url,
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
                None
                if request.url.startswith((server.url, "data:"))
                else errors.append(f"asked {request.url}")
            ),
        )
        if server.links:
            page.goto(server.link(word))
        elif word:
            context.add_cookies([{"name": "sessionid", "value": server.sessions[word], "url": server.url}])
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
