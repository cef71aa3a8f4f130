"""Cases and participants: what is known of them, what they agreed to, who they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check
from alongside.core.errors import Invalid, NotKnown
from alongside.study import actions, consent, forms, queries
from alongside.study.models import Case, Consent, Participant, Source, Study
from alongside.study.views import case_of, crumbs, person_of, study_of
from alongside.ui.forms import show_problem


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Participants with their attributes and consents, and the other cases."""
    person, study = person_of(request), study_of(request, slug)
    rows, variables, others = queries.people(person, study)
    without = sum(not row.consents["take_part"] for row in rows)
    context = {
        "study": study,
        "rows": rows,
        "variables": variables,
        "others": others,
        "purposes": Consent.Purpose.choices,
        "may_add": bool(check(person, Permission.IMPORT_SOURCES, study)),
        "title": "People and cases",
        "crumbs": crumbs(study, ("People and cases", "")),
        "first_line": _first_line(len(rows), without),
    }
    return render(request, "study/people.html", context)


def _first_line(count: int, without: int) -> str:
    if not count:
        return "Nobody takes part yet. Add a participant, or import transcripts with their table."
    said = f"{count} people take part." if count > 1 else "One person takes part."
    return (
        f"{said} Next: record the consent of {without} of {count}."
        if without
        else f"{said} All have said what they agree to."
    )


@require_http_methods(["GET", "POST"])
def add_participant(request: HttpRequest, slug: str) -> HttpResponse:
    """Add somebody who takes part."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    form = forms.ParticipantForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = dict(form.cleaned_data)
            identity = {"name": given.pop("real_name"), "contact": given.pop("contact")}
            try:
                made = actions.add_participant(
                    study=study, identity=identity if any(identity.values()) else None, by=person, **given
                )
                messages.success(request, f"{made.case.name} takes part. Next: what they agree to.")
                return redirect("study:case", study.slug, made.case.guid)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    context = {
        "study": study,
        "form": form,
        "verb": "Add the participant",
        "title": "Add a participant",
        "crumbs": crumbs(study, ("People and cases", "study:people"), ("Add", "")),
        "first_line": "Under a pseudonym; the name goes to the vault.",
    }
    return render(request, "study/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def add_case(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a site, a team or another case."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    form = forms.CaseForm(request.POST or None, study=study)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = actions.add_case(study=study, by=person, **form.cleaned_data)
                messages.success(request, f"{made.name} is added.")
                return redirect("study:case", study.slug, made.guid)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    context = {
        "study": study,
        "form": form,
        "verb": "Add the case",
        "title": "Add a case",
        "crumbs": crumbs(study, ("People and cases", "study:people"), ("Add", "")),
        "first_line": "A case is what the matrix has rows of. The host's own team is one too.",
    }
    return render(request, "study/form.html", context, status=status)


@require_safe
def case(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """One case: attributes, sources, and of a participant what they agreed to and how they were asked."""
    study = study_of(request, slug)
    return _case_page(request, study, case_of(study, guid))


def _case_page(
    request: HttpRequest,
    study: Study,
    found: Case,
    *,
    identity: dict[str, str] | None = None,
    status: int = 200,
    **wrong: Any,
) -> HttpResponse:
    person = person_of(request)
    participant = queries.participant_of(found)
    may_edit = bool(check(person, Permission.IMPORT_SOURCES, study))
    sources = Source.objects.visible_to(person).filter(study=study, cases=found)
    labels = (
        {name: getattr(participant, name) for name in forms.LabelsForm.base_fields} if participant else {}
    )
    said = consent.now(participant) if participant else {}
    context = {
        "study": study,
        "case": found,
        "participant": participant,
        "label": queries.label(participant) if participant else found.get_kind_display(),
        "values": found.values.select_related("variable").order_by("variable__order"),
        "sources": sources,
        "said": said,
        "history": participant.consents.select_related("source", "by").order_by("-on", "-id")
        if participant
        else [],
        "approaches": participant.approaches.select_related("referred_by__case") if participant else [],
        "identity": identity,
        "sealed": participant is not None and hasattr(participant, "identity"),
        "may_edit": may_edit,
        "may_open_vault": bool(check(person, Permission.OPEN_VAULT, study)),
        "may_record": bool(check(person, Permission.RECORD_CONSENT, study)),
        "may_withdraw": bool(check(person, Permission.WITHDRAW, study)),
        "labels_form": forms.LabelsForm(initial=labels),
        "value_form": forms.ValueForm(study=study),
        "consent_form": forms.ConsentForm(initial={"on": timezone.localdate()}, sources=sources),
        "approach_form": forms.ApproachForm(study=study),
        "title": found.name,
        "crumbs": crumbs(study, ("People and cases", "study:people"), (found.name, "")),
        "first_line": _case_line(found, participant, said),
        **wrong,
    }
    return render(request, "study/case.html", context, status=status)


def _case_line(found: Case, participant: Participant | None, said: dict[str, bool]) -> str:
    if participant is None:
        return f"{found.get_kind_display()}{', the host’s own team' if found.is_host else ''}."
    words, _ = consent.in_words(said)
    return f"{queries.label(participant) or 'Participant'} · {words}."


def _participant(study: Study, guid: UUID) -> Participant:
    found = queries.participant_of(case_of(study, guid))
    if found is None:
        raise NotKnown("This case is no participant.", "Choose a person who takes part.")
    return found


@require_POST
def identity(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Open the vault: who this participant is. Each opening is audited, and nothing of it is kept in an address."""
    study = study_of(request, slug)
    participant = _participant(study, guid)
    opened = actions.open_identity(participant=participant, by=person_of(request))
    return _case_page(request, study, case_of(study, guid), identity=opened)


