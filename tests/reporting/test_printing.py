"""Word and PDF print the same words, whatever characters people write, and are readable without seeing them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from alongside.reporting.blocks import Bullets, Document, Figure, Heading, Paragraph, Quotation, Table
from alongside.reporting.characters import printable, shown
from alongside.reporting.pdf import pdf
from alongside.reporting.word import word

ON = dt.date(2017, 4, 5)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" width="320" height="120">'
    '<rect width="320" height="120" fill="#fff"/><polyline points="10,100 150,40 310,20" fill="none" stroke="#000"/>'
    '<text x="10" y="20" font-size="12">Per cent</text></svg>'
)
MARKUP = [
    '#let x = 1; #read("/etc/passwd") #sys.inputs',
    "$a^2$ *bold* _slanted_ `raw` [brackets] = heading",
    "@reference <label> // comment /* another */ \\ end",
    '<script>alert("1")</script> <w:p/> &amp; ]]> 5 < 6',
    "- a dash, + a plus, / a slash, 1. a number",
]


def document(*blocks) -> Document:
    return Document(
        "Why teams keep going", ("Study report, 5 Apr 2017",), tuple(blocks), "Why teams keep going"
    )


def pdf_text(content: bytes) -> str:
    """All words of a PDF, with line breaks as spaces and words that were broken joined."""
    opened = pypdfium2.PdfDocument(content)
    return " ".join(
        " ".join(page.get_textpage().get_text_range() for page in opened).replace("\ufffe", "").split()
    )


def opened_word(content: bytes):
    return docx.Document(io.BytesIO(content))


@pytest.mark.parametrize("said", MARKUP)
def test_markup_in_what_people_wrote_is_printed_and_does_nothing(said):
    made = document(
        Heading(1, said),
        Paragraph(said, strong=said),
        Bullets((said,)),
        Quotation(said, said),
        Table(said, (said,), ((said,),), (1,)),
    )
    # typst breaks a long line anywhere between words, so spaces are not compared
    assert pdf_text(pdf(made, on=ON)).replace(" ", "").count(said.replace(" ", "")) == 9
    body = opened_word(word(made, on=ON))
    texts = [paragraph.text for paragraph in body.paragraphs] + [cell.text for cell in body.tables[0]._cells]
    assert sum(text.count(said) for text in texts) == 9


def test_other_scripts_stay_in_both(settings):
    said = "שלום, مرحبا, Ελλάδα, Київ, naïve – “quoted”"
    made = document(Quotation(said, "a participant"))
    assert said in opened_word(word(made, on=ON)).paragraphs[2].text
    found = pdf_text(pdf(made, on=ON))
    # a page holds right-to-left words in the order they are drawn; pdfium turns each round again
    for part in ("שלום", "مرحبا", "Ελλάδα", "Київ", "naïve – “quoted”"):
        assert part in found


def test_a_character_no_font_shows_is_printed_by_its_name():
    made = document(Quotation("Tired 😀 of the 🏥.", "doctor"))
    assert "Tired [grinning face] of the [hospital]." in pdf_text(pdf(made, on=ON, system_fonts=False))
    assert "Tired 😀 of the 🏥." in opened_word(word(made, on=ON)).paragraphs[2].text


def test_letters_of_every_font_are_never_asked_about():
    def ask(cluster: str) -> bool:
        raise AssertionError(cluster)

    assert shown("Plain English, 5 Apr – naïve “words” £12 · 40%\nand more.", ask)


def test_control_characters_do_not_break_a_file():
    said = "a\x07b\x00c\x1fd\u2028e\r\nf"
    assert printable(said) == "a\ufffdb\ufffdc\ufffdd\ne\nf"
    made = document(Paragraph(said), Figure(DRAWING, said, said))
    assert "a\ufffdb" in opened_word(word(made, on=ON)).paragraphs[2].text
    assert "f" in pdf_text(pdf(made, on=ON))


def test_the_pdf_is_tagged_titled_and_in_british_english():
    content = pdf(document(Heading(1, "Findings"), Figure(DRAWING, "A chart.", "It rises.")), on=ON)
    assert b"/MarkInfo" in content or b"/StructTreeRoot" in content
    opened = pypdfium2.PdfDocument(content)
    assert opened.get_metadata_value("Title") == "Why teams keep going"
    assert opened.get_metadata_value("Author") == ""
    assert [entry.get_title() for entry in opened.get_toc()] == ["Findings"]
    assert b"pdfuaid" in content


def test_the_same_document_on_the_same_day_is_the_same_pdf():
    made = document(Paragraph("The same."))
    assert pdf(made, on=ON) == pdf(made, on=ON)


def test_word_repeats_the_head_of_a_table_and_describes_pictures():
    made = document(
        Heading(1, "Findings"),
        Table(
            "Themes",
            ("Theme", "Quotes"),
            (("Within", ""), ("Time", "3")),
            (3, 1),
            right=(1,),
            indent=(0, 1),
            strong=(0,),
        ),
        Figure(DRAWING, "It rises.", "Screened on arrival. It rises."),
        Quotation("A colleague showed me.", "senior nurse"),
    )
    body = opened_word(word(made, on=ON))
    table = body.tables[0]
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Theme", "Quotes"],
        ["Within", ""],
        ["Time", "3"],
    ]
    (picture,) = body.inline_shapes
    assert picture._inline.docPr.get("descr") == "Screened on arrival. It rises."
    styles = [paragraph.style.name for paragraph in body.paragraphs]
    assert {"Title", "Subtitle", "Heading 1", "Caption", "Quote", "Attribution"} <= set(styles)
    quote = next(paragraph for paragraph in body.paragraphs if paragraph.style.name == "Quote")
    assert (quote.text, quote.style.font.italic, quote.style.paragraph_format.left_indent.cm > 0.5) == (
        "“A colleague showed me.”",
        True,
        True,
    )


def test_word_names_nobody_in_its_properties_and_is_in_british_english():
    content = word(document(Paragraph("x")), on=ON)
    kept = opened_word(content).core_properties
    assert (kept.title, kept.author, kept.last_modified_by, kept.comments) == (
        "Why teams keep going",
        "",
        "",
        "",
    )
    assert kept.created.date() == ON
    styles = zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
    assert 'w:lang w:val="en-GB"' in styles


def test_a_picture_in_word_is_a_png_no_wider_than_the_page():
    wide = DRAWING.replace('width="320" height="120"', 'width="1600" height="600"', 1)
    content = word(document(Figure(wide, "Wide.", "Wide.")), on=ON)
    picture = opened_word(content).inline_shapes[0]
    assert picture.width.cm == pytest.approx(16, abs=0.01)
    assert picture.height.cm == pytest.approx(6, abs=0.01)
    packed = zipfile.ZipFile(io.BytesIO(content))
    (name,) = [each for each in packed.namelist() if each.startswith("word/media/")]
    assert packed.read(name).startswith(b"\x89PNG")
