"""Transcripts in Word documents: the body's words in order, and hostile packages refused."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from alongside.core.errors import Invalid
from alongside.core.text import turns
from alongside.exchange import transcripts


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def body(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def with_xml(xml: str) -> bytes:
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    return saved(document)


def repacked(
    data: bytes, change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def refused(data: bytes, name: str = "P07.docx") -> Invalid:
    with pytest.raises(Invalid) as error:
        transcripts.read(name, data)
    assert name in error.value.message
    assert error.value.todo
    return error.value


def test_paragraphs_come_in_order_set_apart_by_a_blank_line() -> None:
    transcript = transcripts.read("P07.docx", body("INTERVIEWER: How?", "", "P07: Well.", "Hard."))
    assert transcript.text == "INTERVIEWER: How?\n\nP07: Well.\n\nHard."
    assert (transcript.format, transcript.notes) == ("docx", ())
    assert [turn.speaker for turn in turns(transcript.text)] == ["INTERVIEWER", "P07"]


def test_tables_stand_in_their_place_with_tabs_and_lines() -> None:
    document = Document()
    document.add_paragraph("before")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["INTERVIEWER:", "How?", "P07:", "Well."], strict=True):
        cell.text = text
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "inner"
    document.add_paragraph("after")
    text = transcripts.read("P07.docx", saved(document)).text
    assert text == "before\n\nINTERVIEWER:\tHow?\nP07:\tWell.\ninner\n\nafter"
    assert [turn.speaker for turn in turns(text)] == ["", "INTERVIEWER", "P07"]


def test_tabs_line_breaks_and_every_character_survive() -> None:
    words = "one\ttwo\nthree <script>alert('x')</script> & 👩🏽‍⚕️ \u200fشكرا é e\u0301"
    assert transcripts.read("a.docx", body(words)).text == words


def test_words_in_links_fields_controls_and_insertions_are_read_and_deletions_are_not() -> None:
    data = with_xml(
        "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
        "<w:fldSimple w:instr='DATE'><w:r><w:t> field</w:t></w:r></w:fldSimple>"
        "<w:r><w:instrText>DATE</w:instrText></w:r>"
        "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr>"
        "<w:sdtContent><w:r><w:t> control</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t> inserted</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText> deleted</w:delText></w:r></w:del>"
    )
    transcript = transcripts.read("a.docx", data)
    assert transcript.text == "link field control inserted"
    assert transcript.notes == ("Left out: 1 tracked deletion.",)


def test_paragraphs_inside_a_content_control_are_read() -> None:
    document = Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent>"
            "<w:p><w:r><w:t>inside</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert transcripts.read("a.docx", saved(document)).text == "inside"


def test_what_is_left_out_is_said() -> None:
    data = with_xml(
        "<w:r><w:t>words</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:commentReference w:id='1'/></w:r><w:r><w:sym w:font='Wingdings' w:char='F04A'/></w:r>"
    )
    transcript = transcripts.read("a.docx", data)
    assert transcript.text == "words\ufffd"
    assert transcript.notes == (
        "Left out: 1 comment.",
        "Left out: 2 footnotes.",
        "Left out: 1 character of a symbol font, for which � stands.",
    )


def test_a_document_of_pictures_only_holds_no_text() -> None:
    assert "holds no text" in refused(body("", " ")).message


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "is empty"),
        (b"just some words", "no Word document"),
        (b"PK\x03\x04 cut off", "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "under a password, or an old .doc"),
    ],
)
def test_what_only_calls_itself_docx_is_refused(data: bytes, because: str) -> None:
    assert because in refused(data).message


def test_a_zip_of_something_else_is_no_word_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("hello.txt", "hello")
    assert "is not a Word document" in refused(file.getvalue()).message


def test_a_document_cut_in_half_or_with_a_broken_part_is_refused() -> None:
    data = body("words " * 5_000)
    assert "damaged" in refused(data[: len(data) // 2]).message
    broken = repacked(data, lambda parts: parts.update({"word/document.xml": b"<w:document"}))
    assert "word/document.xml is not XML" in refused(broken).message
    aimless = repacked(
        data, lambda parts: parts.update({"_rels/.rels": parts["_rels/.rels"].replace(b"Target=", b"Aim=")})
    )
    assert "is not a Word document" in refused(aimless).message
    missing = repacked(data, lambda parts: parts.pop("word/document.xml"))
    assert "is not a Word document" in refused(missing).message


def test_a_presentation_or_spreadsheet_is_no_word_document() -> None:
    def other(parts: dict[str, bytes]) -> None:
        kind = b"wordprocessingml.document.main+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            kind, b"spreadsheetml.sheet.main+xml"
        )

    assert "is not a Word document" in refused(repacked(body("x"), other)).message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_a_document_type_is_refused_before_anything_is_expanded(doctype: str, encoding: str) -> None:
    def add(parts: dict[str, bytes]) -> None:
        xml = parts["word/document.xml"].decode().split("?>", 1)[1]
        declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
        parts["word/document.xml"] = f"{declaration}{doctype}{xml}".encode(encoding)

    assert "document type in word/document.xml" in refused(repacked(body("x"), add)).message


def test_a_zip_bomb_is_refused_at_once_and_without_memory() -> None:
    """250 MB of one letter deflate to about 1 MB."""
    bomb = repacked(body("x"), lambda parts: parts.update({"word/media/image1.xml": b"a" * (250 * 2**20)}))
    assert len(bomb) < 3 * 2**20
    tracemalloc.start()
    began = time.perf_counter()
    assert "unpacks to far more" in refused(bomb).message
    taken, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 5
    assert peak < 10 * 2**20


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_it_is_read() -> None:
    size = 50 * 2**20
    bomb = repacked(body("x"), lambda parts: parts.update({"word/bomb.xml": b"a" * size}))
    for lie in (1_000, 5 * 2**18):
        lying = bomb.replace(struct.pack("<L", size), struct.pack("<L", lie))
        assert lying != bomb
        tracemalloc.start()
        assert "damaged" in refused(lying).message
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 20 * 2**20


def test_many_parts_that_are_large_only_together_are_refused() -> None:
    def many(parts: dict[str, bytes]) -> None:
        parts.update({f"word/part{number}.xml": bytes(range(256)) * (90 * 4096) for number in range(3)})

    assert "unpacks to far more" in refused(repacked(body("x"), many)).message


def test_too_many_parts_are_refused() -> None:
    crowded = repacked(body("x"), lambda parts: parts.update({f"x/{number}": b"" for number in range(5_000)}))
    assert "parts; at most 5,000" in refused(crowded).message


def test_two_parts_of_one_name_are_refused() -> None:
    file = io.BytesIO(body("x"))
    with zipfile.ZipFile(file, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("word/document.xml", "<other/>")
    assert "two parts of the same name" in refused(file.getvalue()).message


def test_a_part_under_a_password_or_packed_otherwise_is_refused() -> None:
    data = bytearray(body("x"))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "under a password" in refused(bytes(data)).message
    assert "packed in a way" in refused(repacked(body("x"), lambda _: None, zipfile.ZIP_LZMA)).message


def test_pictures_are_never_unpacked() -> None:
    document = Document()
    document.add_paragraph("words")
    data = repacked(saved(document), lambda parts: parts.update({"word/media/image1.png": b"not a picture"}))
    assert transcripts.read("a.docx", data).text == "words"
