"""Numbers from a file, in four steps: choose it, say which column is which, look at what it would change, take it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import DomainError, Invalid
from alongside.core.errors import Problem as RowProblem
from alongside.improvement.forms.imports import FileForm, LayoutForm
from alongside.improvement.importing import steps, waiting
from alongside.improvement.importing.guessing import guess, remembered, samples
from alongside.improvement.importing.layout import Layout, months_across
from alongside.improvement.importing.waiting import Waiting
from alongside.improvement.models import Measure
from alongside.improvement.views.places import collaborative_of, team_of
from alongside.jobs.models import Job
from alongside.programme.models import Collaborative, Team
from alongside.ui.forms import show_problem

Whose = tuple[Collaborative, Team | None]
FAILED = {
    "invalid": "The table could not be read as you said. Look at its columns again.",
    "not-known": "The file is no longer kept. Choose it again.",
    "refused": "You may no longer send these numbers.",
    "worker-lost": "The work was interrupted three times. Tell whoever runs this installation.",
}


def whose(request: Request, slug: str, letter: str | None) -> Whose:
    """All teams, for the host; one team, for itself."""
    if letter is None:
        collaborative = collaborative_of(request.user, slug)
        require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
        return collaborative, None
    team = team_of(request.user, slug, letter, Permission.ENTER_DATA)
    return team.collaborative, team


@require_http_methods(["GET", "POST"])
def numbers(request: Request, slug: str, letter: str | None = None) -> HttpResponse:
    """Choose a file."""
    collaborative, team = whose(request, slug, letter)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = steps.begin(
                name=file.name, data=file.read(), collaborative=collaborative, team=team, by=request.user
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            return redirect(address(found, collaborative, team))
    context = {**about(collaborative, team, 1), "form": form}
    return render(request, "improvement/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def step(request: Request, slug: str, token: str, letter: str | None = None) -> HttpResponse:
    """Wherever an upload stands: its columns, what it would change, how far it is, what came of it."""
    collaborative, team = whose(request, slug, letter)
    found = waiting.find(token, collaborative=collaborative, team=team, by=request.user)
    here = address(found, collaborative, team)
    if request.method == "POST":
        doing = request.POST.get("step")
        if doing == "sheet":
            return sheet(request, found, here)
        if doing == "take" and found.preview is not None:
            only_right = request.POST.get("only") == "right"
            steps.take(
                found=found, only_right=only_right, collaborative=collaborative, team=team, by=request.user
            )
            return redirect(here)
        return columns(request, found, (collaborative, team))
    job = Job.objects.filter(guid=found.job).first() if found.job else None
    if job is not None and job.state in {Job.State.WAITING, Job.State.RUNNING}:
        return render(
            request,
            "improvement/import_progress.html",
            {**about(collaborative, team, 3), "job": job, "here": here},
        )
    if found.result is not None:
        return done(request, found, (collaborative, team))
    if job is not None and job.state == Job.State.FAILED:
        messages.error(
            request, FAILED.get(job.error_kind, "Something went wrong. Tell whoever runs this installation.")
        )
    if found.preview is None or request.GET.get("step") == "columns":
        return columns(request, found, (collaborative, team))
    context = {
        **about(collaborative, team, 3),
        "preview": found.preview,
        "problems": [RowProblem(**each) for each in found.preview["problems"]],
        "more": max(0, found.preview["refused"] - len(found.preview["problems"])),
        "right": found.preview["new"] + found.preview["corrections"] + found.preview["unchanged"],
        "changes": found.preview["new"] + found.preview["corrections"],
        "file": found.name,
        "here": here,
    }
    return render(request, "improvement/import_preview.html", context)


def sheet(request: Request, found: Waiting, here: str) -> HttpResponse:
    try:
        steps.choose_sheet(found=found, sheet=request.POST.get("sheet", ""))
    except DomainError as problem:
        messages.error(request, str(problem))
        found.sheet = ""
        found.save()
    return redirect(here)


def columns(request: Request, found: Waiting, whose_it_is: Whose) -> HttpResponse:
    """Their columns with their first values, and which of ours each is: as the last time, else as it looks."""
    collaborative, team = whose_it_is
    here = address(found, collaborative, team)
    context: dict[str, Any] = {**about(collaborative, team, 2), "found": found, "here": here}
    if len(found.sheets) > 1 and not found.sheet:
        return render(request, "improvement/import_columns.html", context)
    table = found.table()
    before = Layout.from_json(found.layout) if found.layout else remembered(collaborative, table)
    layout = before or guess(collaborative, table, team)
    ours = {theirs: name for name, theirs in layout.columns.items()}
    initial = {f"c{place}": ours.get(name, "") for place, name in enumerate(table.columns)}
    form = LayoutForm(
        request.POST if request.method == "POST" else None,
        table=table,
        team_is_known=team is not None,
        teams=[(each.letter, f"{each.letter}: {each.name}") for each in collaborative.teams.order_by("letter")],
        measures=measures_of(collaborative, team),
        initial={
            **initial, **layout.fixed, "dates": layout.dates, "commas": layout.commas, "percents": layout.percents,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            said = form.layout()
            steps.say_layout(
                found=found, layout=said, collaborative=collaborative, team=team, by=request.user
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            return redirect(here)
    months = months_across(table, set(layout.columns.values()), layout)
    context |= {
        "form": form,
        "rows": len(table.rows),
        "notes": table.notes,
        "remembered": before is not None and not found.layout,
        "columns": [
            (name, samples(table, name), form[f"c{place}"])
            for place, name in enumerate(table.columns)
            if name not in months
        ],
        "months": list(months.values()),
        "fixed": [form[name] for name in ("team", "measure") if name in form.fields],
        "answers": [form[name] for name in ("dates", "commas", "percents")],
    }
    return render(request, "improvement/import_columns.html", context, status=422 if form.errors else 200)


def done(request: Request, found: Waiting, whose_it_is: Whose) -> HttpResponse:
    collaborative, team = whose_it_is
    result = found.result or {}
    context = {
        **about(collaborative, team, 4),
        "result": result,
        "problems": [RowProblem(**each) for each in result["problems"]],
        "more": max(0, result["refused"] - len(result["problems"])),
        "file": found.name,
        "here": address(found, collaborative, team),
    }
    return render(request, "improvement/import_done.html", context)


def measures_of(collaborative: Collaborative, team: Team | None) -> list[tuple[str, str]]:
    """Measures by key and name; those that the team follows, where it is one team's upload."""
    found = Measure.objects.filter(collaborative=collaborative).prefetch_related("versions")
    if team is not None:
        found = found.filter(series__team=team)
    return [(each.key, max(each.versions.all(), key=lambda version: version.number).name) for each in found]


