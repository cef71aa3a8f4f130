"""How the committee reads what it was shown."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, Refused
from alongside.findings.models import Finding, Interpretation, Release
from alongside.findings.queries.places import member_of
from alongside.findings.queries.readings import is_closed, may_still_change
from alongside.findings.state import lock, moment

MOST_TEXT = 4000


@transaction.atomic
def interpret(
    *,
    release: Release,
    verdict: str = "",
    comment: str = "",
    another_reading: str = "",
    on: dt.date | str | None = None,
    by: Person,
) -> Interpretation:
    """Say how one reads a released finding, or comment on a released framework or guide.

    Once for each member. The answer may be changed, and what it said before is kept, until the day the committee was
    asked to answer by; nobody sees the others' before. `on` is the day, where an answer given on paper is put in later.
    """
    require(by, Permission.INTERPRET, release)
    member = member_of(release.study, by)
    if member is None or release.audience != Release.Audience.COMMITTEE:
        raise Refused(
            "Findings are interpreted by the members of the committee.", "Ask the researcher to name you."
        )
    if release.finding_version is not None:
        lock(release.finding_version.finding)
    answer = Interpretation.objects.select_for_update().filter(release=release, member=member).first()
    # a withdrawal may ask for new words long after the reading was closed
    if is_closed(release) and not (answer is not None and answer.needs_rewrite):
        raise Refused("The interpretation of this is closed.", "Tell the researcher what you think.")
    comment, another_reading = _text(comment, "comment"), _text(another_reading, "another_reading")
    if release.finding_version_id is None:
        if verdict:
            raise Invalid("A framework or a guide is commented on, not judged.", "Write a comment.")
        if not (comment or another_reading):
            raise Invalid("A comment says something.", "Write it.", fields={"comment": "Write your comment."})
    elif verdict not in Interpretation.Verdict.values:
        raise Invalid(
            "Choose one of the four answers.",
            "“Cannot say” is an answer too.",
            fields={"verdict": "Choose one of the four answers."},
        )
    if answer is None:
        answer = Interpretation.objects.create(
            release=release,
            member=member,
            verdict=verdict,
            comment=comment,
            another_reading=another_reading,
            at=moment(on),
        )
        record("interpretation.give", by=by, thing=answer, release=release.pk, verdict=verdict)
        return answer
    if not may_still_change(release) and not answer.needs_rewrite:
        raise Refused(
            "Answers could be changed until the day they were asked for.", "Tell the researcher instead."
        )
    keep_revision(
        thing=answer,
        by=by,
        verdict=answer.verdict,
        comment=answer.comment,
        another_reading=answer.another_reading,
    )
    before = answer.verdict
    answer.verdict, answer.comment, answer.another_reading = verdict, comment, another_reading
    answer.needs_rewrite = False
    answer.revision += 1
    answer.at = timezone.now()
    answer.save()
    record("interpretation.change", by=by, thing=answer, release=release.pk, verdict=[before, verdict])
    return answer


@transaction.atomic
def close_interpretation(*, finding: Finding, by: Person) -> Finding:
    """End the committee's reading of a finding: everyone on it now sees all answers, and none is taken any more."""
    require(by, Permission.RELEASE, finding)
    lock(finding)
    if finding.state != Finding.State.WITH_COMMITTEE:
        raise Refused("This finding is not with the committee.", "Release it to the committee first.")
    answers = Interpretation.objects.filter(
        release__finding_version__finding=finding, release__audience=Release.Audience.COMMITTEE
    ).count()
    if not answers:
        raise Refused("Nobody has answered yet.", "Wait for the committee, or end the release.")
    finding.state = Finding.State.INTERPRETED
    finding.save(update_fields=["state"])
    record("finding.close_interpretation", by=by, thing=finding, answers=answers)
    return finding


def _text(text: str, name: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if len(text) > MOST_TEXT or "\x00" in text:
        raise Invalid(
            f"That has {len(text):,} letters of at most {MOST_TEXT:,}.",
            "Shorten it.",
            fields={name: "Shorten it."},
        )
    return text
