"""Taking a participant's words out of everything: the study's own part, and the place where later apps do theirs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.deletion import Collector
from django.db.models.fields.reverse_related import ForeignObjectRel

from alongside.access.models import Revision
from alongside.accounts.models import Person
from alongside.core.errors import Invalid
from alongside.core.pseudonyms import Replacement, carry
from alongside.core.text import Span
from alongside.core.text import turns as turns_of
from alongside.study import vault
from alongside.study.models import (
    Approach,
    Case,
    IdentifiedText,
    Identity,
    Participant,
    Pseudonym,
    Source,
    SourceText,
    Turn,
    VariableValue,
)
from alongside.study.naming import spellings
from alongside.study.withdrawal.reach import Reached, reached_from

REMOVED = "Removed when a participant withdrew."


@dataclass(frozen=True)
class Cut:
    """A source shared with others, out of whose current text this speaker's turns are taken.

    `spans` are the stretches that go, as places of the text before. `carry(start, end)` is where a place of that text is
    afterwards, without what was cut out of it; None if nothing is left of it.
    """

    source: Source
    spans: tuple[Span, ...]

    def carry(self, start: int, end: int) -> Span | None:
        place = carry([Span(start, end)], self._replacements())[0].span
        return place if place.start < place.end else None

    def _replacements(self) -> list[Replacement]:
        gone, made = 0, []
        for span in self.spans:
            made.append(Replacement(span.start, span.end, span.start - gone, span.start - gone))
            gone += len(span)
        return made


@dataclass
class Erasure:
    """One deletion under way, as the functions that `touches` registered are given it.

    Nothing is deleted or cut yet when they are called: rows can still be followed to their source and participant. They
    run inside the same transaction, the last registered first, so that findings come before the codings they rest on.

    `sources` are deleted whole right afterwards, with all that cascades from them; of those in `cuts` the current text is
    replaced by one without `spans`: whoever keeps places in a text moves them with `Cut.carry`, and deletes those for which
    it gives None. `reached` lists the rows whose words rest on the participant, alone or with others.

    What no function settles is done afterwards without knowing what it means: content fields of rows that rest on this
    participant alone are blanked (with REMOVED where they may not be empty), and rows that rest on several people get
    `needs_rewrite`, or are blanked where their model has no such field. `settled` says that rows need none of this;
    `count` adds to the numbers that the preview and the certificate show; the earlier revisions of all rows reached or
    deleted go too, and `forget` adds others.
    """

    participant: Participant
    by: Person | None
    sources: tuple[Source, ...] = ()
    cuts: tuple[Cut, ...] = ()
    reached: tuple[Reached, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    touched: set[type[models.Model]] = field(default_factory=set)
    _settled: dict[type[models.Model], set[int]] = field(default_factory=dict)
    _revisions: dict[str, set[UUID]] = field(default_factory=dict)

    def count(self, model: type[models.Model], what: str, number: int) -> None:
        """Add to the numbers: `what` is deleted, blanked, rewrite, cut or changed."""
        if number:
            self.counts[f"{model._meta.model_name}.{what}"] += number
            self.touched.add(model)

    def settled(self, model: type[models.Model], keys: Iterable[int]) -> None:
        """These rows are done; leave them as they are now."""
        self._settled.setdefault(model, set()).update(keys)

    def forget(self, model: type[models.Model], guids: Iterable[UUID]) -> None:
        """Delete the earlier revisions of these rows too."""
        self._revisions.setdefault(model._meta.model_name or "", set()).update(guids)

    def rows(self, model: type[models.Model]) -> tuple[frozenset[int], frozenset[int]]:
        """Keys of the model's rows that rest on the participant alone, and with others."""
        mine = [each for each in self.reached if each.model is model]
        shared = frozenset().union(*(each.shared for each in mine))
        return frozenset().union(*(each.alone for each in mine)) - shared, shared


Touch = Callable[[Erasure], None]
_touches: list[Touch] = []


def touches(function: Touch) -> Touch:
    """Register what an app does when a participant's words are deleted; call it from `AppConfig.ready`. See `Erasure`."""
    if function not in _touches:
        _touches.append(function)
    return function


def delete_all(participant: Participant, by: Person | None) -> Erasure:
    """Take everything of a participant out; inside the caller's transaction."""
    case = participant.case
    whole, cuts, kept = _sort_sources(case, _held(case))
    erasure = Erasure(participant, by, tuple(whole), tuple(cuts), tuple(reached_from(participant)))
    for each in erasure.reached:
        if hasattr(each.model, "guid"):
            rows = each.model._base_manager.filter(pk__in=each.alone | each.shared)
            erasure.forget(each.model, {row.guid for row in rows})
    for touch in reversed(_touches):
        touch(erasure)
    for cut in cuts:
        _cut(erasure, cut, case)
    for source in (*kept, *(cut.source for cut in cuts)):
        _leave_shared(erasure, source, cut=source not in kept)
    # That somebody was asked and answered stays as a number; when and who does not.
    Approach.objects.filter(participant=participant).update(participant=None, invited_on=None)
    _forget_names(erasure)
    _delete(erasure, [*whole, case])
    _sweep(erasure)
    _forget(erasure)
    return erasure


