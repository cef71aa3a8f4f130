"""The coding page's own conversation with the server: JSON in code points, answered by what changed."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from alongside.coding import actions
from alongside.coding.models import CodeEntry, Coding, Note
from alongside.coding.queries.checksums import REVIEWS, VALENCES, checksum, checksums
from alongside.study.actions.studies import coder_of


class Page:
    """The coding page of one source, open in one person's browser."""

    def __init__(self, person, source) -> None:
        self.browser = Client()
        self.browser.force_login(person)
        self.root = f"/s/{source.study.slug}"
        self.source = f"{self.root}/sources/{source.guid}"

    def send(self, address: str, **sent):
        if {"start", "end", "spans", "how"} & set(sent):
            sent = {"text": 1} | sent  # the one it shows
        at = self.root + address[1:] if address.startswith("~") else f"{self.source}/{address}"
        return self.browser.post(at, json.dumps(sent), content_type="application/json")

    def ok(self, address: str, **sent) -> dict:
        answer = self.send(address, **sent)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def code(self, place, entry, guid=None, **more) -> dict:
        item = {
            "guid": str(guid or uuid.uuid4()),
            "start": place[0],
            "end": place[1],
            "code": str(entry.code.guid),
            "text": 1,
            **more,
        }
        return self.ok("codings/", batch=[item])

    def sheet(self, tag: str = ""):
        headers = {"If-None-Match": tag} if tag else {}
        return self.browser.get(f"{self.source}/sheet/", headers=headers)


def holding(sheet: dict, *answers: dict) -> str:
    """The tag of what a page holds that took in a sheet, and then these answers to its own deeds."""
    held = {row[0]: row for row in sheet["codings"]}
    for answer in answers:
        for guid in answer["gone"]:
            held.pop(guid, None)
        held |= {row[0]: row for row in answer["codings"]}
    return f'"{sheet["besides"]}.{len(held)}.{sum(row[-1] for row in held.values())}"'


@pytest.fixture
def page(interview, researcher):
    return Page(researcher, interview)


@pytest.fixture
def their_page(interview, second_coder):
    return Page(second_coder, interview)


