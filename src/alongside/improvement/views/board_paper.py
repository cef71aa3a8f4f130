"""One chart on one page, for a board paper: its sentence first, then the chart, then the newest months."""

from __future__ import annotations

import datetime as dt
from typing import Any

from alongside.improvement.charts import Chart
from alongside.improvement.queries.chart import table

MONTHS = 12


def board_paper(chart: Chart, drawing: str, day: dt.date) -> dict[str, Any]:
    """What stands on the page, for its template."""
    analysis, team = chart.analysis, chart.series.team
    ratio = analysis.series.is_ratio
    rows = [row for row in table(chart) if row.point.y is not None][:MONTHS]
    columns = ["Month", *(["Counted", "Cases"] if ratio else []), "Value", "Limits", "Target", "Rule"]
    target = analysis.assurance.target
    return {
        "place": f"{team.collaborative.name} · {team.name}",
        "title": chart.name,
        "sentence": f"{analysis.sentence} {analysis.target_sentence}".rstrip(),
        "chart": drawing,
        "key": "Dot: common cause. Filled square: improvement. Hollow diamond: concern. "
        "Dashed: limits. Dotted: target. Triangle: learning session.",
        "columns": columns,
        "rows": [
            [
                row.month,
                *([row.counted, row.n] if ratio else []),
                row.value,
                row.limits,
                f"{row.point.target:g}" if row.point.target is not None else "–",
                row.rules,
            ]
            for row in rows
        ],
        "lines": [
            analysis.reading,
            *(
                [f"Target: {target:g}{'%' if analysis.spec.unit == 'percent' else ''}."]
                if target is not None
                else []
            ),
            definition(chart),
        ],
        "foot": f"Printed {day.day} {day:%b %Y}. {analysis.chart_kind.name}, {analysis.spec.rules} rules. "
        f"Chart {analysis.content_hash[:12]}. For improvement, not for performance management.",
    }


def definition(chart: Chart) -> str:
    version = chart.version
    parts = [
        version.numerator and f"Counts: {version.numerator}.",
        version.denominator and f"Out of: {version.denominator}.",
    ]
    return " ".join(part.replace("..", ".") for part in parts if part)
