"""Writing a finding and putting evidence under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from alongside.access.actions import keep_revision
from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import Coding, MatrixCell
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.findings import freezing
from alongside.findings.models import Evidence, Finding, FindingVersion, FormerGround
from alongside.findings.state import lock, moment
from alongside.improvement.models import PdsaCycle, Series
from alongside.programme.models import ContextEvent
from alongside.study.actions.studies import coder_of
from alongside.study.models import Coder, Participant, Study

MOST_STATEMENT = 1000


@transaction.atomic
def record_finding(
    *,
    study: Study,
    statement: str,
    level: str,
    valence: str,
    codings: Iterable[Coding] = (),
    cells: Iterable[MatrixCell] = (),
    series: Iterable[Series] = (),
    context_events: Iterable[ContextEvent] = (),
    cycles: Iterable[PdsaCycle] = (),
    on: dt.date | str | None = None,
    by: Person,
) -> Finding:
    """Write down an emerging finding with what it rests on: version 1, a draft that only the research team sees.

    `on` is the day it was written, where it is put in later.
    """
    require(by, Permission.WRITE_FINDINGS, study)
    # the study's row is the lock under which numbers are given
    Study.objects.select_for_update().get(pk=study.pk)
    last = study.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(study=study, number=last + 1)
    version = FindingVersion.objects.create(
        finding=finding, number=1, by=_coder(study, by), at=moment(on), **_words(statement, level, valence)
    )
    taken = freezing.take(
        version, codings=codings, cells=cells, series=series, context_events=context_events, cycles=cycles
    )
    record("finding.record", by=by, thing=finding, number=finding.number, evidence=len(taken))
    return finding


@transaction.atomic
def edit_finding(
    *,
    finding: Finding,
    revision: int,
    statement: str,
    level: str | None = None,
    valence: str | None = None,
    by: Person,
) -> FindingVersion:
    """Change the words of a version that nobody was shown yet; what stood there before is kept."""
    require(by, Permission.WRITE_FINDINGS, finding)
    version = _latest(finding)
    if version.releases.exists():
        raise Refused(
            f"Version {version.number} was released, so its words stay.",
            f"Write version {version.number + 1} instead.",
        )
    words = _words(statement, level or version.level, valence or version.valence)
    _check_revision(version, revision, words)
    if words["statement"] != version.statement:
        keep_revision(
            thing=version, by=by, statement=version.statement, level=version.level, valence=version.valence
        )
    for name, value in words.items():
        setattr(version, name, value)
    version.needs_rewrite = False
    version.revision += 1
    version.save()
    record("finding.edit", by=by, thing=finding, version=version.number, revision=version.revision)
    return version


@transaction.atomic
def new_version(
    *, finding: Finding, statement: str, level: str | None = None, valence: str | None = None, by: Person
) -> FindingVersion:
    """Write the next version of a released finding. Its evidence is taken along and can be changed until release."""
    require(by, Permission.WRITE_FINDINGS, finding)
    old = _latest(finding)
    if not old.releases.exists():
        raise Refused(f"Version {old.number} was shown to nobody yet.", "Change it instead.")
    words = _words(statement, level or old.level, valence or old.valence)
    version = FindingVersion.objects.create(
        finding=finding,
        number=old.number + 1,
        by=_coder(finding.study, by),
        revision=old.revision + 1,
        **words,
    )
    freezing.copy(old, version)
    record("finding.version", by=by, thing=finding, version=version.number)
    return version


@transaction.atomic
def add_evidence(
    *,
    finding: Finding,
    codings: Iterable[Coding] = (),
    cells: Iterable[MatrixCell] = (),
    series: Iterable[Series] = (),
    context_events: Iterable[ContextEvent] = (),
    cycles: Iterable[PdsaCycle] = (),
    against: bool = False,
    by: Person,
) -> list[Evidence]:
    """Put more under the finding, for it or `against` it. What is there already is not added twice."""
    require(by, Permission.WRITE_FINDINGS, finding)
    version = _open_version(finding)
    taken = freezing.take(
        version,
        codings=codings,
        cells=cells,
        series=series,
        context_events=context_events,
        cycles=cycles,
        against=against,
    )
    record(
        "finding.add_evidence",
        by=by,
        thing=finding,
        version=version.number,
        count=len(taken),
        against=against,
    )
    return taken


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: Person) -> None:
    """Take a thing out of what the finding rests on; the coding, the cell, the chart stay where they are."""
    finding = evidence.finding_version.finding
    require(by, Permission.WRITE_FINDINGS, finding)
    _check_open(evidence)
    _remember_ground(evidence)
    record("finding.remove_evidence", by=by, thing=finding, evidence=evidence.pk)
    evidence.delete()


@transaction.atomic
def mark_against(*, evidence: Evidence, against: bool, by: Person) -> Evidence:
    """Say whether a piece of evidence speaks against the statement."""
    finding = evidence.finding_version.finding
    require(by, Permission.WRITE_FINDINGS, finding)
    _check_open(evidence)
    evidence.speaks_against = against
    evidence.save(update_fields=["speaks_against"])
    record("finding.mark_evidence", by=by, thing=finding, evidence=evidence.pk, against=against)
    return evidence


@transaction.atomic
def withdraw_finding(*, finding: Finding, by: Person) -> Finding:
    """Take a finding back: no audience is shown it any more; its chain stays with the research team."""
    require(by, Permission.RELEASE, finding)
    lock(finding)
    if finding.state == Finding.State.WITHDRAWN:
        raise Invalid("This finding was withdrawn already.", "Reload the page.")
    before = finding.state
    finding.state = Finding.State.WITHDRAWN
    finding.save(update_fields=["state"])
    record("finding.withdraw", by=by, thing=finding, state=[before, finding.state])
    return finding


def _remember_ground(evidence: Evidence) -> None:
    """Keep whose words the evidence was: what was written on it before is theirs to take back too."""
    version = FindingVersion.objects.get(pk=evidence.finding_version_id)
    heard = {pk for pk in evidence.parts.values_list("participant", flat=True) if pk}
    if evidence.coding is not None:
        speakers = Participant.objects.filter(case__sources=evidence.coding.source_id)
        if len(speakers) == 1:  # with a source of theirs alone, the interviewer's words go too
            heard.add(speakers[0].pk)
    for pk in heard:
        FormerGround.objects.update_or_create(
            finding_version=version, participant_id=pk, defaults={"revision": version.revision}
        )


def _words(statement: str, level: str, valence: str) -> dict[str, Any]:
    statement = " ".join(statement.split())
    if not statement:
        raise Invalid(
            "A finding says something.",
            "Write it as one or two sentences.",
            fields={"statement": "Write the statement."},
        )
    if len(statement) > MOST_STATEMENT:
        raise Invalid(
            f"The statement has {len(statement):,} letters of at most {MOST_STATEMENT:,}.",
            "Say one thing; put the rest into another finding.",
            fields={"statement": f"At most {MOST_STATEMENT:,} letters."},
        )
    if "\x00" in statement:
        raise Invalid(
            "The statement holds a character that cannot be kept.",
            "Type it again.",
            fields={"statement": "Type it again."},
        )
    for name, value, allowed in (
        ("level", level, FindingVersion.Level.values),
        ("valence", valence, FindingVersion.Valence.values),
    ):
        if value not in allowed:
            raise Invalid(
                f"That is no {name}.", f"Choose one of {', '.join(allowed)}.", fields={name: "Choose one."}
            )
    return {"statement": statement, "level": level, "valence": valence}


def _latest(finding: Finding) -> FindingVersion:
    if finding.state == Finding.State.WITHDRAWN:
        raise Refused("This finding was withdrawn.", "Write another.")
    version = finding.versions.select_for_update().order_by("-number").first()
    if version is None:
        raise NotKnown()
    version.finding = finding
    return version


def _open_version(finding: Finding) -> FindingVersion:
    version = _latest(finding)
    if version.releases.exists():
        raise Refused(
            f"Version {version.number} was released as it is.",
            f"Write version {version.number + 1}, then change what it rests on.",
        )
    return version


def _check_open(evidence: Evidence) -> None:
    latest = _open_version(evidence.finding_version.finding)
    if evidence.finding_version_id != latest.pk:
        raise Refused(
            "This belongs to an earlier version, which stays as it was read.", "Change the newest version."
        )


def _check_revision(version: FindingVersion, revision: int, mine: dict[str, Any]) -> None:
    if revision != version.revision:
        raise Conflict(
            "Somebody else changed this finding while you were writing.",
            theirs={name: getattr(version, name) for name in mine},
            mine=mine,
        )


def _coder(study: Study, by: Person) -> Coder:
    coder = coder_of(study, by, make=True)
    if coder is None:  # only the operator of the command line has no person
        raise NotKnown()
    return coder
