"""One chart whole: its lanes, its table, how it was computed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from alongside.core.spc import Point, Segment
from alongside.core.spc import words as spc_words
from alongside.improvement.charts import Chart, standing
from alongside.improvement.models import Annotation, PdsaCycle, Series, SeriesPhase
from alongside.programme.models import ContextEvent, Event
from alongside.ui.charts import Lane, Mark

RULES = {
    "astronomical": "outside",
    "shift": "shift",
    "trend": "trend",
    "two_of_three": "near",
}
CHART_WORDS = {
    "p": "p chart: share of cases; limits differ with the number of cases",
    "xmr": "XmR chart: single values; limits come from how much they differ from month to month",
}


def lanes(series: Series) -> list[Lane]:
    """Sessions, tests, context and decisions around a chart, on its own time axis. Four queries."""
    team = series.team
    root = [team.collaborative.slug, team.letter]
    sessions = team.collaborative.events.filter(kind=Event.Kind.LEARNING_SESSION).order_by("starts_at")
    cycles = PdsaCycle.objects.filter(team=team).order_by("started")
    around = ContextEvent.objects.filter(collaborative=team.collaborative).order_by("on")
    notes = Annotation.objects.filter(collaborative=team.collaborative).order_by("on")
    here = [each for each in notes if each.team_id in {None, team.pk} and each.series_id in {None, series.pk}]
    return [
        Lane(
            "Sessions",
            [
                Mark(
                    timezone.localtime(each.starts_at).date(),
                    each.title.split(":")[0].removeprefix("Learning session "),
                    "session",
                )
                for each in sessions
            ],
        ),
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
                rules=", ".join(dict.fromkeys(RULES[signal.rule] for signal in point.signals)),
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


@dataclass(frozen=True)
class Computed:
    """A line of "how this chart is computed"."""

    what: str
    how: str


def computed(chart: Chart) -> list[Computed]:
    """The settings and the formula, with this chart's own numbers in it."""
    analysis, spec = chart.analysis, chart.analysis.spec
    lines = [Computed("Chart", CHART_WORDS[spec.chart])]
    segment, latest = analysis.segment, analysis.latest
    if segment is not None and latest is not None and segment.centre is not None:
        lines += formula(chart, segment, latest)
    lines.append(
        Computed(
            "Rules",
            f"{spec.rules}: a point outside the limits, a shift of 7, a trend of 7, 2 of 3 beyond two sigma",
        )
    )
    if spec.chart == "xmr":
        screened = (
            "moving ranges of 3.267 times their mean or more are left out, once" if spec.screening else "none"
        )
        lines.append(Computed("Screening", screened))
    if spec.freeze:
        lines.append(Computed("Baseline", f"limits from the first {spec.freeze} months of each phase"))
    lines += [Computed("Note", remark.text) for remark in analysis.remarks]
    return lines


def formula(chart: Chart, segment: Segment, latest: Point) -> list[Computed]:
    analysis = chart.analysis
    month = spc_words.day(latest.x)
    centre = spc_words.value(analysis, segment.centre, 2)
    if latest.lower is None or latest.upper is None:
        return [Computed("Centre", centre)]
    bounds = f"{spc_words.value(analysis, latest.lower, 1)} to {spc_words.value(analysis, latest.upper, 1)}"
    if analysis.spec.chart == "p":
        base = [
            point
            for point in analysis.points[segment.start : segment.end + 1]
            if point.baseline and point.y is not None
        ]
        top, bottom = sum(point.numerator or 0 for point in base), sum(point.n or 0 for point in base)
        share = (segment.centre or 0) / analysis.spec.scale
        root = f"√({share:.4f} × {1 - share:.4f} ÷ {latest.n:g})"
        return [
            Computed("Centre", f"{top:,g} of {bottom:,g} cases = {centre}"),
            Computed(f"Limits, {month}", f"{centre} ± 3 × {root} = {bounds}"),
        ]
    width = (latest.upper - latest.lower) / 2
    moving = spc_words.value(analysis, width / 2.66, 2)
    return [
        Computed("Centre", f"mean of {segment.base} months = {centre}"),
        Computed("Limits", f"{centre} ± 2.66 × {moving} (mean moving range) = {bounds}"),
    ]


def as_csv(chart: Chart) -> str:
    """Data, limits and signals of a chart, with its specification: enough to draw it again."""
    analysis, out = chart.analysis, io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "month",
            "numerator",
            "denominator",
            "value",
            "centre",
            "lower",
            "upper",
            "target",
            "phase",
            "signals",
        ]
    )
    for point in analysis.points:
        signals = " ".join(f"{each.rule}:{each.direction}" for each in point.signals)
        writer.writerow(
            [
                str(point.x)[:7],
                *("" if value is None else f"{value:.10g}" for value in (point.numerator, point.n)),
                *(
                    "" if value is None else f"{value:.10g}"
                    for value in (point.y, point.centre, point.lower, point.upper, point.target)
                ),
                point.phase,
                signals,
            ]
        )
    writer.writerow([])
    for name, value in analysis.spec.to_json().items():
        writer.writerow(
            [f"# {name}", value if not isinstance(value, list) else "; ".join(str(each) for each in value)]
        )
    writer.writerow(["# content", analysis.content_hash])
    return out.getvalue()
