"""Where the lines of the drawings go: the curve of new codes, and codes of one version led to those of another."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.coding.models import CodeEntry
from alongside.coding.queries.codebook import Node
from alongside.coding.queries.curve import Curve
from alongside.coding.queries.differences import Differing

# the curve, in pixels
WIDTH, HEIGHT, LEFT, TOP, FOOT, RIGHT = 264, 132, 22, 12, 22, 54


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    cx: float
    cy: float
    name: str
    new: int
    total: int
    shown: bool  # whether there is room for its name


@dataclass(frozen=True)
class CurveDrawing:
    """Bars of new codes, and the line of how many there are by then."""

    width: int
    height: int
    bars: list[Bar]
    line: str
    ticks: list[tuple[float, int]]
    left: int
    right: float
    base: float


def draw_curve(curve: Curve) -> CurveDrawing | None:
    if not curve.points:
        return None
    count, most = len(curve.points), max(curve.points[-1].total, 1)
    step = 10 if most > 5 else 1
    top = -(-most // step) * step
    base, right = HEIGHT - FOOT, WIDTH - RIGHT
    slot = (right - LEFT) / count

    def y(value: float) -> float:
        return round(base - (base - TOP) * value / top, 1)

    bars = []
    every = max(1, -(-count // 9))
    for number, point in enumerate(curve.points):
        x = LEFT + slot * number
        bars.append(
            Bar(
                x=round(x + slot * 0.18, 1), y=y(point.new), width=round(slot * 0.64, 1), height=round(base - y(point.new), 1),
                cx=round(x + slot / 2, 1), cy=y(point.total), name=point.name.removeprefix("P"), new=point.new, total=point.total,
                shown=number % every == 0,
            )
        )  # fmt: skip
    line = " ".join(f"{bar.cx},{bar.cy}" for bar in bars)
    ticks = [(y(value), value) for value in (0, top // 2, top)] if top > 1 else [(y(0), 0), (y(1), 1)]
    return CurveDrawing(WIDTH, HEIGHT, bars, line, ticks, LEFT, right, base)


# two versions side by side: rows of 27 pixels, a gap before each theme
ROW, GAP, MIDDLE = 27, 23, 132


@dataclass(frozen=True)
class Line:
    """From a code on the left to one on the right, as an SVG path; `y` is where a retired code's line ends."""

    path: str
    how: str
    x: int
    y: float

    @property
    def quiet(self) -> bool:
        return self.how == "same"


@dataclass(frozen=True)
class SideRow:
    """A code in one of the two columns."""

    entry: CodeEntry
    depth: int
    count: int
    word: str  # new, renamed, moved, merged, split, retired; empty for one as it was
    first: bool


@dataclass(frozen=True)
class DifferenceDrawing:
    left: list[SideRow]
    right: list[SideRow]
    lines: list[Line]
    width: int
    height: int


def draw_difference(differing: Differing) -> DifferenceDrawing:
    words_right: dict[int, str] = dict.fromkeys(differing.added, "new")
    words_left: dict[int, str] = {}
    for link in differing.links:
        if link.how == "retired":
            words_left[link.before] = "retired"
        elif link.how != "same" and link.after is not None:
            words_right[link.after] = link.how
            words_left[link.before] = link.how
    left, left_at = _side(differing.old, words_left)
    right, right_at = _side(differing.new, words_right)
    lines = []
    for link in sorted(differing.links, key=lambda link: link.how != "same"):
        start = left_at[link.before]
        if link.after is None:
            lines.append(Line(f"M0 {start}H16M16 {start - 5}V{start + 5}", "retired", 16, start))
            continue
        end = right_at[link.after]
        half = MIDDLE // 2
        lines.append(Line(f"M0 {start}C{half} {start} {half} {end} {MIDDLE} {end}", link.how, MIDDLE, end))
    height = round(max([*left_at.values(), *right_at.values()], default=0) + ROW)
    return DifferenceDrawing(left, right, lines, MIDDLE, height)


def _side(nodes: list[Node], words: dict[int, str]) -> tuple[list[SideRow], dict[int, float]]:
    rows: list[SideRow] = []
    places: dict[int, float] = {}
    y = 0.0
    for number, node in enumerate(nodes):
        theme = node.depth == 0 and not node.entry.codable
        if theme and number:
            y += GAP
        rows.append(SideRow(node.entry, node.depth, node.all, words.get(node.entry.code_id, ""), number == 0))
        places[node.entry.code_id] = y + ROW / 2
        y += ROW
    return rows, places
