"""Funnel limits, held to distributions that can be worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.errors import Invalid
from alongside.core.spc.funnel import Kind, Part, band, funnel


def test_limits_of_ten_cases_at_one_half_are_those_of_the_binomial_table():
    """n = 10, p = ½: P(≤1) = 11/1024, P(≤2) = 56/1024; 2.5 % of 1024 is 25.6, so the limit lies (25.6 − 11)/45 of the way from 1 to 2."""
    found = band(Kind.PROPORTION, 50, 10)
    assert found.lower95 == pytest.approx(10 * (1 + (25.6 - 11) / 45))
    assert found.upper95 == pytest.approx(100 - found.lower95)
    # 0.1 % is 1.024 of 1024: P(0) = 1/1024, so 0 of 10 lies outside and 1 of 10 (11/1024) does not
    assert found.lower998 == pytest.approx(10 * (0.024 / 10))
    assert found.upper998 == pytest.approx(100 - found.lower998)


def test_limits_of_five_expected_events_are_those_of_the_poisson_table():
    """Mean 5: P(0) = e⁻⁵ = 0.006738, P(≤1) = 6e⁻⁵ = 0.040428; P(≥10) = 0.031828, P(≥11) = 0.013695 (printed tables)."""
    found = band(Kind.RATE, 5, 1, multiply=1)
    e5 = math.exp(-5)
    assert found.lower95 == pytest.approx((0.025 - e5) / (5 * e5))
    assert found.upper95 == pytest.approx(10 + (0.031828 - 0.025) / (0.031828 - 0.013695), abs=1e-3)
    assert found.lower998 == 0


def test_with_many_cases_the_limits_come_near_to_the_normal_ones():
    found = band(Kind.PROPORTION, 90, 40_000)
    sigma = 100 * math.sqrt(0.9 * 0.1 / 40_000)
    assert found.lower95 == pytest.approx(90 - 1.960 * sigma, abs=0.02)
    assert found.upper998 == pytest.approx(90 + 3.090 * sigma, abs=0.02)


def tail(n: int, share: float, counts: range) -> float:
    return sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in counts)


@given(n=st.integers(1, 60), k=st.integers(0, 60), percent=st.integers(5, 95))
def test_a_place_is_outside_when_chance_alone_gives_so_extreme_a_count_that_rarely(n, k, percent):
    if k > n:
        return
    limits, share = band(Kind.PROPORTION, percent, n), percent / 100
    value = 100 * k / n
    for low, high, beyond in (
        (limits.lower95, limits.upper95, 0.025),
        (limits.lower998, limits.upper998, 0.001),
    ):
        below, above = tail(n, share, range(k + 1)), tail(n, share, range(k, n + 1))
        if min(abs(below - beyond), abs(above - beyond)) < 1e-9:
            continue
        assert (value < low) == (below <= beyond)
        assert (value > high) == (above <= beyond)


def test_places_are_set_against_all_of_them_together():
    found = funnel(
        [Part("A", 45, 50), Part("B", 20, 50), Part("C", 38, 50), Part("D", 0, 0)], Kind.PROPORTION
    )
    assert found.centre == pytest.approx(100 * 103 / 150)
    assert {each.key: (each.outside, each.side) for each in found.parts} == {
        "A": ("99.8", "high"),
        "B": ("99.8", "low"),
        "C": ("", ""),
    }


def test_places_that_differ_far_more_than_counts_explain_are_called_overdispersed():
    steady = [Part(str(k), 500 + (-1) ** k * 12, 1000) for k in range(20)]
    apart = [Part(str(k), 500 + (-1) ** k * 100, 1000) for k in range(20)]
    assert not funnel(steady, Kind.PROPORTION).overdispersed
    wide = funnel(apart, Kind.PROPORTION)
    assert wide.overdispersed
    # every z is ±100 / √(1000 × ½ × ½) = ±6.325, and its square 40
    assert wide.dispersion == pytest.approx(40)


@pytest.mark.parametrize("percent", [0, 100])
def test_where_nothing_or_everything_was_counted_the_limits_lie_on_the_centre(percent):
    found = funnel([Part("A", 10 * percent / 100, 10), Part("B", 20 * percent / 100, 20)], Kind.PROPORTION)
    assert {each.outside for each in found.parts} == {""}
    assert found.dispersion == 1


def test_a_part_larger_than_its_whole_is_refused():
    with pytest.raises(Invalid, match="A counts 11 of 10"):
        funnel([Part("A", 11, 10)], Kind.PROPORTION)


def test_the_curve_narrows_and_stays_within_nought_and_a_hundred():
    found = funnel([Part("A", 8, 10), Part("B", 300, 400)], Kind.PROPORTION).curve()
    widths = [limits.upper998 - limits.lower998 for _, limits in found]
    assert widths[0] > 3 * widths[-1]
    assert all(0 <= limits.lower998 <= limits.upper998 <= 100 for _, limits in found)
    assert found[-1][0] >= 400
