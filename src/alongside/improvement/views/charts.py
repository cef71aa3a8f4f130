"""One chart, with everything that stands around it."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.accounts.request import Request
from alongside.audit.record import record
from alongside.core.errors import DomainError, NotKnown
from alongside.core.spc import words as spc_words
from alongside.improvement import actions
from alongside.improvement.charts import chart as chart_of
from alongside.improvement.forms import NoteForm, PhaseForm, TargetForm
from alongside.improvement.models import MeasureVersion, Series
from alongside.improvement.queries.chart import (
    before,
    lanes,
    phases,
    points_said,
    suggested,
    table,
    undone,
)
from alongside.improvement.queries.chart_table import as_csv
from alongside.improvement.queries.formula import computed
from alongside.improvement.views.answers import download
from alongside.improvement.views.board_paper import board_paper
from alongside.improvement.views.drawing import safe
from alongside.improvement.views.places import series_of
from alongside.programme.calendar import today
from alongside.programme.confidentiality import labels
from alongside.ui import charts
from alongside.ui.charts import files
from alongside.ui.forms import show_problem

FORMS = (
    ("svg", "Drawing (SVG)"),
    ("png", "Picture (PNG)"),
    ("pdf", "Drawing (PDF)"),
    ("board-pdf", "For the board paper (PDF)"),
    ("board-png", "For the board paper (PNG)"),
)
WIDTH = 952  # beside its table at 1,440: words in the drawing are 12 px there


@require_safe
def chart(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """The chart, its table, how it was computed, its phases and its definition."""
    series = series_of(request.user, slug, letter, key)
    found = chart_of(series)
    analysis, team = found.analysis, series.team
    marks = lanes(series)
    merged = (
        before(series, labels(request.user, team.collaborative)) if found.series.team.succeeds.all() else []
    )
    context = {
        "series": series,
        "team": team,
        "collaborative": team.collaborative,
        "part": "charts",
        "version": found.version,
        "analysis": analysis,
        "latest": analysis.latest and last_words(found),
        "svg": safe(
            charts.detail(
                analysis, title=f"{found.name}, {team.name}", lanes=marks, width=WIDTH, before=merged
            )
        ),
        "merged": [each for each, _ in merged],
        "legend": safe(charts.legend(*charts.usual(analysis, merged=bool(merged)))),
        "variation": safe(charts.variation_icon(analysis, 36)),
        "assurance": safe(charts.assurance_icon(analysis, 36)),
        "rows": table(found),
        "ratio": analysis.series.is_ratio,
        "said": points_said(found, marks),
        "computed": computed(found),
        "phases": phases(found),
        "undone": undone(found),
        "suggested": suggested(found),
        "targets": series.targets.order_by("since"),
        "may_manage": bool(check(request.user, Permission.MANAGE_TEAM, series)),
        "may_enter": bool(check(request.user, Permission.ENTER_DATA, series)),
        "may_note": bool(check(request.user, Permission.LOG_TEST, series)),
        "forms": FORMS,
        "title": f"{found.name}, {team.letter} {team.name}",
        "crumbs": crumbs(series, found.name),
    }
    return render(request, "improvement/chart.html", context)


def last_words(found) -> str:
    """The newest month: "March was 44 of 50."."""
    analysis = found.analysis
    point = analysis.latest
    month = spc_words.day(point.x)
    if point.numerator is not None:
        if found.version.sent == MeasureVersion.Sent.RATE:
            return f"{month} was {spc_words.value(analysis, point.y)}: {point.numerator:,g} in {point.n:,g}."
        return f"{month} was {point.numerator:,g} of {point.n:,g}."
    return f"{month} was {spc_words.value(analysis, point.y)}."


def crumbs(series: Series, name: str) -> list[dict[str, str]]:
    slug, letter = series.team.collaborative.slug, series.team.letter
    return [
        {"label": series.team.collaborative.name, "url": f"/c/{slug}/"},
        {"label": f"Team {letter}", "url": f"/c/{slug}/teams/{letter}/"},
        {"label": name},
    ]


@require_safe
def csv(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """The chart's data, limits and signals as a table, with its specification."""
    series = series_of(request.user, slug, letter, key)
    record("chart.export", by=request.user, thing=series, form="csv")
    return download(as_csv(chart_of(series), letter), f"{letter}-{key}.csv")


@require_safe
def file(request: Request, slug: str, letter: str, key: str, form: str) -> HttpResponse:
    """The chart as a picture, or on a page for the board paper."""
    if form not in dict(FORMS):
        raise NotKnown()
    series = series_of(request.user, slug, letter, key)
    found = chart_of(series)
    record("chart.export", by=request.user, thing=series, form=form)
    drawing = charts.standalone(
        charts.detail(
            found.analysis, title=f"{found.name}, {series.team.name}", lanes=lanes(series), width=WIDTH
        )
    )
    name = f"{letter}-{key}"
    if form.startswith("board"):
        ending: files.Form = "pdf" if form == "board-pdf" else "png"
        day = today(series.team.collaborative)
        page = files.sheet("board_paper", board_paper(found, drawing, day), form=ending, on=day)
        return download(page, f"{name}-board-paper.{ending}")
    made = {"svg": drawing.encode, "png": lambda: files.png(drawing), "pdf": lambda: files.pdf(drawing)}
    return download(made[form](), f"{name}.{form}")


def change(request: Request, series: Series, form: Form, act, title: str, verb: str) -> HttpResponse:
    """A form about one chart: shown, tried, and back to the chart."""
    team = series.team
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except DomainError as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "The chart is up to date.")
            return redirect("improvement:chart", team.collaborative.slug, team.letter, series.measure.key)
    context = {
        "form": form,
        "title": title,
        "verb": verb,
        "crumbs": crumbs(series, title),
        "back": f"/c/{team.collaborative.slug}/teams/{team.letter}/charts/{series.measure.key}/",
    }
    return render(request, "improvement/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def phase(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """State a change of level."""
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)

    def act(**fields: object) -> None:
        actions.start_phase(series=series, by=request.user, **fields)  # type: ignore[arg-type]

    return change(
        request,
        series,
        PhaseForm(request.POST or None, initial={"starts": request.GET.get("starts", "")[:7]}),
        act,
        "Add a phase",
        "Compute limits afresh from here",
    )


@require_POST
def undo_phase(request: Request, slug: str, letter: str, key: str, pk: int) -> HttpResponse:
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    actions.undo_phase(phase=get_object_or_404(series.phases, pk=pk, undone_on=None), by=request.user)
    return redirect("improvement:chart", slug, letter, key)


@require_http_methods(["GET", "POST"])
def target(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """Aim at another value from a day on."""
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)

    def act(**fields: object) -> None:
        actions.set_target(series=series, by=request.user, **fields)  # type: ignore[arg-type]

    return change(request, series, TargetForm(request.POST or None), act, "Set a target", "Set the target")


@require_http_methods(["GET", "POST"])
def note(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """Put a dated note on the chart."""
    series = series_of(request.user, slug, letter, key, Permission.LOG_TEST)

    def act(**fields: object) -> None:
        actions.annotate(
            collaborative=series.team.collaborative,
            series=series,
            team=series.team,
            by=request.user,
            **fields,  # type: ignore[arg-type]
        )

    return change(request, series, NoteForm(request.POST or None), act, "Add a note", "Write it on the chart")
