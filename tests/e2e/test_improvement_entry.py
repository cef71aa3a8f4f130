"""A month's numbers, from the spreadsheet, by keyboard, patient by patient and from a file, to the point on the chart."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect

from tests.e2e.ward import month

pytestmark = pytest.mark.browser

TEAM = "/c/wards/teams"
DUE = month(1)


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def paste(page: Page, text: str) -> None:
    """What Ctrl+V does with a copied block, into the cell that has the focus."""
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const pasted = { clipboardData, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasted));
        }""",
        text,
    )


def row_of(page: Page, key: str) -> Locator:
    return page.locator(f"tr[id^='row-{key}-']")


def test_a_pasted_month_keeps_the_good_rows_and_says_what_to_do_with_the_wrong_one(
    ward_page: Callable,
) -> None:
    page = ward_page("Nuria Blake")
    chart = f"{TEAM}/A/charts/lactate/"
    page.goto(chart)
    expect(page.locator("[data-chart] .spc-point[data-i]")).to_have_count(0)

    page.goto(f"{TEAM}/A/months/{DUE:%Y-%m}/")
    page.locator("#numerator-antibiotic").focus()
    paste(page, "34\t39\n18\t15\n9\t12\n42\n")  # the lactates the wrong way round
    for key, result in (("antibiotic", "87%"), ("six", "75%"), ("minutes", "42")):
        expect(row_of(page, key).locator("[role=status]")).to_contain_text("saved")
        expect(row_of(page, key).locator(".result")).to_have_text(result)
    wrong = row_of(page, "lactate")
    expect(wrong.locator(".field-error")).to_have_text(
        "18 given, but only 15 cases. Correct one of the two; neither is saved yet."
    )
    expect(wrong.locator("input[aria-invalid=true]")).to_have_value("18")
    expect(wrong.locator("input[name=denominator]")).to_have_value("15")
    expect(page.locator("input[aria-invalid=true]")).to_have_count(1)

    page.goto(chart)
    expect(page.locator("[data-chart] .spc-point[data-i]")).to_have_count(
        0
    )  # nothing of the wrong row was kept
    page.goto(f"{TEAM}/A/charts/antibiotic/")
    before = page.locator("[data-chart] .spc-point[data-i]").count()
    assert before == 20  # nineteen months, and the new one

    page.goto(f"{TEAM}/A/months/{DUE:%Y-%m}/")
    row_of(page, "lactate").locator("input[name=numerator]").fill("15")
    page.keyboard.press("Tab")
    page.keyboard.type("18")
    page.keyboard.press("Enter")
    expect(row_of(page, "lactate").locator("[role=status]")).to_contain_text("saved")
    page.goto(chart)
    expect(page.locator("[data-chart] .spc-point[data-i]")).to_have_count(1)
    in_table = page.locator("[data-chart] tbody tr", has=page.get_by_role("rowheader", name=f"{DUE:%b %Y}"))
    for column, number in enumerate(("15", "18", "83%")):
        expect(in_table.locator("td").nth(column)).to_have_text(number)


def test_a_corrected_number_moves_its_point(ward_page: Callable) -> None:
    page = ward_page("Nuria Blake")
    chart, period = f"{TEAM}/A/charts/antibiotic/", month(3)
    page.goto(chart)
    point = page.locator("[data-chart] .spc-point[data-i='17']")
    drawn = point.bounding_box()
    page.goto(f"{TEAM}/A/months/{period:%Y-%m}/antibiotic/correct/")
    page.get_by_label("How many").fill("20")
    page.get_by_label("Why it is corrected").fill("Counted twice")
    page.get_by_role("button").last.click()
    expect(page.locator("[role=status], .notice").first).to_contain_text("The correction is saved")
    page.goto(chart)
    in_table = page.locator("[data-chart] tbody tr[data-i='17']")
    expect(in_table.get_by_role("rowheader")).to_have_text(f"{period:%b %Y}")
    expect(in_table.locator("td").first).to_have_text("20")
    moved = point.bounding_box()
    assert drawn and moved
    assert moved["y"] > drawn["y"] + 20
    assert abs(moved["x"] - drawn["x"]) < 3


def test_a_month_is_entered_from_beginning_to_end_without_the_mouse(ward_page: Callable) -> None:
    page = ward_page("Bashir Cole")
    page.goto(f"{TEAM}/B/")
    tab_to(page, lambda: page.evaluate("document.activeElement.id") == "numerator-antibiotic")
    for number in ("31", "38", "20", "26", "11", "14"):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "value-minutes"
    page.keyboard.type("51")
    page.keyboard.press("Enter")  # the last cell is left, and so saved
    for key, result in (("antibiotic", "82%"), ("lactate", "77%"), ("six", "79%"), ("minutes", "51")):
        expect(row_of(page, key).locator("[role=status]")).to_contain_text("saved")
        expect(row_of(page, key).locator(".result")).to_have_text(result)
    page.reload()
    expect(page.locator(".first-line")).to_contain_text(f"{DUE:%B} is in: all 4 measures.")


