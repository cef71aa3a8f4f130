"""The programme over REST: the same actions and queries as the pages, teams under the labels of whoever asks."""

from __future__ import annotations

import uuid

from django.db import transaction
from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.actions import find_or_add
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.programme import actions
from alongside.programme.confidentiality import Label, labels
from alongside.programme.models import (
    Aim,
    Ask,
    Collaborative,
    ContextEvent,
    Event,
    Phase,
    Sponsorship,
    Team,
    TeamMember,
)
from alongside.programme.queries import (
    attendance_of,
    collaborative_for,
    context_for,
    event_for,
    events_for,
    team_for,
)
from alongside.programme.schemas import (
    AimIn,
    AimOut,
    AnswerIn,
    AskIn,
    AskOut,
    AttendanceIn,
    CollaborativeOut,
    ContextIn,
    ContextOut,
    EndIn,
    EventIn,
    EventOut,
    LeaveIn,
    MemberIn,
    MemberOut,
    ModeIn,
    PersonIn,
    PhaseIn,
    PhaseOut,
    TeamChange,
    TeamIn,
    TeamOut,
)

router = Router(tags=["programme"])


@router.get(
    "/collaboratives", response=list[CollaborativeOut], summary="Collaboratives that you have a part in"
)
def list_collaboratives(request: Request) -> list[CollaborativeOut]:
    found = (
        Collaborative.objects.visible_to(request.user)
        .select_related("host")
        .prefetch_related("topics", "aims")
    )
    return [_collaborative(each) for each in found.order_by("slug")]


@router.get("/collaboratives/{slug}", response=CollaborativeOut)
def get_collaborative(request: Request, slug: str) -> CollaborativeOut:
    return _collaborative(collaborative_for(request.user, slug))


def _collaborative(found: Collaborative) -> CollaborativeOut:
    aims = list(found.aims.all())
    return CollaborativeOut(
        slug=found.slug,
        name=found.name,
        host=found.host.name,
        starts=found.starts,
        ends=found.ends,
        state=found.state,
        confidentiality=found.confidentiality,
        topics=sorted(topic.name for topic in found.topics.all()),
        aim=aims[-1].text if aims else "",
    )


@router.get("/collaboratives/{slug}/aims", response=list[AimOut])
def list_aims(request: Request, slug: str) -> list[Aim]:
    return list(collaborative_for(request.user, slug).aims.all())


@router.post("/collaboratives/{slug}/aims", response={201: AimOut}, summary="Restate the aim")
def restate_aim(request: Request, slug: str, given: AimIn) -> Status[Aim]:
    collaborative = collaborative_for(request.user, slug)
    return Status(201, actions.restate_aim(collaborative=collaborative, by=request.user, **given.dict()))


@router.get("/collaboratives/{slug}/phases", response=list[PhaseOut])
def list_phases(request: Request, slug: str) -> list[Phase]:
    return list(collaborative_for(request.user, slug).phases.all())


@router.post("/collaboratives/{slug}/phases", response={201: PhaseOut})
def add_phase(request: Request, slug: str, given: PhaseIn) -> Status[Phase]:
    collaborative = collaborative_for(request.user, slug)
    return Status(201, actions.add_phase(collaborative=collaborative, by=request.user, **given.dict()))


@router.put(
    "/collaboratives/{slug}/confidentiality", response=CollaborativeOut, summary="How teams see each other"
)
def set_confidentiality(request: Request, slug: str, given: ModeIn) -> CollaborativeOut:
    collaborative = collaborative_for(request.user, slug)
    return _collaborative(
        actions.set_confidentiality(collaborative=collaborative, mode=given.mode, by=request.user)
    )


@router.get(
    "/collaboratives/{slug}/teams", response=list[TeamOut], summary="Teams, as far as you may know them"
)
def list_teams(request: Request, slug: str) -> list[TeamOut]:
    collaborative = collaborative_for(request.user, slug)
    named = labels(request.user, collaborative)
    teams = collaborative.teams.filter(pk__in=named).select_related("organisation").prefetch_related("topics")
    return [_team(team, named[team.pk]) for team in teams]


def _team(team: Team, label: Label) -> TeamOut:
    """A team under its label; what could tell who hides behind a letter stays away with the name."""
    if not label.name:
        return TeamOut(letter=team.letter, name=None, may_open=label.may_open)
    return TeamOut(
        letter=team.letter,
        name=team.name,
        organisation=team.organisation.name,
        joined=team.joined,
        left=team.left,
        agreement_signed_on=team.agreement_signed_on,
        topics=sorted(topic.name for topic in team.topics.all()),
        may_open=label.may_open,
    )


