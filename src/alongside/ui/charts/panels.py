"""Charts in little: the team's own, one of many, and the sponsor's line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from alongside.core.spc import Analysis, words
from alongside.ui.charts.elements import Drawing, coordinate, element, picture
from alongside.ui.charts.lines import data_line, lines, missing, points, triangle
from alongside.ui.charts.plane import Plane, reach, slot_of, spread, ticks
from alongside.ui.charts.wording import label, name, wide

c = coordinate
GAP = 14.0


def small(
    analysis: Analysis, *, sessions: Sequence[date] = (), title: str = "", width: float = 284
) -> Drawing:
    """A team's chart on its own axis, with target, newest value and centre named at the right, and ▲ at each session."""
    latest = analysis.latest
    named: list[tuple[float, tuple[str, ...], str]] = []
    if latest is not None and latest.y is not None:
        named.append((latest.y, ("", words.value(analysis, latest.y)), latest.tone))
        if latest.centre is not None:
            line = "median" if analysis.chart_kind.median else "centre"
            named.append((latest.centre, (f"{line} {words.value(analysis, latest.centre)}",), "second"))
    target = analysis.points[-1].target if analysis.points else None
    if target is not None:
        named.append((target, (f"target {words.value(analysis, target)}",), "second"))
    margin = max([66.0, *(wide("".join(parts), len(parts) > 1) + 6 for _, parts, _ in named)])
    low, high = reach(analysis)
    plane = Plane(0, 5, width - margin, 100, len(analysis.points), low, high)
    places = spread([plane.y(value) + 4 for value, _, _ in named], GAP, plane.top + 5, plane.foot + 4)
    return picture(
        *lines(analysis, plane),
        data_line(analysis, plane),
        missing(analysis, plane, 2),
        *points(analysis, plane, 2.3),
        *_sessions(analysis, sessions, plane, plane.foot + 12),
        *_ends(analysis, plane, plane.foot + 24),
        *(
            label(plane.right + 4, y, *parts, kind=kind)
            for (_, parts, kind), y in zip(named, places, strict=True)
        ),
        _nothing(analysis, plane),
        name=name(analysis, title),
        kind="small",
        width=width,
        height=132,
    )


def multiple(
    analysis: Analysis,
    *,
    low: float,
    high: float,
    label: str,
    sessions: Sequence[date] = (),
    axis: Sequence[str] = (),
    hidden: Collection[int] = (),
    says: str = "",
) -> Drawing:
    """One of many charts on the same axis from low to high; `axis` are the periods of all of them, where they differ. Slots that
    are `hidden` show neither point nor line; `says` replaces what a screen reader hears."""
    months: list[str | int] = list(axis) or list(analysis.series.x)
    skipped = months.index(analysis.series.x[0]) if len(analysis.series) else 0
    plane = Plane(0, 1, 214, 112, len(months), low, high, skipped)
    return picture(
        *_grid(plane),
        *lines(analysis, plane, hidden),
        data_line(analysis, plane, hidden),
        missing(analysis, plane, 2.5),
        *points(analysis, plane, 2.1, hidden=hidden),
        *_sessions(analysis, sessions, plane, plane.foot + 10, axis=months),
        name=says or name(analysis, label),
        kind="multiple",
        width=214,
        height=126 if sessions else 114,
    )


def multiple_key(
    *, low: float, high: float, unit: str = "percent", target: float | None = None, values: bool = True
) -> Drawing:
    """The last panel of many: what each line is, and the axis that all share; without `values` where each has its own."""
    plane = Plane(36, 7, 178, 112, 1, low, high)
    marks = ticks(low, high, 3) if values else []
    target = target if values else None
    rows = [("spc-centre", "centre"), ("spc-limit", "limits")]
    y = [plane.top + plane.height * share for share in (0.48, 0.78)]
    named = f"target {words.number(target, 0, unit)}" if target is not None else ""
    return picture(
        *_grid(plane),
        *(
            label(
                plane.left - 8,
                plane.y(value) + 4,
                words.number(value, 0, unit if value == marks[-1] else "number"),
                kind="quiet",
                anchor="end",
            )
            for value in marks
        ),
        element("path", class_="spc-target", d=f"M{c(plane.left)} {c(plane.y(target))}H{c(plane.right)}")
        if target is not None
        else None,
        label(plane.left + 4, plane.y(target) + 14, named, kind="second") if target is not None else None,
        *(
            element("path", class_=kind, d=f"M{c(plane.left)} {c(at)}h60")
            for (kind, _), at in zip(rows, y, strict=True)
        ),
        *(label(plane.left + 66, at + 4, word, kind="second") for (_, word), at in zip(rows, y, strict=True)),
        triangle(plane.left + 4, plane.foot + 10, 4),
        label(plane.left + 14, plane.foot + 11, "learning session", kind="second"),
        name=f"Key: every panel runs from {words.number(low, 0, unit)} to {words.number(high, 0, unit)}."
        if values
        else "Key: every panel has its own axis.",
        kind="multiple",
        width=214,
        height=132,
    )


def sparkline(
    analysis: Analysis, *, title: str = "", hidden: Collection[int] = (), says: str = ""
) -> Drawing:
    """A line for a table's row: centre, limits and target, and of the points only those with a signal."""
    low, high = reach(analysis, hidden)
    plane = Plane(1, 2, 144, 30, len(analysis.points), low, high)
    return picture(
        *lines(analysis, plane, hidden),
        data_line(analysis, plane, hidden),
        *points(analysis, plane, 2, only_special=True, hidden=hidden),
        name=says or name(analysis, title),
        kind="spark",
        width=146,
        height=34,
    )


def _grid(plane: Plane) -> list[Drawing]:
    d = "".join(
        f"M{c(plane.left)} {c(plane.y(value))}H{c(plane.right)}" for value in ticks(plane.low, plane.high, 3)
    )
    return [element("path", class_="spc-grid", d=d)] if d else []


def _sessions(
    analysis: Analysis, sessions: Sequence[date], plane: Plane, y: float, axis: Sequence[object] = ()
) -> list[Drawing]:
    x = [each for each in (axis or analysis.series.x) if isinstance(each, str)]
    found = [slot_of(x, each) for each in sessions]
    # a shared axis begins before the series does: its slots are counted from the left
    return [triangle(plane.edge(at - plane.skipped), y, 3.3) for at in found if at is not None]


def _ends(analysis: Analysis, plane: Plane, y: float) -> list[Drawing]:
    """The first and the last period, named at the two ends."""
    if not analysis.points:
        return []
    every = analysis.period
    first, last = (words.day(analysis.points[k].x, every) for k in (0, -1))
    found = [label(plane.left, y, first, kind="quiet")]
    if len(analysis.points) > 1:
        found.append(label(plane.right, y, last, kind="quiet", anchor="end"))
    return found


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
