"""How much of each source is coded, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from alongside.accounts.models import Person
from alongside.coding.models import Coding
from alongside.coding.places import current_texts
from alongside.core.retrieval import Coverage
from alongside.core.retrieval import coverage as covered
from alongside.core.text import Span
from alongside.study.models import Source, Study, Turn


@dataclass
class SourceCoverage:
    """Coded turns of those that can be coded, who coded (initials), and how many codings there are."""

    coded: int = 0
    turns: int = 0
    next_uncoded: int | None = None  # counted from 1
    coders: list[str] = field(default_factory=list)
    codings: int = 0

    @property
    def percent(self) -> int | None:
        """Cut, not rounded up: 100 means every turn."""
        return 100 * self.coded // self.turns if self.turns else None


@dataclass(frozen=True, slots=True)
class _Turn:
    start: int
    end: int
    number: int
    case: int | None


def counted(cases: list[int | None]) -> list[bool]:
    """Which turns can be coded: those of a case; every one in a text where no turn has a case (a document, a field note)."""
    return (
        [case is not None for case in cases]
        if any(case is not None for case in cases)
        else [True] * len(cases)
    )


def coverage(person: Person, study: Study) -> dict[int, SourceCoverage]:
    """The coverage of every source of the study that the person may read, by the source's id."""
    sources = Source.objects.visible_to(person).filter(study=study)
    turns: dict[int, list[_Turn]] = {}
    rows = Turn.objects.filter(source_text__in=current_texts(sources.values("pk"))).order_by(
        "source_text", "index"
    )
    for source, start, end, index, case in rows.values_list(
        "source_text__source", "start", "end", "index", "case"
    ):
        turns.setdefault(source, []).append(_Turn(start, end, index + 1, case))
    spans: dict[int, list[Span]] = {}
    found = {pk: SourceCoverage() for pk in turns}
    codings = Coding.objects.visible_to(person).analysed().filter(study=study).order_by("source", "start")
    for source, start, end, initials in codings.values_list("source", "start", "end", "coder__initials"):
        spans.setdefault(source, []).append(Span(start, end))
        each = found.setdefault(source, SourceCoverage())
        each.codings += 1
        if initials not in each.coders:
            each.coders.append(initials)
    for source, here in turns.items():
        result: Coverage = covered(here, spans.get(source, []), counted([turn.case for turn in here]))
        each = found[source]
        each.coded, each.turns = result.coded, result.turns
        each.next_uncoded = here[result.next_uncoded].number if result.next_uncoded is not None else None
        each.coders.sort()
    return found
