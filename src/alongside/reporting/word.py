"""The report as a Word document, in Word's own styles, so that it can be edited on."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from alongside.reporting.blocks import Block, Bullets, Document, Figure, Heading, Paragraph, Quotation, Table
from alongside.reporting.characters import printable
from alongside.ui.charts.files import png

FONT = "Arial"  # on every office computer
ACCENT, QUIET = RGBColor(0x0B, 0x66, 0x55), RGBColor(0x45, 0x4C, 0x55)
RULE = "C2C8CE"
LINE = Cm(16)  # of text on A4 with these margins


def word(document: Document, *, on: dt.date) -> bytes:
    """The document as .docx: headings, quotes and captions in styles, header rows repeated, pictures with alt text.

    The core properties hold the title and the day, and nobody's name.
    """
    made = new_document()
    _page(made, document.running)
    _styles(made)
    _properties(made, document.title, on)
    _write(made.add_paragraph(style="Title"), document.title)
    for line in document.lines:
        _write(made.add_paragraph(style="Subtitle"), line)
    for block in document.blocks:
        _add(made, block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _add(made: WordDocument, block: Block) -> None:
    match block:
        case Heading(level, text):
            _write(made.add_paragraph(style=f"Heading {level}"), text)
        case Paragraph(text, manner, strong):
            style = {"statement": "Statement", "note": "Note", "opening": "Note"}.get(manner, "Normal")
            paragraph = made.add_paragraph(style=style)
            paragraph.paragraph_format.keep_with_next = True if manner == "opening" else None
            if strong:
                _write(paragraph, strong, bold=True)
            if text:
                _write(paragraph, f" {text}" if strong else text)
        case Bullets(items):
            for item in items:
                _write(made.add_paragraph(style="List Bullet"), item)
        case Quotation(text, attribution):
            quote = made.add_paragraph(style="Quote")
            _write(quote, f"“{text}”")
            quote.paragraph_format.keep_with_next = True
            _write(made.add_paragraph(style="Attribution"), attribution)
        case Table():
            _table(made, block)
        case Figure(svg, caption, alt):
            _figure(made, svg, caption, alt)


def _write(paragraph: WordParagraph, text: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(printable(text))
    if bold:
        run.bold = True


def _table(made: WordDocument, block: Table) -> None:
    _write(made.add_paragraph(style="Caption"), block.caption)
    table = made.add_table(rows=1, cols=len(block.columns))
    table.autofit = False
    _describe(table, block.caption)
    _rules(table)
    _fill(table.rows[0], block.columns, block)
    _repeat(table.rows[0])
    for number, said in enumerate(block.rows):
        _fill(table.add_row(), said, block, number)
    made.add_paragraph(style="After table")


def _fill(row: _Row, said: Sequence[str], block: Table, number: int | None = None) -> None:
    """One row: `number` counts those below the head, which has none."""
    total = sum(block.widths)
    for column, (cell, text) in enumerate(zip(row.cells, said, strict=True)):
        cell.width = Emu(int(LINE * block.widths[column] / total))
        paragraph = cell.paragraphs[0]
        paragraph.style = "Table head" if number is None else "Table text"
        _write(paragraph, text, bold=column == 0 and number is not None and number in block.strong)
        if column in block.right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if column == 0 and number is not None and number < len(block.indent):
            paragraph.paragraph_format.left_indent = Pt(9 * block.indent[number])
    _mark(row._tr.get_or_add_trPr(), "w:cantSplit")


def _repeat(row: _Row) -> None:
    _mark(row._tr.get_or_add_trPr(), "w:tblHeader")


def _mark(parent: Any, name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _describe(table: WordTable, caption: str) -> None:
    """Alt text of a table, and which of its cells are heads."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "0")
    _mark(properties, "w:tblCaption", val=printable(caption))


def _rules(table: WordTable) -> None:
    """Thin lines below the rows, none beside them."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _mark(borders, f"w:{side}", val="single", sz="4", space="0", color=RULE)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLayout"))
    (look.addprevious if look is not None else properties.append)(borders)


def _figure(made: WordDocument, svg: str, caption: str, alt: str) -> None:
    holder = made.add_paragraph(style="Picture")
    shape = holder.add_run().add_picture(io.BytesIO(png(svg)))
    if shape.width > LINE:
        shape.height, shape.width = Emu(int(shape.height * LINE / shape.width)), LINE
    named = shape._inline.docPr
    named.set("name", f"Chart {named.id}")
    named.set("descr", printable(alt))
    _write(made.add_paragraph(style="Caption"), caption)


def _page(made: WordDocument, running: str) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    foot = section.footer.paragraphs[0]
    foot.style = made.styles["Footer"]
    _write(foot, f"{running} · page ")
    _field(foot, "PAGE")
    _write(foot, " of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: WordParagraph, code: str) -> None:
    """A number that Word fills in."""
    field = _mark(paragraph._p, "w:fldSimple", instr=code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)


def _styles(made: WordDocument) -> None:
    styles = made.styles
    _language(made)
    _style(styles["Normal"], 10.5, after=6, line=1.15)
    _style(styles["Title"], 24, colour=ACCENT, after=4, bold=True)
    _style(styles["Subtitle"], 10.5, colour=QUIET, after=2)
    _style(styles["Heading 1"], 17, colour=ACCENT, before=24, after=8, bold=True)
    _style(styles["Heading 2"], 13, colour=RGBColor(0x1B, 0x1F, 0x24), before=18, after=6, bold=True)
    _style(styles["Heading 3"], 10.5, colour=QUIET, before=12, after=4, bold=True)
    _style(styles["List Bullet"], 10.5, after=3, line=1.15)
    _style(styles["Caption"], 9, colour=QUIET, before=8, after=4)
    _style(styles["Footer"], 8.5, colour=QUIET)
    quote = _style(styles["Quote"], 10.5, before=6, after=1, italic=True, line=1.15)
    quote.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(0.9)
    for name, size, options in (
        ("Statement", 13, {"before": 4, "after": 6, "line": 1.2}),
        ("Note", 9, {"colour": QUIET, "after": 6}),
        ("Attribution", 9, {"colour": QUIET, "after": 8}),
        ("Table text", 9, {"before": 2, "after": 2}),
        ("Table head", 9, {"colour": QUIET, "before": 2, "after": 2, "bold": True}),
        ("After table", 4, {}),
        ("Picture", 9, {"before": 8}),
    ):
        made_style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made_style.base_style = styles["Normal"]
        _style(made_style, size, **options)
    styles["Attribution"].paragraph_format.left_indent = Cm(0.9)
    styles["Picture"].paragraph_format.keep_with_next = True
    styles["Statement"].paragraph_format.keep_with_next = True


def _style(
    style: ParagraphStyle,
    size: float,
    *,
    colour: RGBColor | None = None,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    italic: bool = False,
    line: float = 1.0,
) -> ParagraphStyle:
    font, paragraph = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, italic
    if colour is not None:
        font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over the named one
    for each in ("hAnsi", "cs"):
        fonts.set(qn(f"w:{each}"), FONT)
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = Pt(before), Pt(after), line
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    return style


def _language(made: WordDocument) -> None:
    """British English for the spelling check and for screen readers."""
    defaults = made.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = _mark(defaults, "w:lang")
    language.set(qn("w:val"), "en-GB")


def _properties(made: WordDocument, title: str, on: dt.date) -> None:
    kept = made.core_properties
    kept.title, kept.language, kept.revision = printable(title)[:255], "en-GB", 1
    kept.author = kept.last_modified_by = kept.comments = kept.keywords = kept.subject = kept.category = ""
    kept.created = kept.modified = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)
