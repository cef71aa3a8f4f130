"""Tests of change."""

from __future__ import annotations

import uuid

from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.actions.cycles import PROSE
from alongside.improvement.api.found import measure_of
from alongside.improvement.models import (
    PdsaCycle,
)
from alongside.improvement.queries.adoption import idea_of
from alongside.improvement.schemas import (
    TestChange,
    TestIn,
    TestOut,
)
from alongside.programme.models import Team
from alongside.programme.queries import team_for

router = Router(tags=["improvement"])


@router.get("/collaboratives/{slug}/teams/{letter}/tests", response=list[TestOut])
def list_tests(request: Request, slug: str, letter: str) -> list[TestOut]:
    team = team_for(request.user, slug, letter)
    return [_test(each) for each in team.cycles.select_related("previous", "measure", "change_idea")]


def _test(cycle: PdsaCycle) -> TestOut:
    fields = ("guid", "revision", *PROSE, "started", "held", "act", "ended")
    return TestOut(
        previous=cycle.previous.guid if cycle.previous else None,
        measure=cycle.measure.key if cycle.measure else None,
        change_idea=cycle.change_idea.guid if cycle.change_idea else None,
        **{name: getattr(cycle, name) for name in fields},
    )


def _cycle_of(team: Team, guid: uuid.UUID) -> PdsaCycle:
    related = ("previous", "measure", "change_idea", "team__scope__parent")
    found = team.cycles.filter(guid=guid).select_related(*related).first()
    if found is None:
        raise NotKnown()
    return found


@router.post("/collaboratives/{slug}/teams/{letter}/tests", response={201: TestOut})
def log_test(request: Request, slug: str, letter: str, given: TestIn) -> Status[TestOut]:
    team = team_for(request.user, slug, letter, Permission.LOG_TEST)
    fields = given.dict(exclude={"previous", "measure", "change_idea"})
    cycle = actions.log_test(
        team=team,
        previous=_cycle_of(team, given.previous) if given.previous else None,
        measure=measure_of(team.collaborative, given.measure) if given.measure else None,
        change_idea=idea_of(team.collaborative, given.change_idea) if given.change_idea else None,
        by=request.user,
        **fields,
    )
    return Status(201, _test(cycle))


@router.get("/collaboratives/{slug}/teams/{letter}/tests/{guid}", response=TestOut)
def get_test(request: Request, slug: str, letter: str, guid: uuid.UUID) -> TestOut:
    return _test(_cycle_of(team_for(request.user, slug, letter), guid))


@router.patch("/collaboratives/{slug}/teams/{letter}/tests/{guid}", response=TestOut)
def update_test(request: Request, slug: str, letter: str, guid: uuid.UUID, given: TestChange) -> TestOut:
    """Change the fields that are given. `revision` is the one you read; 409 gives both versions."""
    team = team_for(request.user, slug, letter, Permission.LOG_TEST)
    cycle = _cycle_of(team, guid)
    fields = given.dict(exclude_unset=True)
    if "measure" in fields:
        fields["measure"] = measure_of(team.collaborative, given.measure) if given.measure else None
    if "change_idea" in fields:
        fields["change_idea"] = idea_of(team.collaborative, given.change_idea) if given.change_idea else None
    return _test(actions.update_test(cycle=cycle, revision=fields.pop("revision"), by=request.user, **fields))
