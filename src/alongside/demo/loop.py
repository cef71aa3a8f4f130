"""The loop's chapter: the committee, findings with their evidence, how they were read, what was decided, what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from alongside.access.models import Grant
from alongside.coding.actions import write_note
from alongside.coding.models import Coding
from alongside.demo.analysis import place_of
from alongside.demo.people import UNIVERSITY
from alongside.demo.timeline import Timeline, World
from alongside.findings.actions import (
    add_action,
    add_committee_member,
    add_evidence,
    close_action,
    close_interpretation,
    decide,
    interpret,
    log_feedback,
    record_finding,
    release,
)
from alongside.findings.models import Action, CommitteeMember, Decision, Finding, FindingVersion, Release

Row = Mapping[str, Any]
FORMED = dt.date(2016, 1, 18)
DRAFTS = dt.date(2017, 3, 13)
LEVELS = {
    "individual": "individual",
    "within organisation": "within",
    "between organisations": "between",
    "external": "external",
}
OWNERS = {"host lead": "Maren Oduya", "adviser": "Ishbel Tarrant"}
READ_BY_PROGRAMME = dt.timedelta(days=7)  # a finding goes to the programme a week before it decides
STILL_OPEN = dt.timedelta(days=3)  # an action that is not done is looked at some days after it was due


def tell(world: World, timeline: Timeline) -> None:
    """Put the loop on the timeline."""
    timeline.add(FORMED, _form, stamps=(CommitteeMember, Grant))
    for row in world.texts.findings["findings"]:
        # written some days before it is shown
        on = row.get("released_on", DRAFTS)
        written = on - dt.timedelta(days=2) if "released_on" in row else on
        timeline.add(written, _write, row, stamps=(FindingVersion,))
        if "note" in row:
            timeline.add(written, _note, row, written)
        if "released_on" in row:
            _tell_finding(world, timeline, row)


def _tell_finding(world: World, timeline: Timeline, row: Row) -> None:
    number, readings = row["number"], row["interpretations"]
    timeline.add(row["released_on"], _release, row)
    for reading in readings:
        timeline.add(reading["on"], _interpret, number, reading)
    if row["stage"] == "with committee":
        return
    read = max(reading["on"] for reading in readings) + dt.timedelta(days=1)
    timeline.add(read, _close_interpretation, number)
    decision = row.get("decision")
    if (shown := _shown_on(row, read)) is not None:
        timeline.add(shown, _to_programme, row, shown)
    if decision is None:
        return
    timeline.add(decision["on"], _decide, row)
    for action in row["actions"]:
        if (looked := _looked_at(action)) is not None:
            timeline.add(looked, _close, row, action, looked)
    if "review" in row:
        timeline.add(row["review"]["on"], _review, row)
    for feedback in row.get("feedback", ()):
        timeline.add(feedback["on"], _feed_back, row, feedback)


def _form(world: World) -> None:
    """The committee: those of the programme and the teams are known already, the academics come from outside."""
    host = {one["name"] for one in world.texts.programme["programme_team"]}
    for row in world.texts.findings["members"]:
        known = row["name"] in host or "team" in row or row["part"] == "patient partner"
        person = world.people[row["name"]] if known else world.people.add(row["name"], UNIVERSITY)
        add_committee_member(
            study=world.study,
            person=person,
            part=row["part"],
            team=world.teams[row["team"]] if "team" in row else None,
            by=world.researcher,
        )


def _member(world: World, key: str) -> Any:
    return world.people[next(row["name"] for row in world.texts.findings["members"] if row["id"] == key)]


def _finding(world: World, number: int) -> Finding:
    return Finding.objects.select_related("study__scope").get(study=world.study, number=number)


def _write(world: World, row: Row) -> None:
    chart = row.get("chart")
    finding = record_finding(
        study=world.study,
        statement=row["statement"],
        level=LEVELS[row["level"]],
        valence=row["valence"],
        codings=[
            coding
            for piece in row["evidence"]
            if not piece.get("against")
            for coding in _evidence(world, piece)
        ],
        series=[world.series[chart["team"], chart["measure"]]] if chart else (),
        by=world.researcher,
    )
    assert finding.number == row["number"]
    against = [
        coding for piece in row["evidence"] if piece.get("against") for coding in _evidence(world, piece)
    ]
    if against:
        add_evidence(finding=finding, codings=against, against=True, by=world.researcher)


def _note(world: World, row: Row, on: dt.date) -> None:
    """What the researcher still wants to know before anybody is shown it."""
    asked = row["note"].removeprefix("Researcher's: ")
    body = f"Finding {row['number']}: {asked}"
    write_note(study=world.study, body=body, kind="method", rests_on_no_one=True, on=on, by=world.researcher)


def _evidence(world: World, piece: Row) -> Iterable[Coding]:
    """The coding of a quote; or of a code in an interview, the first two that the researcher marked as important."""
    source = world.texts.materials[piece["source"]]
    mine = [coded for coded in source.codings if coded.coder == "EP"]
    if "quote" in piece:
        found = [coded for coded in mine if coded.quote == piece["quote"]][:1]
    else:
        those = [coded for coded in mine if coded.code == piece["code"]]
        found = [coded for coded in those if coded.important][:2] or those[:1]
    return [place_of(world, source.id, coded) for coded in found]


def _release(world: World, row: Row) -> None:
    readings = [reading["on"] for reading in row["interpretations"]]
    version = _finding(world, row["number"]).versions.get()
    world.releases[row["number"]] = release(
        finding_version=version,
        audience=Release.Audience.COMMITTEE,
        until=max(readings),
        on=row["released_on"],
        by=world.researcher,
    )


def _interpret(world: World, number: int, reading: Row) -> None:
    interpret(
        release=Release.objects.select_related("study__scope", "finding_version__finding").get(
            pk=world.releases[number].pk
        ),
        verdict=reading["verdict"],
        comment=reading["comment"],
        another_reading=reading.get("another_reading", ""),
        on=reading["on"],
        by=_member(world, reading["member"]),
    )


def _close_interpretation(world: World, number: int) -> None:
    close_interpretation(finding=_finding(world, number), by=world.researcher)


def _shown_on(row: Row, read: dt.date) -> dt.date | None:
    """The day on which the programme was shown it."""
    if "programme" in row:
        found: dt.date = row["programme"]["released_on"]
        return found
    if "decision" in row:
        return max(read, row["decision"]["on"] - READ_BY_PROGRAMME)
    return None


def _to_programme(world: World, row: Row, on: dt.date) -> None:
    """The programme reads field notes and documents too: the researcher decides that for each finding."""
    version = _finding(world, row["number"]).versions.get()
    nobodys = version.evidence.filter(coding__source__kind__in=("field_note", "document"))
    release(
        finding_version=version,
        audience=Release.Audience.PROGRAMME,
        allow_unconsented=list(nobodys),
        shows_verdicts=True,
        on=on,
        by=world.researcher,
    )


def _decide(world: World, row: Row) -> None:
    decision = row["decision"]
    made = decide(
        finding=_finding(world, row["number"]),
        text=decision["text"],
        dissent=decision.get("dissent", ""),
        on=decision["on"],
        by=world.lead,
    )
    for action in row["actions"]:
        add_action(
            decision=made,
            what=action["what"],
            owner=world.people[OWNERS[action["owner"]]],
            due=action["due"],
            teams=[world.teams[letter] for letter in action["teams"]],
            by=world.lead,
        )


def _looked_at(action: Row) -> dt.date | None:
    if "closed_on" in action:
        closed: dt.date = action["closed_on"]
        return closed
    due: dt.date = action["due"]
    return due + STILL_OPEN if action["what_happened"] else None


def _close(world: World, row: Row, action: Row, on: dt.date) -> None:
    decision = Decision.objects.get(finding__study=world.study, finding__number=row["number"])
    made = Action.objects.select_related(
        "decision__finding__study__scope", "decision__collaborative__scope"
    ).get(decision=decision, what=action["what"])
    close_action(
        action=made,
        revision=made.revision,
        state=action["state"],
        what_happened=action["what_happened"],
        reviewed_on=on,
        by=world.lead,
    )


def _review(world: World, row: Row) -> None:
    """The finding is looked at once more, and what was still open is closed."""
    for action in row["actions"]:
        if action["state"] == "open":
            came_of_it = f"{action['what_happened']} {row['review']['text']}".strip()
            _close(world, row, {**action, "state": "done", "what_happened": came_of_it}, row["review"]["on"])


def _feed_back(world: World, row: Row, feedback: Row) -> None:
    log_feedback(
        study=world.study,
        finding=_finding(world, row["number"]),
        to_whom=feedback["to_whom"],
        form=feedback["form"],
        on=feedback["on"],
        point=row["statement"],
        response=feedback["response"],
        effect_on_setting=feedback["effect_on_setting"],
        by=world.researcher,
    )
