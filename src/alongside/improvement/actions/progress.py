"""The monthly score of a team, by itself and by the host."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.models import ProgressScore
from alongside.improvement.periods import month
from alongside.improvement.progress import step
from alongside.improvement.queries.progress_evidence import evidence_of
from alongside.programme.models import Team
from alongside.programme.texts import one_of, prose

SIDES = {
    ProgressScore.Side.TEAM: Permission.SCORE_OWN_TEAM,
    ProgressScore.Side.HOST: Permission.SCORE_TEAM,
}
"""Who scores which side: the team's lead for the team; the host's leads and the adviser for the host."""


@transaction.atomic
def score_team(
    *,
    team: Team,
    period: dt.date | str,
    side: str,
    value: object,
    reason: str,
    by: Person,
    revision: int | None = None,
) -> ProgressScore:
    """Say how far a team had come at the end of a month, 0.5 to 5 in halves, and why.

    What the system knew that day is kept with the score. A change names the revision it changes and keeps what stood there.
    """
    side = one_of(side, "side", ProgressScore.Side.values)
    require(by, SIDES[ProgressScore.Side(side)], team)
    first, given = month(period), step(value)
    _check_month(team, first)
    reason = prose(reason, "reason", most=2000, needed="Say why: the number alone teaches nothing.")
    there = (
        ProgressScore.objects.select_for_update(of=("self",))
        .filter(team=team, period=first, side=side)
        .first()
    )
    now = {"value": str(there.value), "reason": there.reason} if there else {}
    if there is not None and (str(given), reason) == (now["value"], now["reason"]):
        return there
    if there is not None and revision != there.revision:
        raise Conflict(
            "Somebody scored this month while you were writing.",
            theirs={**now, "revision": there.revision},
            mine={"value": str(given), "reason": reason},
        )
    evidence = evidence_of(team, first).to_json()
    if there is None:
        score = ProgressScore.objects.create(
            team=team, period=first, side=side, value=given, reason=reason, evidence=evidence, by=by
        )
        record("score.give", by=by, thing=score, period=first, side=side, value=str(given))
        return score
    there.team = team
    keep_revision(thing=there, by=there.by, **now)
    there.value, there.reason, there.evidence, there.by, there.at = (
        given, reason, evidence, by, timezone.now(),
    )  # fmt: skip
    there.revision += 1
    there.save(update_fields=["value", "reason", "evidence", "by", "at", "revision"])
    record("score.change", by=by, thing=there, period=first, side=side, value=[now["value"], str(given)])
    return there


def _check_month(team: Team, first: dt.date) -> None:
    """A score is of a month that has begun, while the team takes part."""
    wrong = ""
    if first > timezone.localdate():
        wrong = "This month has not begun."
    elif first < team.joined.replace(day=1):
        wrong = f"The team joined on {team.joined.day} {team.joined:%b %Y}."
    elif team.left is not None and first > team.left:
        wrong = f"The team left on {team.left.day} {team.left:%b %Y}."
    if wrong:
        raise Invalid(wrong, "Choose another month.", fields={"period": wrong})
