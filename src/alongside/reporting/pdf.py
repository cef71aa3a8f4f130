"""The report as PDF, set by typst. User text reaches it as data, never as markup."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import typst

from alongside.reporting.blocks import Document
from alongside.reporting.characters import printable, shown

TEMPLATE = "templates/reporting/study_report.typ"
# PDF/UA-1 is ISO 14289-1, for readers with a screen reader; typst checks it while it writes.
STANDARD: Literal["ua-1"] = "ua-1"


def pdf(document: Document, *, on: dt.date, system_fonts: bool = True) -> bytes:
    """The document as PDF/UA-1, in typst's own fonts.

    Fonts of the machine are asked only for scripts that typst's own lack. A character that no font shows is printed by its
    name, "[hospital]", so that nothing is lost without a trace. The same document on the same day gives the same bytes.
    """
    data = _clean(_parts(document), system_fonts)
    compiler = typst.Compiler(
        _template(),
        ignore_system_fonts=not system_fonts,
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )
    made = compiler.compile(
        format="pdf", pdf_standards=STANDARD, timestamp=dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)
    )
    assert isinstance(made, bytes)
    return made


def _parts(document: Document) -> dict[str, Any]:
    blocks = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in document.blocks]
    return {"title": document.title, "lines": document.lines, "running": document.running, "blocks": blocks}


def _clean(value: Any, system_fonts: bool) -> Any:
    if isinstance(value, str):
        return shown(printable(value), lambda cluster: can_show(cluster, system_fonts))
    if isinstance(value, dict):
        return {key: item if key == "svg" else _clean(item, system_fonts) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, system_fonts) for item in value]
    return value


@lru_cache(maxsize=4096)
def can_show(cluster: str, system_fonts: bool) -> bool:
    """Whether the fonts here have this sign: typst refuses PDF/UA for one that they have not."""
    probe = b'#set document(title: "sign")\n#set text(font: "Libertinus Serif")\n#sys.inputs.sign'
    try:
        compiler = typst.Compiler(probe, ignore_system_fonts=not system_fonts, sys_inputs={"sign": cluster})
        compiler.compile(format="pdf", pdf_standards=STANDARD)
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("alongside.reporting").joinpath(TEMPLATE).read_bytes()
