"""How a finding was read: the verdicts counted, and each reading by the part its reader has, never by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from alongside.core.disclosure import SHARED_BY
from alongside.findings.models import CommitteeMember, Finding, Interpretation, Release

Verdict = Interpretation.Verdict


@dataclass(frozen=True)
class Tally:
    """How many chose one of the four answers."""

    label: str
    count: int
    of: int

    @property
    def squares(self) -> range:
        """One to draw for each person."""
        return range(self.count)


@dataclass(frozen=True)
class Reading:
    """One member's reading as others see it."""

    verdict: str
    label: str
    who: str
    texts: tuple[str, ...]
    at: dt.datetime
    mine: bool = False
    needs_rewrite: bool = False


@dataclass(frozen=True)
class Readings:
    """All readings of one release. `opened` is false for a member who has not given their own yet."""

    answered: int
    members: int
    opened: bool
    tallies: tuple[Tally, ...] = ()
    items: tuple[Reading, ...] = ()
    mine: Interpretation | None = None
    latest: dt.datetime | None = None
    said: tuple[Reading, ...] = field(default=())

    @property
    def waiting(self) -> int:
        return max(self.members - self.answered, 0)


def interpretations(releases: Iterable[Release]) -> list[Interpretation]:
    """The interpretations of these releases, each with how many of the committee now share its reader's part."""
    now = Q(until=None) | Q(until__gt=timezone.localdate())
    sharing = (
        CommitteeMember.objects.filter(now, committee=OuterRef("member__committee"))
        .annotate(same=Lower("part"))
        .filter(same=Lower(OuterRef("member__part")))
        .order_by()
        .values("same")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return list(
        Interpretation.objects.filter(release__in=list(releases))
        .select_related("member")
        .annotate(
            sharing=Coalesce(Subquery(sharing, output_field=IntegerField()), 0), person=F("member__person")
        )
        .order_by("at", "id")
    )


def gather(
    found: Sequence[Interpretation],
    members: int,
    *,
    viewer: CommitteeMember | None = None,
    opened: bool = True,
) -> Readings:
    """Readings of one release. Whoever is on the committee sees the others' only beside their own."""
    mine = next((one for one in found if viewer is not None and one.member_id == viewer.pk), None)
    if not opened:
        return Readings(len(found), members, False, mine=mine)
    given = [one for one in found if one.verdict]
    tallies = tuple(
        Tally(str(verdict.label), sum(one.verdict == verdict for one in given), len(given))
        for verdict in Verdict
    )
    shown = [as_shown(one, viewer) for one in found]
    said = [one for one in shown if one.texts or one.needs_rewrite]
    return Readings(
        answered=len(found),
        members=max(members, len(found)),
        opened=True,
        tallies=tallies,
        items=tuple(in_turn(said)),
        mine=mine,
        latest=max((one.at for one in found), default=None),
        said=tuple(said),
    )


def as_shown(one: Interpretation, viewer: CommitteeMember | None = None) -> Reading:
    """A reading with its reader's part where three or more share it, else as a member's."""
    texts = () if one.needs_rewrite else tuple(text for text in (one.comment, one.another_reading) if text)
    mine = viewer is not None and one.member_id == viewer.pk
    who = "you" if mine else one_of(one.member.part, getattr(one, "sharing", 0))
    return Reading(
        one.verdict,
        one.get_verdict_display() if one.verdict else "Comment",
        who,
        texts,
        one.at,
        mine,
        one.needs_rewrite,
    )


def one_of(part: str, sharing: int) -> str:
    """“one of 4 clinical leads”, “one of 3 from the programme”; “a member” where fewer than three share the part."""
    if sharing < SHARED_BY:
        return "a member"
    if part.casefold().endswith(("programme", "team", "board", "network")):
        return f"one of {sharing} from the {part}"
    return f"one of {sharing} {part if part.endswith('s') else part + 's'}"


def in_turn(items: Sequence[Reading]) -> list[Reading]:
    """One of each verdict after another, so that whoever reads the first few reads the dissent among them."""
    piles = [
        [one for one in items if one.verdict == verdict]
        for verdict in ("rings_true", "not", "partly", "cannot_say", "")
    ]
    order = []
    while any(piles):
        order += [pile.pop(0) for pile in piles if pile]
    return order


def is_open_to(
    release: Release, viewer: CommitteeMember | None, has_answered: bool, may_read_all: bool
) -> bool:
    """Whether the others' readings may be shown: to researchers; to a member beside their own; to all once it is closed."""
    return may_read_all or (viewer is not None and has_answered) or is_closed(release)


def is_closed(release: Release) -> bool:
    """Answers are no longer taken: the researcher closed it, the finding was withdrawn, or the release ended."""
    if release.ended_on is not None and release.ended_on <= timezone.localdate():
        return True
    return (
        release.finding_version is not None
        and release.finding_version.finding.state != Finding.State.WITH_COMMITTEE
    )


def may_still_change(release: Release) -> bool:
    """Whether an answer may be given or changed: until the day asked for has passed, or without one until it is closed."""
    return not is_closed(release) and (release.until is None or timezone.localdate() <= release.until)
