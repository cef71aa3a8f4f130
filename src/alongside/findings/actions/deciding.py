"""What is decided because of a finding, what is done about it, and what came of that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.findings.models import Action, Decision, Finding, Release
from alongside.findings.queries.places import PROGRAMME_AUDIENCES, members_of
from alongside.findings.state import lock
from alongside.improvement.actions import write_annotation
from alongside.improvement.models import Annotation
from alongside.programme.models import Collaborative, Team
from alongside.study.days import day, past_day

State = Finding.State
MOST_TEXT, MOST_WHAT, MOST_ON_CHART = 4000, 300, 200


@transaction.atomic
def decide(
    *, finding: Finding, text: str, on: dt.date | str | None = None, dissent: str = "", by: Person
) -> Decision:
    """Record what was decided because of a finding, and on which day.

    A finding that was released to a programme is decided there: by someone who decides in that collaborative, who
    needs no part in the study. One that stayed in its study is decided by a researcher, and no chart is marked.
    """
    collaborative = _deciding(finding, by)
    lock(finding)
    ready = [State.WITH_PROGRAMME, State.INTERPRETED, State.DECIDED, State.REVIEWED]
    if collaborative is None and not members_of(finding.study).exists():
        ready.append(State.DRAFT)
    if finding.state not in ready:
        raise Refused(
            f"This finding is {finding.get_state_display().lower()}.",
            "Decide once it has been read and interpreted.",
        )
    text, dissent = _text(text, "text", required=True), _text(dissent, "dissent")
    decision = Decision.objects.create(
        finding=finding, collaborative=collaborative, text=text, dissent=dissent, on=past_day(on), by=by
    )
    before = finding.state
    finding.state = State.DECIDED
    finding.save(update_fields=["state"])
    record(
        "finding.decide",
        by=by,
        thing=decision,
        scope_id=_scope_id(decision),
        finding=finding.pk,
        state=[before, finding.state],
        on=decision.on,
    )
    return decision


@transaction.atomic
def rewrite_decision(
    *, decision: Decision, revision: int, text: str, dissent: str = "", by: Person
) -> Decision:
    """Change the words of a decision; what stood before is kept."""
    _require(by, decision)
    _hold(decision)
    text, dissent = _text(text, "text", required=True), _text(dissent, "dissent")
    if revision != decision.revision:
        raise Conflict(
            "Somebody else changed this decision while you were writing.",
            theirs={} if decision.needs_rewrite else {"text": decision.text, "dissent": decision.dissent},
            mine={"text": text, "dissent": dissent},
        )
    keep_revision(thing=decision, by=by, text=decision.text, dissent=decision.dissent)
    decision.text, decision.dissent, decision.needs_rewrite = text, dissent, False
    decision.revision += 1
    decision.save()
    record(
        "decision.rewrite", by=by, thing=decision, scope_id=_scope_id(decision), revision=decision.revision
    )
    return decision


@transaction.atomic
def add_action(
    *,
    decision: Decision,
    what: str,
    owner: Person | None = None,
    starts: dt.date | str | None = None,
    due: dt.date | str | None = None,
    teams: Iterable[Team] = (),
    by: Person,
) -> Action:
    """Say what is done about a decision, who sees to it, from when and until when.

    It is marked on the charts of the teams concerned from the day it starts, on those of the whole collaborative where
    no team is named; a study that stands alone marks none.
    """
    _require(by, decision)
    teams = list(teams)
    what = _what(what)
    starts_on, due_on = day(starts, "starts") or decision.on, day(due, "due")
    if due_on is not None and due_on < starts_on:
        raise Invalid(
            "It is due before it starts.", "Correct one of the two days.", fields={"due": "Before it starts."}
        )
    collaborative = decision.collaborative
    if any(collaborative is None or team.collaborative_id != collaborative.pk for team in teams):
        raise NotKnown("That team is not of the collaborative that decided.", "Choose its teams only.")
    if owner is not None and not owner.is_active:
        raise Invalid(
            "This person is no longer here.",
            "Choose somebody else.",
            fields={"owner": "Choose somebody else."},
        )
    action = Action.objects.create(decision=decision, what=what, owner=owner, starts=starts_on, due=due_on)
    action.teams.set(teams)
    if collaborative is not None:
        action.annotations.set(_mark(collaborative, teams, action, by))
    lock(decision.finding)
    if decision.finding.state == State.REVIEWED:
        decision.finding.state = State.DECIDED
        decision.finding.save(update_fields=["state"])
    record(
        "decision.add_action",
        by=by,
        thing=action,
        scope_id=_scope_id(decision),
        decision=decision.pk,
        owner=owner and owner.pk,
        starts=starts_on,
        due=due_on,
        teams=sorted(team.pk for team in teams),
    )
    return action


@transaction.atomic
def close_action(
    *,
    action: Action,
    revision: int,
    state: str,
    what_happened: str = "",
    what: str | None = None,
    reviewed_on: dt.date | str | None = None,
    by: Person,
) -> Action:
    """Look again at an action: it is done, dropped, or still open, and this is what happened.

    By whoever decides, by its owner, or by a researcher of the study, who watches what comes of it. Once all actions of
    a finding are closed, the finding has been reviewed. `what` says anew what was to be done, where a withdrawal took it.
    """
    if not _may_review(by, action):
        _require(by, action.decision)
    _hold(action)
    if state not in Action.State.values:
        raise Invalid(
            "That is no state of an action.",
            f"Choose one of {', '.join(Action.State.values)}.",
            fields={"state": "Choose one."},
        )
    what_happened = _text(what_happened, "what_happened", required=state != Action.State.OPEN)
    if revision != action.revision:
        raise Conflict(
            "Somebody else changed this action while you were writing.",
            theirs={
                "state": action.state,
                "what_happened": "" if action.needs_rewrite else action.what_happened,
            },
            mine={"state": state, "what_happened": what_happened},
        )
    if action.needs_rewrite and what is None:
        raise Invalid(
            "What is to be done rested on words that were withdrawn.",
            "Write it again, without them.",
            fields={"what": "Write it again."},
        )
    keep_revision(
        thing=action, by=by, what=action.what, what_happened=action.what_happened, state=action.state
    )
    before = action.state
    if what is not None:
        action.what = _what(what)
    action.state, action.what_happened, action.needs_rewrite = state, what_happened, False
    action.reviewed_on = past_day(reviewed_on, "reviewed_on")
    action.revision += 1
    action.save()
    finding = action.decision.finding
    lock(finding)
    if finding.state in (State.DECIDED, State.REVIEWED):
        open_ones = Action.objects.filter(decision__finding=finding, state=Action.State.OPEN).exists()
        finding.state = State.DECIDED if open_ones else State.REVIEWED
        finding.save(update_fields=["state"])
    record(
        "action.review",
        by=by,
        thing=action,
        scope_id=_scope_id(action.decision),
        state=[before, state],
        on=action.reviewed_on,
        finding_state=finding.state,
    )
    return action


def may_decide(finding: Finding, by: Person) -> bool:
    """Whether this person is the one to decide about a finding now."""
    try:
        _deciding(finding, by)
    except (NotKnown, Refused):
        return False
    return True


def _may_review(by: Person, action: Action) -> bool:
    decision = action.decision
    if check(by, Permission.WRITE_FINDINGS, decision.finding):
        return True
    collaborative = decision.collaborative
    owns = action.owner_id == by.pk and collaborative is not None
    return owns and bool(check(by, Permission.SEE_PROGRAMME_FINDINGS, collaborative))


def _deciding(finding: Finding, by: Person) -> Collaborative | None:
    """The collaborative `by` decides for, or none where the study decides by itself; raises where they may not."""
    released = (
        Release.objects.filter(
            finding_version__finding=finding, audience__in=PROGRAMME_AUDIENCES, ended_on=None
        )
        .exclude(collaborative=None)
        .select_related("collaborative__scope")
        .order_by("at")
    )
    known = None
    for one in released:
        collaborative = one.collaborative
        assert collaborative is not None
        if check(by, Permission.DECIDE, collaborative):
            return collaborative
        if check(by, PROGRAMME_AUDIENCES[Release.Audience(one.audience)], collaborative):
            known = collaborative
    if known is not None:
        require(by, Permission.DECIDE, known)
    if released:
        require(by, Permission.SEE_FINDINGS, finding)
        raise Refused(
            "This finding is with the programme: its host decides.",
            "Wait for the decision, or end the release.",
        )
    require(by, Permission.DECIDE_STUDY, finding)
    return None


def _require(by: Person, decision: Decision) -> None:
    if decision.collaborative is not None:
        if check(by, Permission.SEE_FINDINGS, decision.finding) and not check(
            by, Permission.DECIDE, decision.collaborative
        ):
            raise Refused(
                "The host decided this, and says what comes of it.", "Log what you saw as feedback."
            )
        may_know = check(by, Permission.SEE_PROGRAMME_FINDINGS, decision.collaborative)
        if not may_know and not check(by, Permission.SEE_FINDINGS, decision.finding):
            raise NotKnown()
        require(by, Permission.DECIDE, decision.collaborative)
    else:
        require(by, Permission.DECIDE_STUDY, decision.finding)


def _hold(row: Decision | Action) -> None:
    """Hold the row until the transaction ends and read it afresh: nobody's words, and nothing that a withdrawal took
    meanwhile, is written over."""
    held: Any = type(row)._base_manager.select_for_update()
    row.refresh_from_db(from_queryset=held)


def _scope_id(decision: Decision) -> int:
    """Where the event is seen: in the collaborative that decided, so that its trail does not hold the study's scope."""
    return decision.collaborative.scope_id if decision.collaborative else decision.finding.study.scope_id


