"""Who speaks in which turn of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alongside.core.text import Turn as Found
from alongside.study.models import Case, Source, Turn

# Labels under which those who ask are written; a case may still be given for one, where the interviewer is studied too.
ASKING = frozenset(
    {"i", "int", "interviewer", "q", "question", "researcher", "r", "moderator", "facilitator", "mod"}
)


def case_of_label(label: str, kind: str, cases: Sequence[Case], speakers: Mapping[str, Case]) -> Case | None:
    """The case that a speaker's label stands for, or none.

    First what was said of this label; then the case that has it as its name; then, where an interview has one person
    as its case, that person for every label that is not the interviewer's, and for paragraphs without one. Taking too
    many words for the participant's asks for a consent too many; too few would show words without asking.
    """
    key = label.casefold().strip()
    for said, case in speakers.items():
        if said.casefold().strip() == key:
            return case
    for case in cases:
        if case.name.casefold() == key:
            return case
    people = [case for case in cases if case.kind == Case.Kind.PERSON]
    if kind == Source.Kind.INTERVIEW and len(people) == 1 and key not in ASKING:
        return people[0]
    return None


def turn_rows(
    source_text_id: int,
    found: Sequence[Found],
    kind: str,
    cases: Sequence[Case],
    speakers: Mapping[str, Case],
) -> list[Turn]:
    """The turns of a text as rows, each with its case where that is known."""
    by_label = {
        label: case_of_label(label, kind, cases, speakers) for label in {turn.speaker for turn in found}
    }
    return [
        Turn(
            source_text_id=source_text_id,
            index=turn.index,
            start=turn.start,
            body=turn.body_start,
            end=turn.end,
            speaker=turn.speaker,
            case=by_label[turn.speaker],
            at_ms=turn.at_ms,
        )
        for turn in found
    ]
