"""The programme's side: findings released to a collaborative, what is decided there, and what is done."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.findings import actions
from alongside.findings.forms import DecisionForm
from alongside.findings.models import Finding, Release
from alongside.findings.queries.places import (
    action_of,
    collaborative_of,
    decision_of,
    programme_release_of,
    programme_releases,
)
from alongside.findings.queries.programme import decisions_for, programme_finding
from alongside.findings.queries.whole import Station
from alongside.findings.views.deciding import adding, reviewing, rewriting
from alongside.ui.forms import show_problem
from alongside.ui.templatetags.ui import day


@require_safe
def listing(request: Request, slug: str) -> HttpResponse:
    """The findings released to this collaborative that this person is among the audience of."""
    collaborative = collaborative_of(request.user, slug)
    releases = list(programme_releases(collaborative, request.user))
    seen: dict[int, Release] = {}
    for one in releases:  # released to the programme and to its teams, it is one finding still
        version = one.finding_version
        if version is not None:
            seen.setdefault(version.finding_id, one)
    context = {
        "title": "Findings",
        "collaborative": collaborative,
        "releases": list(seen.values()),
        "may_decide": check(request.user, Permission.DECIDE, collaborative).ok,
        "to_decide": sum(
            one.finding_version is not None
            and one.finding_version.finding.state == Finding.State.WITH_PROGRAMME
            for one in seen.values()
        ),
    }
    return render(request, "findings/programme.html", context)


@require_http_methods(["GET", "POST"])
def finding(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A finding as far as the programme may see it; who decides here records the decision on it."""
    release = programme_release_of(request.user, slug, guid)
    found = _finding(release)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        assert release.collaborative is not None
        require(request.user, Permission.DECIDE, release.collaborative)
        if form.is_valid():
            try:
                actions.decide(finding=found, by=request.user, **form.cleaned_data)
            except Invalid as problem:
                show_problem(form, problem)
            else:
                return redirect(_back(slug, guid, "decided"))
    page = programme_finding(release, request.user)
    context = {
        "title": f"Finding {found.number}",
        "collaborative": release.collaborative,
        "release": release,
        "finding": found,
        "page": page,
        "shown": page.shown,
        "stations": _stations(page),
        "form": form,
        "may_decide": page.may_decide and not page.shown.hidden_because,
        "waits": found.state == Finding.State.WITH_PROGRAMME,
    }
    return render(
        request, "findings/programme_finding.html", context, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "POST"])
def rewrite(request: Request, slug: str, guid: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    release = programme_release_of(request.user, slug, guid)
    row = decision_of(_finding(release), decision)
    _check_ours(request, release, row.pk)
    return rewriting(request, row, _back(slug, guid, "decided"), _crumbs(slug, guid, release))


@require_http_methods(["GET", "POST"])
def add_action(request: Request, slug: str, guid: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    release = programme_release_of(request.user, slug, guid)
    row = decision_of(_finding(release), decision)
    _check_ours(request, release, row.pk)
    return adding(request, row, _back(slug, guid, "decided"), _crumbs(slug, guid, release))


@require_http_methods(["GET", "POST"])
def review(request: Request, slug: str, guid: uuid.UUID, action: uuid.UUID) -> HttpResponse:
    release = programme_release_of(request.user, slug, guid)
    row = action_of(_finding(release), action)
    if row.owner_id == request.user.pk:
        _known(release, row.decision_id)
    else:
        _check_ours(request, release, row.decision_id)
    return reviewing(request, row, _back(slug, guid, "next"), _crumbs(slug, guid, release))


def _check_ours(request: Request, release: Release, decision: int) -> None:
    """What another collaborative decided about the same finding is not known here."""
    _known(release, decision)
    assert release.collaborative is not None
    require(request.user, Permission.DECIDE, release.collaborative)


def _known(release: Release, decision: int) -> None:
    if not decisions_for(release).filter(pk=decision).exists():
        raise NotKnown()


def _finding(release: Release) -> Finding:
    assert release.finding_version is not None
    return release.finding_version.finding


def _crumbs(slug: str, guid: uuid.UUID, release: Release) -> list[dict[str, str]]:
    return [
        {"label": "Findings", "url": reverse("findings:programme", args=[slug])},
        {
            "label": f"Finding {_finding(release).number}",
            "url": reverse("findings:programme_finding", args=[slug, guid]),
        },
    ]


def _back(slug: str, guid: uuid.UUID, where: str) -> str:
    return f"{reverse('findings:programme_finding', args=[slug, guid])}#{where}"


def _stations(page) -> list[Station]:
    """The chain as far as the programme sees it: the matrix is the study's own."""
    shown, decisions = page.shown, page.decisions
    done = [one for one in page.actions if one.state != one.State.OPEN]
    counted = [
        f"{len(shown.quotes)} quote{'' if len(shown.quotes) == 1 else 's'}" if shown.quotes else "",
        f"{len(shown.charts)} chart{'' if len(shown.charts) == 1 else 's'}" if shown.charts else "",
    ]
    answered = f"{page.answered} of the committee" if page.tallies else "by the study's committee"
    return [
        Station(
            "Evidence", ", ".join(one for one in counted if one) or "kept in the study", "reached", "#rests"
        ),
        Station("Matrix", "kept in the study", "reached", ""),
        Station("Released", f"to the {page.release.audience}, {day(page.release.at)}", "reached", "#rests"),
        Station("Interpreted", answered, "reached" if page.tallies else "", "#read"),
        Station(
            "Decided", day(decisions[-1].on) if decisions else "", "reached" if decisions else "", "#decided"
        ),
        Station(
            "What happened next",
            f"{len(done)} of {len(page.actions)} done" if page.actions else "",
            "reached" if page.actions and len(done) == len(page.actions) else ("under-way" if done else ""),
            "#next",
        ),
    ]
