"""Elements of a drawing as text: escaped, rounded, without inline styles.

Looks are classes (`frontend/styles/charts.css`), because the content security policy refuses style attributes.
"""

from __future__ import annotations

import re
from html import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Drawing(str):
    """Finished markup: other elements and templates take it as it is, everything else is escaped."""

    __slots__ = ()

    def __html__(self) -> Drawing:
        return self


def text(value: object) -> str:
    """Words as they may stand in an element or an attribute; characters that XML cannot hold are left out."""
    return escape(_NOT_XML.sub("", str(value)))


def coordinate(value: float) -> str:
    """A length rounded to a tenth of a pixel, as short as it can be written."""
    tenths = round(value * 10)
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def element(name: str, *children: str | None, **attributes: object) -> Drawing:
    """An element. `class_` and `data_i` become `class` and `data-i`; attributes of None are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{coordinate(value) if isinstance(value, float) else text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(
        child if isinstance(child, Drawing) else text(child) for child in children if child is not None
    )
    return Drawing(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def picture(
    *children: str | None, name: str, kind: str, width: float, height: float, role: str = "img"
) -> Drawing:
    """A whole drawing of a kind (its class), with the name that a screen reader says."""
    return element(
        "svg",
        *children,
        class_=f"spc spc-{kind}",
        role=role,
        aria_label=name,
        viewBox=f"0 0 {coordinate(width)} {coordinate(height)}",
        width=float(width),
        height=float(height),
    )