class TestCoding:
    def test_a_coding_is_answered_by_its_row_and_what_can_be_undone(self, page, interview, ownership, place):
        start, end = place(interview, "never heard of it")
        answer = page.code((start, end), ownership, valence="barrier", important=True)
        [row] = answer["codings"]
        coding = Coding.objects.get()
        assert row[:-1] == [
            str(coding.guid), start, end, str(ownership.code.guid), coding.coder_id, "barrier", 1, "", 0, "", 1,
        ]  # fmt: skip
        assert answer["undo"] == {"label": "coding"} and answer["gone"] == [] and answer["refused"] == []
        assert page.sheet().json()["codings"] == [row], "the same as when it is asked for"

    def test_sent_twice_it_is_added_once(self, page, interview, ownership, place):
        guid = uuid.uuid4()
        first = page.code(place(interview, "never heard"), ownership, guid=guid)
        again = page.code(place(interview, "never heard"), ownership, guid=guid)
        assert Coding.objects.count() == 1
        assert first["codings"] == again["codings"]

    def test_what_it_swallowed_is_gone_on_the_page_too(self, page, interview, ownership, coded, place):
        kept = coded(interview, "never heard", ownership)
        swallowed = coded(interview, "of it", ownership)
        guid = uuid.uuid4()
        answer = page.code(place(interview, "heard of it"), ownership, guid=guid)
        assert [row[0] for row in answer["codings"]] == [str(kept.guid)]
        assert set(answer["gone"]) == {str(swallowed.guid), str(guid)}

    def test_of_two_sent_together_that_overlap_the_answer_tells_the_one_they_became(
        self, page, interview, ownership, place
    ):
        first, second = place(interview, "never heard"), place(interview, "heard of it")
        code = str(ownership.code.guid)
        batch = [
            {"guid": str(uuid.uuid4()), "start": start, "end": end, "code": code, "text": 1}
            for start, end in (first, second)
        ]
        answer = page.ok("codings/", batch=batch)
        assert [row[:3] for row in answer["codings"]] == [[batch[0]["guid"], first[0], second[1]]]
        assert answer["gone"] == [batch[1]["guid"]]
        assert answer["codings"] == page.sheet().json()["codings"]

    def test_of_several_the_wrong_ones_are_named_and_the_others_are_made(
        self, page, interview, ownership, place
    ):
        good, bad = uuid.uuid4(), uuid.uuid4()
        start, end = place(interview, "never heard")
        code = str(ownership.code.guid)
        answer = page.ok(
            "codings/",
            batch=[
                {"guid": str(bad), "start": 5, "end": 99_999, "code": code, "text": 1},
                {"guid": str(good), "start": start, "end": end, "code": code, "text": 1},
            ],
        )
        assert [row[0] for row in answer["codings"]] == [str(good)]
        assert [(each["guid"], each["todo"]) for each in answer["refused"]] == [
            (str(bad), "Select the words again.")
        ]

    @pytest.mark.parametrize(
        "sent",
        [{}, {"batch": 7}, {"batch": ["x"]}, {"batch": [{"guid": "x"}]}, {"batch": [{"start": True}]}],
    )
    def test_nonsense_adds_nothing_and_says_so(self, page, ownership, sent):
        answer = page.send("codings/", **sent)
        body = answer.json()
        assert answer.status_code == 422 or body.get("refused")
        assert not Coding.objects.exists()

    def test_an_end_is_moved_and_a_part_uncoded(self, page, interview, ownership, coded, place, words):
        coding = coded(interview, "The junior nurses had never heard of it.", ownership)
        start, end = place(interview, "junior nurses had never heard of it.")
        page.ok(f"~/codings/{coding.guid}/change/", start=start, end=end)
        cut = place(interview, "had never ")
        answer = page.ok(f"~/codings/{coding.guid}/remove/", start=cut[0], end=cut[1])
        assert sorted(words(each) for each in Coding.objects.all()) == ["heard of it.", "junior nurses"]
        assert len(answer["codings"]) == 2

    def test_undo_and_redo_answer_by_what_changed(self, page, interview, ownership, place):
        row = page.code(place(interview, "never heard"), ownership)["codings"][0]
        answer = page.ok("undo/")
        assert (answer["gone"], answer["undo"], answer["redo"]) == ([row[0]], None, {"label": "coding"})
        [again] = page.ok("redo/")["codings"]
        assert again[:-1] == row[:-1]
        page.ok("undo/")
        refused = page.send("undo/")
        assert refused.status_code == 403 and "nothing left" in refused.json()["message"]

    def test_after_a_reload_it_can_still_be_undone_and_after_signing_out_no_more(
        self, page, interview, ownership, place, researcher
    ):
        page.code(place(interview, "never heard"), ownership)
        assert page.sheet().json()["undo"] == {"label": "coding"}
        assert Page(researcher, interview).sheet().json()["undo"] is None

    def test_words_become_a_code(self, page, draft, theme, interview, place):
        start, end = place(interview, "never heard of it")
        answer = page.ok(
            "in-vivo/",
            guid=str(uuid.uuid4()),
            start=start,
            end=end,
            name="never heard of it",
            parent=str(theme.code.guid),
        )
        entry = CodeEntry.objects.get(name="never heard of it")
        assert entry.parent == theme and answer["codings"][0][3] == str(entry.code.guid)
        assert "never heard of it" in [code["name"] for code in answer["codes"]]
        page.ok("undo/")
        assert not CodeEntry.objects.filter(name="never heard of it").exists()

    @pytest.mark.parametrize("name", ["", "x" * 4000])
    def test_a_name_that_is_none_leaves_neither_code_nor_coding(self, page, draft, interview, place, name):
        start, end = place(interview, "never heard of it")
        answer = page.send("in-vivo/", guid=str(uuid.uuid4()), start=start, end=end, name=name)
        assert answer.status_code == 422
        assert not CodeEntry.objects.exists() and not Coding.objects.exists()

    @pytest.mark.parametrize("name", ["<b>bold</b>", "الممرضات", "👩‍⚕️ nurse"])
    def test_names_in_any_script_are_names(self, page, draft, interview, place, name):
        start, end = place(interview, "never heard of it")
        page.ok("in-vivo/", guid=str(uuid.uuid4()), start=start, end=end, name=name)
        assert CodeEntry.objects.get().name == name

    def test_a_memo_and_an_annotation(self, page, interview, ownership, place, coded, p07):
        coding = coded(interview, "never heard", ownership)
        assert page.ok(f"~/codings/{coding.guid}/memo/", body="Who?")["codings"][0][8] == 1
        start, end = place(interview, "Somebody asking them")
        page.ok("annotations/", start=start, end=end, body="Come back to this.", kind="theory")
        note = Note.objects.get(kind="theory")
        assert (note.start, note.end, note.source) == (start, end, interview)
        assert list(note.rests_on.all()) == [p07]
        assert len(page.sheet().json()["annotations"]) == 1


