"""What the coding page is to eyes, to a screen reader, on a phone and on paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.coding.desk import ELIN, press

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def wrong(page: Page) -> list[str]:
    """What axe finds. Run through the debugger's own world, as the page's policy lets no foreign script in."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (1280, True), (390, False)], ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing(sits_down: Callable, width: int, dark: bool) -> None:
    page = sits_down(ELIN, width=width, dark=dark)
    press(page, "]")
    expect(page.locator("#inspector h2")).to_be_visible()
    assert wrong(page) == []
    press(page, "c")
    page.keyboard.type("bo")
    expect(page.locator("#code-palette")).to_be_visible()
    assert wrong(page) == []
    press(page, "Escape", "?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    assert wrong(page) == []


def test_the_accessibility_tree_has_turns_marks_with_their_codes_and_the_palette(
    sits_down: Callable,
) -> None:
    page = sits_down(ELIN)
    press(page, "]")
    press(page, "c")
    expect(page.locator("#palette-hits [role=option]").first).to_be_visible()
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]

    def told(role: str) -> list[dict]:
        return [
            node for node in nodes if node.get("role", {}).get("value") == role and not node.get("ignored")
        ]

    names = {node["name"]["value"] for node in told("article")}
    assert {"Turn 2, P07", "Turn 4, P07"} <= names
    codes = {row["name"] for row in json.loads(page.locator("#codes").text_content() or "")}
    marks = [node.get("description", {}).get("value", "") for node in told("mark")]
    assert marks
    assert all(said.startswith("Coded ") for said in marks)
    assert any(name in said for said in marks for name in codes)
    assert {node["name"]["value"] for node in told("combobox")} >= {"Which code?"}
    assert len(told("option")) >= 20
    assert len(told("treeitem")) >= 20
    assert told("scrollbar")[0]["name"]["value"] == "Where codings are in the whole text"
    assert "The text of P07" in {node["name"]["value"] for node in told("textbox")}
    expect(page.locator("#transcript")).to_have_attribute("aria-readonly", "true")


def test_on_a_phone_the_text_is_read_and_nothing_stands_over_its_edge(sits_down: Callable) -> None:
    page = sits_down(ELIN, width=390, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#t4 .margin-label").first.tap()
    expect(page.locator("#inspector h2")).to_be_visible()
    page.locator("#inspector [data-command=let-go]").tap()
    expect(page.locator("#inspector")).to_be_hidden()


def test_on_a_phone_every_menu_opens_within_the_screen_and_its_choices_choose(sits_down: Callable) -> None:
    page = sits_down(ELIN, width=390, touch=True)
    menus = page.locator(".tool-row .menu")
    for number in range(menus.count()):
        menu = menus.nth(number)
        menu.locator("summary").tap()
        box = menu.locator(".menu-list").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        menu.locator("summary").tap()
    codes = page.locator(".tool-row .menu", has=page.locator("#code-choices"))
    codes.locator("summary").tap()
    choice = codes.locator("#code-choices button").first
    name = choice.locator("span").nth(1).inner_text()
    choice.tap()
    expect(codes.locator("[data-code-words]")).to_have_text(name)


def test_on_a_phone_nothing_opens_over_the_text_before_one_asks_for_it(sits_down: Callable) -> None:
    page = sits_down(ELIN, width=390, touch=True)
    turn = page.evaluate(
        """() => { const begin = new Set(JSON.parse(document.getElementById("sheet").textContent).codings.map(row => String(row[1])));
             return [...document.querySelectorAll(".turn-text")].find(words => begin.has(words.dataset.start)).parentElement.id; }"""
    )
    page.goto(f"{page.url.split('#')[0]}#{turn}")
    page.reload()
    expect(page.locator("#transcript")).to_be_focused()
    expect(page.locator("mark.in-hand").first).to_be_visible()
    expect(page.locator("#inspector")).to_be_hidden()
    page.keyboard.press("]")
    expect(page.locator("#inspector")).to_be_visible()


def test_on_paper_every_coding_has_its_stripe_and_the_legend_its_code(sits_down: Callable) -> None:
    page = sits_down(ELIN)
    rows = json.loads(page.locator("#sheet").text_content() or "")["codings"]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    drawn = page.evaluate(
        "new Set([...document.querySelectorAll('mark.coded')].flatMap(mark => mark.dataset.codings.split(' '))).size"
    )
    assert drawn == len(rows)
    expect(page.locator("#legend li").first).to_be_visible()
    expect(page.locator("#framework-pane")).to_be_hidden()
    assert page.pdf(format="A4")[:4] == b"%PDF"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#legend")).to_be_empty()


def test_the_caret_the_keyboard_and_finding_work_far_down_where_nothing_was_laid_out(
    sits_down: Callable,
) -> None:
    page = sits_down(ELIN)
    press(page, "Control+End")
    last = page.locator(".turn").last
    expect(last).to_have_class("turn here")
    expect(last).to_be_in_viewport()
    press(page, "Control+Home", "ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowDown")
    assert page.evaluate("getSelection().toString().length") > 20
    assert page.evaluate("window.find('Say hello to the hoist')")
    expect(last).to_have_class("turn here")


def test_what_was_read_and_left_behind_keeps_its_height_and_is_drawn_again_on_return(
    sits_down: Callable,
) -> None:
    page = sits_down(ELIN)
    scroll = """async to => { const box = document.getElementById("transcript-scroll"), by = Math.sign(to - box.scrollTop) * 500;
      while (Math.abs(to - box.scrollTop) > 500) { box.scrollBy(0, by); await new Promise(requestAnimationFrame);
        if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1 && by > 0) break; }
      box.scrollTop = to; await new Promise(done => setTimeout(done, 600)); return box.scrollHeight; }"""
    marks = "document.querySelectorAll('.turn-group:first-child mark').length"
    press(page, "Control+End")  # where the caret is, words are not touched
    height = page.evaluate(scroll, 0)
    before = page.evaluate(marks)
    assert before > 0
    assert abs(page.evaluate(scroll, 100_000) - height) <= 2
    assert page.evaluate(marks) == 0
    assert abs(page.evaluate(scroll, 0) - height) <= 2
    assert page.evaluate(marks) == before


def test_turns_left_out_for_a_while_come_back_with_their_height(sits_down: Callable) -> None:
    page = sits_down(ELIN)
    height = "document.getElementById('transcript-scroll').scrollHeight"
    read = """async () => { const box = document.getElementById("transcript-scroll");
      for (const to of [100000, 0]) { while (box.scrollTop !== Math.min(to, box.scrollHeight - box.clientHeight)) {
        const was = box.scrollTop; box.scrollBy(0, to ? 500 : -500); await new Promise(requestAnimationFrame);
        if (box.scrollTop === was) break; } await new Promise(done => setTimeout(done, 500)); } }"""
    page.evaluate(read)
    whole = page.evaluate(height)
    press(page, "Shift+u")
    page.evaluate(read)
    press(page, "Shift+u")
    page.wait_for_timeout(300)
    assert page.evaluate(height) > 0.9 * whole


def test_all_of_the_text_can_be_chosen(sits_down: Callable) -> None:
    page = sits_down(ELIN)
    press(page, "Control+a")
    many = page.locator(".turn").count()
    expect(page.locator("#inspector h2")).to_contain_text(f"turns 1 to {many}")
