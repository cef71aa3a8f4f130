"""Entering a month's numbers: each measure saves itself, errors stand at the cell."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.definitions import shares, version_for
from alongside.improvement.forms import CorrectionForm
from alongside.improvement.models import Due, MeasureVersion, Observation, Series, TickForm, TimeSpent
from alongside.improvement.periods import before, following
from alongside.improvement.periods import month as month_of
from alongside.improvement.queries.entry import first_month, months_grid
from alongside.improvement.queries.team import EntryRow, counted, entry_rows
from alongside.improvement.reading import read_number, said
from alongside.improvement.views.places import series_of, team_of
from alongside.programme.calendar import today
from alongside.ui.forms import as_number, show_problem

FIELDS = ("numerator", "denominator", "value")
COUNTED = (MeasureVersion.Sent.PROPORTION, MeasureVersion.Sent.COUNT)


def period_of(text: str) -> dt.date:
    try:
        return month_of(text)
    except Invalid:
        raise NotKnown() from None


@require_safe
def month(request: Request, slug: str, letter: str, period: str) -> HttpResponse:
    """All measures of any month, with "nothing to submit" beside each."""
    team = team_of(request.user, slug, letter, Permission.ENTER_DATA)
    first = period_of(period)
    last = before(today(team.collaborative).replace(day=1))
    rows = entry_rows(team, first)
    ticked = set(TickForm.objects.filter(measure__series__team=team).values_list("measure_id", flat=True))
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "period": first,
        "rows": rows,
        "complete": all(row.observation is not None for row in rows),
        "ticked": [row for row in rows if row.series.measure_id in ticked],
        "spent": TimeSpent.objects.filter(team=team, period=first).first(),
        "due": Due.objects.filter(collaborative=team.collaborative, period=first).first(),
        "earlier": before(first) if before(first) >= team.joined.replace(day=1) else None,
        "later": following(first) if following(first) <= last else None,
        "title": f"{first:%B %Y}, {team.name}",
        "crumbs": [
            {"label": team.collaborative.name, "url": f"/c/{slug}/"},
            {"label": f"Team {team.letter}", "url": f"/c/{slug}/teams/{letter}/"},
            {"label": f"{first:%B %Y}"},
        ],
    }
    return render(request, "improvement/month.html", context)


@require_safe
def months(request: Request, slug: str, letter: str) -> HttpResponse:
    """Several months at once: every measure in each of the last six that have begun or ended."""
    team = team_of(request.user, slug, letter, Permission.ENTER_DATA)
    last = before(today(team.collaborative).replace(day=1))
    until = period_of(request.GET["to"]) if request.GET.get("to") else last
    periods, rows = months_grid(team, min(until, last))
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "periods": periods,
        "rows": rows,
        "earlier": before(periods[0]) if periods and periods[0] > first_month(team) else None,
        "later": before(periods[-1], -len(periods)) if periods and periods[-1] < last else None,
        "title": f"Several months, {team.name}",
        "crumbs": [
            {"label": team.collaborative.name, "url": f"/c/{slug}/"},
            {"label": f"Team {team.letter}", "url": f"/c/{slug}/teams/{letter}/"},
            {"label": "Several months"},
        ],
        "part": "data",
    }
    return render(request, "improvement/months.html", context)


@require_POST
def minutes(request: Request, slug: str, letter: str, period: str) -> HttpResponse:
    """Say how long a month's numbers took; answers with the piece it stands in."""
    team = team_of(request.user, slug, letter, Permission.ENTER_DATA)
    first = period_of(period)
    typed, problem, spent = request.POST.get("minutes", "").strip(), "", None
    if typed or not request.htmx:  # type: ignore[attr-defined]
        try:
            many = read_number(typed, "minutes", whole=True)
            if many != int(many):
                raise Invalid("Write whole minutes.", fields={"minutes": "Write whole minutes."})
            spent = actions.log_minutes(team=team, period=first, minutes=int(many), by=request.user)
        except Invalid as found:
            problem = str(found)
    if not request.htmx:  # type: ignore[attr-defined]
        (messages.error if problem else messages.success)(request, problem or "Noted how long it took.")
        return redirect("improvement:month", slug, letter, period)
    context = {
        "team": team, "collaborative": team.collaborative, "period": first, "spent": spent, "problem": problem, "typed": typed,
    }  # fmt: skip
    return render(request, "improvement/parts/minutes.html", context, status=422 if problem else 200)


