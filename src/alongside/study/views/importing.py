"""Bringing many files in: the table first, then what its columns are, then the files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.core.errors import Invalid
from alongside.exchange.tables import Table, read_csv
from alongside.study import forms, vault
from alongside.study.importing import ImportSummary, import_sources
from alongside.study.models import Study
from alongside.study.queries import many
from alongside.study.views import crumbs, person_of, study_of
from alongside.ui.forms import show_problem

_OPEN_FOR = 60 * 60 * 2


@require_http_methods(["GET", "POST"])
def import_files(request: HttpRequest, slug: str) -> HttpResponse:
    """Three forms on one address: the table of participants; its columns with the files; files without a table.

    Between the first and the second the table travels through the browser, sealed with the vault's key, so that nothing of
    it lies about here unimported.
    """
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    if request.method == "GET":
        return _page(request, study, table_form=forms.TableForm(), plain_form=forms.PlainImportForm())
    if "table" in request.POST:
        return _with_columns(request, study)
    if "attributes" in request.FILES or "read-table" in request.POST:
        return _read_table(request, study)
    return _plain(request, study)


def _read_table(request: HttpRequest, study: Study) -> HttpResponse:
    form = forms.TableForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["attributes"]
        try:
            content = file.read()
            table = read_csv(file.name, content)
            sealed = vault.seal(b"\n".join([file.name.encode(), content])).decode("ascii")
        except Invalid as problem:
            show_problem(form, problem)
        else:
            columns = forms.ColumnsForm(columns=table.columns, initial={"table": sealed, **_guess(table)})
            return _page(request, study, columns_form=columns, table=table)
    return _page(request, study, table_form=form, plain_form=forms.PlainImportForm(), status=422)


def _guess(table: Table) -> dict[str, object]:
    """What the columns probably are: a proposal to look at."""
    names = [
        column
        for column in table.columns
        if "name" in column.casefold() or column.casefold() in {"email", "e-mail", "phone"}
    ]
    key = next(
        (column for column in table.columns if column.casefold() in {"file", "filename", "transcript"}), None
    )
    long = [column for column in table.columns if any(len(row[column]) > 500 for row in table.rows)]
    return {"key": key or next(iter(names), table.columns[0]), "identity": names, "skip": long}


def _with_columns(request: HttpRequest, study: Study) -> HttpResponse:
    try:
        name, content = vault.unseal_for(request.POST["table"], _OPEN_FOR).split(b"\n", 1)
        table = read_csv(name.decode(), content)
    except Invalid as problem:
        form = forms.TableForm({}, request.FILES)
        form.errors.clear()
        show_problem(form, problem)
        return _page(request, study, table_form=form, plain_form=forms.PlainImportForm(), status=422)
    columns = forms.ColumnsForm(request.POST, request.FILES, columns=table.columns)
    if columns.is_valid():
        given = columns.cleaned_data
        try:
            summary = import_sources(
                study=study,
                files=[(file.name, file.read()) for file in given["transcripts"]],
                attributes=table,
                key=given["key"],
                identity=given["identity"],
                skip=given["skip"],
                kind=given["kind"],
                encoding=given["encoding"] or None,
                confirmed=given["confirmed"],
                by=person_of(request),
            )
            return _page(request, study, summary=summary)
        except Invalid as problem:
            show_problem(columns, problem)
    return _page(request, study, columns_form=columns, table=table, status=422)


def _plain(request: HttpRequest, study: Study) -> HttpResponse:
    form = forms.PlainImportForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            summary = import_sources(
                study=study,
                files=[(file.name, file.read()) for file in given["transcripts"]],
                kind=given["kind"],
                encoding=given["encoding"] or None,
                identified=given["identified"],
                by=person_of(request),
            )
            return _page(request, study, summary=summary)
        except Invalid as problem:
            show_problem(form, problem)
    return _page(request, study, table_form=forms.TableForm(), plain_form=form, status=422)


def _page(
    request: HttpRequest,
    study: Study,
    *,
    table_form: forms.TableForm | None = None,
    plain_form: forms.PlainImportForm | None = None,
    columns_form: forms.ColumnsForm | None = None,
    table: Table | None = None,
    summary: ImportSummary | None = None,
    status: int = 200,
) -> HttpResponse:
    first_line = (
        "Have you a table of who speaks in which file? Begin with it. Otherwise send the files alone."
    )
    if table is not None:
        first_line = f"{table.name}: {many(len(table.rows), 'row', 'rows')}. Say what its columns are, then choose the files."
    if summary is not None:
        parts = [f"{many(len(summary.done), 'source is', 'sources are')} in."]
        parts += (
            [f"{many(len(summary.recognised), 'was', 'were')} here already."] if summary.recognised else []
        )
        parts += (
            [f"{many(len(summary.refused), 'thing', 'things')} could not be taken."]
            if summary.refused
            else []
        )
        first_line = " ".join(parts)
    context = {
        "study": study,
        "table_form": table_form,
        "plain_form": plain_form,
        "columns_form": columns_form,
        "summary": summary,
        "title": "Import sources",
        "crumbs": crumbs(study, ("Sources", "study:sources"), ("Import", "")),
        "first_line": first_line,
    }
    return render(request, "study/import.html", context, status=status)
