"""Scores over REST: each team's own, and the gaps of the teams that one may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Router, Schema

from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.models import ProgressScore
from alongside.improvement.periods import month
from alongside.improvement.progress import supports
from alongside.improvement.queries.progress import progress_page
from alongside.improvement.queries.progress_evidence import evidence_of
from alongside.improvement.schemas import MONTH
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


class ScoreIn(Schema):
    period: str = Field(pattern=MONTH)
    side: str = Field(description="team, by its lead; host, by a host lead or the adviser")
    value: float = Field(description="0.5 to 5 in halves")
    reason: str
    revision: int | None = Field(None, description="Of the score that is changed")


class ScoreOut(Schema):
    """One side's score of a month, with what the system knew when it was given: ids and counts."""

    period: str
    side: str
    value: float
    reason: str
    revision: int
    at: dt.datetime
    evidence: dict[str, Any]


class ScoreEvidenceOut(Schema):
    """What the evidence of a month supports. It never becomes a score by itself."""

    period: str
    supports: float
    because: str
    missing: str = Field(description="What the next step lacks")
    evidence: dict[str, Any]


class ScoreGapOut(Schema):
    letter: str
    team: str
    host: float | None
    own: float | None
    gap: float | None


def _score(score: ProgressScore) -> ScoreOut:
    return ScoreOut(
        period=f"{score.period:%Y-%m}",
        side=score.side,
        value=float(score.value),
        reason=score.reason,
        revision=score.revision,
        at=score.at,
        evidence=score.evidence,
    )


@router.get(
    "/collaboratives/{slug}/teams/{letter}/progress", response=list[ScoreOut], summary="A team's scores"
)
def list_scores(request: Request, slug: str, letter: str) -> list[ScoreOut]:
    return [_score(each) for each in team_for(request.user, slug, letter).progress_scores.all()]


@router.put("/collaboratives/{slug}/teams/{letter}/progress", response=ScoreOut, summary="Score a month")
def score_team(request: Request, slug: str, letter: str, given: ScoreIn) -> ScoreOut:
    """Give or change one side's score of a month. `revision` is the one you read; 409 gives both versions."""
    team = team_for(request.user, slug, letter)
    return _score(actions.score_team(team=team, by=request.user, **given.dict()))


@router.get(
    "/collaboratives/{slug}/teams/{letter}/progress/{period}/evidence",
    response=ScoreEvidenceOut,
    summary="What the system knows at the end of a month",
)
def get_evidence(request: Request, slug: str, letter: str, period: str) -> ScoreEvidenceOut:
    team, first = team_for(request.user, slug, letter), month(period)
    evidence = evidence_of(team, first)
    support = supports(evidence)
    return ScoreEvidenceOut(
        period=f"{first:%Y-%m}",
        supports=float(support.value),
        because=support.because,
        missing=support.next,
        evidence=evidence.to_json(),
    )


@router.get(
    "/collaboratives/{slug}/progress",
    response=list[ScoreGapOut],
    summary="Newest scores of the teams whose data you may see, the widest gap first",
)
def list_gaps(request: Request, slug: str) -> list[ScoreGapOut]:
    rows = progress_page(request.user, collaborative_for(request.user, slug), "gap")["rows"]
    return [
        ScoreGapOut(
            letter=row.label.letter,
            team=row.label.text,
            host=row.pair.host,
            own=row.pair.own,
            gap=row.pair.gap,
        )
        for row in rows
    ]
