"""Tick forms: questions about one patient after another, and the month's two numbers that come of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.actions.numbers import check_month, submit
from alongside.improvement.computing import ANSWERS, computed
from alongside.improvement.definitions import in_force, version_for
from alongside.improvement.models import (
    Measure,
    MeasureVersion,
    Observation,
    Series,
    TickedCase,
    TickForm,
    TickQuestion,
    TickTotal,
)
from alongside.improvement.periods import month
from alongside.programme.models import Team
from alongside.programme.texts import line

MOST_QUESTIONS, MOST_CASES = 20, 500
KEPT = dt.timedelta(days=90)  # patients' rows whose totals nobody used


@transaction.atomic
def make_tick_form(*, measure: Measure, questions: Sequence[tuple[str, str]], by: Person) -> TickForm:
    """Make a measure's tick form, or change it: its questions in order, each with its part (excludes, counts, noted).

    Only for how many of how many. While patients are ticked, or totals are kept, the words of a question may be mended; which
    questions there are may not, since what was ticked would mean something else.
    """
    require(by, Permission.RUN_COLLABORATIVE, measure)
    version = in_force(measure.versions.all())
    if version.sent != MeasureVersion.Sent.PROPORTION:
        raise Invalid("Only how many of how many can be ticked.", "Choose such a measure.")
    asked = [
        (line(label, "label", most=120, needed="Write the question."), _part(part))
        for label, part in questions
    ]
    if not 1 <= len(asked) <= MOST_QUESTIONS:
        raise Invalid("The form is not kept yet.", f"Ask from 1 to {MOST_QUESTIONS} questions.")
    if not any(part == TickQuestion.Part.COUNTS for _, part in asked):
        raise Invalid(
            "No question says what counts.",
            "Let at least one be “must be yes to count”.",
            fields={"part": "None counts."},
        )
    form, _ = TickForm.objects.get_or_create(measure=measure)
    there = list(form.questions.all())
    in_use = (
        TickTotal.objects.filter(question__form=form).exists()
        or TickedCase.objects.filter(series__measure=measure).exists()
    )
    if in_use and [each.part for each in there] != [part for _, part in asked]:
        raise Invalid(
            "Patients were ticked on this form already.",
            "Mend the words only; for other questions add a measure.",
        )
    if in_use:
        for question, (label, _) in zip(there, asked, strict=True):
            question.label = label
        TickQuestion.objects.bulk_update(there, ["label"])
    else:
        form.questions.all().delete()
        TickQuestion.objects.bulk_create(
            TickQuestion(form=form, order=place, label=label, part=part)
            for place, (label, part) in enumerate(asked, 1)
        )
    record(
        "ticks.form", by=by, thing=form, scope_id=measure.scope.pk, measure=measure.pk, questions=len(asked)
    )
    return form


def _part(part: str) -> str:
    if part not in TickQuestion.Part.values:
        raise Invalid(
            f"{part!r} is no part of a form.", f"Choose from {', '.join(TickQuestion.Part.values)}."
        )
    return part


@transaction.atomic
def use_ticks(*, form: TickForm, team: Team, on: bool, by: Person) -> None:
    """A team ticks patient by patient from now on, or no longer; what was ticked stays until its totals are kept."""
    require(by, Permission.MANAGE_TEAM, team)
    if not Series.objects.filter(measure=form.measure_id, team=team).exists():
        raise Invalid("This team does not follow the measure.", "Let it follow it first.")
    (form.used_by.add if on else form.used_by.remove)(team)
    record("ticks.use", by=by, thing=form, scope_id=team.scope_id, team=team.pk, on=on)


@transaction.atomic
def tick_case(
    *, series: Series, period: dt.date | str, number: int, answers: Mapping[int, str], by: Person
) -> TickedCase | None:
    """Keep one patient's answers, question id → yes, no or na; a row without any answer is none, and goes."""
    require(by, Permission.ENTER_DATA, series)
    first = month(period)
    form = _open_form(series, first)
    known = {question.pk for question in form.questions.all()}
    if set(answers) - known or set(answers.values()) - set(ANSWERS):
        raise Invalid("These are no answers to this form.", "Answer yes, no or not applicable.")
    if not 1 <= number <= MOST_CASES:
        raise Invalid(f"A month has patients 1 to {MOST_CASES}.", "Take a sample of them.")
    if not answers:
        TickedCase.objects.filter(series=series, period=first, number=number).delete()
        record("ticks.case", by=by, thing=series, period=first, number=number, answers=0)
        return None
    case, _ = TickedCase.objects.update_or_create(
        series=series,
        period=first,
        number=number,
        defaults={
            "answers": {str(question): answer for question, answer in answers.items()},
            "by": by,
            "at": timezone.now(),
        },
    )
    record("ticks.case", by=by, thing=series, period=first, number=number, answers=len(answers))
    return case


@transaction.atomic
def keep_totals(
    *, series: Series, period: dt.date | str, by: Person, revision: int | None = None, reason: str = ""
) -> Observation:
    """Use the totals as the month's numbers, keep how each question was answered, and delete the patients' rows.

    A number that stands there is corrected, by the revision that the person has seen. Raises Invalid while an answer is missing
    that decides whether a patient counts.
    """
    require(by, Permission.ENTER_DATA, series)
    first = month(period)
    form = _open_form(series, first)
    questions = list(form.questions.all())
    cases = list(TickedCase.objects.select_for_update().filter(series=series, period=first))
    found = computed(questions, cases)
    if not cases:
        raise Invalid(
            "No patient is ticked yet.", "Answer for one first, or say that there is nothing to submit."
        )
    if found.unfinished:
        numbers = ", ".join(map(str, found.unfinished[:10]))
        raise Invalid(
            f"{len(found.unfinished)} of {len(cases)} patients lack an answer: {numbers}.",
            "Answer all questions that count, or clear the row.",
        )
    kept = submit(
        series=series,
        period=first,
        numerator=found.numerator,
        denominator=found.denominator,
        reason=reason,
        revision=revision,
        by=by,
    )
    TickTotal.objects.filter(series=series, period=first).delete()
    TickTotal.objects.bulk_create(
        TickTotal(series=series, period=first, question=question, yes=yes, no=no, not_applicable=na)
        for question, (yes, no, na) in found.answers
    )
    TickedCase.objects.filter(series=series, period=first).delete()
    record("ticks.keep", by=by, thing=series, period=first, cases=len(cases))
    return kept


@transaction.atomic
def forget_ticks(day: dt.date) -> int:
    """Delete patients' rows of months in which nothing was ticked for 90 days; gives how many rows. In a demo it is its own day."""
    day = settings.DEMO_TODAY or day
    last = TickedCase.objects.values("series", "period").annotate(last=Max("at"))
    rows = 0
    for each in last.filter(last__date__lt=day - KEPT):
        series = Series.objects.get(pk=each["series"])
        gone, _ = TickedCase.objects.filter(series=series, period=each["period"]).delete()
        record("ticks.forget", by=None, thing=series, period=each["period"], cases=gone)
        rows += gone
    return rows


def _open_form(series: Series, first: dt.date) -> TickForm:
    check_month(series, first, timezone.localdate())
    form = TickForm.objects.filter(measure=series.measure_id, used_by=series.team_id).first()
    if form is None:
        raise Invalid("This team does not tick this measure.", "Its lead can switch the form on.")
    if version_for(series, first).sent != MeasureVersion.Sent.PROPORTION:
        raise Invalid("This measure is no longer how many of how many.", "Send its number instead.")
    return form
