"""Withdrawal: preview, propose, confirm by another, certificate."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.core.errors import Invalid, NotKnown
from alongside.study import forms, queries, withdrawal
from alongside.study.models import Participant, Study, Withdrawal
from alongside.study.views import crumbs, person_of, study_of
from alongside.ui.forms import show_problem


@require_safe
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Withdrawals asked for and done, and the participants who could be withdrawn."""
    person, study = person_of(request), study_of(request, slug, Permission.CONFIRM_WITHDRAWAL)
    asked = list(queries.withdrawals(person, study))
    names = _names(study, asked)
    waiting = [each for each in asked if each.state == Withdrawal.State.PROPOSED]
    context = {
        "study": study,
        "withdrawals": [
            (each, names.get(each.participant_guid, "a participant who is gone")) for each in asked
        ],
        "people": Participant.objects.filter(case__study=study).select_related("case").order_by("case__name"),
        "may_withdraw": bool(check(person, Permission.WITHDRAW, study)),
        "title": "Withdrawals",
        "crumbs": crumbs(study, ("People and cases", "study:people"), ("Withdrawals", "")),
        "first_line": f"{queries.many(len(waiting), 'withdrawal waits', 'withdrawals wait')} for a second person."
        if waiting
        else "None waits. What was withdrawn is listed with its certificate.",
    }
    return render(request, "study/withdrawals.html", context)


def _names(study: Study, asked: list[Withdrawal]) -> dict[UUID, str]:
    guids = [each.participant_guid for each in asked]
    return dict(
        Participant.objects.filter(case__study=study, guid__in=guids).values_list("guid", "case__name")
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Choose how far, see what it would touch, and propose it."""
    person, study = person_of(request), study_of(request, slug, Permission.WITHDRAW)
    participant = (
        Participant.objects.select_related("case__study__scope").filter(case__study=study, guid=guid).first()
    )
    if participant is None:
        raise NotKnown()
    form = forms.WithdrawalForm(request.POST or None)
    counts, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            extent = form.cleaned_data["extent"]
            try:
                if "propose" in request.POST:
                    asked = withdrawal.propose(participant=participant, extent=extent, by=person)
                    messages.success(request, "Proposed. A second person of the research team confirms it.")
                    return redirect("study:withdrawal", study.slug, asked.guid)
                counts, status = withdrawal.preview(participant=participant, extent=extent, by=person), 200
            except Invalid as problem:
                show_problem(form, problem)
    context = {
        "study": study,
        "participant": participant,
        "form": form,
        "extent": Withdrawal.Extent(form.cleaned_data["extent"]).label if counts is not None else "",
        "counts": withdrawal.in_words(counts) if counts is not None else None,
        "title": f"Withdraw {participant.case.name}",
        "crumbs": crumbs(study, ("Withdrawals", "study:participants"), (participant.case.name, "")),
        "first_line": "See first what it touches. Nothing happens until a second person confirms it.",
    }
    return render(request, "study/withdraw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """A withdrawal: to confirm or cancel while it waits, a certificate once it is done."""
    person, study = person_of(request), study_of(request, slug, Permission.CONFIRM_WITHDRAWAL)
    found = queries.withdrawals(person, study).select_related("study__scope").filter(guid=guid).first()
    if found is None:
        raise NotKnown()
    if request.method == "POST":
        require(person, Permission.CONFIRM_WITHDRAWAL, found)
        if "cancel" in request.POST:
            withdrawal.cancel(withdrawal=found, by=person)
            messages.success(request, "The withdrawal is cancelled; nothing was changed.")
            return redirect("study:participants", study.slug)
        withdrawal.confirm(withdrawal=found, by=person)
        messages.success(request, "It is done.")
        return redirect("study:withdrawal", study.slug, found.guid)
    participant = withdrawal.participant_of(found)
    waits = found.state == Withdrawal.State.PROPOSED
    counts = found.counts
    if waits and participant is not None:
        counts = withdrawal.preview(participant=participant, extent=found.extent, by=person)
    context = {
        "study": study,
        "withdrawal": found,
        "name": participant.case.name if participant else "",
        "counts": withdrawal.in_words(counts),
        "waits": waits,
        "done": found.state == Withdrawal.State.DONE,
        "may_confirm": waits and found.proposed_by_id != person.pk,
        "title": "Certificate of withdrawal" if found.state == Withdrawal.State.DONE else "A withdrawal",
        "crumbs": crumbs(
            study, ("Withdrawals", "study:participants"), ("Certificate" if not waits else "Confirm", "")
        ),
        "first_line": _first_line(found, person.pk),
    }
    return render(request, "study/withdrawal.html", context)


def _first_line(found: Withdrawal, person: int) -> str:
    if found.state == Withdrawal.State.DONE:
        return f"{found.get_extent_display()}."
    if found.state == Withdrawal.State.CANCELLED:
        return "Cancelled; nothing was changed."
    if found.proposed_by_id == person:
        return "You proposed it. Next: another person of the research team confirms it."
    return "Look at what it touches, then confirm or cancel it. It cannot be undone."
