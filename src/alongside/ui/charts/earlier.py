"""Charts of teams that merged into one, ahead of its own on the same axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alongside.core.spc import Analysis
from alongside.ui.charts.elements import Drawing, coordinate, element
from alongside.ui.charts.plane import Plane
from alongside.ui.charts.wording import label

c = coordinate


@dataclass(frozen=True)
class Earlier:
    """What comes before a chart: `months` that its own series does not have, and each predecessor's points as (slot, value),
    where slots count from the first of its own."""

    months: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[int, float | None], ...]], ...]

    def drawn(self, plane: Plane) -> Iterator[Drawing]:
        """A dashed line for each, with the team's letter where it begins. No points: they are another chart's."""
        for letter, points in self.lines:
            d, pen = "", False
            for slot, value in points:
                if value is not None:
                    d += f"{'L' if pen else 'M'}{c(plane.x(slot))} {c(plane.y(value))}"
                pen = value is not None
            first = next(((slot, value) for slot, value in points if value is not None), None)
            if first is None:
                continue
            yield element("path", class_="spc-before", d=d)
            yield label(plane.x(first[0]), plane.y(first[1]) - 8, f"team {letter}", kind="second")


def earlier(analysis: Analysis, before: Sequence[tuple[str, Analysis]]) -> Earlier:
    """The predecessors' charts as lines; none on a chart that is not dated."""
    own = [each for each in analysis.series.x if isinstance(each, str)]
    if not before or not own:
        return Earlier((), ())
    months = tuple(sorted({str(x) for _, chart in before for x in chart.series.x if str(x) < own[0]}))
    place = {x: slot for slot, x in enumerate([*months, *own], start=-len(months))}
    return Earlier(
        months,
        tuple(
            (letter, tuple((place[str(point.x)], point.y) for point in chart.points if str(point.x) in place))
            for letter, chart in before
        ),
    )
