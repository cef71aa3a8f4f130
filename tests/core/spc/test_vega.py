"""A chart in a notebook shows the numbers of the record, the same as the drawing on a page does."""

from __future__ import annotations

import builtins
import json
import re

import pytest

from alongside.core.errors import Invalid
from alongside.core.spc import CHARTS, Analysis, Phase, Series, Spec, Target, analyse
from alongside.ui import charts

MONTHS = [f"{2015 + month // 12}-{month % 12 + 1:02d}-01" for month in range(24)]
COUNTS: list[float | None] = [
    30,
    31,
    None,
    33,
    30,
    29,
    31,
    30,
    32,
    30,
    29,
    32,
    40,
    41,
    42,
    44,
    40,
    41,
    43,
    42,
    44,
    20,
    40,
    41,
]


def record(kind: str = "p", **options: object) -> Analysis:
    options = {
        "freeze": 9,
        "phases": (Phase("2016-09-01", "trolley"),),
        "targets": (Target(60), Target(70, "2015-08-01")),
        "direction": "up",
        **options,
    }
    if CHARTS[kind].takes == "ratio":
        series = Series("Alder", MONTHS, numerator=COUNTS, denominator=[48 + k % 5 for k in range(24)])
        options |= {"unit": "percent"} if CHARTS[kind].of_all else {"multiply": 100}
    else:
        series = Series("Alder", MONTHS, COUNTS)
    return analyse(series, Spec(chart=kind, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_the_data_are_those_of_the_record(kind: str) -> None:
    given = record(kind)
    rows = given.vega()["data"]["values"]
    assert len(rows) == 24
    for row, point in zip(rows, given.points, strict=True):
        assert (row["x"], row["y"], row["phase"]) == (point.x, point.y, point.phase)
        assert (row["centre"], row["lower"], row["upper"]) == (point.centre, point.lower, point.upper)
        assert (row["target"], row["numerator"], row["denominator"]) == (
            point.target,
            point.numerator,
            point.n,
        )
    assert json.loads(json.dumps(given.vega(), allow_nan=False)) == given.vega()


@pytest.mark.parametrize("kind", sorted(CHARTS))
def test_notebook_and_page_show_the_same_numbers(kind: str) -> None:
    """Every point of the drawing lies at one and the same scale's place for the notebook's value, and so do its lines."""
    given = record(kind)
    rows = {row["i"]: row for row in given.vega()["data"]["values"] if row["y"] is not None}
    drawn = charts.detail(given, title="Alder")
    rings = re.findall(r'data-i="(\d+)".*?class="spc-ring" cx="[\d.]+" cy="([\d.]+)"', drawn)
    heights = {int(i): float(y) for i, y in rings}
    assert set(heights) == set(rows)
    low, high = (pick(rows, key=lambda i: rows[i]["y"]) for pick in (min, max))
    step = (heights[high] - heights[low]) / (rows[high]["y"] - rows[low]["y"])

    def height(value: float) -> float:
        return heights[low] + step * (value - rows[low]["y"])

    for i, row in rows.items():
        assert heights[i] == pytest.approx(height(row["y"]), abs=0.2), i
    for field, name in (("centre", "spc-centre"), ("upper", "spc-limit")):
        values = [row[field] for row in rows.values() if row[field] is not None]
        if values:
            paths = re.findall(rf'class="{name}" d="([^"]+)"', drawn)
            begins = float(re.match(r"M[\d.]+ (-?[\d.]+)", paths[0])[1])  # type: ignore[index]
            assert begins == pytest.approx(height(values[0]), abs=0.2), field


def test_meaning_is_told_by_shape_and_by_colour() -> None:
    given = record()
    spec = given.vega()
    (points,) = [
        layer
        for layer in spec["layer"]
        if isinstance(layer["mark"], dict) and layer["mark"]["type"] == "point"
    ]
    shapes, colours = (points["encoding"][key]["scale"] for key in ("shape", "stroke"))
    assert shapes["domain"] == colours["domain"] == ["no signal", "improvement", "concern", "change"]
    assert len(set(shapes["range"])) == len(set(colours["range"])) == 4
    tones = {row["tone"] for row in spec["data"]["values"]}
    assert tones >= {"no signal", "improvement"}
    told = [row["signals"] for row in spec["data"]["values"] if row["tone"] == "improvement"]
    assert all(each.endswith(".") for each in told)


def test_the_line_breaks_at_a_missing_month_and_at_a_phase() -> None:
    rows = record().vega()["data"]["values"]
    pieces: dict[int, list[int]] = {}
    for row in rows:
        if row["y"] is not None:
            pieces.setdefault(row["stretch"], []).append(row["i"])
    assert list(pieces.values()) == [[0, 1], list(range(3, 20)), list(range(20, 24))]


def test_a_run_chart_has_no_limits_to_draw_and_phases_have_their_reason() -> None:
    fields = [layer["encoding"].get("y", {}).get("field") for layer in record("run").vega()["layer"]]
    assert "upper" not in fields and "lower" not in fields and "centre" in fields
    reasons = [layer["data"]["values"] for layer in record().vega()["layer"] if "data" in layer]
    assert reasons[0] == [{"x": "2016-09-01", "reason": "phase 2: trolley"}]


def test_altair_takes_it_as_a_chart_of_its_own() -> None:
    altair = pytest.importorskip("altair")
    chart = record().chart(title="Antibiotic within the hour", width=300)
    assert isinstance(chart, altair.LayerChart)
    made = chart.to_dict()  # holds it against the schema of Vega-Lite
    assert made["title"]["text"] == "Antibiotic within the hour"
    assert made["width"] == 300
    numbered = analyse(Series("s", [1, 2, 3], [1, 2, 3]), Spec())
    assert numbered.chart().to_dict()["layer"]


def test_without_altair_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def refuse(name: str, *rest: object, **more: object) -> object:
        if name == "altair":
            raise ImportError(name)
        return known(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Invalid, match=re.escape("pip install 'alongside[notebook]'")):
        record().chart()
    assert record().vega()["layer"], "the specification itself needs nothing"