@require_POST
def submit(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """One measure's number; answers with its row, whatever came of it."""
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    first = period_of(period)
    typed = {name: request.POST[name].strip() for name in FIELDS if name in request.POST}
    if not all(typed.values()) and request.htmx:  # type: ignore[attr-defined]
        # half typed: there is nothing to say yet, and the row stays as it is under the typing hand
        return HttpResponse(status=204)
    try:
        whole = version_for(series, first).sent in COUNTED
        numbers: dict[str, Any] = {
            name: read_number(text, name, whole=whole) for name, text in typed.items() if text
        }
        revision = request.POST.get("revision", "")
        actions.submit(
            series=series,
            period=first,
            by=request.user,
            revision=as_number(revision),
            **numbers,
        )
    except Invalid as problem:
        wrong = next(iter(problem.fields), "numerator")
        return answer(
            request, slug, letter, first, key, typed=typed, error=str(problem), wrong=wrong, status=422
        )
    except Conflict as problem:
        theirs = problem.theirs
        there = (
            said(theirs["value"])  # type: ignore[arg-type]
            if theirs.get("value") is not None
            else f"{said(theirs['numerator'])} of {said(theirs['denominator'])}"  # type: ignore[arg-type]
        )
        error = f"{problem.message} There: {there}. Yours is in the cells and not saved; type it again to replace theirs."
        return answer(
            request, slug, letter, first, key, typed=typed, error=error, wrong="numerator", status=409
        )
    return answer(request, slug, letter, first, key, saved=True)


@require_http_methods(["GET", "POST"])
def correct(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """Correct a number that was sent, and say why; what stood before is kept and shown."""
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    first = period_of(period)
    there = Observation.objects.filter(series=series, period=first).first()
    if there is None:
        raise NotKnown("No number was sent for this month yet.", "Enter it on the team's page.")
    version = version_for(series, first)
    initial = {name: said(kept) for name in FIELDS if (kept := getattr(there, name)) is not None}
    form = CorrectionForm(
        request.POST or None,
        share=shares(version),
        initial={**initial, "note": there.note, "revision": there.revision},
    )
    back = redirect("improvement:month", slug, letter, f"{first:%Y-%m}")
    if request.method == "POST" and request.POST.get("keep") == "theirs":
        return back
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(series=series, period=first, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        except Conflict as problem:
            there.refresh_from_db()
            return render(
                request, "improvement/both.html", both(series, first, problem, form, there), status=409
            )
        else:
            messages.success(request, "The correction is saved; what stood before is kept.")
            return back
    team = series.team
    context = {
        "form": form,
        "title": f"{version.name}, {first:%B %Y}",
        "first_line": f"{counted(there)} stands there. A correction keeps it, with your reason.",
        "crumbs": [
            {"label": f"Team {team.letter}", "url": f"/c/{slug}/teams/{team.letter}/"},
            {"label": f"{first:%B %Y}", "url": back.url},
            {"label": "Correct"},
        ],
        "cancel_url": back.url,
        "corrections": [
            (each, counted(each)) for each in there.corrections.select_related("by").order_by("-at")
        ],
    }
    return render(request, "improvement/correct.html", context, status=422 if form.errors else 200)


def both(
    series: Series, period: dt.date, problem: Conflict, form: CorrectionForm, there: Observation
) -> dict[str, object]:
    """Two people sent a number: both, side by side, and what to do with them."""
    mine = form.cleaned_data
    typed = (
        said(mine["value"])
        if mine.get("value") is not None
        else f"{said(mine['numerator'])} of {said(mine['denominator'])}"
    )
    last = there.corrections.select_related("by").order_by("at").last()
    who = last.by if last is not None else there.entered_by
    kept = {name: value for name, value in mine.items() if value not in (None, "") and name != "revision"}
    return {
        "title": "Two numbers for one month",
        "message": problem.message,
        "todo": problem.todo,
        "sides": [
            {"title": "Yours", "who": "you", "fields": [{"label": "", "value": typed, "differs": True}]},
            {
                "title": "Theirs",
                "who": who.name if who else "somebody who is no longer here",
                "fields": [{"label": "", "value": counted(there), "differs": True}],
            },
        ],
        "fields": [*kept.items(), ("revision", there.revision)],
    }


def answer(
    request: Request, slug: str, letter: str, period: dt.date, key: str, *, status: int = 200, **state: object
) -> HttpResponse:
    """The row as it stands now; a page without scripts goes back to the month."""
    team = team_of(request.user, slug, letter, Permission.ENTER_DATA)
    row: EntryRow = entry_rows(team, period, key)[0]
    for name, value in state.items():
        setattr(row, name, value)
    if row.saved and row.observation is not None:
        row.observation.entered_at = timezone.now()
    if not request.htmx:  # type: ignore[attr-defined]
        if row.error:
            messages.error(request, row.error)
        return redirect("improvement:month", slug, letter, f"{period:%Y-%m}")
    shape = "cell" if request.POST.get("as") == "cell" else "row"
    context = {"row": row, "team": team, "collaborative": team.collaborative}
    return render(request, f"improvement/parts/entry_{shape}.html", context, status=status)


@require_POST
def nothing(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """Say that there is nothing to send for a month, and why."""
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    first = period_of(period)
    try:
        actions.nothing_to_submit(
            series=series, period=first, because=request.POST.get("because", ""), by=request.user
        )
        messages.success(request, "Noted: nothing to submit.")
    except Invalid as problem:
        messages.error(request, str(problem))
    return redirect("improvement:month", slug, letter, period)
