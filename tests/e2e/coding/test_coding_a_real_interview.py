"""A real interview, coded by hand through the page and then corrected and redacted: no coding's words shift or vanish.

Where the real inputs are not beside the project, the longest interview of the demo stands in for it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.coding.desk import code, find, press, saved
from tests.e2e.installation import Installation, Rest, address, served, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

S = "/studies/wisdom"
CODES = ["Kindness", "Work from home", "Loneliness", "Distrust", "Digital life"]
DEMO = Path(__file__).parents[3] / "src" / "alongside" / "demo"


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    """A folder with one long interview: grossmania/wac (MIT), else the demo's."""
    folder = tmp_path / "interviews"
    folder.mkdir()
    shared = Path(os.environ.get("ALONGSIDE_SHARED", Path(__file__).resolve().parents[4] / "shared"))
    real = shared / "data" / "transcripts" / "wac" / "55_Rooney.txt"
    longest = max((DEMO / "texts").glob("P*.txt"), key=lambda file: file.stat().st_size)
    shutil.copy(real if real.is_file() else longest, folder / "01_Interview.txt")
    return folder


@pytest.fixture
def installation(tmp_path: Path, interview: Path) -> Iterator[Installation]:
    """Elin's study with the interview in it, and a draft of five codes."""
    made = Installation(tmp_path)
    made.run("init", "--name", "Ada Marsh", "--email", address("Ada"))
    made.people["Elin"] = made.run("person", "add", "Elin Prosser", "--email", address("Elin"), by="Ada")
    made.run("study", "create", "After it", "--slug", "wisdom", "--researcher", address("Elin"), by="Ada")
    done = made.run("study", "import-sources", "wisdom", str(interview), by="Elin")
    assert done["done"] == 1, done
    with served(made, tmp_path):
        yield made


@dataclass
class Lying:
    """A coding as it lies: which, whose words, and whether it waits to be read again."""

    guid: str
    start: int
    end: int
    words: str
    waits: bool


def lying(page: Page, elin: Rest, source: str) -> dict[str, Lying]:
    text = elin("GET", f"{S}/sources/{source}/text")["text"]
    rows = page.evaluate(
        "async url => (await (await fetch(url)).json()).codings", f"/s/wisdom/sources/{source}/sheet/"
    )
    return {row[0]: Lying(row[0], row[1], row[2], text[row[1] : row[2]], bool(row[7])) for row in rows}


def sentences(text: str) -> list[str]:
    """Sentences of some length whose first words stand in the text once, so that one finds them by typing."""
    found = [
        " ".join(each.split()[:6])
        for each in re.findall(r"(?<=[.?!] )[A-Z][^.?!\n]{60,240}[.?!]", text)
        if each.split(maxsplit=1)[0].isalpha()
    ]
    return [words for words in found if text.count(words) == 1]


def code_by_hand(page: Page, text: str) -> None:
    """Every third sentence: one code or two, now and then the next sentence too, now and then only the words found."""
    for number, words in enumerate(sentences(text)[::2]):
        find(page, words)
        if number % 5 != 4:
            press(page, "s")
        if number % 4 == 1:
            press(page, "e")
        name = CODES[number % len(CODES)]
        code(page, name[:5].lower(), name)
        if number % 3 == 0:
            press(page, "2" if number else "1")
    find(page, sentences(text)[1])
    press(page, "t")
    code(page, "digi", "Digital life")
    saved(page)


@dataclass
class Edit:
    start: int
    end: int
    words: str

    def near(self, coding: Lying, margin: int = 0) -> bool:
        return self.start <= coding.end + margin and self.end >= coding.start - margin


def ten_edits(text: str, codings: list[Lying], turn_apart: bool) -> list[Edit]:
    """Before, inside and across codings, and away from all of them; no two touch."""
    wanted: list[Edit] = []

    def add(start: int, end: int, words: str) -> None:
        edit = Edit(start, end, words)
        if all(edit.start > other.end + 3 or edit.end < other.start - 3 for other in wanted):
            wanted.append(edit)

    def space(at: int) -> int:
        return text.index(" ", at)

    body = text.index("PARTICIPANT: ") + 13 if "PARTICIPANT: " in text else text.index(": ") + 2
    add(body, body, "Well. " if turn_apart else "Now, ")  # before all of them
    apart = [each for at, each in enumerate(codings) if len(each.words) > 40 and at % 2 == 0]
    deeds = [
        lambda c: add(space(c.start + 3), space(c.start + 3), " really"),  # a word more, inside
        lambda c: add(space(c.start + 8), space(space(c.start + 8) + 1), ""),  # a word less, inside
        lambda c: add(c.end - 6, c.end + 4, "…"),  # across its end
        lambda c: add(max(c.start - 4, 0), c.start + 5, "Mmm"),  # across its beginning
        lambda c: add(c.start, c.end + 1, ""),  # all of it gone
        lambda c: add(c.start, c.start, "And so, "),  # just before it
        lambda c: add(c.end, c.end, " (laughs)"),  # just after it
        lambda c: add(space(c.start + 10), space(c.start + 10), " 👩🏽‍⚕️ شكرا é"),
        lambda c: add(space(c.start + 12) + 1, space(space(c.start + 12) + 1), "[unclear]"),
    ]
    if turn_apart:
        deeds[1] = lambda c: add(
            space(c.start + 8), space(c.start + 8), "\n\nINTERVIEWER: Right.\n\nPARTICIPANT:"
        )
    for deed, coding in zip(deeds, apart, strict=False):
        deed(coding)
    free = [each.start() for each in re.finditer(r" that ", text)]
    for at in free:
        if len(wanted) == 10:
            break
        if not any(coding.start - 50 < at < coding.end + 50 for coding in codings):
            add(at, at + 5, " which")
    return sorted(wanted, key=lambda edit: edit.start)


