"""Every chart of the qicharts2 0.8.1 tables that is offered here, point by point: lines, points outside, runs analysis.

Compared are run, i (our XmR), p, p′, c and g charts of 12 hospitals and of the edge series, with large moving ranges screened
and not. Not in the tables, and held to hand-worked cases instead: u, u′ and t charts, frozen baselines and phases. Not offered,
so not compared: charts of moving ranges (mr); leaving single points out (exclude) and centre lines imposed from outside.

Differences, all wanted:

- i: limits lie 2.66 mean moving ranges from the centre (Making Data Count's printed factor), there 3 ÷ 1.128 = 2.6596. The
  reach is the same but for that ratio.
- i, screened: where screening leaves ranges of zero although values differ, or where nothing varies, see ZERO_WIDTH_AFTER_SCREENING
  and CONSTANT: there limits of zero width with every point outside, or none; here limits from all ranges, or of zero width.
- useful points: where no point lies off the centre line, the table has no run and no critical values, here a run of 0.
- verdicts on runs: fewer than 10 useful points are not judged here. (No such verdict differs in these tables.)
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from alongside.core.spc import Analysis, Series, Spec, analyse
from tests.published.tables import CONSTANT, ZERO_WIDTH_AFTER_SCREENING, Rows, close, grouped, number

KEYS = ("chart", "series", "screened_mr", "dataset")
OURS = {"run": "run", "i": "xmr", "p": "p", "pp": "pp", "c": "c", "g": "g"}
POINTS = {"run": 1562, "i": 2260, "p": 432, "pp": 864, "c": 602, "g": 602}


@pytest.fixture(scope="module")
def groups() -> dict[tuple[str, ...], Rows]:
    return {}


@pytest.fixture
def charts(shared: Path, groups: dict[tuple[str, ...], Rows]) -> dict[tuple[str, ...], Rows]:
    if not groups:
        groups.update(grouped(shared / "spc/expected/qicharts2_points.csv", *KEYS))
    return groups


def drawn(key: tuple[str, ...], rows: Rows) -> Analysis:
    chart, name, screened, dataset = key
    x = [int(row["i"]) for row in rows]
    if dataset.endswith("breaches/attendances)"):
        counts = [number(row["y.sum"]) for row in rows]
        series = Series(name, x, numerator=counts, denominator=[number(row["n"]) for row in rows])
    else:
        series = Series(name, x, [number(row["y"]) for row in rows])
    return analyse(series, Spec(chart=OURS[chart], rules="anhoej", screening=screened == "TRUE"))


def wanted_otherwise(key: tuple[str, ...]) -> bool:
    """Charts whose limits are better not those of the table; their centres and runs are compared all the same."""
    chart, name, screened, _ = key
    return chart == "i" and screened == "TRUE" and name in ZERO_WIDTH_AFTER_SCREENING | CONSTANT


def test_the_tables_hold_what_is_compared_and_nothing_else(charts: dict[tuple[str, ...], Rows]) -> None:
    held = Counter(dict.fromkeys(OURS, 0))
    for (chart, *_), rows in charts.items():
        held[chart] += len(rows)
        assert {row["variant"] for row in rows} == {"default"}
        assert {(row["part"], row["baseline"], row["include"]) for row in rows} == {("1", "TRUE", "TRUE")}
    assert held == Counter(POINTS) + Counter(mr=698)


@pytest.mark.parametrize("chart", sorted(OURS))
def test_lines_are_those_of_qicharts2(charts: dict[tuple[str, ...], Rows], chart: str) -> None:
    compared, wrong = 0, []
    for key, rows in charts.items():
        if key[0] != chart:
            continue
        record = drawn(key, rows)
        ranges = record.segments[0].formula.get("mean_moving_range", 0.0) if chart == "i" else 0.0
        for point, row in zip(record.points, rows, strict=True):
            compared += 1
            right = close(point.y, row["y"]) and close(point.centre, row["cl"])
            if not wanted_otherwise(key):
                within = 5e-3 * ranges
                right &= close(point.lower, row["lcl"], within=within)
                right &= close(point.upper, row["ucl"], within=within)
            if not right:
                wrong.append((*key, row["i"]))
    assert wrong == []
    assert compared == POINTS[chart]


def test_single_values_differ_only_by_the_rounding_of_three_over_d2(
    charts: dict[tuple[str, ...], Rows],
) -> None:
    compared = 0
    for key, rows in charts.items():
        if key[0] != "i" or wanted_otherwise(key):
            continue
        for point, row in zip(drawn(key, rows).points, rows, strict=True):
            assert point.upper is not None and point.centre is not None
            reach = (point.upper - point.centre) / 2.66 * 3 / 1.128
            assert close(point.centre + reach, row["ucl"], 1e-9)
            compared += 1
    assert compared == POINTS["i"] - 24 * 4 - 10


@pytest.mark.parametrize("chart", sorted(OURS))
def test_points_outside_are_those_of_qicharts2(charts: dict[tuple[str, ...], Rows], chart: str) -> None:
    compared, wrong = 0, []
    for key, rows in charts.items():
        if key[0] != chart or wanted_otherwise(key):
            continue
        for point, row in zip(drawn(key, rows).points, rows, strict=True):
            compared += 1
            outside = any(signal.rule == "astronomical" for signal in point.signals)
            if str(outside).upper() != row["sigma.signal"]:
                wrong.append((*key, row["i"]))
    assert wrong == []
    assert compared == POINTS[chart] - (24 * 4 + 10 if chart == "i" else 0)


@pytest.mark.parametrize("chart", sorted(OURS))
def test_runs_and_crossings_are_those_of_qicharts2(charts: dict[tuple[str, ...], Rows], chart: str) -> None:
    compared, judged = 0, Counter[str]()
    for key, rows in charts.items():
        if key[0] != chart:
            continue
        record, row = drawn(key, rows), rows[0]
        segment = record.segments[0]
        assert segment.useful == int(row["n.useful"]), key
        if segment.useful:
            ours = (segment.longest_run, segment.longest_run_max, segment.crossings, segment.crossings_min)
            theirs = ("longest.run", "longest.run.max", "n.crossings", "n.crossings.min")
            assert ours == tuple(int(row[column]) for column in theirs), key
        signal = any(each.rule in ("run_length", "crossings") for each in record.signals)
        assert str(signal).upper() == row["runs.signal"], key
        judged[row["runs.signal"]] += 1
        compared += 1
    assert compared == {"run": 52, "i": 80, "p": 12, "pp": 24, "c": 24, "g": 24}[chart]
    assert judged["TRUE"] and (judged["FALSE"] or chart in ("p", "pp")), "both verdicts occur"


@pytest.mark.parametrize("name", sorted(ZERO_WIDTH_AFTER_SCREENING))
def test_where_screening_would_leave_no_width_the_unscreened_limits_are_used(
    charts: dict[tuple[str, ...], Rows], name: str
) -> None:
    screened, unscreened = charts["i", name, "TRUE", "edge_series"], charts["i", name, "FALSE", "edge_series"]
    assert {row["lcl"] for row in screened} == {row["ucl"] for row in screened}, "what is not copied"
    record = drawn(("i", name, "TRUE", "edge_series"), screened)
    reach = 5e-3 * record.segments[0].formula["mean_moving_range"]
    for point, row in zip(record.points, unscreened, strict=True):
        assert close(point.upper, row["ucl"], within=reach)
