"""Entering a month's numbers: each measure saves itself, errors stand at the cell."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.models import Due
from alongside.improvement.periods import before, following
from alongside.improvement.periods import month as month_of
from alongside.improvement.queries.team import EntryRow, entry_rows
from alongside.improvement.views.places import series_of, team_of
from alongside.programme.calendar import today

FIELDS = ("numerator", "denominator", "value")


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
    context = {
        "team": team,
        "collaborative": team.collaborative,
        "period": first,
        "rows": entry_rows(team, first),
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


@require_POST
def submit(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """One measure's number; answers with its row, whatever came of it."""
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    first = period_of(period)
    typed = {name: request.POST[name].strip() for name in FIELDS if name in request.POST}
    if any(text == "" for text in typed.values()) and len(typed) > 1 and any(typed.values()):
        return answer(request, slug, letter, first, key, typed=typed)  # half typed: nothing to say yet
    if not any(typed.values()):
        return answer(request, slug, letter, first, key, typed=typed)
    try:
        numbers = {name: number(name, text) for name, text in typed.items()}
        revision = request.POST.get("revision", "")
        actions.submit(
            series=series,
            period=first,
            by=request.user,
            reason=request.POST.get("reason", ""),
            revision=int(revision) if revision.isdigit() else None,
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
            f"{theirs['value']:g}"
            if theirs.get("value") is not None
            else f"{theirs['numerator']:g} of {theirs['denominator']:g}"
        )
        error = f"{problem.message} There: {there}. Yours is in the cells and not saved; type it again to replace theirs."
        return answer(
            request, slug, letter, first, key, typed=typed, error=error, wrong="numerator", status=409
        )
    return answer(request, slug, letter, first, key, saved=True)


def number(name: str, text: str) -> float:
    try:
        return float(text.replace(",", "").rstrip("%"))
    except ValueError:
        message = f"{text} is not a number. Write digits; it is not saved yet."
        raise Invalid(
            f"{text} is not a number.", "Write digits; it is not saved yet.", fields={name: message}
        ) from None


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
    context = {"row": row, "team": team, "collaborative": team.collaborative}
    return render(request, "improvement/parts/entry_row.html", context, status=status)


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
