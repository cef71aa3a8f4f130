"""The research team's pages: the list of findings, one finding with its chain, writing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid
from alongside.findings import actions, steps
from alongside.findings.forms import FindingForm
from alongside.findings.models import FindingVersion, Release
from alongside.findings.queries.places import finding_of, study_of
from alongside.findings.queries.whole import coder_names, findings_list, loop_days, stations, whole
from alongside.ui.forms import show_problem


@require_safe
def listing(request: Request, slug: str) -> HttpResponse:
    """All findings of a study and where each is in the loop."""
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    found = findings_list(study)
    return render(
        request,
        "findings/list.html",
        {
            "title": "Findings",
            "study": study,
            "findings": found,
            "days": loop_days(study) if found else {},
            "may_write": check(request.user, Permission.WRITE_FINDINGS, study).ok,
            "may_manage": check(request.user, Permission.GRANT_ROLES, study).ok,
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    """Write a finding down; its evidence is added next."""
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.WRITE_FINDINGS, study)
    form = FindingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            words = {name: form.cleaned_data[name] for name in ("statement", "level", "valence")}
            try:
                found = actions.record_finding(study=study, by=request.user, **words)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                return redirect("findings:evidence", slug, found.number)
        status = 422
    crumbs = [{"label": "Findings", "url": reverse("findings:list", args=[slug])}, {"label": "New"}]
    context = {
        "title": "A new finding",
        "first_line": "Write what the evidence seems to say. It stays a draft of the research team until you release it.",
        "crumbs": crumbs,
        "form": form,
        "verb": "Write it down",
        "cancel_url": reverse("findings:list", args=[slug]),
    }
    return render(request, "findings/form.html", context, status=status)


@require_safe
def finding(request: Request, slug: str, number: int) -> HttpResponse:
    """One finding: the statement, the chain, what it rests on, how it was read, what was decided and what came of it."""
    found = finding_of(request.user, slug, number)
    chain = whole(found)
    may_write = check(request.user, Permission.WRITE_FINDINGS, found).ok
    may_release = check(request.user, Permission.RELEASE, found).ok
    linked = bool(
        may_release and found.state == found.State.INTERPRETED and found.study.collaboratives.exists()
    )
    step = steps.next_step(chain, may_write=may_write, may_release=may_release, linked=linked)
    return render(
        request,
        "findings/finding.html",
        {
            "title": f"Finding {number}",
            "study": found.study,
            "finding": found,
            "chain": chain,
            "version": chain.version,
            "stations": stations(chain),
            "step": step,
            "line": steps.first_line(chain, step),
            "about": coder_names(chain),
            "may_write": may_write,
            "may_release": may_release,
            "may_decide": check(request.user, Permission.DECIDE_STUDY, found).ok
            and not any(one.collaborative_id for one in chain.releases),
            "audiences": Release.Audience.choices,
            "more_quotes": len(chain.quotes) > 3,
        },
    )


@require_http_methods(["GET", "POST"])
def edit(request: Request, slug: str, number: int) -> HttpResponse:
    """Change a version that nobody was shown yet, or write the next one."""
    found = finding_of(request.user, slug, number)
    require(request.user, Permission.WRITE_FINDINGS, found)
    version = found.versions.order_by("-number").first()
    assert version is not None
    again = version.releases.exists()
    first = {
        "statement": version.statement,
        "level": version.level,
        "valence": version.valence,
        "revision": version.revision,
    }
    form = FindingForm(request.POST or None, initial=first)
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _save(found, version, again, form, request)
            except Conflict as problem:
                status, conflict = 409, problem
                form = FindingForm(
                    initial={**problem.mine, "revision": version.revision}
                )  # what was typed is kept, over the newest revision
            except Invalid as problem:
                show_problem(form, problem)
            else:
                return redirect("findings:finding", slug, number)
    here = reverse("findings:finding", args=[slug, number])
    context = {
        "title": f"Finding {number}, version {version.number + 1}" if again else f"Change finding {number}",
        "first_line": (
            f"Version {version.number} was released and stays as it was read; its evidence is taken along."
            if again
            else f"Version {version.number} was shown to nobody yet. What it said before is kept."
        ),
        "crumbs": [
            {"label": "Findings", "url": reverse("findings:list", args=[slug])},
            {"label": f"Finding {number}", "url": here},
            {"label": "Write"},
        ],
        "form": form,
        "verb": f"Write version {version.number + 1}" if again else "Save",
        "cancel_url": here,
        "conflict": conflict,
    }
    return render(request, "findings/form.html", context, status=status)


def _save(found, version: FindingVersion, again: bool, form: FindingForm, request: Request) -> None:
    words = {name: form.cleaned_data[name] for name in ("statement", "level", "valence")}
    if again:
        actions.new_version(finding=found, by=request.user, **words)
        messages.success(request, f"Version {version.number + 1} is written. Release it when it is ready.")
    else:
        actions.edit_finding(
            finding=found,
            revision=form.cleaned_data["revision"] or version.revision,
            by=request.user,
            **words,
        )


@require_POST
def withdraw(request: Request, slug: str, number: int) -> HttpResponse:
    found = finding_of(request.user, slug, number)
    actions.withdraw_finding(finding=found, by=request.user)
    messages.success(request, f"Finding {number} was withdrawn; no audience sees it any more.")
    return redirect("findings:finding", slug, number)
