"""Charting: the matrix and the cell beside it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.models import Revision
from alongside.access.roles import Permission
from alongside.access.rules import Denied, check
from alongside.accounts.models import Person
from alongside.coding import actions, queries
from alongside.coding.known import person_of, study_at
from alongside.coding.models import Code, CodeEntry, Coding, MatrixCell
from alongside.coding.queries.matrix import face
from alongside.coding.versions import current_version, steps_of
from alongside.core.errors import Conflict, DomainError, NotKnown
from alongside.study.models import Case, Study
from alongside.ui.forms import as_number

FIELDS = {"theme", "kind", "cell"}


@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    study, person = study_at(request, slug), person_of(request)
    chosen = _key(request.GET.get("cell", ""))
    table = queries.matrix(
        person,
        study,
        theme=request.GET.get("theme", ""),
        kind=request.GET.get("kind", ""),
        where=_where(request.GET),
        current=chosen,
    )
    context: dict[str, Any] = {
        "title": "Framework matrix",
        "study": study,
        "table": table,
        "may_edit": check(person, Permission.EDIT_FRAMEWORK, study).ok,
        "theme": request.GET.get("theme", ""),
        "where": _where(request.GET),
    }
    if table is not None and chosen is not None:
        context |= _cell(person, study, *chosen)
    return render(request, "coding/matrix.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, slug: str, case: int, code: int) -> HttpResponse:
    """The panel of a cell; a save answers with the panel again, and with the cell in the table."""
    study, person = study_at(request, slug), person_of(request)
    if request.method != "POST":
        if not getattr(request, "htmx", False):
            return redirect(f"{reverse('coding:matrix', args=[slug])}?cell={case}-{code}")
        return render(request, "coding/cell.html", _cell(person, study, case, code))
    context = _cell(person, study, case, code)
    typed = _typed(request.POST)
    if request.POST.get("keep") == "both":
        both = "\n\n".join(
            part for part in (request.POST.get("theirs", "").strip(), typed["summary"].strip()) if part
        )
        return _answer(
            request,
            context | {"typed": typed | {"summary": both, "nothing_said": False}, "unsaved": True},
            200,
        )
    try:
        actions.write_cell(
            study=study,
            case=context["case"],
            code=context["code"],
            revision=as_number(request.POST.get("revision")),
            links=list(
                Coding.objects.visible_to(person).filter(study=study, guid__in=request.POST.getlist("link"))
            ),
            by=person,
            **typed,
        )
    except Denied:
        raise
    except Conflict as problem:
        shown = context | {"typed": typed, "conflict": problem, "sides": _sides(problem)}
        return _answer(request, shown, 409)
    except DomainError as problem:
        return _answer(request, context | {"typed": typed, "problem": problem}, 422)
    return _saved(request, study, case, code)


@require_POST
def still_right(request: HttpRequest, slug: str, case: int, code: int) -> HttpResponse:
    study, person = study_at(request, slug), person_of(request)
    found = _cell(person, study, case, code)["cell"]
    if found is None:
        raise NotKnown()
    actions.still_right(cell=found, by=person)
    return _saved(request, study, case, code)


def _typed(sent: QueryDict) -> dict[str, Any]:
    """What the form holds."""
    return {
        "summary": sent.get("summary", ""),
        "nothing_said": sent.get("nothing_said") == "1",
        "status": sent.get("status", MatrixCell.Status.DRAFT),
    }


def _sides(problem: Conflict) -> list[dict[str, str]]:
    theirs, mine = problem.theirs, problem.mine
    return [
        {"title": f"{theirs.get('by') or 'Now'} wrote", "text": _words(theirs)},
        {"title": "You wrote", "text": _words(mine)},
    ]


def _words(side: Any) -> str:
    return "nothing said" if side.get("nothing_said") else str(side.get("summary") or "blank")


def _saved(request: HttpRequest, study: Study, case: int, code: int) -> HttpResponse:
    person = person_of(request)
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('coding:matrix', args=[study.slug])}?cell={case}-{code}")
    context = _cell(person, study, case, code)
    valences = Counter(quote.valence for quote, _ in context["quotes"])
    return _answer(
        request,
        context
        | {"saved": True, "faces": [face(study, context["cell"], context["case"], code, valences).drawn()]},
        200,
    )


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "coding/cell.html", context, status=status)
    return render(
        request, "coding/cell_page.html", context | {"title": "A cell of the matrix"}, status=status
    )


def _key(value: str) -> tuple[int, int] | None:
    first, _, second = value.partition("-")
    case, code = as_number(first), as_number(second)
    return (case, code) if case is not None and code is not None else None


def _where(sent: QueryDict) -> dict[str, str]:
    """Filters by attribute: everything that is not one of the page's own parameters."""
    return {name: str(value) for name, value in sent.items() if value and name not in FIELDS}


def _cell(person: Person, study: Study, case_pk: int, code_pk: int) -> dict[str, Any]:
    """A cell with the quotes beneath it, what was written for it, and why it is empty where it is."""
    version = current_version(study)
    case = (
        Case.objects.visible_to(person).select_related("participant").filter(study=study, pk=case_pk).first()
    )
    code = Code.objects.filter(study=study, pk=code_pk).first()
    if version is None or case is None or code is None:
        raise NotKnown()
    entry = version.entries.select_related("parent").filter(code=code).first()
    if entry is None:
        raise NotKnown("That code is no column of the matrix any more.", "Go back to the matrix.")
    cells = (
        MatrixCell.objects.visible_to(person)
        .filter(matrix__study=study, case=case)
        .select_related("author", "code")
    )
    found = cells.filter(code=code).first()
    key = f"{case.pk}-{code.pk}"
    quotes = queries.quotes(person, study, case=case, code=code, back=key)
    linked = set(found.links.values_list("coding", flat=True)) if found else set()
    earlier = []
    if found is None:
        before = steps_of(study).ancestors(code.pk, to=version.number) - {code.pk}
        names = {
            each.code_id: each.name
            for each in CodeEntry.objects.filter(code__in=before).order_by("version__number")
        }
        earlier = [
            {"cell": each, "name": names.get(each.code_id, "")} for each in cells.filter(code__in=before)
        ]
    return {
        "study": study,
        "case": case,
        "code": code,
        "entry": entry,
        "cell": found,
        "key": key,
        "person": person,
        "quotes": [(quote, quote.coding.pk in linked) for quote in quotes],
        "first_new": [
            quote for quote in quotes if found and found.stale_since and quote.coding.at > found.at
        ],
        "earlier": earlier,
        "why_empty": "" if quotes else _why_empty(person, study, case, entry),
        "statuses": MatrixCell.Status.choices,
        "history": Revision.objects.filter(kind="matrixcell", guid=found.guid)
        .select_related("by")
        .order_by("-number")
        if found
        else [],
        "may_write": check(person, Permission.WRITE_CELLS, study).ok,
    }


def _why_empty(person: Person, study: Study, case: Case, entry: CodeEntry) -> str:
    """Why there is no quote beneath a cell."""
    if not queries.quotes(person, study, case=case):
        return f"Nothing {case.name} said is coded yet."
    if not queries.quotes(person, study, code=entry):
        return f"Nobody has used “{entry.name}” yet."
    return f"Nothing {case.name} said is coded as “{entry.name}”."
