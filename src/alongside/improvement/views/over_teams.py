"""Charts over teams: icons of every measure, and every chart as a line."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.request import Request
from alongside.audit.record import record
from alongside.core.errors import NotKnown
from alongside.improvement.periods import month as month_of
from alongside.improvement.queries import measures as over_teams
from alongside.improvement.queries.measures import SHOWN, IconTable
from alongside.improvement.queries.requirements import cell as as_text
from alongside.improvement.queries.small_numbers import sentence
from alongside.improvement.views.answers import download
from alongside.improvement.views.drawing import (
    CHANGING,
    icon_key,
    icons_of,
    safe,
    with_icons,
)
from alongside.improvement.views.places import collaborative_of
from alongside.programme.calendar import today
from alongside.programme.models import Collaborative
from alongside.ui import charts
from alongside.ui.charts.files import Form, sheet


def asked(request: Request, collaborative: Collaborative) -> tuple[IconTable, dict[str, Any]]:
    """The table that the address asks for, and the filters as they were understood."""
    show = request.GET.get("show", "all")
    topic = request.GET.get("topic", "")
    as_of = request.GET.get("as_of", "")
    show = show if show in SHOWN else "all"
    wanted = int(topic) if topic.isdecimal() else None
    until = month_of(as_of, "as_of") if as_of else None
    table = over_teams.icon_table(request.user, collaborative, show=show, topic=wanted, as_of=until)
    return table, {"show": show, "topic": wanted, "as_of": until}


@require_safe
def icons(request: Request, slug: str) -> HttpResponse:
    """How each team stands on each measure."""
    collaborative = collaborative_of(request.user, slug)
    if request.GET.get("view") == "sparklines":
        return sparklines(request, collaborative)
    table, chosen = asked(request, collaborative)
    context = {
        **frame(collaborative, "icons"),
        **chosen,
        "table": table,
        "groups": [(group.name, [with_icons(row) for row in group.rows]) for group in table.groups],
        "shows": [("all", "all"), ("worse", "worse"), ("better", "better"), ("off", "off target")],
        "icon_key": [(safe(icon), *words) for icon, *words in icon_key()],
        "changing": CHANGING,
        "keys": [{"key": row.measure.key, "name": row.version.name} for row in table.rows],
        "key": table.rows[0].measure.key if table.rows else "",
        "may_run": over_teams.may_run(request.user, collaborative),
        "query": request.GET.urlencode(),
        "title": heading(table),
        "crumbs": crumbs(collaborative, "Icon table"),
    }
    return render(request, "improvement/icons.html", context)


def heading(table: IconTable) -> str:
    many, teams = len(table.rows), len(table.labels)
    return f"{many} measure{'s' if many != 1 else ''}, {teams} team{'s' if teams != 1 else ''}"


def crumbs(collaborative: Collaborative, here: str, between: str = "") -> list[dict[str, str]]:
    home = f"/c/{collaborative.slug}/"
    found = [{"label": collaborative.name, "url": home}, {"label": "Charts", "url": f"{home}charts/"}]
    return [*found, *([{"label": between, "url": "../"}] if between else []), {"label": here}]


def frame(collaborative: Collaborative, tab: str) -> dict[str, Any]:
    return {"collaborative": collaborative, "part": "charts", "tab": tab}


def sparklines(request: Request, collaborative: Collaborative) -> HttpResponse:
    """Every chart as a line, measure by measure."""
    found = over_teams.sparklines(request.user, collaborative)
    context = {
        **frame(collaborative, "icons"),
        "measures": [
            {
                "lines": lines,
                "drawn": [
                    {
                        "panel": panel,
                        "svg": safe(
                            charts.sparkline(panel.chart.analysis, says=panel.spoken, hidden=panel.hidden)
                        ),
                    }
                    for panel in sorted(lines.panels, key=lambda each: over_teams.by_letter(each.label))
                ],
            }
            for lines in found
        ],
        "many": sum(len(lines.panels) for lines in found),
        "keys": [{"key": lines.measure.key, "name": lines.version.name} for lines in found],
        "key": found[0].measure.key if found else "",
        "title": "Every chart as a line",
        "crumbs": crumbs(collaborative, "Every chart as a line"),
    }
    return render(request, "improvement/sparklines.html", context)


@require_safe
def icons_file(request: Request, slug: str, form: str) -> HttpResponse:
    """The icon table, with its filters, as CSV, PNG or PDF."""
    if form not in {"csv", "png", "pdf"}:
        raise NotKnown()
    collaborative = collaborative_of(request.user, slug)
    table, _ = asked(request, collaborative)
    record("charts.export", by=request.user, thing=collaborative, form=form)
    name = f"{collaborative.slug}-icons.{form}"
    if form == "csv":
        return download(as_csv(table), name)
    return download(on_paper(table, collaborative, "pdf" if form == "pdf" else "png"), name)


def as_csv(table: IconTable) -> str:
    """One line a measure and team: the verdicts, and the two sentences."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "as_of",
            "group",
            "measure",
            "name",
            "target",
            "team",
            "variation",
            "direction",
            "assurance",
            "months",
            "sentence",
        ]
    )
    as_of = f"{table.as_of:%Y-%m}" if table.as_of else ""
    for group in table.groups:
        for row in group.rows:
            for cell in row.cells:
                if cell.chart is None or not cell.shown:
                    continue
                analysis = cell.chart.analysis
                writer.writerow(
                    [
                        as_of,
                        as_text(group.name),
                        row.measure.key,
                        as_text(row.version.name),
                        row.target,
                        as_text(cell.label.text if cell.label.name else cell.label.letter),
                        analysis.variation.kind,
                        analysis.variation.direction or "",
                        analysis.assurance.kind,
                        len(analysis.measured),
                        sentence(analysis, cell.label.may_open),
                    ]
                )
    return out.getvalue()


def on_paper(table: IconTable, collaborative: Collaborative, form: Form) -> bytes:
    day = today(collaborative)
    content = {
        "title": f"{collaborative.name}: {heading(table).lower()}",
        "sentence": f"{table.better} of {table.followed} charts are better now, {table.worse} worse.",
        "letters": [label.letter for label in table.labels],
        "groups": [
            {
                "name": group.name,
                "rows": [
                    {
                        "name": row.version.name,
                        "target": row.target,
                        "cells": [
                            [charts.standalone(icon) for icon in icons_of(cell)] if cell.shown else []
                            for cell in row.cells
                        ],
                    }
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
        "key": [
            {"icon": charts.standalone(icon), "name": name, "means": means}
            for icon, name, means in icon_key()
        ],
        "foot": foot(table.as_of, day),
    }
    return sheet("icons", content, form=form, on=day)


def foot(as_of: dt.date | None, day: dt.date) -> str:
    newest = f"Numbers to {as_of:%B %Y}. " if as_of else ""
    return (
        f"{newest}Printed {day.day} {day:%b %Y}. For improvement, not for ranking or performance management."
    )
