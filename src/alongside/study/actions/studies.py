"""Opening a study, and who works in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from alongside.access.actions import end, give, may_grant
from alongside.access.models import Grant, Scope, ScopeKind
from alongside.access.roles import Permission, Role
from alongside.access.rules import check, grants_of, require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.programme.models import Collaborative
from alongside.study.days import day
from alongside.study.models import Coder, GrantedSource, Source, Study

# A committee member's grant is written with their place on the committee, by the app that has committees.
STUDY_ROLES = (Role.RESEARCHER, Role.SECOND_CODER, Role.CRITICAL_FRIEND)
CODING_ROLES = (Role.RESEARCHER, Role.SECOND_CODER)


def may_open_study(by: Person | None) -> bool:
    """An administrator, or a researcher of some study; the operator of the command line too."""
    return by is None or by.is_administrator or any(grant.role == Role.RESEARCHER for grant in grants_of(by))


@transaction.atomic
def open_study(
    *,
    name: str,
    slug: str,
    researcher: Person,
    collaboratives: Iterable[Collaborative] = (),
    questions: str = "",
    ethics_reference: str = "",
    lawful_basis: str = "",
    controller: str = "",
    retention_until: dt.date | str | None = None,
    by: Person | None,
) -> Study:
    """Open a study with its first researcher, who is a coder of it from the start."""
    if not may_open_study(by):
        raise Refused("A study is opened by an administrator or a researcher.", "Ask one of them.")
    name, slug = " ".join(name.split()), slug.strip()
    if not name:
        raise Invalid("A study needs a name.", "Fill in the name.", fields={"name": "Fill in the name."})
    if not slug or slugify(slug) != slug:
        raise Invalid(
            "That is no short name.",
            "Use small letters, digits and hyphens.",
            fields={"slug": "Small letters, digits and hyphens."},
        )
    if slug == "new" or Study.objects.filter(slug=slug).exists():
        raise Invalid(
            "Another study has that short name.", "Choose another.", fields={"slug": "This one is taken."}
        )
    study = Study.objects.create(
        scope=Scope.objects.create(kind=ScopeKind.STUDY, name=name),
        slug=slug,
        name=name,
        questions=questions.strip(),
        ethics_reference=ethics_reference.strip(),
        lawful_basis=lawful_basis.strip(),
        controller=controller.strip(),
        retention_until=day(retention_until, "retention_until"),
    )
    study.collaboratives.set(_linkable(collaboratives, by))
    record("study.open", by=by, thing=study, collaboratives=[each.pk for each in study.collaboratives.all()])
    give(person=researcher, role=Role.RESEARCHER, scope=study.scope, by=by)
    coder_of(study, researcher, make=True)
    return study


@transaction.atomic
def describe_study(
    *,
    study: Study,
    by: Person | None,
    name: str | None = None,
    questions: str | None = None,
    ethics_reference: str | None = None,
    lawful_basis: str | None = None,
    controller: str | None = None,
    retention_until: dt.date | str | None = None,
    collaboratives: Iterable[Collaborative] | None = None,
) -> Study:
    """Change what a study says of itself. What is not given stays."""
    require(by, Permission.MANAGE_STUDY, study)
    given = {
        "name": name and " ".join(name.split()),
        "questions": questions,
        "ethics_reference": ethics_reference,
        "lawful_basis": lawful_basis,
        "controller": controller,
    }
    if name is not None and not given["name"]:
        raise Invalid("A study needs a name.", "Fill in the name.", fields={"name": "Fill in the name."})
    changed = [
        field
        for field, value in given.items()
        if value is not None and value.strip() != getattr(study, field)
    ]
    for field in changed:
        setattr(study, field, str(given[field]).strip())
    if retention_until is not None:
        study.retention_until = day(retention_until, "retention_until")
        changed.append("retention_until")
    if changed:
        study.save(update_fields=changed)
    if "name" in changed:
        study.scope.name = study.name
        study.scope.save(update_fields=["name"])
    if collaboratives is not None:
        already = set(study.collaboratives.values_list("pk", flat=True))
        study.collaboratives.set(_linkable(collaboratives, by, already))
        changed.append("collaboratives")
    record("study.describe", by=by, thing=study, fields=sorted(set(changed)))
    return study


@transaction.atomic
def add_to_study(
    *, study: Study, person: Person, role: Role, by: Person | None, until: dt.date | None = None
) -> Grant:
    """Give somebody a part in the study: researcher, second coder, or critical friend from outside."""
    role = _role(role)
    if by is not None:
        require(by, Permission.GRANT_ROLES, study)
    if not may_grant(by, role, study.scope):
        raise Refused("Your role here does not let you add people to the study.")
    if Grant.objects.active().filter(person=person, scope=study.scope, role=Role.COMMITTEE_MEMBER).exists():
        raise Invalid(
            "They are on the committee, which must not see what this part opens.",
            "End their place on the committee first, or choose somebody else.",
        )
    grant = give(person=person, role=role, scope=study.scope, by=by, ends=until)
    if role in CODING_ROLES:
        coder_of(study, person, make=True)
    return grant


@transaction.atomic
def remove_from_study(*, study: Study, person: Person, by: Person | None, role: Role | None = None) -> int:
    """End somebody's roles in the study (or one of them); what they coded and wrote stays theirs. Gives how many ended."""
    if by is not None:
        require(by, Permission.GRANT_ROLES, study)
    roles = [_role(role)] if role else list(STUDY_ROLES)
    active = Grant.objects.active().filter(scope=study.scope)
    mine = list(active.filter(person=person, role__in=roles).select_related("person"))
    if not mine:
        raise NotKnown("This person has no such part in the study.", "Reload the page.")
    if any(grant.role == Role.RESEARCHER for grant in mine):
        others = active.filter(role=Role.RESEARCHER, ends=None).exclude(person=person)
        if not others.exists():
            raise Invalid("A study keeps at least one researcher.", "Add another researcher first.")
    for grant in mine:
        end(grant=grant, by=by)
    return len(mine)


