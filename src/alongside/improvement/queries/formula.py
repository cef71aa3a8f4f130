"""How a chart was computed, in its own numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alongside.core import spc
from alongside.core.spc import Analysis, Point, Segment
from alongside.core.spc import words as spc_words
from alongside.improvement.charts import Chart

CHART_WORDS = {
    "run": "run chart: the months in order with their median; it has no limits",
    "p": "p chart: share of cases; limits differ with the number of cases",
    "pp": "p′ chart: share of very many cases; limits allow for more variation than counts alone have",
    "u": "u chart: events in an amount at risk; limits differ with that amount",
    "up": "u′ chart: very many events in an amount at risk; limits allow for more variation than counts alone have",
    "c": "c chart: events counted where as much is at risk every month",
    "g": "g chart: cases or days between rare events; limits lie at unequal distances",
    "t": "t chart: time between rare events; limits lie at unequal distances",
    "xmr": "XmR chart: single values; limits come from how much they differ from month to month",
}
RULE_WORDS = {
    "astronomical": "a point outside the limits",
    "shift": "a shift of {points}",
    "trend": "a trend of {points}",
    "two_of_three": "2 of 3 beyond two sigma",
    "run_length": "a run longer than chance usually gives",
    "crossings": "fewer crossings of the centre than chance usually gives",
    "runs": "fewer or more runs about the median than chance usually gives",
}


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
        lines += FORMULAS[spec.chart](analysis, segment, latest)
    lines.append(Computed("Rules", f"{spec.rules}: {rules(analysis)}"))
    if segment is not None and (verdict := runs(segment)) and spec.rules in {"anhoej", "ihi-run"}:
        lines.append(Computed("Runs", verdict))
    if analysis.chart_kind.screens:
        lines.append(Computed("Screening", screened(analysis, segment)))
    if spec.freeze:
        lines.append(Computed("Baseline", f"limits from the first {spec.freeze} months of each phase"))
    lines += spread_as_counted(analysis)
    lines += [Computed(HEADS.get(remark.kind, "Note"), remark.text) for remark in analysis.remarks]
    return lines


HEADS = {
    "overdispersion": "Overdispersion",
    "trial_limits": "Trial limits",
    "astronomical_suggested": "Stands out",
}


def spread_as_counted(analysis: Analysis) -> list[Computed]:
    """Where counts explain how much a p or u chart varies: that they do, in numbers. Where not, a remark names another chart."""
    instead = {"p": "p′", "u": "u′"}.get(analysis.spec.chart)
    if instead is None or any(remark.kind == "overdispersion" for remark in analysis.remarks):
        return []
    points = [point for point in analysis.points if point.y is not None and point.lower is not None]
    if not points:
        return []
    outside = sum(any(signal.rule == "astronomical" for signal in point.signals) for point in points)
    most = max(point.n or 0 for point in points)
    months = spc_words.periods(analysis, len(points))
    how = f"{outside} of {len(points)} {months} outside 3σ, largest n {most:,g}: {instead} not needed"
    return [Computed("Overdispersion", how)]


def rules(analysis: Analysis) -> str:
    """The rules of the set, with their parameters; those that the chart cannot have are said in the remarks."""
    named = [
        RULE_WORDS[rule.name].format(**rule.parameters)
        for rule in analysis.rule_set.rules
        if not (rule.only_with_limits and not analysis.chart_kind.has_limits)
    ]
    return ", ".join(named)


def runs(segment: Segment) -> str:
    """How the points fall about the centre, beside what is usual: longest run 9 of at most 8, crossings 6 of at least 8."""
    if segment.longest_run_max is None or segment.crossings_min is None:
        return ""
    return (
        f"{segment.useful} useful points: longest run {segment.longest_run} of at most {segment.longest_run_max}, "
        f"crossings {segment.crossings} of at least {segment.crossings_min}"
    )


def screened(analysis: Analysis, segment: Segment | None) -> str:
    if not analysis.spec.screening:
        return "none"
    left_out = int(segment.formula.get("ranges_left_out", 0)) if segment is not None else 0
    rule = "moving ranges of 3.267 times their mean or more are left out, once"
    return f"{rule}; here {left_out or 'none'}"


def _value(analysis: Analysis, value: float | None, more: int = 1) -> str:
    return spc_words.value(analysis, value, more)


def _bounds(analysis: Analysis, latest: Point) -> str:
    return f"{_value(analysis, latest.lower)} to {_value(analysis, latest.upper)}"


def _head(latest: Point) -> str:
    return f"Limits, {spc_words.day(latest.x)}"


def _pooled(analysis: Analysis, segment: Segment, what: str) -> Computed:
    top, bottom = segment.formula.get("numerators", 0), segment.formula.get("denominators", 0)
    times = (
        f" × {analysis.spec.scale:,g}" if analysis.spec.unit != "percent" and analysis.spec.scale != 1 else ""
    )
    cases = " cases" if analysis.chart_kind.of_all else ""
    how = f"{top:,g} {what} {bottom:,g}{cases}{times} = {_value(analysis, segment.centre, 2)}"
    return Computed("Centre", how)


def _mean(analysis: Analysis, segment: Segment) -> Computed:
    return Computed("Centre", f"mean of {segment.base} months = {_value(analysis, segment.centre, 2)}")


def _run(analysis: Analysis, segment: Segment, latest: Point) -> list[Computed]:
    return [Computed("Centre", f"median of {segment.base} months = {_value(analysis, segment.centre)}")]


def _xmr(analysis: Analysis, segment: Segment, latest: Point) -> list[Computed]:
    found = [_mean(analysis, segment)]
    if latest.lower is not None and latest.upper is not None:
        moving = _value(analysis, segment.formula.get("mean_moving_range"), 2)
        centre = _value(analysis, segment.centre, 2)
        found.append(
            Computed(
                "Limits", f"{centre} ± 2.66 × {moving} (mean moving range) = {_bounds(analysis, latest)}"
            )
        )
    return found


def _shares(analysis: Analysis, segment: Segment, latest: Point) -> list[Computed]:
    found = [_pooled(analysis, segment, "of" if analysis.chart_kind.of_all else "in")]
    if latest.lower is None or latest.upper is None or latest.n is None:
        return found
    share = (segment.centre or 0) / analysis.spec.scale
    if analysis.chart_kind.of_all:
        root = f"√({share:.4f} × {1 - share:.4f} ÷ {latest.n:,g})"
    else:
        root = f"√({share:.6g} ÷ {latest.n:,g})"
        if analysis.spec.scale != 1:
            root += f" × {analysis.spec.scale:,g}"
    wider = ""
    if (sigma_z := segment.formula.get("sigma_z")) is not None:
        wider = f" × {sigma_z:.3f}"
        found.append(
            Computed(
                "σz", f"{sigma_z:.3f}: the mean moving range of the z values ÷ 1.128; it widens the limits"
            )
        )
    found.append(
        Computed(
            _head(latest),
            f"{_value(analysis, segment.centre, 2)} ± 3 × {root}{wider} = {_bounds(analysis, latest)}",
        )
    )
    return found


def _c(analysis: Analysis, segment: Segment, latest: Point) -> list[Computed]:
    centre = _value(analysis, segment.centre, 2)
    return [
        _mean(analysis, segment),
        Computed("Limits", f"{centre} ± 3 × √{centre} = {_bounds(analysis, latest)}"),
    ]


def _g(analysis: Analysis, segment: Segment, latest: Point) -> list[Computed]:
    mean = segment.formula.get("mean", 0.0)
    return [
        Computed("Centre", f"median of {segment.base} = {_value(analysis, segment.centre)}"),
        Computed(
            "Limits",
            f"{mean:,.2f} ± 3 × √({mean:,.2f} × {mean + 1:,.2f}), from the mean = {_bounds(analysis, latest)}",
        ),
    ]


def _t(analysis: Analysis, segment: Segment, latest: Point) -> list[Computed]:
    mean = segment.formula.get("transformed_mean", 0.0)
    moving = segment.formula.get("mean_moving_range", 0.0)
    return [
        Computed("Centre", f"{mean:,.3f} to the power of 3.6 = {_value(analysis, segment.centre)}"),
        Computed(
            "Limits",
            f"({mean:,.3f} ± 3 × {moving:,.3f} ÷ 1.128) to the power of 3.6 = {_bounds(analysis, latest)}",
        ),
    ]


FORMULAS: dict[str, Callable[[Analysis, Segment, Point], list[Computed]]] = {
    "run": _run,
    "xmr": _xmr,
    "p": _shares,
    "pp": _shares,
    "u": _shares,
    "up": _shares,
    "c": _c,
    "g": _g,
    "t": _t,
}
assert set(FORMULAS) == set(spc.CHARTS)
