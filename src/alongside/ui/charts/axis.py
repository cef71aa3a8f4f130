"""The two axes of a detailed chart: round values up, periods across."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from alongside.core.spc import Analysis, words
from alongside.ui.charts.elements import Drawing, coordinate, element
from alongside.ui.charts.plane import Plane, ticks
from alongside.ui.charts.wording import label

c = coordinate
Slot = tuple[int, str | int]
"""A period of the axis: its place, counted from the series' first, and its day or number."""


def values(analysis: Analysis, plane: Plane) -> list[Drawing]:
    """Round values at the left, each with its hairline; the uppermost says the unit."""
    marks = ticks(plane.low, plane.high, 7)
    decimals = max((len(f"{value:.10f}".rstrip("0").partition(".")[2]) for value in marks), default=0)
    drawn = []
    for value in marks:
        y = plane.y(value)
        unit = analysis.spec.unit if value == marks[-1] else "number"
        drawn.append(element("path", class_="spc-grid", d=f"M{c(plane.left)} {c(y)}H{c(plane.right)}"))
        written = f"{value:,.{decimals}f}{'%' if unit == 'percent' else ''}"
        drawn.append(label(plane.left - 8, y + 4, written, kind="spc-tick", anchor="end"))
    return drawn


def months(analysis: Analysis, plane: Plane, earlier: Sequence[str] = ()) -> list[Drawing]:
    """The time axis: a stroke for each period, names as often as there is room, and each year once, bold. `earlier` periods
    stand before the series' own."""
    base = element("path", class_="spc-axis", d=f"M{c(plane.left)} {c(plane.foot)}H{c(plane.right)}")
    slots: list[Slot] = list(enumerate([*earlier, *analysis.series.x], start=-len(earlier)))
    if not slots:
        return [base]
    if plane.step >= 4:
        strokes = "".join(f"M{c(plane.x(i))} {c(plane.foot)}v4" for i, _ in slots)
        base = Drawing(base + element("path", class_="spc-axis", d=strokes))
    drawn = [base]
    year = ""
    for (i, at), words_ in _named(slots, analysis.period, plane):
        x = plane.x(i)
        drawn.append(label(x, plane.foot + 18, words_, kind="quiet", anchor="middle"))
        if isinstance(at, str) and year != (year := at[:4]) and words_ != year:
            drawn.append(label(x, plane.foot + 32, "", year, anchor="middle"))
    return drawn


def _named(slots: Sequence[Slot], kind: str, plane: Plane) -> list[tuple[Slot, str]]:
    """Which periods are named, and how: every so many months of the calendar, the first always if it has room."""
    begin = slots[0][0]
    if isinstance(slots[0][1], int):
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 10**6) if n * plane.step >= 34)
        return [(slot, str(slot[1])) for slot in slots if slot[0] == 0 or int(slot[1]) % every == 0]
    days = [date.fromisoformat(str(at)) for _, at in slots]
    if kind == "year" or (len(days) > 1 and (days[-1] - days[0]).days < 75 and kind != "month"):
        fits = max(1, round(46 / plane.step + 0.5))
        return [
            (slot, str(day.year) if kind == "year" else f"{day.day} {words.MONTHS[day.month - 1]}")
            for slot, day in zip(slots, days, strict=True)
            if slot[0] % fits == 0
        ]
    opens = [
        (slot, day)
        for slot, day, before in zip(slots, days, [None, *days[:-1]], strict=True)
        if before is None or (day.year, day.month) != (before.year, before.month)
    ]
    span = (plane.x(opens[-1][0][0]) - plane.x(begin)) / max(_months_between(days[0], opens[-1][1]), 1)
    every = next((n for n in (1, 3, 6, 12) if n * span >= 34), 12)
    found: list[tuple[Slot, str]] = []
    for slot, day in opens:
        if (day.month - 1) % every == 0:
            if found and plane.x(slot[0]) - plane.x(found[-1][0][0]) < 30:
                found.pop()  # the first period, too close to the first round one
            found.append((slot, words.MONTHS[day.month - 1]))
        elif slot[0] == begin:
            found.append((slot, words.MONTHS[day.month - 1]))
    return found


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
