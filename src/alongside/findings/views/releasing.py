"""Before a release: who would see what; then the release itself, its end, and the close of the reading."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.coding.models import FrameworkVersion
from alongside.core.errors import Conflict, DomainError, Invalid, NotKnown
from alongside.findings import actions
from alongside.findings.forms import Day, ReleaseForm
from alongside.findings.models import Evidence, FindingVersion, Release
from alongside.findings.queries.places import finding_of, release_of, study_of
from alongside.study.days import day
from alongside.study.models import GuideVersion
from alongside.ui.forms import as_number, show_problem


@require_http_methods(["GET", "POST"])
def release(request: Request, slug: str, number: int) -> HttpResponse:
    """The preview of a release, and its confirmation. What is ticked here is what the preview shows."""
    found = finding_of(request.user, slug, number)
    require(request.user, Permission.RELEASE, found)
    version = found.versions.order_by("-number").first()
    assert version is not None
    version.finding = found
    given = request.POST if request.method == "POST" else request.GET
    audience = given.get("audience", Release.Audience.COMMITTEE)
    if audience not in Release.Audience.values:
        raise NotKnown("That is no audience.", "Go back to the finding.")
    form = ReleaseForm(
        request.POST or None, study=found.study, audience=audience, initial={"audience": audience}
    )
    left_out, allowed = _chosen(given, "left_out", version), _chosen(given, "allow", version)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            about = {name: form.cleaned_data[name] for name in form.fields}
            try:
                actions.release(
                    finding_version=version,
                    left_out=left_out,
                    allow_unconsented=allowed,
                    by=request.user,
                    **about,
                )
            except DomainError as refused:
                show_problem(form, refused)
            else:
                messages.success(request, f"Version {version.number} is with the {audience} now.")
                return redirect("findings:finding", slug, number)
    collaborative = form.cleaned_data.get("collaborative") if form.is_bound and form.is_valid() else None
    linked = list(found.study.collaboratives.all())
    problem = None
    preview = None
    try:
        preview = actions.preview_release(
            finding_version=version,
            audience=audience,
            collaborative=collaborative
            or (linked[0] if len(linked) > 1 and audience in ("programme", "teams") else None),
            left_out=left_out,
            allow_unconsented=allowed,
            attribution_level=given.get("attribution_level") or Release.Attribution.FINEST,
            by=request.user,
        )
    except Invalid as found_problem:
        problem = found_problem
    here = reverse("findings:finding", args=[slug, number])
    return render(
        request,
        "findings/release.html",
        {
            "title": f"Release finding {number} to the {audience}",
            "first_line": f"Version {version.number}. This is what the {audience} would read; nothing is shown until you release it.",
            "crumbs": [
                {"label": "Findings", "url": reverse("findings:list", args=[slug])},
                {"label": f"Finding {number}", "url": here},
                {"label": "Release"},
            ],
            "finding": found,
            "version": version,
            "audience": audience,
            "audiences": Release.Audience.choices,
            "form": form,
            "preview": preview,
            "problem": problem,
            "allowed": {one.pk for one in allowed},
            "here": here,
        },
        status=status,
    )


def _chosen(given: QueryDict, name: str, version: FindingVersion) -> list[Evidence]:
    guids = []
    for value in given.getlist(name):
        try:
            guids.append(uuid.UUID(value))
        except ValueError:
            raise NotKnown("That is no evidence of this finding.", "Reload the page.") from None
    return list(version.evidence.filter(guid__in=guids)) if guids else []


@require_POST
def end(request: Request, slug: str, number: int, guid: uuid.UUID) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    actions.end_release(release=release_of(found.study, guid), by=request.user)
    messages.success(request, "The release has ended; that audience sees it no longer.")
    return redirect("findings:finding", slug, number)


@require_POST
def close(request: Request, slug: str, number: int) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    actions.close_interpretation(finding=found, by=request.user)
    messages.success(request, "The interpretation is closed; the committee now sees all answers.")
    return redirect("findings:finding", slug, number)


@require_http_methods(["GET", "POST"])
def ask(request: Request, slug: str) -> HttpResponse:
    """Ask the committee what it thinks of a version of the framework or of an interview guide."""
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.RELEASE, study)
    published = (FrameworkVersion.State.PUBLISHED, FrameworkVersion.State.REVIEW)
    frameworks = FrameworkVersion.objects.filter(framework__study=study, state__in=published).order_by(
        "-number"
    )
    guides = (
        GuideVersion.objects.filter(guide__study=study)
        .select_related("guide")
        .order_by("guide__name", "-number")
    )
    problem: DomainError | None = None
    if request.method == "POST":
        kind, _, pk = request.POST.get("thing", "").partition("-")
        try:
            until = day(request.POST.get("until", ""), "until")
            if kind == "framework" and (row := frameworks.filter(pk=as_number(pk) or 0).first()):
                actions.release_framework(framework_version=row, until=until, by=request.user)
            elif kind == "guide" and (one := guides.filter(pk=as_number(pk) or 0).first()):
                actions.release_guide(guide_version=one, until=until, by=request.user)
            else:
                raise Invalid("Nothing was chosen.", "Choose a framework or a guide.")
        except (Invalid, Conflict) as found:
            problem = found
        else:
            messages.success(request, "The committee has it now.")
            return redirect("findings:list", slug)
    return render(
        request,
        "findings/ask.html",
        {
            "title": "Ask the committee",
            "first_line": "It reads and comments; examples quoted in the framework stay behind.",
            "crumbs": [
                {"label": "Findings", "url": reverse("findings:list", args=[slug])},
                {"label": "Ask the committee"},
            ],
            "study": study,
            "frameworks": frameworks,
            "guides": guides,
            "problem": problem,
            "until": Day().render("until", request.POST.get("until"), {"id": "until"}),
        },
        status=422 if problem else 200,
    )