class TestBulk:
    def test_by_speaker(self, page, interview):
        hits = page.ok("bulk/preview/", how="speaker", speaker="P07")["hits"]
        assert [hit["words"].split()[0] for hit in hits] == ["Mostly", "Somebody"]

    def test_by_words_with_their_sentence(self, page):
        [hit] = page.ok("bulk/preview/", how="search", words="junior  NURSES", whole="sentence")["hits"]
        assert hit["words"] == "The junior nurses had never heard of it."

    def test_by_question_of_the_guide(self, page):
        [hit] = page.ok("bulk/preview/", how="question", number=2)["hits"]
        assert hit["words"].startswith("Somebody asking them.")

    def test_passages_like_one_are_offered_and_nothing_is_coded(self, page, interview, place):
        start, end = place(interview, "Mostly the consultants.")
        page.ok("bulk/preview/", how="like", start=start, end=end)
        assert not Coding.objects.exists()

    def test_what_was_looked_at_is_coded_at_once_and_undone_as_one(self, page, ownership):
        hits = page.ok("bulk/preview/", how="speaker", speaker="P07")["hits"]
        spans = [[hit["start"], hit["end"]] for hit in hits]
        answer = page.ok("bulk/", code=str(ownership.code.guid), spans=spans)
        assert len(answer["codings"]) == Coding.objects.count() == 2
        page.ok("undo/")
        assert not Coding.objects.exists()

    def test_too_short_a_word_is_not_looked_for(self, page):
        assert page.send("bulk/preview/", how="search", words="e").status_code == 422


