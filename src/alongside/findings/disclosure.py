"""What an audience is shown of a released finding, asked afresh each time it is shown.

Evidence is frozen, consent is not: a quote stands in a release only as long as everyone heard in it agrees to this
audience. Nothing here names a case, a source or a turn.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.models import Person
from alongside.core import disclosure as rules
from alongside.core import spc
from alongside.findings import charts
from alongside.findings.freezing import SPEAKS_FOR_NOBODY
from alongside.findings.models import Evidence, EvidencePart, Finding, FindingVersion, Release
from alongside.programme.models import Collaborative, Team
from alongside.study.consent import PURPOSES
from alongside.study.models import Consent, Participant, Study, Turn
from alongside.ui.templatetags.ui import month

Audience = Release.Audience
ROLE_ONLY = (("role",),)
HIDDEN_STATEMENT = (
    "This finding rests on words that are no longer shown. It is hidden until it has been written again."
)


@dataclass(frozen=True)
class ShownQuote:
    """Words as an audience reads them, and how it may call whoever said them."""

    text: str
    label: str
    against: bool = False

    def __iter__(self) -> Iterator[str]:
        return iter((self.text, self.label))

    @property
    def says(self) -> str:
        """“A senior nurse”, “An adviser, who speaks against it”."""
        article = (
            ""
            if self.label.startswith(("a ", "an "))
            else ("an " if self.label[:1].casefold() in "aeiou" else "a ")
        )
        words = f"{article}{self.label}"
        return f"{words[:1].upper()}{words[1:]}{', who speaks against it' if self.against else ''}"


@dataclass(frozen=True)
class ShownChart:
    """A chart as it was when it became evidence, beside today's where the numbers were corrected since."""

    title: str
    where: str
    frozen: charts.Drawn
    today: charts.Drawn | None = None
    corrected: int = 0
    against: bool = False
    guid: uuid.UUID | None = None

    @property
    def correction(self) -> str:
        """“data corrected since release: 3 points”; empty where nothing was."""
        if not self.corrected:
            return ""
        return f"data corrected since release: {self.corrected} point{'' if self.corrected == 1 else 's'}"

    @property
    def table(self) -> list[dict[str, Any]]:
        """The numbers behind the drawing, each period as it was and as it is."""
        now = self.today.points if self.today else self.frozen.points
        return [
            {
                "x": month(dt.date.fromisoformat(str(then.x))),
                "then": said(then),
                "now": said(since),
                "differs": said(then) != said(since),
            }
            for then, since in zip(self.frozen.points, now, strict=True)
        ]


def said(point: spc.Point) -> str:
    """A point as it was sent: 44 of 50, or its value."""
    if point.numerator is not None and point.n is not None:
        return f"{point.numerator:g} of {point.n:g}"
    return "nothing sent" if point.y is None else f"{point.y:g}"


@dataclass(frozen=True)
class ShownThing:
    """A context event or a test of change, with the team as this audience may know it."""

    what: str
    on: dt.date
    where: str
    against: bool = False
    guid: uuid.UUID | None = None


@dataclass(frozen=True)
class ShownFinding:
    """A released finding as one reader sees it. `statement` is empty where it waits to be written again."""

    number: int
    version: int
    level: str
    valence: str
    statement: str
    quotes: tuple[ShownQuote, ...] = ()
    hidden_count: int = 0
    charts: tuple[ShownChart, ...] = ()
    things: tuple[ShownThing, ...] = ()
    evidence_withdrawn: int = 0

    @property
    def hidden_because(self) -> str:
        return "" if self.statement else HIDDEN_STATEMENT

    @property
    def against_count(self) -> int:
        return sum(quote.against for quote in self.quotes)


@dataclass(frozen=True)
class Judged:
    """A quote and whether this audience may read it now; the reason is for the researcher who releases."""

    evidence: Evidence
    text: str
    label: str
    ok: bool
    reason: str = ""
    participants: tuple[int, ...] = ()
    needs_decision: bool = False


