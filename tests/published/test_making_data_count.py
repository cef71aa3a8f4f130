"""XmR charts and rules as Making Data Count has them, point by point; every difference is listed here with its reason.

Expected values were computed with NHSRplotthedots 0.2.2 and, for the wording of November 2023, from the published rule. They lie
beside the project; the tests are skipped where they do not.

Differences, all wanted:

- where screening leaves ranges of zero although values differ, the package gives limits of zero width and flags every point;
  here they are the limits from all ranges (ZERO_WIDTH_AFTER_SCREENING);
- where nothing varies, the package gives no limits; here they lie on the centre line (CONSTANT), and the target is compared
  directly;
- a missing month stops the package with an error (the series is absent from its tables); here it keeps its place.
"""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

import pytest

from alongside.core.spc import Analysis, Phase, Point, Series, Spec, Target, analyse
from tests.published.tables import (
    CONSTANT,
    ZERO_WIDTH_AFTER_SCREENING,
    Rows,
    close,
    grouped,
    in_order,
    number,
)

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
    assert compared == 238


# Many at once


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
