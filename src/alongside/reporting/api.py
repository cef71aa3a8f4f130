"""The study report over REST."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from alongside.access.roles import Permission
from alongside.findings.queries.places import study_of
from alongside.reporting.study_report import write_study_report
from alongside.reporting.views import as_file

router = Router(tags=["reports"])


@router.post(
    "/studies/{slug}/reports", summary="Write the study report, as Word or PDF", response={200: None}
)
def write_report(request: HttpRequest, slug: str, form: Literal["docx", "pdf"] = "docx") -> HttpResponse:
    """The file itself. Quotes are those whose speakers agree to publication now; the export is audited."""
    study = study_of(request.user, slug, Permission.EXPORT_REPORT)  # type: ignore[arg-type]
    return as_file(study, form, write_study_report(study=study, form=form, by=request.user))  # type: ignore[arg-type]
