"""Rows from the guids that came in, and rows as they go out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.coding.models import Coding, MatrixCell
from alongside.core.errors import NotKnown
from alongside.findings import actions, disclosure
from alongside.findings.api.incoming import ActionIn, EvidenceIn
from alongside.findings.api.outgoing import (
    ActionOut,
    ChartOut,
    DecisionOut,
    EvidenceOut,
    FindingOut,
    FindingRowOut,
    ReadingOut,
    ReadingsOut,
    ReleaseOut,
    ShownQuoteOut,
    TallyOut,
)
from alongside.findings.models import Decision, Evidence, Finding, Release
from alongside.findings.queries.linked import cycles_for, events_for, series_for
from alongside.findings.queries.places import (
    finding_of,
    programme_release_of,
)
from alongside.findings.queries.programme import people_of, teams_of
from alongside.findings.queries.readings import Readings
from alongside.findings.queries.whole import Whole, whole
from alongside.programme.models import Collaborative
from alongside.study.models import Study


def for_host(person: Person, slug: str, guid: uuid.UUID) -> Release:
    found = programme_release_of(person, slug, guid)
    require(person, Permission.DECIDE, found.collaborative)
    return found


def only(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise NotKnown()
    return found


def exactly(rows: Any, guids: Iterable[uuid.UUID]) -> list[Any]:
    wanted = set(guids)
    found = list(rows.filter(guid__in=wanted)) if wanted else []
    if len(found) != len(wanted):
        raise NotKnown()
    return found


def things_of(person: Person, study: Study, data: EvidenceIn) -> dict[str, Any]:
    codings = Coding.objects.visible_to(person).analysed().filter(study=study).select_related("source")
    return {
        "codings": exactly(codings, data.codings),
        "cells": exactly(MatrixCell.objects.filter(matrix__study=study).select_related("matrix"), data.cells),
        "series": exactly(series_for(study), data.series),
        "context_events": exactly(events_for(study), data.context_events),
        "cycles": exactly(cycles_for(study), data.cycles),
    }


def evidence_in(found: Finding, guids: Iterable[uuid.UUID]) -> list[Evidence]:
    version = found.versions.order_by("-number").first()
    return exactly(Evidence.objects.filter(finding_version=version), guids)


def collaborative_in(study: Study, slug: str | None) -> Collaborative | None:
    return only(study.collaboratives.filter(slug=slug)) if slug else None


def row_of(found: Finding, latest: Any) -> FindingRowOut:
    return FindingRowOut(
        number=found.number,
        guid=found.guid,
        state=found.state,
        statement=latest.statement,
        version=latest.number,
        evidence_withdrawn=found.evidence_withdrawn,
    )


def whole_of(person: Person, slug: str, number: int) -> FindingOut:
    chain: Whole = whole(finding_of(person, slug, number))
    evidence = [
        EvidenceOut(
            guid=one.evidence.guid,
            kind="quote",
            text=one.text,
            who=one.who,
            against=one.evidence.speaks_against,
            withdrawn=one.evidence.withdrawn,
        )
        for one in chain.quotes
    ]
    evidence += [
        EvidenceOut(
            guid=one.guid,
            kind="cell",
            text="\n".join(part.text for part in one.parts.all()),
            who=one.cell.case.name if one.cell else "",
            against=one.speaks_against,
            withdrawn=one.withdrawn,
        )
        for one in chain.cells
    ]
    for kind, things in (("chart", chain.charts), ("event_or_test", chain.things)):
        for each in things:
            evidence.append(
                EvidenceOut(
                    guid=each.guid,
                    kind=kind,
                    text=each.title if isinstance(each, disclosure.ShownChart) else each.what,
                    who=each.where,
                    against=each.against,
                    withdrawn=False,
                )
            )
    return FindingOut(
        **row_of(chain.finding, chain.version).dict(),
        level=chain.version.level,
        valence=chain.version.valence,
        revision=chain.version.revision,
        needs_rewrite=chain.version.needs_rewrite,
        evidence=evidence,
        releases=[release_of_row(one) for one in chain.releases],
        readings=readings_of(chain.read) if chain.read else None,
        decisions=[decision_row(one) for one in chain.decisions],
    )


def shown_of(release: Release, viewer: Person) -> dict[str, Any]:
    found = disclosure.shown(release, viewer)
    return {
        "guid": release.guid,
        "number": found.number,
        "version": found.version,
        "statement": found.statement,
        "hidden_because": found.hidden_because,
        "level": found.level,
        "valence": found.valence,
        "hidden_count": found.hidden_count,
        "evidence_withdrawn": found.evidence_withdrawn,
        "quotes": [
            ShownQuoteOut(text=one.text, label=one.label, against=one.against) for one in found.quotes
        ],
        "charts": [
            ChartOut(
                title=one.title,
                where=one.where,
                sentence=one.frozen.sentence,
                correction=one.correction,
                against=one.against,
                points=one.table,
            )
            for one in found.charts
        ],
    }


def release_of_row(one: Release) -> ReleaseOut:
    thing = one.finding_version or one.framework_version or one.guide_version
    return ReleaseOut(
        guid=one.guid,
        audience=one.audience,
        version=thing.number if thing else 0,
        at=one.at,
        until=one.until,
        ended_on=one.ended_on,
    )


def readings_of(read: Readings) -> ReadingsOut:
    return ReadingsOut(
        opened=read.opened,
        answered=read.answered,
        members=read.members,
        tallies=[TallyOut(label=one.label, count=one.count, of=one.of) for one in read.tallies],
        readings=[ReadingOut(verdict=one.verdict, who=one.who, texts=list(one.texts)) for one in read.items],
    )


def decision_row(one: Decision) -> DecisionOut:
    hidden = one.needs_rewrite
    return DecisionOut(
        guid=one.guid,
        text="" if hidden else one.text,
        dissent="" if hidden else one.dissent,
        on=one.on,
        revision=one.revision,
        needs_rewrite=hidden,
        actions=[action_row(each) for each in one.actions.all()],
    )


def action_row(one: Any) -> ActionOut:
    hidden = one.needs_rewrite
    return ActionOut(
        guid=one.guid,
        what="" if hidden else one.what,
        owner=getattr(one, "shown_owner", one.owner.name if one.owner else ""),
        starts=one.starts,
        due=one.due,
        state=one.state,
        what_happened="" if hidden else one.what_happened,
        reviewed_on=one.reviewed_on,
        revision=one.revision,
    )


def make_action(person: Person, decision: Decision, data: ActionIn) -> ActionOut:
    collaborative = decision.collaborative
    teams = list(teams_of(collaborative).filter(letter__in=data.teams)) if collaborative else []
    if len(teams) != len(set(data.teams)):
        raise NotKnown("There is no such team here.", "Give the letters of the collaborative's teams.")
    owner = None
    if data.owner is not None:
        people = people_of(collaborative) if collaborative else Person.objects.filter(is_active=True)
        owner = only(people.filter(guid=data.owner))
    made = actions.add_action(
        decision=decision,
        what=data.what,
        owner=owner,
        starts=data.starts,
        due=data.due,
        teams=teams,
        by=person,
    )
    return action_row(made)
