"""Tick forms and what is left of the patients' rows: totals by question and month."""

from __future__ import annotations

from typing import Literal

from ninja import Field, Router, Schema

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.api.found import measure_of, series_of
from alongside.improvement.models import TickForm, TickTotal
from alongside.improvement.queries.ticks import form_of
from alongside.programme.queries import collaborative_for

router = Router(tags=["improvement"])


class TickQuestionIn(Schema):
    label: str
    part: Literal["excludes", "counts", "noted"]


class TickFormIn(Schema):
    questions: list[TickQuestionIn] = Field(description="In their order")


class TickFormOut(Schema):
    measure: str
    questions: list[TickQuestionIn]
    used_by: list[str] = Field(description="Letters of the teams that switched it on")


class TickTotalOut(Schema):
    period: str
    question: str
    part: str
    yes: int
    no: int
    not_applicable: int


@router.get(
    "/collaboratives/{slug}/measures/{key}/ticks", response=TickFormOut, summary="A measure's tick form"
)
def tick_form(request: Request, slug: str, key: str) -> TickFormOut:
    collaborative = collaborative_for(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    found = form_of(measure_of(collaborative, key))
    if found is None:
        raise NotKnown("This measure has no tick form.", "Make one first.")
    return _form(found)


@router.put(
    "/collaboratives/{slug}/measures/{key}/ticks",
    response=TickFormOut,
    summary="Make a tick form, or change it",
)
def make_tick_form(request: Request, slug: str, key: str, given: TickFormIn) -> TickFormOut:
    """Once patients were ticked on it, only the words of its questions may change."""
    measure = measure_of(collaborative_for(request.user, slug), key)
    questions = [(each.label, each.part) for each in given.questions]
    return _form(actions.make_tick_form(measure=measure, questions=questions, by=request.user))


@router.get(
    "/collaboratives/{slug}/teams/{letter}/series/{key}/ticks",
    response=list[TickTotalOut],
    summary="How each question was answered, by month",
)
def tick_totals(request: Request, slug: str, letter: str, key: str) -> list[TickTotalOut]:
    """For who enters the team's numbers; the patients' rows themselves are not kept."""
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    rows = (
        TickTotal.objects.filter(series=series)
        .select_related("question")
        .order_by("period", "question__order")
    )
    return [
        TickTotalOut(
            period=f"{each.period:%Y-%m}",
            question=each.question.label,
            part=each.question.part,
            yes=each.yes,
            no=each.no,
            not_applicable=each.not_applicable,
        )
        for each in rows
    ]


def _form(found: TickForm) -> TickFormOut:
    return TickFormOut(
        measure=found.measure.key,
        questions=[
            TickQuestionIn.model_validate({"label": each.label, "part": each.part})
            for each in found.questions.all()
        ],
        used_by=list(found.used_by.order_by("letter").values_list("letter", flat=True)),
    )
