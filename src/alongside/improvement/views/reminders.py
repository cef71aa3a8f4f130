"""Reminders: the host's plan, what oneself still owes, and stopping them with or without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.core.errors import Invalid
from alongside.improvement import actions
from alongside.improvement.forms.reminders import ReminderPlanForm
from alongside.improvement.mail import person_of_stop_token, preview
from alongside.improvement.models import Reminder, ReminderPlan
from alongside.improvement.queries.reminders import Owed, owed_by, reminders_page
from alongside.improvement.views.places import collaborative_of
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "POST"])
def reminders(request: Request, slug: str) -> HttpResponse:
    """Switch them on, say when, and see beforehand what would go to how many."""
    collaborative = collaborative_of(request.user, slug)
    require(request.user, Permission.RUN_COLLABORATIVE, collaborative)
    plan = ReminderPlan.objects.filter(collaborative=collaborative).first() or ReminderPlan(
        collaborative=collaborative
    )
    first = {"sending": plan.sending, "days_before": plan.days_before, "days_after": plan.days_after}
    form = ReminderPlanForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.plan_reminders(collaborative=collaborative, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(
                request, "Reminders will be sent." if saved.sending else "No reminders are sent."
            )
            return redirect("improvement:reminders", slug)
    context = reminders_page(collaborative, plan)
    due = context["due"]
    if due is not None:
        context["preview"] = preview(Owed(collaborative, due.period, due.on, Reminder.Kind.BEFORE.value))
    crumbs = [{"label": collaborative.name, "url": f"/c/{slug}/"}, {"label": "Reminders"}]
    return render(
        request,
        "improvement/reminders.html",
        {
            **context,
            "collaborative": collaborative,
            "form": form,
            "part": "data",
            "title": "Reminders",
            "crumbs": crumbs,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def due(request: Request) -> HttpResponse:
    """What my teams still owe: where the link of a reminder leads."""
    context = {"title": "What is due", "owed": owed_by(request.user)}
    return render(request, "improvement/my_due.html", context)


@require_POST
def mine(request: Request) -> HttpResponse:
    """Want reminders, or no more of them."""
    if request.POST.get("want") == "yes":
        actions.want_reminders(person=request.user, by=request.user)
        messages.success(request, "You will be reminded again.")
    else:
        actions.stop_reminders(person=request.user, by=request.user)
        messages.success(request, "You will get no more reminders.")
    return redirect("me")


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed link is the right to do so, and opens nothing else
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End reminders from the link in an e-mail, without signing in. Opening the link alone ends nothing: scanners open links."""
    person = person_of_stop_token(token)
    if request.method == "POST":
        actions.stop_reminders(person=person, by=None)
    return render(request, "improvement/stop_reminders.html", {"stopped": request.method == "POST"})
