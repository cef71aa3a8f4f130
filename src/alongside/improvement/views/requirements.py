"""Who else asks for the same numbers, what a team still owes them, and what collecting costs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.forms.requirements import MappingForm, RequirementForm
from alongside.improvement.models import Measure, Requirement
from alongside.improvement.queries.burden import burden_of, burden_page
from alongside.improvement.queries.requirements import as_csv, for_teams, requirements_page
from alongside.improvement.queries.team import open_month
from alongside.improvement.views.places import collaborative_of, team_of
from alongside.programme.calendar import today
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "POST"])
def requirements(request: Request, slug: str) -> HttpResponse:
    """Everybody who asks, and the measures that answer; the host adds one."""
    collaborative = collaborative_of(request.user, slug)
    form = RequirementForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
        if form.is_valid():
            try:
                added = actions.add_requirement(
                    collaborative=collaborative, by=request.user, **form.cleaned_data
                )
            except Invalid as problem:
                show_problem(form, problem)
            else:
                messages.success(request, f"{added.name} is added. Choose the measures that answer it.")
                return redirect("improvement:requirement", slug, added.guid)
    context = requirements_page(request.user, collaborative)
    return render(
        request,
        "improvement/requirements.html",
        {**context, "form": form, "part": "data", "title": "Requirements", "crumbs": _crumbs(collaborative)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def requirement(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """One requirement: its days, and which measures answer it with how many cases."""
    collaborative, found = _requirement_of(request, slug, guid)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    measures = Measure.objects.filter(collaborative=collaborative, retired_on=None).prefetch_related(
        "versions"
    )
    named = [(each, max(each.versions.all(), key=lambda version: version.number).name) for each in measures]
    about = {name: getattr(found, name) for name in ("name", "kind", "starts", "ends", "note")}
    posted = request.method == "POST"
    mapping = posted and request.POST.get("do") == "map"
    form = RequirementForm(request.POST if posted and not mapping else None, initial=about)
    table = MappingForm(request.POST if mapping else None, measures=named, initial=_mapped(found))
    try:
        if mapping and table.is_valid():
            actions.map_measures(requirement=found, wanted=table.wanted(), by=request.user)
            messages.success(request, "One submission now answers what is marked.")
            return redirect("improvement:requirement", slug, guid)
        if posted and not mapping and form.is_valid():
            actions.change_requirement(requirement=found, by=request.user, **form.cleaned_data)
            messages.success(request, "The requirement is changed.")
            return redirect("improvement:requirement", slug, guid)
    except Invalid as problem:
        show_problem(table if mapping else form, problem)
    context = {
        "collaborative": collaborative,
        "requirement": found,
        "form": form,
        "table": table,
        "part": "data",
        "title": about["name"],
        "crumbs": _crumbs(collaborative, about["name"]),
    }
    status = 422 if form.errors or table.errors else 200
    return render(request, "improvement/requirement.html", context, status=status)


@require_POST
def remove(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """It is asked no more."""
    _, found = _requirement_of(request, slug, guid)
    actions.remove_requirement(requirement=found, by=request.user)
    messages.success(request, f"{found.name} is no longer asked; the numbers stay.")
    return redirect("improvement:requirements", slug)


@require_safe
def all_csv(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Every team's numbers for one requirement, in one file."""
    collaborative, found = _requirement_of(request, slug, guid)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    named = labels(request.user, collaborative)
    teams = list(collaborative.teams.select_related("collaborative").order_by("letter"))
    rows = for_teams(collaborative, teams)
    return _file(as_csv(found, rows, {pk: label.text for pk, label in named.items()}), f"{slug}-{found.guid}")


@require_safe
def team_requirements(request: Request, slug: str, letter: str) -> HttpResponse:
    """What each requirement still needs of a team, and what collecting costs it."""
    team = team_of(request.user, slug, letter)
    day = today(team.collaborative)
    period, _ = open_month(team, day)
    found = for_teams(team.collaborative, [team])[team.pk]
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "period": period,
        "found": found,
        "open_now": sum(bool(each.open_now) for each in found),
        "asking": sum(each.asks_now for each in found),
        "open_measures": {each.measure.pk for one in found for each in one.open_now},
        "burden": burden_of(team.collaborative, [team], {team.pk: team.name}),
        "part": "data",
        "title": f"What is asked of {team.name}",
        "crumbs": [
            {"label": team.collaborative.name, "url": f"/c/{slug}/"},
            {"label": f"Team {team.letter}", "url": f"/c/{slug}/teams/{team.letter}/"},
            {"label": "Requirements"},
        ],
    }
    return render(request, "improvement/team_requirements.html", context)


@require_safe
def team_csv(request: Request, slug: str, letter: str, guid: uuid.UUID) -> HttpResponse:
    """A team's numbers for one requirement, in one file to hand on."""
    team = team_of(request.user, slug, letter)
    _, found = _requirement_of(request, slug, guid)
    rows = for_teams(team.collaborative, [team])
    return _file(as_csv(found, rows, {team.pk: team.name}), f"{slug}-{team.letter}-{found.guid}")


@require_safe
def burden(request: Request, slug: str) -> HttpResponse:
    """Hours a month, where they go, and what is typed in twice."""
    collaborative = collaborative_of(request.user, slug)
    context = burden_page(request.user, collaborative)
    return render(
        request,
        "improvement/burden.html",
        {**context, "part": "data", "title": "Burden", "crumbs": _crumbs(collaborative, "Burden")},
    )


def _requirement_of(request: Request, slug: str, guid: uuid.UUID) -> tuple[Collaborative, Requirement]:
    collaborative = collaborative_of(request.user, slug)
    found = Requirement.objects.filter(collaborative=collaborative, guid=guid).first()
    if found is None:
        raise NotKnown()
    found.collaborative = collaborative
    return collaborative, found


def _mapped(requirement: Requirement) -> dict[str, object]:
    initial: dict[str, object] = {}
    for row in requirement.answers.select_related("measure"):
        key = row.measure.key
        initial |= {
            f"answers-{key}": True,
            f"least-{key}": row.least_cases,
            f"again-{key}": row.entered_again,
        }
    return initial


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _crumbs(collaborative: Collaborative, last: str = "") -> list[dict[str, str]]:
    found = [
        {"label": collaborative.name, "url": f"/c/{collaborative.slug}/"},
        {"label": "Requirements", "url": f"/c/{collaborative.slug}/requirements/"},
    ]
    return [*found, {"label": last}] if last else [found[0], {"label": "Requirements"}]
