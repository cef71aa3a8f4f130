"""What the study's home tells: the stages, the sources, whom we meant to hear and whom we heard."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.urls import reverse

from alongside.accounts.models import Person
from alongside.audit.models import AuditEvent
from alongside.coding import stages
from alongside.coding.models import FrameworkVersion, MatrixCell, Note
from alongside.coding.queries.codebook import codebook, counts
from alongside.coding.queries.coverage import SourceCoverage, coverage
from alongside.coding.stages import Stage
from alongside.coding.versions import current_version
from alongside.study import consent
from alongside.study.models import Approach, Case, Participant, Source, SourceText, Study

OPEN_CODING = 4  # the first interviews, coded line by line by two people before there is a framework


@dataclass
class SourceRow:
    """A source in the table: how much of it is coded, by whom, and what may be quoted from it."""

    source: Source
    case: str
    words: int | None
    coverage: SourceCoverage
    consent: str
    limited: bool
    url: str

    @property
    def by(self) -> str:
        return " ".join(self.coverage.coders)

    @property
    def waits(self) -> str:
        """Why it cannot be coded yet."""
        return "" if self.words is not None else "no text yet"


@dataclass
class Sampling:
    """People heard and meant to be heard, by role and site."""

    sites: list[str]
    rows: list[tuple[str, list[tuple[range, range]], int, int]]
    sentence: str


@dataclass
class Home:
    stages: list[Stage]
    sources: list[SourceRow]
    kinds: list[tuple[str, str, int]]
    sampling: Sampling
    first_line: str
    next_words: str
    next_url: str


def home(person: Person, study: Study) -> Home:
    """The study at a glance, for somebody who may see it."""
    version = current_version(study)
    sources = source_rows(person, study)
    sampling = sampling_of(study)
    told = _stages(person, study, version, sources)
    first, words, url = _first_line(study, sources, told)
    of_kind = Counter(row.source.kind for row in sources)
    kinds = [("", "All", len(sources))] + [
        (kind, plural, of_kind[kind])
        for kind, plural in (
            ("interview", "Interviews"), ("focus_group", "Focus groups"), ("field_note", "Field notes"), ("document", "Documents")
        )
        if of_kind[kind]
    ]  # fmt: skip
    return Home(told, sources, kinds, sampling, first, words, url)


def source_rows(person: Person, study: Study) -> list[SourceRow]:
    """Every source the person may read, the newest first, with its coverage and what its participants agree to."""
    newest = SourceText.objects.filter(source=OuterRef("pk")).order_by("-number")
    sources = list(
        Source.objects.visible_to(person)
        .filter(study=study)
        .annotate(words=Subquery(newest.values("words")[:1]))
        .prefetch_related(Prefetch("cases", Case.objects.select_related("participant")))
        .order_by(F("on").desc(nulls_last=True), "-name")
    )
    covered = coverage(person, study)
    heard = {
        source.pk: [case.participant for case in source.cases.all() if hasattr(case, "participant")]
        for source in sources
    }
    book = consent.read(each for people in heard.values() for each in people)
    return [
        SourceRow(
            source=source,
            case=source.title or ", ".join(case.name for case in source.cases.all()),
            words=source.words,
            coverage=covered.get(source.pk, SourceCoverage()),
            consent=said[0],
            limited=said[1],
            url=reverse("coding:transcript", args=[study.slug, source.guid]),
        )
        for source in sources
        for said in [consent.source_in_words(source, heard[source.pk], book)]
    ]


def sampling_of(study: Study) -> Sampling:
    """Participants by role and site: those heard in a source, and those who have agreed and are still to be heard."""
    people = list(
        Participant.objects.filter(case__study=study)
        .select_related("case")
        .annotate(
            heard=Subquery(Source.cases.through.objects.filter(case=OuterRef("case")).values("source")[:1])
        )
    )
    sites = sorted({each.site_name or each.site_group for each in people} - {""})
    roles = sorted({each.role_group for each in people} - {""})
    heard: Counter[tuple[str, str]] = Counter()
    planned: Counter[tuple[str, str]] = Counter()
    for each in people:
        key = (each.role_group, each.site_name or each.site_group)
        (heard if each.heard else planned)[key] += 1
    rows = []
    for role in roles:
        cells = [(range(heard[(role, site)]), range(planned[(role, site)])) for site in sites]
        done = sum(len(one) for one, _ in cells)
        rows.append((role, cells, done, done + sum(len(two) for _, two in cells)))
    return Sampling(sites, rows, _approached(study))


def _approached(study: Study) -> str:
    found = list(Approach.objects.filter(study=study).values_list("outcome", "route"))
    if not found:
        return "No approaches are noted yet."
    outcomes, routes = Counter(outcome for outcome, _ in found), Counter(route for _, route in found)
    said = [f"{len(found)} invited"]
    said += [
        f"{outcomes[key]} {key.replace('_', ' ')}"
        for key in ("accepted", "declined", "no_reply")
        if outcomes[key]
    ]
    return (
        ", ".join(said) + ". " + ", ".join(f"{count} {route}" for route, count in routes.most_common()) + "."
    )


def _stages(
    person: Person, study: Study, version: FrameworkVersion | None, sources: list[SourceRow]
) -> list[Stage]:
    texts = [row for row in sources if row.words is not None]
    spoken = [row for row in sources if row.source.kind in (Source.Kind.INTERVIEW, Source.Kind.FOCUS_GROUP)]
    in_order = sorted(spoken, key=lambda row: (row.source.on or dt.date.max, row.source.name))
    read = set(
        AuditEvent.objects.filter(
            verb="source.read", object_kind="source", object_id__in=[row.source.pk for row in texts]
        )
        .values_list("object_id", flat=True)
        .distinct()
        .order_by()
    )
    unread = [row for row in texts if row.source.pk not in read]
    first = in_order[:OPEN_CODING]
    by_two = [row for row in first if len(row.coverage.coders) > 1]
    begun = [row for row in texts if row.coverage.codings]
    uncoded = sum(row.coverage.turns - row.coverage.coded for row in begun)
    not_begun = [row.source.name for row in texts if not row.coverage.codings]
    framework, matrix = (
        reverse("coding:framework", args=[study.slug]),
        reverse("coding:matrix", args=[study.slug]),
    )
    waiting = [row.source.name for row in sources if row.words is None]
    table = f"{reverse('coding:home', args=[study.slug])}#sources"
    waits = _names(waiting, "has no text yet", "have no text yet") or "All texts are in"
    reads = (
        _names([row.source.name for row in unread], "not read through yet", "not read through yet")
        or "Each was read"
    )
    opens = f"First {len(first)}, by both coders" if first else "The first few interviews, by two coders"
    found = [
        _stage("Transcription", len(texts), len(sources), waits, table),
        _stage("Familiarisation", len(texts) - len(unread), len(texts), reads, table),
        _stage("Open coding", len(by_two), len(first), opens, table),
    ]
    found.append(_framework_stage(person, version, framework))
    left = _names(not_begun, "not begun", "not begun")
    undone = "; ".join(part for part in (left, f"{uncoded} turns uncoded" if uncoded else "") if part)
    found.append(_stage("Indexing", len(begun), len(texts), undone or "Every source is coded", table))
    found.append(_charting(person, study, version, matrix))
    if stages.interpreting:
        found.append(stages.interpreting[-1](person, study))
    else:
        notes = Note.objects.visible_to(person).filter(study=study, kind=Note.Kind.THEORY).count()
        words = f"{notes} notes" if notes != 1 else "1 note"
        found.append(
            Stage(
                "Interpreting",
                words,
                100 if notes else 0,
                "Notes on theory",
                reverse("coding:notes", args=[study.slug]),
            )
        )
    unfinished = [stage for stage in found if stage.percent < 100]
    current = next((stage for stage in found if stage.concern), unfinished[0] if unfinished else None)
    if current is not None:
        current.current = True
    return found


def _framework_stage(person: Person, version: FrameworkVersion | None, url: str) -> Stage:
    if version is None:
        return Stage("Framework", "not begun", 0, "Start a draft", url)
    counted = counts(person, version)
    nodes = [node.entry for node in codebook(version, counted=counted) if node.entry.codable]
    defined = sum(bool(entry.definition) for entry in nodes)
    again = counted.open.total() + counted.retired.total()
    said = []
    if again:
        said.append(f"{again} codings to look at again")
    if defined < len(nodes):
        said.append(f"{len(nodes) - defined} codes without a definition")
    if version.state != FrameworkVersion.State.PUBLISHED:
        said.append("not published yet")
    share = 100 * defined // len(nodes) if nodes else 0
    published = version.state == FrameworkVersion.State.PUBLISHED
    return Stage(
        "Framework",
        f"version {version.number}, {version.get_state_display().lower()}",
        share if published and not again else min(share, 90),
        "; ".join(said) or f"{len(nodes)} codes, each defined",
        url,
        concern=bool(again),
    )


def _charting(person: Person, study: Study, version: FrameworkVersion | None, url: str) -> Stage:
    if version is None:
        return Stage("Charting", "not begun", 0, "Once there is a framework", url)
    columns = version.entries.filter(codable=True).count()
    people = Case.objects.visible_to(person).filter(study=study, kind=Case.Kind.PERSON)
    rows = people.count() or Case.objects.visible_to(person).filter(study=study).count()
    cells = MatrixCell.objects.visible_to(person).filter(matrix__study=study)
    if people:
        cells = cells.filter(case__kind=Case.Kind.PERSON)
    written = list(cells.values_list("stale_since", "needs_rewrite"))
    stale = sum(since is not None or waits for since, waits in written)
    older = "1 cell older than its quotes" if stale == 1 else f"{stale} cells older than their quotes"
    undone = older if stale else "Cells to write"
    stage = _stage("Charting", len(written), rows * columns, undone, url, " cells")
    stage.concern = bool(stale)
    if stage.percent == 100 and not stale:
        stage.undone = "Every cell is written"
    return stage


def _stage(name: str, done: int, all_: int, undone: str, url: str, unit: str = "") -> Stage:
    return Stage(name, f"{done} of {all_}{unit}", min(100, 100 * done // all_) if all_ else 0, undone, url)


def _names(names: Iterable[str], one: str, many: str) -> str:
    names = list(names)
    if not names:
        return ""
    if len(names) > 2:
        return f"{len(names)} {many}"
    return f"{' and '.join(names)} {one if len(names) == 1 else many}"


def _first_line(study: Study, sources: list[SourceRow], told: list[Stage]) -> tuple[str, str, str]:
    """Where the study is, and what comes next: words and address of the primary action."""
    if not sources:
        return "No sources yet.", "", ""
    spoken = [row for row in sources if row.source.kind == Source.Kind.INTERVIEW]
    hours = sum(row.source.hours or 0 for row in sources if row.source.kind == Source.Kind.FIELD_NOTE)
    done = f"{len(spoken)} interview{'' if len(spoken) == 1 else 's'}"
    done += (
        f" and {hours:g} hours of observation are here."
        if hours
        else " here."
        if len(spoken) == 1
        else " are here."
    )
    following = next((stage for stage in told if stage.current), None)
    if following is None:
        return done + " Every stage is done.", "", ""
    verb = {
        "Transcription": "Complete the texts",
        "Familiarisation": "Read what nobody has read",
        "Open coding": "Code the first interviews",
        "Framework": "Work on the framework",
        "Indexing": "Go on coding",
        "Charting": "Go on charting",
        "Interpreting": "Go on interpreting",
    }[following.name]
    said = (
        following.undone[0].lower() + following.undone[1:]
        if not following.undone[:3].isupper()
        else following.undone
    )
    return f"{done} Next: {following.name.lower()}, {said}.", verb, following.url
