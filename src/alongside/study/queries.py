"""What the study's pages show, as far as a person may see it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Sum

from alongside.access.models import Grant
from alongside.access.roles import Permission, Role
from alongside.access.rules import scopes_with
from alongside.accounts.models import Person
from alongside.programme.models import Event, Team
from alongside.study import consent
from alongside.study.models import (
    Approach,
    Case,
    GrantedSource,
    IdentifiedText,
    Participant,
    Source,
    SourceText,
    Study,
    Variable,
    VariableValue,
    Withdrawal,
)

# A source's way to the text that is coded.
TYPING, WAITING, READY = "being typed", "to pseudonymise", "ready"


@dataclass(frozen=True)
class SourceRow:
    """A source in a table: who is heard, how long it is, how far it has come, and what its consents allow."""

    source: Source
    about: str
    words: int | None
    text: int | None  # the number of its current text
    state: str
    consent: str
    limited: bool
    cases: tuple[Case, ...]


def source_rows(person: Person, study: Study, kind: str = "", order: str = "newest") -> list[SourceRow]:
    """The study's sources that the person may read, newest first or by name, in a handful of statements."""
    current = SourceText.objects.filter(source=OuterRef("pk")).order_by("-number")
    people = Prefetch("cases", Case.objects.select_related("participant"))
    sources = list(
        Source.objects.visible_to(person)
        .filter(study=study, **({"kind": kind} if kind else {}))
        .annotate(words=Subquery(current.values("words")[:1]), current=Subquery(current.values("number")[:1]))
        .prefetch_related(people)
        .order_by(*(("name",) if order == "name" else ("-on", "-id")))
    )
    waiting = set(IdentifiedText.objects.filter(source__study=study).values_list("source", flat=True))
    heard = {
        source.pk: [p for case in source.cases.all() if (p := participant_of(case))] for source in sources
    }
    book = consent.read(each for people in heard.values() for each in people)
    return [_row(source, heard[source.pk], source.pk in waiting, book) for source in sources]


def _row(source: Any, heard: list[Participant], sealed: bool, book: consent.Book) -> SourceRow:
    state = READY if source.current is not None else WAITING if sealed else TYPING
    said, limited = consent.source_in_words(source, heard, book)
    cases = tuple(source.cases.all())
    return SourceRow(source, about(source, cases), source.words, source.current, state, said, limited, cases)


def about(source: Source, cases: tuple[Case, ...]) -> str:
    """Who or what a source is about, in one line: "senior nurse, Trust B", else its title, else its cases."""
    people = [label(participant) for case in cases if (participant := participant_of(case))]
    if source.kind == Source.Kind.INTERVIEW and len(people) == 1 and people[0]:
        return people[0]
    return source.title or ", ".join(case.name for case in cases)


def participant_of(case: Case) -> Participant | None:
    return getattr(case, "participant", None)


def label(participant: Participant) -> str:
    """What a participant is, for the research team: their role and site as they were written, "Senior nurse, Trust B"."""
    words = ", ".join(
        part for part in (participant.role_group, participant.site_name or participant.site_group) if part
    )
    return words[:1].upper() + words[1:]


def kinds(person: Person, study: Study) -> dict[str, int]:
    """How many sources of each kind the person may read."""
    rows = (
        Source.objects.visible_to(person)
        .filter(study=study)
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


@dataclass(frozen=True)
class Collected:
    """How much material there is: sources by kind, hours of observation, sources by their way to a text."""

    kinds: dict[str, int]
    hours: float
    with_text: int
    waiting: int
    typing: int


def collected(person: Person, study: Study) -> Collected:
    """What was collected so far."""
    mine = Source.objects.visible_to(person).filter(study=study)
    with_text = mine.filter(texts__isnull=False).distinct().count()
    waiting = mine.filter(texts__isnull=True, identified__isnull=False).count()
    count = kinds(person, study)
    hours = mine.filter(kind=Source.Kind.FIELD_NOTE).aggregate(hours=Sum("hours"))["hours"] or 0.0
    return Collected(count, hours, with_text, waiting, sum(count.values()) - with_text - waiting)


@dataclass(frozen=True)
class Sampling:
    """Who was asked and who was heard: rows are role groups, columns sites, cells how many were interviewed."""

    sites: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]  # role, one count a site, all
    outcomes: dict[str, int]  # invited, accepted, declined, no reply
    routes: dict[str, int]

    @property
    def approached(self) -> int:
        return sum(self.outcomes.values())


