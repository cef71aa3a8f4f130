"""What a release would carry out of the study, text by text, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from alongside.coding.models import FrameworkVersion
from alongside.coding.queries import codebook
from alongside.findings.disclosure import Judged, ShownChart, ShownThing
from alongside.findings.models import FindingVersion
from alongside.study.models import GuideVersion

Placed = Iterator[tuple[str, str]]


def of_finding(
    version: FindingVersion,
    quotes: Iterable[Judged],
    left_out: Collection[int],
    charts: Iterable[ShownChart],
    things: Iterable[ShownThing],
) -> Placed:
    """The statement and what stands under it.

    A quote that nobody may read today counts as well: it is shown as soon as its speaker agrees, and nobody looks again.
    """
    yield "the statement", version.statement
    for number, quote in enumerate(quotes, 1):
        if quote.evidence.pk not in left_out:
            yield f"quote {number}", quote.text
            yield f"quote {number}", quote.label
    for number, chart in enumerate(charts, 1):
        yield f"chart {number}", chart.title
    for thing in things:
        yield "its other evidence", thing.what


def of_framework(version: FrameworkVersion) -> Placed:
    """Names and definitions, line by line; examples, which quote, stay behind."""
    for number, node in enumerate(codebook(version, counted=None), 1):
        for text in (node.entry.name, node.entry.definition, node.entry.use_when, node.entry.not_when):
            yield f"line {number} of the framework", text


def of_guide(version: GuideVersion) -> Placed:
    """The guide's name, the note on this version, and its questions."""
    yield "the guide's name", version.guide.name
    yield "the note on this version", version.note
    for number, question in enumerate(version.questions, 1):
        yield f"question {number}", question
