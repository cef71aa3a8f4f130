"""What the committee reads and answers, and who is on it."""

from __future__ import annotations

import uuid

from ninja import Router

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.findings import actions
from alongside.findings.api.incoming import CommitteeMemberIn, ReadingIn
from alongside.findings.api.outgoing import AnswerOut, CommitteeMemberOut, ReadingsOut, ShownOut, ToReadOut
from alongside.findings.api.rows import only, readings_of, shown_of
from alongside.findings.queries import inbox
from alongside.findings.queries.linked import teams_for
from alongside.findings.queries.places import (
    committee_release_of,
    member_of,
    members_of,
    study_of,
)
from alongside.findings.queries.readings import gather, interpretations, is_open_to

router = Router(tags=["findings"])


@router.get("/studies/{slug}/committee", response=list[ToReadOut], summary="What the committee has to read")
def to_read(request: Request, slug: str) -> list[ToReadOut]:
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    return [
        ToReadOut(
            guid=one.release.guid, title=one.title, words=one.words, said=one.said, until=one.release.until
        )
        for one in inbox.to_read(study, member_of(study, request.user))
    ]


@router.get(
    "/studies/{slug}/committee/{uuid:guid}", response=ShownOut, summary="A finding as the committee reads it"
)
def read(request: Request, slug: str, guid: uuid.UUID) -> ShownOut:
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    found = committee_release_of(study, guid)
    if found.finding_version is None:
        raise NotKnown("This is no finding.", "Read it on the committee's pages.")
    return ShownOut(**shown_of(found, request.user))


@router.put(
    "/studies/{slug}/committee/{uuid:guid}/answer", response=AnswerOut, summary="Give or change one's reading"
)
def answer(request: Request, slug: str, guid: uuid.UUID, data: ReadingIn) -> AnswerOut:
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    made = actions.interpret(release=committee_release_of(study, guid), by=request.user, **data.dict())
    return AnswerOut.from_orm(made)


@router.get(
    "/studies/{slug}/committee/{uuid:guid}/readings", response=ReadingsOut, summary="What the others thought"
)
def readings(request: Request, slug: str, guid: uuid.UUID) -> ReadingsOut:
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    found = committee_release_of(study, guid)
    member = member_of(study, request.user)
    mine = member is not None and found.interpretations.filter(member=member).exists()
    may_read_all = check(request.user, Permission.SEE_FINDINGS, study).ok
    opened = is_open_to(found, member, mine, may_read_all)
    count = members_of(study).count()
    if not opened:
        return ReadingsOut(
            opened=False, answered=found.interpretations.count(), members=count, tallies=[], readings=[]
        )
    return readings_of(gather(interpretations([found]), count, viewer=member))


@router.get(
    "/studies/{slug}/committee-members", response=list[CommitteeMemberOut], summary="Who is on the committee"
)
def members(request: Request, slug: str) -> list[CommitteeMemberOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.GRANT_ROLES, study)
    return [
        CommitteeMemberOut(id=one.pk, name=one.person.name, part=one.part, since=one.since)
        for one in members_of(study)
    ]


@router.post("/studies/{slug}/committee-members", response={201: CommitteeMemberOut}, summary="Add a member")
def add_member(request: Request, slug: str, data: CommitteeMemberIn) -> tuple[int, CommitteeMemberOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.GRANT_ROLES, study)
    person = only(Person.objects.filter(guid=data.person, is_active=True))
    team = only(teams_for(study).filter(letter=data.team)) if data.team else None
    one = actions.add_committee_member(study=study, person=person, part=data.part, team=team, by=request.user)
    return 201, CommitteeMemberOut(id=one.pk, name=person.name, part=one.part, since=one.since)


@router.delete("/studies/{slug}/committee-members/{int:pk}", response={204: None}, summary="End a membership")
def end_member(request: Request, slug: str, pk: int) -> tuple[int, None]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.GRANT_ROLES, study)
    actions.end_committee_member(member=only(members_of(study).filter(pk=pk)), by=request.user)
    return 204, None
