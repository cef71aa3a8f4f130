"""Background work: `enqueue` from an action, `run` in the worker, `reap` for what a killed worker left behind.

A job names an action by its dotted path and carries ids, never words. The action is called with `job=` besides its
arguments and reports progress through `progress(job, done, total)`.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from alongside.accounts.models import Person
from alongside.audit.models import Via
from alongside.audit.record import plain, record, through
from alongside.core.errors import DomainError, Invalid
from alongside.jobs.models import Job

log = logging.getLogger(__name__)
SILENT_FOR = dt.timedelta(
    minutes=2
)  # a running job that has not been heard of for so long has lost its worker
TRIES = 3


def runs_in_background(action: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an action as one that a job may run; no other dotted path is ever called."""
    action.runs_in_background = True  # type: ignore[attr-defined]
    return action


def enqueue(action: Callable[..., Any], *, by: Person, **arguments: Any) -> Job:
    """Ask for an action to be run in the background, once the transaction around has been committed."""
    if not getattr(action, "runs_in_background", False):
        raise ValueError(f"{action.__qualname__} is not marked as running in the background.")
    job = Job.objects.create(
        action=f"{action.__module__}.{action.__qualname__}",
        arguments={name: plain(value, name) for name, value in arguments.items()},
        by=by,
    )
    record("job.ask", by=by, thing=job)
    transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


@task()
def run_job(pk: int) -> None:
    run(pk)


def run(pk: int) -> Job:
    """Run one job here and now. Errors are kept by their kind, without their words."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).select_related("by").get(pk=pk)
        if job.state in {Job.State.DONE, Job.State.RUNNING}:
            return job
        job.state, job.tries, job.heartbeat = Job.State.RUNNING, job.tries + 1, timezone.now()
        job.save(update_fields=["state", "tries", "heartbeat"])
    action = import_string(job.action)
    if not getattr(action, "runs_in_background", False):
        raise Invalid("That is not background work.")
    try:
        with through(Via.JOB):
            result = action(job=job, by=job.by, **job.arguments)
        job.state, job.result = Job.State.DONE, result or {}
    except DomainError as problem:
        job.state, job.error_kind = Job.State.FAILED, problem.kind
    except Exception as problem:
        log.error("job %s failed: %s", job.pk, type(problem).__name__)
        job.state, job.error_kind = Job.State.FAILED, type(problem).__name__
    job.finished = timezone.now()
    job.save(update_fields=["state", "result", "error_kind", "finished"])
    return job


def progress(job: Job, done: int, total: int) -> None:
    """Say how far it is; this is also the sign of life."""
    job.done, job.total, job.heartbeat = done, total, timezone.now()
    job.save(update_fields=["done", "total", "heartbeat"])


def reap(now: dt.datetime | None = None) -> int:
    """Give work back that a killed worker left running; after three tries it has failed. Returns how many were found."""
    now = now or timezone.now()
    lost = Job.objects.filter(state=Job.State.RUNNING).filter(
        models.Q(heartbeat=None) | models.Q(heartbeat__lt=now - SILENT_FOR)
    )
    found = 0
    for job in lost:
        found += 1
        if job.tries >= TRIES:
            job.state, job.error_kind, job.finished = Job.State.FAILED, "worker-lost", now
            job.save(update_fields=["state", "error_kind", "finished"])
        else:
            job.state = Job.State.WAITING
            job.save(update_fields=["state"])
            run_job.enqueue(job.pk)
    return found