def delete_unanalysed(participant: Participant, by: Person | None) -> Erasure:
    """Take out the participant's sources on which nothing rests yet; of shared ones, this speaker's turns."""
    case = participant.case
    sources = _held(case)
    used = analysed(sources)
    whole, cuts, kept = _sort_sources(case, [source for source in sources if source.pk not in used])
    erasure = Erasure(participant, by, tuple(whole), tuple(cuts))
    for cut in cuts:
        _cut(erasure, cut, case)
    for source in (*kept, *(cut.source for cut in cuts)):
        _leave_shared(erasure, source, cut=source not in kept)
    _delete(erasure, whole)
    _forget(erasure)
    return erasure


def _held(case: Case) -> list[Source]:
    """The sources in which a participant is heard, held until this is done: nobody codes meanwhile on a text that is cut."""
    heard = Source.objects.filter(Q(cases=case) | Q(texts__turns__case=case)).values("pk")
    return list(Source.objects.select_for_update(of=("self",)).filter(pk__in=heard).order_by("pk"))


def analysed(sources: Iterable[Source]) -> set[int]:
    """Ids of the sources on which something of a later app rests: codings, notes, feedback."""
    used: set[int] = set()
    for relation in Source._meta.get_fields(include_hidden=True):
        if (
            not isinstance(relation, ForeignObjectRel)
            or relation.related_model._meta.app_label == Source._meta.app_label
            or not getattr(relation.related_model, "is_analysis", True)
        ):
            continue
        name = relation.field.name
        used |= set(
            relation.related_model._base_manager.filter(**{f"{name}__in": sources}).values_list(
                name, flat=True
            )
        )
    return used


def _sort_sources(case: Case, sources: Iterable[Source]) -> tuple[list[Source], list[Cut], list[Source]]:
    """Sources that are this participant's alone; those to cut; and those where nothing says which words are theirs."""
    whole, cuts, kept = [], [], []
    for source in {source.pk: source for source in sources}.values():
        people = Case.objects.filter(
            Q(sources=source) | Q(turns__source_text__source=source), participant__isnull=False
        )
        if not people.exclude(pk=case.pk).exists():
            whole.append(source)
        elif spans := _spans(source, case):
            cuts.append(Cut(source, spans))
        else:
            kept.append(source)
    return whole, cuts, kept


def _spans(source: Source, case: Case) -> tuple[Span, ...]:
    """This speaker's turns in the current text, each to where the next one begins."""
    text = source.texts.order_by("-number").first()
    if text is None:
        return ()
    turns = list(text.turns.order_by("index"))
    ends = [turn.start for turn in turns[1:]] + [len(text.text)]
    return tuple(
        Span(turn.start, end) for turn, end in zip(turns, ends, strict=True) if turn.case_id == case.pk
    )


def _cut(erasure: Erasure, cut: Cut, case: Case) -> None:
    """Replace the current text by one without the spans, and drop the versions that still hold them."""
    old = cut.source.texts.order_by("-number").first()
    assert old is not None, "the spans were taken from it"
    left, done = [], 0
    for span in cut.spans:
        left.append(old.text[done : span.start])
        done = span.end
    turns = list(old.turns.order_by("index"))
    stays = [turn for turn in turns if turn.case_id != case.pk]
    earlier = cut.source.texts.filter(number__lt=old.number)
    erasure.count(SourceText, "deleted", earlier.count())
    new = SourceText.objects.create(
        source=cut.source,
        number=old.number + 1,
        text="".join([*left, old.text[done:]]),
        words=0,
        reason="a speaker who withdrew was taken out",
        by=erasure.by,
    )
    shift = carry(
        [Span(turn.start, turn.body) for turn in stays] + [Span(turn.body, turn.end) for turn in stays],
        cut._replacements(),
    )
    heads, bodies = shift[: len(stays)], shift[len(stays) :]
    Turn.objects.bulk_create(
        Turn(
            source_text=new, index=index, start=head.span.start, body=body.span.start, end=body.span.end,
            speaker=turn.speaker, case_id=turn.case_id, at_ms=turn.at_ms,
        )
        for index, (turn, head, body) in enumerate(zip(stays, heads, bodies, strict=True))
    )  # fmt: skip
    new.words = sum(turn.words for turn in turns_of(new.text))
    new.save(update_fields=["words"])
    gone = [turn.index for turn in turns if turn.case_id == case.pk]
    _cut_identified(erasure, cut.source, gone, len(turns))
    erasure.count(Turn, "deleted", len(gone))
    erasure.count(SourceText, "cut", 1)
    earlier.delete()
    old.delete()
    cut.source.cases.remove(case)


