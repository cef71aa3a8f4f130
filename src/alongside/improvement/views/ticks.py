"""Tick forms: the host makes one, a team switches it on and ticks patient by patient, and its totals become the number."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.core.errors import Conflict, Invalid, NotKnown
from alongside.improvement import actions
from alongside.improvement.api.found import measure_of
from alongside.improvement.definitions import in_force, version_for
from alongside.improvement.models import Series, TickedCase, TickForm, TickQuestion
from alongside.improvement.queries.ticks import Sheet, elements, form_of, months_kept, sheet
from alongside.improvement.views.entry import period_of
from alongside.improvement.views.places import collaborative_of, series_of
from alongside.ui.forms import as_number

CELL = re.compile(r"(\d{1,3})-(\d{1,18})", re.ASCII)
EMPTY_ROWS = 4
CHOICES = (("yes", "Y", "yes"), ("no", "N", "no"), ("na", "–", "not applicable"))


@require_http_methods(["GET", "POST"])
def form(request: Request, slug: str, key: str) -> HttpResponse:
    """The host's page of a measure's tick form: its questions, and which of them fails most, over all teams."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    measure = measure_of(collaborative, key)
    there = form_of(measure)
    asked = [(each.label, each.part) for each in there.questions.all()] if there else []
    problem: Invalid | None = None
    if request.method == "POST":
        asked = [
            (label.strip(), part)
            for label, part in zip(request.POST.getlist("label"), request.POST.getlist("part"), strict=False)
            if label.strip()
        ]
        try:
            actions.make_tick_form(measure=measure, questions=asked, by=request.user)
        except Invalid as found:
            problem = found
        else:
            messages.success(request, "The form is kept. A team uses it once its lead switches it on.")
            return redirect("improvement:tick_form", slug, key)
    version = in_force(measure.versions.all())
    blank = [("", TickQuestion.Part.COUNTS)] * EMPTY_ROWS
    context = {
        "collaborative": collaborative,
        "measure": measure,
        "version": version,
        "rows": [*asked, *blank],
        "parts": TickQuestion.Part.choices,
        "problem": problem,
        "elements": elements(there) if there else [],
        "used_by": list(there.used_by.order_by("letter")) if there else [],
        "title": f"Tick form of {version.name.lower()}",
        "crumbs": [
            {"label": collaborative.name, "url": f"/c/{slug}/"},
            {"label": "Measures", "url": reverse("improvement:measures", args=[slug])},
            {"label": version.name, "url": reverse("improvement:measure", args=[slug, key])},
            {"label": "Tick form"},
        ],
        "part": "measures",
    }
    return render(request, "improvement/tick_form.html", context, status=422 if problem else 200)


@require_POST
def use(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """A team switches the form on or off."""
    series, _, there = _found(request, slug, letter, period, key)
    on = request.POST.get("on") == "1"
    actions.use_ticks(form=there, team=series.team, on=on, by=request.user)
    messages.success(request, "Switched on." if on else "Switched off; what was kept stays.")
    return redirect("improvement:ticks", slug, letter, period, key)


@require_http_methods(["GET", "POST"])
def ticks(request: Request, slug: str, letter: str, period: str, key: str) -> HttpResponse:
    """A row a patient; saved as ticked, without names, and deleted when the totals are used."""
    series, first, there = _found(request, slug, letter, period, key)
    on = there.used_by.filter(pk=series.team_id).exists()
    if request.method == "POST":
        return _posted(request, slug, letter, period, series, first, there)
    context = _context(request, series, first, there, on)
    return render(request, "improvement/ticks.html", context)


def _posted(
    request: Request, slug: str, letter: str, period: str, series: Series, first: dt.date, there: TickForm
) -> HttpResponse:
    problem = ""
    status = 200
    try:
        # A row that saves itself sends its own cells; the page without scripts sends them all.
        kept = dict(TickedCase.objects.filter(series=series, period=first).values_list("number", "answers"))
        for number, answers in _answers(request.POST).items():
            if {str(question): answer for question, answer in answers.items()} != kept.get(number, {}):
                actions.tick_case(
                    series=series, period=first, number=number, answers=answers, by=request.user
                )
        if request.POST.get("step") == "keep":
            actions.keep_totals(
                series=series,
                period=first,
                revision=as_number(request.POST.get("revision")),
                reason=request.POST.get("reason", ""),
                by=request.user,
            )
            messages.success(request, "The totals are the month's numbers; the patients' rows are deleted.")
            return redirect("improvement:month", slug, letter, period)
    except (Invalid, Conflict) as found:
        problem, status = str(found), found.status
    context = _context(request, series, first, there, True) | {"problem": problem}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "improvement/parts/tick_totals.html", {**context, "oob": True}, status=200)
    if not problem:
        messages.success(request, "Saved.")
        return redirect("improvement:ticks", slug, letter, period, series.measure.key)
    return render(request, "improvement/ticks.html", context, status=status)


def _answers(post: Any) -> dict[int, dict[int, str]]:
    """patient → question → answer, of all rows that were sent; a row says that it was by its hidden `row`."""
    found: dict[int, dict[int, str]] = {
        number: {} for text in post.getlist("row") if (number := as_number(text)) is not None
    }
    for name, value in post.items():
        cell = CELL.fullmatch(name)
        if cell and value and int(cell[1]) in found:
            found[int(cell[1])][int(cell[2])] = value
    return found


def _context(request: Request, series: Series, first: dt.date, there: TickForm, on: bool) -> dict[str, Any]:
    team = series.team
    slug, key = team.collaborative.slug, series.measure.key
    version = version_for(series, first)
    shown: Sheet = sheet(series, first, there, as_number(request.GET.get("rows")) or 0)
    return {
        "sheet": shown,
        "totals": shown.totals,
        "choices": CHOICES,
        "series": series,
        "version": version,
        "team": team,
        "collaborative": team.collaborative,
        "period": first,
        "on": on,
        "may_switch": bool(check(request.user, Permission.MANAGE_TEAM, team)),
        "more_rows": len(shown.rows) + 10,
        "elements": elements(there, series),
        "months_kept": months_kept(series),
        "title": f"{version.name}, {first:%B %Y}: patient by patient",
        "crumbs": [
            {"label": f"Team {team.letter}", "url": reverse("improvement:team", args=[slug, team.letter])},
            {
                "label": f"{first:%B %Y}",
                "url": reverse("improvement:month", args=[slug, team.letter, f"{first:%Y-%m}"]),
            },
            {"label": version.name},
        ],
        "here": reverse("improvement:ticks", args=[slug, team.letter, f"{first:%Y-%m}", key]),
        "part": "data",
    }


def _found(
    request: Request, slug: str, letter: str, period: str, key: str
) -> tuple[Series, dt.date, TickForm]:
    series = series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    there = form_of(series.measure)
    if there is None:
        raise NotKnown("This measure has no tick form.", "The host can make one.")
    return series, period_of(period), there
