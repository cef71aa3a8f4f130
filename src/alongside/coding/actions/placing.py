"""Putting codings in their places: one over what overlaps, under the version in hand, in one's own name."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from alongside.accounts.models import Person
from alongside.coding import guards
from alongside.coding.actions.rounds import open_round_for, require_not_submitted
from alongside.coding.actions.staleness import any_fresh, mark_stale
from alongside.coding.models import CellLink, Code, CodeEntry, Coding, FrameworkVersion, Layer, Note
from alongside.coding.places import Ground, PlaceNow, cases_at, ground_of, hold, newest_text
from alongside.coding.undo.memory import made, touch
from alongside.coding.versions import Carrier, code_of, steps_of, version_in_hand
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.core.framework import Fate
from alongside.core.text import Span, check_span
from alongside.study.actions.studies import coder_of
from alongside.study.models import Coder, Source

BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A coding that can be made."""

    span: Span
    code: Code
    coder: Coder
    valence: str
    important: bool
    guid: uuid.UUID | None = None


class Placing:
    """A source made ready for coding: its text, the version in hand (a blind round's, in one), the sheet one codes on."""

    def __init__(self, source: Source, by: Person | None) -> None:
        hold(source)  # one coder after the other, so that two overlapping codings meet
        self.source = source
        self.by = by
        self.source_text = newest_text(source)
        self.place_now = PlaceNow(self.source_text)
        layers = list(Layer.objects.filter(study=source.study_id, round__closed_at=None))
        in_rounds = any(layer.round_id for layer in layers)
        blind_round = open_round_for(source, by) if in_rounds else None
        version = blind_round.version if blind_round else version_in_hand(source.study)
        if version is None:
            raise Invalid("There is no framework to code with yet.", "Start a draft and add a code.")
        self.version: FrameworkVersion = version
        if blind_round is not None:
            require_not_submitted(blind_round, by)
            self.layer = blind_round.layer
        else:
            own = next((layer for layer in layers if layer.kind == Layer.Kind.OWN), None)
            self.layer = own or Layer.objects.get_or_create(study=source.study, kind=Layer.Kind.OWN)[0]
        self.me = coder_of(self.source.study, by)
        self.now = timezone.now()
        self.absorbed: list[int] = []
        self._usable: set[int] = set()

    @cached_property
    def _ground(self) -> Ground:
        return ground_of(self.source)

    def sent_before(self, guid: uuid.UUID) -> Coding | None:
        """A coding that came with this guid already; nobody else's guid is taken."""
        found = Coding.objects.filter(study=self.source.study_id, guid=guid).first()
        if found is not None and (
            found.source_id != self.source.pk or found.coder.person_id != (self.by and self.by.pk)
        ):
            raise NotKnown()
        return found

    def checked(
        self,
        *,
        start: int,
        end: int,
        code: Code | CodeEntry,
        valence: str = "",
        important: bool = False,
        coder: Coder | None = None,
        graphemes: bool = False,
        guid: uuid.UUID | None = None,
        text: int | None = None,
    ) -> Wanted:
        """What is asked for, once it can be made; raises what stands against it."""
        start, end = self.place_now(start, end, text)
        span = check_span(self.source_text.text, start, end, graphemes)
        code = code_of(code)
        self._require_usable(code)
        return Wanted(span, code, self._coder(coder), checked_valence(valence), important, guid)

    def place(self, wanted: Wanted) -> Coding:
        """Make one coding, one with what it overlaps."""
        whole, overlapping = self._lying_over(wanted)
        if overlapping:
            coding = self._grow(overlapping, whole, wanted.valence, wanted.important)
        else:
            coding = self._new(wanted)
            coding.save(force_insert=True)
            coding.study, coding.source, coding.version = self.source.study, self.source, self.version
            coding.code, coding.coder, coding.layer = wanted.code, wanted.coder, self.layer
            made(coding)
        if self.layer.round_id is None and any_fresh(coding.code_id):
            mark_stale(cases_at(self.source_text, coding.start, coding.end), [coding.code_id])
        return coding

    def place_many(self, many: Sequence[Wanted]) -> list[Coding]:
        """Make all of these, each one with what it overlaps; gives what there is of them afterwards."""
        alike: dict[tuple[int, int], list[Wanted]] = defaultdict(list)
        for each in many:
            alike[each.code.pk, each.coder.pk].append(each)
        lying: dict[tuple[int, int], list[Coding]] = defaultdict(list)
        here = Coding.objects.filter(source=self.source, layer=self.layer, code__in={key[0] for key in alike})
        for coding in here.order_by("pk"):
            lying[coding.code_id, coding.coder_id].append(coding)
        fresh: list[Coding] = []
        found: list[Coding] = []
        for key, those in alike.items():
            for cluster, beneath in _clusters(those, lying[key]):
                whole = Span(
                    min([*(one.span.start for one in cluster), *(one.start for one in beneath)]),
                    max([*(one.span.end for one in cluster), *(one.end for one in beneath)]),
                )
                valence = next((one.valence for one in reversed(cluster) if one.valence), "")
                important = any(one.important for one in cluster)
                if beneath:
                    found.append(self._grow(beneath, whole, valence, important))
                else:
                    first = cluster[0]
                    new = Wanted(whole, first.code, first.coder, valence, important, first.guid)
                    fresh.append(self._new(new))
        Coding.objects.bulk_create(fresh, batch_size=BATCH)
        for coding in fresh:
            made(coding)
        found += fresh
        self._mark(found)
        return found

    def _new(self, wanted: Wanted) -> Coding:
        # by ids, since there may be many thousands
        return Coding(
            study_id=self.source.study_id, source_id=self.source.pk, start=wanted.span.start, end=wanted.span.end,
            code_id=wanted.code.pk, version_id=self.version.pk, coder_id=wanted.coder.pk, layer_id=self.layer.pk,
            valence=wanted.valence, important=wanted.important, guid=wanted.guid or uuid.uuid4(), at=self.now,
            changed_at=self.now,
        )  # fmt: skip

    def _lying_over(self, wanted: Wanted) -> tuple[Span, list[Coding]]:
        """The codings that become one with a new one, and the stretch of all: one may reach to the next."""
        whole = wanted.span
        alike = Coding.objects.filter(
            source=self.source.pk, code=wanted.code.pk, coder=wanted.coder.pk, layer=self.layer.pk
        )
        while True:
            found = list(
                alike.filter(start__lt=whole.end, end__gt=whole.start)
                .order_by()
                .values_list("pk", "start", "end")
            )
            if not found:
                return whole, []
            grown = Span(
                min(whole.start, *(start for _, start, _ in found)),
                max(whole.end, *(end for *_, end in found)),
            )
            if grown == whole:
                return whole, list(alike.filter(pk__in=[pk for pk, *_ in found]).order_by("pk"))
            whole = grown

    def _mark(self, codings: Iterable[Coding]) -> None:
        """Mark the cells over what was coded, once for all of it; no cell rests on what a round coded."""
        if self.layer.round_id is not None:
            return
        by_code: dict[int, set[int]] = defaultdict(set)
        for coding in codings:
            by_code[coding.code_id] |= self._ground.cases(coding.start, coding.end)
        for code, cases in by_code.items():
            mark_stale(cases, [code])

    def _grow(self, overlapping: list[Coding], whole: Span, valence: str, important: bool) -> Coding:
        kept, *others = overlapping
        touch(*overlapping)
        for each in overlapping:
            if Span(each.start, each.end) != whole:
                guards.require_free(each)
        for other in others:
            self.absorbed.append(other.pk)
            kept.important = kept.important or other.important
            absorb(other, kept)
        kept.start, kept.end = whole.start, whole.end
        kept.valence = valence or kept.valence
        kept.important = kept.important or important
        kept.changed_at = self.now
        kept.save(update_fields=["start", "end", "valence", "important", "changed_at"])
        return kept

    def _require_usable(self, code: Code) -> None:
        if code.pk in self._usable:
            return
        if code.study_id != self.source.study_id:
            raise NotKnown()
        entry = CodeEntry.objects.filter(version=self.version.pk, code=code.pk).order_by()
        for name, codable in entry.values_list("name", "codable"):
            if codable:
                self._usable.add(code.pk)
                return
            raise Invalid(f"“{name}” holds codes and is not one to code with.", "Choose a code below it.")
        raise self._not_in_version(code)

    def _not_in_version(self, code: Code) -> Invalid:
        names = dict(self.version.entries.values_list("code_id", "name"))
        carried = Carrier(steps_of(self.source.study), self.version.number)(code.pk, 0)
        number = self.version.number
        if carried.fate is Fate.KEPT and carried.code in names:
            return Invalid(f"That code became “{names[carried.code]}” in version {number}.", "Use that one.")
        if carried.fate is Fate.OPEN:
            parts = " or ".join(f"“{names[part]}”" for part in carried.parts if part in names)
            return Invalid(
                f"That code was split in version {number}.", f"Use {parts}." if parts else "Choose another."
            )
        return Invalid(f"That code is not in version {number}: it was retired.", "Choose another code.")

    def _coder(self, coder: Coder | None) -> Coder:
        if coder is None:
            if self.me is None:
                raise Invalid("Nobody is named as the coder.", "Say who coded.")
            return self.me
        if coder.study_id != self.source.study_id:
            raise NotKnown()
        if coder.person_id is not None and self.by is not None and coder.person_id != self.by.pk:
            raise Refused("One codes in one's own name only.")
        return coder


