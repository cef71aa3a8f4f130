"""The feedback log: what was told to whom, how it was taken, and what the telling did to the setting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown
from alongside.findings.models import FeedbackEntry, Finding
from alongside.findings.queries.linked import teams_for
from alongside.programme.models import Team
from alongside.study.days import past_day
from alongside.study.models import Participant, Source, Study

MOST = {"to_whom": 200, "form": 120, "point": 4000, "effect_on_setting": 4000}


@transaction.atomic
def log_feedback(
    *,
    study: Study,
    to_whom: str,
    form: str,
    point: str,
    on: dt.date | str | None = None,
    team: Team | None = None,
    source: Source | None = None,
    finding: Finding | None = None,
    response: str = "",
    effect_on_setting: str = "",
    rests_on: Iterable[Participant] = (),
    rests_on_no_one: bool = False,
    by: Person,
) -> FeedbackEntry:
    """Log a point that was told to somebody: from an observation, before it is a finding, or about a finding.

    Whom it rests on is kept, so that a withdrawal reaches it: the participants named, else those of the source or the
    finding, else the researcher says that it rests on no one.
    """
    require(by, Permission.WRITE_FINDINGS, study)
    texts = _texts(to_whom=to_whom, form=form, point=point, effect_on_setting=effect_on_setting)
    _check_response(response)
    people = list(rests_on)
    if any(one.case.study_id != study.pk for one in people):
        raise NotKnown()
    if (source is not None and source.study_id != study.pk) or (
        finding is not None and finding.study_id != study.pk
    ):
        raise NotKnown()
    if team is not None and not teams_for(study).filter(pk=team.pk).exists():
        raise NotKnown("That team is in no collaborative this study belongs to.", "Choose another, or none.")
    if rests_on_no_one and people:
        raise Invalid(
            "It rests on somebody or on no one, not both.",
            "Take one of the two away.",
            fields={"rests_on": "Choose one of the two."},
        )
    if not people and not rests_on_no_one:
        people = _beneath(source, finding)
        if source is None and finding is None:
            raise Invalid(
                "Say whom this rests on.",
                "Choose the participants, a source or a finding, or say that it rests on no one.",
                fields={"rests_on": "Say whom this rests on, or that it rests on no one."},
            )
    entry = FeedbackEntry.objects.create(
        study=study,
        team=team,
        source=source,
        finding=finding,
        response=response,
        on=past_day(on),
        by=by,
        **texts,
    )
    entry.rests_on.set(people)
    record(
        "feedback.log",
        by=by,
        thing=entry,
        finding=finding and finding.pk,
        source=source and source.pk,
        team=team and team.pk,
        response=response,
        rests_on=len(people),
        on=entry.on,
    )
    return entry


@transaction.atomic
def edit_feedback(
    *,
    entry: FeedbackEntry,
    point: str | None = None,
    response: str | None = None,
    effect_on_setting: str | None = None,
    by: Person,
) -> FeedbackEntry:
    """Add what came of a point that was told, or write again what a withdrawal left to be rewritten."""
    require(by, Permission.WRITE_FINDINGS, entry)
    entry = (
        FeedbackEntry.objects.select_for_update(of=("self",)).select_related("study__scope").get(pk=entry.pk)
    )
    if response is not None:
        _check_response(response)
        entry.response = response
    given = {"point": point, "effect_on_setting": effect_on_setting}
    changed = {name: value for name, value in given.items() if value is not None}
    checked = _texts(**{"to_whom": entry.to_whom, "form": entry.form, "point": entry.point, **changed})
    for name in changed:
        setattr(entry, name, checked[name])
    if point is not None:
        entry.needs_rewrite = False
    entry.save()
    record("feedback.edit", by=by, thing=entry, fields=sorted(changed), response=entry.response)
    return entry


def _check_response(response: str) -> None:
    if response and response not in FeedbackEntry.Response.values:
        known = ", ".join(FeedbackEntry.Response.values)
        raise Invalid(
            "That is no answer to feedback.", f"Choose one of {known}.", fields={"response": "Choose one."}
        )


def _beneath(source: Source | None, finding: Finding | None) -> list[Participant]:
    """The participants that a source or a finding rests on."""
    found: set[int] = set()
    if source is not None:
        found |= set(Participant.objects.filter(case__sources=source).values_list("pk", flat=True))
    if finding is not None:
        parts = Participant.objects.filter(evidence_parts__evidence__finding_version__finding=finding)
        found |= set(parts.values_list("pk", flat=True))
    return list(Participant.objects.filter(pk__in=found))


def _texts(**texts: str) -> dict[str, str]:
    cleaned = {name: text.strip().replace("\r\n", "\n") for name, text in texts.items()}
    for name in ("to_whom", "form", "point"):
        if not cleaned[name]:
            raise Invalid(
                "A line of the log says to whom, how and what.",
                "Fill in what is missing.",
                fields={name: "Fill this in."},
            )
    for name, text in cleaned.items():
        if len(text) > MOST[name] or "\x00" in text:
            raise Invalid(
                f"That has {len(text):,} letters of at most {MOST[name]:,}.",
                "Shorten it.",
                fields={name: "Shorten it."},
            )
    return cleaned