def _cut_identified(erasure: Erasure, source: Source, gone: list[int], turns: int) -> None:
    """The same turns of the text in the vault; the whole of it if it does not have the same turns any more."""
    kept = IdentifiedText.objects.filter(source=source).first()
    if kept is None:
        return
    values = vault.unseal_record(kept.sealed)
    text, found = values["text"], list(turns_of(values["text"]))
    if len(found) != turns:
        kept.delete()
        erasure.count(IdentifiedText, "deleted", 1)
        return
    ends = [turn.start for turn in found[1:]] + [len(text)]
    for index in reversed(gone):
        text = text[: found[index].start] + text[ends[index] :]
    kept.sealed = vault.seal_record({**values, "text": text})
    kept.save(update_fields=["sealed"])
    erasure.count(IdentifiedText, "cut", 1)


def _leave_shared(erasure: Erasure, source: Source, *, cut: bool) -> None:
    """A source that others are heard in stays, without a title that may speak of one of them, and waits to be rewritten
    where it holds prose of which nobody can tell whose words it rests on."""
    source.title = source.get_kind_display()
    source.needs_rewrite = bool(source.reflection) or not cut
    source.save(update_fields=["title", "needs_rewrite"])
    if not cut:
        source.cases.remove(erasure.participant.case)
        # its identified text holds names that nothing could take out
        IdentifiedText.objects.filter(source=source, source__texts__isnull=False).delete()
    erasure.count(Source, "rewrite" if source.needs_rewrite else "changed", 1)


def _forget_names(erasure: Erasure) -> None:
    """Lines of the register that name this participant though nobody linked them to one: their pseudonym stands for the
    name, or the name is one that the vault holds of them."""
    case = erasure.participant.case
    own = case.name.casefold()
    names = _names_of(erasure.participant)
    going = [
        line.pk
        for line in Pseudonym.objects.filter(study=case.study, participant=None)
        if line.replacement.strip("[]").casefold() == own or _opened(line.sealed).casefold() in names
    ]
    erasure.count(Pseudonym, "deleted", Pseudonym.objects.filter(pk__in=going).delete()[0])


def _names_of(participant: Participant) -> set[str]:
    kept = Identity.objects.filter(participant=participant).first()
    values = json.loads(_opened(kept.sealed) or "{}") if kept else {}
    return {word.casefold() for column, value in values.items() for word in spellings(column, str(value))}


def _opened(sealed: bytes | memoryview) -> str:
    """What is sealed; nothing where no key here opens it, since that must not keep anybody from withdrawing."""
    try:
        return vault.unseal(sealed).decode()
    except Invalid:
        return ""


def _delete(erasure: Erasure, rows: Iterable[models.Model]) -> None:
    """Delete rows with all that cascades from them, counted, and remember whose revisions go too."""
    for row in rows:
        collector = Collector(using=row._state.db or "default", origin=row)
        collector.collect([row])
        for model, instances in collector.data.items():
            _note_deleted(erasure, model, list(instances))
        for queryset in collector.fast_deletes:
            if not queryset.model._meta.auto_created:
                _note_deleted(erasure, queryset.model, list(queryset.all()))
        row.delete()


def _note_deleted(erasure: Erasure, model: type[models.Model], instances: list[models.Model]) -> None:
    erasure.count(model, "deleted", len(instances))
    if hasattr(model, "guid"):
        erasure.forget(model, {instance.guid for instance in instances})  # type: ignore[attr-defined]


_OWN = (Source, SourceText, IdentifiedText, VariableValue)


def _sweep(erasure: Erasure) -> None:
    """What no app has settled: blank what rested on this participant alone, set aside what rests on others too."""
    for each in erasure.reached:
        if each.model in _OWN:
            continue
        done = erasure._settled.get(each.model, set())
        rows = each.model._base_manager.filter(pk__in=(each.alone | each.shared) - done)
        waits = "needs_rewrite" in {found.name for found in each.model._meta.fields}
        alone = rows.filter(pk__in=each.alone) if waits else rows
        blank = {name: _empty(each.model, name) for name in each.fields}
        held = Q()
        for name, value in blank.items():
            held |= ~Q(**{name: value})
        more = {"needs_rewrite": True} if waits else {}
        erasure.count(each.model, "blanked", alone.filter(held).update(**blank, **more))
        if waits:
            erasure.count(
                each.model,
                "rewrite",
                rows.filter(pk__in=each.shared, needs_rewrite=False).update(needs_rewrite=True),
            )


def _empty(model: type[models.Model], name: str) -> object:
    """What a field holds when its words are gone."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, models.JSONField):
        return field.get_default()
    if isinstance(field, models.BinaryField):
        return b""
    return "" if field.blank else REMOVED


def _forget(erasure: Erasure) -> None:
    for kind, guids in erasure._revisions.items():
        erasure.count(Revision, "deleted", Revision.objects.filter(kind=kind, guid__in=guids).delete()[0])
