"""After a backup was restored: deleting again what it brought back."""

from __future__ import annotations

from django.db import models, transaction
from django.utils.dateparse import parse_datetime

from alongside.audit.record import record
from alongside.study.models import Participant, Withdrawal
from alongside.study.withdrawal import erasures
from alongside.study.withdrawal.afterwards import scrub
from alongside.study.withdrawal.steps import carry_out


@transaction.atomic
def replay() -> int:
    """Carry out again what the erasure list holds and the restored backup does not know of. Gives how many it were."""
    count = 0
    touched: set[type[models.Model]] = set()
    for line in erasures.read():
        if Withdrawal.objects.filter(guid=line["withdrawal"], state=Withdrawal.State.DONE).exists():
            continue
        participant = (
            Participant.objects.filter(guid=line["participant"]).select_related("case__study__scope").first()
        )
        if participant is None:
            continue
        study = participant.case.study
        erasure = carry_out(participant, line["extent"], None)
        done, _ = Withdrawal.objects.update_or_create(
            guid=line["withdrawal"],
            defaults={
                "study": study,
                "participant_guid": line["participant"],
                "extent": line["extent"],
                "state": Withdrawal.State.DONE,
                "done_at": parse_datetime(line.get("at", "")),
                "counts": dict(erasure.counts),
            },
        )
        record("withdrawal.replay", by=None, thing=done, extent=line["extent"], counts=done.counts)
        touched |= erasure.touched
        count += 1
    if count:
        transaction.on_commit(lambda: scrub(touched), robust=True)
    return count
