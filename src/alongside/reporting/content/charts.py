"""Charts in a report: drawn for paper from the rows they were taken as evidence with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from alongside.core import spc
from alongside.core.spc import words
from alongside.findings import disclosure
from alongside.findings.models import Evidence
from alongside.reporting.content.values import Chart
from alongside.ui.charts import detail, standalone

WIDTH = 720  # at the width of a page its labels are set in about 7.5 points
COLUMNS = ("When", "Value", "Centre", "Limits", "Signal")
# Why a phase began is the team's own prose and may say who they are.
PHASE = "limits computed afresh"


def charts(evidence: Iterable[Evidence], names: disclosure.Names) -> Iterable[Chart]:
    """The charts among the evidence, with teams as the audience may know them; counts of patients stay out of the rows."""
    frozen = [each for each in evidence if each.chart_rows is not None]
    for shown, one in zip(disclosure.shown_charts(frozen, names), frozen, strict=True):
        title = f"{shown.title}, {shown.where}"
        analysis = _analysis(one)
        yield Chart(
            title=title,
            sentence=" ".join(part for part in (analysis.sentence, analysis.target_sentence) if part),
            svg=str(standalone(detail(analysis, title=title, width=WIDTH))),
            columns=COLUMNS,
            rows=tuple(_row(analysis, point) for point in analysis.points),
            note=f"{shown.correction[0].upper()}{shown.correction[1:]}." if shown.correction else "",
            speaks_against=shown.against,
        )


def _analysis(evidence: Evidence) -> spc.Analysis:
    spec = spc.Spec.from_json(evidence.chart_spec or {})
    spec = replace(spec, phases=tuple(replace(phase, reason=PHASE) for phase in spec.phases))
    return spc.analyse(spc.Series.from_json(evidence.chart_rows or {}), spec)


def _row(analysis: spc.Analysis, point: spc.Point) -> tuple[str, ...]:
    when = words.day(point.x, words.period(tuple(analysis.series.x)))
    if point.y is None:
        return (when, "nothing sent", "", "", "")
    limits = "not defined"
    if point.lower is not None and point.upper is not None:
        limits = f"{words.value(analysis, point.lower, 1)} to {words.value(analysis, point.upper, 1)}"
    signals = ", ".join(dict.fromkeys(words.rule(signal.rule) for signal in point.signals))
    return (when, words.value(analysis, point.y, 1), words.value(analysis, point.centre, 1), limits, signals)