def _mark(collaborative: Collaborative, teams: list[Team], action: Action, by: Person) -> list[Annotation]:
    text = action.what if len(action.what) <= MOST_ON_CHART else f"{action.what[: MOST_ON_CHART - 1]}…"
    marked: list[Team | None] = [*teams] or [None]
    return [
        write_annotation(
            collaborative=collaborative,
            team=team,
            on=action.starts,
            text=text,
            origin=Annotation.Origin.DECISION,
            by=by,
        )
        for team in marked
    ]


def _what(what: str) -> str:
    what = " ".join(what.split())
    if not what or len(what) > MOST_WHAT or "\x00" in what:
        todo = "Write it in one line."
        raise Invalid(
            f"An action says what is done, in at most {MOST_WHAT} letters.", todo, fields={"what": todo}
        )
    return what


def _text(text: str, name: str, *, required: bool = False) -> str:
    text = text.strip().replace("\r\n", "\n")
    if required and not text:
        raise Invalid(
            "There is nothing written yet.",
            "Write it in a sentence or two.",
            fields={name: "Write it in a sentence or two."},
        )
    if len(text) > MOST_TEXT or "\x00" in text:
        raise Invalid(
            f"That has {len(text):,} letters of at most {MOST_TEXT:,}.",
            "Shorten it.",
            fields={name: "Shorten it."},
        )
    return text
