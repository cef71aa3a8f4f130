"""One chart whole: its lanes, its table, what each point says, its phases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from alongside.core.spc import Analysis, Point, Suggestion
from alongside.core.spc import words as spc_words
from alongside.improvement.charts import Chart, predecessors, standing
from alongside.improvement.models import Annotation, PdsaCycle, Series, SeriesPhase
from alongside.programme.models import Collaborative, ContextEvent, Event
from alongside.ui.charts import Lane, Mark


def lanes(series: Series) -> list[Lane]:
    """Sessions, tests, context and decisions around a chart, on its own time axis. Four queries."""
    team = series.team
    root = [team.collaborative.slug, team.letter]
    cycles = PdsaCycle.objects.filter(team=team).order_by("started")
    around = ContextEvent.objects.filter(collaborative=team.collaborative).order_by("on")
    notes = Annotation.objects.filter(collaborative=team.collaborative).order_by("on")
    here = [each for each in notes if each.team_id in {None, team.pk} and each.series_id in {None, series.pk}]
    return [
        sessions(team.collaborative),
        Lane(
            "Tests",
            [
                Mark(
                    each.started,
                    each.idea,
                    "test",
                    each.ended,
                    reverse("improvement:test", args=[*root, each.guid]),
                )
                for each in cycles
                if each.measure_id in {None, series.measure_id}
            ],
        ),
        Lane(
            "Context",
            [Mark(each.on, each.title, "context") for each in around if each.team_id in {None, team.pk}],
        ),
        Lane(
            "Decisions",
            [
                Mark(each.on, each.text, "decision")
                for each in here
                if each.origin == Annotation.Origin.DECISION
            ]
            + [Mark(each.on, each.text, "context") for each in here if each.origin == Annotation.Origin.NOTE],
        ),
    ]


def sessions(collaborative: Collaborative) -> Lane:
    """The learning sessions, by number."""
    held = collaborative.events.filter(kind=Event.Kind.LEARNING_SESSION).order_by("starts_at")
    return Lane(
        "Sessions",
        [
            Mark(
                timezone.localtime(each.starts_at).date(),
                each.title.split(":")[0].removeprefix("Learning session "),
                "session",
            )
            for each in held
        ],
    )


def common_lanes(collaborative: Collaborative) -> list[Lane]:
    """What happened to everybody: sessions, context and decisions of the whole collaborative. Three queries."""
    around = ContextEvent.objects.filter(collaborative=collaborative, team=None).order_by("on")
    decided = Annotation.objects.filter(
        collaborative=collaborative, team=None, origin=Annotation.Origin.DECISION
    ).order_by("on")
    return [
        sessions(collaborative),
        Lane("Context", [Mark(each.on, each.title, "context") for each in around]),
        Lane("Decisions", [Mark(each.on, each.text, "decision") for each in decided]),
    ]


@dataclass(frozen=True)
class TableRow:
    """One month of the table beside a chart."""

    point: Point
    month: str
    counted: str
    n: str
    value: str
    limits: str
    rules: str
    kind: str


def short(rule: str) -> str:
    """A rule's name in a narrow column."""
    return {"astronomical": "outside", "two_of_three": "near"}.get(rule) or spc_words.rule(rule)


KINDS = {"improvement": "better", "concern": "worse", "neutral": "changed", "common": ""}


def table(chart: Chart) -> list[TableRow]:
    """Every month, newest first."""
    analysis = chart.analysis
    rows = []
    for point in reversed(analysis.points):
        shares = point.numerator is not None
        rows.append(
            TableRow(
                point=point,
                month=spc_words.day(point.x),
                counted=f"{point.numerator:g}"
                if point.numerator is not None and point.y is not None
                else "–",
                n=f"{point.n:g}" if shares and point.n is not None and point.y is not None else "–",
                value=spc_words.value(analysis, point.y),
                limits=limits(chart, point),
                rules=", ".join(dict.fromkeys(short(signal.rule) for signal in point.signals)),
                kind=KINDS[point.tone],
            )
        )
    return rows


def limits(chart: Chart, point: Point) -> str:
    if point.lower is None or point.upper is None:
        return "–"
    lower, upper = (
        spc_words.value(chart.analysis, each).removesuffix("%") for each in (point.lower, point.upper)
    )
    return f"{lower} to {upper}"