def sampling(person: Person, study: Study) -> Sampling:
    """Participants with an interview or focus group, by role and site, and what came of each approach."""
    heard = (
        Participant.objects.filter(case__in=Case.objects.visible_to(person).filter(study=study))
        .filter(case__sources__kind__in=[Source.Kind.INTERVIEW, Source.Kind.FOCUS_GROUP])
        .distinct()
        .values_list("pk", "role_group", "site_name")
    )
    cells = Counter((role or "no role given", site or "no site given") for _, role, site in heard)
    roles, sites = sorted({role for role, _ in cells}), tuple(sorted({site for _, site in cells}))
    approaches = list(
        Approach.objects.filter(
            study=study, study__scope__in=scopes_with(person, Permission.SEE_STUDY)
        ).values_list("outcome", "route")
    )
    return Sampling(
        sites,
        tuple(
            (
                role,
                tuple(cells[role, site] for site in sites),
                sum(n for (r, _), n in cells.items() if r == role),
            )
            for role in roles
        ),
        dict(Counter(outcome for outcome, _ in approaches)),
        dict(Counter(route for _, route in approaches)),
    )


@dataclass(frozen=True)
class PersonRow:
    """A participant in the table of people: attributes by variable, consents by purpose, sources they are heard in."""

    participant: Participant
    case: Case
    values: dict[int, str]
    consents: dict[str, bool]
    sources: tuple[Source, ...]


def people(person: Person, study: Study) -> tuple[list[PersonRow], list[Variable], list[Case]]:
    """Participants with attributes and consents; the study's variables; and the cases that are no participants."""
    cases = list(
        Case.objects.visible_to(person)
        .filter(study=study)
        .select_related("participant", "part_of")
        .prefetch_related("sources")
        .order_by("name")
    )
    values: dict[int, dict[int, str]] = defaultdict(dict)
    for case, variable, value in VariableValue.objects.filter(case__in=[c.pk for c in cases]).values_list(
        "case", "variable", "value"
    ):
        values[case][variable] = value
    taking_part = [(case, each) for case in cases if (each := participant_of(case))]
    book = consent.read(each for _, each in taking_part)
    rows = [
        PersonRow(each, case, values[case.pk], book.now(each.pk), tuple(case.sources.all()))
        for case, each in taking_part
    ]
    others = [case for case in cases if participant_of(case) is None]
    return rows, list(study.variables.all()), others


def granted_sources(person: Person, study: Study) -> QuerySet[Source]:
    """The pseudonymised sources named for a critical friend whose grant is in force; none that waits to be rewritten."""
    in_force = Grant.objects.active().filter(person=person, scope=study.scope_id, role=Role.CRITICAL_FRIEND)
    named = GrantedSource.objects.filter(grant__in=in_force).values("source")
    return Source.objects.filter(
        study=study, pk__in=named, needs_rewrite=False, texts__isnull=False
    ).distinct()


def team_of_study(study: Study) -> list[Grant]:
    """Who works in the study now, and as what."""
    return list(
        Grant.objects.active()
        .filter(scope=study.scope_id)
        .select_related("person")
        .order_by("role", "person__name")
    )


def events_of(study: Study) -> QuerySet[Event]:
    """Events of the collaboratives that the study is of, the latest first."""
    return Event.objects.filter(collaborative__in=study.collaboratives.all()).order_by("-starts_at")


def teams_of(study: Study) -> QuerySet[Team]:
    """Teams of the collaboratives that the study is of."""
    return Team.objects.filter(collaborative__in=study.collaboratives.all()).order_by("letter")


def withdrawals(person: Person, study: Study) -> QuerySet[Withdrawal]:
    """Withdrawals of the study that the person may know of, the latest first."""
    return (
        Withdrawal.objects.visible_to(person)
        .filter(study=study)
        .select_related("proposed_by", "confirmed_by")
        .order_by("-proposed_at")
    )


def many(number: int, one: str, more: str) -> str:
    """A count with its word: 1 source, 12 sources."""
    return f"{number:,} {one if number == 1 else more}"


def next_step(found: Collected, limited: int) -> str:
    """Where the material stands, and what to do next, in a sentence or two."""
    total = sum(found.kinds.values())
    if not total:
        return "No sources yet. Add a transcript, a field note or a document."
    words = (
        ("interview", "interviews"),
        ("focus_group", "focus groups"),
        ("field_note", "field notes"),
        ("document", "documents"),
    )
    said = {
        kind: many(found.kinds[kind], kind.replace("_", " "), plural)
        for kind, plural in words
        if found.kinds.get(kind)
    }
    if found.hours and "field_note" in said:
        said["field_note"] += f" of {found.hours:g} hours"
    so_far = ", ".join(said.values()) + "."
    if found.waiting:
        return f"{so_far} Next: pseudonymise {found.waiting} of {total}."
    if found.typing:
        return f"{so_far} {found.typing} of {total} still being typed."
    return (
        f"{so_far} {limited} of {total} limit what may be quoted."
        if limited
        else f"{so_far} All can be coded."
    )


def long_ago(study: Study, today: dt.date) -> bool:
    """Whether the study's material is kept for longer than it said it would be."""
    return study.retention_until is not None and study.retention_until < today