def carried_out(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.words + text[edit.end :]
    return text


def test_after_twenty_edits_every_codings_words_are_the_same_or_listed(
    installation: Installation, chromium
) -> None:
    elin = installation.api("Elin")
    elin("POST", f"{S}/framework/versions")
    for name in CODES:
        elin("POST", f"{S}/framework/codes", {"name": name})
    [source] = elin("GET", f"{S}/sources")
    if source["text"] is None:
        elin("POST", f"{S}/sources/{source['guid']}/confirm", status=204)
    guid = source["guid"]
    page = signed_in(installation, chromium, "Elin")
    page.goto(f"/s/wisdom/sources/{guid}/")
    expect(page.locator("#transcript")).to_be_focused()
    first = elin("GET", f"{S}/sources/{guid}/text")["text"]
    code_by_hand(page, first)
    made = lying(page, elin, guid)
    assert len(made) >= 15
    assert all(each.words == each.words.strip() and each.words for each in made.values())

    done = 0
    for turn_apart in (False, True):
        before = lying(page, elin, guid)
        text = elin("GET", f"{S}/sources/{guid}/text")["text"]
        edits = ten_edits(text, sorted(before.values(), key=lambda each: each.start), turn_apart)
        done += len(edits)
        correct(page, guid, carried_out(text, edits))
        after = lying(page, elin, guid)
        assert elin("GET", f"{S}/sources/{guid}/text")["text"] == carried_out(text, edits)
        assert after.keys() == before.keys()  # none vanishes
        for each, was in ((after[name], before[name]) for name in before):
            assert each.words == was.words or each.waits, f"{was} became {each}"
            if not any(edit.near(was, margin=40) for edit in edits):
                assert (each.words, each.waits) == (was.words, was.waits)
        assert sum(each.waits for each in after.values()) >= 5
        listed(page, after)
    assert done >= 19

    before = lying(page, elin, guid)
    quiet = next(each for each in before.values() if not each.waits and len(each.words.split()) > 12)
    secret = " ".join(quiet.words.split()[3:7])
    redact(page, guid, secret)
    after = lying(page, elin, guid)
    assert after.keys() == before.keys()
    assert after[quiet.guid].waits
    assert "[redacted]" in after[quiet.guid].words
    for each, was in ((after[name], before[name]) for name in before):
        assert each.words == was.words or each.waits
    listed(page, after)
    for number in (1, 2, 3, 4):
        page.goto(f"/s/wisdom/sources/{guid}/versions/{number}/")
        expect(page.locator("h1")).to_have_text(f"Version {number}")
        shown = " ".join(page.locator("main").inner_text().split())
        assert secret not in shown


def correct(page: Page, guid: str, text: str) -> None:
    page.goto(f"/s/wisdom/sources/{guid}/correct/")
    page.get_by_label("Text").fill(text)
    page.get_by_label("Why").fill("Heard again on the recording.")
    page.get_by_role("button", name="Save the corrected text").click()
    expect(page.get_by_text("codings followed their words").first).to_be_visible()


def redact(page: Page, guid: str, words: str) -> None:
    page.goto(f"/s/wisdom/sources/{guid}/redact/")
    page.get_by_label("Words to take out").fill(words)
    page.get_by_label("Why").fill("They tell who it is.")
    page.get_by_role("button", name="Find them").click()
    page.get_by_role("button", name="Take them out").click()
    expect(page.get_by_text("codings followed their words").first).to_be_visible()


def listed(page: Page, codings: dict[str, Lying]) -> None:
    """The page of what is to be read again has just those that wait."""
    page.goto("/s/wisdom/read-again/")
    links = page.locator("li.section p.strong a").evaluate_all(
        "all => all.map(a => a.href.split('coding=')[1])"
    )
    assert set(links) == {each.guid for each in codings.values() if each.waits}