@dataclass(frozen=True)
class PhaseRow:
    """A phase as it is told: from when to when, its centre, why, by whom; `stated` is the row that can be undone."""

    number: int
    words: str
    reason: str
    signed: str
    stated: SeriesPhase | None


def phases(chart: Chart) -> list[PhaseRow]:
    """The stretches of a chart between stated changes of level."""
    analysis, rows = chart.analysis, []
    stated = {phase.starts.isoformat(): phase for phase in standing(chart.series)}
    for segment in analysis.segments:
        first, last = (spc_words.day(each) for each in (segment.starts, segment.ends))
        newest = segment.number == len(analysis.segments)
        span = f"From {first}" if newest else f"{first} to {last}"
        months = f"{segment.points} month{'s' if segment.points != 1 else ''}"
        centre = (
            f", centre {spc_words.value(analysis, segment.centre, 1)}" if segment.centre is not None else ""
        )
        phase = stated.get(str(segment.starts))
        signed = ", ".join(
            part for part in (segment.by, f"{phase.on.day} {phase.on:%b %Y}" if phase else "") if part
        )
        rows.append(PhaseRow(segment.number, f"{span}, {months}{centre}", segment.reason, signed, phase))
    return rows


def undone(chart: Chart) -> list[SeriesPhase]:
    """Phases that were taken back: they change nothing, and the history of the chart keeps them."""
    return sorted(
        (
            phase
            for phase in chart.series.phases.select_related("by", "undone_by")
            if phase.undone_on is not None
        ),
        key=lambda phase: (phase.undone_on or dt.date.min, phase.starts),
    )


@dataclass(frozen=True)
class Offered:
    """A place where a phase could begin, with the evidence."""

    starts: dt.date
    evidence: str

    @property
    def typed(self) -> str:
        """The month as a form takes it."""
        return f"{self.starts:%Y-%m}"


def suggested(chart: Chart) -> list[Offered]:
    """Where the level may have moved last and no phase begins yet. Only offered: whoever takes it up states a cause.

    Of several the newest alone: the run before it lies on the other side of the same change.
    """
    return [_offered(each) for each in chart.analysis.suggested_phases[-1:]]


def _offered(suggestion: Suggestion) -> Offered:
    evidence = suggestion.evidence.replace(
        " A phase can begin here only with a stated cause: what changed?", ""
    )
    return Offered(dt.date.fromisoformat(str(suggestion.starts)), evidence)


@dataclass(frozen=True)
class Said:
    """What the chart says at one point, and what it does not: the words that appear beside it."""

    i: int
    month: str
    counted: str
    signals: list[tuple[str, str]]  # the shape, and the words: rule, meaning and points
    near: str


def points_said(chart: Chart, lanes: Sequence[Lane]) -> list[Said]:
    """Every measured point in words, with what happened in the three months before its pattern began."""
    analysis = chart.analysis
    return [_said(analysis, point, lanes) for point in analysis.points if point.y is not None]


def _said(analysis: Analysis, point: Point, lanes: Sequence[Lane]) -> Said:
    value = spc_words.value(analysis, point.y)
    if point.numerator is not None and point.n is not None:
        value = f"{point.numerator:,g} of {point.n:,g}, {value}"
    signals = [(KINDS[signal.tone], spc_words.describe(analysis, signal)) for signal in point.signals]
    near = ""
    if point.signals and analysis.series.is_dated:
        began = dt.date.fromisoformat(
            str(analysis.series.x[min(signal.points[0] for signal in point.signals)])
        )
        near = happened(lanes, began - dt.timedelta(days=92), began + dt.timedelta(days=31))
    return Said(point.i, spc_words.long_day(point.x, analysis.period), value, signals, near)


def happened(lanes: Sequence[Lane], first: dt.date, last: dt.date) -> str:
    """What stands on the lanes between two days: 2 tests, 1 decision."""
    found: Counter[str] = Counter(
        mark.kind
        for lane in lanes
        for mark in lane.marks
        if mark.on <= last and (mark.until or mark.on) >= first
    )
    names = {"session": "session", "test": "test", "context": "event", "decision": "decision"}
    return ", ".join(
        f"{found[kind]} {name}{'s' if found[kind] > 1 else ''}" for kind, name in names.items() if found[kind]
    )


def before(series: Series, known: Collection[int]) -> list[tuple[str, Analysis]]:
    """The charts of the teams that merged into this one, by letter, as far as the viewer may know of them."""
    return [(each.series.team.letter, each.analysis) for each in predecessors(series, known)]
