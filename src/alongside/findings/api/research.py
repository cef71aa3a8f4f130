"""The research team's findings: recorded, changed, released, fed back."""

from __future__ import annotations

import uuid

from ninja import Router

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.coding.models import FrameworkVersion
from alongside.core.errors import NotKnown
from alongside.findings import actions
from alongside.findings.api.incoming import (
    AgainstIn,
    CommitteeAskIn,
    FeedbackChangeIn,
    FeedbackIn,
    FindingIn,
    MoreEvidenceIn,
    ReleaseIn,
    WordsIn,
)
from alongside.findings.api.outgoing import (
    ChartRowOut,
    FeedbackOut,
    FindingOut,
    FindingRowOut,
    PreviewOut,
    PreviewQuoteOut,
    ReleaseOut,
)
from alongside.findings.api.rows import (
    collaborative_in,
    evidence_in,
    only,
    release_of_row,
    row_of,
    things_of,
    whole_of,
)
from alongside.findings.models import FeedbackEntry, Finding
from alongside.findings.queries.linked import series_for, teams_for
from alongside.findings.queries.places import (
    evidence_of,
    finding_of,
    release_of,
    study_of,
)
from alongside.findings.queries.whole import findings_list
from alongside.study.models import GuideVersion, Participant, Source

router = Router(tags=["findings"])


@router.get("/studies/{slug}/charts", response=list[ChartRowOut], summary="Charts that may be evidence")
def charts(request: Request, slug: str) -> list[ChartRowOut]:
    study = study_of(request.user, slug, Permission.WRITE_FINDINGS)
    return [
        ChartRowOut(
            guid=one.guid,
            collaborative=one.team.collaborative.slug,
            team=one.team.letter,
            measure=one.measure.key,
        )
        for one in series_for(study)
    ]


