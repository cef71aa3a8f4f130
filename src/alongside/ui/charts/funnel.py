"""The funnel: teams over one period, against limits that widen where less was counted."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from alongside.core.spc import words
from alongside.core.spc.funnel import Band, Funnel, Placed
from alongside.ui.charts.elements import Drawing, coordinate, element, picture
from alongside.ui.charts.places import Box
from alongside.ui.charts.plane import Plane, spread, ticks
from alongside.ui.charts.wording import label, wide

c = coordinate
LEFT, RIGHT, TOP, HEIGHT, FOOT = 64.0, 118.0, 12.0, 420.0, 46.0
OWN = frozenset[str]()


def funnel(
    found: Funnel,
    *,
    title: str,
    unit: str,
    across: str,
    said: Mapping[str, str],
    own: frozenset[str] = OWN,
    urls: Mapping[str, str] | None = None,
    width: float = 952,
) -> Drawing:
    """Each team as a point with its letter (`Part.key`), a ring around those of `own`. `said` is what a reader hears at a
    point, by key; `across` names what the axis at the foot counts."""
    low, high = _reach(found, unit)
    most = max((each.denominator for each in found.parts), default=1.0) * 1.05
    plane = Plane(LEFT, TOP, max(width - LEFT - RIGHT, 120), HEIGHT, 1, low, high)

    def x(n: float) -> float:
        return plane.left + n / most * plane.width

    return picture(
        *_axes(plane, unit, x, most, across),
        *_limits(found, plane, x),
        *_named_lines(found, plane, unit),
        *_points(found, plane, x, said, own, urls or {}),
        name=title,
        kind="detail spc-funnel",
        width=width,
        height=plane.foot + FOOT,
        role="group",
    )


def _reach(found: Funnel, unit: str) -> tuple[float, float]:
    """From the points and the limits where most points are: the widest part, at the left, may be cut."""
    if not found.parts:
        return 0.0, 100.0 if unit == "percent" else 1.0
    least = sorted(each.denominator for each in found.parts)[len(found.parts) // 4]
    near = [each for each in found.parts if each.denominator >= least]
    values = [each.value for each in found.parts]
    values += [limit for each in near for limit in (each.band.lower998, each.band.upper998)]
    air = 0.08 * (max(values) - min(values)) or 1.0
    low, high = max(0.0, min(values) - air), max(values) + air
    return (low, min(high, 100.0) if max(values) <= 100 else high) if unit == "percent" else (low, high)


def _axes(plane: Plane, unit: str, x: Callable[[float], float], most: float, across: str) -> list[Drawing]:
    drawn = []
    values = ticks(plane.low, plane.high, 7)
    decimals = max((len(f"{value:.10f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    for value in values:
        y = plane.y(value)
        sign = "%" if unit == "percent" and value == values[-1] else ""
        drawn.append(element("path", class_="spc-grid", d=f"M{c(plane.left)} {c(y)}H{c(plane.right)}"))
        drawn.append(
            label(plane.left - 8, y + 4, f"{value:,.{decimals}f}{sign}", kind="spc-tick", anchor="end")
        )
    drawn.append(element("path", class_="spc-axis", d=f"M{c(plane.left)} {c(plane.foot)}H{c(plane.right)}"))
    for n in ticks(0, most, 7):
        drawn.append(element("path", class_="spc-axis", d=f"M{c(x(n))} {c(plane.foot)}v4"))
        drawn.append(label(x(n), plane.foot + 18, f"{n:,.6g}", kind="quiet", anchor="middle"))
    drawn.append(
        label((plane.left + plane.right) / 2, plane.foot + 38, across, kind="second", anchor="middle")
    )
    return drawn


def _limits(found: Funnel, plane: Plane, x: Callable[[float], float]) -> list[Drawing]:
    curve = found.curve()
    drawn = []
    for name, take in _LIMITS:
        d = _path([(x(n), take(limits)) for n, limits in curve], plane)
        if d:
            drawn.append(element("path", class_=f"spc-limit {name}".rstrip(), d=d))
    if not math.isnan(found.centre):
        y = plane.y(found.centre)
        drawn.append(element("path", class_="spc-centre", d=f"M{c(plane.left)} {c(y)}H{c(plane.right)}"))
    return drawn


_LIMITS: tuple[tuple[str, Callable[[Band], float]], ...] = (
    ("", lambda limits: limits.upper998),
    ("inner", lambda limits: limits.upper95),
    ("inner", lambda limits: limits.lower95),
    ("", lambda limits: limits.lower998),
)


def _path(curve: list[tuple[float, float]], plane: Plane) -> str:
    """The line within the plane; what lies above or below it is not drawn."""
    drawn, pen = [], False
    for x, value in curve:
        inside = plane.low <= value <= plane.high
        if inside:
            drawn.append(f"{'L' if pen else 'M'}{c(x)} {c(plane.y(value))}")
        pen = inside
    return "".join(drawn)


def _named_lines(found: Funnel, plane: Plane, unit: str) -> list[Drawing]:
    curve = found.curve()
    if not curve:
        return []
    end = curve[-1][1]
    decimals = 1 if unit == "percent" or found.centre >= 10 else 2
    named = [
        (end.upper998, ("99.8% limit", ""), "quiet"),
        (end.upper95, ("95% limit", ""), "quiet"),
        (found.centre, ("all teams ", words.number(found.centre, decimals, unit)), ""),
        (end.lower95, ("95% limit", ""), "quiet"),
        (end.lower998, ("99.8% limit", ""), "quiet"),
    ]
    within = [each for each in named if plane.low <= each[0] <= plane.high]
    places = spread([plane.y(value) + 4 for value, _, _ in within], 14, plane.top + 4, plane.foot + 4)
    return [
        label(plane.right + 10, y, *parts, kind=kind)
        for (_, parts, kind), y in zip(within, places, strict=True)
    ]


def _points(
    found: Funnel,
    plane: Plane,
    x: Callable[[float], float],
    said: Mapping[str, str],
    own: frozenset[str],
    urls: Mapping[str, str],
) -> list[Drawing]:
    """Points from large to small, each with its letter where there is room: on no point and no other letter."""
    spots = {each.key: (x(each.denominator), plane.y(each.value)) for each in found.parts}
    taken = [Box(px - 5, py - 5, px + 5, py + 5) for px, py in spots.values()]
    drawn = []
    first = sorted(found.parts, key=lambda each: (each.key not in own, not each.outside, -each.denominator))
    for each in first:
        px, py = spots[each.key]
        spoken = said.get(each.key, each.key)
        parts = [
            element("title", spoken),
            element("circle", class_="spc-hit", cx=px, cy=py, r=9.0),
            element("circle", class_="spc-ring", cx=px, cy=py, r=9.0),
            element("circle", class_="spc-own", cx=px, cy=py, r=8.0) if each.key in own else None,
            _shape(each, px, py),
            _letter(each, px, py, taken, plane, each.key in own),
        ]
        kind = "spc-point"
        url = urls.get(each.key)
        if url:
            drawn.append(element("a", *parts, class_=kind, href=url, aria_label=spoken, data_i=each.key))
        else:
            drawn.append(
                element("g", *parts, class_=kind, tabindex=0, role="img", aria_label=spoken, data_i=each.key)
            )
    return drawn


def _looks(each: Placed) -> str:
    return "near" if each.outside else "inside"


def _shape(each: Placed, x: float, y: float) -> Drawing:
    """Within the limits a dot, between the pairs a ring, beyond both a triangle that points the way: neither good nor bad."""
    if each.outside == "99.8":
        up = -1 if each.side == "high" else 1
        return element(
            "path",
            class_="spc-place beyond",
            d=f"M{c(x)} {c(y + 5.5 * up)}L{c(x + 5)} {c(y - 4 * up)}H{c(x - 5)}Z",
        )
    return element("circle", class_=f"spc-place {_looks(each)}", cx=x, cy=y, r=4.0 if each.outside else 3.6)


def _letter(each: Placed, x: float, y: float, taken: list[Box], plane: Plane, strong: bool) -> Drawing | None:
    width = wide(each.key, strong)
    for dx, dy in (
        (8.0, 4.0),
        (-8.0 - width, 4.0),
        (-width / 2, -8.0),
        (-width / 2, 17.0),
        (7.0, -5.0),
        (7.0, 14.0),
    ):
        box = Box(x + dx, y + dy - 10, x + dx + width, y + dy + 2)
        if box.left < plane.left or box.right > plane.right + 8:
            continue
        if not any(box.meets(other) for other in taken):
            taken.append(box)
            parts = ("", each.key) if strong else (each.key,)
            return label(x + dx, y + dy, *parts, kind="" if each.outside or strong else "second")
    return None
