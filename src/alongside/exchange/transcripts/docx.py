"""Transcripts in Word documents.

The words of the body in their order, tables included. Paragraphs are set apart by one blank line, the rows
of a table by a line break and its cells by tabs. Insertions under track changes are taken in, deletions
left out. Footnotes, comments, text boxes and pictures are left out, and the notes say so; headers
and footers, which repeat on each page, are left out without a note.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from alongside.core.text import clean
from alongside.exchange.decoding import Decoded, check_text, invalid
from alongside.exchange.package import read_parts, refuse_doctype

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AGAIN = "Open it in Word, save it as .docx, and send that."

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011",
}
# An alternative's fallback repeats its content, and what was moved stands where it went; a field's
# instruction is no text; properties hold tab stops, not tabs.
_SILENT = frozenset(
    [
        qn("w:pPr"), qn("w:rPr"), qn("w:tblPr"), qn("w:tcPr"), qn("w:trPr"), qn("w:sectPr"), qn("w:sdtPr"),
        qn("w:instrText"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)  # fmt: skip
_SYMBOL = qn("w:sym")
_LEFT_OUT = {
    qn("w:footnoteReference"): ("footnote", "footnotes"),
    qn("w:endnoteReference"): ("endnote", "endnotes"),
    qn("w:commentReference"): ("comment", "comments"),
    qn("w:txbxContent"): ("text box", "text boxes"),
    qn("w:del"): ("tracked deletion", "tracked deletions"),
    qn("w:drawing"): ("picture", "pictures"),
    _SYMBOL: (
        "character of a symbol font, for which � stands",
        "characters of a symbol font, for which � stands",
    ),
}


def read(name: str, data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a Word document; `encoding` has no meaning here, since its XML tells its own."""
    body = _body(name, data)
    left_out: Counter[str] = Counter()
    raw = "\n\n".join(block for block in _blocks(body, left_out) if block.strip())
    text, changes = clean(raw)
    check_text(name, text)
    notes = [f"Left out: {count:,} {_LEFT_OUT[tag][count > 1]}." for tag, count in sorted(left_out.items())]
    return Decoded(text, "UTF-8", (*notes, *changes))


def _body(name: str, data: bytes) -> Any:
    if data.startswith(_OLE):
        raise invalid(
            name,
            "is under a password, or an old .doc.",
            "Take the password off, save it as .docx, and send that.",
        )
    parts = read_parts(name, data, lambda part: part.endswith((".xml", ".rels")), kind="Word document")
    for part, content in parts.items():
        refuse_doctype(name, part, content)
    try:
        return Document(_repacked(parts, data)).element.body
    # What python-docx says when a part or relationship that every Word document has is missing or senseless.
    except (OpcError, LookupError, ValueError, AttributeError, TypeError, etree.XMLSyntaxError) as error:
        raise invalid(name, "is not a Word document.", _SAVE_AGAIN) from error


def _repacked(parts: dict[str, bytes], data: bytes) -> BytesIO:
    """A package of exactly what was looked at; pictures, which are not read, are empty in it."""
    repacked = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(repacked, "w") as plain:
        for part in package.namelist():
            plain.writestr(part, parts.get(part, b""))
    repacked.seek(0)
    return repacked


def _blocks(parent: Any, left_out: Counter[str]) -> Iterator[str]:
    """Paragraphs and tables in their order, also those inside content controls and tracked insertions."""
    for element in parent.iterchildren(etree.Element):
        if element.tag == _PARAGRAPH:
            yield "".join(_words(element, left_out))
        elif element.tag == _TABLE:
            yield "\n".join(_row(row, left_out) for row in element.iter(_ROW) if _table_of(row) is element)
        elif element.tag in _LEFT_OUT:
            left_out[element.tag] += 1
        elif element.tag not in _SILENT:
            yield from _blocks(element, left_out)


def _row(row: Any, left_out: Counter[str]) -> str:
    cells = (cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row)
    return "\t".join("\n".join(block for block in _blocks(cell, left_out) if block.strip()) for cell in cells)


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(_TABLE))


def _words(element: Any, left_out: Counter[str]) -> Iterator[str]:
    for child in element.iterchildren(etree.Element):
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag in _LEFT_OUT:
            left_out[child.tag] += 1
            # Its code says nothing outside its font.
            yield "\ufffd" if child.tag == _SYMBOL else ""
        elif child.tag not in _SILENT:
            yield from _words(child, left_out)
