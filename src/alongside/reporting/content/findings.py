"""Findings as a report prints them: what publication allows of them today, how they were read, what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from alongside.accounts.models import Person
from alongside.findings import disclosure
from alongside.findings.models import Action, Decision, Evidence, Finding, FindingVersion, Release
from alongside.findings.queries.places import members_of
from alongside.findings.queries.readings import gather, interpretations
from alongside.reporting.content.charts import charts
from alongside.reporting.content.values import (
    ActionTaken,
    DecisionTaken,
    FindingSaid,
    Other,
    Quote,
    Reading,
)
from alongside.study.models import Study
from alongside.ui.templatetags.ui import day

PUBLICATION = Release.Audience.PUBLICATION


@dataclass(frozen=True)
class Found:
    """The findings of a report, and how many are left out of it."""

    findings: tuple[FindingSaid, ...]
    drafts_left_out: int = 0
    withdrawn_left_out: int = 0


def findings(study: Study, by: Person) -> Found:
    """The findings that are more than a draft, each in the newest version that somebody was shown."""
    decisions = Decision.objects.prefetch_related(Prefetch("actions", Action.objects.all()))
    versions = FindingVersion.objects.prefetch_related("releases").order_by("number")
    every = list(
        Finding.objects.visible_to(by)
        .filter(study=study)
        .prefetch_related(Prefetch("versions", versions), Prefetch("decisions", decisions))
    )
    standing = [finding for finding in every if finding.state != Finding.State.WITHDRAWN]
    members = members_of(study).count()
    said, drafts = [], 0
    for finding in standing:
        version = _version(finding)
        if version is None:
            drafts += 1
        else:
            version.finding = finding
            finding.study = study
            said.append(_said(finding, version, members, by))
    return Found(tuple(said), drafts, len(every) - len(standing))


def _version(finding: Finding) -> FindingVersion | None:
    """The newest version that was released; in a study that decides by itself, the newest; none of a mere draft."""
    versions = list(finding.versions.all())
    released = [version for version in versions if version.releases.all()]
    if released:
        return released[-1]
    return None if finding.state == Finding.State.DRAFT else versions[-1]


def _said(finding: Finding, version: FindingVersion, members: int, by: Person) -> FindingSaid:
    about: dict[str, Any] = {
        "number": finding.number,
        "version": version.number,
        "level": version.get_level_display(),
        "valence": version.get_valence_display(),
        "state": "Shown" if finding.state == Finding.State.DRAFT else finding.get_state_display(),
        "evidence_withdrawn": finding.evidence_withdrawn,
    }
    hidden = int(version.needs_rewrite)
    read, rewritten = _read(finding, members)
    decisions, more = _decisions(finding)
    return FindingSaid(
        **about,
        **(
            {"statement": ""}
            if version.needs_rewrite
            else {"statement": version.statement, **_rests_on(version, by)}
        ),
        **read,
        decisions=decisions,
        being_rewritten=hidden + rewritten + more,
    )


def _rests_on(version: FindingVersion, by: Person) -> dict[str, Any]:
    """The evidence that a publication may show now. A release to the public says how: its attribution and what it leaves out.

    Without such a release nothing that speaks for no participant (a field note, a document) is quoted.
    """
    release = next(
        (each for each in version.releases.all() if each.audience == PUBLICATION and each.ended_on is None),
        None,
    )
    allowed: set[int] = set()
    level: str = Release.Attribution.FINEST
    left_out: set[int] = set()
    if release is not None:
        level = release.attribution_level
        allowed = set(release.allowed.values_list("pk", flat=True))
        left_out = set(release.left_out.values_list("pk", flat=True))
    evidence = disclosure.evidence_under(version)
    shown = [each for each in evidence if each.pk not in left_out]
    judged = disclosure.judge(version.finding.study, shown, PUBLICATION, allowed=allowed, level=level)
    chosen_away = sum(disclosure.is_quote(each) for each in evidence if each.pk in left_out)
    names = disclosure.Names(Release(study=version.finding.study, audience=PUBLICATION), by)
    # Evidence whose words were withdrawn is counted by the finding itself, not among the quotes left out.
    return {
        "quotes": tuple(
            Quote(each.text, each.label, each.evidence.speaks_against) for each in judged if each.ok
        ),
        "quotes_left_out": chosen_away + sum(not each.ok and not each.evidence.withdrawn for each in judged),
        "summaries": sum(each.cell_id is not None for each in shown),
        "charts": tuple(charts(shown, names)),
        "others": tuple(_others(shown, names)),
    }


def _others(evidence: Iterable[Evidence], names: disclosure.Names) -> Iterable[Other]:
    for thing in disclosure.shown_things(evidence, names):
        place = ", ".join(part for part in (day(thing.on), thing.where) if part)
        yield Other(f"{thing.what} ({place})" if place else thing.what, speaks_against=thing.against)


def _read(finding: Finding, members: int) -> tuple[dict[str, Any], int]:
    """How the committee read the newest version that it was shown, and how many readings wait to be rewritten."""
    shown = [
        (version, release)
        for version in finding.versions.all()
        for release in version.releases.all()
        if release.audience == Release.Audience.COMMITTEE
    ]
    if not shown:
        return {}, 0
    version, release = shown[-1]
    found = gather(interpretations([release]), members)
    return {
        "asked": found.members,
        "answered": found.answered,
        "read_version": version.number,
        "verdicts": tuple((tally.label, tally.count) for tally in found.tallies),
        "readings": tuple(Reading(each.label, each.who, each.texts) for each in found.items if each.texts),
    }, sum(each.needs_rewrite for each in found.said)


def _decisions(finding: Finding) -> tuple[tuple[DecisionTaken, ...], int]:
    """What was decided and done, without names; what waits to be rewritten is counted and left out."""
    said, hidden = [], 0
    for decision in finding.decisions.all():
        if decision.needs_rewrite:
            hidden += 1
            continue
        actions = list(decision.actions.all())
        kept = [action for action in actions if not action.needs_rewrite]
        hidden += len(actions) - len(kept)
        taken = tuple(
            ActionTaken(
                action.what, action.get_state_display(), action.due, action.reviewed_on, action.what_happened
            )
            for action in kept
        )
        said.append(DecisionTaken(decision.text, decision.on, decision.dissent, taken))
    return tuple(said), hidden