@router.get("/studies/{slug}/findings", response=list[FindingRowOut], summary="A study's findings")
def findings(request: Request, slug: str) -> list[FindingRowOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    return [row_of(one, one.latest[0]) for one in findings_list(study)]  # type: ignore[attr-defined]


@router.post("/studies/{slug}/findings", response={201: FindingOut}, summary="Record a finding")
def record(request: Request, slug: str, data: FindingIn) -> tuple[int, FindingOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    made = actions.record_finding(
        study=study,
        statement=data.statement,
        level=data.level,
        valence=data.valence,
        by=request.user,
        **things_of(request.user, study, data),
    )
    return 201, whole_of(request.user, slug, made.number)


@router.get(
    "/studies/{slug}/findings/{int:number}", response=FindingOut, summary="One finding with its chain"
)
def finding(request: Request, slug: str, number: int) -> FindingOut:
    return whole_of(request.user, slug, number)


@router.put(
    "/studies/{slug}/findings/{int:number}", response=FindingOut, summary="Change an unreleased version"
)
def edit(request: Request, slug: str, number: int, data: WordsIn) -> FindingOut:
    found = finding_of(request.user, slug, number)
    actions.edit_finding(finding=found, by=request.user, **data.dict())
    return whole_of(request.user, slug, number)


@router.post(
    "/studies/{slug}/findings/{int:number}/versions",
    response={201: FindingOut},
    summary="Write the next version",
)
def version(request: Request, slug: str, number: int, data: WordsIn) -> tuple[int, FindingOut]:
    found = finding_of(request.user, slug, number)
    actions.new_version(
        finding=found, statement=data.statement, level=data.level, valence=data.valence, by=request.user
    )
    return 201, whole_of(request.user, slug, number)


@router.post(
    "/studies/{slug}/findings/{int:number}/withdraw", response=FindingOut, summary="Withdraw a finding"
)
def withdraw(request: Request, slug: str, number: int) -> FindingOut:
    actions.withdraw_finding(finding=finding_of(request.user, slug, number), by=request.user)
    return whole_of(request.user, slug, number)


@router.post(
    "/studies/{slug}/findings/{int:number}/evidence", response={201: FindingOut}, summary="Add evidence"
)
def add_evidence(request: Request, slug: str, number: int, data: MoreEvidenceIn) -> tuple[int, FindingOut]:
    found = finding_of(request.user, slug, number)
    things = things_of(request.user, found.study, data)
    actions.add_evidence(finding=found, against=data.against, by=request.user, **things)
    return 201, whole_of(request.user, slug, number)


@router.patch(
    "/studies/{slug}/findings/{int:number}/evidence/{guid}", response=FindingOut, summary="For or against"
)
def mark(request: Request, slug: str, number: int, guid: uuid.UUID, data: AgainstIn) -> FindingOut:
    found = finding_of(request.user, slug, number)
    actions.mark_against(evidence=evidence_of(found, guid), against=data.against, by=request.user)
    return whole_of(request.user, slug, number)


@router.delete(
    "/studies/{slug}/findings/{int:number}/evidence/{guid}", response={204: None}, summary="Take evidence out"
)
def remove_evidence(request: Request, slug: str, number: int, guid: uuid.UUID) -> tuple[int, None]:
    found = finding_of(request.user, slug, number)
    actions.remove_evidence(evidence=evidence_of(found, guid), by=request.user)
    return 204, None


@router.post(
    "/studies/{slug}/findings/{int:number}/preview", response=PreviewOut, summary="Who would see what"
)
def preview(request: Request, slug: str, number: int, data: ReleaseIn) -> PreviewOut:
    found = finding_of(request.user, slug, number)
    version = found.versions.order_by("-number").first()
    shown = actions.preview_release(
        finding_version=version,
        audience=data.audience,
        collaborative=collaborative_in(found.study, data.collaborative),
        left_out=evidence_in(found, data.left_out),
        allow_unconsented=evidence_in(found, data.allow_unconsented),
        attribution_level=data.attribution_level,
        by=request.user,
    )
    return PreviewOut(
        audience=shown.audience,
        readers=[one.name for one in shown.readers],
        shown=shown.shown,
        kept_back=shown.kept_back,
        names_in=list(shown.names_in),
        quotes=[
            PreviewQuoteOut(
                evidence=one.evidence.guid,
                text=one.text,
                label=one.label,
                against=one.evidence.speaks_against,
                ok=one.ok,
                reason=one.reason,
                needs_decision=one.needs_decision,
                left_out=one.left_out,
                colleagues=[each.name for each in one.colleagues],
                participants=[each.name for each in one.participants],
            )
            for one in shown.quotes
        ],
    )


@router.post(
    "/studies/{slug}/findings/{int:number}/releases", response={201: ReleaseOut}, summary="Release a finding"
)
def release(request: Request, slug: str, number: int, data: ReleaseIn) -> tuple[int, ReleaseOut]:
    found = finding_of(request.user, slug, number)
    version = found.versions.order_by("-number").first()
    assert version is not None
    made = actions.release(
        finding_version=version,
        audience=data.audience,
        collaborative=collaborative_in(found.study, data.collaborative),
        left_out=evidence_in(found, data.left_out),
        allow_unconsented=evidence_in(found, data.allow_unconsented),
        until=data.until,
        attribution_level=data.attribution_level,
        shows_verdicts=data.shows_verdicts,
        by=request.user,
    )
    return 201, release_of_row(made)


@router.post("/studies/{slug}/releases/{guid}/end", response=ReleaseOut, summary="End a release")
def end(request: Request, slug: str, guid: uuid.UUID) -> ReleaseOut:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    return release_of_row(actions.end_release(release=release_of(study, guid), by=request.user))


@router.post(
    "/studies/{slug}/committee/ask", response={201: ReleaseOut}, summary="Ask about a framework or guide"
)
def ask(request: Request, slug: str, data: CommitteeAskIn) -> tuple[int, ReleaseOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    if data.framework_version is not None:
        row = FrameworkVersion.objects.filter(framework__study=study, number=data.framework_version).first()
        if row is None:
            raise NotKnown()
        return 201, release_of_row(
            actions.release_framework(framework_version=row, until=data.until, by=request.user)
        )
    guide = GuideVersion.objects.filter(
        guide__study=study, guide=data.guide or 0, number=data.guide_version or 0
    ).first()
    if guide is None:
        raise NotKnown()
    return 201, release_of_row(actions.release_guide(guide_version=guide, until=data.until, by=request.user))


@router.post(
    "/studies/{slug}/findings/{int:number}/close", response=FindingOut, summary="Close the interpretation"
)
def close(request: Request, slug: str, number: int) -> FindingOut:
    actions.close_interpretation(finding=finding_of(request.user, slug, number), by=request.user)
    return whole_of(request.user, slug, number)


@router.get("/studies/{slug}/feedback", response=list[FeedbackOut], summary="The feedback log")
def feedback(request: Request, slug: str) -> list[FeedbackOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    return [
        FeedbackOut.from_orm(one)
        for one in FeedbackEntry.objects.visible_to(request.user).filter(study=study)
    ]


@router.post("/studies/{slug}/feedback", response={201: FeedbackOut}, summary="Log a point that was told")
def log(request: Request, slug: str, data: FeedbackIn) -> tuple[int, FeedbackOut]:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    people = list(
        Participant.objects.filter(case__study=study, guid__in=data.rests_on).select_related("case")
    )
    if len(people) != len(set(data.rests_on)):
        raise NotKnown()
    made = actions.log_feedback(
        study=study,
        to_whom=data.to_whom,
        form=data.form,
        point=data.point,
        on=data.on,
        team=only(teams_for(study).filter(letter=data.team)) if data.team else None,
        source=only(Source.objects.filter(study=study, guid=data.source)) if data.source else None,
        finding=only(Finding.objects.filter(study=study, number=data.finding)) if data.finding else None,
        response=data.response,
        effect_on_setting=data.effect_on_setting,
        rests_on=people,
        rests_on_no_one=data.rests_on_no_one,
        by=request.user,
    )
    return 201, FeedbackOut.from_orm(made)


@router.patch("/studies/{slug}/feedback/{guid}", response=FeedbackOut, summary="Say what came of it")
def edit_feedback(request: Request, slug: str, guid: uuid.UUID, data: FeedbackChangeIn) -> FeedbackOut:
    study = study_of(request.user, slug, Permission.SEE_FINDINGS)
    entry = only(FeedbackEntry.objects.visible_to(request.user).filter(study=study, guid=guid))
    return FeedbackOut.from_orm(actions.edit_feedback(entry=entry, by=request.user, **data.dict()))
