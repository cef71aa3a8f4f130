"""A change of level stated on a chart and taken back; what stays of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.ward import month

pytestmark = pytest.mark.browser

CHART = "/c/wards/teams/B/charts/antibiotic/"
REASON = "The first-dose tin stands in each bay"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def heights(page: Page) -> set[int]:
    """At which heights the centre line runs."""
    lines = page.locator("[data-chart] .chart-wrap .spc-centre")
    return {
        round(float(y))
        for each in lines.all()
        for y in each.evaluate("line => { const box = line.getBBox(); return [box.y, box.y + box.height]; }")
    }


def test_a_phase_needs_its_reason_steps_the_centre_line_and_is_undone_without_being_forgotten(
    ward_page: Callable,
) -> None:
    page = ward_page("Bashir Cole")
    page.goto(CHART)
    level = heights(page)
    assert len(level) == 1
    starts = month(8)

    page.get_by_role("link", name="Add a phase").click()
    page.get_by_label("From which month").fill(f"{starts:%Y-%m}")
    page.get_by_role("button", name="Compute limits afresh from here").click()
    expect(page.locator(".field-error")).to_contain_text("Say what changed")
    expect(page.get_by_label("From which month")).to_have_value(f"{starts:%Y-%m}")  # what was typed stays
    page.get_by_label("What changed").fill(REASON)
    page.get_by_role("button", name="Compute limits afresh from here").click()

    expect(page.locator(".phase-list > li")).to_have_count(2)
    expect(page.locator(".phase-list")).to_contain_text(f"“{REASON}”")
    before, after = sorted(heights(page), reverse=True)  # down the screen, up the scale
    assert before > next(iter(level)) > after

    page.get_by_role("button", name=f"Undo the phase from {starts:%b %Y}").click()
    today = f"{dt.date.today().day} {dt.date.today():%b %Y}"
    undone = page.locator(".phase-list .undone")
    expect(undone).to_contain_text(REASON)
    expect(undone).to_contain_text(f"undone by Bashir Cole, {today}")
    assert heights(page) == level
