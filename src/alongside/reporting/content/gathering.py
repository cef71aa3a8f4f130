"""Gathering a study's report from its records, as far as one person may see them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from alongside import __version__
from alongside.accounts.models import Person
from alongside.reporting.content.findings import findings
from alongside.reporting.content.framework import framework
from alongside.reporting.content.methods import methods
from alongside.reporting.content.values import StudyReport
from alongside.study.models import Study


def gather(study: Study, by: Person, *, on: dt.date | None = None) -> StudyReport:
    """The report as it stands today; `on` is the day printed on it."""
    found = findings(study, by)
    return StudyReport(
        title=study.name,
        questions=study.questions,
        ethics_reference=study.ethics_reference,
        controller=study.controller,
        collaboratives=tuple(study.collaboratives.order_by("name").values_list("name", flat=True)),
        on=on or timezone.localdate(),
        methods=methods(study, by),
        framework=framework(study, by),
        findings=found.findings,
        drafts_left_out=found.drafts_left_out,
        withdrawn_left_out=found.withdrawn_left_out,
        engine=__version__,
    )
