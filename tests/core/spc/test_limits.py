"""Centre lines and limits by hand, on invented numbers small enough to check on paper."""

from __future__ import annotations

import math

import pytest

from alongside.core.spc import Series, Spec, analyse


def xmr(values: list[float | None], **options: object):
    return analyse(Series("s", list(range(1, len(values) + 1)), values), Spec(**options))  # type: ignore[arg-type]


def p(numerator: list[float | None], denominator: list[float | None], **options: object):
    series = Series("s", list(range(1, len(numerator) + 1)), numerator=numerator, denominator=denominator)
    return analyse(series, Spec(chart="p", **options))  # type: ignore[arg-type]


def test_xmr_limits_are_the_mean_and_266_mean_moving_ranges() -> None:
    # mean (10 + 14 + 12 + 16) / 4 = 13, ranges 4, 2, 4, mean 10 / 3, reach 2.66 × 10 / 3 = 8.8667
    record = xmr([10, 14, 12, 16])
    point = record.points[0]
    assert point.centre == 13
    assert point.lower == pytest.approx(13 - 26.6 / 3)
    assert point.upper == pytest.approx(13 + 26.6 / 3)
    assert record.segments[0].formula["mean_moving_range"] == pytest.approx(10 / 3)
    assert record.segments[0].formula["ranges"] == 3


def test_screening_leaves_out_a_very_large_range_once() -> None:
    # ranges 1 … 1, 8, 9, 1 … 1: mean (15 × 1 + 8 + 9) / 17 = 1.882; 8 and 9 reach 3.267 × 1.882 = 6.15 and go
    values: list[float | None] = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    screened, unscreened = xmr(values), xmr(values, screening=False)
    assert screened.points[0].upper == pytest.approx(35 / 18 + 2.66)
    assert unscreened.points[0].upper == pytest.approx(35 / 18 + 2.66 * 32 / 17)
    assert screened.segments[0].formula["ranges_left_out"] == 2
    assert unscreened.segments[0].formula["ranges_left_out"] == 0


def test_one_dip_from_the_ceiling_is_one_signal_outside_and_not_twenty_four() -> None:
    """Screening would leave ranges of nothing but zero; the limits stay those of all ranges, 99.18 to 100.57."""
    record = xmr([100] * 11 + [97] + [100] * 12, unit="percent", direction="up")
    point = record.points[0]
    assert point.lower == pytest.approx(99.18, abs=0.005)
    assert point.upper == pytest.approx(100.57, abs=0.005)
    outside = [signal.points for signal in record.signals if signal.rule == "astronomical"]
    assert outside == [(11,)]


def test_a_constant_series_has_limits_of_zero_width_and_says_so() -> None:
    record = xmr([100.0] * 24, unit="percent", direction="up")
    assert {(point.lower, point.centre, point.upper) for point in record.points} == {(100, 100, 100)}
    assert record.signals == ()
    assert record.no_variation
    assert record.sentence == "Steady at 100%; no variation."
    assert "No variation: all 24 points are 100%." in [remark.text for remark in record.remarks]


def test_values_that_change_only_over_gaps_still_have_a_width() -> None:
    """1 1 – 5 5: neighbours never differ, yet something changed; the ranges over the gaps are used."""
    record = xmr([1, 1, None, 5, 5] * 3)
    point = record.points[0]
    assert point.lower is not None and point.upper is not None
    assert point.upper - point.lower > 5


def test_a_range_is_not_taken_over_a_missing_month() -> None:
    # ranges 2 (12 − 10), 1 (4 − 3): the step of 9 over the gap is no month-to-month range
    record = xmr([10, 12, None, 3, 4])
    assert record.segments[0].formula["mean_moving_range"] == 1.5


def test_one_point_has_a_centre_and_no_limits() -> None:
    point = xmr([7]).points[0]
    assert (point.centre, point.lower, point.upper) == (7, None, None)


def test_p_limits_follow_the_number_of_cases() -> None:
    # p̄ = (40 + 30 + 20) / (100 + 50 + 50) = 0.45; n = 100: ± 3 √(0.45 × 0.55 / 100) = 0.14925; n = 50: 0.21107
    record = p([40, 30, 20], [100, 50, 50], unit="percent")
    first, second, _ = record.points
    assert first.y == 40
    assert first.centre == 45
    assert first.upper == pytest.approx(45 + 300 * math.sqrt(0.45 * 0.55 / 100))
    assert second.lower == pytest.approx(45 - 300 * math.sqrt(0.45 * 0.55 / 50))
    assert record.segments[0].formula == {"numerators": 90, "denominators": 200}
    assert record.segments[0].lower is None, "the limit has no one value"


def test_p_centre_is_all_cases_together_and_not_the_mean_of_shares() -> None:
    record = p([1, 90], [2, 100])
    assert record.points[0].centre == pytest.approx(91 / 102)


def test_p_limits_are_cut_at_nothing_and_at_all() -> None:
    high, low = p([19] * 13, [20] * 13), p([1] * 13, [20] * 13)
    assert high.points[0].upper == 1
    assert low.points[0].lower == 0


def test_a_share_that_is_always_all_has_zero_width() -> None:
    record = p([20, 30] * 7, [20, 30] * 7, unit="percent", direction="up")
    assert {(point.lower, point.upper) for point in record.points} == {(100, 100)}
    assert record.no_variation
    assert record.refused == (), "nothing was cut: the limits are there by themselves"


def test_a_denominator_of_zero_is_a_missing_month() -> None:
    with_zero = p([10, 0, 20], [20, 0, 40])
    assert with_zero.measured == (0, 2)
    assert with_zero.points[1].y is None
    assert with_zero.points[1].lower is None


def test_a_ratio_is_multiplied_into_its_unit() -> None:
    series = Series("falls", [1, 2, 3], numerator=[4, 6, 5], denominator=[1000, 1200, 1250])
    record = analyse(series, Spec(unit="rate", multiply=1000))
    assert [point.y for point in record.points] == [4, 5, 4]


def test_limits_from_fewer_than_twelve_points_are_trial_limits() -> None:
    assert xmr([1, 2] * 5 + [1]).trial_limits
    assert not xmr([1, 2] * 6).trial_limits
