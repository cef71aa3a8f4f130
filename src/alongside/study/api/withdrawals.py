"""Withdrawal over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.core.errors import NotKnown
from alongside.study import queries, withdrawal
from alongside.study.api.lookups import participant_of_guid
from alongside.study.api.shapes import ExtentIn, WithdrawalOut
from alongside.study.models import Withdrawal
from alongside.study.views import person_of, study_of

router = Router(tags=["study"])


@router.get("/studies/{slug}/withdrawals", response=list[WithdrawalOut])
def list_withdrawals(request: HttpRequest, slug: str) -> Any:
    study = study_of(request, slug, Permission.CONFIRM_WITHDRAWAL)
    return [_withdrawal(each) for each in queries.withdrawals(person_of(request), study)]


def _withdrawal(each: Withdrawal) -> dict[str, Any]:
    fields = ("guid", "extent", "state", "proposed_at", "done_at", "counts")
    return {**{name: getattr(each, name) for name in fields}, "participant": each.participant_guid}


@router.post("/studies/{slug}/participants/{guid}/withdrawal/preview", response=dict[str, int])
def preview_withdrawal(request: HttpRequest, slug: str, guid: UUID, body: ExtentIn) -> Any:
    """What a withdrawal would touch, counted by model and what happens to it."""
    participant = participant_of_guid(study_of(request, slug), guid)
    return withdrawal.preview(participant=participant, extent=body.extent, by=person_of(request))


@router.post("/studies/{slug}/participants/{guid}/withdrawal", response={201: WithdrawalOut})
def propose_withdrawal(request: HttpRequest, slug: str, guid: UUID, body: ExtentIn) -> Any:
    """Propose a withdrawal; a second person confirms it."""
    participant = participant_of_guid(study_of(request, slug), guid)
    return Status(
        201,
        _withdrawal(withdrawal.propose(participant=participant, extent=body.extent, by=person_of(request))),
    )


@router.post("/studies/{slug}/withdrawals/{guid}/confirm", response=WithdrawalOut)
def confirm_withdrawal(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """Confirm and carry out a withdrawal that somebody else proposed."""
    return _withdrawal(withdrawal.confirm(withdrawal=_asked(request, slug, guid), by=person_of(request)))


@router.post("/studies/{slug}/withdrawals/{guid}/cancel", response=WithdrawalOut)
def cancel_withdrawal(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """Take a proposed withdrawal back."""
    return _withdrawal(withdrawal.cancel(withdrawal=_asked(request, slug, guid), by=person_of(request)))


def _asked(request: HttpRequest, slug: str, guid: UUID) -> Withdrawal:
    study = study_of(request, slug, Permission.CONFIRM_WITHDRAWAL)
    found: Withdrawal | None = (
        queries.withdrawals(person_of(request), study)
        .select_related("study__scope")
        .filter(guid=guid)
        .first()
    )
    if found is None:
        raise NotKnown()
    return found
