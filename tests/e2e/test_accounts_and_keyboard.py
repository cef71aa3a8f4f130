"""Signing in, and what can be done without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PROGRAMME, STUDY = "/c/sepsis-aki", "/s/why-teams-keep-going"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=25_000)


def focused(page: Page) -> str:
    """What the focus stands on, by id, or by its words."""
    return page.evaluate("document.activeElement.id || document.activeElement.innerText.trim()")


def test_a_wrong_password_says_so_keeps_the_address_and_opens_nothing(chromium, demo) -> None:
    with chromium.new_context(base_url=demo.url) as context:
        page = context.new_page()
        page.goto(f"{PROGRAMME}/")
        expect(page.locator("h1")).to_have_text("Sign in")
        page.get_by_label("Email").fill("maren.oduya@wendlestone.example")
        page.locator("input[type=password]").fill("not her password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text(
            "You are not signed in. The email address and/or password you specified are not correct."
        )
        expect(page.get_by_label("Email")).to_have_value("maren.oduya@wendlestone.example")
        page.goto(f"{PROGRAMME}/")
        expect(page.locator("h1")).to_have_text("Sign in")


def test_the_first_tab_skips_the_frame(page_of: Callable) -> None:
    page = page_of("host lead")
    page.goto(f"{PROGRAMME}/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "main"


def test_a_chosen_theme_stays_on_the_next_page_and_after_reloading(page_of: Callable) -> None:
    page = page_of("host lead")
    page.goto(f"{PROGRAMME}/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.locator("details.me summary").press("Enter")
    page.get_by_role("radio", name="Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Dark")).to_be_hidden()
    page.goto(f"{PROGRAMME}/charts/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_enter_and_the_arrows_move_through_the_months_numbers(page_of: Callable) -> None:
    page = page_of("leads team C")
    page.goto(f"{PROGRAMME}/teams/C/")
    cells = page.locator("input[data-cell]")
    first, second, third = (cells.nth(at).get_attribute("id") for at in range(3))
    cells.first.focus()
    page.keyboard.press("Enter")
    assert focused(page) == second
    page.keyboard.press("Enter")
    assert focused(page) == third
    page.keyboard.press("Shift+Enter")
    assert focused(page) == second
    page.keyboard.press("ArrowUp")  # nothing above the first row: the focus stays
    assert focused(page) == second
    page.keyboard.press("Shift+Enter")
    assert focused(page) == first
    page.keyboard.press("ArrowDown")
    assert focused(page) == third


def test_a_row_from_a_spreadsheet_fans_out_and_says_what_is_wrong_in_it(page_of: Callable) -> None:
    page = page_of("leads team K")
    page.goto(f"{PROGRAMME}/teams/K/months/2017-02/")
    numerator = page.locator("#numerator-sepsis_six")
    numerator.focus()
    page.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "12\\t9");
          const pasted = { clipboardData, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasted));
        }"""
    )
    row = page.locator("#row-sepsis_six-2017-02")
    expect(row.locator("input[name=denominator]")).to_have_value("9")
    expect(row.locator(".field-error")).to_contain_text("12")
    expect(row.locator("[aria-invalid=true]")).to_have_count(1)


def test_the_arrows_walk_the_matrix_and_enter_opens_a_cell_to_write(page_of: Callable) -> None:
    page = page_of("researcher-in-residence")
    page.goto(f"{STUDY}/matrix/")
    cells = page.locator("table.matrix .cell")
    assert cells.count() > 100
    expect(page.locator("table.matrix .cell[tabindex='0']")).to_have_count(
        1
    )  # one stop for Tab, not hundreds
    row = page.locator("table.matrix tr:has(.cell)").first.locator(".cell")
    row.first.focus()
    page.keyboard.press("ArrowRight")
    expect(row.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(row.last).to_be_focused()
    page.keyboard.press("Home")
    expect(row.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("table.matrix tr:has(.cell)").nth(1).locator(".cell").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("table.matrix .cell[aria-current]")).to_be_focused()


def test_the_arrows_walk_the_points_of_a_chart_and_light_their_month_in_the_table(page_of: Callable) -> None:
    page = page_of("leads team C")
    page.goto(f"{PROGRAMME}/teams/C/charts/antibiotic_60/")
    points = page.locator("[data-chart] .spc-point[data-i]")
    points.first.focus()
    page.keyboard.press("End")
    expect(points.last).to_be_focused()
    expect(page.locator("[data-chart] tr.focused")).to_contain_text("Jun 2017")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-chart] tr.focused")).to_contain_text("May 2017")
