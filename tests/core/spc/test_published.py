"""The engine gives what the published packages give, point by point; every difference is listed here with its reason.

Expected values were computed with NHSRplotthedots 0.2.2, qicharts2 0.8.1 and, for the wording of November 2023, from the
published rule. They lie beside the project; the tests are skipped where they do not.
"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import pytest

from alongside.core.spc import Analysis, Phase, Point, Series, Spec, Target, analyse

Rows = list[dict[str, str]]

# Screening leaves only ranges of zero, although values differ: the packages give limits of zero width (every point outside)
# or none at all. Wanted are the limits from all ranges.
ZERO_WIDTH_AFTER_SCREENING = {"ceiling_one_dip", "anhoej_crossings_7_of_24", "n10_boundary"}
# Nothing varies and the packages divide nothing by nothing: limits are missing, wanted is zero width.
CONSTANT = {"constant_100", "all_zero"}


def grouped(file: Path, *keys: str) -> dict[tuple[str, ...], Rows]:
    with file.open(newline="") as handle:
        rows = list(csv.DictReader(handle))

    def key(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in keys)

    return {each: list(group) for each, group in groupby(sorted(rows, key=key), key=key)}


def number(text: str) -> float | None:
    return float(text) if text not in ("", "NA") else None


def close(ours: float | None, theirs: str, tolerance: float = 1e-6) -> bool:
    wanted = number(theirs)
    if ours is None or wanted is None:
        return ours is wanted
    return abs(ours - wanted) <= tolerance * max(1.0, abs(wanted))


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: int(row["i"]))


# Making Data Count, wording of November 2023

COLUMNS = {"astro": "astronomical", "shift7": "shift", "trend7": "trend", "two_of_three": "two_of_three"}


def signs(point: Point) -> dict[str, int]:
    found = dict.fromkeys(COLUMNS, 0)
    for column, rule in COLUMNS.items():
        for signal in point.signals:
            if signal.rule == rule:
                found[column] = 1 if signal.direction == "high" else -1
    return found


def test_limits_and_signals_are_those_of_the_2023_wording(shared: Path) -> None:
    groups = grouped(shared / "spc/expected/mdc_own_points.csv", "series", "screen_outliers")
    assert len(groups) == 80
    compared, wrong = 0, []
    for (name, screened), rows in groups.items():
        if screened == "True" and name in ZERO_WIDTH_AFTER_SCREENING:
            continue
        rows = in_order(rows)
        record = analyse(
            Series(name, [int(row["i"]) for row in rows], [number(row["y"]) for row in rows]),
            Spec(rules="mdc-2023", screening=screened == "True"),
        )
        for point, row in zip(record.points, rows, strict=True):
            compared += 1
            lines = (
                close(point.centre, row["mean"])
                and close(point.lower, row["lpl"])
                and close(point.upper, row["upl"])
            )
            if not lines or signs(point) != {name: int(row[name]) for name in COLUMNS}:
                wrong.append((name, screened, row["i"]))
    assert wrong == []
    assert compared == 2202


@pytest.mark.parametrize("name", sorted(ZERO_WIDTH_AFTER_SCREENING))
def test_where_screening_would_leave_no_width_the_unscreened_limits_are_used(shared: Path, name: str) -> None:
    groups = grouped(shared / "spc/expected/mdc_own_points.csv", "series", "screen_outliers")
    screened, unscreened = in_order(groups[name, "True"]), in_order(groups[name, "False"])
    assert {row["lpl"] for row in screened} == {row["upl"] for row in screened}, (
        "the defect that is not copied"
    )
    record = analyse(
        Series(name, [int(row["i"]) for row in screened], [number(row["y"]) for row in screened]),
        Spec(screening=True),
    )
    for point, row in zip(record.points, unscreened, strict=True):
        assert close(point.lower, row["lpl"])
        assert close(point.upper, row["upl"])
        assert signs(point) == {column: int(row[column]) for column in COLUMNS}


# NHSRplotthedots 0.2.2

LABELS = (
    ("astronomical", "Above UCL", "Below LCL"),
    ("trend", "7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"),
    ("two_of_three", "2 in 3 Above CL", "2 in 3 Below CL"),
    ("shift", "7 Points Above CL", "7 Points Below CL"),
)


def label(point: Point) -> str:
    """The one label that NHSRplotthedots shows, by its order of rules."""
    broken = {(signal.rule, signal.direction) for signal in point.signals}
    for rule, high, low in LABELS:
        if (rule, "high") in broken:
            return high
        if (rule, "low") in broken:
            return low
    return "Common Cause"


def plotted(rows: Rows, variant: str, target: float | None = None) -> Analysis:
    first, *options = variant.split(",")
    starts = [
        day for option in options if option.startswith("rebase") for day in option.split(" ")[1].split("+")
    ]
    spec = Spec(
        rules="mdc-2021",
        direction={"increase": "up", "decrease": "down", "neutral": "none"}[first],  # type: ignore[arg-type]
        screening="noscreen" not in options,
        freeze=12 if "fix12" in options else None,
        phases=tuple(Phase(day, "rebased") for day in starts),
        targets=(Target(target),) if target is not None else (),
    )
    return analyse(Series("s", [row["x"] for row in rows], [number(row["y"]) for row in rows]), spec)


def test_limits_and_labels_are_those_of_nhsrplotthedots(shared: Path) -> None:
    groups = grouped(shared / "spc/expected/ptd_points.csv", "dataset", "series", "variant")
    compared, wrong = 0, []
    for (dataset, name, variant), rows in groups.items():
        screened = "noscreen" not in variant
        if screened and name in ZERO_WIDTH_AFTER_SCREENING:
            continue
        rows = in_order(rows)
        for point, row in zip(plotted(rows, variant).points, rows, strict=True):
            compared += 1
            lines = close(point.centre, row["mean"]) and (
                (screened and name in CONSTANT)
                or (close(point.lower, row["lpl"]) and close(point.upper, row["upl"]))
            )
            if not lines or label(point) != row["special_cause_type"]:
                wrong.append((dataset, name, variant, row["i"]))
    assert wrong == []
    assert compared == 7770 - 4 * (24 + 24 + 10)


def test_constant_series_have_zero_width_where_nhsrplotthedots_has_no_limits(shared: Path) -> None:
    groups = grouped(shared / "spc/expected/ptd_points.csv", "series", "variant")
    for name in CONSTANT:
        rows = in_order(groups[name, "increase"])
        assert {row["lpl"] for row in rows} == {"NA"}, "the defect that is not copied"
        record = plotted(rows, "increase")
        assert {(point.lower, point.centre, point.upper) for point in record.points} == {
            (record.points[0].y,) * 3
        }
        assert record.signals == ()


ASSURANCE = {"consistent_pass": "pass", "consistent_fail": "fail", "inconsistent": "hit_and_miss", "NA": None}
# Judged against missing or zero-width limits there, against the values or the unscreened limits here.
JUDGED_ANEW = {"constant_100", "all_zero", "ceiling_one_dip", "anhoej_crossings_7_of_24", "n10_boundary"}


def test_the_target_is_judged_as_by_nhsrplotthedots(shared: Path) -> None:
    points = grouped(shared / "spc/expected/ptd_points.csv", "dataset", "series", "variant")
    summary = grouped(shared / "spc/expected/ptd_summary.csv", "dataset", "series", "variant")
    compared = 0
    for key, (row,) in summary.items():
        if key[1] in JUDGED_ANEW:
            continue
        record = plotted(in_order(points[key]), key[2], number(row["target"]))
        assert record.assurance.computed == ASSURANCE[row["assurance"]], key
        assert record.latest is not None
        kinds = {"special_cause_" + signal.tone for signal in record.latest.signals} or {"common_cause"}
        assert row["variation_last"].removesuffix("_high").removesuffix("_low") in kinds, key
        compared += 1
    assert compared > 230


# qicharts2 0.8.1


def test_p_chart_limits_are_those_of_qicharts2(shared: Path) -> None:
    groups = grouped(shared / "spc/expected/qicharts2_points.csv", "chart", "series")
    compared = 0
    for (chart, name), rows in groups.items():
        if chart != "p":
            continue
        rows = in_order(rows)
        series = Series(
            name,
            [row["x"] for row in rows],
            numerator=[number(row["y.sum"]) for row in rows],
            denominator=[number(row["n"]) for row in rows],
        )
        for point, row in zip(analyse(series, Spec(chart="p")).points, rows, strict=True):
            assert close(point.y, row["y"])
            assert close(point.centre, row["cl"])
            assert close(point.lower, row["lcl"], 1e-9)
            assert close(point.upper, row["ucl"], 1e-9)
            outside = any(signal.rule == "astronomical" for signal in point.signals)
            assert str(outside).upper() == row["sigma.signal"]
            compared += 1
    assert compared == 432


def test_individuals_differ_from_qicharts2_only_by_the_rounding_of_three_over_d2(shared: Path) -> None:
    """Making Data Count prints 2.66, qicharts2 uses 3 / 1.128 = 2.6596: the reach differs by that ratio and no more."""
    groups = grouped(
        shared / "spc/expected/qicharts2_points.csv", "chart", "series", "screened_mr", "dataset"
    )
    compared = 0
    for (chart, name, screened, dataset), rows in groups.items():
        if chart != "i" or dataset != "edge_series":
            continue
        if screened == "TRUE" and name in ZERO_WIDTH_AFTER_SCREENING | CONSTANT:
            continue
        rows = in_order(rows)
        series = Series(name, [int(row["i"]) for row in rows], [number(row["y"]) for row in rows])
        record = analyse(series, Spec(screening=screened == "TRUE"))
        for point, row in zip(record.points, rows, strict=True):
            assert close(point.centre, row["cl"])
            assert point.upper is not None and point.centre is not None
            reach = (point.upper - point.centre) / 2.66 * 3 / 1.128
            assert close(point.centre + reach, row["ucl"])
            compared += 1
    assert compared == 2 * 698 - 24 * 4 - 10


def test_all_real_series_at_once_give_what_each_gives_alone(shared: Path) -> None:
    """274 organisations' four-hour breaches, series of different lengths, in one call and one by one."""
    with (shared / "spc/nhsrdatasets_ae_attendances.csv").open(newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["type"] == "1"]
    rows.sort(key=lambda row: (row["org_code"], row["period"]))
    series = []
    for organisation, group in groupby(rows, key=lambda row: row["org_code"]):
        months = list(group)
        series.append(
            Series(
                organisation,
                [row["period"] for row in months],
                numerator=[float(row["breaches"]) for row in months],
                denominator=[float(row["attendances"]) for row in months],
            )
        )
    assert len(series) == 140
    spec = Spec(chart="p", unit="percent", direction="down", freeze=12)
    for record, alone in zip(analyse(series, spec), series, strict=True):
        assert record.to_json() == analyse(alone, spec).to_json()
