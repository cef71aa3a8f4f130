"""A chart as a Vega-Lite specification, for notebooks: the numbers of the record, in the looks of the product.

The dictionary needs nothing to be made. `chart` hands it to Altair, which is installed with `alongside[notebook]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alongside.core.errors import Invalid
from alongside.core.spc import words

if TYPE_CHECKING:
    from alongside.core.spc.record import Analysis

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
INK2, INK3, MARK, PAPER = "#454c55", "#5f6770", "#87909a", "#ffffff"
TONES = {
    # tone: shape, outline, inside; told apart without colour
    "common": ("circle", "#6f7882", "#6f7882"),
    "improvement": ("square", "#1565b0", "#1565b0"),
    "concern": ("diamond", "#b84c00", PAPER),
    "neutral": ("cross", "#6b3fa0", "#6b3fa0"),
}
TONE_WORDS = {"common": "no signal", "improvement": "improvement", "concern": "concern", "neutral": "change"}


def vega(analysis: Analysis, *, title: str = "", width: int = 640, height: int = 300) -> dict[str, Any]:
    """The Vega-Lite specification (version 6) of a chart: limits stepped, centre, target, line, points, phases.

    The line breaks at a missing period and at a phase. `width` and `height` in pixels. The title is the series' name unless
    given; the chart's sentence stands below it.
    """
    dated = analysis.series.is_dated
    x: dict[str, Any] = {
        "field": "x",
        "type": "temporal" if dated else "quantitative",
        "title": None,
        # dates without a time of day are read as UTC: another zone would move them to the day before
        "scale": {"type": "utc"} if dated else {"zero": False},
    }
    return {
        "$schema": SCHEMA,
        "title": {
            "text": title or analysis.series.key,
            "subtitle": analysis.sentence,
            "anchor": "start",
            "offset": 20,
        },
        "width": width,
        "height": height,
        "data": {"values": values(analysis)},
        "layer": [
            *_lines(analysis, x),
            _data_line(x),
            _points(analysis, x),
            *_phases(analysis, x),
        ],
        "config": {"view": {"stroke": None}, "axis": {"grid": False}},
    }


def values(analysis: Analysis) -> list[dict[str, Any]]:
    """A row a slot, as the chart draws it; `stretch` numbers the pieces of the line, `signals` is said of the point."""
    found, stretch, before = [], 0, None
    for point in analysis.points:
        if point.y is not None and (before is None or before.y is None or before.phase != point.phase):
            stretch += 1
        before = point
        found.append(
            {
                "i": point.i,
                "x": point.x,
                "y": point.y,
                "numerator": point.numerator,
                "denominator": point.n,
                "centre": point.centre,
                "lower": point.lower,
                "upper": point.upper,
                "target": point.target,
                "phase": point.phase,
                "stretch": stretch,
                "tone": TONE_WORDS[point.tone],
                "signals": " ".join(words.describe(analysis, signal) for signal in point.signals),
            }
        )
    return found


def chart(analysis: Analysis, *, title: str = "", width: int = 640, height: int = 300) -> Any:
    """The chart as an `altair` chart, to be shown, changed or saved in a notebook. Raises Invalid where Altair is missing."""
    try:
        import altair
    except ImportError:
        raise Invalid(
            "Altair is not installed, which draws charts in notebooks.",
            "Run: pip install 'alongside[notebook]'",
        ) from None
    return altair.Chart.from_dict(vega(analysis, title=title, width=width, height=height))


def _known(field: str) -> list[dict[str, str]]:
    return [{"filter": f"isValid(datum.{field})"}]


def _lines(analysis: Analysis, x: dict[str, Any]) -> list[dict[str, Any]]:
    """Limits, centre and target, each held for the width of its slot and broken at a phase."""
    drawn = []
    for field, colour, thickness, dash in (
        ("upper", INK3, 1, [4, 3]),
        ("lower", INK3, 1, [4, 3]),
        ("target", "#1b1f24", 1, [1, 3]),
        ("centre", INK2, 1.25, [1, 0]),
    ):
        if all(getattr(point, field) is None for point in analysis.points):
            continue
        drawn.append(
            {
                "transform": _known(field),
                "mark": {
                    "type": "line",
                    "interpolate": "step",
                    "color": colour,
                    "strokeWidth": thickness,
                    "strokeDash": dash,
                },
                "encoding": {"x": x, "y": _y(field), "detail": {"field": "phase", "type": "nominal"}},
            }
        )
    return drawn


def _data_line(x: dict[str, Any]) -> dict[str, Any]:
    return {
        "transform": _known("y"),
        "mark": {"type": "line", "color": MARK, "strokeWidth": 1.25},
        "encoding": {"x": x, "y": _y("y"), "detail": {"field": "stretch", "type": "nominal"}},
    }


def _points(analysis: Analysis, x: dict[str, Any]) -> dict[str, Any]:
    domain = [TONE_WORDS[tone] for tone in TONES]

    def scale(place: int) -> dict[str, Any]:
        return {
            "field": "tone",
            "type": "nominal",
            "title": None,
            "scale": {"domain": domain, "range": [looks[place] for looks in TONES.values()]},
        }

    kind = "temporal" if analysis.series.is_dated else "quantitative"
    fields = ["y", "numerator", "denominator", "centre", "lower", "upper", "target"]
    shown = [name for name in fields if any(row[name] is not None for row in values(analysis))]
    return {
        "transform": _known("y"),
        "mark": {"type": "point", "size": 42, "strokeWidth": 1.5, "opacity": 1},
        "encoding": {
            "x": x,
            "y": _y("y"),
            "shape": scale(0),
            "stroke": scale(1),
            "fill": scale(2),
            "tooltip": [
                {
                    "field": "x",
                    "type": kind,
                    **({"timeUnit": "utcyearmonthdate"} if kind == "temporal" else {}),
                },
                *({"field": name, "type": "quantitative", "format": ",.4~g"} for name in shown),
                {"field": "signals", "type": "nominal"},
            ],
        },
    }


def _phases(analysis: Analysis, x: dict[str, Any]) -> list[dict[str, Any]]:
    """A hairline where each later phase begins, with its reason."""
    opened = [
        {"x": segment.starts, "reason": f"phase {segment.number}: {segment.reason}"}
        for segment in analysis.segments[1:]
    ]
    if not opened:
        return []
    return [
        {
            "data": {"values": opened},
            "mark": {"type": "rule", "color": "#c2c8ce"},
            "encoding": {"x": x, "tooltip": [{"field": "reason", "type": "nominal"}]},
        },
        {
            "data": {"values": opened},
            "mark": {"type": "text", "align": "left", "dx": 4, "y": -5, "baseline": "bottom", "color": INK3},
            "encoding": {"x": x, "text": {"field": "reason", "type": "nominal"}},
        },
    ]


def _y(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": None, "scale": {"zero": False}}
