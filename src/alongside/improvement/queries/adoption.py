"""Who took up what: where each team stands with each change idea, and how it came there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.improvement.models import Adoption, ChangeIdea
from alongside.programme.calendar import today
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import Collaborative, Team
from alongside.programme.queries import events_for, hides_names

Stage = Adoption.Stage
WORDS = {
    Stage.UNTESTED: "untested",
    Stage.TESTING: "testing",
    Stage.IMPLEMENTED: "in place",
    Stage.SPREAD: "spread",
    Stage.ABANDONED: "given up",
}
IN_USE = (Stage.IMPLEMENTED, Stage.SPREAD)
TRIED = (*IN_USE, Stage.TESTING, Stage.ABANDONED)


@dataclass(frozen=True)
class Counts:
    """How many teams are where with an idea, of those whom it concerns."""

    testing: int
    in_place: int
    spread: int
    given_up: int
    of: int

    @property
    def in_use(self) -> int:
        return self.in_place + self.spread

    @property
    def begun(self) -> int:
        """How many began with it, whatever came of it."""
        return self.in_use + self.testing + self.given_up

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """(stage, word, number) in the order of the stages."""
        return [
            ("testing", "testing", self.testing),
            ("implemented", "in place", self.in_place),
            ("spread", "spread", self.spread),
            ("abandoned", "given up", self.given_up),
        ]


@dataclass
class Standing:
    """The steps of every team that a person may know of, and whom they concern."""

    labels: dict[int, Label]
    topics: dict[int, set[int]]
    steps: dict[tuple[int, int], list[Adoption]] = field(default_factory=dict)

    def concerns(self, idea: ChangeIdea, team: int) -> bool:
        """Whether the idea's topic is one of the team's, or the idea has none."""
        return idea.topic_id is None or idea.topic_id in self.topics[team]

    def latest(self, idea: ChangeIdea, team: int) -> Adoption | None:
        steps = self.steps.get((idea.pk, team))
        return steps[-1] if steps else None

    def stage(self, idea: ChangeIdea, team: int) -> str:
        latest = self.latest(idea, team)
        return latest.stage if latest else Stage.UNTESTED

    def counts(self, idea: ChangeIdea) -> Counts:
        teams = [pk for pk in self.labels if self.concerns(idea, pk)]
        found = Counter(self.stage(idea, pk) for pk in teams)
        return Counts(
            found[Stage.TESTING],
            found[Stage.IMPLEMENTED],
            found[Stage.SPREAD],
            found[Stage.ABANDONED],
            len(teams),
        )


def teams_now(collaborative: Collaborative) -> list[Team]:
    """The teams that have not left."""
    here = collaborative.teams.filter(Q(left=None) | Q(left__gt=today(collaborative)))
    return list(here.select_related("scope__parent").prefetch_related("topics"))


def standing(
    collaborative: Collaborative, viewer: Person | None, ideas: Iterable[ChangeIdea] | None = None
) -> Standing:
    """Where the teams stand that the viewer may know of; of all teams where `viewer` is None. Four queries."""
    teams = teams_now(collaborative)
    if viewer is None:
        found = {team.pk: Label(team.letter, team.name, False, False) for team in teams}
    else:
        found = labels(viewer, collaborative, teams)
    rows = Adoption.objects.filter(idea__collaborative=collaborative, team__in=found).order_by("on", "id")
    if ideas is not None:
        rows = rows.filter(idea__in=list(ideas))
    steps: dict[tuple[int, int], list[Adoption]] = defaultdict(list)
    for each in rows.select_related("learnt_at"):
        steps[each.idea_id, each.team_id].append(each)
    topics = {team.pk: {topic.pk for topic in team.topics.all()} for team in teams}
    return Standing(found, topics, dict(steps))


@dataclass(frozen=True)
class Cell:
    """One team with one idea. `state` is a stage, or empty where the idea's topic is not the team's."""

    label: Label
    state: str
    words: str
    url: str
    current: bool


@dataclass(frozen=True)
class Row:
    """One idea over all teams."""

    idea: ChangeIdea
    first: Label | None
    first_on: dt.date | None
    cells: list[Cell]
    counts: Counts


@dataclass(frozen=True)
class Board:
    """Ideas by teams, furthest first."""

    labels: list[Label]
    rows: list[Row]
    first_line: str


def board(
    viewer: Person,
    collaborative: Collaborative,
    at: tuple[int, int] | None = None,
    found: Standing | None = None,
) -> Board:
    """The adoption board as the viewer may see it. `at` is the (idea, team) whose steps are open; `found` the standing with
    every idea, where it has been read already. Five queries."""
    ideas = list(ChangeIdea.objects.filter(collaborative=collaborative, retired_on=None))
    found = found or standing(collaborative, viewer, ideas)
    rows = [_row(idea, found, collaborative, at) for idea in ideas]
    rows.sort(key=lambda row: (-row.counts.in_use, -row.counts.testing, row.counts.given_up, row.idea.order))
    return Board(list(found.labels.values()), rows, _first_line(rows, found))


def _row(idea: ChangeIdea, found: Standing, collaborative: Collaborative, at: tuple[int, int] | None) -> Row:
    cells = []
    first: Adoption | None = None
    for pk, label in found.labels.items():
        began = next(
            (each for each in found.steps.get((idea.pk, pk), []) if each.stage != Stage.UNTESTED), None
        )
        if began is not None and (first is None or (began.on, began.pk) < (first.on, first.pk)):
            first = began
        state = found.stage(idea, pk) if found.concerns(idea, pk) or began else ""
        latest = found.latest(idea, pk)
        since = f" since {latest.on.day} {latest.on:%b %Y}" if latest and state != Stage.UNTESTED else ""
        words = WORDS[Stage(state)] + since if state else "not its topic"
        url = reverse("improvement:adoption_cell", args=[collaborative.slug, idea.guid, label.letter])
        cells.append(Cell(label, state, f"{label.text}: {words}", url, at == (idea.pk, pk)))
    return Row(
        idea,
        found.labels[first.team_id] if first else None,
        first.on if first else None,
        cells,
        found.counts(idea),
    )


def _first_line(rows: Sequence[Row], found: Standing) -> str:
    """What went furthest, what was given up most, who has tried little."""
    if not rows:
        return "Which team tried which idea, since when, and from whom it learnt."
    says = []
    top = rows[0].counts
    if top.in_use:
        says.append(f"“{rows[0].idea.title}” has gone furthest: in use in {top.in_use} of {top.of} teams.")
    elif any(row.counts.testing for row in rows):
        says.append("Nothing is in place yet; testing has begun.")
    else:
        return "No team has begun with an idea yet. A test of change of one, or a step recorded here, is the beginning."
    dropped = max(rows[1:], key=lambda row: row.counts.given_up, default=None)
    if dropped is not None and dropped.counts.given_up > 1:
        says.append(f"“{dropped.idea.title}” was given up by {dropped.counts.given_up} teams.")
    tried = {
        pk: sum(found.stage(row.idea, pk) in TRIED for row in rows if found.concerns(row.idea, pk))
        for pk in found.labels
    }
    quiet = [found.labels[pk].letter for pk, number in tried.items() if number <= 1]
    if len(rows) > 3 and quiet and len(quiet) * 2 < len(tried):
        have = "have" if len(quiet) > 1 else "has"
        says.append(f"{listed(quiet)} {have} tried little: ask before adding ideas.")
    return " ".join(says)


def listed(words: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@dataclass(frozen=True)
class Step:
    """A step as one person may read it: other teams by their label, notes only where they give no name away."""

    pk: int
    stage: str
    words: str
    on: dt.date
    learnt_from: str
    learnt_at: str
    note: str
    may_undo: bool


@dataclass(frozen=True)
class Elsewhere:
    """What other teams made of the same idea; teams of one stage without a note stand together."""

    letters: str
    title: str
    stage: str
    words: str


class Reader:
    """Turns steps into what one person may read of them."""

    def __init__(self, viewer: Person, collaborative: Collaborative, found: Standing) -> None:
        self.viewer, self.found = viewer, found
        self.hides = hides_names(viewer, collaborative)
        self.every = labels(viewer, collaborative)
        self.events = {each.pk for each in events_for(viewer, collaborative)}

    def step(self, row: Adoption, may_undo: bool = False) -> Step:
        open_ = self.every[row.team_id].may_open
        teacher = self.every.get(row.learnt_from_id) if row.learnt_from_id else None
        return Step(
            pk=row.pk,
            stage=row.stage,
            words=WORDS[Stage(row.stage)],
            on=row.on,
            learnt_from=teacher.text if teacher else ("another team" if row.learnt_from_id else ""),
            learnt_at=row.learnt_at.title if row.learnt_at and row.learnt_at_id in self.events else "",
            note=row.note if open_ or not self.hides else "",
            may_undo=may_undo,
        )

    def elsewhere(self, idea: ChangeIdea, but: int | None) -> list[Elsewhere]:
        """The same idea in the other teams: in use, then tested, then given up."""
        spoken: list[tuple[str, Elsewhere]] = []
        silent: dict[str, list[tuple[Label, Adoption]]] = defaultdict(list)
        for pk, label in self.found.labels.items():
            latest = self.found.latest(idea, pk)
            if latest is None or pk == but or latest.stage == Stage.UNTESTED:
                continue
            step = self.step(latest)
            if step.note or step.learnt_from:
                words = f"{step.words.capitalize()} since {step.on.day} {step.on:%b %Y}"
                words += f", learnt from {step.learnt_from}" if step.learnt_from else ""
                words += f": “{step.note}”" if step.note else ""
                spoken.append((latest.stage, Elsewhere(label.letter, label.text, latest.stage, words)))
            else:
                silent[latest.stage].append((label, latest))
        for stage, teams in silent.items():
            since = min(latest.on for _, latest in teams)
            words = f"{WORDS[Stage(stage)].capitalize()}{', the first' if len(teams) > 1 else ''} since {since:%b %Y}"
            letters = ", ".join(label.letter for label, _ in teams)
            spoken.append(
                (stage, Elsewhere(letters, "; ".join(label.text for label, _ in teams), stage, words))
            )
        order = [Stage.SPREAD, Stage.IMPLEMENTED, Stage.TESTING, Stage.ABANDONED]
        spoken.sort(key=lambda each: order.index(Stage(each[0])))
        return [each for _, each in spoken]


def may_record(viewer: Person, collaborative: Collaborative, found: Standing) -> dict[int, Team]:
    """The teams for whom the viewer may record a step, by id."""
    teams = collaborative.teams.filter(pk__in=found.labels).select_related(
        "scope__parent", "collaborative__scope"
    )
    return {team.pk: team for team in teams if check(viewer, Permission.LOG_TEST, team)}


def idea_of(collaborative: Collaborative, guid: uuid.UUID) -> ChangeIdea:
    """The change idea of an address."""
    idea = (
        ChangeIdea.objects.filter(collaborative=collaborative, guid=guid)
        .select_related("topic", "collaborative__scope")
        .first()
    )
    if idea is None:
        raise NotKnown()
    return idea
