"""A page that is one form: shown, tried, and on to where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from alongside.accounts.request import Request
from alongside.core.errors import DomainError
from alongside.ui.forms import show_problem


def one_form(
    request: Request,
    form: Form,
    act: Callable[..., object],
    *,
    title: str,
    verb: str,
    done: str,
    back: str,
    crumbs: list[dict[str, str]],
    to: str = "",
    **context: Any,
) -> HttpResponse:
    """GET shows the form; POST tries `act` with its fields, says `done` and goes `to`, or back."""
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except DomainError as problem:
            show_problem(form, problem)
        else:
            messages.success(request, done)
            return redirect(to or back)
    page = {
        "form": form,
        "title": title,
        "verb": verb,
        "back": back,
        "crumbs": [*crumbs, {"label": title}],
        **context,
    }
    return render(request, "improvement/form.html", page, status=422 if form.errors else 200)
