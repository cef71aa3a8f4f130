"""Undoing and redoing, actions like any other."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding import guards
from alongside.coding.actions.rounds import require_not_submitted
from alongside.coding.actions.staleness import mark_stale
from alongside.coding.models import Change, Code, Coding, Layer, Round
from alongside.coding.places import Ground, grounds
from alongside.coding.undo.states import KINDS, State
from alongside.core.errors import Refused
from alongside.study.models import Coder, Source, SourceText, Study

States = Mapping[str, Mapping[str, State]]


@dataclass(frozen=True)
class Waiting:
    """What undo and redo would do now, in the words of the act; None where there is nothing."""

    undo: str | None
    redo: str | None


def waiting(person: Person, study: Study, visit: uuid.UUID) -> Waiting:
    back, forth = _last(person, study, visit), _next(person, study, visit)
    return Waiting(back.verb if back else None, forth.verb if forth else None)


@transaction.atomic
def undo(*, study: Study, visit: uuid.UUID, by: Person) -> Change:
    """Put back what the last act of this visit changed. Refused, with what stands in the way, if it was changed since."""
    require(by, Permission.CODE, study)
    change = _last(by, study, visit)
    if change is None:
        raise Refused("There is nothing left of this visit to undo.")
    _put(change, change.after, change.before, by)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    record("coding.undo", by=by, thing=study, change=change.pk, act=change.verb)
    return change


@transaction.atomic
def redo(*, study: Study, visit: uuid.UUID, by: Person) -> Change:
    """Do again what was undone last."""
    require(by, Permission.CODE, study)
    change = _next(by, study, visit)
    if change is None:
        raise Refused("There is nothing to redo.")
    _put(change, change.before, change.after, by)
    change.undone_at = None
    change.save(update_fields=["undone_at"])
    record("coding.redo", by=by, thing=study, change=change.pk, act=change.verb)
    return change


def _last(person: Person, study: Study, visit: uuid.UUID) -> Change | None:
    return (
        Change.objects.filter(person=person, study=study, visit=visit, undone_at=None).order_by("-pk").first()
    )


def _next(person: Person, study: Study, visit: uuid.UUID) -> Change | None:
    undone = Change.objects.filter(person=person, study=study, visit=visit, undone_at__isnull=False)
    return undone.order_by("pk").first()


def _put(change: Change, now: States, wanted: States, by: Person) -> None:
    study = change.study
    if change.source is not None:
        Source.objects.select_for_update(of=("self",)).get(pk=change.source.pk)
    _require_allowed(change, now, wanted, by)
    _require_untouched(study, now)
    _require_free(study, now, wanted)
    _require_unused(change, now, wanted, by)
    touched = _codings(study, now)
    try:
        with transaction.atomic():
            for kind in reversed(KINDS):
                for key, state in wanted.get(kind, {}).items():
                    if state is None:
                        KINDS[kind].put(study, key, None, by)
            for kind, each in KINDS.items():
                there = {key: state for key, state in wanted.get(kind, {}).items() if state is not None}
                for key, state in _parents_first(there).items():
                    each.put(study, key, state, by)
    except IntegrityError:
        raise Refused(
            "Something else lies in that place now.", "Look at what was coded since, and change it by hand."
        ) from None
    except LookupError:
        raise Refused(
            "The words that stood there are not kept any more.", "A withdrawal or a redaction took them."
        ) from None
    moved = touched + _codings(study, wanted)
    grounds_of = grounds(Source.objects.filter(pk__in={coding.source_id for coding in moved}))
    for coding in moved:
        if coding.layer.round_id is not None:
            continue
        ground = grounds_of.get(coding.source_id, Ground())
        mark_stale(ground.cases(coding.start, coding.end), [coding.code_id])


def _require_allowed(change: Change, now: States, wanted: States, by: Person) -> None:
    """Only what one could do by hand now: not to a round that is over, nor to another's coding without the right to it, nor to
    places of a text that is not the current one any more."""
    states = [
        state for all_ in (now, wanted) for state in all_.get("coding", {}).values() if state is not None
    ]
    for round_ in Round.objects.filter(layer__in={state["layer_id"] for state in states}):
        require_not_submitted(round_, by)
    coders = {state["coder_id"] for state in states}
    others = Coder.objects.filter(pk__in=coders).exclude(person=by).exists()
    if others and not check(by, Permission.MANAGE_STUDY, change.study):
        raise Refused("This is another coder's.", "Add your own coding, or talk it through.")
    notes = [state for all_ in (now, wanted) for state in all_.get("note", {}).values() if state is not None]
    places = {state["source_id"] for state in states}
    places |= {state["source_id"] for state in notes if state["start"] is not None}
    if SourceText.objects.filter(source__in=places, at__gt=change.at).exists():
        raise Refused("The text was changed since.", "Look at it, and change the coding by hand.")


def _require_untouched(study: Study, now: States) -> None:
    names = {
        "coding": "coding",
        "note": "note",
        "cell": "cell",
        "entry": "code",
        "step": "step of the framework",
    }
    for kind, keys in now.items():
        if KINDS[kind].states(study, list(keys)) != keys:
            raise Refused(
                f"A {names[kind]} that this would change was changed since.",
                "Look at it, and change it by hand.",
            )


def _require_free(study: Study, now: States, wanted: States) -> None:
    places = ("start", "end", "code_id")
    for key, state in wanted.get("coding", {}).items():
        then = now["coding"][key]
        if then is not None and (state is None or any(state[each] != then[each] for each in places)):
            guards.require_free(Coding.objects.get(study=study, guid=key))


def _require_unused(change: Change, now: States, wanted: States, by: Person) -> None:
    """A change of the framework is put back only while nobody has coded with what it made.

    A round codes under a version of its own, so that what was coded in one does not stand in the way; how often others used a
    code that one does not see is not told.
    """
    codes = {
        state["code_id"]
        for states in (now, wanted)
        for state in states.get("entry", {}).values()
        if state is not None
    }
    own = set(now.get("coding", {})) | set(wanted.get("coding", {}))
    used = Coding.objects.filter(code__in=codes, at__gt=change.at).exclude(guid__in=own)
    used = used.exclude(layer__kind=Layer.Kind.ROUND)
    if codes and used.exists():
        count = used.filter(pk__in=Coding.objects.visible_to(by)).count()
        names = Code.objects.filter(pk__in=used.values("code")).values_list("entries__name", flat=True)
        raise Refused(
            f"“{names.first()}” was used since"
            + (f": {count} coding{'s' if count > 1 else ''}." if count else "."),
            "Recode or remove them first.",
        )


def _codings(study: Study, states: States) -> list[Coding]:
    return list(
        Coding.objects.filter(study=study, guid__in=list(states.get("coding", {}))).select_related(
            "source__study", "layer"
        )
    )


def _parents_first(states: Mapping[str, State]) -> dict[str, State]:
    """Codes after the themes they stand under, where both are put back."""
    done: dict[str, State] = {}

    def put(key: str) -> None:
        state = states[key]
        above = state.get("parent") if state else None
        if above is not None and above in states and above not in done:
            put(above)
        done.setdefault(key, state)

    for key in states:
        put(key)
    return done
