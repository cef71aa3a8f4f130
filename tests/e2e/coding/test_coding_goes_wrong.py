"""When a hand slips, an answer is lost, or two things happen at once: the page shows what is so, and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.coding.desk import ELIN, chosen, code, find, press, saved, turn_here, with_draft

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


@pytest.fixture
def elin(sits_down: Callable) -> Page:
    page = sits_down(ELIN, "P05")
    with_draft(page)
    return page


def held_by_the_server(page: Page) -> dict[str, list[Any]]:
    source = page.url.split("?")[0].split("#")[0] + "sheet/"
    rows = page.evaluate("async url => (await (await fetch(url)).json()).codings", source)
    return {row[0]: row for row in rows}


def marked(page: Page) -> set[str]:
    found = "marks => marks.flatMap(mark => mark.dataset.codings.split(' '))"
    return set(page.locator("#transcript mark.coded").evaluate_all(found))


def choose_what_nobody_coded(page: Page) -> str:
    press(page, "g", "s")
    return chosen(page)


@pytest.mark.parametrize("opened", ["c", "ControlOrMeta+k", "Shift+c", "Shift+n", "/"])
def test_whoever_thinks_better_of_it_finds_the_words_still_chosen(elin: Page, opened: str) -> None:
    press(elin, "g")
    words = choose_what_nobody_coded(elin)
    turn = turn_here(elin)
    press(elin, opened)
    elin.wait_for_timeout(200)
    press(elin, "Escape")
    expect(elin.locator("#transcript")).to_be_focused()
    elin.wait_for_timeout(200)
    assert (chosen(elin), turn_here(elin)) == (words, turn)


def test_a_click_takes_the_narrowest_coding_and_the_next_click_the_next_wider(elin: Page) -> None:
    press(elin, "g", "t")
    code(elin, "insp", "Inspection")
    press(elin, "Escape", "s")
    code(elin, "media", "Media")
    saved(elin)
    turn = turn_here(elin)
    press(elin, "j", "Escape")
    mark = elin.locator(f"#{turn} mark[data-codings*=' ']").first
    taken = []
    for _ in range(3):
        mark.click(position={"x": 12, "y": 8})
        elin.wait_for_timeout(400)
        taken.append(elin.locator("#inspector h2").inner_text())
    assert ["Media" in taken[0], "Inspection" in taken[1], "Media" in taken[2]] == [True] * 3, taken


@pytest.mark.parametrize("broken", ["cut off", "somebody else's page"])
def test_an_answer_that_cannot_be_read_is_waited_out_like_silence(elin: Page, broken: str) -> None:
    seen = []

    def spoil(route: Route) -> None:
        seen.append(route.request.post_data)
        answer = route.fetch()
        if len(seen) > 1:
            route.fulfill(response=answer)
        elif broken == "cut off":
            route.fulfill(status=200, content_type="application/json", body=answer.text()[:30])
        else:
            route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to the hotel</h1>")

    elin.route("**/codings/", spoil)
    choose_what_nobody_coded(elin)
    code(elin, "media", "Media")
    guid = elin.locator("#transcript li.in-hand").get_attribute("data-coding")
    saved(elin)
    assert len(seen) > 1
    assert guid in held_by_the_server(elin)


def test_what_is_taken_back_is_taken_back_though_it_may_have_arrived(elin: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()  # it arrives
        route.abort()  # and the answer does not

    elin.route("**/codings/", lose)
    choose_what_nobody_coded(elin)
    code(elin, "media", "Media")
    guid = elin.locator("#transcript li.in-hand").get_attribute("data-coding")
    expect(elin.locator("#saved")).to_contain_text("waits for the network")
    assert guid in held_by_the_server(elin)
    press(elin, "z")
    expect(elin.locator("#said")).to_contain_text("Taken back")
    expect(elin.locator(f"[data-coding='{guid}']")).to_have_count(0)
    elin.unroute("**/codings/")
    saved(elin)
    assert guid not in held_by_the_server(elin)
    expect(elin.locator(f"[data-coding='{guid}']")).to_have_count(0)
    expect(elin.locator("#saved")).not_to_contain_text("refused")


def test_after_a_taking_back_without_the_network_the_page_sees_that_it_is_there_again(elin: Page) -> None:
    choose_what_nobody_coded(elin)
    elin.context.set_offline(True)
    code(elin, "media", "Media")
    expect(elin.locator("#saved")).to_contain_text("waits for the network")
    press(elin, "z")
    elin.context.set_offline(False)
    expect(elin.locator("#saved")).not_to_contain_text("network")
    press(elin, "s")
    code(elin, "media", "Media")
    saved(elin)


def test_no_ghost_is_left_of_what_was_undone_before_it_was_changed(elin: Page) -> None:
    choose_what_nobody_coded(elin)
    code(elin, "media", "Media")
    saved(elin)
    for keys in ((".", "z", "Shift+BracketRight"), (".", "v", "z", "z", "v")):
        press(elin, "g", "s", *keys)
        expect(elin.locator("#saved")).to_have_attribute("aria-busy", "false")
        elin.wait_for_timeout(1500)
        there = set(held_by_the_server(elin))
        assert marked(elin) <= there
        expect(elin.locator("li.unconfirmed")).to_have_count(0)


def test_without_the_network_both_sides_of_what_is_uncoded_stay_marked(elin: Page) -> None:
    press(elin, "g", "t")
    turn = turn_here(elin)
    code(elin, "media", "Media")
    saved(elin)
    words = elin.locator(f"#{turn} .turn-text").inner_text()
    find(elin, " ".join(words.split()[4:8]))
    middle = chosen(elin)
    elin.context.set_offline(True)
    press(elin, "u")
    elin.wait_for_timeout(300)
    left = "".join(elin.locator(f"#{turn} mark.coded").all_text_contents())
    assert len(left) == len(words.strip()) - len(middle), (words, middle, left)
    elin.context.set_offline(False)
    saved(elin)
    elin.wait_for_timeout(500)
    assert marked(elin) <= set(held_by_the_server(elin))
    after = "".join(elin.locator(f"#{turn} mark.coded").all_text_contents())
    assert "".join(after.split()) == "".join(left.split())  # the server trims the white space at the cut


def test_what_was_refused_leaves_the_panel_and_says_which_it_was(elin: Page) -> None:
    choose_what_nobody_coded(elin)
    code(elin, "media", "Media")
    saved(elin)
    guid = elin.locator("#transcript li.in-hand").get_attribute("data-coding")
    elin.route("**/change/", lambda route: route.fulfill(
        status=404, content_type="application/json",
        body=json.dumps({"message": "There is no such coding here, or none any more.", "todo": "Look again."}),
    ))  # fmt: skip
    press(elin, "v")
    expect(elin.locator("#saved")).to_have_text("1 refused: look")
    elin.locator("#saved button").click()
    expect(elin.locator("#refused-dialog")).to_contain_text("A change to Media")
    expect(elin.locator("#refused-dialog")).to_contain_text("none any more")
    elin.get_by_role("button", name="Let it go").click()
    assert held_by_the_server(elin)[guid][5] == ""
    expect(elin.locator("#inspector input[name=valence]:checked")).to_have_count(0)


def test_after_a_merge_and_its_undoing_codings_have_the_name_of_the_code_they_went_to(elin: Page) -> None:
    choose_what_nobody_coded(elin)
    turn = turn_here(elin)
    press(elin, "i")
    expect(elin.locator(f"#{turn} li.in-hand:not(.unconfirmed)")).to_have_count(1)
    guid = elin.locator(f"#{turn} li.in-hand").get_attribute("data-coding")
    name = elin.locator(f"#{turn} [data-coding='{guid}'] .margin-label").inner_text()
    elin.locator("#tree [role=treeitem]", has_text=name[:20]).click()
    elin.get_by_role("button", name="Merge", exact=True).click()
    elin.locator("#fw-into").select_option(label="Media")
    elin.locator("#fw-reason").fill("The same thing in their words.")
    elin.get_by_role("button", name="Merge the codes").click()
    expect(elin.locator(f"#{turn} [data-coding='{guid}'] .margin-label")).to_contain_text(
        "Media", timeout=4000
    )
    expect(elin.locator("#transcript")).to_be_focused()
    press(elin, "z")
    expect(elin.locator(f"#{turn} [data-coding='{guid}'] .margin-label")).to_contain_text(name, timeout=4000)


def test_on_a_phone_the_panel_does_not_cover_the_words_one_touched(sits_down: Callable) -> None:
    page = sits_down(ELIN, "P06", width=390, touch=True)
    mark = page.locator("#transcript mark.coded").first
    mark.evaluate("mark => scrollBy({ top: mark.getBoundingClientRect().top - 600, behavior: 'instant' })")
    mark.tap(position={"x": 300, "y": 10})
    panel = page.locator("#inspector.open [data-inspected]")
    expect(panel).to_be_visible()
    page.wait_for_timeout(300)
    words, cover = mark.bounding_box(), page.locator("#inspector").bounding_box()
    assert words is not None
    assert cover is not None
    assert words["y"] + 20 < cover["y"]
