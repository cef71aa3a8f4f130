"""A finding with its whole chain, as its study's researchers see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from alongside.findings import disclosure
from alongside.findings.models import (
    Action,
    Decision,
    Evidence,
    FeedbackEntry,
    Finding,
    FindingVersion,
    Interpretation,
    Release,
)
from alongside.findings.queries import readings as reading
from alongside.study.models import Coder, Study
from alongside.ui.templatetags.ui import day, short_day

State = Finding.State
FIRST_QUOTES = 3


@dataclass(frozen=True)
class Quote:
    """A quote as the research team sees it: under the pseudonym, with the way to its words."""

    evidence: Evidence
    text: str
    who: str
    place: str = ""
    url: str = ""

    @property
    def note(self) -> str:
        if self.evidence.withdrawn:
            return "withdrawn"
        return "speaks against it" if self.evidence.speaks_against else ""

    @property
    def valence(self) -> str:
        return self.evidence.coding.valence if self.evidence.coding else ""


@dataclass(frozen=True)
class Station:
    """One station of the chain, as the component draws it."""

    name: str
    words: str
    state: str
    url: str


@dataclass(frozen=True)
class Whole:
    """Everything about one finding."""

    finding: Finding
    version: FindingVersion
    versions: Sequence[FindingVersion]
    quotes: Sequence[Quote]
    cells: Sequence[Evidence]
    charts: Sequence[disclosure.ShownChart]
    things: Sequence[disclosure.ShownThing]
    releases: Sequence[Release]
    read: reading.Readings | None
    read_release: Release | None
    earlier_readings: Sequence[tuple[Release, reading.Readings]]
    decisions: Sequence[Decision]
    feedback: Sequence[FeedbackEntry]

    @property
    def actions(self) -> list[Action]:
        return [action for decision in self.decisions for action in decision.actions.all()]

    @property
    def looked_at(self) -> list[Action]:
        return [action for action in self.actions if action.what_happened]

    @property
    def against(self) -> int:
        return sum(quote.evidence.speaks_against for quote in self.quotes)

    @property
    def is_released(self) -> bool:
        return any(release.finding_version_id == self.version.pk for release in self.releases)

    def released_to(self, audience: str) -> Release | None:
        """The newest release to an audience that still stands."""
        return next(
            (one for one in reversed(self.releases) if one.audience == audience and one.ended_on is None),
            None,
        )

    @property
    def next_look(self) -> dt.date | None:
        return min(
            (one.due for one in self.actions if one.state == Action.State.OPEN and one.due), default=None
        )


def whole(finding: Finding) -> Whole:
    """The chain of a finding that `places.finding_of` gave (it knows how many are on the committee)."""
    study = finding.study
    versions = list(finding.versions.select_related("by").order_by("-number"))
    version = versions[0]
    version.finding = finding
    evidence = disclosure.evidence_under(version)
    releases = list(finding_releases(finding))
    committee = [one for one in releases if one.audience == Release.Audience.COMMITTEE]
    given = reading.interpretations(committee) if committee else []
    by_release = [
        (one, reading.gather([each for each in given if each.release_id == one.pk], finding.members))  # type: ignore[attr-defined]
        for one in reversed(committee)
    ]
    names = _Plain(study)
    return Whole(
        finding=finding,
        version=version,
        versions=versions,
        quotes=_for_before_against([quote(one, study) for one in evidence if disclosure.is_quote(one)]),
        cells=[one for one in evidence if one.cell_id is not None],
        charts=disclosure.shown_charts(evidence, names),
        things=disclosure.shown_things(evidence, names),
        releases=releases,
        read=by_release[0][1] if by_release else None,
        read_release=by_release[0][0] if by_release else None,
        earlier_readings=[(one, read) for one, read in by_release[1:] if read.answered],
        decisions=list(decisions_of(finding)) if finding.state in _DECIDED else [],
        feedback=list(finding.feedback.select_related("team").order_by("on", "id")),
    )


_DECIDED = (State.DECIDED, State.REVIEWED, State.WITHDRAWN)


def finding_releases(finding: Finding) -> QuerySet[Release]:
    return (
        Release.objects.filter(finding_version__finding=finding)
        .select_related("collaborative", "finding_version__finding")
        .order_by("at", "id")
    )


def decisions_of(finding: Finding) -> QuerySet[Decision]:
    actions = Action.objects.select_related("owner")
    return finding.decisions.select_related("by", "collaborative").prefetch_related(
        Prefetch("actions", actions)
    )


def quote(evidence: Evidence, study: Study) -> Quote:
    """A quote under its pseudonyms."""
    parts = list(evidence.parts.all())
    who = list(dict.fromkeys(name for part in parts if (name := disclosure.whose(part))))
    coding = evidence.coding
    source = coding.source if coding else None
    roles = [
        ", ".join(piece for piece in (part.participant.role_group, part.participant.site_name) if piece)
        for part in parts
        if part.participant is not None
    ]
    words = ", ".join(who) or (source.name if source else "")
    role = next((each for each in roles if each), "")
    index = getattr(evidence, "turn", None)
    turn = None if index is None else index + 1
    url = reverse("coding:transcript", args=[study.slug, coding.source.guid]) if coding else ""
    return Quote(
        evidence=evidence,
        text="\n".join(part.text for part in parts if part.text),
        who=f"{words}, {role}" if role and len(who) == 1 else words,
        place=f"turn {turn}" if turn is not None else "",
        url=f"{url}?coding={coding.guid}#t{turn or 1}" if coding else "",
    )


def stations(chain: Whole) -> list[Station]:
    """The six stations from evidence to what happened next; a station is full, half (under way) or hollow."""
    finding, read = chain.finding, chain.read
    people = {
        part.participant_id
        for one in chain.quotes
        for part in one.evidence.parts.all()
        if part.participant_id
    }
    counted = [
        _count(len(chain.quotes), "quote"),
        _count(len(people), "person", "people"),
        _count(len(chain.charts), "chart"),
        _count(len(chain.things), "event or test", "events and tests"),
    ]
    evidence = ", ".join(part for part in counted if part)
    agreed = sum(one.cell is not None and one.cell.status == "agreed" for one in chain.cells)
    matrix = f"{_count(len(chain.cells), 'cell')}, {agreed} agreed" if chain.cells else ""
    to = chain.released_to(Release.Audience.PROGRAMME) or chain.released_to(Release.Audience.COMMITTEE)
    released = f"to the {to.audience}, {day(to.at)}" if to else ""
    answered = ""
    if read is not None and read.answered:
        answered = f"{read.answered} of {read.members} members, by {short_day(read.latest)}"
    done = [one for one in chain.actions if one.state != Action.State.OPEN]
    after = f"{len(done)} of {len(chain.actions)} done" if chain.actions else ""
    if after and chain.next_look:
        after += f"; next {day(chain.next_look)}"
    with_committee = finding.state == State.WITH_COMMITTEE
    return [
        Station("Evidence", evidence, "reached" if evidence else "", "#rests"),
        Station("Matrix", matrix or "no cells", "reached" if matrix else "", "#cells"),
        Station("Released", released, "reached" if chain.releases else "", "#released"),
        Station(
            "Interpreted",
            answered,
            ("under-way" if with_committee else "reached") if answered else "",
            "#read",
        ),
        Station(
            "Decided",
            day(chain.decisions[-1].on) if chain.decisions else "",
            "reached" if chain.decisions else "",
            "#decided",
        ),
        Station(
            "What happened next",
            after,
            "reached"
            if finding.state == State.REVIEWED
            else ("under-way" if chain.looked_at or done else ""),
            "#next",
        ),
    ]


def findings_list(study: Study) -> list[Finding]:
    """All findings of a study with their newest statement and how far each has come."""
    newest = FindingVersion.objects.filter(finding=OuterRef("finding"), number__gt=OuterRef("number"))
    latest = FindingVersion.objects.filter(~Exists(newest)).annotate(
        things=Count("evidence", filter=Q(evidence__withdrawn=False), distinct=True),
        against=Count(
            "evidence", filter=Q(evidence__speaks_against=True, evidence__withdrawn=False), distinct=True
        ),
    )
    answers = (
        Interpretation.objects.filter(release__finding_version__finding=OuterRef("pk"))
        .order_by()
        .values("release__finding_version__finding")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return list(
        study.findings.annotate(
            answers=answers, decided=Exists(Decision.objects.filter(finding=OuterRef("pk")))
        )
        .prefetch_related(Prefetch("versions", latest, to_attr="latest"))
        .order_by("number")
    )


def loop_days(study: Study) -> dict[str, float | None]:
    """Median days from writing a finding to telling somebody of it, and from telling to a decision; none yet is None."""
    told: dict[int, dt.date] = {}
    started: dict[int, dt.date] = {}
    rows = Release.objects.filter(study=study, finding_version__isnull=False).exclude(
        audience=Release.Audience.COMMITTEE
    )
    for finding, at in rows.values_list("finding_version__finding", "at"):
        told[finding] = min(told.get(finding, timezone.localdate(at)), timezone.localdate(at))
    for finding, on in FeedbackEntry.objects.filter(study=study, finding__isnull=False).values_list(
        "finding", "on"
    ):
        told[finding] = min(told.get(finding, on), on)
    for finding, at in FindingVersion.objects.filter(finding__study=study, number=1).values_list(
        "finding", "at"
    ):
        started[finding] = timezone.localdate(at)
    decided: dict[int, dt.date] = {}
    for finding, on in Decision.objects.filter(finding__study=study).values_list("finding", "on"):
        decided[finding] = min(decided.get(finding, on), on)
    return {
        "to_feedback": _median(_days(started, told)),
        "to_decision": _median(_days(told, decided)),
    }


def _days(first: dict[int, dt.date], then: dict[int, dt.date]) -> list[int]:
    """From one day to the other; what was decided before anybody was told has no such time."""
    return [(then[pk] - first[pk]).days for pk in then if pk in first and then[pk] >= first[pk]]


def _median(values: list[int]) -> float | None:
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _for_before_against(quotes: list[Quote]) -> list[Quote]:
    """In their order, but with one that speaks against it among the first few, where there is one."""
    against = next((one for one in quotes if one.evidence.speaks_against), None)
    if against is None or against in quotes[:FIRST_QUOTES]:
        return quotes
    rest = [one for one in quotes if one is not against]
    return [*rest[: FIRST_QUOTES - 1], against, *rest[FIRST_QUOTES - 1 :]]


def _count(number: int, one: str, many: str = "") -> str:
    if not number:
        return ""
    return f"{number} {one if number == 1 else many or one + 's'}"


class _Plain(disclosure.Names):
    """Before the research team, who know their sites, a team has its letter and name."""

    def __init__(self, study: Study) -> None:
        super().__init__(Release(study=study, audience=Release.Audience.PROGRAMME), None)

    def of(self, team: Any) -> str:
        return f"{team.letter} {team.name}" if team is not None else "a team"


def coder_names(chain: Whole) -> str:
    """“by Elin Hughes, with Tom Adeyemi”: who wrote the newest version, and who wrote earlier ones."""
    writers: list[Coder] = list(dict.fromkeys(version.by for version in chain.versions))
    first, *others = [coder.name for coder in writers]
    return f"by {first}{', with ' + ' and '.join(others) if others else ''}"
