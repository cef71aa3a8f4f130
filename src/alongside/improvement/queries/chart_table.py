"""A chart as a table that leaves the house and comes back: numbers, lines and signals with the specification that made them."""

from __future__ import annotations

import csv
import io
import json

from alongside.core import spc
from alongside.core.errors import Invalid
from alongside.improvement.charts import Chart
from alongside.improvement.computed_columns import COMPUTED

SENT = ("team", "measure", "period", "numerator", "denominator", "value")
COLUMNS = SENT + COMPUTED


def as_csv(chart: Chart, letter: str) -> str:
    """One line a month. The first columns are those that an import of numbers reads; the first line also holds the
    specification as JSON and the hash of rows, specification and engine, so that the chart can be made again from it."""
    analysis, out = chart.analysis, io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    ratio = analysis.series.is_ratio
    for point in analysis.points:
        writer.writerow(
            {
                "team": letter,
                "measure": chart.series.measure.key,
                "period": str(point.x)[:7],
                "numerator": _written(point.numerator),
                "denominator": _written(point.n if ratio else None),
                "value": "" if ratio else _written(point.y),
                "shown": _written(point.y),
                "centre": _written(point.centre),
                "lower": _written(point.lower),
                "upper": _written(point.upper),
                "target": _written(point.target),
                "phase": point.phase,
                "signals": " ".join(f"{each.rule}:{each.direction}" for each in point.signals),
                "series": analysis.series.key if point.i == 0 else "",
                "specification": json.dumps(analysis.spec.to_json(), ensure_ascii=False)
                if point.i == 0
                else "",
                "content": analysis.content_hash if point.i == 0 else "",
            }
        )
    return out.getvalue()


def from_csv(text: str) -> spc.Analysis:
    """The chart that such a table describes, computed again. Raises Invalid for a table that is not one."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or set(COLUMNS) - set(rows[0]):
        raise Invalid("This is not a chart's table.", "Give the CSV that a chart's page exports, unchanged.")
    try:
        spec = spc.Spec.from_json(json.loads(rows[0]["specification"]))
    except ValueError:
        raise Invalid(
            "The first line holds no specification that can be read.", "Export the chart once more."
        ) from None
    x = [f"{row['period']}-01" for row in rows]
    key = rows[0]["series"]
    if any(row["denominator"] for row in rows):
        series = spc.Series(
            key=key,
            x=x,
            numerator=[_read(row["numerator"]) for row in rows],
            denominator=[_read(row["denominator"]) for row in rows],
        )
    else:
        series = spc.Series(key=key, x=x, y=[_read(row["value"]) for row in rows])
    return spc.analyse(series, spec)


def _written(value: float | None) -> str:
    """A number without loss: read back it is the same."""
    return "" if value is None else str(int(value)) if float(value).is_integer() else repr(float(value))


def _read(text: str) -> float | None:
    return float(text) if text else None
