"""Scores as they are shown: a team's history on both sides, all teams with their gaps, the newest pair for a row of a table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from alongside.access.models import Revision
from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.improvement.models import ProgressScore
from alongside.improvement.periods import before
from alongside.improvement.progress import STEPS, supports
from alongside.improvement.queries.news import url_of
from alongside.improvement.queries.progress_evidence import by_measure, charts_until, evidence_of
from alongside.programme.calendar import today
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative, Team

SIDES = ProgressScore.Side
OLD = 3
"""Months after which a score no longer tells where a team stands."""


@dataclass(frozen=True)
class Pair:
    """Both sides of one month, or the newest of each side; the gap is how much higher the team sees itself."""

    host: Decimal | None = None
    own: Decimal | None = None
    period: dt.date | None = None

    @property
    def gap(self) -> Decimal | None:
        return self.own - self.host if self.own is not None and self.host is not None else None

    @property
    def gap_words(self) -> str:
        """+1.0 where the team sees itself further, −0.5 where the host does."""
        return "" if self.gap is None else f"{self.gap:+}".replace("-", "−")

    @property
    def words(self) -> str:
        host = f"host {self.host}" if self.host is not None else "host not scored"
        own = f"own {self.own}" if self.own is not None else "own not scored"
        return f"{host}, {own}"


NOT_SCORED = Pair()


def newest_pairs(teams: Iterable[Team], period: dt.date) -> dict[int, Pair]:
    """Team id → the newest score of each side in the last months up to one. Give teams whose data the viewer may see. One query."""
    kept = ProgressScore.objects.filter(
        team__in=[team.pk for team in teams], period__range=(before(period, OLD - 1), period)
    )
    found: dict[int, dict[str, tuple[dt.date, Decimal]]] = defaultdict(dict)
    for team, month, side, value in kept.order_by("period").values_list("team", "period", "side", "value"):
        found[team][side] = (month, value)
    none = (None, None)
    return {
        team: Pair(
            host=sides.get(SIDES.HOST, none)[1],
            own=sides.get(SIDES.TEAM, none)[1],
            period=max(month for month, _ in sides.values()),
        )
        for team, sides in found.items()
    }


@dataclass(frozen=True)
class MonthRow:
    """One month of a team's scores, both sides with their reasons."""

    period: dt.date
    host: ProgressScore | None
    own: ProgressScore | None

    @property
    def pair(self) -> Pair:
        return Pair(self.host.value if self.host else None, self.own.value if self.own else None, self.period)


def history(team: Team) -> list[MonthRow]:
    """Every month with a score, oldest first. One query."""
    found: dict[dt.date, dict[str, ProgressScore]] = defaultdict(dict)
    for each in ProgressScore.objects.filter(team=team).select_related("by").order_by("period"):
        each.team = team
        found[each.period][each.side] = each
    return [MonthRow(month, sides.get(SIDES.HOST), sides.get(SIDES.TEAM)) for month, sides in found.items()]


def sides_of(viewer: Person, team: Team) -> list[str]:
    """The sides that somebody scores here."""
    wanted = {SIDES.TEAM: Permission.SCORE_OWN_TEAM, SIDES.HOST: Permission.SCORE_TEAM}
    return [side.value for side, permission in wanted.items() if check(viewer, permission, team)]


def team_progress(viewer: Person, team: Team, period: dt.date) -> dict[str, Any]:
    """A team's scores, and what the system knows at the end of the month to be scored."""
    charts = charts_until(team, period)
    evidence = evidence_of(team, period, charts)
    rows = history(team)
    earlier = Revision.objects.filter(kind="progressscore", guid__in=[
        each.guid for row in rows for each in (row.host, row.own) if each is not None and each.revision > 1
    ])  # fmt: skip
    replaced: dict[Any, list[Revision]] = defaultdict(list)
    for revision in earlier.select_related("by").order_by("number"):
        replaced[revision.guid].append(revision)
    return {
        "team": team,
        "collaborative": team.collaborative,
        "period": period,
        "rows": rows,
        "latest": rows[-1] if rows else None,
        "replaced": dict(replaced),
        "evidence": evidence,
        "support": supports(evidence),
        "measures": by_measure(charts, url_of),
        "sides": sides_of(viewer, team),
        "steps": STEPS,
    }


@dataclass(frozen=True)
class TeamScores:
    """One team in the overview."""

    team: Team
    label: Label
    pair: Pair
    now: MonthRow

    @property
    def missing(self) -> list[str]:
        """Who has not scored the month."""
        return [
            word for word, score in (("the team", self.now.own), ("the host", self.now.host)) if score is None
        ]


def progress_page(viewer: Person, collaborative: Collaborative, sort: str) -> dict[str, Any]:
    """The teams whose scores the viewer may see: their own, those in their care, or as the host all of them."""
    day = today(collaborative)
    period = before(day.replace(day=1))
    named = labels(viewer, collaborative)
    teams = [
        team
        for team in collaborative.teams.select_related("scope__parent").order_by("letter")
        if team.pk in named and named[team.pk].may_open and team.left is None
    ]
    pairs = newest_pairs(teams, period)
    now: Mapping[int, dict[str, ProgressScore]] = defaultdict(dict)
    for each in ProgressScore.objects.filter(team__in=teams, period=period):
        now[each.team_id][each.side] = each
    rows = [
        TeamScores(
            team,
            named[team.pk],
            pairs.get(team.pk, NOT_SCORED),
            MonthRow(period, now[team.pk].get(SIDES.HOST), now[team.pk].get(SIDES.TEAM)),
        )
        for team in teams
    ]
    return {
        "collaborative": collaborative,
        "period": period,
        "rows": sorted_by(rows, sort),
        "sort": sort,
        "unscored_teams": [row for row in rows if row.now.own is None],
        "unscored_host": [row for row in rows if row.now.host is None],
        "apart": [row for row in rows if row.pair.gap is not None and abs(row.pair.gap) >= 1],
        "is_host": bool(check(viewer, Permission.RUN_COLLABORATIVE, collaborative)),
        "steps": STEPS,
    }


def sorted_by(rows: list[TeamScores], sort: str) -> list[TeamScores]:
    """By letter, by the widest gap, or by the host's score from the top."""
    if sort == "gap":
        return sorted(rows, key=lambda row: (-gap_size(row.pair), row.team.letter))
    if sort == "score":
        return sorted(rows, key=lambda row: (-(row.pair.host or row.pair.own or Decimal(0)), row.team.letter))
    return rows


def gap_size(pair: Pair) -> Decimal:
    """How far the two sides are apart; below every gap where one of them is missing."""
    return abs(pair.gap) if pair.gap is not None else Decimal(-1)