def _clusters(
    wanted: Sequence[Wanted], lying: Sequence[Coding]
) -> Iterable[tuple[list[Wanted], list[Coding]]]:
    """What overlaps, together: those asked for, in the order in which they were, with what lies there already."""
    stretches = [(each.span.start, each.span.end, number, True) for number, each in enumerate(wanted)]
    stretches += [(each.start, each.end, number, False) for number, each in enumerate(lying)]
    asked: list[int] = []
    there: list[int] = []
    reach = -1
    for start, end, number, new in sorted(stretches):
        if start >= reach and asked:
            yield [wanted[place] for place in sorted(asked)], [lying[place] for place in sorted(there)]
        if start >= reach:
            asked, there = [], []
        (asked if new else there).append(number)
        reach = max(reach, end)
    if asked:
        yield [wanted[place] for place in sorted(asked)], [lying[place] for place in sorted(there)]


def checked_valence(valence: str) -> str:
    if valence and valence not in Coding.Valence.values:
        raise Invalid(
            "That is no way for a quote to bear on improvement.",
            f"Choose one of {', '.join(Coding.Valence.values)}, or none.",
            fields={"valence": "Choose one, or none."},
        )
    return valence


def absorb(gone: Coding, into: Coding) -> None:
    """One coding becomes part of another, and so does what hangs on it."""
    Note.objects.filter(coding=gone).update(coding=into)
    already = set(CellLink.objects.filter(coding=into).values_list("cell", flat=True))
    CellLink.objects.filter(coding=gone).exclude(cell__in=already).update(coding=into)
    guards.absorb(gone, into)
    gone.delete()
