"""What counts as a special cause, rule by rule, at the edges where tools disagree."""

from __future__ import annotations

import pytest

from alongside.core.spc import RULE_SETS, Analysis, Series, Spec, analyse

# As a baseline of twelve: centre 5, limits 5 ± 5.32, two-sigma lines 5 ± 3.5467.
BASE = [4.0, 6.0] * 6
STEADY = [10.0, 12, 9, 11, 8, 9, 10]


def chart(values: list[float | None], **options: object) -> Analysis:
    return analyse(Series("s", list(range(1, len(values) + 1)), values), Spec(**options))  # type: ignore[arg-type]


def found(record: Analysis, rule: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(signal.direction, signal.points) for signal in record.signals if signal.rule == rule]


def test_seven_on_one_side_are_a_shift_and_six_are_not() -> None:
    seven = chart([*STEADY, 13, 14, 13, 14, 13, 14, 13, 9, 10, 8, 11, 9, 10])
    six = chart([*STEADY, 13, 14, 13, 14, 13, 14, 9, 10, 8, 11, 9, 10, 9])
    assert found(seven, "shift") == [("high", (7, 8, 9, 10, 11, 12, 13))]
    assert found(six, "shift") == []


def test_every_point_of_a_longer_shift_belongs_to_it() -> None:
    record = chart([1, 2] * 6 + [9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8])
    assert ("high", tuple(range(12, 24))) in found(record, "shift")


def test_a_point_on_the_centre_line_breaks_a_shift() -> None:
    whole, broken = (
        chart([*BASE, 7, 6, 7, 6, 7, 6, 7, 4], freeze=12),
        chart([*BASE, 7, 6, 7, 5, 7, 6, 7, 4], freeze=12),
    )
    assert found(whole, "shift") == [("high", tuple(range(11, 19)))]
    assert found(broken, "shift") == []


def test_a_computed_centre_does_not_put_a_point_beside_it() -> None:
    """The mean of ten times 0.1 and ten times 0.3 with 0.2 between is 0.2 only up to rounding; 0.2 is on the line."""
    record = chart([0.1, 0.3] * 5 + [0.2] + [0.1, 0.3] * 5)
    assert record.points[10].signals == ()
    on_line = chart(
        [0.1, 0.1, 0.3, 0.3] * 3 + [0.3, 0.3, 0.3, 0.2, 0.3, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2]
    )
    assert found(on_line, "shift") == []


def test_seven_rising_are_a_trend_and_six_are_not() -> None:
    start, end = [10.0, 12, 9, 11, 10, 12], [10.0, 12, 9, 11, 10, 12]
    seven = chart([*start, 9, 10, 11, 12, 13, 14, 15, *end])
    six = chart([*start, 9, 10, 11, 12, 13, 14, *end])
    assert found(seven, "trend") == [("high", (6, 7, 8, 9, 10, 11, 12))]
    assert found(six, "trend") == []


def test_a_tie_breaks_a_trend() -> None:
    record = chart([10, 12, 9, 11, 10, 12, 9, 10, 11, 12, 12, 13, 14, 15, 10, 12, 9, 11, 10, 12])
    assert found(record, "trend") == []


def test_two_trends_that_meet_are_two_patterns_and_both_keep_the_turning_point() -> None:
    record = chart([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1])
    assert found(record, "trend") == [("high", (0, 1, 2, 3, 4, 5, 6)), ("low", (6, 7, 8, 9, 10, 11, 12))]
    turning = record.points[6]
    assert {signal.direction for signal in turning.signals} == {"high", "low"}


def test_both_directions_are_kept_and_improvement_is_shown() -> None:
    record = chart([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], direction="down")
    turning = record.points[6]
    assert {signal.tone for signal in turning.signals} == {"improvement", "concern"}
    assert turning.tone == "improvement"


