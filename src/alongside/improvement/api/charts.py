"""Charts: the record, targets, phases and notes."""

from __future__ import annotations

from typing import Any

from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.improvement import actions
from alongside.improvement.api.found import measure_of, series_of
from alongside.improvement.charts import charts
from alongside.improvement.models import (
    Annotation,
    SeriesPhase,
    Target,
)
from alongside.improvement.queries.small_numbers import sentences
from alongside.improvement.schemas import (
    NoteIn,
    NoteOut,
    SeriesPhaseIn,
    SeriesPhaseOut,
    SummaryOut,
    TargetIn,
    TargetOut,
)
from alongside.programme.confidentiality import labels
from alongside.programme.models import Team
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/chart", summary="The whole record of a chart")
def get_chart(request: Request, slug: str, letter: str, key: str) -> dict[str, Any]:
    """Points with limits and signals, phases, both verdicts, the sentences, the specification and the content's hash."""
    return charts([series_of(request.user, slug, letter, key)])[0].analysis.to_json()


@router.get(
    "/collaboratives/{slug}/measures/{key}/charts",
    response=list[SummaryOut],
    summary="One measure across teams",
)
def list_charts(request: Request, slug: str, key: str) -> list[SummaryOut]:
    """What each team's chart says, under the labels that you may see; teams you may not know of are not there."""
    collaborative = collaborative_for(request.user, slug)
    named = labels(request.user, collaborative)
    series = measure_of(collaborative, key).series.filter(team__in=named).order_by("team__letter")
    return [
        SummaryOut(
            team=named[each.series.team_id].text,
            letter=named[each.series.team_id].letter,
            measure=key,
            sentence=told[0],
            target_sentence=told[1],
            variation=each.analysis.variation.label,
            assurance=each.analysis.assurance.label,
            months=len(each.analysis.measured),
        )
        for each in charts(series)
        for told in [sentences(each.analysis, named[each.series.team_id].may_open)]
    ]


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/targets", response=list[TargetOut])
def list_targets(request: Request, slug: str, letter: str, key: str) -> list[Target]:
    return list(series_of(request.user, slug, letter, key).targets.all())


@router.put("/collaboratives/{slug}/teams/{letter}/series/{key}/targets", response=TargetOut)
def set_target(request: Request, slug: str, letter: str, key: str, given: TargetIn) -> Target:
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    return actions.set_target(series=series, by=request.user, **given.dict())


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/phases", response=list[SeriesPhaseOut])
def list_phases(request: Request, slug: str, letter: str, key: str) -> list[SeriesPhaseOut]:
    phases = series_of(request.user, slug, letter, key).phases.select_related("by")
    return [_phase(each) for each in phases]


def _phase(phase: SeriesPhase) -> SeriesPhaseOut:
    by = phase.by.name if phase.by else None
    return SeriesPhaseOut(
        id=phase.pk, starts=phase.starts, reason=phase.reason, by=by, on=phase.on, undone_on=phase.undone_on
    )


@router.post("/collaboratives/{slug}/teams/{letter}/series/{key}/phases", response={201: SeriesPhaseOut})
def start_phase(
    request: Request, slug: str, letter: str, key: str, given: SeriesPhaseIn
) -> Status[SeriesPhaseOut]:
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    return Status(201, _phase(actions.start_phase(series=series, by=request.user, **given.dict())))


@router.delete("/collaboratives/{slug}/teams/{letter}/series/{key}/phases/{id}", response={204: None})
def undo_phase(request: Request, slug: str, letter: str, key: str, id: int) -> Status[None]:
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    phase = series.phases.filter(pk=id, undone_on=None).first()
    if phase is None:
        raise NotKnown()
    phase.series = series
    actions.undo_phase(phase=phase, by=request.user)
    return Status(204, None)


@router.get(
    "/collaboratives/{slug}/notes",
    response=list[NoteOut],
    summary="Notes and decisions on charts that you may see",
)
def list_notes(request: Request, slug: str) -> list[NoteOut]:
    collaborative = collaborative_for(request.user, slug)
    visible = Team.objects.visible_to(request.user).filter(collaborative=collaborative)
    teams = dict(visible.values_list("pk", "letter"))
    rows = Annotation.objects.filter(collaborative=collaborative)
    return [_note(each, teams) for each in rows if each.team_id is None or each.team_id in teams]


def _note(note: Annotation, letters: dict[int, str]) -> NoteOut:
    team = letters[note.team_id] if note.team_id else None
    return NoteOut(guid=note.guid, on=note.on, text=note.text, origin=note.origin, team=team)


@router.post("/collaboratives/{slug}/notes", response={201: NoteOut})
def annotate(request: Request, slug: str, given: NoteIn) -> Status[NoteOut]:
    collaborative = collaborative_for(request.user, slug)
    team = team_for(request.user, slug, given.team) if given.team else None
    series = (
        series_of(request.user, slug, given.team, given.measure) if given.team and given.measure else None
    )
    note = actions.annotate(
        collaborative=collaborative, on=given.on, text=given.text, team=team, series=series, by=request.user
    )
    return Status(201, _note(note, {team.pk: team.letter} if team else {}))


# Tests of change
