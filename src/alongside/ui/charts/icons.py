"""The two icons of a chart: is it changing, and will it meet its target. Each verdict has an outline and a letter of its own,
so that the pair can be read in grey print.

Drawn on a grid of 32. From 30 px on, dots show the way the line goes and a dashed line where the target lies; smaller ones
have the letter only. Looks are in `frontend/styles/charts.css` (`spc-badge`).
"""

from __future__ import annotations

from alongside.core.spc import Analysis, Assurance, Variation
from alongside.ui.charts.elements import Drawing, element

LARGE = 28
_RISING = ((8.0, 24.4), (10.9, 24.0), (13.9, 24.8), (18.0, 20.4), (21.7, 17.6), (25.4, 14.6))
_FALLING = ((7.0, 17.4), (10.2, 16.9), (13.6, 17.8), (17.2, 20.2), (21.0, 22.6), (24.7, 25.4))
_WAVE = "M6.4 19.4L11 13.4L14.6 19L18.6 11.8L22 17.2L25.6 14.2"
_UP = "M16 23.5V9M10.2 14.6L16 8.8L21.8 14.6"
_DOWN = "M16 8.5V23M10.2 17.4L16 23.2L21.8 17.4"
_ACROSS = "M8.5 16H23.5M12.8 11.4L8.2 16L12.8 20.6M19.2 11.4L23.8 16L19.2 20.6"  # changing, neither way


def variation_icon(what: Analysis | Variation, size: float = 20) -> Drawing:
    """Improvement is a solid circle, concern a ring, both with H or L; common cause a ring with a wave, neutral one with an
    arrow: up, down, or both ways where the pattern has no direction. Too few points to judge: how many there are."""
    verdict = what.variation if isinstance(what, Analysis) else what
    if verdict.kind == "too_few":
        months = str(verdict.months)
        number = element(
            "text", months, class_="spc-badge-months", x=16.0, y=21.6, font_size="18", text_anchor="middle"
        )
        return _icon(verdict.kind, size, f"{verdict.label}: {months} so far", number)
    high = verdict.direction == "high"
    ring = element(
        "circle", class_="spc-badge", cx=16.0, cy=16.0, r=15.0 if verdict.kind == "improvement" else 14.4
    )
    if verdict.kind == "common":
        inside = [element("path", class_="spc-badge-line", d=_WAVE)]
        if size >= LARGE:
            inside.append(element("path", class_="spc-badge-target", d="M7.5 9.4H24.5M7.5 23.8H24.5"))
    elif verdict.kind == "neutral":
        way = {"high": _UP, "low": _DOWN}.get(verdict.direction or "", _ACROSS)
        inside = [element("path", class_="spc-badge-line", d=way)]
    elif size < LARGE:
        inside = [_letter("H" if high else "L", 16.0, 21.6, 16)]
    else:
        dots = (
            element("circle", class_="spc-badge-dot", cx=x, cy=y, r=1.4)
            for x, y in (_RISING if high else _FALLING)
        )
        inside = [_letter("H" if high else "L", 11.6 if high else 20.2, 17.8, 14), *dots]
    return _icon(verdict.kind, size, verdict.label, ring, *inside)


def assurance_icon(what: Analysis | Assurance, size: float = 20) -> Drawing:
    """P in a solid square: meets the target reliably. F in a ring: not without a change. ?: some months. A bar in a dashed
    square: not judged, and why. Nothing where there is no target to judge, and nothing beside too few points: their number
    in the first icon says it."""
    if isinstance(what, Analysis) and what.variation.kind == "too_few":
        return Drawing("")
    verdict = what.assurance if isinstance(what, Analysis) else what
    if verdict.kind == "none":
        return Drawing("")
    label = f"{verdict.label}: {verdict.reason}" if verdict.reason else verdict.label
    edge = 1.0 if verdict.kind == "pass" else 1.8
    square = element(
        "rect", class_="spc-badge", x=edge, y=edge, width=32 - 2 * edge, height=32 - 2 * edge, rx=7.5
    )
    if verdict.kind == "not_judged":
        bar = element("path", class_="spc-badge-line", d="M11.5 16H20.5")
        return _icon(verdict.kind, size, label, square, bar)
    letter, middle, line = {
        "pass": ("P", 20.4, "M5.5 24.4H26.5"),
        "hit_and_miss": ("?", 20.4, "M5.5 24.4H26.5"),
        "fail": ("F", 24.6, "M5.5 8.4H26.5"),
    }[verdict.kind]
    if size < LARGE:
        return _icon(verdict.kind, size, label, square, _letter(letter, 16.0, 21.6, 16))
    target = element("path", class_="spc-badge-target", d=line)
    return _icon(verdict.kind, size, label, square, _letter(letter, 16.0, middle, 15), target)


def not_collected(size: float = 20) -> Drawing:
    """A dot: this team does not collect this measure."""
    return _icon(
        "none", size, "Not collected", element("circle", class_="spc-badge-dot", cx=16.0, cy=16.0, r=1.8)
    )


def _letter(letter: str, x: float, y: float, size: int) -> Drawing:
    return element(
        "text", letter, class_="spc-badge-letter", x=x, y=y, font_size=str(size), text_anchor="middle"
    )


def _icon(kind: str, size: float, label: str, *parts: Drawing) -> Drawing:
    return element(
        "svg",
        element("title", label),
        *parts,
        class_=f"spc-icon {kind}",
        role="img",
        aria_label=label,
        viewBox="0 0 32 32",
        width=float(size),
        height=float(size),
    )
