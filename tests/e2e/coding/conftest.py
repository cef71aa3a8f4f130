"""A demo of its own for coding, where the framework is changed, and people who sit down at a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Server, demo_served

STUDY = "/s/why-teams-keep-going"


@pytest.fixture(scope="session")
def desk(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Apart from the demo that other tests walk through."""
    with demo_served(built_demo, tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture(scope="session")
def signed_in() -> dict[str, dict]:
    """What the browser of each person keeps after signing in."""
    return {}


@pytest.fixture
def sits_down(chromium, desk: Server, signed_in: dict[str, dict]) -> Iterator[Callable]:
    """`sits_down(ELIN, "P07")`: a page on which somebody has opened a source. An error on a page fails the test."""
    from playwright.sync_api import expect

    contexts, errors = [], []

    def open_page(
        who: str, source: str = "P07", *, width: int = 1280, touch: bool = False, dark: bool = False
    ):
        if who not in signed_in:  # once each: sign-ins from one place are counted
            with chromium.new_context(base_url=desk.url) as context:
                context.new_page().goto(desk.link(who))
                signed_in[who] = context.storage_state()
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=desk.url,
            storage_state=signed_in[who],
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
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
        page.goto(f"{STUDY}/")
        page.get_by_role("link", name=source, exact=True).first.click()
        expect(page.locator("#transcript")).to_be_focused()
        expect(page.locator("#tree [role=treeitem]").first).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