def shown(release: Release, viewer: Person | None) -> ShownFinding:
    """What of a finding's release the viewer reads now. Whether they may read the release at all is asked before."""
    version = release.finding_version
    if version is None:
        raise ValueError("Only a finding's release is shown this way.")
    about: dict[str, Any] = {
        "number": version.finding.number,
        "version": version.number,
        "level": version.get_level_display(),
        "valence": version.get_valence_display(),
        "evidence_withdrawn": version.finding.evidence_withdrawn,
    }
    if version.needs_rewrite or version.finding.state == Finding.State.WITHDRAWN:
        return ShownFinding(statement="", **about)
    left_out = set(release.left_out.values_list("pk", flat=True))
    evidence = [one for one in evidence_under(version) if one.pk not in left_out]
    judged = judge(
        release.study,
        evidence,
        release.audience,
        allowed=set(release.allowed.values_list("pk", flat=True))
        if release.audience != Audience.COMMITTEE
        else set(),
        level=release.attribution_level,
    )
    names = Names(release, viewer)
    return ShownFinding(
        statement=version.statement,
        quotes=tuple(
            ShownQuote(one.text, one.label, one.evidence.speaks_against) for one in judged if one.ok
        ),
        hidden_count=sum(not one.ok for one in judged),
        charts=tuple(shown_charts(evidence, names)),
        things=tuple(shown_things(evidence, names)),
        **about,
    )


def evidence_under(version: FindingVersion) -> list[Evidence]:
    """The evidence of a version with all that is needed to show it, and for quotes the `turn` in which they begin."""
    turn = Turn.objects.filter(
        source_text__source=OuterRef("coding__source"), start__lte=OuterRef("coding__start")
    ).order_by("-source_text__number", "-start")
    return list(
        version.evidence.annotate(turn=Subquery(turn.values("index")[:1]))
        .select_related(
            "coding__source",
            "coding__code",
            "cell__case",
            "series__measure",
            "series__team__collaborative",
            "series__team__scope",
            "context_event__team__collaborative",
            "cycle__team__collaborative",
        )
        .prefetch_related(Prefetch("parts", EvidencePart.objects.select_related("participant__case")))
    )


def is_quote(evidence: Evidence) -> bool:
    """Words somebody said or wrote; an analyst's summary of a case is never shown outside the study."""
    if evidence.coding_id is not None:
        return True
    others = (evidence.cell_id, evidence.series_id, evidence.context_event_id, evidence.cycle_id)
    return not any(others) and not evidence.chart_title and bool(evidence.parts.all())


def judge(
    study: Study, evidence: Iterable[Evidence], audience: str, *, allowed: set[int], level: str
) -> list[Judged]:
    """Every quote among the evidence, with its label and whether this audience may read it now."""
    quotes = [one for one in evidence if is_quote(one)]
    heard = {
        (part.participant_id, source_of(one))
        for one in quotes
        for part in one.parts.all()
        if part.participant_id
    }
    consents = agreed_now(heard)
    people = labels_of(study) if quotes else {}
    return [_judged(one, audience, consents, people, one.pk in allowed, level) for one in quotes]


def _judged(
    evidence: Evidence,
    audience: str,
    consents: Mapping[tuple[int, int | None], set[str]],
    people: Mapping[Hashable, Mapping[str, str]],
    decided: bool,
    level: str,
) -> Judged:
    parts = list(evidence.parts.all())
    who = tuple(dict.fromkeys(part.participant_id for part in parts if part.participant_id))
    source = evidence.coding.source if evidence.coding else None
    document = source is not None and source.kind in SPEAKS_FOR_NOBODY
    label = label_of(who, people, audience, level, source.get_kind_display() if source and document else "")
    text = "\n".join(part.text for part in parts if part.text)
    unknown = not document and any(part.participant_id is None and not part.asks for part in parts)
    needs = False
    if evidence.withdrawn or not text:
        verdict = rules.Decision(False, "Its words were withdrawn.")
    elif source is None:
        verdict = rules.Decision(False, "Its coding was removed; take it out, or code the words again.")
    elif source.needs_rewrite:
        verdict = rules.Decision(False, "Its source waits to be rewritten after a withdrawal.")
    elif unknown:
        verdict = rules.Decision(
            False, "Someone speaks in it who is not known as a participant: say who, then take it again."
        )
    else:
        said: dict[Hashable, set[str]] = {pk: consents.get((pk, source.pk), set()) for pk in who}
        verdict = rules.quotable(said, audience, document=document, decided=decided)
        needs = not verdict.ok and rules.quotable(said, audience, document=document, decided=True).ok
    return Judged(evidence, text, label, verdict.ok, verdict.reason, who, needs)


def label_of(
    who: Sequence[int],
    people: Mapping[Hashable, Mapping[str, str]],
    audience: str,
    level: str,
    kind: str = "",
) -> str:
    """How an audience may call whoever is heard in a quote: the finest label that three participants share.

    The committee, who work where the study was done, get no finer than the role.
    """
    if not who:
        return f"{kind.lower()}" if kind else rules.ANYONE
    if level == Release.Attribution.ANYONE:
        labels = [rules.ANYONE]
    else:
        coarse = audience == Audience.COMMITTEE or level == Release.Attribution.ROLE
        labels = [
            rules.attribution(people, pk, ROLE_ONLY) if coarse else rules.attribution(people, pk)
            for pk in who
            if pk in people
        ] or [rules.ANYONE]
    once = list(dict.fromkeys(labels))
    return " and ".join(once) if len(once) > 1 or len(who) == 1 else f"{once[0]} and another"


