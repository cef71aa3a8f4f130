"""Numbers from a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.exchange.tables import read_csv
from alongside.improvement.forms import NumbersForm
from alongside.improvement.importing import import_observations
from alongside.improvement.views.places import collaborative_of
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "POST"])
def numbers(request: Request, slug: str) -> HttpResponse:
    """Upload a table; what is wrong is named by row and column, and nothing is half imported."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    form = NumbersForm(request.POST or None, request.FILES or None)
    refused = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            summary = import_observations(
                collaborative=collaborative,
                table=read_csv(file.name, file.read()),
                by=request.user,
                partial=form.cleaned_data["partial"],
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            refused = summary.refused
            if summary.done or not refused:
                messages.success(
                    request,
                    f"{summary.done} imported, {summary.unchanged} unchanged, {len(refused)} refused.",
                )
            if not refused:
                return redirect("improvement:home", slug)
    context = {
        "form": form,
        "refused": refused,
        "collaborative": collaborative,
        "title": "Numbers from a file",
        "crumbs": [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Numbers from a file"}],
    }
    return render(request, "improvement/import.html", context, status=422 if form.errors or refused else 200)
