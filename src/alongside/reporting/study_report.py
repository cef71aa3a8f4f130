"""Writing the study report: at once, or in the background into a file that waits to be fetched."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.jobs.models import Job
from alongside.jobs.work import enqueue, progress, runs_in_background
from alongside.reporting import files
from alongside.reporting.content.gathering import gather
from alongside.reporting.content.values import StudyReport
from alongside.reporting.outline import outline
from alongside.reporting.pdf import pdf
from alongside.reporting.word import word
from alongside.study.hidden_names import refuse_names
from alongside.study.models import Study

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
STEPS = 3


def write_study_report(*, study: Study, form: str, by: Person | None) -> bytes:
    """The study report as a Word document ("docx") or PDF ("pdf"), audited with its counts and hash.

    Raises NameWouldLeave where a name from the vault stands in what would be exported.
    """
    # Not one transaction: setting pages takes seconds, and the one row written is the audit's, at the end.
    report = _checked(study, form, by)
    assert by is not None
    return _written(report, study, form, by)


@transaction.atomic
def ask_for_report(*, study: Study, form: str, by: Person | None) -> Job:
    """Ask for the report to be written in the background; names are looked for now, while somebody can read the answer."""
    _checked(study, form, by)
    assert by is not None
    return enqueue(build_report_job, by=by, study=study.pk, form=form)


@runs_in_background
def build_report_job(*, job: Job, by: Person | None, study: int, form: str) -> dict[str, Any]:
    """Write the report into a file for the one who asked. It does not outlive a withdrawal that came in between."""
    about = Study.objects.select_related("scope").filter(pk=study).first()
    if about is None or by is None:
        raise NotKnown()
    began = timezone.now()
    progress(job, 0, STEPS)
    report = _checked(about, form, by)
    progress(job, 1, STEPS)
    content = _written(report, about, form, by)
    progress(job, 2, STEPS)
    files.remove_old()
    target = files.keep(job, content)
    # Looked for after the file is there: whoever says no later removes the file themselves.
    if files.taken_back_since(about, began):
        target.unlink(missing_ok=True)
        raise Conflict(
            "Somebody took consent back, or words were taken out, while the report was written.",
            "Write it again.",
        )
    progress(job, STEPS, STEPS)
    return {"form": form, "bytes": len(content), "sha256": _sha256(content)}


def fetch_report(*, job: Job, by: Person | None) -> bytes:
    """The file that a job wrote, for the one who asked for it and may still export; audited."""
    study = Study.objects.select_related("scope").filter(pk=job.arguments.get("study")).first()
    if study is None or by is None or job.by_id != by.pk:
        raise NotKnown()
    require(by, Permission.EXPORT_REPORT, study)
    try:
        content = files.path_of(job).read_bytes()
    except FileNotFoundError:
        raise NotKnown(
            "This report is no longer kept.", "Write it again; a report waits for a day at most."
        ) from None
    record("report.fetch", by=by, thing=study, form=str(job.arguments["form"]), sha256=_sha256(content))
    return content


def reports_of(study: Study, by: Person) -> list[Job]:
    """The reports of the study that this person asked for in the last day, the newest first."""
    since = timezone.now() - files.KEPT_FOR
    return list(_jobs(study, by).filter(created__gte=since).order_by("-created")[:10])


def report_of(study: Study, by: Person, guid: uuid.UUID) -> Job:
    job = _jobs(study, by).filter(guid=guid).first()
    if job is None:
        raise NotKnown("There is no such report of yours.", "Write it again.")
    return job


def _jobs(study: Study, by: Person) -> models.QuerySet[Job]:
    action = f"{build_report_job.__module__}.{build_report_job.__qualname__}"
    return Job.objects.filter(by=by, action=action, arguments__study=study.pk)


def _checked(study: Study, form: str, by: Person | None) -> StudyReport:
    require(by, Permission.EXPORT_REPORT, study)
    if form not in MEDIA_TYPES:
        raise Invalid(
            "A report is written as Word or PDF.",
            "Choose docx or pdf.",
            fields={"form": "Choose docx or pdf."},
        )
    assert by is not None
    with transaction.atomic():
        report = gather(study, by)
    refuse_names(
        study,
        report.texts(),
        "Write its pseudonym there, then write the report again. Nothing was exported.",
    )
    return report


def _written(report: StudyReport, study: Study, form: str, by: Person) -> bytes:
    printers: dict[str, Callable[..., bytes]] = {"docx": word, "pdf": pdf}
    content = printers[form](outline(report), on=report.on)
    record(
        "report.export",
        by=by,
        thing=study,
        form=form,
        findings=len(report.findings),
        quotes=report.quotes,
        left_out=report.quotes_left_out,
        bytes=len(content),
        sha256=_sha256(content),
    )
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