def labels_of(study: Study) -> dict[Hashable, Mapping[str, str]]:
    """What each participant of the study may be described by: role, kind of site, site."""
    rows = Participant.objects.filter(case__study=study).values_list(
        "pk", "role_group", "site_group", "site_name"
    )
    return {pk: {"role": role, "site_kind": kind, "site": site} for pk, role, kind, site in rows}


def source_of(evidence: Evidence) -> int | None:
    return evidence.coding.source_id if evidence.coding else None


def agreed_now(heard: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], set[str]]:
    """(participant, source) → the purposes agreed to now, for many sources in one statement.

    As `study.consent.bulk_now` has it: the latest word counts, and a word about this source stands before a general one.
    """
    pairs = set(heard)
    general: dict[int, dict[str, bool]] = {}
    special: dict[tuple[int, int], dict[str, bool]] = {}
    said = Consent.objects.filter(participant__in={pk for pk, _ in pairs}).order_by("on", "id")
    for participant, purpose, value, source in said.values_list("participant", "purpose", "value", "source"):
        words = (
            general.setdefault(participant, {})
            if source is None
            else special.setdefault((participant, source), {})
        )
        words[purpose] = value
    agreed: dict[tuple[int, int | None], set[str]] = {}
    for pk, where in pairs:
        words = {**general.get(pk, {}), **(special.get((pk, where), {}) if where is not None else {})}
        agreed[(pk, where)] = {purpose for purpose in PURPOSES if words.get(purpose)}
    return agreed


class Names:
    """How a team may be called before this viewer, in this release."""

    def __init__(self, release: Release, viewer: Person | None) -> None:
        self.audience = release.audience
        self.viewer = viewer
        self._sees_all: dict[int, bool] = {}

    def of(self, team: Team | None) -> str:
        """The team's name only in a collaborative whose teams know each other by name; else its letter, or “one team”.

        The committee reads “one team”: beside a quote, a site would say who spoke.
        """
        if team is None or self.audience in (Audience.COMMITTEE, Audience.PUBLICATION):
            return "one team"
        if team.collaborative.confidentiality == Collaborative.Confidentiality.NAMED:
            return f"{team.letter} {team.name}"
        if team.collaborative.confidentiality == Collaborative.Confidentiality.CODED or self._may_know(team):
            return f"Team {team.letter}"
        return "one team"

    def _may_know(self, team: Team) -> bool:
        if team.pk not in self._sees_all:
            self._sees_all[team.pk] = self.viewer is not None and bool(
                check(self.viewer, Permission.SEE_ALL_TEAMS, team.collaborative)
                or check(self.viewer, Permission.SEE_TEAM, team)
            )
        return self._sees_all[team.pk]


def shown_charts(evidence: Iterable[Evidence], names: Names) -> list[ShownChart]:
    """The charts among the evidence, drawn from their frozen rows, beside today's where the numbers differ."""
    frozen = [one for one in evidence if one.chart_rows is not None]
    now = charts.today([one.series for one in frozen if one.series is not None])
    found = []
    for one in frozen:
        where = names.of(one.series.team if one.series else None)
        title = f"{one.chart_title}, {where}"
        rows = now.get(one.series_id) if one.series_id else None
        corrected = charts.corrected(one, rows) if rows is not None else 0
        found.append(
            ShownChart(
                title=one.chart_title,
                where=where,
                frozen=charts.redraw(one, title),
                today=charts.draw_today(one, rows, title) if corrected and rows is not None else None,
                corrected=corrected,
                against=one.speaks_against,
                guid=one.guid,
            )
        )
    return found


def shown_things(evidence: Iterable[Evidence], names: Names) -> list[ShownThing]:
    found = []
    for one in evidence:
        if one.context_event is not None:
            where = names.of(one.context_event.team) if one.context_event.team else ""
            found.append(
                ShownThing(one.context_event.title, one.context_event.on, where, one.speaks_against, one.guid)
            )
        elif one.cycle is not None:
            found.append(
                ShownThing(
                    one.cycle.idea, one.cycle.started, names.of(one.cycle.team), one.speaks_against, one.guid
                )
            )
    return found


def whose(part: EvidencePart) -> str:
    """How a researcher of the study sees whose words a part is: the pseudonym."""
    if part.participant is not None:
        return part.participant.case.name
    return "interviewer" if part.asks else ""
