"""Cases, participants and consent over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.core.errors import NotKnown
from alongside.study import actions, consent, queries
from alongside.study.api.lookups import participant_of_guid
from alongside.study.api.shapes import (
    ApproachIn,
    ApproachOut,
    CaseIn,
    CaseOut,
    ConsentIn,
    ConsentOut,
    ParticipantIn,
    ValueIn,
    VariableIn,
    VariableOut,
)
from alongside.study.models import Case, Consent
from alongside.study.views import case_of, person_of, source_of, study_of

router = Router(tags=["study"])


@router.get("/studies/{slug}/cases", response=list[CaseOut])
def list_cases(request: HttpRequest, slug: str) -> Any:
    """Cases with their attributes, and participants with what they agree to now."""
    study = study_of(request, slug)
    rows, variables, others = queries.people(person_of(request), study)
    names = {variable.pk: variable.name for variable in variables}
    found = [
        _case(row.case, {names[pk]: value for pk, value in row.values.items()}, row.consents) for row in rows
    ]
    return found + [
        _case(case, {v.variable.name: v.value for v in case.values.select_related("variable")}, {})
        for case in others
    ]


def _case(case: Case, attributes: dict[str, str], consents: dict[str, bool]) -> dict[str, Any]:
    participant = queries.participant_of(case)
    return {
        "guid": case.guid,
        "name": case.name,
        "kind": case.kind,
        "is_host": case.is_host,
        "part_of": case.part_of.guid if case.part_of else None,
        "participant": participant.guid if participant else None,
        "role_group": participant.role_group if participant else "",
        "site_group": participant.site_group if participant else "",
        "site_name": participant.site_name if participant else "",
        "attributes": attributes,
        "consents": consents,
    }


@router.post("/studies/{slug}/cases", response={201: CaseOut})
def add_case(request: HttpRequest, slug: str, body: CaseIn) -> Any:
    """Add a case that is no participant."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    part_of = case_of(study, body.part_of) if body.part_of else None
    made = actions.add_case(
        study=study, part_of=part_of, by=person_of(request), **body.dict(exclude={"part_of"})
    )
    return Status(201, _case(made, {}, {}))


@router.post("/studies/{slug}/participants", response={201: CaseOut})
def add_participant(request: HttpRequest, slug: str, body: ParticipantIn) -> Any:
    """Add somebody who takes part; `identity` goes to the vault and never comes back from here."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    made = actions.add_participant(study=study, by=person_of(request), **body.dict())
    return Status(201, _case(made.case, {}, consent.now(made)))


@router.get("/studies/{slug}/variables", response=list[VariableOut])
def list_variables(request: HttpRequest, slug: str) -> Any:
    return study_of(request, slug).variables.all()


@router.post("/studies/{slug}/variables", response={201: VariableOut})
def define_variable(request: HttpRequest, slug: str, body: VariableIn) -> Any:
    """Name an attribute that cases have."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    return Status(
        201, actions.define_variable(study=study, name=body.name, type=body.type, by=person_of(request))
    )


@router.put("/studies/{slug}/cases/{guid}/attributes/{name}", response={204: None})
def set_value(request: HttpRequest, slug: str, guid: UUID, name: str, body: ValueIn) -> Any:
    """Write an attribute of a case; an empty value takes it away."""
    study = study_of(request, slug, Permission.IMPORT_SOURCES)
    variable = study.variables.filter(name=name).first()
    if variable is None:
        raise NotKnown("The study has no such attribute.", "Define it first.")
    actions.set_value(case=case_of(study, guid), variable=variable, value=body.value, by=person_of(request))
    return Status(204, None)


@router.get("/studies/{slug}/participants/{guid}/consents", response=list[ConsentOut])
def list_consents(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """All a participant said, in order; the latest counts."""
    said = participant_of_guid(study_of(request, slug), guid).consents.select_related("source")
    return [_consent(each) for each in said]


def _consent(said: Consent) -> dict[str, Any]:
    source = said.source.guid if said.source else None
    return {"purpose": said.purpose, "value": said.value, "on": said.on, "form": said.form, "source": source}


@router.post("/studies/{slug}/participants/{guid}/consents", response={201: ConsentOut})
def record_consent(request: HttpRequest, slug: str, guid: UUID, body: ConsentIn) -> Any:
    """Write down what a participant said to one purpose."""
    study = study_of(request, slug)
    source = source_of(study, body.source) if body.source else None
    said = actions.record_consent(
        participant=participant_of_guid(study, guid),
        source=source,
        by=person_of(request),
        **body.dict(exclude={"source"}),
    )
    return Status(201, _consent(said))


@router.post("/studies/{slug}/participants/{guid}/identity", response=dict[str, str])
def open_identity(request: HttpRequest, slug: str, guid: UUID) -> Any:
    """Open the vault: who this participant is. Each opening is audited."""
    return actions.open_identity(
        participant=participant_of_guid(study_of(request, slug), guid), by=person_of(request)
    )


@router.get("/studies/{slug}/approaches", response=list[ApproachOut])
def list_approaches(request: HttpRequest, slug: str) -> Any:
    """How people were asked to take part, and what they answered."""
    found = study_of(request, slug).approaches.select_related("participant", "referred_by")
    return [
        {
            "participant": each.participant.guid if each.participant else None,
            "route": each.route,
            "referred_by": each.referred_by.guid if each.referred_by else None,
            "invited_on": each.invited_on,
            "outcome": each.outcome,
        }
        for each in found
    ]


@router.post("/studies/{slug}/approaches", response={204: None})
def note_approach(request: HttpRequest, slug: str, body: ApproachIn) -> Any:
    """Note how somebody was asked; a refusal has no participant."""
    study = study_of(request, slug)
    given: dict[str, Any] = body.dict()
    for name in ("participant", "referred_by"):
        given[name] = participant_of_guid(study, given[name]) if given[name] else None
    actions.note_approach(study=study, by=person_of(request), **given)
    return Status(204, None)
