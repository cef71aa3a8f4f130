"""What the tests of the programme's pages and answers share."""

from __future__ import annotations

import pytest


@pytest.fixture
def session(collaborative, lead):
    """Learning session 1."""
    from alongside.programme.actions import add_event

    return add_event(
        collaborative=collaborative,
        kind="learning_session",
        title="Learning session 1",
        starts_at="2016-03-14 10:00",
        place="Guildhall",
        agenda="Storyboards.",
        by=lead,
    )
