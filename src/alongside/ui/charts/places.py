"""Where a label may stand in a plot: never on a point, and off the data line if it can."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.core.spc import Analysis
from alongside.ui.charts.plane import Plane

HIGH = 16.0  # a line of 12 px letters


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    foot: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.foot
            and other.top < self.foot
        )


class Free:
    """The room that points and labels placed before leave in a plot; the data line is crossed where it cannot be helped."""

    def __init__(self, analysis: Analysis, plane: Plane) -> None:
        self.points: list[Box] = []
        self.line: list[Box] = []
        self.taken: list[Box] = []
        before = None
        for point in analysis.points:
            if point.y is None:
                before = None
                continue
            x, y = plane.x(point.i), plane.y(point.y)
            self.points.append(Box(x - 5, y - 5, x + 5, y + 5))
            if before is not None:
                for k in range(1, 6):
                    share = k / 6
                    at = before[0] + (x - before[0]) * share, before[1] + (y - before[1]) * share
                    self.line.append(Box(at[0] - 2, at[1] - 2, at[0] + 2, at[1] + 2))
            before = (x, y)
        self.plane = plane

    def beside(
        self, begin: float, end: float, y: float, width: float, *, leading: bool = False
    ) -> Box | None:
        """A place just above or below a horizontal line from begin to end, preferably where it ends (or begins, with
        `leading`). None where every place would cover a point."""
        room = end - begin - width - 8
        if room < 0:
            return None
        steps = [begin + 4 + room * k / 12 for k in range(13)]
        found: list[tuple[int, Box]] = []
        for off in (2.0, 12.0, 24.0):  # further away only where it is crowded
            for x in steps if leading else reversed(steps):
                for top in (y + off, y - HIGH - off) if leading else (y - HIGH - off, y + off):
                    box = Box(x, top, x + width, top + HIGH)
                    if top < self.plane.top or box.foot > self.plane.foot:
                        continue
                    if not any(box.meets(each) for each in (*self.points, *self.taken)):
                        found.append((sum(box.meets(each) for each in self.line) + int(off), box))
        if not found:
            return None
        chosen = min(found, key=lambda each: each[0])[1]
        self.taken.append(chosen)
        return chosen
