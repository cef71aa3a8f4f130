"""Showing something to an audience: first who would see what, then the release, frozen at its version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import FrameworkVersion
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.findings import disclosure, leaving
from alongside.findings.models import Evidence, Finding, FindingVersion, Release
from alongside.findings.queries.audience import Colleagues, Reader, readers_of
from alongside.findings.queries.places import PROGRAMME_AUDIENCES, members_of
from alongside.findings.state import lock, moment
from alongside.programme.models import Collaborative
from alongside.study.days import day
from alongside.study.hidden_names import names_stand_in, refuse_names
from alongside.study.models import GuideVersion, Study

Audience = Release.Audience
State = Finding.State


@dataclass(frozen=True)
class PreviewQuote:
    """A quote as the audience would read it; if not, why not; and which members work where it was said."""

    evidence: Evidence
    text: str
    label: str
    ok: bool
    reason: str
    needs_decision: bool
    left_out: bool
    colleagues: tuple[Reader, ...]
    participants: tuple[Reader, ...]


@dataclass(frozen=True)
class Preview:
    """Who would be shown what."""

    thing: FindingVersion | FrameworkVersion | GuideVersion
    audience: str
    collaborative: Collaborative | None
    readers: tuple[Reader, ...]
    quotes: tuple[PreviewQuote, ...] = ()
    charts: tuple[disclosure.ShownChart, ...] = ()
    things: tuple[disclosure.ShownThing, ...] = ()
    kept_back: int = 0  # matrix cells: an analyst's summary of a case is never shown outside the study
    names_in: tuple[
        str, ...
    ] = ()  # the places where a name stands that the study hides: no release until mended

    @property
    def shown(self) -> int:
        return sum(quote.ok and not quote.left_out for quote in self.quotes)


def preview_release(
    *,
    finding_version: FindingVersion | None = None,
    framework_version: FrameworkVersion | None = None,
    guide_version: GuideVersion | None = None,
    audience: str,
    collaborative: Collaborative | None = None,
    left_out: Iterable[Evidence] = (),
    allow_unconsented: Iterable[Evidence] = (),
    attribution_level: str = Release.Attribution.FINEST,
    by: Person,
) -> Preview:
    """Who would see what, if this were released now. Changes nothing.

    Whether a committee member is themself a participant is looked up in the vault by name and e-mail address; that
    opening is audited.
    """
    thing, study = _thing(finding_version, framework_version, guide_version)
    require(by, Permission.RELEASE, study)
    collaborative = _collaborative(study, audience, collaborative)
    readers = tuple(readers_of(study, audience, collaborative))
    if finding_version is None:
        found = names_stand_in(study, _texts_asked_about(framework_version or guide_version))
        return Preview(thing, audience, collaborative, readers, names_in=tuple(found))
    out, allowed = {one.pk for one in left_out}, {one.pk for one in allow_unconsented}
    carried = _carry(finding_version, audience, collaborative, allowed, attribution_level)
    evidence, judged = carried.evidence, carried.quotes
    heard = {pk for one in judged for pk in one.participants}
    known = Colleagues(study, [one for one in readers if one.member is not None], heard, by=by)
    return Preview(
        thing=thing,
        audience=audience,
        collaborative=collaborative,
        readers=readers,
        quotes=tuple(
            PreviewQuote(
                evidence=one.evidence,
                text=one.text,
                label=one.label,
                ok=one.ok,
                reason=one.reason,
                needs_decision=one.needs_decision or one.evidence.pk in allowed,
                left_out=one.evidence.pk in out,
                colleagues=known.of(one.participants),
                participants=known.themselves(one.participants),
            )
            for one in judged
        ),
        charts=carried.charts,
        things=carried.things,
        kept_back=sum(one.cell_id is not None for one in evidence),
        names_in=tuple(names_stand_in(study, carried.texts(out))),
    )


@dataclass(frozen=True)
class Carried:
    """What a finding would take along to an audience."""

    version: FindingVersion
    evidence: list[Evidence]
    quotes: list[disclosure.Judged]
    charts: tuple[disclosure.ShownChart, ...]
    things: tuple[disclosure.ShownThing, ...]

    def texts(self, left_out: set[int]) -> Iterator[tuple[str, str]]:
        return leaving.of_finding(self.version, self.quotes, left_out, self.charts, self.things)


def _carry(
    version: FindingVersion, audience: str, collaborative: Collaborative | None, allowed: set[int], level: str
) -> Carried:
    study = version.finding.study
    evidence = disclosure.evidence_under(version)
    names = disclosure.Names(Release(study=study, audience=audience, collaborative=collaborative), None)
    return Carried(
        version,
        evidence,
        disclosure.judge(study, evidence, audience, allowed=allowed, level=level),
        tuple(disclosure.shown_charts(evidence, names)),
        tuple(disclosure.shown_things(evidence, names)),
    )


def _texts_asked_about(thing: FrameworkVersion | GuideVersion | None) -> Iterator[tuple[str, str]]:
    if isinstance(thing, FrameworkVersion):
        return leaving.of_framework(thing)
    assert thing is not None
    return leaving.of_guide(thing)


@transaction.atomic
def release(
    *,
    finding_version: FindingVersion,
    audience: str,
    left_out: Iterable[Evidence] = (),
    allow_unconsented: Iterable[Evidence] = (),
    until: dt.date | str | None = None,
    collaborative: Collaborative | None = None,
    attribution_level: str = Release.Attribution.FINEST,
    shows_verdicts: bool = False,
    on: dt.date | str | None = None,
    by: Person,
) -> Release:
    """Show a finding to an audience, frozen at this version; an earlier version's release to the same audience ends.

    `left_out` are quotes this audience is not shown; `allow_unconsented` are field notes and documents that `by`
    decides may be read outside the committee. `until` is the day by which the committee is asked to answer; `on` the
    day it was released, where that is written down later.
    """
    finding = finding_version.finding
    require(by, Permission.RELEASE, finding)
    lock(finding)
    collaborative = _collaborative(finding.study, audience, collaborative)
    left_out, allowed = list(left_out), list(allow_unconsented)
    _check_release(finding, finding_version, audience, collaborative)
    if any(one.finding_version_id != finding_version.pk for one in [*left_out, *allowed]):
        raise NotKnown("That is no evidence of this version.", "Reload the page.")
    if attribution_level not in Release.Attribution.values:
        raise Invalid(
            "That is no way to name people.", f"Choose one of {', '.join(Release.Attribution.values)}."
        )
    carried = _carry(finding_version, audience, collaborative, {one.pk for one in allowed}, attribution_level)
    refuse_names(
        finding.study,
        carried.texts({one.pk for one in left_out}),
        "Write its pseudonym there, or leave the quote out. Nothing was released.",
    )
    when = moment(on)
    earlier = Release.objects.filter(
        finding_version__finding=finding, audience=audience, collaborative=collaborative, ended_on=None
    )
    earlier.update(ended_on=when.date())
    made = Release.objects.create(
        study=finding.study,
        finding_version=finding_version,
        audience=audience,
        collaborative=collaborative,
        attribution_level=attribution_level,
        shows_verdicts=shows_verdicts,
        until=_until(until, when),
        by=by,
        at=when,
    )
    made.left_out.set(left_out)
    made.allowed.set(allowed)
    _move_on(finding, audience)
    record(
        "finding.release",
        by=by,
        thing=finding,
        release=made.pk,
        version=finding_version.number,
        audience=audience,
        collaborative=collaborative and collaborative.pk,
        left_out=sorted(one.pk for one in left_out),
        allowed=sorted(one.pk for one in allowed),
    )
    return made


@transaction.atomic
def end_release(*, release: Release, by: Person, on: dt.date | None = None) -> Release:
    """Show it to this audience no longer; what was read, decided and done stays."""
    require(by, Permission.RELEASE, release)
    if release.ended_on is not None:
        raise Invalid("This release has ended already.", "Reload the page.")
    release.ended_on = on or timezone.localdate()
    release.save(update_fields=["ended_on"])
    record("release.end", by=by, thing=release, on=release.ended_on)
    return release


@transaction.atomic
def release_framework(
    *, framework_version: FrameworkVersion, until: dt.date | str | None = None, by: Person
) -> Release:
    """Ask the committee what it thinks of a version of the framework; its examples, which quote, stay behind."""
    return _ask_committee(framework_version.framework.study, until, by, framework_version=framework_version)


@transaction.atomic
def release_guide(*, guide_version: GuideVersion, until: dt.date | str | None = None, by: Person) -> Release:
    """Ask the committee what it thinks of a version of an interview guide."""
    return _ask_committee(guide_version.guide.study, until, by, guide_version=guide_version)


def _ask_committee(study: Study, until: dt.date | str | None, by: Person, **thing: Any) -> Release:
    require(by, Permission.RELEASE, study)
    if not members_of(study).exists():
        raise Invalid("Nobody is on the committee yet.", "Name its members first.")
    if study.releases.filter(audience=Audience.COMMITTEE, ended_on=None, **thing).exists():
        raise Invalid(
            "The committee has this version already.", "Wait for its comments, or end that release."
        )
    refuse_names(
        study,
        _texts_asked_about(thing.get("framework_version") or thing.get("guide_version")),
        "Write its pseudonym there. The committee was not asked.",
    )
    now = timezone.now()
    made = Release.objects.create(
        study=study, audience=Audience.COMMITTEE, until=_until(until, now), by=by, at=now, **thing
    )
    (name, row), *_ = thing.items()
    record("release.ask", by=by, thing=made, **{name: row.pk})
    return made


def _thing(
    finding: FindingVersion | None, framework: FrameworkVersion | None, guide: GuideVersion | None
) -> tuple[FindingVersion | FrameworkVersion | GuideVersion, Study]:
    given = [one for one in (finding, framework, guide) if one is not None]
    if len(given) != 1:
        raise TypeError("Exactly one thing is released.")
    if finding is not None:
        return finding, finding.finding.study
    if framework is not None:
        return framework, framework.framework.study
    assert guide is not None
    return guide, guide.guide.study


def _collaborative(study: Study, audience: str, given: Collaborative | None) -> Collaborative | None:
    """Which collaborative's programme or teams: the one given, or the only one the study belongs to."""
    if audience not in Audience.values:
        raise Invalid(
            "That is no audience.",
            f"Choose one of {', '.join(Audience.values)}.",
            fields={"audience": "Choose one."},
        )
    if audience not in PROGRAMME_AUDIENCES:
        return None
    linked = list(study.collaboratives.select_related("scope"))
    if given is not None:
        if given not in linked:
            raise NotKnown(
                "This study does not belong to that collaborative.", "Choose one that it belongs to."
            )
        return given
    if not linked:
        raise Invalid(
            "This study belongs to no collaborative, so it has no programme.", "Decide in the study itself."
        )
    if len(linked) > 1:
        raise Invalid(
            f"This study belongs to {len(linked)} collaboratives.",
            "Say which one this is released to.",
            fields={"collaborative": "Choose one."},
        )
    return linked[0]


