"""Tick forms to fill in, and what is left of those that were: which question fails most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Sum

from alongside.improvement.computing import Totals, computed
from alongside.improvement.models import (
    Measure,
    Observation,
    Series,
    TickedCase,
    TickForm,
    TickQuestion,
    TickTotal,
)


@dataclass
class CaseRow:
    """One patient's row: a number and the answers so far, by question."""

    number: int
    cells: list[tuple[TickQuestion, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A month's tick form as it is filled in."""

    form: TickForm
    questions: list[TickQuestion]
    rows: list[CaseRow]
    totals: Totals
    there: Observation | None


def sheet(series: Series, period: dt.date, form: TickForm, rows: int) -> Sheet:
    """The month's cases and as many empty rows as make `rows`, at least five. Three queries."""
    questions = list(form.questions.all())
    cases = list(TickedCase.objects.filter(series=series, period=period))
    answers = {case.number: case.answers for case in cases}
    last = max(max(answers, default=0) + 5, min(rows, 500))
    shown = [
        CaseRow(number, [(each, answers.get(number, {}).get(str(each.pk), "")) for each in questions])
        for number in range(1, last + 1)
    ]
    there = Observation.objects.filter(series=series, period=period).first()
    return Sheet(form, questions, shown, computed(questions, cases), there)


@dataclass(frozen=True)
class Element:
    """How a question was answered over several months: of those it applied to, how many had no."""

    label: str
    part: str
    yes: int
    no: int
    not_applicable: int
    most: bool = False

    @property
    def applied(self) -> int:
        return self.yes + self.no

    @property
    def share(self) -> str:
        """How often it failed; a no fails only where a yes is needed to count."""
        failing = self.part == TickQuestion.Part.COUNTS and self.applied
        return f"{100 * self.no / self.applied:.0f}%" if failing else "–"


def elements(form: TickForm, series: Series | None = None) -> list[Element]:
    """The questions in order, with their kept totals, and the counting one that fails most marked; of one team, or of all."""
    kept = TickTotal.objects.filter(question__form=form)
    if series is not None:
        kept = kept.filter(series=series)
    sums = {
        row["question"]: row
        for row in kept.order_by()
        .values("question")
        .annotate(y=Sum("yes"), n=Sum("no"), x=Sum("not_applicable"))
    }
    found = []
    for question in form.questions.all():
        row = sums.get(question.pk, {"y": 0, "n": 0, "x": 0})
        found.append(Element(question.label, question.part, row["y"], row["n"], row["x"]))
    failing = [each for each in found if each.part == TickQuestion.Part.COUNTS and each.no]
    worst = max(failing, key=lambda each: each.no / each.applied, default=None)
    return [Element(e.label, e.part, e.yes, e.no, e.not_applicable, e is worst) for e in found]


def months_kept(series: Series) -> list[dt.date]:
    """The months of which totals are kept, the newest first."""
    return list(
        TickTotal.objects.filter(series=series)
        .order_by("-period")
        .values_list("period", flat=True)
        .distinct()
    )


def form_of(measure: Measure) -> TickForm | None:
    return TickForm.objects.filter(measure=measure).select_related("measure__collaborative__scope").first()
