"""Decisions and actions of a study that decides by itself."""

from __future__ import annotations

import uuid

from ninja import Router

from alongside.accounts.request import Request
from alongside.findings import actions
from alongside.findings.api.incoming import ActionIn, DecisionChangeIn, DecisionIn, ReviewIn
from alongside.findings.api.outgoing import ActionOut, DecisionOut
from alongside.findings.api.rows import action_row, decision_row, make_action
from alongside.findings.queries.places import (
    action_of,
    decision_of,
    finding_of,
)

router = Router(tags=["findings"])


@router.post(
    "/studies/{slug}/findings/{int:number}/decisions",
    response={201: DecisionOut},
    summary="Record a decision",
)
def decide(request: Request, slug: str, number: int, data: DecisionIn) -> tuple[int, DecisionOut]:
    found = finding_of(request.user, slug, number)
    return 201, decision_row(actions.decide(finding=found, by=request.user, **data.dict()))


@router.put(
    "/studies/{slug}/findings/{int:number}/decisions/{guid}",
    response=DecisionOut,
    summary="Change a decision's words",
)
def rewrite(request: Request, slug: str, number: int, guid: uuid.UUID, data: DecisionChangeIn) -> DecisionOut:
    row = decision_of(finding_of(request.user, slug, number), guid)
    return decision_row(actions.rewrite_decision(decision=row, by=request.user, **data.dict()))


@router.post(
    "/studies/{slug}/findings/{int:number}/decisions/{guid}/actions",
    response={201: ActionOut},
    summary="Add an action",
)
def add_action(
    request: Request, slug: str, number: int, guid: uuid.UUID, data: ActionIn
) -> tuple[int, ActionOut]:
    row = decision_of(finding_of(request.user, slug, number), guid)
    return 201, make_action(request.user, row, data)


@router.put(
    "/studies/{slug}/findings/{int:number}/actions/{guid}", response=ActionOut, summary="Say what happened"
)
def review(request: Request, slug: str, number: int, guid: uuid.UUID, data: ReviewIn) -> ActionOut:
    row = action_of(finding_of(request.user, slug, number), guid)
    return action_row(actions.close_action(action=row, by=request.user, **data.dict()))
