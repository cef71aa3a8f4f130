"""A withdrawal's way: previewed, proposed by one person, confirmed by another, done."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid, Refused
from alongside.study.actions.consents import write_consent
from alongside.study.models import Consent, Participant, Withdrawal
from alongside.study.withdrawal import deed, erasures
from alongside.study.withdrawal.afterwards import scrub

QUOTED = ("quote", "share", "publish", "archive")
FORM = "withdrawal"

_DONE = {
    "deleted": "deleted",
    "blanked": "blanked",
    "rewrite": "hidden until rewritten",
    "cut": "without this speaker's words",
    "changed": "changed",
    "recorded": "recorded",
}


class _TakenBack(Exception):
    """Ends a preview: what it did is rolled back."""


def preview(*, participant: Participant, extent: str, by: Person | None) -> dict[str, int]:
    """What the withdrawal would touch, counted by doing it and taking it back: what is foretold is what will happen.

    Keys are model and what happens to it ("coding.deleted", "matrixcell.rewrite"); `in_words` says them for people.
    """
    if not check(by, Permission.CONFIRM_WITHDRAWAL, participant):
        require(by, Permission.WITHDRAW, participant)
    _check_extent(extent)
    counts: dict[str, int] = {}
    try:
        with transaction.atomic():
            again = Participant.objects.select_related("case__study__scope").get(pk=participant.pk)
            counts = dict(carry_out(again, extent, by).counts)
            raise _TakenBack
    except _TakenBack:
        return counts


@transaction.atomic
def propose(*, participant: Participant, extent: str, by: Person | None) -> Withdrawal:
    """Ask for a withdrawal; nothing happens until a second person confirms it."""
    require(by, Permission.WITHDRAW, participant)
    _check_extent(extent)
    study = participant.case.study
    if Withdrawal.objects.filter(participant_guid=participant.guid, state=Withdrawal.State.PROPOSED).exists():
        raise Invalid("A withdrawal of this participant waits already.", "Confirm that one, or cancel it.")
    withdrawal = Withdrawal.objects.create(
        study=study, participant_guid=participant.guid, extent=extent, proposed_by=by
    )
    record("withdrawal.propose", by=by, thing=withdrawal, participant=participant.pk, extent=extent)
    return withdrawal


@transaction.atomic
def cancel(*, withdrawal: Withdrawal, by: Person | None) -> Withdrawal:
    """Take a proposed withdrawal back, because it was a mistake or the participant changed their mind."""
    if not check(by, Permission.CONFIRM_WITHDRAWAL, withdrawal):
        require(by, Permission.WITHDRAW, withdrawal)
    withdrawal = _locked(withdrawal)
    withdrawal.state = Withdrawal.State.CANCELLED
    withdrawal.save(update_fields=["state"])
    record("withdrawal.cancel", by=by, thing=withdrawal)
    return withdrawal


@transaction.atomic
def confirm(*, withdrawal: Withdrawal, by: Person | None) -> Withdrawal:
    """Confirm what somebody else proposed, and do it. What is left of it are ids, dates and counts."""
    require(by, Permission.CONFIRM_WITHDRAWAL, withdrawal)
    withdrawal = _locked(withdrawal)
    if by is None or withdrawal.proposed_by_id == by.pk:
        raise Refused(
            "You proposed this withdrawal; a second person confirms it.",
            "Ask another researcher or the second coder, or add one to the study.",
        )
    participant = participant_of(withdrawal)
    if participant is None:
        raise Invalid("This participant is not here any more.", "Cancel this withdrawal.")
    erasure = carry_out(participant, withdrawal.extent, by)
    withdrawal.state = Withdrawal.State.DONE
    withdrawal.confirmed_by, withdrawal.done_at = by, timezone.now()
    withdrawal.counts = dict(erasure.counts)
    withdrawal.save(update_fields=["state", "confirmed_by", "done_at", "counts"])
    record("withdrawal.done", by=by, thing=withdrawal, extent=withdrawal.extent, counts=withdrawal.counts)
    transaction.on_commit(erasures.write)
    # the deed is done and listed by then: a database that cannot tidy up now must not make it look undone
    transaction.on_commit(
        lambda: scrub(erasure.touched), robust=True
    )  # a partial has no name to be logged by
    return withdrawal


def carry_out(participant: Participant, extent: str, by: Person | None) -> deed.Erasure:
    """Do it; inside the caller's transaction."""
    if extent == Withdrawal.Extent.DELETE_ALL:
        return deed.delete_all(participant, by)
    if extent == Withdrawal.Extent.NO_QUOTES:
        erasure = deed.Erasure(participant, by)
        _say_no(erasure, QUOTED)
        return erasure
    erasure = (
        deed.delete_unanalysed(participant, by)
        if extent == Withdrawal.Extent.KEEP_ANALYSED
        else deed.Erasure(participant, by)
    )
    _say_no(erasure, ("take_part", "record", "recontact"))
    return erasure


def _say_no(erasure: deed.Erasure, purposes: tuple[str, ...]) -> None:
    """No to each purpose from today on: in general, and for each source about which yes was said."""
    participant, today = erasure.participant, timezone.localdate()
    said = Consent.objects.filter(participant=participant, purpose__in=purposes)
    special = [one for one in said.exclude(source=None).select_related("source") if one.source and one.value]
    about = {(one.purpose, one.source_id): one.source for one in special}
    for purpose in purposes:
        write_consent(
            participant=participant, purpose=purpose, value=False, on=today, form=FORM, by=erasure.by
        )
    for (purpose, _), source in about.items():
        write_consent(
            participant=participant,
            purpose=purpose,
            value=False,
            on=today,
            form=FORM,
            source=source,
            by=erasure.by,
        )
    erasure.count(Consent, "recorded", len(purposes) + len(about))


def participant_of(withdrawal: Withdrawal) -> Participant | None:
    """The participant whose withdrawal this is, while they are here."""
    return (
        Participant.objects.select_related("case__study__scope")
        .filter(guid=withdrawal.participant_guid, case__study=withdrawal.study)
        .first()
    )


def in_words(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Counts as (what, what happened, how many): ("codings", "deleted", 41), the most telling first."""
    names = {model._meta.model_name: model._meta for model in apps.get_models()}
    order = list(_DONE)
    said = []
    for key, number in counts.items():
        kind, _, what = key.partition(".")
        meta = names.get(kind)
        word = kind if meta is None else str(meta.verbose_name if number == 1 else meta.verbose_name_plural)
        said.append((word, _DONE.get(what, what), number, order.index(what) if what in order else len(order)))
    return [(word, what, number) for word, what, number, _ in sorted(said, key=lambda one: (one[3], one[0]))]


def _check_extent(extent: str) -> None:
    if extent not in Withdrawal.Extent.values:
        raise Invalid(
            "That is no extent of a withdrawal.", f"Choose one of {', '.join(Withdrawal.Extent.values)}."
        )


def _locked(withdrawal: Withdrawal) -> Withdrawal:
    found = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    if found.state != Withdrawal.State.PROPOSED:
        raise Conflict(f"This withdrawal is {found.state} already.", "Reload the page.")
    return found
