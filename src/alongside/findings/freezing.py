"""Taking evidence as it stands on a day: the words of a quote by who says them, a cell's summary, a chart's rows."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.coding.models import Coding, MatrixCell
from alongside.core.errors import Invalid, NotKnown
from alongside.findings import charts
from alongside.findings.models import Evidence, EvidencePart, FindingVersion
from alongside.findings.queries import cycles_for, events_for, series_for
from alongside.improvement.models import PdsaCycle, Series
from alongside.programme.models import ContextEvent
from alongside.study.models import Participant, Source, Study, Turn
from alongside.study.speakers import ASKING

SPEAKS_FOR_NOBODY = frozenset({Source.Kind.FIELD_NOTE.value, Source.Kind.DOCUMENT.value})


def take(
    version: FindingVersion,
    *,
    codings: Iterable[Coding] = (),
    cells: Iterable[MatrixCell] = (),
    series: Iterable[Series] = (),
    context_events: Iterable[ContextEvent] = (),
    cycles: Iterable[PdsaCycle] = (),
    against: bool = False,
) -> list[Evidence]:
    """Put things under a version as its evidence, after what is there; what is there already is left as it is."""
    study = version.finding.study
    codings, cells, series = list(codings), list(cells), list(series)
    context_events, cycles = list(context_events), list(cycles)
    _check_places(study, codings, cells, series, context_events, cycles)
    there = list(version.evidence.values_list("coding", "cell", "series", "context_event", "cycle", "order"))
    order = max((row[5] for row in there), default=-1) + 1
    made: list[Evidence] = []

    def new(**what: object) -> Evidence:
        found = Evidence.objects.create(
            finding_version=version, order=order + len(made), speaks_against=against, **what
        )
        made.append(found)
        return found

    for coding in codings:
        if coding.pk not in {row[0] for row in there}:
            EvidencePart.objects.bulk_create(quote_parts(coding, new(coding=coding)))
    for cell in cells:
        if cell.pk not in {row[1] for row in there}:
            EvidencePart.objects.create(
                evidence=new(cell=cell),
                participant=Participant.objects.filter(case=cell.case_id).first(),
                text=cell.summary,
            )
    for one in series:
        if one.pk not in {row[2] for row in there}:
            new(series=one, **charts.freeze(one))
    for event in context_events:
        if event.pk not in {row[3] for row in there}:
            new(context_event=event)
    for cycle in cycles:
        if cycle.pk not in {row[4] for row in there}:
            new(cycle=cycle)
    return made


def quote_parts(coding: Coding, evidence: Evidence) -> list[EvidencePart]:
    """The words of a coding, one part for each turn it overlaps, with whose words they are.

    Labels and what stands between turns are no words of anybody and are left out. Outside field notes and documents, a
    turn of somebody who is no participant keeps its words without one, so that they are shown to nobody.
    """
    text = coding.source.texts.order_by("-number").first()
    if text is None:
        raise Invalid("This quote's source has no text.", "Choose another quote.")
    turns = Turn.objects.filter(source_text=text, start__lt=coding.end, end__gt=coding.start).select_related(
        "case__participant"
    )
    parts: list[EvidencePart] = []
    for turn in turns.order_by("index"):
        words = text.text[max(turn.body, coding.start) : min(turn.end, coding.end)].strip()
        if words:
            who = getattr(turn.case, "participant", None) if turn.case else None
            asks = turn.case is None and turn.speaker.casefold().strip() in ASKING
            parts.append(
                EvidencePart(evidence=evidence, participant=who, asks=asks, order=len(parts), text=words)
            )
    if not parts:
        words = text.text[coding.start : coding.end].strip()
        if not words:
            raise Invalid("This quote has no words any more.", "Look at its coding, then choose another.")
        parts = [EvidencePart(evidence=evidence, participant=None, order=0, text=words)]
    return parts


def copy(old: FindingVersion, new: FindingVersion) -> None:
    """The evidence of a version, as it was frozen, under the next one."""
    for evidence in old.evidence.prefetch_related("parts"):
        if evidence.withdrawn:
            continue
        parts = list(evidence.parts.all())
        evidence.pk, evidence.guid, evidence.finding_version = (
            None,
            Evidence._meta.get_field("guid").get_default(),
            new,
        )
        evidence._state.adding = True
        evidence.save()
        EvidencePart.objects.bulk_create(
            EvidencePart(
                evidence=evidence,
                participant_id=part.participant_id,
                asks=part.asks,
                order=part.order,
                text=part.text,
            )
            for part in parts
        )


def _check_places(
    study: Study,
    codings: list[Coding],
    cells: list[MatrixCell],
    series: list[Series],
    context_events: list[ContextEvent],
    cycles: list[PdsaCycle],
) -> None:
    """Evidence is the study's own, or of a collaborative that the study is of."""
    if any(coding.study_id != study.pk for coding in codings):
        raise NotKnown()
    if any(cell.matrix.study_id != study.pk for cell in cells):
        raise NotKnown()
    for things, open_ones in (
        (series, series_for),
        (context_events, events_for),
        (cycles, cycles_for),
    ):
        wanted = {thing.pk for thing in things}
        if wanted and open_ones(study).filter(pk__in=wanted).count() != len(wanted):
            raise NotKnown(
                "That is of a collaborative this study does not belong to.",
                "Link the collaborative to the study first.",
            )
    for cell in cells:
        if cell.nothing_said or cell.needs_rewrite or not cell.summary:
            raise Invalid(
                "A cell without a summary is no evidence.",
                "Write what the case said, or choose another cell.",
            )
