"""Background work: marked actions only, ids only, and nothing is lost with a worker."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from alongside.core.errors import Refused
from alongside.jobs import work
from alongside.jobs.models import Job

pytestmark = pytest.mark.django_db


@work.runs_in_background
def count_to(*, job, by, number):
    for done in range(number):
        work.progress(job, done + 1, number)
    return {"counted": number}


@work.runs_in_background
def refuse(*, job, by):
    raise Refused("Ruth Okafor said no.")


@work.runs_in_background
def break_down(*, job, by):
    raise RuntimeError("Ruth Okafor's words")


def unmarked(*, job, by):
    raise AssertionError("never called")


def test_a_job_runs_and_says_how_far_it_is(outsider):
    job = work.run(work.enqueue(count_to, by=outsider, number=3).pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (Job.State.DONE, 3, 3, {"counted": 3})


def test_only_marked_actions_run(outsider):
    with pytest.raises(ValueError, match="not marked"):
        work.enqueue(unmarked, by=outsider)


def test_words_cannot_be_passed_as_arguments(outsider):
    with pytest.raises(ValueError, match="looks like prose"):
        work.enqueue(count_to, by=outsider, number="a sentence of somebody's")


@pytest.mark.parametrize(("action", "kind"), [(refuse, "refused"), (break_down, "RuntimeError")])
def test_a_failure_keeps_its_kind_and_none_of_its_words(outsider, action, kind, caplog):
    job = work.run(work.enqueue(action, by=outsider).pk)
    assert (job.state, job.error_kind) == (Job.State.FAILED, kind)
    assert "Ruth" not in str(list(Job.objects.values())) + caplog.text


def test_a_job_runs_once(outsider):
    job = work.enqueue(count_to, by=outsider, number=1)
    work.run(job.pk)
    assert work.run(job.pk).tries == 1


def test_work_of_a_killed_worker_is_given_back_and_fails_after_three_tries(outsider):
    job = work.enqueue(count_to, by=outsider, number=1)
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat=long_ago, tries=1)
    assert work.reap() == 1
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat=long_ago, tries=3)
    work.reap()
    job.refresh_from_db()
    assert (job.state, job.error_kind) == (Job.State.FAILED, "worker-lost")


def test_a_job_that_was_heard_of_just_now_is_left_alone(outsider):
    job = work.enqueue(count_to, by=outsider, number=1)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat=timezone.now())
    assert work.reap() == 0