@require_POST
def record_consent(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Write down what a participant said, all purposes of one day at once."""
    person, study = person_of(request), study_of(request, slug)
    participant = _participant(study, guid)
    form = forms.ConsentForm(
        request.POST, sources=Source.objects.visible_to(person).filter(study=study, cases=participant.case_id)
    )
    if form.is_valid():
        given = form.cleaned_data
        said = {purpose: given[purpose] == "yes" for purpose in Consent.Purpose.values if given[purpose]}
        try:
            with transaction.atomic():
                for purpose, value in said.items():
                    actions.record_consent(
                        participant=participant, purpose=purpose, value=value, on=given["on"], form=given["form"],
                        source=given["source"], by=person,
                    )  # fmt: skip
            messages.success(request, f"Written down: {len(said)} of {len(Consent.Purpose.values)} purposes.")
            return redirect("study:case", study.slug, guid)
        except Invalid as problem:
            show_problem(form, problem)
    return _case_page(request, study, case_of(study, guid), status=422, consent_form=form)


@require_POST
def set_value(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Write an attribute of a case."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    found = case_of(study, guid)
    form = forms.ValueForm(request.POST, study=study)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                variable = given["variable"] or actions.define_variable(
                    study=study, name=given["new_variable"], by=person
                )
                actions.set_value(case=found, variable=variable, value=given["value"], by=person)
            messages.success(request, "Saved.")
            return redirect("study:case", study.slug, guid)
        except Invalid as problem:
            show_problem(form, problem)
    return _case_page(request, study, found, status=422, value_form=form)


@require_POST
def labels(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Change the labels a participant is attributed by."""
    person, study = person_of(request), study_of(request, slug, Permission.IMPORT_SOURCES)
    participant = _participant(study, guid)
    form = forms.LabelsForm(request.POST)
    if form.is_valid():
        actions.describe_participant(participant=participant, by=person, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("study:case", study.slug, guid)
    return _case_page(request, study, case_of(study, guid), status=422, labels_form=form)


@require_POST
def approach(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """Note how a participant was asked."""
    person, study = person_of(request), study_of(request, slug)
    participant = _participant(study, guid)
    form = forms.ApproachForm(request.POST, study=study)
    if form.is_valid():
        actions.note_approach(study=study, participant=participant, by=person, **form.cleaned_data)
        messages.success(request, "Noted.")
        return redirect("study:case", study.slug, guid)
    return _case_page(request, study, case_of(study, guid), status=422, approach_form=form)


@require_http_methods(["GET", "POST"])
def sampling(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom the study meant to hear and whom it heard; refusals are noted here, since they have no case."""
    person, study = person_of(request), study_of(request, slug)
    form = forms.ApproachForm(request.POST or None, study=study)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            actions.note_approach(study=study, by=person, **form.cleaned_data)
            messages.success(request, "Noted.")
            return redirect("study:sampling", study.slug)
        status = 422
    found = queries.sampling(person, study)
    outcomes = dict(forms.Approach.Outcome.choices)
    context = {
        "study": study,
        "sampling": found,
        "outcomes": [(outcomes[key], n) for key, n in found.outcomes.items()],
        "routes": sorted(found.routes.items()),
        "form": form,
        "may_record": bool(check(person, Permission.RECORD_CONSENT, study)),
        "title": "Sampling",
        "crumbs": crumbs(study, ("Sampling", "")),
        "first_line": f"{queries.many(found.approached, 'person was', 'people were')} asked; {sum(row[2] for row in found.rows)} heard.",
    }
    return render(request, "study/sampling.html", context, status=status)
