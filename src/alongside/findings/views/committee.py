"""The committee's reader, who is on the committee, and the framework as those outside read it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.request import Request
from alongside.coding.models import FrameworkVersion
from alongside.coding.queries import codebook, published_version
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.findings import actions, disclosure
from alongside.findings.forms import AnswerForm, MemberForm
from alongside.findings.models import CommitteeMember, Interpretation, Release
from alongside.findings.queries import inbox as reading
from alongside.findings.queries.places import member_of, members_of, study_of
from alongside.findings.queries.readings import gather, interpretations, is_open_to, may_still_change, one_of
from alongside.study.models import Study
from alongside.ui.forms import show_problem

FIRST_QUOTES = 2


@require_safe
def inbox(request: Request, slug: str) -> HttpResponse:
    """The first thing that waits for an answer; else the first there is."""
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    member = member_of(study, request.user)
    items = reading.to_read(study, member)
    if not items:
        return render(request, "findings/nothing_to_read.html", {"title": "For you to read", "study": study})
    first = next(iter(reading.waiting(items)), items[0])
    return _reader(request, study, member, items, first, AnswerForm())


@require_http_methods(["GET", "POST"])
def read(request: Request, slug: str, guid: uuid.UUID) -> HttpResponse:
    """One released thing to read, with the four answers; the others' readings only beside one's own."""
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    member = member_of(study, request.user)
    items = reading.to_read(study, member)
    item = next((one for one in items if one.release.guid == guid), None)
    if item is None:
        raise NotKnown("This is not before the committee any more.", "Go back to what there is to read.")
    if request.method != "POST":
        return _reader(request, study, member, items, item, AnswerForm())
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.interpret(release=item.release, by=request.user, **form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        except Refused as problem:
            require(request.user, Permission.INTERPRET, study)
            messages.error(request, str(problem))
            return redirect("findings:read", slug, guid)
        else:
            messages.success(request, "Your answer is in.")
            return redirect("findings:read", slug, guid)
    return _reader(request, study, member, items, item, form, status=422)


def _reader(
    request: Request,
    study: Study,
    member: CommitteeMember | None,
    items: list[reading.ToRead],
    item: reading.ToRead,
    form: AnswerForm,
    status: int = 200,
) -> HttpResponse:
    release = item.release
    shown = disclosure.shown(release, request.user) if release.finding_version is not None else None
    opened = is_open_to(
        release, member, item.answer is not None, check(request.user, Permission.SEE_FINDINGS, study).ok
    )
    members = list(members_of(study))
    # Until then they are not read from the database at all: only how many there are.
    given = interpretations([release]) if opened else []
    read = gather(given, len(members), viewer=member, opened=opened)
    waiting = reading.waiting(items)
    after = next((one for one in waiting if one is not item), None)
    quotes = _with_dissent(shown.quotes) if shown else []
    may_answer = check(request.user, Permission.INTERPRET, study).ok and member is not None
    return render(
        request,
        "findings/committee.html",
        {
            "title": item.title,
            "study": study,
            "items": items,
            "item": item,
            "place": items.index(item) + 1,
            "waiting": waiting,
            "deadline": reading.deadline(items) or release.until,
            "release": release,
            "shown": shown,
            "first_quotes": quotes[:FIRST_QUOTES],
            "more_quotes": quotes[FIRST_QUOTES:],
            "more_against": sum(one.against for one in quotes[FIRST_QUOTES:]),
            "framework": framework_nodes(release.framework_version) if release.framework_version else None,
            "guide": release.guide_version,
            "answers": Interpretation.Verdict.choices,
            "form": form,
            "answer": item.answer,
            "written": _written(form, item.answer),
            "may_answer": may_answer
            and ((item.answer is None and item.is_open) or may_change(release, item.answer)),
            "opened": opened,
            "read": read,
            "answered": item.answers,
            "members": max(len(members), item.answers),
            "my_part": _part(member, members),
            "after": after,
        },
        status=status,
    )


def _with_dissent(quotes: Sequence[disclosure.ShownQuote]) -> list[disclosure.ShownQuote]:
    """The quotes in their order, but one that speaks against the statement among the first, where there is one."""
    against = next((one for one in quotes if one.against), None)
    if against is None or against in quotes[:FIRST_QUOTES]:
        return list(quotes)
    rest = [one for one in quotes if one is not against]
    return [*rest[: FIRST_QUOTES - 1], against, *rest[FIRST_QUOTES - 1 :]]


def _written(form: AnswerForm, answer: Interpretation | None) -> dict[str, str]:
    """What stands in the boxes: what was just typed, else the answer that is in, else nothing."""
    return {
        name: form[name].value() or "" if form.is_bound else getattr(answer, name, "")
        for name in ("verdict", "comment", "another_reading")
    }


def may_change(release: Release, answer: Interpretation | None) -> bool:
    return answer is not None and (may_still_change(release) or answer.needs_rewrite)


def _part(member: CommitteeMember | None, members: list[CommitteeMember]) -> str:
    if member is None:
        return ""
    return one_of(member.part, sum(one.part.casefold() == member.part.casefold() for one in members))


@require_safe
def done(request: Request, slug: str) -> HttpResponse:
    """What became of the findings that the committee read."""
    study = study_of(request.user, slug, Permission.SEE_RELEASED)
    context = {"title": "What was done", "study": study, "found": reading.what_was_done(study)}
    return render(request, "findings/done.html", context)


@require_safe
def framework(request: Request, slug: str) -> HttpResponse:
    """The published framework, without the examples, which quote."""
    study = study_of(request.user, slug, Permission.SEE_FRAMEWORK)
    version = published_version(study)
    context = {
        "title": "Framework",
        "study": study,
        "version": version,
        "nodes": framework_nodes(version) if version else [],
    }
    return render(request, "findings/framework.html", context)


def framework_nodes(version: FrameworkVersion) -> list:
    return codebook(version, counted=None)


@require_http_methods(["GET", "POST"])
def people(request: Request, slug: str) -> HttpResponse:
    """Who is on the committee, and adding somebody."""
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.GRANT_ROLES, study)
    members = list(members_of(study))
    form = MemberForm(request.POST or None, study=study)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        try:
            actions.add_committee_member(
                study=study,
                person=form.person,
                part=form.cleaned_data["part"],
                team=form.cleaned_data["team"],
                by=request.user,
            )
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, "They are on the committee now.")
            return redirect("findings:committee_people", slug)
    shared = {
        one.part.casefold(): sum(each.part.casefold() == one.part.casefold() for each in members)
        for one in members
    }
    return render(
        request,
        "findings/people.html",
        {
            "title": "Committee",
            "study": study,
            "crumbs": [
                {"label": "Findings", "url": reverse("findings:list", args=[slug])},
                {"label": "Committee"},
            ],
            "members": [(one, one_of(one.part, shared[one.part.casefold()])) for one in members],
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
def end_member(request: Request, slug: str, pk: int) -> HttpResponse:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    require(request.user, Permission.GRANT_ROLES, study)
    member = members_of(study).filter(pk=pk).first()
    if member is None:
        raise NotKnown()
    try:
        actions.end_committee_member(member=member, by=request.user)
    except Invalid as problem:
        messages.error(request, str(problem))
    return redirect("findings:committee_people", slug)