def _check_release(
    finding: Finding, version: FindingVersion, audience: str, collaborative: Collaborative | None
) -> None:
    if finding.state == State.WITHDRAWN:
        raise Refused("This finding was withdrawn.", "Write another.")
    if version.needs_rewrite:
        raise Refused("Its statement rests on words that were withdrawn.", "Write it again first.")
    if finding.versions.filter(number__gt=version.number).exists():
        raise Refused("There is a newer version of this finding.", "Release that one.")
    if not version.evidence.filter(withdrawn=False).exists():
        raise Invalid("This finding rests on nothing yet.", "Add evidence first.")
    if Release.objects.filter(
        finding_version=version, audience=audience, collaborative=collaborative, ended_on=None
    ).exists():
        raise Invalid("This version is with that audience already.", "Nothing needs to be done.")
    members = members_of(finding.study)
    if audience == Audience.COMMITTEE and not members.exists():
        raise Invalid("Nobody is on the committee yet.", "Name its members first.")
    if (
        audience in PROGRAMME_AUDIENCES
        and finding.state in (State.DRAFT, State.WITH_COMMITTEE)
        and members.exists()
    ):
        raise Refused(
            "The committee has not interpreted this finding yet.",
            "Release it to the committee, and close the interpretation once it is read.",
        )


def _move_on(finding: Finding, audience: str) -> None:
    """The loop goes forward only: a finding that was decided stays decided when a new version goes out."""
    before = finding.state
    if audience == Audience.COMMITTEE and before in (State.DRAFT, State.INTERPRETED):
        finding.state = State.WITH_COMMITTEE
    elif audience in PROGRAMME_AUDIENCES and before in (State.DRAFT, State.WITH_COMMITTEE, State.INTERPRETED):
        finding.state = State.WITH_PROGRAMME
    if finding.state != before:
        finding.save(update_fields=["state"])


def _until(until: dt.date | str | None, when: dt.datetime) -> dt.date | None:
    found = day(until, "until")
    if found is not None and found < when.date():
        raise Invalid(
            "The day to answer by lies before the release.",
            "Give a later day.",
            fields={"until": "Give a later day."},
        )
    return found