def _own(person: Person, team: Team) -> TeamOut:
    return _team(team, labels(person, team.collaborative)[team.pk])


@router.post("/collaboratives/{slug}/teams", response={201: TeamOut})
def add_team(request: Request, slug: str, given: TeamIn) -> Status[TeamOut]:
    collaborative = collaborative_for(request.user, slug)
    team = actions.add_team(collaborative=collaborative, by=request.user, **given.dict())
    return Status(201, _own(request.user, team))


@router.get("/collaboratives/{slug}/teams/{letter}", response=TeamOut)
def get_team(request: Request, slug: str, letter: str) -> TeamOut:
    return _own(request.user, team_for(request.user, slug, letter))


@router.put("/collaboratives/{slug}/teams/{letter}", response=TeamOut)
def change_team(request: Request, slug: str, letter: str, given: TeamChange) -> TeamOut:
    team = team_for(request.user, slug, letter)
    return _own(request.user, actions.change_team(team=team, by=request.user, **given.dict()))


@router.post(
    "/collaboratives/{slug}/teams/{letter}/leave",
    response=TeamOut,
    summary="The team leaves, or merges into another",
)
def leave(request: Request, slug: str, letter: str, given: LeaveIn) -> TeamOut:
    team = team_for(request.user, slug, letter)
    why = {"on": given.on, "because": given.because, "by": request.user}
    if given.into:
        actions.merge_teams(into=team_for(request.user, slug, given.into), leaving=team, **why)  # type: ignore[arg-type]
        team.refresh_from_db()
    else:
        actions.team_leaves(team=team, **why)  # type: ignore[arg-type]
    return _own(request.user, team)


@router.get("/collaboratives/{slug}/teams/{letter}/members", response=list[MemberOut])
def list_members(request: Request, slug: str, letter: str) -> list[MemberOut]:
    team = team_for(request.user, slug, letter)
    return [_member(each) for each in team.members.select_related("person")]


def _member(row: TeamMember | Sponsorship) -> MemberOut:
    return MemberOut(
        id=row.pk,
        person=row.person.guid,
        name=row.person.name,
        job_role=row.job_role,
        is_lead=isinstance(row, TeamMember) and row.is_lead,
        since=row.since,
        until=row.until,
    )


def _person(given: PersonIn, by: Person) -> Person:
    return find_or_add(name=given.name, email=given.email, by=by)


@router.post("/collaboratives/{slug}/teams/{letter}/members", response={201: MemberOut})
def add_member(request: Request, slug: str, letter: str, given: MemberIn) -> Status[MemberOut]:
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    with transaction.atomic():
        member = actions.add_member(
            team=team,
            person=_person(given, request.user),
            job_role=given.job_role,
            is_lead=given.is_lead,
            since=given.since,
            by=request.user,
        )
    return Status(201, _member(member))


@router.post("/collaboratives/{slug}/teams/{letter}/members/{id}/end", response=MemberOut)
def end_member(request: Request, slug: str, letter: str, id: int, given: EndIn) -> MemberOut:
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    member = team.members.filter(pk=id).select_related("person", "team__scope__parent").first()
    if member is None:
        raise NotKnown()
    return _member(actions.end_member(member=member, by=request.user, on=given.on))


@router.get("/collaboratives/{slug}/teams/{letter}/sponsors", response=list[MemberOut])
def list_sponsors(request: Request, slug: str, letter: str) -> list[MemberOut]:
    team = team_for(request.user, slug, letter)
    return [_member(each) for each in team.sponsorships.select_related("person").order_by("since")]


@router.post("/collaboratives/{slug}/teams/{letter}/sponsors", response={201: MemberOut})
def name_sponsor(request: Request, slug: str, letter: str, given: PersonIn) -> Status[MemberOut]:
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    with transaction.atomic():
        sponsorship = actions.name_sponsor(
            team=team,
            person=_person(given, request.user),
            job_role=given.job_role,
            since=given.since,
            by=request.user,
        )
    return Status(201, _member(sponsorship))


@router.post("/collaboratives/{slug}/teams/{letter}/sponsors/{id}/end", response=MemberOut)
def end_sponsor(request: Request, slug: str, letter: str, id: int, given: EndIn) -> MemberOut:
    team = team_for(request.user, slug, letter, Permission.MANAGE_TEAM)
    found = team.sponsorships.filter(pk=id).select_related("person", "team__scope__parent").first()
    if found is None:
        raise NotKnown()
    return _member(actions.end_sponsor(sponsorship=found, by=request.user, on=given.on))


