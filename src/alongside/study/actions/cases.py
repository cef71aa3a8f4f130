"""Cases, what is known of them, and the participants among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown
from alongside.programme.models import Team
from alongside.study import vault
from alongside.study.days import day
from alongside.study.models import Approach, Case, Identity, Participant, Study, Variable, VariableValue

MOST_NAME = 120
MOST_VALUE = 500
_YES_NO = {
    "yes": "yes",
    "y": "yes",
    "true": "yes",
    "1": "yes",
    "no": "no",
    "n": "no",
    "false": "no",
    "0": "no",
}


@transaction.atomic
def add_case(
    *,
    study: Study,
    name: str,
    kind: str = Case.Kind.PERSON,
    part_of: Case | None = None,
    team: Team | None = None,
    is_host: bool = False,
    by: Person | None,
) -> Case:
    """Add a row of the matrix: a site, a team, a person under their pseudonym."""
    require(by, Permission.IMPORT_SOURCES, study)
    return make_case(study=study, name=name, kind=kind, part_of=part_of, team=team, is_host=is_host, by=by)


def make_case(
    *,
    study: Study,
    name: str,
    kind: str = Case.Kind.PERSON,
    part_of: Case | None = None,
    team: Team | None = None,
    is_host: bool = False,
    by: Person | None,
) -> Case:
    """The case itself, for actions that have asked their own question."""
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME:
        raise Invalid(
            f"A case needs a name of at most {MOST_NAME} letters.",
            "Use a pseudonym such as P07.",
            fields={"name": "Fill in the name."},
        )
    if kind not in Case.Kind.values:
        raise Invalid(
            "That is no kind of case.",
            f"Choose one of {', '.join(Case.Kind.values)}.",
            fields={"kind": "Choose one."},
        )
    if part_of is not None and part_of.study_id != study.pk:
        raise NotKnown()
    if Case.objects.filter(study=study, name=name).exists():
        raise Invalid(
            "A case of that name is here already.",
            "Choose another name.",
            fields={"name": "This one is taken."},
        )
    case = Case.objects.create(study=study, name=name, kind=kind, part_of=part_of, team=team, is_host=is_host)
    record("case.add", by=by, thing=case, kind=case.kind)
    return case


@transaction.atomic
def define_variable(
    *, study: Study, name: str, type: str = Variable.Type.TEXT, by: Person | None
) -> Variable:
    """Name an attribute that cases have; the one that is there if it has this name already."""
    require(by, Permission.IMPORT_SOURCES, study)
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME:
        raise Invalid(
            f"An attribute needs a name of at most {MOST_NAME} letters.",
            "Fill in the name.",
            fields={"name": "Fill it in."},
        )
    if type not in Variable.Type.values:
        raise Invalid("That is no type of attribute.", f"Choose one of {', '.join(Variable.Type.values)}.")
    found = Variable.objects.filter(study=study, name=name).first()
    if found is not None:
        return found
    variable = Variable.objects.create(study=study, name=name, type=type, order=study.variables.count())
    record("variable.define", by=by, thing=variable, scope_id=study.scope_id, type=type)
    return variable


@transaction.atomic
def set_value(*, case: Case, variable: Variable, value: str, by: Person | None) -> VariableValue | None:
    """Write what a case is or has; nothing takes the value away."""
    require(by, Permission.IMPORT_SOURCES, case)
    if variable.study_id != case.study_id:
        raise NotKnown()
    value = fitting(variable, value)
    record("case.set_value", by=by, thing=case, variable=variable.pk)
    if not value:
        VariableValue.objects.filter(case=case, variable=variable).delete()
        return None
    return VariableValue.objects.update_or_create(case=case, variable=variable, defaults={"value": value})[0]


def fitting(variable: Variable, value: str) -> str:
    """The value as its type has it. Raises Invalid where it does not fit."""
    value = " ".join(value.split())
    if not value:
        return ""
    if len(value) > MOST_VALUE:
        raise Invalid(
            f"A value of “{variable.name}” has more than {MOST_VALUE} letters.",
            "Shorten it, or leave the column out.",
        )
    if variable.type == Variable.Type.NUMBER:
        try:
            float(value)
        except ValueError:
            raise Invalid(
                f"“{variable.name}” is a number.",
                "Write digits only.",
                fields={"value": "Write digits only."},
            ) from None
    elif variable.type == Variable.Type.DATE:
        day(value, "value")
    elif variable.type == Variable.Type.YES_NO:
        if value.casefold() not in _YES_NO:
            raise Invalid(
                f"“{variable.name}” is yes or no.", "Write yes or no.", fields={"value": "Write yes or no."}
            )
        return _YES_NO[value.casefold()]
    return value


@transaction.atomic
def add_participant(
    *,
    study: Study,
    name: str,
    role_group: str = "",
    site_group: str = "",
    site_name: str = "",
    identity: Mapping[str, str] | None = None,
    part_of: Case | None = None,
    by: Person | None,
) -> Participant:
    """Add somebody who takes part, under the pseudonym `name`; who they are goes to the vault.

    `part_of` is the site or team they work in, so that their colleagues on the committee are known.
    """
    require(by, Permission.IMPORT_SOURCES, study)
    participant = make_participant(
        study=study,
        name=name,
        role_group=role_group,
        site_group=site_group,
        site_name=site_name,
        part_of=part_of,
        by=by,
    )
    if identity:
        seal_identity(participant, identity)
    record("participant.add", by=by, thing=participant, identity=bool(identity))
    return participant


def make_participant(
    *,
    study: Study,
    name: str,
    role_group: str = "",
    site_group: str = "",
    site_name: str = "",
    part_of: Case | None = None,
    by: Person | None,
) -> Participant:
    """The participant itself, for actions that have asked their own question."""
    return Participant.objects.create(
        case=make_case(study=study, name=name, part_of=part_of, by=by),
        role_group=role_group.strip(),
        site_group=site_group.strip(),
        site_name=site_name.strip(),
    )


def seal_identity(participant: Participant, identity: Mapping[str, str]) -> Identity:
    """Put who a participant is into the vault; what was there is replaced."""
    sealed = vault.seal_record(
        {str(key): str(value) for key, value in identity.items() if str(value).strip()}
    )
    return Identity.objects.update_or_create(participant=participant, defaults={"sealed": sealed})[0]


@transaction.atomic
def describe_participant(
    *,
    participant: Participant,
    by: Person | None,
    role_group: str | None = None,
    site_group: str | None = None,
    site_name: str | None = None,
    identity: Mapping[str, str] | None = None,
) -> Participant:
    """Change the coarse labels a participant is attributed by, or who they are in the vault."""
    require(by, Permission.IMPORT_SOURCES, participant)
    given = {"role_group": role_group, "site_group": site_group, "site_name": site_name}
    changed = [
        name
        for name, value in given.items()
        if value is not None and value.strip() != getattr(participant, name)
    ]
    for name in changed:
        setattr(participant, name, str(given[name]).strip())
    if changed:
        participant.save(update_fields=changed)
    if identity is not None:
        require(by, Permission.OPEN_VAULT, participant)
        seal_identity(participant, identity)
    record("participant.describe", by=by, thing=participant, fields=changed, identity=identity is not None)
    return participant


@transaction.atomic
def note_approach(
    *,
    study: Study,
    participant: Participant | None = None,
    route: str = "purposive",
    referred_by: Participant | None = None,
    invited_on: dt.date | str | None = None,
    outcome: str = Approach.Outcome.INVITED,
    by: Person | None,
) -> Approach:
    """Note how somebody was asked to take part and what they answered; a refusal has no participant."""
    require(by, Permission.RECORD_CONSENT, study)
    if outcome not in Approach.Outcome.values:
        raise Invalid(
            "That is no outcome of an approach.", f"Choose one of {', '.join(Approach.Outcome.values)}."
        )
    for each in (participant, referred_by):
        if each is not None and each.case.study_id != study.pk:
            raise NotKnown()
    approach = Approach.objects.create(
        study=study,
        participant=participant,
        route=route.strip() or "purposive",
        referred_by=referred_by,
        invited_on=day(invited_on, "invited_on"),
        outcome=outcome,
    )
    record("approach.note", by=by, thing=approach, scope_id=study.scope_id, outcome=outcome)
    return approach
