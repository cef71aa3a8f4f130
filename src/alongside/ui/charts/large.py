"""The detailed chart: everything that is known about one series, labelled directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from alongside.core.spc import Analysis, words
from alongside.ui.charts import lanes as below
from alongside.ui.charts.axis import months, values
from alongside.ui.charts.earlier import Earlier, earlier
from alongside.ui.charts.elements import Drawing, coordinate, element, picture
from alongside.ui.charts.lanes import Lane
from alongside.ui.charts.lines import classes, current, data_line, lines, missing, shape
from alongside.ui.charts.places import Free
from alongside.ui.charts.plane import Plane, extent, reach, spread
from alongside.ui.charts.wording import label, month, name, reading, shortened, wide

c = coordinate
LEFT, RIGHT = 64.0, 118.0  # beside the plot: values of the axis and names of lanes; direct labels
PHASES, NO_PHASES, HEIGHT = 38.0, 12.0, 334.0  # above the plot: the phases, where there are some
GAP = 14.0
SIZE = 3.4


def detail(
    analysis: Analysis,
    *,
    title: str,
    lanes: Sequence[Lane] = (),
    width: float = 1082,
    before: Sequence[tuple[str, Analysis]] = (),
) -> Drawing:
    """A chart with its axis, limits, phases, targets and lanes. Each point can be focused; `data-i` is its place in the series.

    `before` are the charts, by letter, of teams that merged into this one: drawn dashed, ahead of it on the same axis. The
    drawing is a group rather than an image for screen readers, because an image hides the points inside it.
    """
    ahead: Earlier = earlier(analysis, before)
    low, high = extent([*reach(analysis), *(value for _, chart in before for value in reach(chart))])
    top = PHASES if len(analysis.segments) > 1 else NO_PHASES
    slots = len(analysis.points) + len(ahead.months)
    wide_ = max(width - LEFT - RIGHT, 120)
    plane = Plane(LEFT, top, wide_, HEIGHT, slots, low, high, len(ahead.months))
    from_left = replace(plane, skipped=0)
    rows = [plane.foot + 58 + place * below.HEIGHT for place in range(len(lanes))]
    foot = rows[-1] if rows else plane.foot
    free = Free(analysis, plane)
    dated = [each for each in [*ahead.months, *analysis.series.x] if isinstance(each, str)]
    hairlines = [plane.edge(segment.start) for segment in analysis.segments[1:]]
    return picture(
        *values(analysis, plane),
        _band(analysis, plane),
        *months(analysis, plane, ahead.months),
        *_phases(analysis, plane, foot, width),
        *(
            each
            for lane, y in zip(lanes, rows, strict=True)
            for each in below.reaching_up(lane, dated, from_left, y, hairlines)
        ),
        *ahead.drawn(plane),
        *lines(analysis, plane),
        data_line(analysis, plane),
        missing(analysis, plane, 4),
        *_inner_labels(analysis, plane, free),
        *_direct_labels(analysis, plane),
        *(
            each
            for lane, y in zip(lanes, rows, strict=True)
            for each in below.lane(lane, dated, from_left, y, width)
        ),
        *_points(analysis, plane),
        _nothing(analysis, plane),
        name=name(analysis, title),
        kind="detail",
        width=width,
        height=(foot + 14) if rows else plane.foot + 38,
        role="group",
    )


def _band(analysis: Analysis, plane: Plane) -> Drawing | None:
    """A soft ground behind the points of the pattern that the newest point belongs to."""
    signal = analysis.newest_signal
    if signal is None or not signal.current:
        return None
    points = [analysis.points[i] for i in signal.points]
    top, foot = extent(plane.y(point.y) for point in points if point.y is not None)
    top, foot = top - 18, foot + 18
    if signal.rule in {"shift", "run_length"} and points[-1].centre is not None:
        top, foot = (
            (top, plane.y(points[-1].centre))
            if signal.direction == "high"
            else (plane.y(points[-1].centre), foot)
        )
    top, foot = max(top, plane.top - 6), min(foot, plane.foot)
    left, right = plane.edge(signal.points[0]), plane.edge(signal.points[-1] + 1)
    return element(
        "rect",
        class_=f"spc-band {signal.tone}",
        x=left,
        y=top,
        width=right - left,
        height=max(foot - top, 1.0),
    )


def _phases(analysis: Analysis, plane: Plane, foot: float, width: float) -> list[Drawing]:
    """A full-height hairline where a phase begins, with its number, its first month and its reason beside it."""
    segments = analysis.segments
    if len(segments) < 2:
        return []
    drawn: list[Drawing] = []
    y = plane.top - 16
    first = "phase 1, baseline"
    x = plane.edge(segments[1].start)
    if wide(first) + 16 <= x - plane.left:
        drawn.append(label(x - 8, y, first, kind="quiet", anchor="end"))
    for segment, after in zip(segments[1:], [*segments[2:], None], strict=True):
        x = plane.edge(segment.start)
        drawn.append(element("path", class_="spc-phase", d=f"M{c(x)} {c(plane.top - 28)}V{c(foot)}"))
        room = (plane.edge(after.start) if after else width) - x - 16
        head = f"phase {segment.number}"
        since = month(analysis, analysis.points[segment.start])
        rest = shortened(f" since {since}: {segment.reason}", room - wide(head, bold=True))
        title = f"{head} since {since}: {segment.reason}"
        if rest:
            drawn.append(label(x + 8, y, Drawing(""), head, rest, kind="phase", title=title))
        elif wide(str(segment.number)) <= room:
            short = head if wide(head) <= room else str(segment.number)
            drawn.append(label(x + 8, y, short, kind="phase", title=title))
    return drawn


def _direct_labels(analysis: Analysis, plane: Plane) -> list[Drawing]:
    """What each line is, at its right end, and the newest value."""
    latest = analysis.latest
    named: list[tuple[float, tuple[str, str], str]] = []
    target = analysis.points[-1].target if analysis.points else None
    if target is not None:
        named.append((target, ("target ", words.value(analysis, target)), ""))
    if latest is not None and latest.y is not None:
        value = words.value(analysis, latest.y)
        said = month(analysis, latest, year=False)
        named.append((latest.y, ("", f"{said} {value}"), latest.tone))
        if latest.centre is not None:
            named.append((latest.centre, (f"{_line(analysis)} ", _finer(analysis, latest.centre)), ""))
        for line, which in ((latest.upper, "upper"), (latest.lower, "lower")):
            if line is not None and line != latest.centre:
                named.append((line, (f"{which} limit ", _finer(analysis, line)), "quiet"))
    if not named:
        return []
    # of two labels that want the same place, the one further up the list of lines stands higher
    places = spread([plane.y(value) + 4 for value, _, _ in named], GAP, plane.top + 4, plane.foot + 4)
    return [
        label(plane.right + 10, y, *parts, kind=kind)
        for (_, parts, kind), y in zip(named, places, strict=True)
    ]


def _inner_labels(analysis: Analysis, plane: Plane, free: Free) -> list[Drawing]:
    """The centre of each earlier phase and each earlier target, within the plot where no point lies."""
    drawn = []
    latest = analysis.segment
    for segment in analysis.segments:
        if latest is None or segment.number >= latest.number or segment.centre is None:
            continue
        parts = (f"{_line(analysis)} ", _finer(analysis, segment.centre))
        spot = free.beside(
            plane.edge(segment.start),
            plane.edge(segment.end + 1),
            plane.y(segment.centre),
            wide("".join(parts), True),
        )
        if spot:
            drawn.append(label(spot.left, spot.foot - 3, *parts))
    targets = [point.target for point in analysis.points]
    begins = [i for i, value in enumerate(targets) if i == 0 or value != targets[i - 1]]
    for begin, end in pairwise(begins):
        value = targets[begin]
        if value is None:
            continue
        parts = ("target ", words.value(analysis, value))
        spot = free.beside(
            plane.edge(begin), plane.edge(end), plane.y(value), wide("".join(parts), True), leading=True
        )
        if spot:
            drawn.append(label(spot.left, spot.foot - 3, *parts))
    return drawn


def _line(analysis: Analysis) -> str:
    """What the centre line is called: a run chart's, and a g chart's, is a median."""
    return "median" if analysis.chart_kind.median else "centre"


def _finer(analysis: Analysis, value: float) -> str:
    """A computed line, with one decimal more than the values it is computed from."""
    return words.value(analysis, value, more=0 if value in (0.0, 100.0) else 1)


def _points(analysis: Analysis, plane: Plane) -> list[Drawing]:
    now = current(analysis)
    drawn = []
    for point in analysis.points:
        if point.y is None:
            continue
        x, y = plane.x(point.i), plane.y(point.y)
        said = reading(analysis, point)
        drawn.append(
            element(
                "g",
                element("title", said),
                element("circle", class_="spc-hit", cx=x, cy=y, r=min(12.0, max(plane.step / 2, 6.0))),
                element("circle", class_="spc-ring", cx=x, cy=y, r=9.0),
                shape(point.tone, x, y, SIZE),
                class_=classes(point, now),
                tabindex=0,
                role="img",
                aria_label=said,
                data_i=point.i,
            )
        )
    return drawn


def _nothing(analysis: Analysis, plane: Plane) -> Drawing | None:
    if analysis.measured:
        return None
    return label(
        plane.left + plane.width / 2,
        plane.top + plane.height / 2,
        "No data yet",
        kind="quiet",
        anchor="middle",
    )
