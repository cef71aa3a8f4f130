"""The loop, walked once in a browser: from what happens in the programme to what the study makes of it and back.

Everybody's pages are opened as that person. What one of them does must be there on the next one's screen.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

PROGRAMME, STUDY = "/c/sepsis-aki", "/s/why-teams-keep-going"
CODE = "Small tests of change"
STATEMENT = "A change that was tried on one patient is spoken of as the ward's own; one that came finished is spoken of as theirs."
SUMMARY = "Tries a thing on one patient first, and calls it hers from then on."
READING = "It may be the telling that makes it the ward's own, more than the trying."
DECISION = "Every new form is tried on one patient in each ward before it is printed."
ACTION = "One patient, one bay: try the fluid form"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=25_000)


def test_the_loop_closes_from_a_sentence_in_a_transcript_to_a_mark_on_a_chart(
    page_of: Callable, tmp_path: Path
) -> None:
    host, team_lead, researcher = (
        page_of("host lead"),
        page_of("leads team K"),
        page_of("researcher-in-residence"),
    )
    the_host_sees_every_team_and_adds_what_happened(host)
    a_team_lead_sends_a_number_and_logs_a_test(team_lead)

    quote, transcript = the_researcher_codes_a_sentence_by_keyboard(researcher)
    the_cell_shows_the_quote_and_leads_to_its_place(researcher, quote)
    number = the_researcher_writes_a_finding(researcher, quote)
    the_researcher_releases_it_to_the_committee(researcher, number, quote)

    first, second = page_of("clinical lead"), page_of("academic on the committee")
    committee_page = a_member_answers_without_having_seen_the_others(first, number, quote)
    another_member_sees_the_first_answer_only_after_their_own(second, number)

    the_researcher_closes_the_reading_and_releases_it_to_the_programme(researcher, number)
    the_host_decides(host, number)
    the_action_stands_on_the_chart_and_on_the_home(host)
    every_station_of_the_chain_is_one_click_away(researcher, number)
    the_sponsor_reads_one_sheet(page_of("sponsor of team C"))

    the_reports_hold_the_finding(researcher, tmp_path)
    feedback_is_logged(researcher, number)

    certificate = p07_withdraws(researcher, page_of("second coder"))
    expect(certificate.locator("h1")).to_have_text("Certificate of withdrawal")
    p07_is_gone(researcher, first, transcript, committee_page, quote)


# ---- the programme


def the_host_sees_every_team_and_adds_what_happened(page: Page) -> None:
    page.goto(f"{PROGRAMME}/")
    expect(page.locator("table.teams tbody:not(.timeline) tr")).to_have_count(23)
    expect(page.locator("table.teams thead th.m")).to_have_count(12)

    page.locator("table.teams").get_by_role("link", name="Alderbourne").click()
    expect(page.locator("h1")).to_have_text("Alderbourne, team C")

    page.goto(f"{PROGRAMME}/")
    add(page, "A context event")
    page.get_by_label("From").fill("2017-06-08")
    page.get_by_label("Title").fill("Heat alert in the region")
    page.get_by_role("button", name="Add the event").click()
    expect(page.get_by_role("img", name=re.compile("^context:.*Heat alert in the region"))).to_be_visible()

    add(page, "A session")
    page.get_by_label("Kind").select_option(label="Learning session")
    page.get_by_label("Title").fill("Sponsors' session: what stays")
    page.get_by_label("Starts").fill("2017-06-20T09:30")
    page.get_by_role("button", name="Add the session").click()
    for team in ("Alderbourne", "Kestrel Vale"):
        page.locator("#attendance").get_by_label(team).check()
    page.get_by_role("button", name="Save who came").click()
    expect(page.locator(".first-line")).to_contain_text("2 teams came")


def add(page: Page, what: str) -> None:
    page.locator("summary", has_text="Add").click()
    page.locator(".page-actions .menu-list").get_by_role("link", name=what, exact=True).click()


def a_team_lead_sends_a_number_and_logs_a_test(page: Page) -> None:
    page.goto(f"{PROGRAMME}/teams/K/charts/discharge_letter/")
    october = page.locator(".table-scroll tr", has=page.get_by_role("rowheader", name="Oct 2016"))
    expect(october).to_contain_text("not sent")

    page.get_by_role("link", name="My team").click()
    page.locator(".missing-months").get_by_role("link", name="Oct 2016").click()
    row = page.locator("#row-discharge_letter-2016-10")
    type_pair(page, row, "47", "45")
    expect(row.locator(".field-error")).to_contain_text("47")
    expect(row.locator("input.bad")).to_have_value("47")  # what was typed stays
    page.reload()
    expect(row.locator("input[name=numerator]")).to_have_value("")  # and none of it was kept

    type_pair(page, row, "41", "45")
    expect(row.locator("[role=status]")).to_contain_text("saved")
    expect(row.locator(".result")).to_have_text("91%")

    page.goto(f"{PROGRAMME}/teams/K/charts/discharge_letter/")
    for column, number in enumerate(("41", "45", "91%")):
        expect(october.locator("td").nth(column)).to_have_text(number)

    page.get_by_role("link", name="My team").click()
    page.get_by_role("link", name="Log a test of change").first.click()
    page.get_by_label("What you try").fill("The night sister draws up the first dose")
    page.get_by_label("What you expect", exact=True).fill("Eight of ten within the hour, for a week")
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("h1")).to_contain_text("The night sister draws up the first dose")


def type_pair(page: Page, row: Locator, numerator: str, denominator: str) -> None:
    row.locator("input[name=numerator]").fill(numerator)
    page.keyboard.press("Enter")
    expect(row.locator("input[name=denominator]")).to_be_focused()
    page.keyboard.type(denominator)
    page.keyboard.press("Enter")


# ---- the study


def the_researcher_codes_a_sentence_by_keyboard(page: Page) -> tuple[str, str]:
    """The coded words and the address of the transcript."""
    page.goto(f"{STUDY}/")
    page.get_by_role("link", name="P07", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("P07")
    page.get_by_role("link", name="next uncoded").click()
    turn = page.locator(page.url[page.url.index("#") :])
    turn.locator(".turn-text").click()
    for key in ("s", "c"):
        page.keyboard.press(key)
    expect(page.locator("#palette-query")).to_be_focused()
    page.keyboard.type("small")
    expect(page.locator("#palette-hits [aria-selected=true] .hit-name")).to_contain_text(CODE)
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text("Saved")
    coding = turn.locator("li[data-coding]", has_text=CODE)
    expect(coding).to_have_count(1)
    guid = coding.get_attribute("data-coding")
    words = "".join(turn.locator(f"mark[data-codings~='{guid}']").all_text_contents())
    assert words
    assert words.strip() == words
    return words, page.url.split("?")[0].split("#")[0]


def the_cell_shows_the_quote_and_leads_to_its_place(page: Page, quote: str) -> None:
    page.get_by_role("link", name="Matrix", exact=True).click()
    heads = page.locator("table.matrix thead th .name").all_inner_texts()
    column = next(number for number, head in enumerate(heads) if CODE in head)
    row = page.locator("table.matrix tr", has=page.locator("th b", has_text="P07"))
    cell = row.locator("td .cell").nth(column)
    cell.click()
    panel = page.locator("#cell")
    expect(panel.locator(".note").first).to_contain_text(f"P07 × {CODE}")
    shown = panel.locator("figure.quote", has_text=quote)
    expect(shown).to_have_count(1)

    place = shown.locator("figcaption a")
    turn = (re.search(r"turn (\d+)", place.inner_text()) or pytest.fail("the quote names no turn"))[1]
    place.click()
    expect(page.locator(f"#t{turn}")).to_be_in_viewport()
    expect(page.locator(f"#t{turn} .turn-text")).to_contain_text(quote)

    page.get_by_role("link", name="Back to the cell").click()
    page.locator("#summary").fill(SUMMARY)
    page.get_by_role("button", name="Keep the summary").click()
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(row.locator("td .cell").nth(column)).to_contain_text("Tries a thing on one patient")


def the_researcher_writes_a_finding(page: Page, quote: str) -> int:
    page.get_by_role("link", name="Findings", exact=True).click()
    page.get_by_role("link", name="Write a finding").click()
    page.get_by_label("Statement").fill(STATEMENT)
    page.get_by_label("Where it acts").select_option(value="individual")
    page.get_by_label("How it bears on improvement").select_option(value="facilitator")
    page.get_by_role("button", name="Write it down").click()
    number = int((re.search(r"findings/(\d+)/", page.url) or pytest.fail(page.url))[1])

    page.get_by_label("Code").select_option(label=CODE)
    page.get_by_role("button", name="Show").click()
    page.locator(".picker li", has_text=quote).locator("input").check()
    for source in ("P01", "P04"):
        page.locator(".picker li", has_text=f"{source} ·").locator("input").first.check()
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.locator(".picker li", has_text=quote)).to_contain_text("in the finding already")

    page.get_by_role("link", name="Charts", exact=True).click()
    chart = page.locator(".picker li", has_text="Antibiotic within 60 minutes").filter(
        has_text="C Alderbourne"
    )
    chart.locator("input").check()
    page.get_by_role("button", name="Add what is ticked").click()
    expect(chart).to_contain_text("in the finding already")

    page.get_by_role("link", name="Back to the finding").click()
    expect(page.locator("h1")).to_have_text(STATEMENT)
    expect(page.locator("#rests svg").first).to_be_visible()
    return number


def the_researcher_releases_it_to_the_committee(page: Page, number: int, quote: str) -> None:
    page.goto(f"{STUDY}/findings/{number}/")
    page.get_by_role("link", name="Release to the committee").click()
    expect(page.locator(".release-quotes")).to_contain_text(quote)
    expect(page.locator("aside")).to_contain_text("Dr Nuala Winterbourne")
    until = dt.date.today() + dt.timedelta(days=14)
    page.get_by_label("Answers by").fill(until.isoformat())
    page.get_by_role("button", name="Release version 1").click()
    expect(page.locator("#released")).to_contain_text("Version 1 to the committee")


# ---- the committee


def open_finding(page: Page, number: int) -> None:
    page.goto(f"{STUDY}/committee/")
    page.locator(".to-read a", has_text=f"Finding {number}").click()
    expect(page.locator("h1")).to_have_text(STATEMENT)


def a_member_answers_without_having_seen_the_others(page: Page, number: int, quote: str) -> str:
    open_finding(page, number)
    expect(page.locator(".reader")).to_contain_text(quote)
    others = page.get_by_label("What the others thought")
    expect(others).to_contain_text("Opens when you have answered")
    page.get_by_role("radio", name="Partly").check()
    page.get_by_label("Another reading").fill(READING)
    page.get_by_role("button", name=re.compile("^Send")).click()
    expect(page.get_by_text("Your answer is in.")).to_be_visible()
    expect(others).to_contain_text("1 of")
    return page.url


def another_member_sees_the_first_answer_only_after_their_own(page: Page, number: int) -> None:
    open_finding(page, number)
    assert READING not in page.content()
    page.get_by_role("radio", name="Rings true").check()
    page.get_by_role("button", name=re.compile("^Send")).click()
    others = page.get_by_label("What the others thought")
    expect(others).to_contain_text("2 of")
    expect(others).to_contain_text(READING)
    assert "Winterbourne" not in others.inner_text()


def the_researcher_closes_the_reading_and_releases_it_to_the_programme(page: Page, number: int) -> None:
    page.goto(f"{STUDY}/findings/{number}/")
    expect(page.locator("#read")).to_contain_text(READING)
    page.locator(".page-actions").get_by_role("button", name="Close the interpretation").click()
    page.get_by_role("dialog").get_by_role("button", name="Close the interpretation").click()
    page.get_by_role("link", name="Release to the programme").click()
    page.get_by_label("Say how many of the committee it rings true to").check()
    page.get_by_role("button", name="Release version 1").click()
    expect(page.locator("#released")).to_contain_text("Version 1 to the programme")


# ---- back in the programme


def the_host_decides(page: Page, number: int) -> None:
    page.goto(f"{PROGRAMME}/")
    page.get_by_role("link", name="Findings", exact=True).click()
    waiting = page.locator("li", has_text=f"Finding {number} ·")
    expect(waiting).to_contain_text("waits for you")
    waiting.get_by_role("link").click()
    expect(page.locator("#read")).to_contain_text("Rings true")
    assert READING not in page.content()  # a member's words stay in the study
    page.get_by_label("What was decided").fill(DECISION)
    page.locator("#decide").get_by_label(re.compile("^On ")).fill("2017-06-12")
    page.locator("#decide").get_by_role("button", name="Record the decision").click()
    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("What is done").fill(ACTION)
    page.get_by_label("Who sees to it").select_option(label="Ishbel Tarrant")
    page.get_by_label("Starts").fill("2017-06-14")
    page.get_by_label("Due").fill("2017-06-30")
    page.get_by_label("Alderbourne").check()
    page.get_by_role("button", name="Add the action").click()
    decided = page.locator("#decided")
    expect(decided).to_contain_text(DECISION)
    expect(decided).to_contain_text("Ishbel Tarrant · due 30 Jun 2017")


def the_action_stands_on_the_chart_and_on_the_home(page: Page) -> None:
    page.goto(f"{PROGRAMME}/teams/C/charts/antibiotic_60/")
    expect(page.locator(".chart-wrap svg.spc-detail")).to_contain_text(ACTION)
    page.goto(f"{PROGRAMME}/teams/K/charts/antibiotic_60/")
    expect(page.locator(".chart-wrap svg.spc-detail")).not_to_contain_text(ACTION)  # it concerns team C alone
    page.goto(f"{PROGRAMME}/")
    expect(page.get_by_role("img", name=re.compile(f"^decisions:.*{ACTION}"))).to_be_visible()


def every_station_of_the_chain_is_one_click_away(page: Page, number: int) -> None:
    page.goto(f"{STUDY}/findings/{number}/")
    stations = page.locator("ol.chain li")
    expect(stations).to_have_count(6)
    for at in range(6):
        link = stations.nth(at).locator("a")
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        expect(page.locator(f"#{target}")).to_be_in_viewport()
    expect(page.locator("#decided")).to_contain_text(DECISION)
    place = page.locator("#rests figure.quote a").first
    turn = (re.search(r"turn (\d+)", place.inner_text()) or pytest.fail("the quote names no turn"))[1]
    place.click()
    expect(page.locator(f"#t{turn}")).to_be_in_viewport()


def the_sponsor_reads_one_sheet(page: Page) -> None:
    page.get_by_role("link", name="My page").click()
    expect(page.locator(".sheet h1")).to_be_visible()
    expect(page.locator(".sheet")).to_contain_text("Antibiotic within 60 minutes")
    expect(page.locator(".sheet")).to_contain_text("Dr Alistair Fonthill")


# ---- telling others, and taking somebody out


def the_reports_hold_the_finding(page: Page, folder: Path) -> None:
    word = docx.Document(io.BytesIO(written(page, "Word", folder)))
    assert STATEMENT in "\n".join(paragraph.text for paragraph in word.paragraphs)
    pdf = pypdfium2.PdfDocument(written(page, "PDF", folder))
    text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
    assert STATEMENT in " ".join(text.replace("\ufffe", "").split())


def written(page: Page, form: str, folder: Path) -> bytes:
    page.goto(f"{STUDY}/")
    page.get_by_role("link", name="Reports", exact=True).click()
    page.get_by_role("button", name=f"Write {form} report").click()
    link = page.get_by_role("link", name=f"Download the {form} report")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    waiting.value.save_as(folder / form)
    return (folder / form).read_bytes()


def feedback_is_logged(page: Page, number: int) -> None:
    page.goto(f"{STUDY}/findings/{number}/")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Log feedback").click()
    page.get_by_label("What was said").fill("That a finished form is somebody else's.")
    page.get_by_label("To whom").fill("leads of all teams")
    page.get_by_label("How", exact=True).fill("coaching call")
    page.get_by_role("button", name="Put it into the log").click()
    entry = page.locator("table tbody tr", has_text="That a finished form is somebody else's.")
    expect(entry).to_contain_text("leads of all teams")
    expect(entry).to_contain_text(f"finding {number}")


def p07_withdraws(researcher: Page, second_coder: Page) -> Page:
    """The second person's page, with the certificate."""
    researcher.goto(f"{STUDY}/participants/")
    researcher.get_by_role("link", name="Withdraw P07").click()
    researcher.get_by_role("radio", name=re.compile("Delete everything", re.I)).check()
    researcher.get_by_role("button", name="See what it touches").click()
    researcher.get_by_role("button", name="Propose the withdrawal").click()
    expect(researcher.locator(".first-line")).to_contain_text("You proposed it")
    expect(researcher.get_by_role("button", name="Confirm and carry it out")).to_have_count(0)

    second_coder.goto(f"{STUDY}/participants/")
    second_coder.get_by_role("link", name="P07", exact=True).click()
    second_coder.get_by_role("button", name="Confirm and carry it out").click()
    return second_coder


def p07_is_gone(researcher: Page, member: Page, transcript: str, committee_page: str, quote: str) -> None:
    gone = researcher.goto(transcript)
    assert gone is not None
    assert gone.status == 404
    researcher.goto(f"{STUDY}/matrix/")
    expect(researcher.locator("table.matrix")).to_be_visible()
    expect(researcher.locator("table.matrix th b", has_text="P07")).to_have_count(0)
    assert quote not in researcher.content()
    member.goto(committee_page)
    expect(member.locator(".reader")).to_be_visible()
    assert quote not in member.content()