def test_a_point_on_the_limit_is_not_outside() -> None:
    # the baseline of 12 gives mean 5 and ranges 2: limits 5 ± 5.32, exactly 10.32 above
    base = [4.0, 6.0] * 6
    on, beyond = chart([*base, 10.32], freeze=12), chart([*base, 10.33], freeze=12)
    assert found(on, "astronomical") == []
    assert found(beyond, "astronomical") == [("high", (12,))]


@pytest.mark.parametrize(
    ("values", "in_2021", "in_2023"),
    [
        pytest.param(
            [9, 6, 9], [("high", (12, 14))], [("high", (12, 14))], id="third on the same side is not marked"
        ),
        pytest.param([9, 9, 9], [("high", (12, 13, 14))], [("high", (12, 13, 14))], id="all three near"),
        pytest.param([9, 4, 9], [], [], id="third on the other side"),
        pytest.param([11, 6, 9], [], [("high", (12, 14))], id="one beyond the limit counts since 2023"),
        pytest.param([11, 6, 11], [], [("high", (12, 14))], id="two beyond the limit count since 2023"),
        pytest.param([1, 4, 1], [("low", (12, 14))], [("low", (12, 14))], id="low side"),
        pytest.param([9, 6, 6, 9], [], [], id="two of four are not two of three"),
    ],
)
def test_two_of_three_near_a_limit(
    values: list[float],
    in_2021: list[tuple[str, tuple[int, ...]]],
    in_2023: list[tuple[str, tuple[int, ...]]],
) -> None:
    # the last point of the baseline is 6, the next value below the centre keeps it out of any window
    after = [4.0 if values[0] > 5 else 6.0]
    earlier = chart([*BASE, *values, *after], freeze=12, rules="mdc-2021")
    later = chart([*BASE, *values, *after], freeze=12, rules="mdc-2023")
    assert found(earlier, "two_of_three") == in_2021
    assert found(later, "two_of_three") == in_2023


def test_windows_that_share_points_are_one_pattern() -> None:
    record = chart([*BASE, 9, 6, 9, 6, 9, 4], freeze=12)
    (signal,) = [each for each in record.signals if each.rule == "two_of_three"]
    assert signal.points == (12, 14, 16)
    assert (signal.first, signal.last) == (12, 16)


def test_zones_are_refused_where_a_limit_was_cut_and_the_refusal_is_on_record() -> None:
    series = Series("s", list(range(15)), numerator=[19.0] * 12 + [17, 18, 17], denominator=[20.0] * 15)
    record = analyse(series, Spec(chart="p", unit="percent", freeze=12))
    assert record.points[12].upper == 100
    assert found(record, "two_of_three") == []
    (refusal,) = record.refused
    assert refusal.rule == "two_of_three"
    assert refusal.points == tuple(range(15))
    assert "cut at 0 or 100%" in refusal.reason
    assert [remark.kind for remark in record.remarks] == ["zones_refused"]


def test_the_same_months_with_more_cases_are_judged() -> None:
    series = Series("s", list(range(15)), numerator=[190.0] * 12 + [182, 187, 182], denominator=[200.0] * 15)
    record = analyse(series, Spec(chart="p", unit="percent", freeze=12))
    assert record.refused == ()
    assert found(record, "two_of_three") == [("low", (12, 14))]


def test_a_missing_month_neither_counts_nor_breaks_a_run() -> None:
    values: list[float | None] = [*STEADY, 13, 14, 13, None, 14, 13, None, None, 14, 13, 9, 10, 8, 11, 9, 10]
    assert found(chart(values), "shift") == [("high", (7, 8, 9, 11, 12, 15, 16))]


def test_rule_sets_are_tables_of_named_rules_with_parameters() -> None:
    assert RULE_SETS["mdc-2023"].describe() == {
        "astronomical": {},
        "shift": {"points": 7},
        "trend": {"points": 7},
        "two_of_three": {"beyond_limits": True},
    }
    assert RULE_SETS["mdc-2021"].describe()["two_of_three"] == {"beyond_limits": False}
