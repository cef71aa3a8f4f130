"""Drawings of scores: dot for the host, ring for the team itself, the gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from alongside.improvement.periods import months
from alongside.improvement.queries.progress import MonthRow, Pair
from alongside.improvement.views.drawing import safe
from alongside.ui.charts.elements import Drawing, element

LOW, HIGH = 0.5, 5.0
STEP, LEFT, TOP, HEIGHT = 38.0, 34.0, 14.0, 198.0


def swing(pair: Pair, width: float = 84.0) -> SafeString:
    """One pair on the line from 0.5 to 5, as small as a word."""

    def x(value: Decimal) -> float:
        return 4 + (float(value) - LOW) / (HIGH - LOW) * (width - 8)

    parts = [element("line", x1=2.0, y1=6.0, x2=width - 2, y2=6.0)]
    if pair.host is not None and pair.own is not None and pair.host != pair.own:
        parts.append(element("line", class_="gap", x1=x(pair.host), y1=6.0, x2=x(pair.own), y2=6.0))
    if pair.own is not None:
        parts.append(element("circle", class_="own", cx=x(pair.own), cy=6.0, r=3.2))
    if pair.host is not None:
        parts.append(
            element("circle", class_="host", cx=x(pair.host), cy=6.0, r=3.5 if pair.own != pair.host else 2.2)
        )
    return safe(
        element(
            "svg", *parts, class_="swing", role="img", aria_label=pair.words,
            viewBox=f"0 0 {width:g} 12", width=width, height=12,
        )
    )  # fmt: skip


def two_lines(rows: Sequence[MonthRow]) -> SafeString:
    """A team's scores over the months: two dotted lines, and the gap where both sides scored. Empty without a score."""
    if not rows:
        return safe("")
    axis = months(rows[0].period, rows[-1].period)
    place = {month: LEFT + 16 + number * STEP for number, month in enumerate(axis)}
    width = LEFT + 32 + STEP * max(len(axis) - 1, 0) + 52
    parts: list[Drawing] = []
    for whole in range(1, 6):
        parts.append(element("line", class_="score-rule", x1=LEFT, y1=_y(whole), x2=width - 52, y2=_y(whole)))
        parts.append(
            element("text", str(whole), class_="score-tick", x=LEFT - 10, y=_y(whole) + 4, text_anchor="end")
        )
    for number, month in enumerate(axis):
        if (month.month in (1, 4, 7, 10) and number != 1) or number == 0:
            words = f"{month:%b %Y}" if month.month == 1 or number == 0 else f"{month:%b}"
            parts.append(
                element(
                    "text",
                    words,
                    class_="score-tick",
                    x=place[month],
                    y=TOP + HEIGHT + 18,
                    text_anchor="middle",
                )
            )
    for row in rows:
        if row.host and row.own and row.host.value != row.own.value:
            x = place[row.period]
            parts.append(
                element("line", class_="score-gap", x1=x, y1=_y(row.host.value), x2=x, y2=_y(row.own.value))
            )
    parts += _line([(place[row.period], _y(row.own.value)) for row in rows if row.own], "own", 4.4)
    both = {row.period for row in rows if row.host and row.own and row.host.value == row.own.value}
    parts += _line(
        [(place[row.period], _y(row.host.value)) for row in rows if row.host],
        "host",
        3.8,
        {place[each] for each in both},
    )
    parts += _names(rows, width - 44)
    said = "; ".join(f"{row.period:%b %Y}: {row.pair.words}" for row in rows)
    return safe(
        element(
            "svg", *parts, class_="scores", role="img", aria_label=f"Scores by month. {said}",
            viewBox=f"0 0 {width:g} {TOP + HEIGHT + 26:g}", width=width, height=TOP + HEIGHT + 26,
        )
    )  # fmt: skip


def _y(value: float | Decimal) -> float:
    return TOP + (HIGH - float(value)) / (HIGH - LOW) * HEIGHT


def _line(
    points: list[tuple[float, float]], kind: str, radius: float, inside: set[float] | None = None
) -> list[Drawing]:
    """The dots of one side, joined; a dot that falls into the other side's ring is drawn smaller."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return [
        element("polyline", class_=f"score-line {kind}", points=path),
        *(
            element("circle", class_=f"score-{kind}", cx=x, cy=y, r=2.2 if x in (inside or ()) else radius)
            for x, y in points
        ),
    ]


def _names(rows: Sequence[MonthRow], x: float) -> list[Drawing]:
    """The two words at the ends of the lines, kept apart."""
    last = {
        "host": next((row.host.value for row in reversed(rows) if row.host), None),
        "own": next((row.own.value for row in reversed(rows) if row.own), None),
    }
    here = sorted((_y(value), word) for word, value in last.items() if value is not None)
    if len(here) == 2 and here[1][0] - here[0][0] < 14:
        middle = (here[0][0] + here[1][0]) / 2
        here = [(middle - 7, here[0][1]), (middle + 7, here[1][1])]
    return [element("text", word, class_="score-name", x=x, y=y + 4) for y, word in here]
