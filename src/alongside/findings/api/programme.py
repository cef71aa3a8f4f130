"""The programme's side: what was released to a collaborative, and what it decides."""

from __future__ import annotations

import uuid

from ninja import Router

from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.findings import actions
from alongside.findings.api.incoming import ActionIn, DecisionIn, ReviewIn
from alongside.findings.api.outgoing import (
    ActionOut,
    DecisionOut,
    ProgrammeFindingOut,
    ProgrammeRowOut,
    TallyOut,
)
from alongside.findings.api.rows import action_row, decision_row, for_host, make_action, only, shown_of
from alongside.findings.queries.places import (
    action_of,
    collaborative_of,
    programme_release_of,
    programme_releases,
)
from alongside.findings.queries.programme import decisions_for, programme_finding

router = Router(tags=["findings"])


@router.get(
    "/collaboratives/{slug}/findings",
    response=list[ProgrammeRowOut],
    summary="Findings released to a programme",
)
def released(request: Request, slug: str) -> list[ProgrammeRowOut]:
    collaborative = collaborative_of(request.user, slug)
    return [
        ProgrammeRowOut(
            guid=one.guid,
            number=one.finding_version.finding.number,
            statement="" if one.finding_version.needs_rewrite else one.finding_version.statement,
            state=one.finding_version.finding.state,
            at=one.at,
        )
        for one in programme_releases(collaborative, request.user)
        if one.finding_version is not None
    ]


@router.get(
    "/collaboratives/{slug}/findings/{guid}", response=ProgrammeFindingOut, summary="One released finding"
)
def released_finding(request: Request, slug: str, guid: uuid.UUID) -> ProgrammeFindingOut:
    found = programme_release_of(request.user, slug, guid)
    page = programme_finding(found, request.user)
    return ProgrammeFindingOut(
        **shown_of(found, request.user),
        tallies=[TallyOut(label=one.label, count=one.count, of=one.of) for one in page.tallies],
        decisions=[decision_row(one) for one in page.decisions],
    )


@router.post(
    "/collaboratives/{slug}/findings/{guid}/decisions",
    response={201: DecisionOut},
    summary="Decide as the host",
)
def decide_as_host(request: Request, slug: str, guid: uuid.UUID, data: DecisionIn) -> tuple[int, DecisionOut]:
    found = for_host(request.user, slug, guid)
    assert found.finding_version is not None
    return 201, decision_row(
        actions.decide(finding=found.finding_version.finding, by=request.user, **data.dict())
    )


@router.post(
    "/collaboratives/{slug}/findings/{guid}/decisions/{decision}/actions",
    response={201: ActionOut},
    summary="Add an action",
)
def add_action_as_host(
    request: Request, slug: str, guid: uuid.UUID, decision: uuid.UUID, data: ActionIn
) -> tuple[int, ActionOut]:
    found = for_host(request.user, slug, guid)
    return 201, make_action(request.user, only(decisions_for(found).filter(guid=decision)), data)


@router.put(
    "/collaboratives/{slug}/findings/{guid}/actions/{action}", response=ActionOut, summary="Say what happened"
)
def review_as_host(
    request: Request, slug: str, guid: uuid.UUID, action: uuid.UUID, data: ReviewIn
) -> ActionOut:
    found = programme_release_of(request.user, slug, guid)
    assert found.finding_version is not None
    row = action_of(found.finding_version.finding, action)
    if not decisions_for(found).filter(pk=row.decision_id).exists():
        raise NotKnown()
    return action_row(actions.close_action(action=row, by=request.user, **data.dict()))
