"""What every chart of a series is drawn from: lines, steps and the shapes of points."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from alongside.core.spc import Analysis, Point
from alongside.ui.charts.elements import Drawing, coordinate, element
from alongside.ui.charts.plane import Plane

c = coordinate


def data_line(analysis: Analysis, plane: Plane, hidden: Collection[int] = ()) -> Drawing | None:
    """The line through the points. It breaks at a phase and at a missing month: nothing is known between; and at a hidden one."""
    drawn: list[str] = []
    before: Point | None = None
    for point in analysis.points:
        known = point.y is not None and point.i not in hidden
        if known and point.y is not None:
            joined = before is not None and before.phase == point.phase
            drawn.append(f"{'L' if joined else 'M'}{c(plane.x(point.i))} {c(plane.y(point.y))}")
        before = point if known else None
    return element("path", class_="spc-line", d="".join(drawn)) if drawn else None


def stepped(plane: Plane, values: Sequence[float | None], breaks: frozenset[int] = frozenset()) -> str:
    """A path that keeps each value for the width of its slot; the pen is lifted over None and at breaks."""
    drawn: list[str] = []
    before: float | None = None
    for i, value in enumerate(values):
        fresh = before is None or i in breaks
        if before is not None and (value is None or fresh or value != before):
            drawn.append(f"H{c(plane.edge(i))}")
        if value is not None and fresh:
            drawn.append(f"M{c(plane.edge(i))} {c(plane.y(value))}")
        elif value is not None and value != before:
            drawn.append(f"V{c(plane.y(value))}")
        before = value
    if before is not None:
        drawn.append(f"H{c(plane.edge(len(values)))}")
    return "".join(drawn)


def lines(analysis: Analysis, plane: Plane, hidden: Collection[int] = ()) -> list[Drawing]:
    """Limits month by month, the centre of each phase, and the target where it was in force, from back to front.

    Nothing is drawn before the first month that was measured: a team that joined later has no level there. Limits break at a
    hidden month, since how wide they are tells how many cases stand behind it.
    """
    points, first = analysis.points, joined(analysis)
    breaks = frozenset(segment.start for segment in analysis.segments)
    limited = {point.i for point in points if point.i >= first and point.i not in hidden}
    found = [
        (
            "spc-limit",
            stepped(plane, [point.upper if point.i in limited else None for point in points], breaks),
        ),
        (
            "spc-limit",
            stepped(plane, [point.lower if point.i in limited else None for point in points], breaks),
        ),
        ("spc-target", stepped(plane, [point.target for point in points])),
        (
            "spc-centre",
            stepped(plane, [point.centre if point.i >= first else None for point in points], breaks),
        ),
    ]
    return [element("path", class_=name, d=d) for name, d in found if d]


def joined(analysis: Analysis) -> int:
    """The first slot that was measured; past the end where none was."""
    return analysis.measured[0] if analysis.measured else len(analysis.points)


def current(analysis: Analysis) -> frozenset[int]:
    """The points of the patterns that still cover the newest one; other signals have ended and are drawn muted."""
    return frozenset(i for signal in analysis.signals if signal.current for i in signal.points)


def classes(point: Point, now: frozenset[int]) -> str:
    return f"spc-point {point.tone}{'' if point.tone == 'common' or point.i in now else ' ended'}"


def shape(tone: str, x: float, y: float, size: float, name: str | None = None) -> Drawing:
    """A point by its meaning, told apart without colour: improvement a solid square, concern a hollow diamond, neutral a
    plus, common cause a dot. `size` is the radius of the dot; the others are a little larger, so that they weigh the same."""
    if tone == "improvement":
        half = size * 1.06
        return element("rect", class_=name, x=x - half, y=y - half, width=2 * half, height=2 * half)
    if tone == "concern":
        half = size * 1.4
        return element(
            "path",
            class_=name,
            d=f"M{c(x)} {c(y - half)}L{c(x + half)} {c(y)}L{c(x)} {c(y + half)}L{c(x - half)} {c(y)}Z",
        )
    if tone == "neutral":
        half = size * 1.3
        return element(
            "path", class_=name, d=f"M{c(x - half)} {c(y)}H{c(x + half)}M{c(x)} {c(y - half)}V{c(y + half)}"
        )
    return element("circle", class_=name, cx=x, cy=y, r=size)


def points(
    analysis: Analysis,
    plane: Plane,
    size: float,
    *,
    only_special: bool = False,
    hidden: Collection[int] = (),
) -> list[Drawing]:
    """Every point, or only those with a signal, as shapes."""
    now = current(analysis)
    return [
        shape(point.tone, plane.x(point.i), plane.y(point.y), size, classes(point, now))
        for point in analysis.points
        if point.y is not None and point.i not in hidden and not (only_special and point.tone == "common")
    ]


def missing(analysis: Analysis, plane: Plane, half: float) -> Drawing | None:
    """A dash at the foot of each month in which nothing was measured, from the first that was."""
    d = "".join(
        f"M{c(plane.x(point.i) - half)} {c(plane.foot - 3)}h{c(2 * half)}"
        for point in analysis.points
        if point.y is None and point.i > joined(analysis)
    )
    return element("path", class_="spc-missing", d=d) if d else None


def triangle(x: float, y: float, half: float) -> Drawing:
    """The mark of a learning session, standing on y."""
    return element(
        "path", class_="spc-mark", d=f"M{c(x)} {c(y - 1.75 * half)}L{c(x + half)} {c(y)}H{c(x - half)}Z"
    )
