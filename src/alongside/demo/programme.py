"""The programme's chapter: the host, phases and sessions, 23 teams with their people, who came, what happened around."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from alongside.access.actions import grant_role
from alongside.access.models import Grant
from alongside.access.roles import Role
from alongside.demo.people import ADMINISTRATOR, HOST, domain
from alongside.demo.texts import Someone, Team
from alongside.demo.timeline import Timeline, World
from alongside.programme.actions import (
    add_context_event,
    add_event,
    add_member,
    add_phase,
    add_team,
    answer_ask,
    ask_sponsor,
    end_member,
    end_sponsor,
    merge_teams,
    name_sponsor,
    open_collaborative,
    record_attendance,
    restate_aim,
    set_confidentiality,
)
from alongside.programme.models import Sponsorship, TeamMember

Row = Mapping[str, Any]
PHASES = {"pre_work": "pre_work", "action_period": "action_period", "holding": "close"}
# How many teams came; which ones is settled by how eager they are. At the call in November eleven of 23 were counted.
CAME = {
    "LS1": 22, "LS2": 21, "LS3": 20, "LS4": 20, "LS5": 18, "LS6": 18,
    "W1": 19, "W2": 17, "W3": 14, "W4": 16, "W5": 13, "W6": 11, "W7": 12, "W8": 12,
    "T1": 20, "T2": 16, "T3": 11,
}  # fmt: skip
# Who showed something that day, and so was there.
SHOWED = {"LS3": "KR", "W3": "G"}
EAGER = {
    "P": 0.6,
    "C": 0.4,
    "H": 0.3,
    "E": 0.3,
    "M": 0.3,
    "A": 0.2,
    "K": -0.25,
    "U": -0.3,
    "I": -0.25,
    "D": -0.2,
}
HOURS = {
    "learning_session": (9, 30, 390),
    "webinar": (12, 30, 60),
    "teleconference": (8, 30, 45),
    "visit": (13, 30, 180),
}


def tell(world: World, timeline: Timeline) -> None:
    """Put the programme on the timeline."""
    text = world.texts.programme
    starts: dt.date = text["starts"]
    timeline.add(starts, _open, stamps=(Grant,))
    timeline.add(starts, _plan, stamps=(Grant,))
    for aim in text["aims"][1:]:
        timeline.add(aim["on"], _restate, aim)
    for team in world.texts.teams:
        _tell_team(world, timeline, team)
    for event in text["events"]:
        timeline.add(event["starts"], _hold, event)
    for event in text["context"]:
        timeline.add(event["on"], _note_context, event)
    for ask in text["asks"]:
        timeline.add(ask["asked_on"], _ask, ask)


def _open(world: World) -> None:
    text, people = world.texts.programme, world.people
    people.add(ADMINISTRATOR, HOST, is_administrator=True)
    for row in text["programme_team"]:
        people.add(row["name"], HOST)
    world.collaborative = open_collaborative(
        name=text["name"],
        slug=text["slug"],
        host=text["host"]["full_name"],
        starts=text["starts"],
        ends=text["ends"],
        aim=text["aims"][0]["text"],
        topics=["Sepsis" if topic == "sepsis" else topic.upper() for topic in text["topics"]],
        lead=world.lead,
        by=None,
    )
    if text["confidentiality"] != world.collaborative.confidentiality:
        set_confidentiality(collaborative=world.collaborative, mode=text["confidentiality"], by=world.lead)
    # the analyst enters the outcomes of every team, for the host
    analyst = next(row["name"] for row in text["programme_team"] if row["role"] == "analyst")
    grant_role(person=people[analyst], role=Role.HOST_LEAD, scope=world.collaborative.scope, by=world.lead)
    partner = next(row["name"] for row in world.texts.findings["members"] if row["part"] == "patient partner")
    grant_role(
        person=people.add(partner, "example.org"),
        role=Role.PATIENT_PARTNER,
        scope=world.collaborative.scope,
        by=world.lead,
    )


def _plan(world: World) -> None:
    """The phases, and every session with its day: the calendar is drawn up at the start."""
    number = 0
    for phase in world.texts.programme["phases"]:
        kind = PHASES[phase["kind"]]
        number += kind == "action_period"
        add_phase(
            collaborative=world.collaborative,
            kind=kind,
            number=number if kind == "action_period" else None,
            starts=phase["starts"],
            ends=phase["ends"],
            by=world.lead,
        )
    for row in world.texts.programme["events"]:
        hour, minute, minutes = HOURS[row["kind"]]
        begins = dt.datetime.combine(row["starts"], dt.time(hour, minute))
        world.events[row["key"]] = add_event(
            collaborative=world.collaborative,
            kind=row["kind"],
            title=row["title"],
            starts_at=begins,
            ends_at=begins + dt.timedelta(minutes=minutes),
            place=row.get("place", "Online" if row["kind"] == "webinar" else ""),
            agenda=row["agenda"].strip(),
            by=world.lead,
        )


def _restate(world: World, aim: Row) -> None:
    restate_aim(collaborative=world.collaborative, text=aim["text"], since=aim["on"], by=world.lead)


def _tell_team(world: World, timeline: Timeline, team: Team) -> None:
    timeline.add(team.joined, _join, team)
    for one in (team.lead, *team.members):
        if one.until is not None:
            timeline.add(one.until, _member_leaves, team.letter, one.name, one.until)
    for one in team.sponsors:
        since = one.since or team.joined
        timeline.add(since, _sponsor, team, one, since)
        if one.until is not None:
            timeline.add(one.until, _sponsor_goes, team, one)
    for letter in team.succeeds:
        timeline.add(world.texts.team(letter).left or team.joined, _merge, team, letter)
        # the last month of the team that left is sent before its people move over
        timeline.add(dt.date(2017, 3, 1), _move_people, team, letter)


def _join(world: World, team: Team) -> None:
    made = add_team(
        collaborative=world.collaborative,
        name=team.name,
        organisation=f"{team.name} Hospitals",
        letter=team.letter,
        joined=team.joined,
        agreement_signed_on=team.agreement,
        topics=team.topics,
        by=world.lead,
    )
    world.teams[team.letter] = made
    for one in (team.lead, *team.members):
        add_member(
            team=made,
            person=world.people.add(one.name, domain(team.name)),
            job_role=one.job,
            is_lead=one is team.lead,
            since=team.joined,
            by=world.lead,
        )
    for row in world.texts.programme["programme_team"]:
        if team.letter in row.get("teams", ()):
            grant_role(
                person=world.people[row["name"]],
                role=Role.ADVISER,
                scope=made.scope,
                starts=team.joined,
                by=world.lead,
            )


def _member_leaves(world: World, letter: str, name: str, on: dt.date | None) -> None:
    member = TeamMember.objects.select_related("team__scope").get(
        team=world.teams[letter], person=world.people[name], until=None
    )
    end_member(member=member, on=on, by=world.lead)


def _sponsor(world: World, team: Team, one: Someone, since: dt.date) -> None:
    person = world.people.add(one.name, domain(team.name))
    name_sponsor(team=world.teams[team.letter], person=person, job_role=one.job, since=since, by=world.lead)


def _sponsor_goes(world: World, team: Team, one: Someone) -> None:
    sponsorship = Sponsorship.objects.select_related("team__scope").get(
        team=world.teams[team.letter], person=world.people[one.name], until=None
    )
    end_sponsor(sponsorship=sponsorship, on=one.until, by=world.lead)


def _merge(world: World, team: Team, letter: str) -> None:
    leaving = world.texts.team(letter)
    merge_teams(
        into=world.teams[team.letter],
        leaving=world.teams[letter],
        on=leaving.left or dt.date.max,
        because=leaving.left_because,
        by=world.lead,
    )


def _move_people(world: World, team: Team, letter: str) -> None:
    leaving = world.texts.team(letter)
    on = dt.date(2017, 3, 1)
    for one in leaving.sponsors:
        _sponsor_goes(world, leaving, Someone(one.name, one.job, until=on))
    for one in (leaving.lead, *leaving.members):
        _member_leaves(world, letter, one.name, on)
        add_member(
            team=world.teams[team.letter],
            person=world.people[one.name],
            job_role=one.job,
            is_lead=False,
            since=on,
            by=world.lead,
        )


def _hold(world: World, row: Row) -> None:
    event = world.events[row["key"]]
    if "team" in row:  # a visit between two teams
        came = [world.teams[row["team"]], world.teams["C"]]
    else:
        here = [
            team for letter, team in world.teams.items() if team.left is None or team.left >= row["starts"]
        ]
        here.sort(key=lambda team: _eagerness(team.letter, row["key"], row["starts"]), reverse=True)
        came = here[: CAME[row["key"]]]
    record_attendance(event=event, teams=came, by=world.lead)


def _eagerness(letter: str, key: str, on: dt.date) -> float:
    """How much a team is drawn to come that day, between about 0 and 1.6."""
    chance = int(hashlib.sha256(f"{letter}/{key}".encode()).hexdigest(), 16) % 1000 / 1000
    chance += 3.0 if letter in SHOWED.get(key, "") else 0.0
    gone_quiet = -2.0 if letter == "D" and on > dt.date(2016, 10, 28) else 0.0
    return chance + EAGER.get(letter, 0.0) + gone_quiet


def _note_context(world: World, row: Row) -> None:
    add_context_event(
        collaborative=world.collaborative,
        team=world.teams[row["team"]] if "team" in row else None,
        on=row["on"],
        until=row.get("until"),
        kind=row["kind"],
        title=row["title"],
        note=row["note"],
        by=world.lead,
    )


def _ask(world: World, row: Row) -> None:
    team = world.texts.team(row["team"])
    asked = ask_sponsor(
        team=world.teams[row["team"]], text=row["text"], due=row["due"], by=world.people[team.lead.name]
    )
    if "answered_on" in row:
        answer_ask(ask=asked, on=row["answered_on"], by=world.people[team.lead.name])
