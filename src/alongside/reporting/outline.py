"""A study report put into words and parts, once for Word and PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from alongside.reporting.blocks import Block, Bullets, Document, Figure, Heading, Paragraph, Quotation, Table
from alongside.reporting.content.values import (
    ActionTaken,
    Chart,
    Count,
    DecisionTaken,
    FindingSaid,
    FrameworkSaid,
    FrameworkStage,
    Methods,
    StudyReport,
)
from alongside.reporting.wording import joined, number
from alongside.ui.templatetags.ui import day


def outline(report: StudyReport) -> Document:
    """The document that says this report."""
    blocks = [
        *_about(report),
        *_methods(report.methods),
        *_framework(report.framework),
        *_findings(report),
        *_reading(report),
        *_numbers(report),
    ]
    return Document(report.title, tuple(_lines(report)), tuple(blocks), f"{report.title} · {day(report.on)}")


def _lines(report: StudyReport) -> Iterator[str]:
    yield f"Study report, {day(report.on)}"
    if report.collaboratives:
        yield f"A study of {joined(report.collaboratives)}"
    if report.ethics_reference:
        yield f"Ethics reference {report.ethics_reference}"
    if report.controller:
        yield f"Data controller: {report.controller}"


def _about(report: StudyReport) -> Iterator[Block]:
    yield Heading(1, "What was asked")
    yield from (
        _prose(report.questions)
        if report.questions
        else [Paragraph("The study's questions are not written down yet.")]
    )
    yield Heading(1, "What this report holds")
    yield Bullets(tuple(_holds(report)))


def _holds(report: StudyReport) -> Iterator[str]:
    found = number(len(report.findings), "finding")
    if report.findings:
        yield _sentence(found, "with the evidence that may be shown, how it was read and what came of it")
    else:
        yield "No finding: there are none yet beyond drafts."
    if report.drafts_left_out:
        drafts = number(report.drafts_left_out, "draft finding")
        yield _sentence(drafts, "left out, because nobody outside the research team has read it")
    if report.withdrawn_left_out:
        yield _sentence(
            number(report.withdrawn_left_out, "finding"), "taken back by the researchers, and left out"
        )
    total = report.quotes + report.quotes_left_out
    if not total:
        yield "No quote: no finding here rests on one."
    elif report.quotes_left_out:
        yield (
            f"{report.quotes} of {number(total, 'quote')}. The others are left out, because not everyone heard in them "
            "agrees to publication now."
        )
    else:
        yield f"All {number(total, 'quote')} that the findings rest on; everyone heard in them agrees to publication now."
    withdrawn = sum(finding.evidence_withdrawn for finding in report.findings)
    if withdrawn:
        yield f"Evidence withdrawn: {withdrawn}. It rested on participants who took their words back."


def _methods(methods: Methods) -> Iterator[Block]:
    yield Heading(1, "How the study was done")
    yield Paragraph("Every number was counted from the study's own records on the day of this report.")
    yield Table(
        "Methods in numbers",
        ("What", "Number", "How it was counted"),
        tuple((count.label, count.says, _how(count)) for count in methods.counts),
        widths=(22, 40, 38),
    )
    yield Heading(2, "Guides")
    if not methods.guides:
        yield Paragraph("No interview or observation guide is recorded.")
    for guide in methods.guides:
        questions = number(len(guide.questions), "question")
        yield Paragraph(
            guide.note or "",
            strong=f"{guide.name}, version {guide.number}, from {day(guide.since)}, {questions}.",
        )
    yield Heading(2, "Development of the framework")
    if not methods.stages:
        yield Paragraph("There is no framework yet.")
    for stage in methods.stages:
        yield from _stage(stage)


def _how(count: Count) -> str:
    return f"{count.how} ({count.item})" if count.item else count.how


def _stage(stage: FrameworkStage) -> Iterator[Block]:
    when = f"published on {day(stage.published)}" if stage.published else stage.state
    yield Paragraph(stage.note, strong=f"Version {stage.number}, {when}, {number(stage.codes, 'code')}.")
    if stage.steps:
        yield Bullets(
            tuple(f"{step.what}: {_stopped(step.reason or 'no reason was given')}" for step in stage.steps)
        )


def _framework(framework: FrameworkSaid | None) -> Iterator[Block]:
    yield Heading(1, "The framework")
    if framework is None:
        yield Paragraph("No version of the framework is published yet.")
        return
    yield Paragraph(
        f"{framework.name}, version {framework.version}. Codings made under earlier versions count under the code that theirs "
        "became; those of a code that was split count only once they have been looked at again."
    )
    yield Table(
        "Themes and codes",
        ("Theme or code", "What it means", "Quotes", "Cases"),
        tuple(
            (
                code.name,
                _means(code.definition, code.use_when, code.not_when),
                str(code.quotes) if code.codable else "",
                str(code.cases) if code.codable else "",
            )
            for code in framework.codes
        ),
        widths=(30, 50, 10, 10),
        right=(2, 3),
        indent=tuple(code.depth for code in framework.codes),
        strong=tuple(row for row, code in enumerate(framework.codes) if code.depth == 0),
    )


def _means(definition: str, use_when: str, not_when: str) -> str:
    parts = [
        definition,
        f"Used for: {use_when}" if use_when else "",
        f"Not for: {not_when}" if not_when else "",
    ]
    return " ".join(_stopped(part) for part in parts if part)


def _findings(report: StudyReport) -> Iterator[Block]:
    yield Heading(1, "Findings")
    if not report.findings:
        yield Paragraph("There is no finding yet beyond drafts.")
    for finding in report.findings:
        yield from _finding(finding)


def _finding(finding: FindingSaid) -> Iterator[Block]:
    yield Heading(2, f"Finding {finding.number}")
    if finding.statement:
        yield Paragraph(finding.statement, "statement")
    else:
        yield Paragraph(
            "This finding rests on words that were taken back. It is hidden until it has been written again."
        )
    yield Paragraph(
        f"{finding.level} · {finding.valence} · {finding.state} · version {finding.version}", "note"
    )
    yield Heading(3, "What it rests on")
    yield from _evidence(finding)
    yield Heading(3, "How it was read")
    yield from _read(finding)
    yield Heading(3, "What was decided, and what happened")
    if not finding.decisions:
        yield Paragraph("No decision is recorded.")
    for decision in finding.decisions:
        yield from _decision(decision)
    if finding.being_rewritten:
        yield Paragraph(
            f"{number(finding.being_rewritten, 'piece')} of writing on this finding is hidden until rewritten after a withdrawal.",
            "note",
        )


def _evidence(finding: FindingSaid) -> Iterator[Block]:
    for against in (False, True):
        quotes = [each for each in finding.quotes if each.speaks_against is against]
        charts = [each for each in finding.charts if each.speaks_against is against]
        others = [each for each in finding.others if each.speaks_against is against]
        if against and (quotes or charts or others):
            yield Paragraph("Speaking against it:", "opening")
        for quote in quotes:
            yield Quotation(quote.text, quote.attribution)
        for chart in charts:
            yield from _chart(chart)
        if others:
            yield Bullets(tuple(other.text for other in others))
    rest = []
    if finding.quotes_left_out:
        rest.append(
            f"{number(finding.quotes_left_out, 'quote')} left out, without consent to publication now."
        )
    if finding.summaries:
        rest.append(
            f"{number(finding.summaries, 'summary', 'summaries')} of the framework matrix, kept within the study."
        )
    if finding.evidence_withdrawn:
        rest.append(f"Evidence withdrawn: {finding.evidence_withdrawn}.")
    if rest:
        yield Paragraph(" ".join(rest), "note")
    if not (finding.quotes or finding.charts or finding.others or rest):
        yield Paragraph("No evidence is linked to it.")


def _chart(chart: Chart) -> Iterator[Block]:
    says = " ".join(part for part in (_stopped(chart.title), chart.sentence) if part)
    yield Figure(chart.svg, f"{says} {chart.note}".strip(), alt=says)


def _numbers(report: StudyReport) -> Iterator[Block]:
    """The rows of every chart, at the end: for whoever wants to check a drawing, or cannot see it."""
    charts = [(finding.number, chart) for finding in report.findings for chart in finding.charts]
    if not charts:
        return
    yield Heading(1, "The numbers behind the charts")
    for finding, chart in charts:
        caption = f"Finding {finding}: {chart.title}"
        yield Table(caption, chart.columns, chart.rows, widths=(18, 16, 16, 26, 24), right=(1, 2, 3))


def _read(finding: FindingSaid) -> Iterator[Block]:
    if not finding.asked:
        yield Paragraph("It has not been shown to the committee.")
        return
    if not finding.answered:
        yield Paragraph(f"None of {number(finding.asked, 'member')} of the committee has answered yet.")
        return
    said = (
        f": {', '.join(f'{verdict.lower()} {count}' for verdict, count in finding.verdicts)}"
        if finding.verdicts
        else ""
    )
    which = f" They read version {finding.read_version}." if finding.read_version != finding.version else ""
    yield Paragraph(
        f"{finding.answered} of {number(finding.asked, 'member')} of the committee answered{said}.{which}"
    )
    for reading in finding.readings:
        for text in reading.texts:
            yield Paragraph(text, strong=f"{reading.verdict} ({reading.who}):")


def _decision(decision: DecisionTaken) -> Iterator[Block]:
    yield Paragraph(decision.text, strong=f"Decided on {day(decision.on)}:")
    if decision.dissent:
        yield Paragraph(decision.dissent, strong="Who would have decided otherwise:")
    if decision.actions:
        yield Table(
            "Actions",
            ("What is done", "State", "What happened"),
            tuple(
                (action.what, _state(action.state, action.due), _happened(action))
                for action in decision.actions
            ),
            widths=(38, 22, 40),
        )


def _happened(action: ActionTaken) -> str:
    if not action.what_happened:
        return "Not written down yet"
    return (
        f"{_stopped(action.what_happened)} ({day(action.reviewed_on)})"
        if action.reviewed_on
        else action.what_happened
    )


def _state(state: str, due: dt.date | None) -> str:
    return f"{state}, due {day(due)}" if due and state == "Open" else state


def _reading(report: StudyReport) -> Iterator[Block]:
    yield Heading(1, "How to read this report")
    yield Bullets(
        (
            "A quote stands here only where everyone heard in it agrees to be quoted in publications on the day of this report.",
            "Quotes are attributed by the finest label that at least three participants of the study share: role and kind "
            "of site, else one of them, else “a participant”.",
            "A finding stands in the words that were last shown; a chart shows the numbers it was taken as evidence with.",
            "Pseudonyms hide names, but nobody can promise that no one will ever be recognised; handle this report with care.",
        )
    )
    if report.engine:
        yield Paragraph(f"Counted and written with Alongside {report.engine}.", "note")


def _prose(text: str) -> Iterator[Block]:
    for part in text.split("\n"):
        if part.strip():
            yield Paragraph(part.strip())


def _sentence(first: str, rest: str) -> str:
    return f"{first[0].upper()}{first[1:]}, {rest}."


def _stopped(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
