"""A day's coding by one person: by keyboard alone, by mouse, by touch, and without the network."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.coding.desk import (
    ELIN,
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


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=15_000)


@pytest.fixture
def elin(sits_down: Callable) -> Page:
    """Elin at P07, with a draft of the framework to code in."""
    page = sits_down(ELIN)
    with_draft(page)
    return page


def test_a_transcript_is_coded_by_keyboard_alone_and_is_so_after_a_reload(elin: Page) -> None:
    find(elin, "mattresses")
    turn = turn_here(elin)
    press(elin, "s", "e")
    two = chosen(elin)
    assert two.startswith("I had a man") or two.count(".") >= 1
    code(elin, "small", "Small tests")
    code(elin, "boa", "Board")
    saved(elin)
    here = codings_in(elin, turn)
    assert {name for name, _ in here} >= {"Small tests of change", "Board and executive"}

    find(elin, "it was a bathroom")
    press(elin, "i")  # the words become a code
    expect(elin.locator("#inspector h2")).to_contain_text("It was a bathroom")
    saved(elin)
    expect(elin.locator("#tree [role=treeitem]", has_text="It was a bathroom")).to_have_count(1)

    press(elin, "Shift+BracketRight")  # its end one word on
    elin.wait_for_timeout(300)
    saved(elin)
    longer = next(words for name, words in codings_in(elin, turn) if name == "It was a bathroom")
    assert len(longer) > len("It was a bathroom")

    press(elin, "m")
    expect(elin.locator("#memo")).to_be_focused()
    elin.keyboard.type("A director's corridor, and this.")
    press(elin, "Control+Enter")
    expect(elin.locator("#inspector .memo-text")).to_contain_text("A director's corridor")
    expect(elin.locator("#transcript")).to_be_focused()

    for undone in ("memo", "changed coding", "code in vivo"):
        press(elin, "z")
        expect(elin.locator("#said")).to_have_text(f"Undone: {undone}")
    expect(elin.locator("#tree [role=treeitem]", has_text="It was a bathroom")).to_have_count(0)
    press(elin, "Shift+z")
    expect(elin.locator("#said")).to_have_text("Done again: code in vivo")
    expect(elin.locator("#tree [role=treeitem]", has_text="It was a bathroom")).to_have_count(1)
    saved(elin)
    left = codings_in(elin, turn)
    assert ("It was a bathroom", "It was a bathroom") in left

    elin.reload()
    expect(elin.locator(f"#{turn} li[data-coding]")).to_have_count(len(left))
    assert codings_in(elin, turn) == left


def test_the_caret_goes_through_the_text_and_extends_by_word_and_turn(elin: Page) -> None:
    find(elin, "mattresses")
    press(elin, "w")
    one = chosen(elin)
    press(elin, "Shift+w")
    assert chosen(elin).startswith(one)
    assert len(chosen(elin).split()) == len(one.split()) + 1
    press(elin, "Shift+e")
    assert chosen(elin) == one
    press(elin, "Escape", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight")
    assert len(chosen(elin)) <= 2
    press(elin, "t")
    number = int(turn_here(elin)[1:])
    press(elin, "Shift+t")
    expect(elin.locator("#inspector h2")).to_contain_text(f"turns {number} to {number + 1}")
    elin.keyboard.type("xyq ")  # letters are commands or nothing: the words stay as they are
    assert "xyq" not in elin.locator("#transcript").inner_text()


def test_words_chosen_with_the_mouse_are_coded_by_a_click_and_dragged_onto_the_tree(elin: Page) -> None:
    words = elin.locator("#t2 .turn-text")
    box = words.bounding_box()
    assert box
    elin.mouse.move(box["x"] + 5, box["y"] + 14)
    elin.mouse.down()
    elin.mouse.move(box["x"] + 200, box["y"] + 14, steps=5)
    elin.mouse.up()
    expect(elin.locator("#chosen-bar")).to_be_visible()
    elin.locator("#chosen-bar [data-command=code]").click()
    elin.locator("#palette-query").fill("champ")
    elin.locator("#palette-hits [role=option]").first.click()
    saved(elin)
    assert "Champions" in {name for name, _ in codings_in(elin, "t2")}

    row = elin.locator("#tree [role=treeitem]", has_text="Resources and time")
    target = row.bounding_box()
    assert target
    elin.mouse.move(box["x"] + 60, box["y"] + 14)
    elin.mouse.down()
    elin.mouse.move(target["x"] + 60, target["y"] + 10, steps=12)
    elin.mouse.up()
    expect(elin.locator("#said")).to_contain_text("Coded Resources and time")
    saved(elin)
    assert "Resources and time" in {name for name, _ in codings_in(elin, "t2")}

    # a handle moves its end
    before = dict(codings_in(elin, "t2"))["Resources and time"]
    handle = elin.locator(".transcript .handle").last.bounding_box()
    assert handle
    elin.mouse.move(handle["x"] + 5, handle["y"] + 5)
    elin.mouse.down()
    elin.mouse.move(handle["x"] + 105, handle["y"] - 6, steps=6)
    elin.mouse.up()
    elin.wait_for_timeout(200)
    saved(elin)
    assert len(dict(codings_in(elin, "t2"))["Resources and time"]) > len(before)


def test_a_finger_chooses_codes_and_takes_back(sits_down: Callable, elin: Page) -> None:
    page = sits_down(ELIN, width=390, touch=True)
    page.locator("#t2 .turn-text").tap(position={"x": 40, "y": 14})
    # a long press chooses a word; the system does it, so that the test chooses as the system would
    page.evaluate(
        """() => { const node = document.querySelector("#t4 .turn-text").firstChild;
                   getSelection().setBaseAndExtent(node, 0, node, 24); }"""
    )
    expect(page.locator("#chosen-bar")).to_be_visible()
    page.locator("#chosen-bar [data-command=code]").tap()
    page.locator("#palette-query").fill("media")
    page.locator("#palette-hits [role=option]").first.tap()
    saved(page)
    assert "Media" in {name for name, _ in codings_in(page, "t4")}
    page.locator(".key-row [data-command=undo]").tap()
    expect(page.locator("#said")).to_have_text("Undone: coding")
    expect(page.locator("#t4 li[data-coding]", has_text="Media")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_ten_spans_coded_without_the_network_arrive_in_their_order(elin: Page) -> None:
    sent: list[list[str]] = []
    elin.on(
        "request",
        lambda request: (
            sent.append([each["guid"] for each in json.loads(request.post_data)["batch"]])
            if request.url.endswith("/codings/") and request.method == "POST"
            else None
        ),
    )
    find(elin, "in a forward of a forward")
    elin.context.set_offline(True)
    made: list[str] = []
    for _ in range(10):
        press(elin, "s")
        code(elin, "insp", "Inspection") if not made else press(elin, "1")
        made.append(str(elin.locator("#transcript li.in-hand").get_attribute("data-coding")))
    assert len(set(made)) == 10
    expect(elin.locator("#saved")).to_have_text(
        "10 codings wait for the network; they are kept in this browser"
    )
    expect(elin.locator("#transcript li.unconfirmed")).to_have_count(10)
    kept = elin.evaluate("JSON.stringify(localStorage)")
    assert made[0] in kept
    assert "forward" not in kept  # places and ids, no words

    sent.clear()
    elin.context.set_offline(False)
    saved(elin)
    assert [guid for batch in sent[-1:] for guid in batch] == made
    there = elin.evaluate(
        "async source => (await (await fetch(source)).json()).codings.map(row => row[0])",
        elin.url.split("?")[0].split("#")[0] + "sheet/",
    )
    assert set(made) <= set(there)
    assert "alongside-waiting" not in elin.evaluate("JSON.stringify(localStorage)")


def test_no_stripe_looks_unconfirmed_for_having_left_the_screen_before_the_answer_came(elin: Page) -> None:
    press(elin, "ControlOrMeta+Home")
    begun = turn_here(elin)

    def after_a_while(route) -> None:
        elin.wait_for_timeout(120)  # the turn is far from the screen by now, and not yet drawn plain
        route.continue_()

    elin.route("**/codings/", after_a_while)
    press(elin, "s")
    code(elin, "media", "Media")
    expect(elin.locator(f"#{begun} li.unconfirmed")).to_have_count(1)
    press(elin, "ControlOrMeta+End")
    saved(elin)
    press(elin, "ControlOrMeta+Home")
    expect(elin.locator(f"#{begun} li.in-hand:not(.unconfirmed)")).to_have_count(1)


def test_what_waits_survives_a_reload_and_not_signing_out(elin: Page, signed_in: dict) -> None:
    find(elin, "who leant on it")
    turn = turn_here(elin)
    elin.route("**/codings/", lambda route: route.abort())
    code(elin, "media", "Media")
    expect(elin.locator("#saved")).to_contain_text("1 coding waits for the network")
    elin.reload()
    expect(elin.locator(f"#{turn} li.unconfirmed")).to_have_count(1)
    elin.locator("details.me summary").click()
    elin.get_by_role("button", name="Sign out").click()
    signed_in.pop(ELIN)
    elin.wait_for_load_state()
    assert "alongside-waiting" not in elin.evaluate("JSON.stringify(localStorage)")


def test_a_refused_coding_is_shown_with_its_reason_and_leaves_the_page(elin: Page) -> None:
    find(elin, "who leant on it")
    turn = turn_here(elin)
    before = codings_in(elin, turn)

    def refuse(route) -> None:
        guid = json.loads(route.request.post_data)["batch"][0]["guid"]
        told = {"codings": [], "gone": [], "undo": None, "redo": None, "text": 1,
                "refused": [{"guid": guid, "message": "That code was retired.", "todo": "Choose another."}]}  # fmt: skip
        route.fulfill(json=told)

    elin.route("**/codings/", refuse)
    code(elin, "readi", "Readiness")
    expect(elin.locator("#saved")).to_have_text("1 refused: look")
    assert codings_in(elin, turn) == before
    elin.locator("#saved button").click()
    expect(elin.locator("#refused-dialog")).to_contain_text("That code was retired. Choose another.")
    elin.unroute("**/codings/")
    elin.get_by_role("button", name="Try again").click()
    saved(elin)
    assert any(name == "Readiness not assessed" for name, _ in codings_in(elin, turn))


def test_every_hit_of_a_word_is_coded_at_once_and_taken_back_as_one(elin: Page) -> None:
    count = elin.locator("#tree [role=treeitem]", has_text="System pressure").locator(".num").first
    before = count.inner_text()
    press(elin, "Shift+c")
    elin.locator("#bulk-words").fill(
        "corridor" if "corridor" in elin.locator("#transcript").inner_text() else "ward"
    )
    press(elin, "Enter")
    hits = elin.locator(".bulk-hits > li")
    expect(hits.first).to_be_visible()
    many = hits.count()
    hits.first.locator("input").uncheck()
    elin.locator("#bulk-code").select_option(label="System pressure")
    elin.get_by_role("button", name=f"Code {many - 1} passage").click()
    saved(elin)
    expect(count).not_to_have_text(before)
    press(elin, "z")
    expect(elin.locator("#said")).to_have_text("Undone: coding of many")
    expect(count).to_have_text(before)


def test_a_code_is_made_defined_and_moved_beside_the_text(elin: Page) -> None:
    press(elin, "Shift+n")
    dialog = elin.locator("#framework-dialog")
    dialog.get_by_label("Name").fill("Night work")
    dialog.get_by_label("Definition").fill("What is different when it is dark.")
    dialog.get_by_role("button", name="Add the code").click()
    row = elin.locator("#tree [role=treeitem]", has_text="Night work")
    expect(row).to_have_count(1)
    row.click()
    expect(elin.locator("#inspector")).to_contain_text("What is different when it is dark.")
    elin.get_by_role("button", name="Move").click()
    dialog.get_by_label("Below").select_option(label="External")
    dialog.get_by_role("button", name="Move the code").click()
    expect(row).to_have_attribute("aria-level", "2")
    press(elin, "/")
    elin.keyboard.type("night")
    expect(elin.locator("#tree [role=treeitem]:not(.theme)")).to_have_count(1)


def test_panes_are_resized_and_hidden_from_the_keyboard_and_stay_so(elin: Page) -> None:
    pane = elin.locator("#framework-pane")
    wide = pane.bounding_box()["width"]
    elin.locator("[data-splits=left]").focus()
    press(elin, "ArrowRight", "ArrowRight")
    assert pane.bounding_box()["width"] > wide
    elin.locator("#transcript").focus()
    press(elin, "<")
    expect(pane).to_be_hidden()
    elin.reload()
    expect(pane).to_be_hidden()
    press(elin, "<")
    expect(pane).to_be_visible()


def test_what_was_coded_under_one_version_is_shown_by_itself(elin: Page) -> None:
    rows = json.loads(elin.locator("#sheet").text_content() or "")["codings"]
    under = {row[0] for row in rows if row[10] == 1}
    assert under and len(under) < len(rows)
    elin.locator(".tool-row summary", has_text="All codes").click()
    elin.get_by_role("button", name="Coded under version 1").click()
    expect(elin.locator("[data-code-words]")).to_have_text("Coded under version 1")
    elin.wait_for_timeout(300)
    drawn = elin.locator("#transcript li[data-coding]").evaluate_all(
        "all => all.map(li => li.dataset.coding)"
    )
    assert drawn and set(drawn) <= under
    elin.locator(".tool-row summary", has_text="Coded under").click()
    elin.get_by_role("button", name="All codes", exact=True).click()
    expect(elin.locator("[data-code-words]")).to_have_text("All codes")


def test_when_every_turn_is_coded_the_page_says_so_where_the_text_was(elin: Page) -> None:
    nothing = elin.locator("#no-turns")
    elin.locator("[data-command=uncoded-only]").click()
    left = elin.locator(".turn:visible")
    while left.count():
        press(elin, "g", "t")
        code(elin, "media", "Media")
        saved(elin)
        elin.locator("[data-command=uncoded-only]").click()
        elin.locator("[data-command=uncoded-only]").click()
    expect(nothing).to_have_text("Every turn is coded.")
    expect(nothing).to_be_in_viewport()
