"""The few words on a chart, and how wide they are."""

from __future__ import annotations

from alongside.core.spc import Analysis, Point, words
from alongside.ui.charts.elements import Drawing, element, text

SIZE = 12.0

_WIDTHS = {
    222: "ijl'’|", 278: " !.,:;/\\[]ftI", 333: "-()r`{}", 389: "*", 500: "ckJsvxyz", 584: "+<=>~±≤≥",
    611: "FTZ", 667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—@…",
}  # fmt: skip
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def wide(words_: str, bold: bool = False) -> float:
    """How wide words are at 12 px, in pixels, by Helvetica's metrics; other letters count as a figure's width."""
    return sum(_WIDTH.get(letter, 556) for letter in words_) * SIZE / 1000 * (1.06 if bold else 1)


def shortened(words_: str, room: float) -> str:
    """As much as fits into so many pixels, ending in an ellipsis; nothing where not even a word would fit."""
    if wide(words_) <= room:
        return words_
    kept = words_
    while kept and wide(f"{kept}…") > room:
        kept = kept[:-1]
    kept = kept.rstrip(" ,;:.")
    return f"{kept}…" if len(kept) > 3 else ""


def label(
    x: float, y: float, *parts: str, kind: str = "", anchor: str | None = None, title: str = ""
) -> Drawing:
    """A label with its baseline at y; the second, fourth, … part is set strong."""
    inside = [
        element("tspan", part, class_="spc-strong") if place % 2 else Drawing(text(part))
        for place, part in enumerate(parts)
        if part
    ]
    return element(
        "text",
        element("title", title) if title else None,
        *inside,
        class_=f"spc-label {kind}".rstrip(),
        x=x,
        y=y,
        text_anchor=anchor,
    )


def name(analysis: Analysis, title: str) -> str:
    """What a screen reader calls a chart: its title, and what it says."""
    return " ".join(part for part in (f"{title.rstrip('.')}." if title else "", analysis.sentence) if part)


def month(analysis: Analysis, point: Point, year: bool = True) -> str:
    """March 2017, or as the axis shows it: 14 Mar 2016, point 5; without its year where the axis has years."""
    said = words.long_day(point.x, analysis.period)
    return said if year or analysis.period in ("point", "year") else said.rsplit(" ", 1)[0]


def reading(analysis: Analysis, point: Point) -> str:
    """A point in words: March 2017: 44 of 50, 88%. Shift, better: 7 months in a row above the centre, …"""
    if point.y is None:
        return f"{month(analysis, point)}: nothing sent"
    value = words.value(analysis, point.y)
    if point.numerator is not None and point.n is not None:
        value = f"{point.numerator:,g} of {point.n:,g}, {value}"
    news = " ".join(words.describe(analysis, signal) for signal in point.signals)
    return f"{month(analysis, point)}: {value}{f'. {news}' if news else ''}"
