"""Charts as pictures for Word, drawn by typst from the same SVG that the pages show."""

from __future__ import annotations

from functools import lru_cache

import typst

DOTS_PER_INCH = 220
_DRAWING = b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image(bytes(sys.inputs.drawing), format: "svg")'


@lru_cache(maxsize=64)
def png(svg: str) -> bytes:
    """The drawing as PNG, at 220 dots an inch of its own size."""
    made = typst.Compiler(_DRAWING, sys_inputs={"drawing": svg}).compile(format="png", ppi=DOTS_PER_INCH)
    assert isinstance(made, bytes)
    return made
