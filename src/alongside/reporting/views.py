"""The page of a study's reports: what they hold, writing them, fetching them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.access.roles import Permission
from alongside.core.errors import DomainError
from alongside.findings.queries.places import study_of
from alongside.jobs.models import Job
from alongside.reporting.content.methods import methods
from alongside.reporting.study_report import (
    MEDIA_TYPES,
    ask_for_report,
    fetch_report,
    report_of,
    reports_of,
    write_study_report,
)
from alongside.study.models import Study

NAMES = {"docx": "Word", "pdf": "PDF"}
# Why a job failed, by the kind that is kept of it; its words are not kept.
REASONS = {
    "name-in-report": "A name that this study hides stands in the report. Try again to see where.",
    "conflict": "Somebody took consent back, or words were taken out, while it was written. Write it again.",
    "refused": "You may no longer write this study's report.",
    "worker-lost": "The work was interrupted three times. Tell whoever runs this installation.",
}


@require_safe
def study(request: HttpRequest, slug: str) -> HttpResponse:
    """What a report would hold today, with the numbers of its methods section."""
    return _page(request, study_of(request.user, slug, Permission.EXPORT_REPORT))  # type: ignore[arg-type]


@require_POST
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a report; its progress has a page of its own."""
    about = study_of(request.user, slug, Permission.EXPORT_REPORT)  # type: ignore[arg-type]
    try:
        asked = ask_for_report(study=about, form=request.POST.get("form", ""), by=request.user)  # type: ignore[arg-type]
    except DomainError as problem:
        return _page(request, about, problem)
    return redirect("reporting:job", slug=slug, guid=asked.guid)


@require_POST
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """The report in the answer itself, where no worker runs."""
    about = study_of(request.user, slug, Permission.EXPORT_REPORT)  # type: ignore[arg-type]
    form = request.POST.get("form", "")
    try:
        content = write_study_report(study=about, form=form, by=request.user)  # type: ignore[arg-type]
    except DomainError as problem:
        return _page(request, about, problem)
    return as_file(about, form, content)


@require_safe
def job(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """How far a report is; htmx asks for the same piece again until it is done."""
    about = study_of(request.user, slug, Permission.EXPORT_REPORT)  # type: ignore[arg-type]
    found = report_of(about, request.user, guid)  # type: ignore[arg-type]
    context = _about(about) | {"report": _shown(found), "title": f"{NAMES[found.arguments['form']]} report"}
    context["crumbs"].append({"label": context["title"]})
    template = (
        "reporting/progress.html" if request.headers.get("HX-Request") == "true" else "reporting/job.html"
    )
    return render(request, template, context)


@require_safe
def download(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    about = study_of(request.user, slug, Permission.EXPORT_REPORT)  # type: ignore[arg-type]
    found = report_of(about, request.user, guid)  # type: ignore[arg-type]
    return as_file(about, found.arguments["form"], fetch_report(job=found, by=request.user))  # type: ignore[arg-type]


def as_file(about: Study, form: str, content: bytes) -> HttpResponse:
    """A report as a file to keep, named by study and day."""
    name = f"{about.slug}-{timezone.localdate().isoformat()}.{form}"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _page(request: HttpRequest, about: Study, problem: DomainError | None = None) -> HttpResponse:
    found = methods(about, request.user)  # type: ignore[arg-type]
    context = {
        **_about(about),
        "title": "Reports",
        "first_line": "The methods in numbers, the framework, and the findings with the quotes that may be published today.",
        "methods": found,
        "reports": [_shown(each) for each in reports_of(about, request.user)],  # type: ignore[arg-type]
        "problem": problem,
    }
    context["crumbs"].append({"label": "Reports"})
    return render(request, "reporting/study.html", context, status=problem.status if problem else 200)


def _about(about: Study) -> dict[str, Any]:
    crumbs = [{"label": about.name, "url": reverse("coding:home", args=[about.slug])}]
    return {"study": about, "crumbs": crumbs, "reports_url": reverse("reporting:study", args=[about.slug])}


def _shown(job: Job) -> dict[str, Any]:
    """A report under way or done, as the pages show it."""
    return {
        "job": job,
        "form": NAMES[job.arguments["form"]],
        "going_on": job.state in {Job.State.WAITING, Job.State.RUNNING},
        "done": job.state == Job.State.DONE,
        "reason": REASONS.get(job.error_kind, "Something went wrong. Tell whoever runs this installation.")
        if job.state == Job.State.FAILED
        else "",
    }
