"""Transcripts from files: what is read, what is said about it, and what is refused with what to do."""

from __future__ import annotations

import codecs
import hashlib

import pytest

from alongside.core.errors import Invalid
from alongside.exchange import decoding, transcripts


def refused(name: str, data: bytes, encoding: str | None = None) -> Invalid:
    """The error for a bad file: it names the file in its message and in its problem, and says what to do."""
    with pytest.raises(Invalid) as error:
        transcripts.read(name, data, encoding)
    assert name in error.value.message
    assert error.value.todo
    assert [problem.file for problem in error.value.problems] == [name]
    return error.value


def test_a_text_file_is_read_as_it_is() -> None:
    data = "INTERVIEWER: How?\r\n\r\nP07: <script>alert(1)</script> 👩🏽‍⚕️ \u200fشكرا\u200f é".encode()
    transcript = transcripts.read("P07.txt", data)
    assert transcript.text == "INTERVIEWER: How?\n\nP07: <script>alert(1)</script> 👩🏽‍⚕️ \u200fشكرا\u200f é"
    assert (transcript.name, transcript.format, transcript.encoding, transcript.notes) == (
        "P07.txt",
        "txt",
        "UTF-8",
        (),
    )
    assert transcript.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (codecs.BOM_UTF8 + "é £".encode(), "UTF-8"),
        ("é £".encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + "é £".encode("utf-16-be"), "UTF-16"),
        ("é £".encode("utf-32"), "UTF-32"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding(data: bytes, encoding: str) -> None:
    transcript = transcripts.read("a.txt", data)
    assert (transcript.text, transcript.encoding, transcript.notes) == ("é £", encoding, ())


def test_windows_1252_is_read_and_said() -> None:
    transcript = transcripts.read("a.txt", "plain\n“It’s £5”\n".encode("cp1252"))
    assert (transcript.text, transcript.encoding) == ("plain\n“It’s £5”\n", "Windows-1252")
    assert "Windows-1252, since line 2 is not UTF-8" in transcript.notes[0]


def test_letters_lost_before_are_counted() -> None:
    assert "2 characters were lost" in transcripts.read("a.txt", "a\ufffdb\ufffd".encode()).notes[0]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1250", "mac_roman", "utf-16-le"])
def test_an_encoding_that_is_named_is_used(encoding: str) -> None:
    transcript = transcripts.read("a.txt", "né à Genève\n".encode(encoding, "replace"), encoding)
    assert transcript.encoding == encoding
    assert transcript.text == "né à Genève\n".encode(encoding, "replace").decode(encoding)


@pytest.mark.parametrize(
    ("data", "encoding", "because"),
    [
        (b"caf\xe9", "utf-8", "is not utf-8"),
        ("café".encode(), "cp1252", "is UTF-8, not cp1252"),
        (b"an even number ", "utf-16-le", "is not utf-16-le"),
        (b"an even number", "utf-16-le", "is UTF-8, not utf-16-le"),
        ("“so”".encode("cp1252"), "latin-1", "control character (U+0093) in line 1"),
        (b"abc", "klingon", "no text encoding"),
        (b"abc", "base64", "no text encoding"),
    ],
)
def test_a_wrong_encoding_is_refused(data: bytes, encoding: str, because: str) -> None:
    assert because in refused("a.txt", data, encoding).message


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "is empty"),
        (b"\n \r\n", "holds no text"),
        (codecs.BOM_UTF8, "holds no text"),
        ("no mark".encode("utf-16-le"), "NUL bytes"),
        (codecs.BOM_UTF16_LE + b"abc", "breaks off"),
        (b"fine\nnot \x81 fine", "neither UTF-8 (line 2) nor Windows-1252"),
        (b"fine\nbell \x07", "control character (U+0007) in line 2"),
        (b"PK\x03\x04...", "not a text file but a Word document"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"),
    ],
)
def test_a_file_that_is_no_text_is_refused(data: bytes, because: str) -> None:
    assert because in refused("a.txt", data).message


def test_the_place_of_what_is_wrong_is_told() -> None:
    assert refused("a.txt", b"fine\nnot \x81 fine").problems[0].row == 2


def test_a_text_of_more_than_20_mb_and_a_file_of_more_than_60_are_refused() -> None:
    line = b"I: and what then, would you say, became of the chart on the wall?\n"
    assert "20 MB" in refused("a.txt", line * (decoding.MAX_TEXT // len(line) + 1)).message
    assert "60 MB" in refused("a.txt", b"a" * (decoding.MAX_FILE + 1)).message


@pytest.mark.parametrize("name", ["a.doc", "a.mp3", "a", "a.txt.exe"])
def test_a_kind_of_file_that_cannot_be_read_is_refused_with_those_that_can(name: str) -> None:
    assert ".txt or .docx" in refused(name, b"hello").todo


def test_the_ending_may_be_in_capitals() -> None:
    assert transcripts.read("A.TXT", b"hello").format == "txt"