class TestTogether:
    @pytest.fixture(autouse=True)
    def _nobody_is_here_yet(self):
        cache.clear()

    def test_others_codings_come_with_a_new_tag_and_nothing_new_is_304(
        self, page, their_page, interview, ownership, place
    ):
        first = page.sheet()
        tag = first.headers["ETag"]
        assert page.sheet(tag).status_code == 304
        their_page.code(place(interview, "never heard"), ownership)
        after = page.sheet(tag)
        assert after.status_code == 200
        assert [row[4] for row in after.json()["codings"]] == [Coding.objects.get().coder_id]

    def test_after_ones_own_deeds_nothing_is_new(self, page, interview, ownership, coded, place):
        swallowed = coded(interview, "of it", ownership)
        before = page.sheet().json()
        guid = uuid.uuid4()
        first = page.code(place(interview, "never heard"), ownership, guid=guid, valence="both")
        assert page.sheet(holding(before, first)).status_code == 304
        second = page.code(place(interview, "heard of it"), ownership)
        assert str(swallowed.guid) in second["gone"] + [row[0] for row in second["codings"]]
        assert page.sheet(holding(before, first, second)).status_code == 304
        third = page.ok(f"~/codings/{second['codings'][0][0]}/change/", valence="barrier")
        assert page.sheet(holding(before, first, second, third)).status_code == 304
        assert page.sheet(holding(before, first, second)).status_code == 200

    def test_a_checksum_is_the_same_from_the_database_and_changes_with_everything(
        self, interview, ownership, coded
    ):
        coding = coded(interview, "never heard", ownership)
        seen = set()
        for fields in (
            *({"valence": valence} for valence in VALENCES),
            *({"valence": "", "review": review} for review in REVIEWS[1:]),
            {"important": True},
            {"start": coding.start + 1},
            {"end": coding.end + 1},
        ):
            for name, value in fields.items():
                setattr(coding, name, value)
            coding.save()
            [stored] = Coding.objects.annotate(own=checksums()).values_list("own", flat=True)
            assert stored == checksum(
                coding.pk, coding.start, coding.end, coding.code_id, coding.coder_id, coding.valence, coding.review,
                coding.important,
            )  # fmt: skip
            seen.add(stored)
        assert len(seen) == len(VALENCES) + len(REVIEWS) - 1 + 3

    def test_what_another_coded_between_is_not_taken_for_known(
        self, page, their_page, interview, ownership, place
    ):
        before = page.sheet().json()
        their_page.code(place(interview, "Somebody asking them"), ownership)
        mine = page.code(place(interview, "never heard"), ownership)
        after = page.sheet(holding(before, mine))
        assert after.status_code == 200 and len(after.json()["codings"]) == 2

    def test_neither_is_what_another_changed_or_undid(self, page, their_page, interview, ownership, place):
        [theirs] = their_page.code(place(interview, "Somebody asking them"), ownership)["codings"]
        before = page.sheet().json()
        their_page.ok(f"~/codings/{theirs[0]}/change/", valence="barrier")
        mine = page.code(place(interview, "never heard"), ownership)
        assert page.sheet(holding(before, mine)).status_code == 200
        changed = page.sheet()
        their_page.ok("undo/")
        assert page.sheet(changed.headers["ETag"]).status_code == 200

    def test_who_else_is_here(self, page, their_page, second_coder):
        assert page.sheet().json()["here"] == []
        their_page.browser.get(f"{their_page.source}/sheet/?turn=3")
        [other] = page.sheet().json()["here"]
        assert (other["name"], other["turn"]) == (second_coder.name, 3)

    def test_while_somebody_reads_on_nothing_but_that_is_told(
        self, page, their_page, interview, ownership, place
    ):
        before = page.sheet()
        their_page.browser.get(f"{their_page.source}/sheet/?turn=3")
        told = page.sheet(before.headers["ETag"])
        assert set(told.json()) == {"besides", "here"} and told.json()["here"][0]["turn"] == 3
        assert page.sheet(holding(before.json() | told.json())).status_code == 304
        their_page.browser.get(f"{their_page.source}/sheet/?turn=4")
        their_page.code(place(interview, "never heard"), ownership)
        assert len(page.sheet(told.headers["ETag"]).json()["codings"]) == 1

    def test_in_a_blind_round_nothing_of_the_other_is_told(
        self, study, draft, page, their_page, interview, ownership, place, researcher, second_coder
    ):
        actions.publish_version(version=draft, note="first", by=researcher)
        held = actions.open_round(
            study=study, name="Pilot", sources=[interview],
            coders=[coder_of(study, researcher), coder_of(study, second_coder)], by=researcher,
        )  # fmt: skip
        tag = page.sheet().headers["ETag"]
        their_page.code(place(interview, "never heard"), ownership)
        assert page.sheet(tag).status_code == 304, "not even that something is new"
        told = page.sheet().json()
        assert (told["codings"], told["here"], told["round"]["name"]) == ([], [], "Pilot")
        assert page.send("bulk/preview/", how="like", start=60, end=80).status_code == 403
        guid = str(Coding.objects.get().guid)
        assert page.send(f"~/codings/{guid}/change/", valence="barrier").status_code == 404
        for person in (researcher, second_coder):
            actions.submit_round(round=held, by=person)
        assert page.sheet().json()["round"] is None

    def test_nobody_outside_the_study_reads_it(self, interview, outsider, lead):
        for person in (outsider, lead):
            assert Page(person, interview).sheet().status_code == 404
