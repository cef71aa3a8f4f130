"""Choosing what a finding rests on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.coding.models import CodeEntry, Coding, MatrixCell
from alongside.coding.queries import current_version, quotes
from alongside.core.errors import DomainError
from alongside.findings import actions
from alongside.findings.models import Finding
from alongside.findings.queries.linked import cycles_for, events_for, series_for
from alongside.findings.queries.places import evidence_of, finding_of
from alongside.improvement.models import MeasureVersion
from alongside.study.models import Case
from alongside.ui.forms import as_number

KINDS = ("quotes", "cells", "charts", "events", "tests")
LABELS = {
    "quotes": "Quotes",
    "cells": "Matrix cells",
    "charts": "Charts",
    "events": "Context events",
    "tests": "Tests of change",
}
MOST_SHOWN = 100


@require_http_methods(["GET", "POST"])
def picker(request: Request, slug: str, number: int) -> HttpResponse:
    """Quotes by code and case, cells, charts, context events and tests of change, to put under the finding."""
    found = finding_of(request.user, slug, number)
    require(request.user, Permission.WRITE_FINDINGS, found)
    if request.method == "POST":
        return _add(request, found)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "quotes"
    version = found.versions.order_by("-number").first()
    assert version is not None
    there = version.evidence.values_list("coding", "cell", "series", "context_event", "cycle")
    taken = [{pk for pk in column if pk} for column in zip(*there, strict=True)] or [set()] * 5
    framework = current_version(found.study)
    code = CodeEntry.objects.filter(version=framework, pk=as_number(request.GET.get("code")) or 0).first()
    case = Case.objects.filter(study=found.study, pk=as_number(request.GET.get("case")) or 0).first()
    rows = _rows(request, found, kind, code, case)
    column = taken[KINDS.index(kind)]
    return render(
        request,
        "findings/evidence.html",
        {
            "title": "Add evidence",
            "first_line": f"Finding {number}: {version.statement}",
            "crumbs": [
                {"label": "Findings", "url": reverse("findings:list", args=[slug])},
                {"label": f"Finding {number}", "url": reverse("findings:finding", args=[slug, number])},
                {"label": "Evidence"},
            ],
            "study": found.study,
            "finding": found,
            "kind": kind,
            "kinds": [(name, LABELS[name]) for name in KINDS],
            "codes": framework.entries.order_by("order", "id")
            if framework and kind in ("quotes", "cells")
            else [],
            "cases": found.study.cases.all() if kind in ("quotes", "cells") else [],
            "code": code,
            "case": case,
            "rows": [{**row, "there": row["pk"] in column} for row in rows[:MOST_SHOWN]],
            "more": max(len(rows) - MOST_SHOWN, 0),
            "asked": kind not in ("quotes", "cells") or code or case,
        },
    )


def _rows(
    request: Request, found: Finding, kind: str, code: CodeEntry | None, case: Case | None
) -> list[dict]:
    study = found.study
    if kind == "quotes":
        if code is None and case is None:
            return []
        return [
            {
                "pk": one.coding.pk,
                "words": one.text,
                "about": " · ".join(
                    part
                    for part in (
                        one.source.name,
                        f"turn {one.turn}" if one.turn else "",
                        one.code.name if one.code else "",
                    )
                    if part
                ),
                "valence": one.valence,
                "url": one.url,
            }
            for one in quotes(request.user, study, case=case, code=code)
        ]
    if kind == "cells":
        cells = MatrixCell.objects.filter(
            matrix__study=study, nothing_said=False, needs_rewrite=False
        ).exclude(summary="")
        if code is not None:
            cells = cells.filter(code=code.code_id)
        if case is not None:
            cells = cells.filter(case=case)
        if code is None and case is None:
            return []
        return [
            {
                "pk": one.pk,
                "words": one.summary,
                "about": f"{one.case.name} · {one.get_status_display().lower()}",
            }
            for one in cells.select_related("case").order_by("case__name", "pk")
        ]
    if kind == "charts":
        series = list(series_for(study))
        names = {}
        for version in MeasureVersion.objects.filter(measure__in={one.measure_id for one in series}).order_by(
            "number"
        ):
            names[version.measure_id] = version.name
        return [
            {
                "pk": one.pk,
                "words": names.get(one.measure_id, one.measure.key),
                "about": f"{one.team.letter} {one.team.name}",
            }
            for one in series
        ]
    if kind == "events":
        return [
            {
                "pk": one.pk,
                "words": one.title,
                "about": f"{one.get_kind_display()}{f' · {one.team}' if one.team else ''}",
                "on": one.on,
            }
            for one in events_for(study)
        ]
    return [
        {"pk": one.pk, "words": one.idea, "about": str(one.team), "on": one.started}
        for one in cycles_for(study)
    ]


def _add(request: Request, found: Finding) -> HttpResponse:
    study, kind = found.study, request.POST.get("kind", "")
    wanted = [as_number(value) or 0 for value in request.POST.getlist("chosen")]
    places = {
        "quotes": (
            "codings",
            Coding.objects.visible_to(request.user).analysed().filter(study=study).select_related("source"),
        ),
        "cells": ("cells", MatrixCell.objects.filter(matrix__study=study).select_related("matrix")),
        "charts": ("series", series_for(study)),
        "events": ("context_events", events_for(study)),
        "tests": ("cycles", cycles_for(study)),
    }
    here = f"{reverse('findings:evidence', args=[study.slug, found.number])}?{request.GET.urlencode()}"
    if kind not in places or not wanted:
        messages.error(request, "Nothing was chosen. Tick what the finding rests on.")
        return redirect(here)
    name, rows = places[kind]
    try:
        taken = actions.add_evidence(
            finding=found,
            against=bool(request.POST.get("against")),
            by=request.user,
            **{name: rows.filter(pk__in=wanted)},
        )
    except DomainError as problem:
        messages.error(request, str(problem))
        return redirect(here)
    messages.success(request, f"{len(taken)} added to what finding {found.number} rests on.")
    return redirect(here)


@require_POST
def change(request: Request, slug: str, number: int, guid: uuid.UUID) -> HttpResponse:
    """Take a piece of evidence out, or say that it speaks against the statement."""
    found = finding_of(request.user, slug, number)
    evidence = evidence_of(found, guid)
    try:
        if request.POST.get("do") == "remove":
            actions.remove_evidence(evidence=evidence, by=request.user)
        else:
            actions.mark_against(
                evidence=evidence, against=request.POST.get("do") == "against", by=request.user
            )
    except DomainError as problem:
        # refused for the finding's state is said on its page; for the person's role, as everywhere
        if not check(request.user, Permission.WRITE_FINDINGS, found):
            raise
        messages.error(request, str(problem))
    return redirect(f"{reverse('findings:finding', args=[slug, number])}#rests")
