"""The change package at work: a ramp of tests, the driver diagram edited by keyboard, and who took what from whom."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.ward import month

pytestmark = pytest.mark.browser

PACKAGE = "/c/wards/change-package/"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def cell(page: Page, idea: str, letter: str) -> Locator:
    """The adoption board's cell of an idea and a team."""
    at = page.locator("table.adoption thead th.l").all_inner_texts().index(letter)
    return page.locator("table.adoption tbody tr", has_text=idea).locator("td.l").nth(at).locator(".cell")


def test_a_test_is_predicted_studied_adapted_and_adopted_and_the_board_shows_the_step(
    ward_page: Callable,
) -> None:
    page = ward_page("Tess Amador")
    page.goto("/c/wards/teams/A/")
    page.get_by_role("link", name="Log a test of change").first.click()
    page.get_by_label("What you try").fill("A red sticker, one nurse, one evening")
    page.get_by_label("Which change idea it tests").select_option(label="Sticker on the notes")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".field-error")).to_contain_text(
        "without a prediction there is nothing to learn from"
    )
    page.get_by_label("What you expect", exact=True).fill("4 of 5 seen within ten minutes")
    page.get_by_label("Measure it should move").select_option(label="Antibiotic within the hour")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator(".ramp .cycle")).to_have_count(1)
    expect(page.locator(".ramp .cycle dl")).to_contain_text("4 of 5 seen within ten minutes")

    page.get_by_role("link", name="Write what was found").click()
    page.get_by_label("Do: what happened").fill("Five patients, one sticker fell off")
    page.get_by_label("Study: beside what you expected").fill("3 of 5: the fifth was in the corridor")
    page.get_by_label("Did the prediction hold?").select_option("partly")
    page.get_by_role("textbox", name="Ended").fill(page.get_by_label("Since").input_value())
    page.get_by_role("combobox", name="Act").select_option("adapt")
    page.get_by_label("Next step").fill("The sticker on the wristband, two nurses")
    page.get_by_role("button", name="Save the test").click()
    first = page.locator(".ramp .cycle").first
    expect(first.locator("dl")).to_contain_text("Held in part: 3 of 5: the fifth was in the corridor")
    expect(first.locator(".outcome")).to_contain_text("Adapt The sticker on the wristband, two nurses")

    page.get_by_role("link", name="Plan the next cycle").click()
    expect(page.get_by_label("What you try")).to_have_value("The sticker on the wristband, two nurses")
    page.get_by_label("What you expect", exact=True).fill("5 of 5, in the corridor too")
    page.get_by_role("button", name="Log it").click()
    page.get_by_role("link", name="Write what was found").click()
    page.get_by_label("Study: beside what you expected").fill("5 of 5")
    page.get_by_label("Did the prediction hold?").select_option("yes")
    page.get_by_role("textbox", name="Ended").fill(page.get_by_label("Since").input_value())
    page.get_by_role("combobox", name="Act").select_option("adopt")
    page.get_by_label("It is in place now").check()
    page.get_by_role("button", name="Save the test").click()

    expect(page.locator(".ramp .cycle")).to_have_count(2)
    expect(page.locator(".ramp .cycle").nth(0)).to_contain_text("4 of 5 seen within ten minutes")
    expect(page.locator(".ramp .cycle.adopted")).to_contain_text("5 of 5, in the corridor too")
    expect(
        page.locator(".chart-wrap svg.spc-detail")
    ).to_be_visible()  # of the measure that the first cycle named

    page.goto(f"{PACKAGE}adoption/")
    cell(page, "Sticker on the notes", "A").click()
    steps = page.locator("#panel .taken-steps dd")
    expect(steps).to_have_count(2)
    expect(steps.first).to_contain_text("Testing")
    expect(steps.last).to_contain_text("In place")


def focused(page: Page) -> str:
    return page.evaluate(
        "(({ activeElement: on }) => on.getAttribute('aria-label') || on.innerText.trim())(document)"
    )


