"""The other charts by hand: run, p′, u, u′, c, g and t, on numbers small enough to check on paper."""

from __future__ import annotations

import math
import re

import pytest

from alongside.core.errors import Invalid
from alongside.core.spc import CHARTS, Analysis, Phase, Series, Spec, Target, analyse


def plain(chart: str, values: list[float | None], **options: object) -> Analysis:
    return analyse(Series("s", list(range(1, len(values) + 1)), values), Spec(chart=chart, **options))  # type: ignore[arg-type]


def ratio(
    chart: str, numerator: list[float | None], denominator: list[float | None], **options: object
) -> Analysis:
    series = Series("s", list(range(1, len(numerator) + 1)), numerator=numerator, denominator=denominator)
    return analyse(series, Spec(chart=chart, **options))  # type: ignore[arg-type]


def test_the_charts_have_names_in_words() -> None:
    assert {key: chart.name for key, chart in CHARTS.items()} == {
        "run": "run chart",
        "xmr": "XmR chart",
        "p": "p chart",
        "pp": "p′ chart",
        "u": "u chart",
        "up": "u′ chart",
        "c": "c chart",
        "g": "g chart",
        "t": "t chart",
    }


@pytest.mark.parametrize(
    ("values", "median"),
    [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5), ([3, None, 1, None, 2], 2), ([7], 7), ([1, 1, 1, 9], 1)],
)
def test_a_run_chart_has_its_median_and_no_limits(values: list[float | None], median: float) -> None:
    record = plain("run", values)
    assert {(point.centre, point.lower, point.upper) for point in record.points} == {(median, None, None)}
    assert not record.zero_width


def test_a_run_chart_of_shares_and_a_frozen_median() -> None:
    record = ratio("run", [10, 20, 30, 40], [100, 100, 100, 100], unit="percent", freeze=3)
    assert record.points[0].centre == 20
    assert [point.y for point in record.points] == [10, 20, 30, 40]


def test_a_run_chart_cannot_hold_a_target_against_limits() -> None:
    record = plain("run", [4.0, 6] * 7, targets=(Target(5),), direction="up")
    assert record.assurance.kind == "not_judged"
    assert record.assurance.reason == "A run chart has no limits to hold a target against."


def test_u_limits_follow_the_amount_at_risk() -> None:
    # ū = 15 ÷ 3450; for 1,000 bed days ± 3 √(ū ÷ 1000)
    record = ratio("u", [4, 6, 5], [1000, 1200, 1250], unit="rate", multiply=1000)
    first, second, _ = record.points
    assert first.y == 4
    assert first.centre == pytest.approx(15 / 3.45)
    assert first.upper == pytest.approx(15 / 3.45 + 3000 * math.sqrt(15 / 3450 / 1000))
    assert second.upper == pytest.approx(15 / 3.45 + 3000 * math.sqrt(15 / 3450 / 1200))
    assert first.lower == 0, "cut"


def test_a_rate_may_have_more_events_than_its_amount() -> None:
    record = ratio("u", [30, 20, 25], [10, 10, 10])
    assert record.points[0].centre == 2.5
    assert record.points[0].lower == pytest.approx(2.5 - 3 * math.sqrt(0.25))


def test_p_prime_limits_are_those_of_a_p_chart_times_the_spread_of_the_z_values() -> None:
    # p̄ = 0.5, sd = 0.05, z = −0.4, 0.4, …, ranges 0.8, σz = 0.8 ÷ 1.128; limits ± 3 × 0.05 × 0.7092
    record = ratio("pp", [48, 52] * 6, [100] * 12)
    point = record.points[0]
    assert point.centre == 0.5
    assert point.upper == pytest.approx(0.5 + 0.15 * 0.8 / 1.128)
    assert point.lower == pytest.approx(0.5 - 0.15 * 0.8 / 1.128)
    assert record.segments[0].formula["sigma_z"] == pytest.approx(0.8 / 1.128)
    assert record.segments[0].formula["numerators"] == 600


def test_p_prime_leaves_a_very_large_range_of_z_out_unless_told_otherwise() -> None:
    counts: list[float | None] = [480, 520, 480, 520, 480, 520, 900, 480, 520, 480, 520, 480, 520]
    screened, unscreened = ratio("pp", counts, [1000] * 13), ratio("pp", counts, [1000] * 13, screening=False)
    assert screened.segments[0].formula["ranges_left_out"] == 2
    assert unscreened.segments[0].formula["ranges_left_out"] == 0
    assert screened.segments[0].formula["sigma_z"] < unscreened.segments[0].formula["sigma_z"]


@pytest.mark.parametrize("chart", ["pp", "up"])
def test_shares_that_differ_only_by_rounding_have_no_width(chart: str) -> None:
    record = ratio(chart, [7, 70, 21, 49, 14], [10, 100, 30, 70, 20])
    assert {(point.lower, point.upper) for point in record.points} == {
        (record.points[0].centre, record.points[0].centre)
    }
    assert record.signals == ()


def test_u_prime_limits_by_hand() -> None:
    # ū = 0.5, sd = √(0.5 ÷ 100), z = ∓ 0.02 ÷ sd, ranges 0.04 ÷ sd; 3 sd σz = 3 × 0.04 ÷ 1.128
    point = ratio("up", [48, 52] * 6, [100] * 12).points[0]
    assert point.upper == pytest.approx(0.5 + 3 * 0.04 / 1.128)
    assert point.lower == pytest.approx(0.5 - 3 * 0.04 / 1.128)


