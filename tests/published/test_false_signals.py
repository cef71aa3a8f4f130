"""How often chance alone breaks Anhøj's rules: as often as published, within a percentage point."""

from __future__ import annotations

import pytest

from bench.false_signals import LENGTHS, PUBLISHED, about_a_known_line, of_a_chart

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("length", LENGTHS)
def test_anhoej_signals_on_random_numbers_as_often_as_published(length: int) -> None:
    """20,000 sequences about a known line: 4.4, 6.7, 8.6 and 7.3 %."""
    assert about_a_known_line(length, 20_000) == pytest.approx(PUBLISHED[length], abs=1.0)


def test_about_its_own_median_a_run_chart_signals_more_seldom() -> None:
    """Half of the points lie on either side by definition, so long runs and few crossings are rarer still."""
    for length in LENGTHS:
        assert 0 < of_a_chart("run", "anhoej", length, 4_000) < PUBLISHED[length]


def test_rules_of_fixed_length_signal_the_more_the_longer_a_series() -> None:
    rates = [of_a_chart("xmr", "mdc-2023", length, 4_000) for length in LENGTHS]
    assert rates == sorted(rates)
    assert rates[0] < 10 < 40 < rates[-1]
