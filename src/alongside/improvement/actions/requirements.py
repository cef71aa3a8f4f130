"""Who else asks for the same numbers, and which measures answer them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.models import Measure, Requirement, RequirementMeasure
from alongside.programme.dates import optional_day
from alongside.programme.models import Collaborative
from alongside.programme.texts import line, one_of, prose


@dataclass(frozen=True)
class Asked:
    """What a requirement asks of a measure: so many cases a month at least, and whether it is typed in there again."""

    least_cases: int | None = None
    entered_again: bool = False


def _checked(collaborative: Collaborative, pk: int | None, **given: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": line(given["name"], "name", most=120, needed="Say who asks."),
        "kind": one_of(given["kind"], "kind", Requirement.Kind.values),
        "note": prose(given["note"], "note", most=2000),
        "starts": optional_day(given["starts"], "starts"),
        "ends": optional_day(given["ends"], "ends"),
    }
    if fields["starts"] and fields["ends"] and fields["ends"] < fields["starts"]:
        raise Invalid(
            "It would end before it starts.", "Correct one of the two.", fields={"ends": "Before it starts."}
        )
    if (
        Requirement.objects.filter(collaborative=collaborative, name=fields["name"])
        .exclude(pk=pk or 0)
        .exists()
    ):
        message = "There is a requirement of this name already."
        raise Invalid(message, "Change that one, or choose another name.", fields={"name": message})
    return fields


@transaction.atomic
def add_requirement(
    *,
    collaborative: Collaborative,
    name: str,
    kind: str,
    by: Person,
    note: str = "",
    starts: dt.date | str | None = None,
    ends: dt.date | str | None = None,
) -> Requirement:
    """Note somebody who asks for the same numbers, from a day to a day where that is known."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    fields = _checked(collaborative, None, name=name, kind=kind, note=note, starts=starts, ends=ends)
    requirement = Requirement.objects.create(collaborative=collaborative, **fields)
    record("requirement.add", by=by, thing=requirement, kind=fields["kind"])
    return requirement


@transaction.atomic
def change_requirement(*, requirement: Requirement, by: Person, **fields: Any) -> Requirement:
    """Change its name, kind, note or days; what is not given stays."""
    require(by, Permission.RUN_COLLABORATIVE, requirement)
    now = {name: getattr(requirement, name) for name in ("name", "kind", "note", "starts", "ends")}
    if unknown := set(fields) - set(now):
        raise Invalid(f"A requirement has no {sorted(unknown)[0]}.", f"It has {', '.join(now)}.")
    checked = _checked(requirement.collaborative, requirement.pk, **{**now, **fields})
    for name, value in checked.items():
        setattr(requirement, name, value)
    requirement.save(update_fields=list(checked))
    changed = sorted(name for name in checked if checked[name] != now[name])
    record("requirement.change", by=by, thing=requirement, fields=changed)
    return requirement


@transaction.atomic
def remove_requirement(*, requirement: Requirement, by: Person) -> None:
    """It is asked no more; the measures and their numbers stay as they are."""
    require(by, Permission.RUN_COLLABORATIVE, requirement)
    record("requirement.remove", by=by, thing=requirement)
    requirement.delete()


@transaction.atomic
def map_measures(*, requirement: Requirement, wanted: Mapping[Measure, Asked], by: Person) -> None:
    """Say which measures answer a requirement: these, and no others."""
    require(by, Permission.RUN_COLLABORATIVE, requirement)
    ids = {measure.pk for measure in wanted}
    for row in requirement.answers.exclude(measure__in=ids).select_related("measure"):
        stop_answering(requirement=requirement, measure=row.measure, by=by)
    for measure, asked in wanted.items():
        answer(requirement=requirement, measure=measure, asked=asked, by=by)


@transaction.atomic
def answer(*, requirement: Requirement, measure: Measure, asked: Asked, by: Person) -> RequirementMeasure:
    """A measure answers a requirement: what is sent once counts for it as well."""
    require(by, Permission.RUN_COLLABORATIVE, requirement)
    if measure.collaborative_id != requirement.collaborative_id:
        raise Invalid("The measure is of another collaborative.", "Choose one of this.")
    if asked.least_cases is not None and not 1 <= asked.least_cases <= 30_000:
        message = "From 1 to 30,000 cases; leave it empty where no number is asked."
        raise Invalid(f"{asked.least_cases} cases cannot be asked.", message, fields={"least_cases": message})
    there = RequirementMeasure.objects.filter(requirement=requirement, measure=measure).first()
    if there is not None and (there.least_cases, there.entered_again) == (
        asked.least_cases,
        asked.entered_again,
    ):
        return there
    row, _ = RequirementMeasure.objects.update_or_create(
        requirement=requirement,
        measure=measure,
        defaults={"least_cases": asked.least_cases, "entered_again": asked.entered_again},
    )
    record(
        "requirement.answer", by=by, thing=requirement, measure=measure.pk, least_cases=asked.least_cases,
        entered_again=asked.entered_again,
    )  # fmt: skip
    return row


@transaction.atomic
def stop_answering(*, requirement: Requirement, measure: Measure, by: Person) -> None:
    """A measure no longer answers a requirement."""
    require(by, Permission.RUN_COLLABORATIVE, requirement)
    gone, _ = RequirementMeasure.objects.filter(requirement=requirement, measure=measure).delete()
    if gone:
        record("requirement.stop", by=by, thing=requirement, measure=measure.pk)
