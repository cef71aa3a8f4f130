"""How a study was done, in numbers: each counted from its records, with a note of how."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Count as Number
from django.db.models import Sum

from alongside.accounts.models import Person
from alongside.coding.places import current_texts
from alongside.core.disclosure import SHARED_BY
from alongside.findings.models import FeedbackEntry
from alongside.reporting.content import analysis
from alongside.reporting.content.values import Count, GuideUsed, Methods
from alongside.reporting.wording import counted, hours_in_words, number
from alongside.study.models import Approach, Case, GuideVersion, Source, Study, Withdrawal

Kind = Source.Kind
ROLE_UNKNOWN = "role not written down"


def methods(study: Study, by: Person) -> Methods:
    """The methods section of a study, as far as this person may see its material."""
    sources = list(
        Source.objects.visible_to(by)
        .filter(study=study)
        .prefetch_related("cases__participant")
        .order_by("on", "name")
    )
    of_kind = {kind: [source for source in sources if source.kind == kind] for kind in Kind.values}
    interviews, groups = of_kind[Kind.INTERVIEW], of_kind[Kind.FOCUS_GROUP]
    guides = list(
        GuideVersion.objects.filter(guide__study=study)
        .select_related("guide")
        .order_by("guide__name", "number")
    )
    stages = analysis.stages(study)
    roles = _roles(interviews)
    return Methods(
        counts=(
            *_approached(study),
            _withdrawn(study),
            _interviews(interviews, roles),
            _minutes(interviews),
            _again(interviews),
            _groups(groups),
            _observed(of_kind[Kind.FIELD_NOTE]),
            _documents(of_kind[Kind.DOCUMENT]),
            _transcribed(sources),
            _guides(guides),
            *analysis.coded(study, by, len(sources)),
            analysis.versions(study, stages),
            analysis.cells(study, by),
            analysis.new_codes(study, by),
            _told(study, by),
        ),
        guides=tuple(
            GuideUsed(each.guide.name, each.number, each.since, each.note, tuple(map(str, each.questions)))
            for each in guides
        ),
        stages=stages,
        small_groups=_small(interviews),
    )


def _approached(study: Study) -> Iterable[Count]:
    approaches = list(Approach.objects.filter(study=study))
    accepted = [each for each in approaches if each.outcome == Approach.Outcome.ACCEPTED]
    outcomes = Counter(each.get_outcome_display().lower() for each in approaches)
    said = [f"{word} {outcomes[word]}" for word in ("accepted", "declined", "no reply")]
    if outcomes["invited"]:
        said.append(f"not answered yet {outcomes['invited']}")
    yield Count(
        "approached",
        "People asked to take part",
        f"{len(approaches)}: {', '.join(said)}" if approaches else "no one is recorded as asked",
        "Each approach written down, by its outcome.",
        len(approaches),
        "COREQ 11, 13",
    )
    by_snowball = [each for each in accepted if each.route == "snowball" or each.referred_by_id]
    routes = Counter("snowball" if each in by_snowball else each.route for each in accepted)
    yield Count(
        "sampling",
        "How they were chosen",
        f"{len(accepted)} who accepted: {counted(routes)}" if accepted else "no one has accepted yet",
        "The route of each approach that was accepted; someone named by another participant counts as snowball.",
        len(by_snowball),
        "COREQ 10",
    )


def _withdrawn(study: Study) -> Count:
    done = Withdrawal.objects.filter(study=study, state=Withdrawal.State.DONE).count()
    return Count(
        "withdrawn",
        "Participants who withdrew",
        str(done) if done else "none",
        "Withdrawals carried out, of whatever extent.",
        done,
        "COREQ 13",
    )


def _roles(sources: Sequence[Source]) -> Counter[str]:
    """Interviews by the role of the participant heard; one with people of two roles counts under both."""
    found: Counter[str] = Counter()
    for source in sources:
        found.update({role for _, role in _heard(source)} or {ROLE_UNKNOWN})
    return found


def _heard(source: Source) -> set[tuple[int, str]]:
    """The participants of a source, each with their role."""
    return {
        (case.participant.pk, case.participant.role_group or ROLE_UNKNOWN)
        for case in source.cases.all()
        if hasattr(case, "participant")
    }


def _small(sources: Sequence[Source]) -> tuple[str, ...]:
    people = Counter(role for _, role in set().union(*(_heard(source) for source in sources)))
    return tuple(sorted(role for role, count in people.items() if count < SHARED_BY and role != ROLE_UNKNOWN))


def _interviews(interviews: Sequence[Source], roles: Counter[str]) -> Count:
    return Count(
        "interviews",
        "Interviews",
        f"{len(interviews)}: {counted(roles)}" if interviews else "no interview yet",
        "Sources of the kind interview, by the role of the participant.",
        len(interviews),
        "COREQ 12",
    )


def _minutes(interviews: Sequence[Source]) -> Count:
    known = [source.minutes for source in interviews if source.minutes]
    if not interviews:
        says = "no interview yet"
    elif not known:
        says = "no length is written down"
    else:
        span = f"{min(known)} to {max(known)} minutes" if min(known) != max(known) else f"{known[0]} minutes"
        says = f"{span}, median {statistics.median(known):g}; known for {len(known)} of {len(interviews)}"
    return Count(
        "minutes",
        "Length of interviews",
        says,
        "Shortest, longest and median of the minutes written down.",
        float(statistics.median(known)) if known else None,
        "COREQ 21",
    )


def _again(interviews: Sequence[Source]) -> Count:
    times = Counter(pk for source in interviews for pk, _ in _heard(source))
    again = sum(count > 1 for count in times.values())
    says = f"{again} of {number(len(times), 'participant')}" if again else "none"
    return Count(
        "again",
        "Interviewed more than once",
        says if interviews else "no interview yet",
        "Participants heard in two interviews or more.",
        again,
        "COREQ 18",
    )


def _groups(groups: Sequence[Source]) -> Count:
    people = {case.pk for source in groups for case in source.cases.all() if case.kind == Case.Kind.PERSON}
    says = (
        f"{len(groups)}, with {len(people)} people"
        if people
        else f"{len(groups)}; who took part is not written down"
    )
    return Count(
        "focus_groups",
        "Focus groups",
        says if groups else "no focus group yet",
        "Sources of the kind focus group; different people among their cases.",
        len(groups),
        "COREQ 12",
    )


def _observed(notes: Sequence[Source]) -> Count:
    total = sum(note.hours or 0 for note in notes)
    unknown = sum(note.hours is None for note in notes)
    by_capacity: Counter[str] = Counter()
    for note in notes:
        by_capacity[note.get_capacity_display().lower() or "capacity not written down"] += note.hours or 0  # type: ignore[assignment]
    if not notes:
        says = "no observation yet"
    elif unknown == len(notes):
        says = f"{number(len(notes), 'field note')}; no hours are written down"
    else:
        split = ", ".join(f"{word} {hours_in_words(hours)}" for word, hours in by_capacity.items() if hours)
        says = f"{hours_in_words(total)} hours in {number(len(notes), 'field note')}: {split}"
        if unknown:
            says += f"; hours not written down for {unknown} of {len(notes)}"
    return Count(
        "observed",
        "Observation",
        says,
        "Hours written down with field notes, by the capacity in which the observer was there.",
        float(total) if notes else None,
        "COREQ 20",
    )


def _documents(documents: Sequence[Source]) -> Count:
    says = str(len(documents)) if documents else "no document yet"
    return Count("documents", "Documents", says, "Sources of the kind document.", len(documents))


def _transcribed(sources: Sequence[Source]) -> Count:
    texts = current_texts(Source.objects.filter(pk__in=[each.pk for each in sources])).aggregate(
        texts=Number("pk"), words=Sum("words")
    )
    says = f"{texts['texts']} of {number(len(sources), 'source')}, {texts['words'] or 0:,} words"
    return Count(
        "texts",
        "Texts ready for analysis",
        says if sources else "no source yet",
        "Sources with a pseudonymised text, and the words of its newest version.",
        texts["texts"],
        "COREQ 19",
    )


def _guides(versions: Sequence[GuideVersion]) -> Count:
    guides = len({each.guide_id for each in versions})
    says = (
        f"{number(len(versions), 'version')} of {number(guides, 'guide')}"
        if versions
        else "no guide is recorded"
    )
    return Count(
        "guides", "Guides", says, "Versions of interview and observation guides.", len(versions), "COREQ 17"
    )


def _told(study: Study, by: Person) -> Count:
    told = Counter(
        FeedbackEntry.Response(response).label.lower() if response else "not noted yet"
        for response in FeedbackEntry.objects.visible_to(by)
        .filter(study=study)
        .values_list("response", flat=True)
    )
    says = f"{told.total()}: {counted(told)}" if told else "none is written down"
    return Count(
        "told",
        "Points told while the study ran",
        says,
        "Entries of the feedback log, by the response.",
        told.total(),
    )
