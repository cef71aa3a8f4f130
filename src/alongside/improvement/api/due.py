"""By which day each month is expected."""

from __future__ import annotations

from ninja import Router

from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.schemas import DueIn, DueOut, PlanDueIn, SetOut
from alongside.programme.queries import collaborative_for

router = Router(tags=["improvement"])


@router.get(
    "/collaboratives/{slug}/due", response=list[DueOut], summary="By which day each month is expected"
)
def list_due(request: Request, slug: str) -> list[DueOut]:
    due = collaborative_for(request.user, slug).due_dates.all()
    return [DueOut(period=f"{each.period:%Y-%m}", on=each.on) for each in due]


@router.put("/collaboratives/{slug}/due", response=DueOut)
def set_due(request: Request, slug: str, given: DueIn) -> DueOut:
    collaborative = collaborative_for(request.user, slug)
    due = actions.set_due(collaborative=collaborative, period=given.period, on=given.on, by=request.user)
    return DueOut(period=f"{due.period:%Y-%m}", on=due.on)


@router.post(
    "/collaboratives/{slug}/due/plan",
    response=SetOut,
    summary="Plan many months at once: a day of the following month, or the next working day",
)
def plan_due(request: Request, slug: str, given: PlanDueIn) -> SetOut:
    collaborative = collaborative_for(request.user, slug)
    return SetOut(set=actions.plan_due(collaborative=collaborative, by=request.user, **given.dict()))