def address(found: Waiting, collaborative: Collaborative, team: Team | None) -> str:
    if team is None:
        return reverse("improvement:import_step", args=[collaborative.slug, found.token])
    return reverse("improvement:upload_step", args=[collaborative.slug, team.letter, found.token])


def about(collaborative: Collaborative, team: Team | None, at: int) -> dict[str, Any]:
    """What every step says of itself."""
    crumbs: list[dict[str, str]] = [{"label": collaborative.name, "url": f"/c/{collaborative.slug}/"}]
    begin = reverse("improvement:import", args=[collaborative.slug])
    if team is not None:
        crumbs.append(
            {"label": f"Team {team.letter}", "url": f"/c/{collaborative.slug}/teams/{team.letter}/"}
        )
        begin = reverse("improvement:upload", args=[collaborative.slug, team.letter])
    names = ("Choose the file", "Which column is which", "What it would change", "Done")
    return {
        "collaborative": collaborative,
        "team": team,
        "title": f"Numbers from a file: {names[at - 1].lower()}" if at > 1 else "Numbers from a file",
        "crumbs": [*crumbs, {"label": "Numbers from a file"}],
        "steps": [(number, name, number == at) for number, name in enumerate(names, 1)],
        "begin_url": begin,
        "part": "data",
    }
