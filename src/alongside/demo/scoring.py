"""The scoring chapter: how far each team had come, month by month, as it saw itself and as the host saw it."""

from __future__ import annotations

import datetime as dt

from alongside.demo import numbers
from alongside.demo.texts import month
from alongside.demo.timeline import Timeline, World
from alongside.improvement.actions import score_team
from alongside.improvement.models import ProgressScore

SIDES = {"own": ProgressScore.Side.TEAM, "host": ProgressScore.Side.HOST}
AFTER = {
    "own": 0,
    "host": 2,
}  # working days after the month's numbers are due; the last month's scores come the same day


def tell(world: World, timeline: Timeline) -> None:
    """Put the scores on the timeline: the team's on the day its numbers are due, the host's a few days later."""
    today: dt.date = world.texts.programme["today"]
    for letter, rows in world.texts.scores["teams"].items():
        for text, side, value, reason in rows:
            on = min(numbers.due(month(text)) + dt.timedelta(days=AFTER[side]), today)
            timeline.add(on, _score, letter, text, side, value, reason, stamps=(ProgressScore,))


def _score(world: World, letter: str, text: str, side: str, value: float, reason: str) -> None:
    score_team(
        team=world.teams[letter],
        period=month(text),
        side=SIDES[side],
        value=value,
        reason=reason,
        by=world.people[_scorer(world, letter) if side == "host" else world.texts.team(letter).lead.name],
    )


def _scorer(world: World, letter: str) -> str:
    """The adviser who has the team in their care."""
    advisers = (row for row in world.texts.programme["programme_team"] if row["role"] == "adviser")
    return str(next(row["name"] for row in advisers if letter in row["teams"]))
