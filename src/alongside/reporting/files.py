"""Report files that wait to be fetched: a day at most, and never longer than the words in them may be shown."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from alongside.coding.words import Words
from alongside.jobs.models import Job
from alongside.study.models import Consent, Source, SourceText, Study, Withdrawal
from alongside.study.withdrawal import Erasure

KEPT_FOR = dt.timedelta(days=1)


def folder() -> Path:
    return Path(settings.FILES_FOLDER) / "reports"


def folder_of(study_id: int) -> Path:
    """A study's own folder, so that its reports can be removed without asking anything else."""
    return folder() / str(study_id)


def path_of(job: Job) -> Path:
    """Where the report of a job is, once it is written."""
    return folder_of(int(job.arguments["study"])) / f"{job.guid}.{job.arguments['form']}"


def keep(job: Job, content: bytes) -> Path:
    """Write a report where it can be fetched; the file is there whole or not at all."""
    target = path_of(job)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_suffix(".new")
    beside.write_bytes(content)
    beside.chmod(0o600)
    beside.replace(target)
    return target


def remove_old(now: dt.datetime | None = None) -> int:
    """Remove report files older than a day. Gives how many."""
    before = ((now or timezone.now()) - KEPT_FOR).timestamp()
    old = [path for path in folder().glob("*/*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def remove_all(study_id: int) -> None:
    """Remove every report file of a study."""
    shutil.rmtree(folder_of(study_id), ignore_errors=True)


def taken_back_since(study: Study, when: dt.datetime) -> bool:
    """Whether somebody withdrew, or said no to something, or words were taken out, after this moment."""
    redacted = SourceText.objects.filter(
        source__study=study, change=SourceText.Change.REDACTION, at__gte=when
    )
    return (
        redacted.exists()
        or Consent.objects.filter(participant__case__study=study, value=False, at__gte=when).exists()
        or Withdrawal.objects.filter(study=study, state=Withdrawal.State.DONE, done_at__gte=when).exists()
    )


def after_withdrawal(erasure: Erasure) -> None:
    """Words are being deleted: no report that may hold them stays, once that is certain (a preview is taken back)."""
    transaction.on_commit(partial(remove_all, erasure.participant.case.study_id))


def after_redaction(source: Source, words: Words) -> list[str]:
    """Words were taken out of a source: no report that may hold them stays."""
    transaction.on_commit(partial(remove_all, source.study_id))
    return []


def after_consent(sender: type[Consent], instance: Consent, **_: Any) -> None:
    """Somebody said no to a purpose: reports written under the earlier yes go, whether they were fetched or not."""
    if not instance.value:
        transaction.on_commit(partial(remove_all, instance.participant.case.study_id))
