"""A chart read aloud: what changed, when and by which rule, how its lines were made, and what it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alongside.core.spc import words

if TYPE_CHECKING:
    from alongside.core.spc.record import Analysis

_NEVER_WHY = "A chart never says why: look at what was near in time."
_NOT_GOOD = (
    "No signal does not mean that the level is good, nor that nothing was changed; a chart never says why."
)
_LINES = {
    "run": "The line is the median of {base}; a run chart has no limits",
    "xmr": "The limits are those of an XmR chart: the mean of {base}, and 2.66 mean moving ranges to either side",
    "p": "The limits are those of a p chart: {over} of {under} in {base}, three sigma to either side for the cases of each {period}",
    "pp": "The limits are those of a p′ chart: {over} of {under} in {base}, three sigma to either side as the shares vary",
    "u": "The limits are those of a u chart: {over} events in {under} over {base}, three sigma to either side for each {period}",
    "up": "The limits are those of a u′ chart: {over} events in {under} over {base}, three sigma to either side as the rates vary",
    "c": "The limits are those of a c chart: the mean of {base}, and three of its roots to either side",
    "g": "The centre is the median of {base}; the limits are those of a g chart, from the mean",
    "t": "The limits are those of a t chart: {base}, as roots of 3.6, three sigma to either side and raised back",
}


def reading(analysis: Analysis) -> str:
    """The chart in three to six sentences; it claims no cause."""
    if analysis.latest is None or analysis.segment is None:
        return f"No data yet. {_lines_to_come(analysis)} {_NEVER_WHY}"
    said = [
        analysis.sentence,
        _by_which_rule(analysis),
        _how(analysis),
        _target(analysis),
        _care(analysis),
        _NEVER_WHY if analysis.signals else _NOT_GOOD,
    ]
    return " ".join(each for each in said if each)


def _by_which_rule(analysis: Analysis) -> str:
    newest, rules = analysis.newest_signal, analysis.spec.rules
    if newest is None:
        return f"None of the rules of {rules} is broken."
    if newest.current:
        others = len({each.rule for each in analysis.signals if each.current}) - 1
        also = (
            f" {others} more of its rules say so too."
            if others > 1
            else " One more of its rules says so too."
        )
        told = words.describe(analysis, newest).rstrip(".")
        return f"By the rules of {rules}: {told}{f';{also[:-1].lower()}.' if others else '.'}"
    return (
        f"By the rules of {rules} nothing holds now; the last signal ended in {words.at(analysis, newest.points[-1])} "
        f"({words.rule(newest.rule)})."
    )


def _lines_to_come(analysis: Analysis) -> str:
    return f"It will be {words.a(analysis.chart_kind.name)}, read by the rules of {analysis.spec.rules}."


def _how(analysis: Analysis) -> str:
    segment = analysis.segment
    if segment is None:
        return ""
    count = f"{segment.base} {words.periods(analysis, segment.base)}"
    if segment.base < segment.points:
        base = f"the first {count} from {words.at(analysis, segment.start)}"
    elif segment.number > 1:
        base = f"the {count} since {words.at(analysis, segment.start)}"
    elif segment.base == 1:
        base = f"the one {analysis.period}"
    else:
        base = f"all {count}"
    filled = _LINES[analysis.spec.chart].format(
        base=base,
        period=analysis.period,
        over=f"{segment.formula.get('numerators', 0):,g}",
        under=f"{segment.formula.get('denominators', 0):,g}",
    )
    screened = segment.formula.get("ranges_left_out", 0)
    left_out = f"; {screened:g} very large range{'s' if screened > 1 else ''} left out" if screened else ""
    return f"{filled}{left_out}."


def _target(analysis: Analysis) -> str:
    verdict = analysis.assurance
    if verdict.kind == "none" or verdict.target is None:
        return ""
    said = analysis.target_sentence.rstrip(".")
    return f"Target {words.value(analysis, verdict.target)}: {said[0].lower()}{said[1:]}."


def _care(analysis: Analysis) -> str:
    """The first sentence of the first remark."""
    if not analysis.remarks:
        return ""
    text = analysis.remarks[0].text
    ends = [place for mark in (". ", "? ") if (place := text.find(mark)) >= 0]
    return text[: min(ends) + 1] if ends else text