def tab_to(page: Page, words: str, *, back: bool = False, most: int = 80) -> None:
    """Press Tab until the focus stands on what has these words; fails when it never does."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if focused(page).startswith(words):
            return
    pytest.fail(f"Tab never came to “{words}”; it stands on “{focused(page)}”")


def test_the_driver_diagram_is_edited_by_keyboard_and_its_version_says_what_changed(
    ward_page: Callable,
) -> None:
    page = ward_page("Henrike Vos")
    page.goto(PACKAGE)
    tab_to(page, "Sepsis is noticed when it begins")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Primary driver", exact=True)).to_be_focused()
    tab_to(page, "Add a secondary driver")
    page.keyboard.press("Enter")
    expect(page.get_by_label("New secondary driver")).to_be_focused()
    page.keyboard.type("Relatives are herd")
    page.keyboard.press("Enter")
    added = page.get_by_role("link", name="Relatives are herd")
    expect(added).to_be_focused()

    page.keyboard.press("Enter")
    edited = page.get_by_label("Secondary driver", exact=True)
    expect(edited).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Relatives are heard")
    page.keyboard.press("Enter")
    driver = page.get_by_role("link", name="Relatives are heard")
    expect(driver).to_be_focused()

    def order() -> list[str]:
        return [
            words.strip()
            for words in page.locator(".driver-branches .driver-branches .driver").all_inner_texts()
        ]

    assert order()[:2] == ["Everybody is asked", "Relatives are heard"]
    page.keyboard.press("Enter")
    expect(edited).to_be_focused()
    tab_to(page, "Move up")
    page.keyboard.press("Enter")
    expect(
        page.locator(".driver-branches .driver-branches .driver").first.locator("input.edit-input")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Move up")).to_be_focused()  # to be pressed again
    page.keyboard.press("Escape")
    expect(driver).to_be_focused()
    assert order()[:2] == ["Relatives are heard", "Everybody is asked"]

    page.keyboard.press("Enter")
    expect(edited).to_be_focused()
    tab_to(page, "Add an idea")
    page.keyboard.press("Enter")
    expect(page.get_by_label("New change idea")).to_be_focused()
    page.keyboard.type("A card at the bed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="A card at the bed", exact=True)).to_be_focused()

    tab_to(page, "Publish version 2", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Publish version 2")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('textarea')"):
            break
    page.keyboard.type("Relatives saw it first, twice.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Change package, version 2")
    expect(page.locator(".first-line")).to_contain_text("Relatives saw it first, twice.")
    changed = page.locator(".changed-list li")
    expect(changed).to_have_count(2)
    expect(changed.first).to_have_text(
        "Driver “Relatives are heard” added under “Sepsis is noticed when it begins”."
    )
    expect(changed.last).to_have_text("“A card at the bed” added.")


def test_the_arrows_walk_the_board_and_a_step_learnt_elsewhere_is_recorded_and_undone(
    ward_page: Callable,
) -> None:
    page = ward_page("Wilhelmina Stroud")
    page.goto(f"{PACKAGE}adoption/")
    first = page.locator("table.adoption .cell[tabindex='0']")
    expect(first).to_have_count(1)  # one stop for Tab
    tin = cell(page, "First-dose tin", "A")
    tin.focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "First-dose tin", "B")).to_be_focused()
    page.keyboard.press("End")
    expect(cell(page, "First-dose tin", "C")).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("No step yet.")
    expect(panel.locator("section", has_text="The same idea elsewhere")).to_contain_text("In place since")

    panel.get_by_role("link", name="Record a step").click()
    expect(page.get_by_label("Idea").locator("option:checked")).to_have_text("First-dose tin")
    page.get_by_label("Since").fill(f"{month(1):%Y-%m-%d}")
    page.get_by_label("Learnt from").select_option(label="B Birch")
    page.get_by_label("Learnt at").select_option(index=1)
    page.get_by_role("button", name="Record it").click()
    steps = panel.locator(".taken-steps dd")
    expect(steps).to_have_count(1)
    expect(steps).to_contain_text("Testing, learnt from B Birch at Second session")
    expect(cell(page, "First-dose tin", "C")).to_have_attribute(
        "aria-label", re.compile("^First-dose tin, C Cedar: testing since 1 ")
    )

    steps.get_by_role("button", name="Undo").click()
    expect(panel).to_contain_text("No step yet.")
