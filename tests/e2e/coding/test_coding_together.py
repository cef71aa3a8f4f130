"""Two people at one source: seeing each other's codings, or, in a blind round, nothing of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.coding.desk import (
    ELIN,
    STUDY,
    TOM,
    chosen,
    code,
    codings_in,
    find,
    press,
    saved,
    turn_here,
    with_draft,
)

pytestmark = pytest.mark.browser
SOON = 10_000


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


def labels(page: Page, turn: str, name: str):
    return page.locator(f"#{turn} li[data-coding]", has_text=name)


def test_two_at_one_source_see_each_other_and_each_others_codings_within_ten_seconds(
    sits_down: Callable,
) -> None:
    elin, tom = sits_down(ELIN, "P05"), sits_down(TOM, "P05")
    expect(elin.locator("#others-here")).to_contain_text("Tomas is here", timeout=SOON)
    press(tom, "j", "t")
    turn = str(tom.locator(".turn.here").get_attribute("id"))
    before = labels(elin, turn, "National campaign").count()
    code(tom, "nat", "National campaign")
    saved(tom)
    expect(labels(elin, turn, "National campaign")).to_have_count(before + 1, timeout=SOON)
    mine = labels(elin, turn, "National campaign").last
    expect(mine).to_contain_text("TA")
    expect(elin.locator("#others-here")).to_contain_text(f"turn {turn[1:]}", timeout=SOON)

    press(elin, "o")
    expect(elin.locator("[data-who-words]")).to_have_text("My codings only")
    expect(elin.locator("#transcript li.other")).to_have_count(0)
    press(elin, "o")
    press(tom, "z")
    expect(labels(elin, turn, "National campaign")).to_have_count(before, timeout=SOON)


def test_a_code_that_one_makes_is_known_to_the_other_with_what_it_was_given_to(sits_down: Callable) -> None:
    elin = sits_down(ELIN, "P05")
    with_draft(elin)
    tom = sits_down(TOM, "P05")
    press(elin, "j", "j", "j", "s")
    turn = str(elin.locator(".turn.here").get_attribute("id"))
    words = chosen(elin)[:30]
    press(elin, "i")
    saved(elin)
    expect(labels(tom, turn, words)).to_have_count(1, timeout=SOON)
    expect(tom.locator("#tree [role=treeitem]", has_text=words)).to_have_count(1)
    press(elin, "z")


def test_in_a_blind_round_neither_sees_anything_of_the_other_until_both_have_submitted(
    sits_down: Callable,
) -> None:
    elin = sits_down(ELIN, "P06")
    source = elin.url
    elin.goto(f"{STUDY}/rounds/")
    elin.get_by_label("Name").fill("First two")
    elin.get_by_label("P06").check()
    for name in ("Elin Prosser", "Tomas Adair"):
        elin.get_by_label(name).check()
    elin.get_by_role("button", name="Open the round").click()
    round_page = elin.url
    expect(elin.locator("h1")).to_have_text("First two")

    elin.goto(source)
    tom = sits_down(TOM, "P06")
    for page in (elin, tom):
        expect(page.locator("#reading-about")).to_contain_text("blind round")
        expect(page.locator("#transcript")).to_be_focused()
        expect(page.locator("#transcript li[data-coding]")).to_have_count(0)
        press(page, "j", "s")
    code(elin, "media", "Media")
    code(tom, "insp", "Inspection")
    saved(elin)
    saved(tom)
    told = []
    elin.on("response", lambda response: told.append(response.url) if "/sheet/" in response.url else None)
    elin.wait_for_timeout(7000)
    assert told  # the page has asked meanwhile
    for page, own in ((elin, "Media"), (tom, "Inspection")):
        expect(page.locator("#transcript li[data-coding]")).to_have_count(1)
        expect(page.locator("#transcript li[data-coding]")).to_contain_text(own)
        expect(page.locator("#others-here")).to_be_empty()

    for number, page in enumerate((elin, tom)):
        page.goto(round_page)
        page.get_by_role("button", name="Submit my 1 coding").click()
        if not number:
            page.goto(source)
            expect(page.locator("#transcript li[data-coding]")).to_have_count(1)
    expect(tom.locator(".first-line")).to_contain_text("All have submitted")


def test_the_network_lost_by_one_is_nothing_to_the_other(sits_down: Callable) -> None:
    elin, tom = sits_down(ELIN, "P08"), sits_down(TOM, "P08")
    press(elin, "j", "t")
    turn = str(elin.locator(".turn.here").get_attribute("id"))
    elin.context.set_offline(True)
    code(elin, "media", "Media")
    expect(elin.locator("#saved")).to_contain_text("1 coding waits")
    find(tom, "the")
    code(tom, "insp", "Inspection")
    saved(tom)
    before = labels(tom, turn, "Media").count()
    elin.context.set_offline(False)
    saved(elin)
    expect(labels(tom, turn, "Media")).to_have_count(before + 1, timeout=SOON)


def test_what_one_codes_while_another_corrects_the_text_lies_on_its_words(sits_down: Callable) -> None:
    tom, elin = sits_down(TOM, "P02"), sits_down(ELIN, "P02")
    press(tom, "j", "j", "j", "s")
    turn, words = turn_here(tom), chosen(tom)
    tom.context.set_offline(True)
    code(tom, "media", "Media")
    expect(tom.locator("#saved")).to_contain_text("1 coding waits")
    correct(elin, ": ", ": Yes, I am coming to that. ")
    tom.context.set_offline(False)
    problem = tom.locator("#coding-problem")
    expect(problem).to_contain_text("corrected while you read", timeout=SOON)
    press(tom, "j", "s")
    next_turn, more = turn_here(tom), chosen(tom)
    press(tom, "1")
    saved(tom)
    expect(problem).to_be_visible()
    problem.get_by_role("button", name="Show the text as it is now").click()
    expect(problem).to_be_hidden()
    assert coded_with_media(tom, turn) == {words}
    assert coded_with_media(tom, next_turn) == {more}


def test_what_waited_in_the_browser_over_a_correction_and_a_reload_lies_on_its_words(
    sits_down: Callable,
) -> None:
    tom, elin = sits_down(TOM, "P03"), sits_down(ELIN, "P03")
    press(tom, "j", "j", "j", "s")
    turn, words = turn_here(tom), chosen(tom)
    tom.route("**/codings/", lambda route: route.abort())
    code(tom, "media", "Media")
    expect(tom.locator("#saved")).to_contain_text("1 coding waits")
    correct(elin, ": ", ": Yes, I am coming to that. ")
    tom.reload()
    # not before the reload: what is refused just then is told on the page that goes
    tom.unroute("**/codings/")
    saved(tom)
    assert coded_with_media(tom, turn) == {words}

    press(tom, "j", "s")
    turn, words = turn_here(tom), chosen(tom)
    tom.route("**/codings/", lambda route: route.abort())
    press(tom, "c")
    tom.keyboard.type("media")
    press(tom, "Enter")
    expect(tom.locator("#saved")).to_contain_text("1 coding waits")
    correct(elin, words, f"{words[:8]}, really, {words[8:]}")
    tom.reload()
    tom.unroute("**/codings/")
    tom.get_by_role("button", name="1 refused: look").click()
    refused = tom.locator("#refused-dialog")
    expect(refused).to_contain_text("Media, on words as they were before a correction")
    expect(refused).to_contain_text("The text was corrected here after you read it.")
    refused.get_by_role("button", name="Let it go").click()
    assert coded_with_media(tom, turn) == set()


def coded_with_media(page: Page, turn: str) -> set[str]:
    """The words of a turn that are coded so, as the page shows them."""
    expect(page.locator("#transcript")).to_be_focused()
    page.locator(f"#{turn}").scroll_into_view_if_needed()
    page.wait_for_timeout(400)  # stripes wait until the scrolling slows down
    return {words.strip() for name, words in codings_in(page, turn) if name.startswith("Media")}


def correct(page: Page, old: str, new: str) -> None:
    page.goto(page.url.split("?")[0].split("#")[0] + "correct/")
    field = page.get_by_label("Text")
    text = field.input_value()
    assert old in text
    field.fill(text.replace(old, new, 1))
    page.get_by_label("Why").fill("left out")
    page.get_by_role("button", name="Save the corrected text").click()
    page.wait_for_url(lambda url: "/correct/" not in url)
