"""Forms and the errors of actions."""

from __future__ import annotations

from django.forms import BaseForm

from alongside.core.errors import DomainError, Invalid


def as_number(value: str | None) -> int | None:
    """The key or count that a parameter of an address or a raw form field is; None where it is none, or past any here."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 19 else None


def show_problem(form: BaseForm, problem: DomainError) -> None:
    """Put an action's error where the person can mend it: at its field if the form has it, else above the form."""
    placed = False
    if isinstance(problem, Invalid):
        for name, message in problem.fields.items():
            if name in form.fields:
                form.add_error(name, message)
                placed = True
        for each in problem.problems:
            form.add_error(None, str(each))
    if not placed:
        form.add_error(None, str(problem))
