"""The study itself and who works in it, over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.programme.models import Collaborative
from alongside.study import actions, queries
from alongside.study.api.lookups import person_of_address
from alongside.study.api.shapes import PartIn, PartOut, StudyChange, StudyIn, StudyOut
from alongside.study.models import Study
from alongside.study.views import person_of, source_of, study_of

router = Router(tags=["study"])


@router.get("/studies", response=list[StudyOut])
def list_studies(request: HttpRequest) -> Any:
    """Studies the caller works in."""
    return Study.objects.visible_to(person_of(request)).order_by("name")


@router.post("/studies", response={201: StudyOut})
def open_study(request: HttpRequest, body: StudyIn) -> Any:
    """Open a study."""
    by = person_of(request)
    given = body.dict(exclude={"researcher", "collaboratives"})
    researcher = person_of_address(body.researcher) if body.researcher else by
    return Status(
        201,
        actions.open_study(
            **given, researcher=researcher, collaboratives=_linked(body.collaboratives, by), by=by
        ),
    )


@router.get("/studies/{slug}", response=StudyOut)
def get_study(request: HttpRequest, slug: str) -> Any:
    return study_of(request, slug)


@router.patch("/studies/{slug}", response=StudyOut)
def describe_study(request: HttpRequest, slug: str, body: StudyChange) -> Any:
    """Change what the study says of itself; what is not sent stays."""
    return actions.describe_study(
        study=study_of(request, slug), by=person_of(request), **body.dict(exclude_unset=True)
    )


@router.get("/studies/{slug}/people", response=list[PartOut])
def list_people(request: HttpRequest, slug: str) -> Any:
    """Who works in the study now."""
    return [
        {"name": g.person.name, "email": g.person.email, "role": g.role, "since": g.starts, "until": g.ends}
        for g in queries.team_of_study(study_of(request, slug))
    ]


@router.post("/studies/{slug}/people", response={204: None})
def add_to_study(request: HttpRequest, slug: str, body: PartIn) -> Any:
    """Give somebody a part in the study."""
    study = study_of(request, slug, Permission.GRANT_ROLES)
    actions.add_to_study(
        study=study,
        person=person_of_address(body.email),
        role=body.role,
        until=body.until,
        by=person_of(request),
    )
    return Status(204, None)


@router.delete("/studies/{slug}/people/{email}", response={204: None})
def remove_from_study(request: HttpRequest, slug: str, email: str) -> Any:
    """End all of somebody's parts in the study."""
    actions.remove_from_study(
        study=study_of(request, slug, Permission.GRANT_ROLES),
        person=person_of_address(email),
        by=person_of(request),
    )
    return Status(204, None)


@router.put("/studies/{slug}/people/{email}/sources", response={204: None})
def grant_sources(request: HttpRequest, slug: str, email: str, body: list[UUID]) -> Any:
    """Name the sources a critical friend may read: these and no others."""
    study = study_of(request, slug, Permission.MANAGE_STUDY)
    sources = [source_of(study, guid) for guid in body]
    actions.grant_sources(
        study=study, person=person_of_address(email), sources=sources, by=person_of(request)
    )
    return Status(204, None)


def _linked(slugs: list[str], by: Person) -> list[Collaborative]:
    chosen = Collaborative.objects.all() if by.is_administrator else Collaborative.objects.visible_to(by)
    found = {each.slug: each for each in chosen.filter(slug__in=slugs)}
    if missing := set(slugs) - set(found):
        raise NotKnown(f"There is no collaborative {sorted(missing)[0]} for you.", "Check its short name.")
    return list(found.values())
