"""The pages: who sees them, what they say, what they change."""

from __future__ import annotations

import html
import json
import re
import time

import lxml.html
import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.coding import actions
from alongside.coding.models import Coding, MatrixCell, Note

PAGES = ["coding:home", "coding:framework", "coding:matrix", "coding:notes"]


@pytest.fixture
def at(study):
    return lambda name, *more: reverse(name, args=[study.slug, *more])


def inside(html: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_on_an_empty_study_and_says_what_to_do(as_, researcher, at, name):
    response = as_(researcher).get(at(name))
    assert response.status_code == 200
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_the_second_coder(as_, second_coder, interview, ownership, at, name):
    assert as_(second_coder).get(at(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_knows_of_the_study(as_, outsider, administrator, interview, ownership, at, name):
    for someone in (outsider, administrator):
        assert as_(someone).get(at(name)).status_code == 404


def test_the_host_lead_knows_of_no_study(as_, lead, interview, at):
    for address in (*(at(name) for name in PAGES), at("coding:transcript", interview.guid)):
        assert as_(lead).get(address).status_code == 404


def test_a_critical_friend_sees_the_published_framework_and_nothing_else(
    as_, critical_friend, interview, draft, ownership, researcher, at
):
    friend = as_(critical_friend)
    for address in (
        at("coding:home"),
        at("coding:matrix"),
        at("coding:notes"),
        at("coding:transcript", interview.guid),
    ):
        assert friend.get(address).status_code == 403
    assert "Clinical ownership" not in friend.get(at("coding:framework")).content.decode()
    actions.publish_version(version=draft, note="First.", by=researcher)
    page = friend.get(at("coding:framework")).content.decode()
    assert "Clinical ownership" in page and "Quotes" not in inside(page)


def test_a_refusal_is_kept_in_the_audit_trail(as_, critical_friend, interview, at):
    as_(critical_friend).get(at("coding:transcript", interview.guid))
    assert AuditEvent.objects.get(verb="access.refused").details["permission"] == "read_sources"


def test_a_transcript_holds_its_words_and_where_its_codings_lie(
    as_, researcher, interview, ownership, coded, at
):
    coding = coded(interview, "The junior nurses", ownership, valence="barrier")
    page = as_(researcher).get(at("coding:transcript", interview.guid)).content.decode()
    assert 'id="t2"' in page and "1 of 2 turns coded" in inside(page)
    sheet = json.loads(re.search(r'<script id="sheet" type="application/json">(.*?)</script>', page, re.S)[1])
    assert [row[:3] for row in sheet["codings"]] == [[str(coding.guid), coding.start, coding.end]]
    codes = json.loads(re.search(r'<script id="codes" type="application/json">(.*?)</script>', page, re.S)[1])
    assert [(code["name"], code["here"]) for code in codes if code["codable"]] == [("Clinical ownership", 1)]
    text = interview.texts.get().text
    for turn in interview.texts.get().turns.all():
        shown = re.search(rf'data-start="{turn.body}"[^>]*>(.*?)</div>', page, re.S)[1]
        assert html.unescape(shown) == text[turn.body : turn.end], "offsets are counted on these letters"


def test_markup_in_a_transcript_is_words_and_never_markup(as_, researcher, study, p07, at):
    from alongside.study.actions import add_source

    words = '<b onclick="x">Ward</b> & <script>alert("1")</script> \'</div>\' &amp; {{ turn }}'
    source = add_source(
        study=study, kind="interview", name="P07b", cases=[p07.case], identified=False, by=researcher,
        text=f'I: Go on.\n\nP07: {words}',
    )  # fmt: skip
    source.texts.get().turns.update(speaker='"><img src=x>')
    page = lxml.html.fromstring(as_(researcher).get(at("coding:transcript", source.guid)).content.decode())
    transcript = page.get_element_by_id("transcript")
    assert transcript.xpath("//div[@class='turn-text']/text()")[1] == words
    assert {each.tag for each in transcript.iterdescendants()} == {"div", "article", "a", "b"}
    assert {each.get("data-speaker") for each in transcript.xpath("//article")} == {'"><img src=x>'}


def test_opening_a_transcript_is_audited_once_a_day(as_, researcher, interview, at):
    browser = as_(researcher)
    for _ in range(2):
        browser.get(at("coding:transcript", interview.guid))
    assert AuditEvent.objects.filter(verb="source.read", object_id=interview.pk).count() == 1


def test_a_source_without_a_text_says_so(as_, researcher, study, at):
    from alongside.study.actions import add_source

    waiting = add_source(study=study, kind="interview", name="P12", identified=True, by=researcher)
    page = as_(researcher).get(at("coding:transcript", waiting.guid)).content.decode()
    assert "cannot be read or coded" in page


def test_the_coding_in_hand_is_shown_beside_the_text(as_, researcher, interview, ownership, coded, at):
    coding = coded(interview, "The junior nurses", ownership)
    panel = as_(researcher).get(at("coding:coding", coding.guid), headers={"HX-Request": "true"})
    assert "In the matrix: P07 × Clinical ownership" in inside(panel.content.decode())


def test_the_framework_is_built_on_its_page(as_, researcher, study, at):
    browser = as_(researcher)
    browser.post(at("coding:start_draft"))
    assert browser.post(at("coding:add_code"), {"name": ""}).status_code == 422
    browser.post(at("coding:add_code"), {"name": "Within", "colour": "slate", "kind": "theme"})
    version = study.framework.versions.get()
    theme = version.entries.get()
    browser.post(
        at("coding:add_code"),
        {"name": "Board", "parent": theme.pk, "colour": "brown", "kind": "descriptive", "codable": "on"},
    )
    board = version.entries.get(name="Board")
    edit = at("coding:edit_code", board.code.guid)
    assert "Board" in browser.get(edit).content.decode()
    fields = {
        "name": "Board and executive",
        "colour": "brown",
        "kind": "descriptive",
        "codable": "on",
        "parent": theme.pk,
    }
    assert browser.post(edit, fields | {"revision": 9}).status_code == 409
    browser.post(edit, fields | {"revision": 1})
    board.refresh_from_db()
    assert (theme.codable, board.name, board.parent) == (False, "Board and executive", theme)
    assert browser.post(at("coding:publish"), {"note": ""}).status_code == 422
    browser.post(at("coding:publish"), {"note": "First."})
    version.refresh_from_db()
    assert version.state == "published"


def test_a_code_is_merged_split_and_retired_on_its_page(as_, researcher, draft, ownership, board, code, at):
    spare, browser = code("Spare"), as_(researcher)
    assert (
        browser.post(at("coding:merge_code", spare.code.guid), {"into": board.pk, "reason": ""}).status_code
        == 422
    )
    browser.post(at("coding:merge_code", spare.code.guid), {"into": board.pk, "reason": "Same."})
    browser.post(at("coding:split_code", ownership.code.guid), {"names": "Doctors\nNurses", "reason": "Two."})
    browser.post(at("coding:retire_code", board.code.guid), {"reason": ""})
    assert set(draft.entries.filter(codable=True).values_list("name", flat=True)) == {"Doctors", "Nurses"}


def test_two_versions_are_shown_side_by_side_with_reasons(
    as_, researcher, study, draft, ownership, board, at
):
    actions.publish_version(version=draft, note="First.", by=researcher)
    later = actions.start_draft(study=study, by=researcher)
    actions.merge_codes(
        version=later,
        from_codes=[ownership.code],
        into=board.code,
        reason="Neither could say.",
        by=researcher,
    )
    page = as_(researcher).get(at("coding:version", 2)).content.decode()
    assert "Clinical ownership became part of Board and executive ." in inside(page)
    assert "Neither could say." in page and '<path class="merged"' in page
    assert as_(researcher).get(at("coding:version", 1)).status_code == 200
    assert as_(researcher).get(at("coding:version", 7)).status_code == 404


def test_a_code_shows_all_its_quotes(as_, researcher, interview, group, board, coded, at):
    coded(interview, "The junior nurses", board, valence="barrier")
    coded(group, "The board never came", board)
    page = inside(as_(researcher).get(at("coding:code", board.code.guid)).content.decode())
    assert (
        "2 quotes from 2 sources" in page and "The board never came" in page and "The junior nurses" in page
    )
    only = inside(
        as_(researcher).get(at("coding:code", board.code.guid) + "?valence=barrier").content.decode()
    )
    assert "The board never came" not in only


def test_a_cell_is_written_in_its_panel_and_a_conflict_shows_both(
    as_, researcher, second_coder, p07, interview, ownership, board, coded, at
):
    coded(interview, "The junior nurses", ownership)
    address = at("coding:cell", p07.case.pk, ownership.code_id)
    htmx = {"headers": {"HX-Request": "true"}}
    panel = as_(researcher).get(address, **htmx).content.decode()
    assert "The junior nurses" in panel and f"?coding={Coding.objects.get().guid}" in panel
    saved = as_(second_coder).post(address, {"summary": "Theirs.", "status": "draft", "revision": ""}, **htmx)
    assert (
        saved.status_code == 200 and f'id="cell-{p07.case.pk}-{ownership.code_id}"' in saved.content.decode()
    )
    conflict = as_(researcher).post(address, {"summary": "Mine.", "status": "draft", "revision": ""}, **htmx)
    assert conflict.status_code == 409
    assert "Theirs." in conflict.content.decode() and "Mine." in conflict.content.decode()
    keep_both = {"summary": "Mine.", "theirs": "Theirs.", "status": "draft", "revision": "1", "keep": "both"}
    both = as_(researcher).post(address, keep_both, **htmx)
    assert "Theirs.\n\nMine." in both.content.decode() and MatrixCell.objects.get().summary == "Theirs."
    as_(researcher).post(address, {"summary": "Both.", "status": "reviewed", "revision": "1"}, **htmx)
    assert MatrixCell.objects.get().summary == "Both."
    empty = as_(researcher).get(at("coding:cell", p07.case.pk, board.code_id), **htmx).content.decode()
    assert "Nobody has used “Board and executive” yet." in empty


def test_a_stale_cell_is_said_to_be_still_right(as_, researcher, study, p07, interview, ownership, coded, at):
    actions.write_cell(study=study, case=p07.case, code=ownership.code, summary="Theirs.", by=researcher)
    coded(interview, "The junior nurses", ownership)
    assert "1 cell to read again" in inside(as_(researcher).get(at("coding:matrix")).content.decode())
    as_(researcher).post(at("coding:still_right", p07.case.pk, ownership.code_id))
    assert MatrixCell.objects.get().stale_since is None


def test_a_journal_entry_asks_on_whom_it_rests(as_, researcher, study, p07, at):
    browser = as_(researcher)
    refused = browser.post(at("coding:notes"), {"kind": "reflexive", "body": "I warm to her."})
    assert refused.status_code == 422 and "I warm to her." in refused.content.decode()
    browser.post(
        at("coding:notes"),
        {"kind": "reflexive", "body": "I warm to her.", "rests_on": [p07.pk], "private": "on"},
    )
    note = Note.objects.get()
    assert list(note.rests_on.all()) == [p07]
    browser.post(
        at("coding:note", note.guid),
        {"kind": "reflexive", "body": "I warmed to her.", "private": "on", "revision": "1"},
    )
    note.refresh_from_db()
    assert note.body == "I warmed to her."


@pytest.fixture
def large(study, draft, theme, researcher):
    """57 cases, 20 codes, and one transcript of 8,000 words with 150 codings."""
    from alongside.study.actions import add_participant, add_source

    codes = [
        actions.add_code(version=draft, name=f"Code {number}", parent=theme, by=researcher)
        for number in range(20)
    ]
    sentence = (
        "they said it would take a month and it took the whole of a winter before anybody looked at it again "
    )
    people = [
        add_participant(
            study=study,
            name=f"P{n:02d}",
            role_group=f"role {n % 4}",
            site_name=f"Trust {n % 3}",
            by=researcher,
        )
        for n in range(1, 58)
    ]
    sources = []
    for number, each in enumerate(people):
        turns = 100 if number == 0 else 4
        text = "\n\n".join(
            f"{'INTERVIEWER' if turn % 2 == 0 else each.case.name}: {sentence * 4}" for turn in range(turns)
        )
        about = {"kind": "interview", "name": each.case.name, "cases": [each.case], "identified": False}
        sources.append(add_source(study=study, text=text, by=researcher, **about))
    items = [
        {"start": 500 + 200 * n, "end": 640 + 200 * n, "code": codes[n % 20].code, "valence": "barrier"}
        for n in range(150)
    ]
    assert len(actions.add_codings(source=sources[0], items=items, by=researcher)) == 150
    for source in sources[1:]:
        spots = [{"start": 450 + 7 * n, "end": 500 + 7 * n, "code": codes[n].code} for n in range(20)]
        actions.add_codings(source=source, items=spots, by=researcher)
    for each in people:
        for code in codes[:10]:
            actions.write_cell(
                study=study, case=each.case, code=code.code, summary=sentence * 2, by=researcher
            )
    return sources[0]


def test_large_pages_are_read_in_few_statements(as_, researcher, large, at, django_assert_max_num_queries):
    from alongside.coding import queries

    browser = as_(researcher)
    with django_assert_max_num_queries(12):
        table = queries.matrix(researcher, large.study)
    assert (table.cells, table.written) == (57 * 20, 57 * 10)
    for name, address in (
        ("matrix", at("coding:matrix")),
        ("transcript", at("coding:transcript", large.guid)),
    ):
        browser.get(address)
        with django_assert_max_num_queries(28):
            begin = time.perf_counter()
            response = browser.get(address)
            took = time.perf_counter() - begin
        assert response.status_code == 200
        print(f"{name}: {1000 * took:.0f} ms, {len(response.content) / 1000:.0f} kB")
