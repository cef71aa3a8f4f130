"""What the shapes and lines of a chart stand for."""

from __future__ import annotations

from alongside.core.spc import Analysis
from alongside.ui.charts.elements import Drawing, element
from alongside.ui.charts.lines import shape

WORDS = {
    "common": "common cause",
    "improvement": "improvement",
    "concern": "concern",
    "neutral": "neither better nor worse",
    "centre": "centre",
    "median": "median",
    "before": "team before the merger",
    "limit": "limits",
    "target": "target",
    "missing": "nothing sent",
    "session": "learning session",
}
LINES = {"median": "centre"}
USUAL = ("common", "improvement", "concern", "centre", "limit", "target")


def usual(analysis: Analysis, *, merged: bool = False) -> tuple[str, ...]:
    """The signs that a chart of this kind can have: a run chart has no limits, and without a direction nothing is better."""
    directed = analysis.spec.direction != "none"
    chart = analysis.chart_kind
    return (
        "common",
        *(("improvement", "concern") if directed else ("neutral",)),
        "median" if chart.median else "centre",
        *(("limit",) if chart.has_limits else ()),
        *(("target",) if analysis.spec.targets else ()),
        *(("before",) if merged else ()),
    )


def legend(*kinds: str) -> Drawing:
    """The key to a chart, in words beside each sign; without kinds the usual ones."""
    return element("ul", *(_entry(kind) for kind in kinds or USUAL), class_="spc-key")


def _entry(kind: str) -> Drawing:
    width = 22 if kind in ("centre", "median", "limit", "target", "before") else 12
    if kind == "session":
        sign = element("path", class_="spc-mark", d="M6 2L10 9.5H2Z")
    elif kind == "missing":
        sign = element("path", class_="spc-missing", d="M3 6h6")
    elif width > 12:
        sign = element("path", class_=f"spc-{LINES.get(kind, kind)}", d="M0 6H22")
    else:
        sign = shape(kind, 6.0, 6.0, 3.4 if kind != "common" else 3.0, f"spc-point {kind}")
    drawn = element(
        "svg", sign, class_="spc-sign", aria_hidden="true", viewBox=f"0 0 {width} 12", width=width, height=12
    )
    return element("li", drawn, WORDS[kind])
