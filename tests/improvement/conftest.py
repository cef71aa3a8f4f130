"""Measures and series for the tests of improvement."""

from __future__ import annotations

import pytest


@pytest.fixture
def antibiotic(collaborative, lead):
    """Antibiotic within 60 minutes: a share, higher is better."""
    from alongside.improvement.actions import add_measure

    return add_measure(
        collaborative=collaborative,
        key="antibiotic_60",
        name="Antibiotic within 60 minutes",
        type="process",
        unit="percent",
        chart="p",
        direction="up",
        numerator="First dose within 60 minutes",
        denominator="Red-flag sepsis",
        by=lead,
    )


@pytest.fixture
def minutes(collaborative, lead):
    """Minutes to antibiotic: one value, lower is better."""
    from alongside.improvement.actions import add_measure

    return add_measure(
        collaborative=collaborative,
        key="minutes",
        name="Minutes to antibiotic",
        type="process",
        unit="minutes",
        chart="xmr",
        direction="down",
        order=1,
        by=lead,
    )


@pytest.fixture
def series(antibiotic, team, lead):
    """Team A's antibiotics, with a target of 90 %."""
    from alongside.improvement.actions import follow

    return follow(measure=antibiotic, team=team, target=90, by=lead)


@pytest.fixture
def other_series(antibiotic, other_team, lead):
    from alongside.improvement.actions import follow

    return follow(measure=antibiotic, team=other_team, target=90, by=lead)


@pytest.fixture
def timed(minutes, team, lead):
    """Team A's minutes."""
    from alongside.improvement.actions import follow

    return follow(measure=minutes, team=team, by=lead)
