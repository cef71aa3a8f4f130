"""Who works in a team and who stands behind it: membership and role are written together."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from alongside.access.actions import end, give, may_grant
from alongside.access.models import Grant
from alongside.access.roles import Permission, Role
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, Refused
from alongside.programme.dates import optional_day
from alongside.programme.models import Ask, Sponsorship, Team, TeamMember
from alongside.programme.texts import line, prose


def _may_sponsor(by: Person, team: Team) -> None:
    """A team's lead chooses who works in the team; who stands behind it is for the host to say."""
    require(by, Permission.MANAGE_TEAM, team)
    if not may_grant(by, Role.SPONSOR, team.scope):
        raise Refused("A sponsor is named by the host.", "Ask the programme team to name them.")


@transaction.atomic
def add_member(
    *,
    team: Team,
    person: Person,
    job_role: str,
    is_lead: bool,
    by: Person,
    since: dt.date | str | None = None,
) -> TeamMember:
    """Somebody joins a team, with the role that goes with it."""
    require(by, Permission.MANAGE_TEAM, team)
    if TeamMember.objects.filter(team=team, person=person, until=None).exists():
        raise Invalid(
            f"{person.name} is in this team already.",
            "Nothing is changed.",
            fields={"person": "In this team already."},
        )
    role = Role.TEAM_LEAD if is_lead else Role.TEAM_MEMBER
    begins = optional_day(since, "since")
    grant = give(person=person, role=role, scope=team.scope, by=by, starts=begins)
    member = TeamMember.objects.create(
        team=team,
        person=person,
        job_role=line(job_role, "job_role", most=120),
        is_lead=is_lead,
        since=begins or grant.starts,
    )
    record("team.member", by=by, thing=team, member=member.pk, person=person.pk, is_lead=is_lead)
    return member


@transaction.atomic
def end_member(*, member: TeamMember, by: Person, on: dt.date | str | None = None) -> TeamMember:
    """Somebody leaves a team; the role ends with it."""
    require(by, Permission.MANAGE_TEAM, member.team)
    if member.until is not None:
        raise Invalid("They have left the team already.", "Nothing is changed.")
    role = Role.TEAM_LEAD if member.is_lead else Role.TEAM_MEMBER
    last = None
    for grant in Grant.objects.filter(
        person=member.person_id, role=role, scope=member.team.scope_id, ends=None
    ):
        last = end(grant=grant, by=by, on=optional_day(on, "on")).ends
    member.until = last or optional_day(on, "on") or member.since
    member.save(update_fields=["until"])
    record(
        "team.member_ends",
        by=by,
        thing=member.team,
        member=member.pk,
        person=member.person_id,
        on=member.until,
    )
    return member


@transaction.atomic
def name_sponsor(
    *, team: Team, person: Person, job_role: str, by: Person, since: dt.date | str | None = None
) -> Sponsorship:
    """An executive stands behind a team and may see its page."""
    _may_sponsor(by, team)
    if Sponsorship.objects.filter(team=team, person=person, until=None).exists():
        raise Invalid(f"{person.name} sponsors this team already.", "Nothing is changed.")
    begins = optional_day(since, "since")
    grant = give(person=person, role=Role.SPONSOR, scope=team.scope, by=by, starts=begins)
    sponsorship = Sponsorship.objects.create(
        team=team, person=person, job_role=line(job_role, "job_role", most=120), since=begins or grant.starts
    )
    record("team.sponsor", by=by, thing=team, sponsorship=sponsorship.pk, person=person.pk)
    return sponsorship


@transaction.atomic
def end_sponsor(*, sponsorship: Sponsorship, by: Person, on: dt.date | str | None = None) -> Sponsorship:
    """A sponsor steps back; the role ends with it."""
    team = sponsorship.team
    _may_sponsor(by, team)
    if sponsorship.until is not None:
        raise Invalid("They have stepped back already.", "Nothing is changed.")
    last = None
    for grant in Grant.objects.filter(
        person=sponsorship.person_id, role=Role.SPONSOR, scope=team.scope_id, ends=None
    ):
        last = end(grant=grant, by=by, on=optional_day(on, "on")).ends
    sponsorship.until = last or optional_day(on, "on") or sponsorship.since
    sponsorship.save(update_fields=["until"])
    record("team.sponsor_ends", by=by, thing=team, sponsorship=sponsorship.pk, on=sponsorship.until)
    return sponsorship


@transaction.atomic
def ask_sponsor(
    *, team: Team, text: str, by: Person, reason: str = "", due: dt.date | str | None = None
) -> Ask:
    """Ask something of the team's sponsor, by a day."""
    require(by, Permission.ASK_SPONSOR, team)
    ask = Ask.objects.create(
        team=team,
        text=prose(text, "text", most=1000, needed="Say what is asked, in one sentence."),
        reason=prose(reason, "reason", most=2000),
        due=optional_day(due, "due"),
        by=by,
    )
    record("ask.make", by=by, thing=ask, due=ask.due)
    return ask


@transaction.atomic
def answer_ask(*, ask: Ask, by: Person, on: dt.date | str) -> Ask:
    """What was asked has been answered."""
    require(by, Permission.ASK_SPONSOR, ask.team)
    ask.answered_on = optional_day(on, "on")
    ask.save(update_fields=["answered_on"])
    record("ask.answer", by=by, thing=ask, on=ask.answered_on)
    return ask