def test_c_limits_are_three_roots_of_the_mean() -> None:
    point = plain("c", [4, 6, 5, 9]).points[0]
    assert (point.centre, point.lower) == (6, 0)
    assert point.upper == pytest.approx(6 + 3 * math.sqrt(6))
    assert plain("c", [16, 16]).points[0].lower == 4


def test_g_has_the_median_for_its_centre_and_limits_from_the_mean() -> None:
    # median 3.5, mean 4, 4 + 3 √(4 × 5)
    record = plain("g", [2, 0, 5, 9])
    point = record.points[0]
    assert (point.centre, point.lower) == (3.5, 0)
    assert point.upper == pytest.approx(4 + 3 * math.sqrt(20))
    assert record.segments[0].formula["mean"] == 4
    assert record.points[1].y == 0, "two on the same day: a zero counts as it is"


def test_t_limits_are_an_individuals_chart_of_roots_raised_back() -> None:
    # roots 1, 2, 3, 2: mean 2, ranges of 1, reach 3 ÷ 1.128
    point = plain("t", [1, 2**3.6, 3**3.6, 2**3.6]).points[0]
    assert point.centre == pytest.approx(2**3.6)
    assert point.upper == pytest.approx((2 + 3 / 1.128) ** 3.6)
    assert point.lower == 0
    # roots 10, 11, 10, 11: mean 10.5, well away from nothing
    assert plain("t", [10**3.6, 11**3.6] * 3).points[0].lower == pytest.approx((10.5 - 3 / 1.128) ** 3.6)


def test_a_time_of_nothing_counts_as_half_a_unit_and_the_chart_says_so() -> None:
    record = plain("t", [0, 4, 9, 3, 0, 8, 5, 6, 7, 3, 4, 5])
    assert [record.points[0].y, record.points[4].y] == [0.5, 0.5]
    assert record.series.y is not None and record.series.y[0] == 0, "the row stays as it was sent"
    assert [remark.text for remark in record.remarks if remark.kind == "zero_gaps"] == [
        "2 times of 0 between events counted as half a unit (0.5): a t chart knows no 0."
    ]


@pytest.mark.parametrize("chart", ["c", "g", "t"])
def test_what_cannot_be_below_nothing_is_refused_by_name(chart: str) -> None:
    with pytest.raises(Invalid, match=re.escape("Series s, 2 (point 2): the value is -1")) as caught:
        plain(chart, [1, -1])
    assert caught.value.problems[0].row == 2


@pytest.mark.parametrize("chart", ["c", "g", "t"])
def test_charts_of_values_refuse_ratios_and_say_what_to_choose(chart: str) -> None:
    with pytest.raises(Invalid, match="takes one value a point") as caught:
        ratio(chart, [1], [2])
    assert "or choose a" in caught.value.todo


@pytest.mark.parametrize("chart", ["p", "pp", "u", "up"])
def test_charts_of_ratios_refuse_plain_values(chart: str) -> None:
    with pytest.raises(Invalid, match="needs numerators and denominators"):
        plain(chart, [1])


def test_a_share_above_all_is_refused_on_p_prime_and_taken_on_u() -> None:
    with pytest.raises(Invalid, match="above the denominator"):
        ratio("pp", [3], [2])
    assert ratio("up", [3], [2]).points[0].y == 1.5


@pytest.mark.parametrize("chart", sorted(CHARTS))
def test_every_chart_bears_phases_a_frozen_baseline_missing_months_and_nothing_at_all(chart: str) -> None:
    values: list[float | None] = [4, 6, None, 5, 7, 4, 6, 5, 14, 16, 15, None, 17, 15]
    options = {"freeze": 3, "phases": (Phase(8, "moved"),)}
    if CHARTS[chart].takes == "ratio":
        record = ratio(chart, values, [None if each is None else 20 for each in values], **options)
    else:
        record = plain(chart, values, **options)
    assert [segment.base for segment in record.segments] == [3, 3]
    assert record.segments[0].centre is not None and record.segments[1].centre is not None
    assert record.segments[0].centre < record.segments[1].centre
    assert record.sentence
    assert record.to_json()["points"][2]["y"] is None
    empty = ratio(chart, [], []) if CHARTS[chart].takes == "ratio" else plain(chart, [])
    assert empty.sentence == "No data yet."
    gaps: list[float | None] = [None, None]
    hollow = ratio(chart, gaps, gaps) if CHARTS[chart].takes == "ratio" else plain(chart, gaps)
    assert hollow.sentence == "No data yet."


def test_a_u_chart_of_very_many_events_names_the_chart_that_would_allow_for_them() -> None:
    record = ratio("u", [5000, 6000] * 7, [9000] * 14, unit="rate", multiply=100)
    (said,) = [remark.text for remark in record.remarks if remark.kind == "overdispersion"]
    assert "A u′ chart would allow for it." in said
    few = ratio("u", [5, 6] * 7, [9000] * 14, unit="rate", multiply=100)
    assert not [remark for remark in few.remarks if remark.kind == "overdispersion"], "bed days are no events"
