"""The pictures of "Code a transcript" are taken here, on the way that it describes.

`ALONGSIDE_WRITE=1` puts them into `docs/pictures`; without it they are taken all the same, and thrown away.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.coding.desk import ELIN, STUDY, find, press

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[3] / "docs"


def test_each_picture_of_the_how_to_can_be_taken_on_its_way(sits_down: Callable, tmp_path: Path) -> None:
    expect.set_options(timeout=15_000)
    folder = DOCS / "pictures" if os.environ.get("ALONGSIDE_WRITE") else tmp_path
    page = sits_down(ELIN)
    page.set_viewport_size({"width": 1280, "height": 800})

    def take(name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", animations="disabled", caret="initial")

    press(page, "]", "]")
    expect(page.locator("#inspector")).to_contain_text("ersion")  # its facts have come
    take("coding-page")

    find(page, "mattresses")
    press(page, "s", "c")
    page.keyboard.type("sma")
    expect(page.locator("#palette-hits [aria-selected=true]")).to_contain_text("Small tests of change")
    take("coding-palette")
    press(page, "Escape")

    press(page, "Shift+c")
    page.locator("#bulk-words").fill("bathroom")
    press(page, "Enter")
    expect(page.locator(".bulk-hits > li").first).to_be_visible()
    take("coding-many")
    press(page, "Escape")

    correct_a_coded_word(page)
    expect(page.locator("li.section").first).to_be_visible()
    take("coding-read-again")

    shown = set(
        re.findall(r"\.\./pictures/([\w-]+)\.png", (DOCS / "how-to" / "code-a-transcript.md").read_text())
    )
    taken = {file.stem for file in folder.glob("coding-*.png")}
    assert taken == shown
    assert all((folder / f"{name}.png").stat().st_size > 20_000 for name in shown)


def correct_a_coded_word(page: Page) -> None:
    """In another interview, so that nobody else's test reads a corrected one."""
    page.goto(f"{STUDY}/")
    page.get_by_role("link", name="P11", exact=True).first.click()
    expect(page.locator("#transcript")).to_be_focused()
    address = page.url.split("?")[0].split("#")[0]
    start, end = page.evaluate(
        "async url => (await (await fetch(url)).json()).codings.find(row => row[2] - row[1] > 60).slice(1, 3)",
        f"{address}sheet/",
    )
    page.goto(f"{address}correct/")
    field = page.get_by_label("Text")
    text = field.input_value()
    at = text.index(" ", start + 20)
    assert at < end
    field.fill(f"{text[:at]}, actually,{text[at:]}")
    page.get_by_label("Why").fill("Heard again on the recording.")
    page.get_by_role("button", name="Save the corrected text").click()
