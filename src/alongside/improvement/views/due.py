"""By which day each month is expected: all at once, or one."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import DomainError
from alongside.improvement import actions
from alongside.improvement.forms import DueForm, PlanDueForm
from alongside.improvement.queries.due import due_page
from alongside.improvement.views.measures import crumbs
from alongside.improvement.views.places import collaborative_of
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "POST"])
def due(request: Request, slug: str) -> HttpResponse:
    """Every month with its day; `which` says which of the two forms was sent."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    context = due_page(collaborative)
    one = request.POST.get("which") == "one"
    months = {name: f"{context[name]:%Y-%m}" for name in ("first", "last")}
    plan: Form = PlanDueForm(
        request.POST if request.method == "POST" and not one else None, initial={"day_of_month": 10, **months}
    )
    single: Form = DueForm(
        request.POST if request.method == "POST" and one else None,
        initial={"period": request.GET.get("month", "")},
    )
    sent = single if one else plan
    if request.method == "POST" and sent.is_valid():
        try:
            if one:
                set_ = actions.set_due(collaborative=collaborative, by=request.user, **sent.cleaned_data)
                messages.success(request, f"{set_.period:%B %Y} is expected by {set_.on.day} {set_.on:%B}.")
            else:
                many = actions.plan_due(collaborative=collaborative, by=request.user, **sent.cleaned_data)
                messages.success(request, f"{many} due day{'s are' if many != 1 else ' is'} set.")
        except DomainError as problem:
            show_problem(sent, problem)
        else:
            return redirect("improvement:due", slug)
    page = {
        **context,
        "plan": plan,
        "single": single,
        "title": "Due dates",
        "part": "measures",
        "here": "due",
        "crumbs": [*crumbs(collaborative), {"label": "Due dates"}],
    }
    return render(
        request, "improvement/due.html", page, status=422 if sent.errors and request.method == "POST" else 200
    )
