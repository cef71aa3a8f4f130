"""Drawings as files: PNG and PDF from the same SVG that a page shows, alone or on a printed sheet, set by typst.

Words reach typst as data, never as markup.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import typst

DOTS_PER_INCH = 220
Form = Literal["png", "pdf"]
_DRAWING = b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image(bytes(sys.inputs.drawing), format: "svg")'


@lru_cache(maxsize=64)
def png(svg: str) -> bytes:
    """The drawing (a `standalone` one) as PNG, at 220 dots an inch of its own size."""
    made = typst.Compiler(_DRAWING, sys_inputs={"drawing": svg}).compile(format="png", ppi=DOTS_PER_INCH)
    assert isinstance(made, bytes)
    return made


def pdf(svg: str) -> bytes:
    """The drawing (a `standalone` one) as a PDF of its own size; its lines stay lines."""
    made = typst.Compiler(_DRAWING, sys_inputs={"drawing": svg}).compile(format="pdf")
    assert isinstance(made, bytes)
    return made


def sheet(
    name: Literal["board_paper", "multiples", "icons"],
    content: dict[str, Any],
    *,
    form: Form = "pdf",
    on: dt.date | None = None,
) -> bytes:
    """A printed page: one chart for a board paper, many on one sheet, or the table of icons.

    `content` is what the template of that name asks for; drawings in it are `standalone` ones. A PNG is of the first page.
    """
    compiler = typst.Compiler(
        files("alongside.ui.charts").joinpath(f"sheets/{name}.typ").read_bytes(),
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )
    stamp = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC) if on else None
    made = compiler.compile(format=form, ppi=DOTS_PER_INCH, timestamp=stamp)
    if isinstance(made, list):  # a picture of several pages: the first stands for the sheet
        made = made[0]
    assert isinstance(made, bytes)
    return made
