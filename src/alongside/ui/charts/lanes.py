"""What happened beside the numbers, on the same time axis: sessions, tests of change, context, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alongside.core.spc import words
from alongside.ui.charts.elements import Drawing, coordinate, element
from alongside.ui.charts.lines import triangle
from alongside.ui.charts.plane import Plane, slot_of
from alongside.ui.charts.wording import label, shortened, wide

c = coordinate
HEIGHT = 24.0
NEAR = 3.0  # pixels; marks closer than this become one with a count
MOST = {"session": "sessions", "test": "tests", "context": "events", "decision": "decisions"}


@dataclass(frozen=True)
class Mark:
    """Something with a day: a learning session, a test of change (until a day), a context event, a decision."""

    on: date
    label: str
    kind: Literal["session", "test", "context", "decision"]
    until: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Lane:
    """One row of marks below a chart."""

    name: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class _Placed:
    left: float
    right: float
    marks: tuple[Mark, ...]

    @property
    def label(self) -> str:
        first = self.marks[0]
        return first.label if len(self.marks) == 1 else f"{len(self.marks)} {MOST[first.kind]}"

    @property
    def title(self) -> str:
        return "; ".join(_said(mark) for mark in self.marks)


def lane(given: Lane, x: Sequence[str], plane: Plane, y: float, right: float) -> list[Drawing]:
    """A lane around y. Labels stand to the right of their marks and never on the next one: where there is no room they are
    cut short, then left out; the title keeps them. Marks outside the axis are not drawn."""
    placed = _merged(_place(given.marks, x, plane))
    drawn = [
        label(0, y + 4, given.name, kind="second"),
        element("path", class_="spc-lane", d=f"M{c(plane.left)} {c(y)}H{c(plane.right)}"),
    ]
    for each, after in zip(placed, [*placed[1:], None], strict=False):
        drawn.append(_drawn(each, y, (after.left if after else right) - each.right - 12))
    return drawn


def reaching_up(
    given: Lane, x: Sequence[str], plane: Plane, y: float, drawn: Sequence[float] = ()
) -> list[Drawing]:
    """Dotted lines from each decision up to the axis, so that its month can be read off; not where a hairline is `drawn`."""
    decisions = [mark for mark in given.marks if mark.kind == "decision"]
    found = [plane.edge(at) for mark in decisions if (at := slot_of(x, mark.on)) is not None]
    return [
        element("path", class_="spc-decided", d=f"M{c(at)} {c(plane.foot)}V{c(y)}")
        for at in found
        if all(abs(at - other) > 3 for other in drawn)
    ]


def _place(marks: Sequence[Mark], x: Sequence[str], plane: Plane) -> list[_Placed]:
    found = []
    for mark in sorted(marks, key=lambda mark: mark.on):
        begins, ends = slot_of(x, mark.on), slot_of(x, mark.until) if mark.until else None
        if mark.kind == "test" and x:
            # a test that began before the axis, or goes on past it, is drawn as far as the axis goes
            first, until = date.fromisoformat(x[0]), mark.until or mark.on
            if begins is None and mark.on < first <= until:
                begins = 0.0
            if begins is not None and ends is None and mark.until and mark.until >= mark.on:
                ends = float(len(x))
        if begins is None:
            continue
        at = plane.edge(begins)
        if mark.kind == "test":
            found.append(_Placed(at, max(plane.edge(ends) if ends is not None else at, at + 4), (mark,)))
        else:
            found.append(_Placed(at - 5, at + 5, (mark,)))
    return found


def _merged(placed: Sequence[_Placed]) -> list[_Placed]:
    """Marks that would lie on each other, as one mark for all of them."""
    found: list[_Placed] = []
    for each in sorted(placed, key=lambda one: one.left):
        if found and each.left < found[-1].right + NEAR:
            last = found.pop()
            each = _Placed(last.left, max(last.right, each.right), last.marks + each.marks)
        found.append(each)
    return found


def _drawn(placed: _Placed, y: float, room: float) -> Drawing:
    kind, at = placed.marks[0].kind, (placed.left + placed.right) / 2
    if kind == "test":
        sign = element(
            "rect", class_="spc-bar", x=placed.left, y=y - 4, width=placed.right - placed.left, height=8.0
        )
    elif kind == "context":
        sign = element(
            "path",
            class_="spc-flag",
            d=f"M{c(at - 4)} {c(y + 5)}V{c(y - 5)}H{c(at + 4)}L{c(at + 1.5)} {c(y - 2)}L{c(at + 4)} {c(y + 1)}H{c(at - 4)}",
        )
    elif kind == "decision":
        sign = element("circle", class_="spc-mark", cx=at, cy=y, r=4.5)
    else:
        sign = triangle(at, y + 4, 5)
    said = shortened(placed.label, room)
    if not said and len(placed.marks) > 1 and wide(str(len(placed.marks))) <= room:
        said = str(len(placed.marks))
    beside = label(placed.right + 5, y + 4, said) if said else None
    title = element("title", placed.title)
    url = placed.marks[0].url
    if url and len(placed.marks) == 1:
        return element("a", title, sign, beside, class_="spc-event", href=_safe(url), aria_label=placed.title)
    return element("g", title, sign, beside, class_="spc-event", role="img", aria_label=placed.title)


def _safe(url: str) -> str:
    if not url.startswith(("/", "#", "?", "https://", "http://")):
        raise ValueError(f"A mark cannot lead to {url!r}: give a path or a web address.")
    return url


def _said(mark: Mark) -> str:
    first, last = (words.day(each.isoformat(), "day") for each in (mark.on, mark.until or mark.on))
    return f"{mark.label}, {first}" if first == last else f"{mark.label}, {first} to {last}"