@router.get(
    "/collaboratives/{slug}/teams/{letter}/asks",
    response=list[AskOut],
    summary="What is asked of the sponsor",
)
def list_asks(request: Request, slug: str, letter: str) -> list[Ask]:
    team = team_for(request.user, slug, letter, Permission.SEE_SPONSOR_PAGE)
    return list(team.asks.all())


@router.post("/collaboratives/{slug}/teams/{letter}/asks", response={201: AskOut})
def ask_sponsor(request: Request, slug: str, letter: str, given: AskIn) -> Status[Ask]:
    team = team_for(request.user, slug, letter, Permission.ASK_SPONSOR)
    return Status(201, actions.ask_sponsor(team=team, by=request.user, **given.dict()))


@router.post("/collaboratives/{slug}/teams/{letter}/asks/{guid}/answer", response=AskOut)
def answer_ask(request: Request, slug: str, letter: str, guid: uuid.UUID, given: AnswerIn) -> Ask:
    team = team_for(request.user, slug, letter, Permission.ASK_SPONSOR)
    ask = team.asks.filter(guid=guid).select_related("team__scope__parent").first()
    if ask is None:
        raise NotKnown()
    return actions.answer_ask(ask=ask, on=given.on, by=request.user)


@router.get(
    "/collaboratives/{slug}/events", response=list[EventOut], summary="Sessions, webinars, visits and calls"
)
def list_events(request: Request, slug: str) -> list[EventOut]:
    collaborative = collaborative_for(request.user, slug)
    return _events(request.user, collaborative, events_for(request.user, collaborative))


def _events(person: Person, collaborative: Collaborative, events: list[Event]) -> list[EventOut]:
    named, came = labels(person, collaborative), attendance_of(events)
    return [
        EventOut(
            guid=event.guid,
            kind=event.kind,
            title=event.title,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            place=event.place,
            agenda=event.agenda,
            teams=[label.letter for pk, label in named.items() if (event.pk, pk) in came],
        )
        for event in events
    ]


@router.post("/collaboratives/{slug}/events", response={201: EventOut})
def add_event(request: Request, slug: str, given: EventIn) -> Status[EventOut]:
    collaborative = collaborative_for(request.user, slug)
    event = actions.add_event(collaborative=collaborative, by=request.user, **given.dict())
    return Status(201, _events(request.user, collaborative, [event])[0])


@router.get("/collaboratives/{slug}/events/{guid}", response=EventOut)
def get_event(request: Request, slug: str, guid: uuid.UUID) -> EventOut:
    collaborative = collaborative_for(request.user, slug)
    return _events(request.user, collaborative, [event_for(request.user, collaborative, guid)])[0]


@router.put("/collaboratives/{slug}/events/{guid}/attendance", response=EventOut, summary="Which teams came")
def record_attendance(request: Request, slug: str, guid: uuid.UUID, given: AttendanceIn) -> EventOut:
    collaborative = collaborative_for(request.user, slug)
    event = event_for(request.user, collaborative, guid)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    teams = {team.letter: team for team in collaborative.teams.all()}
    if unknown := sorted(set(given.teams) - set(teams)):
        raise Invalid(
            f"There is no team {unknown[0]}.",
            f"Teams are {', '.join(teams)}.",
            fields={"teams": f"{unknown[0]}?"},
        )
    actions.record_attendance(event=event, teams=[teams[letter] for letter in given.teams], by=request.user)
    return _events(request.user, collaborative, [event])[0]


@router.get(
    "/collaboratives/{slug}/context", response=list[ContextOut], summary="What happened around the programme"
)
def list_context(request: Request, slug: str) -> list[ContextOut]:
    collaborative = collaborative_for(request.user, slug)
    teams = list(collaborative.teams.select_related("scope__parent"))
    letters = {team.pk: team.letter for team in teams}
    return [_context(each, letters) for each in context_for(request.user, collaborative, teams)]


def _context(event: ContextEvent, letters: dict[int, str]) -> ContextOut:
    return ContextOut(
        guid=event.guid,
        on=event.on,
        until=event.until,
        kind=event.kind,
        title=event.title,
        note=event.note,
        team=letters[event.team_id] if event.team_id else None,
    )


@router.post("/collaboratives/{slug}/context", response={201: ContextOut})
def add_context(request: Request, slug: str, given: ContextIn) -> Status[ContextOut]:
    collaborative = collaborative_for(request.user, slug)
    team = team_for(request.user, slug, given.team) if given.team else None
    event = actions.add_context_event(
        collaborative=collaborative,
        on=given.on,
        until=given.until,
        kind=given.kind,
        title=given.title,
        note=given.note,
        team=team,
        by=request.user,
    )
    return Status(201, _context(event, {team.pk: team.letter} if team else {}))
