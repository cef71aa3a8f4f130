"""What a committee member has to read, and what became of what they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch

from alongside.findings.models import Action, CommitteeMember, Decision, Finding, Interpretation, Release
from alongside.findings.queries.places import committee_releases
from alongside.study.models import Study

SHORT = 110


@dataclass(frozen=True)
class ToRead:
    """One thing before the committee, and what this member said about it."""

    release: Release
    answer: Interpretation | None
    answers: int
    is_open: bool

    @property
    def title(self) -> str:
        version = self.release.finding_version
        if version is not None:
            return f"Finding {version.finding.number}"
        if self.release.framework_version is not None:
            return f"Framework, version {self.release.framework_version.number}"
        guide = self.release.guide_version
        return f"{guide.guide.name}, version {guide.number}" if guide else ""

    @property
    def words(self) -> str:
        version = self.release.finding_version
        if version is None:
            return "What do you think of it?"
        if version.needs_rewrite:
            return "Hidden until it has been written again"
        text = version.statement
        return text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"

    @property
    def said(self) -> str:
        if self.answer is None:
            return ""
        return (
            f"you said: {self.answer.get_verdict_display().lower()}"
            if self.answer.verdict
            else "you commented"
        )


def to_read(study: Study, member: CommitteeMember | None) -> list[ToRead]:
    """Everything released to the committee, by the number of the finding, with the member's own answers."""
    mine = Interpretation.objects.filter(member=member) if member else Interpretation.objects.none()
    releases = (
        committee_releases(study)
        .annotate(answers=Count("interpretations"))
        .prefetch_related(Prefetch("interpretations", mine, to_attr="own"))
        .exclude(finding_version__finding__state=Finding.State.WITHDRAWN)
    )
    return [
        ToRead(
            release=one,
            answer=one.own[0] if one.own else None,
            answers=one.answers,
            is_open=one.finding_version is None
            or one.finding_version.finding.state == Finding.State.WITH_COMMITTEE,
        )
        for one in releases
    ]


def waiting(items: Sequence[ToRead]) -> list[ToRead]:
    """What still asks for an answer."""
    return [one for one in items if one.answer is None and one.is_open]


def deadline(items: Sequence[ToRead]) -> dt.date | None:
    """The first day by which an answer is asked for, of those still to give."""
    return min((one.release.until for one in waiting(items) if one.release.until), default=None)


def what_was_done(study: Study) -> list[tuple[Release, list[Decision]]]:
    """For each finding the committee read: what was decided, and what came of it."""
    releases = [
        one
        for one in committee_releases(study).filter(finding_version__isnull=False)
        if one.finding_version is not None and one.finding_version.finding.state != Finding.State.WITHDRAWN
    ]
    decisions = Decision.objects.filter(
        finding__in=[one.finding_version.finding_id for one in releases if one.finding_version],
        needs_rewrite=False,
    ).prefetch_related(Prefetch("actions", Action.objects.filter(needs_rewrite=False)))
    by_finding: dict[int, list[Decision]] = {}
    for decision in decisions.order_by("on", "id"):
        by_finding.setdefault(decision.finding_id, []).append(decision)
    return [
        (one, by_finding[one.finding_version.finding_id])
        for one in releases
        if one.finding_version is not None and one.finding_version.finding_id in by_finding
    ]
