"""What the coding tests do and look at on the page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

STUDY = "/s/why-teams-keep-going"
ELIN, TOM = "researcher-in-residence", "second coder"


def saved(page: Page) -> None:
    """Wait until everything that was done is confirmed."""
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=15_000)
    expect(page.locator("#saved")).to_have_attribute("aria-busy", "false")
    page.evaluate("() => new Promise(requestAnimationFrame)")  # the stripes come with the next frame
    expect(page.locator("li.unconfirmed")).to_have_count(0)


def with_draft(page: Page) -> None:
    """Start a draft of the framework, if there is none, and come back to the source."""
    if "draft" in page.locator("#fw + .note").inner_text():
        return
    here = page.url
    page.goto(f"{STUDY}/framework/")
    page.get_by_role("button", name="Start version").click()
    page.goto(here)
    expect(page.locator("#fw + .note")).to_contain_text("draft")
    expect(page.locator("#transcript")).to_be_focused()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def find(page: Page, words: str) -> None:
    """By the key for it: the words are chosen, and the caret is there."""
    press(page, "f")
    page.keyboard.type(words)
    press(page, "Enter", "Escape")
    expect(page.locator("#transcript")).to_be_focused()


def code(page: Page, letters: str, name: str) -> None:
    press(page, "c")
    expect(page.locator("#palette-query")).to_be_focused()
    page.keyboard.type(letters)
    expect(page.locator("#palette-hits [aria-selected=true] .hit-name")).to_contain_text(name)
    press(page, "Enter")
    expect(page.locator("#transcript")).to_be_focused()


def codings_in(page: Page, turn: str) -> set[tuple[str, str]]:
    """What is coded in a turn as it is drawn: each code's name as its label tells it, and the words marked with it."""
    return {
        (name, words)
        for name, words in page.locator(f"#{turn}").evaluate(
            """turn => [...turn.querySelectorAll("li[data-coding]")].map(item => [
                 item.querySelector(".margin-label").innerText.replace(/\\s+/g, " ").trim(),
                 [...turn.querySelectorAll(`mark[data-codings~="${item.dataset.coding}"]`)].map(mark => mark.textContent).join("")])"""
        )
    }


def turn_here(page: Page) -> str:
    return str(page.locator(".turn.here").get_attribute("id"))


def chosen(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()")).strip()