@transaction.atomic
def grant_sources(
    *, study: Study, person: Person, sources: Iterable[Source], by: Person | None
) -> list[Source]:
    """Name the pseudonymised sources that a critical friend may read: these, and no others from now on."""
    require(by, Permission.MANAGE_STUDY, study)
    grant = (
        Grant.objects.active()
        .filter(person=person, scope=study.scope, role=Role.CRITICAL_FRIEND)
        .order_by("-pk")
        .first()
    )
    if grant is None:
        raise Invalid("This person is no critical friend of the study.", "Add them in that role first.")
    chosen = {source.pk: source for source in sources}
    if any(source.study_id != study.pk for source in chosen.values()):
        raise NotKnown()
    unready = [source.name for source in chosen.values() if not source.texts.exists()]
    if unready:
        raise Invalid(
            f"{len(unready)} of {len(chosen)} sources have no pseudonymised text: {', '.join(sorted(unready)[:5])}.",
            "Pseudonymise them first.",
        )
    kept = GrantedSource.objects.filter(grant=grant)
    kept.exclude(source__in=chosen).delete()
    already = set(kept.values_list("source", flat=True))
    GrantedSource.objects.bulk_create(
        GrantedSource(grant=grant, source=source, by=by) for pk, source in chosen.items() if pk not in already
    )
    record("study.grant_sources", by=by, thing=study, person=person.pk, sources=sorted(chosen))
    return list(chosen.values())


def coder_of(study: Study, person: Person | None, *, make: bool = False) -> Coder | None:
    """The person as a coder of the study, if they are one; `make` makes them one."""
    if person is None:
        return None
    found = Coder.objects.filter(study=study, person=person).first()
    if found is None and make:
        found = Coder.objects.create(study=study, person=person, name=person.name, initials=person.initials)
    return found


def _role(role: Role | str) -> Role:
    try:
        found = Role(role)
    except ValueError:
        found = None
    if found not in STUDY_ROLES:
        raise Invalid(
            "That is no part one is given in a study here.",
            "Choose researcher, second coder or critical friend.",
        )
    return found


def may_link(by: Person, collaborative: Collaborative) -> bool:
    """Whether somebody may let a study read all of a collaborative: who sees all of it already."""
    return by.is_administrator or bool(check(by, Permission.SEE_ALL_TEAMS, collaborative))


def _linkable(
    collaboratives: Iterable[Collaborative], by: Person | None, already: Iterable[int] = ()
) -> list[Collaborative]:
    """The collaboratives to link: those the person runs, or an administrator or the operator names.

    A linked study reads the name and the numbers of every team, so seeing the collaborative is not enough: a team's
    member would unmask the others by a study of their own.
    """
    chosen = list(collaboratives)
    if by is None or by.is_administrator:
        return chosen
    if any(each.pk not in set(already) and not may_link(by, each) for each in chosen):
        raise NotKnown("There is no such collaborative for you.", "Ask an administrator to link it.")
    return chosen