def tab_to(page: Page, there: Callable[[], bool], most: int = 60) -> None:
    """Press Tab until the focus stands where it should; fails when it never does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if there():
            return
    pytest.fail(
        f"after {most} times Tab the focus stands on {page.evaluate('document.activeElement.outerHTML')[:200]}"
    )


def test_patients_are_ticked_by_key_and_their_totals_become_the_months_number(ward_page: Callable) -> None:
    host = ward_page("Henrike Vos")
    host.goto("/c/wards/measures/six/")
    host.get_by_role("link", name="Tick form").click()
    host.get_by_label("Question 1", exact=True).fill("Receiving end-of-life care?")
    host.get_by_label("Part of question 1", exact=True).select_option("excludes")
    host.get_by_label("Question 2", exact=True).fill("Antibiotic begun?")
    host.get_by_label("Question 3", exact=True).fill("Lactate seen?")
    host.get_by_role("button", name="Keep the form").click()
    expect(host.locator(".first-line")).to_contain_text("No team has switched it on yet")

    lead, period = ward_page("Bashir Cole"), month(2)
    lead.goto(f"{TEAM}/B/months/{period:%Y-%m}/")
    lead.get_by_role("link", name="Sepsis Six complete, patient by patient").click()
    lead.get_by_role("button", name="Switch it on for this team").click()

    totals = lead.locator("#tick-totals")
    groups = lead.get_by_role("radiogroup")
    groups.first.locator("input").first.focus()
    for keys, counted in (("nyy", "1 of 1"), ("nyn", "1 of 2"), ("y--", "1 of 2")):
        for key in keys:
            lead.keyboard.press(key)
        expect(totals.locator("b")).to_have_text(counted)
    expect(totals).to_contain_text("3 patients ticked, 1 left out")
    expect(lead.locator(".htmx-request")).to_have_count(0)  # the last answer is on its way until then
    lead.reload()
    expect(lead.locator("[data-tick-sheet] input:checked")).to_have_count(
        9
    )  # each answer was kept as it was given
    lead.get_by_role("button", name="Use these totals").click()

    row = row_of(lead, "six")
    expect(row.locator("input[name=numerator]")).to_have_value("1")
    expect(row.locator("input[name=denominator]")).to_have_value("2")
    lead.get_by_role("link", name="Sepsis Six complete, patient by patient").click()
    expect(lead.locator("[data-tick-sheet] input:checked")).to_have_count(0)  # the rows are gone


def workbook(rows: list[tuple[object, ...]]) -> dict[str, object]:
    """A file as their system writes it: other words for the same columns, a title above, one that is nobody's."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Export")
        for number, row in enumerate([("Kennzahl", "Monat", "Wert", "Station"), *rows]):
            sheet.write_row(number, 0, row)
    return {
        "name": "export.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": kept.getvalue(),
    }


def test_a_workbook_with_foreign_headings_is_mapped_once_and_then_remembered(ward_page: Callable) -> None:
    page = ward_page("Tess Amador")
    first = [("minutes", f"{month(back):%Y-%m}", 60 + back, "4 West") for back in (6, 5)]
    choose(page, workbook(first))
    expect(page.locator(".first-line")).to_contain_text("correct what is not so")
    for theirs, ours in (("Kennzahl", "measure"), ("Monat", "period"), ("Wert", "value"), ("Station", "")):
        page.get_by_label(theirs, exact=True).select_option(ours)
    page.get_by_role("button", name="See what it would change").click()
    expect(page.locator(".first-line")).to_contain_text("2 to add, 0 to correct, 0 unchanged, 0 refused")
    page.get_by_role("button", name="Take 2 rows").click()
    expect(page.locator(".first-line")).to_contain_text("2 imported", timeout=30_000)

    second = [*first, ("minutes", f"{month(4):%Y-%m}", 55, "4 West")]
    choose(page, workbook(second))
    expect(page.locator(".first-line")).to_contain_text(
        "Read as the last time a table with these headings came"
    )
    for theirs, ours in (("Kennzahl", "measure"), ("Monat", "period"), ("Wert", "value"), ("Station", "")):
        expect(page.get_by_label(theirs, exact=True)).to_have_value(ours)
    page.get_by_role("button", name="See what it would change").click()
    expect(page.locator(".first-line")).to_contain_text("1 to add, 0 to correct, 2 unchanged")
    page.get_by_role("button", name="Take 1 row").click()
    expect(page.locator(".first-line")).to_contain_text("1 imported", timeout=30_000)
    page.goto(f"{TEAM}/A/charts/minutes/")
    in_table = page.locator(
        "[data-chart] tbody tr", has=page.get_by_role("rowheader", name=f"{month(4):%b %Y}")
    )
    expect(in_table.locator("td").first).to_have_text("55")


def choose(page: Page, file: dict[str, object]) -> None:
    page.goto(f"{TEAM}/A/upload/")
    page.get_by_label("CSV or Excel file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Go on to its columns").click()
