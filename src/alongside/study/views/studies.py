"""Opening a study, describing it, and who works in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.roles import Permission, Role
from alongside.access.rules import check
from alongside.accounts.actions import find_or_add, invite
from alongside.accounts.models import Person
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.study import actions, forms, queries
from alongside.study.actions.studies import may_open_study
from alongside.study.models import Source, Study
from alongside.study.views import crumbs, person_of, study_of
from alongside.ui.forms import show_problem


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a study."""
    person = person_of(request)
    if not may_open_study(person):
        raise Refused("A study is opened by an administrator or a researcher.", "Ask one of them.")
    form = forms.NewStudyForm(request.POST or None, person=person)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                study = actions.open_study(
                    researcher=_researcher(given.pop("researcher"), person), by=person, **given
                )
                messages.success(request, f"{study.name} is open.")
                return redirect("study:sources", study.slug)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    context = {
        "form": form,
        "title": "Open a study",
        "first_line": "It begins with a name and its first researcher.",
    }
    return render(request, "study/new.html", context, status=status)


def _researcher(email: str, person: Person) -> Person:
    if not email:
        return person
    found = Person.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise Invalid(
            "Nobody here has this address.",
            "Add them first.",
            fields={"researcher": "Nobody here has this address."},
        )
    return found


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What the study says of itself, and who works in it."""
    person, study = person_of(request), study_of(request, slug)
    may_edit = bool(check(person, Permission.MANAGE_STUDY, study))
    initial = {
        "name": study.name, "questions": study.questions, "ethics_reference": study.ethics_reference,
        "lawful_basis": study.lawful_basis, "controller": study.controller, "retention_until": study.retention_until,
        "collaboratives": study.collaboratives.all(),
    }  # fmt: skip
    form = forms.StudyForm(request.POST or None, initial=initial, person=person, study=study)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.describe_study(study=study, by=person, **form.cleaned_data)
                messages.success(request, "Saved.")
                return redirect("study:settings", study.slug)
            except Invalid as problem:
                show_problem(form, problem)
        status = 422
    return _page(request, study, form, forms.PersonForm(), may_edit, status)


def _page(
    request: HttpRequest,
    study: Study,
    form: forms.StudyForm,
    person_form: forms.PersonForm,
    may_edit: bool,
    status: int = 200,
) -> HttpResponse:
    team = queries.team_of_study(study)
    context = {
        "study": study,
        "form": form,
        "person_form": person_form,
        "team": team,
        "friends": [grant for grant in team if grant.role == Role.CRITICAL_FRIEND],
        "part_roles": {role for role, _ in forms.PART},
        "may_edit": may_edit,
        "title": "Study settings",
        "crumbs": crumbs(study, ("Settings", "")),
        "first_line": f"{queries.many(len({grant.person_id for grant in team}), 'person has', 'people have')} a part in this study.",
    }
    return render(request, "study/settings.html", context, status=status)


@require_POST
def add_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a part in the study; a new person is added first."""
    person, study = person_of(request), study_of(request, slug, Permission.GRANT_ROLES)
    form = forms.PersonForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            someone = find_or_add(name=given["name"], email=given["email"], by=person)
            actions.add_to_study(study=study, person=someone, role=Role(given["role"]), by=person)
            messages.success(request, f"{someone.name} has a part in the study.")
            if someone.email and not someone.has_usable_password():
                # handed on by the researcher: an administrator who held it could sign in as this person
                link = request.build_absolute_uri(
                    reverse("invitation", args=[invite(person=someone, by=person)])
                )
                messages.info(
                    request, f"Pass this link on to {someone.name}; it works once, for a week: {link}"
                )
            return redirect("study:settings", study.slug)
        except Invalid as problem:
            show_problem(form, problem)
    description = forms.StudyForm(
        initial={"name": study.name, "questions": study.questions}, person=person, study=study
    )
    return _page(request, study, description, form, may_edit=True, status=422)


@require_POST
def remove_person(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    """End somebody's part in the study."""
    person, study = person_of(request), study_of(request, slug, Permission.GRANT_ROLES)
    someone = Person.objects.filter(pk=person_id).first()
    if someone is None:
        raise NotKnown()
    try:
        actions.remove_from_study(
            study=study, person=someone, role=role_of(request.POST.get("role", "")), by=person
        )
        messages.success(request, f"{someone.name} left the study.")
    except Invalid as problem:
        messages.error(request, str(problem))
    return redirect("study:settings", study.slug)


def role_of(text: str) -> Role:
    """The role that a form names."""
    if text not in Role.values:
        raise Invalid("Say which role ends.", "Choose one of the person's roles.")
    return Role(text)


@require_http_methods(["GET", "POST"])
def friend_sources(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    """Which pseudonymised sources a critical friend may read."""
    person, study = person_of(request), study_of(request, slug, Permission.MANAGE_STUDY)
    someone = Person.objects.filter(pk=person_id).first()
    if someone is None:
        raise NotKnown()
    if request.method == "POST":
        chosen = Source.objects.visible_to(person).filter(
            study=study, guid__in=request.POST.getlist("sources")
        )
        actions.grant_sources(study=study, person=someone, sources=list(chosen), by=person)
        messages.success(request, f"{someone.name} may read {len(chosen)} sources.")
        return redirect("study:settings", study.slug)
    rows = [row for row in queries.source_rows(person, study, order="name") if row.state == queries.READY]
    context = {
        "study": study,
        "rows": rows,
        "named": set(queries.granted_sources(someone, study).values_list("pk", flat=True)),
        "someone": someone,
        "title": f"What {someone.name} may read",
        "crumbs": crumbs(study, ("Settings", "study:settings"), (someone.name, "")),
        "first_line": "Pseudonymised sources only; nothing that is not named here.",
    }
    return render(request, "study/friend_sources.html", context)
