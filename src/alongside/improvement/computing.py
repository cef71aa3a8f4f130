"""What the patients ticked on a form come to: how many of how many, and how each question was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
ANSWERS = (YES, NO, NOT_APPLICABLE)
EXCLUDES, COUNTS = "excludes", "counts"


class Question(Protocol):
    pk: int
    part: str


class Case(Protocol):
    number: int
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Totals:
    """A month's cases together. `answers` is, for each question, how often yes, no and not applicable."""

    numerator: int
    denominator: int
    sampled: int
    excluded: int
    unfinished: tuple[int, ...]
    answers: tuple[tuple[Any, tuple[int, int, int]], ...]


def computed(questions: Sequence[Question], cases: Sequence[Case]) -> Totals:
    """A case with an excluding yes does not count; of the others, those with yes to every question that must be yes are counted.

    A bundle is all or none. Not applicable is not yes: a case that a question does not concern is left out by an excluding
    question. Cases that lack an answer which decides on them are named as unfinished and stand in neither number.
    """
    excluding = [str(each.pk) for each in questions if each.part == EXCLUDES]
    counting = [str(each.pk) for each in questions if each.part == COUNTS]
    numerator = denominator = excluded = 0
    unfinished = []
    for case in cases:
        if any(case.answers.get(each) == YES for each in excluding):
            excluded += 1
        elif any(case.answers.get(each) not in ANSWERS for each in (*excluding, *counting)):
            unfinished.append(case.number)
        else:
            denominator += 1
            numerator += all(case.answers[each] == YES for each in counting)
    said = tuple(
        (each, tuple(sum(case.answers.get(str(each.pk)) == answer for case in cases) for answer in ANSWERS))
        for each in questions
    )
    return Totals(numerator, denominator, len(cases), excluded, tuple(unfinished), said)  # type: ignore[arg-type]
