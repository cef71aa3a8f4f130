"""New codes per interview."""

from __future__ import annotations

import pytest

from alongside.core.saturation import new_codes, runs


def test_new_codes_are_those_no_interview_before_had():
    assert new_codes([{"a", "b"}, {"b"}, {"b", "c"}, set(), {"c", "d", "e"}]) == [2, 0, 1, 0, 2]


def test_runs_after_the_base_are_a_share_of_it():
    """The picture of the design: 8, 5, 3, 2 | 1, 1 | 0, 0 | 0 of a base of 18."""
    found = runs([8, 5, 3, 2, 1, 1, 0, 0, 0])
    assert [(run.first, run.last, run.new, run.base) for run in found] == [(4, 5, 2, 18), (6, 7, 0, 18)]
    assert found[0].share == pytest.approx(2 / 18)


def test_a_base_without_codes_has_no_share():
    assert runs([0, 0, 0, 0, 1, 1])[0].share is None


def test_there_is_no_base_of_nothing():
    with pytest.raises(ValueError, match="at least one"):
        runs([1, 2], base=0)
