"""Measures, numbers, charts and tests of change over REST: the same actions and queries as the pages."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from ninja import Router, Status

from alongside.access.roles import Permission
from alongside.accounts.models import Person
from alongside.accounts.request import Request
from alongside.core.errors import NotKnown
from alongside.exchange.tables import read_csv
from alongside.improvement import actions
from alongside.improvement.charts import charts
from alongside.improvement.importing import import_observations
from alongside.improvement.models import (
    Annotation,
    Measure,
    NothingToSubmit,
    Observation,
    PdsaCycle,
    Series,
    SeriesPhase,
    Target,
)
from alongside.improvement.schemas import (
    DueIn,
    DueOut,
    FollowIn,
    MeasureIn,
    MeasureOut,
    NoteIn,
    NoteOut,
    NothingIn,
    NothingOut,
    NumbersImportOut,
    ObservationIn,
    ObservationOut,
    RowProblemOut,
    SeriesOut,
    SeriesPhaseIn,
    SeriesPhaseOut,
    SummaryOut,
    TableIn,
    TargetIn,
    TargetOut,
    TestChange,
    TestIn,
    TestOut,
)
from alongside.programme.confidentiality import labels
from alongside.programme.models import Collaborative, Team
from alongside.programme.queries import collaborative_for, team_for

router = Router(tags=["improvement"])


def _measure_of(collaborative: Collaborative, key: str) -> Measure:
    found = (
        Measure.objects.filter(collaborative=collaborative, key=key)
        .select_related("collaborative__scope")
        .first()
    )
    if found is None:
        raise NotKnown(f"There is no measure {key!r} here.", "Look at the list of measures.")
    return found


def _series_of(
    person: Person, slug: str, letter: str, key: str, permission: Permission = Permission.SEE_TEAM
) -> Series:
    team = team_for(person, slug, letter, permission)
    found = Series.objects.filter(team=team, measure__key=key).select_related("measure").first()
    if found is None:
        raise NotKnown(
            f"Team {team.letter} does not follow a measure {key!r}.", "Look at its list of series."
        )
    found.team = team
    return found


# Measures and what is due


@router.get("/collaboratives/{slug}/measures", response=list[MeasureOut])
def list_measures(request: Request, slug: str) -> list[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    found = Measure.objects.filter(collaborative=collaborative).prefetch_related("versions")
    return [_measure(each) for each in found]


@router.get("/collaboratives/{slug}/measures/{key}", response=MeasureOut)
def get_measure(request: Request, slug: str, key: str) -> MeasureOut:
    return _measure(_measure_of(collaborative_for(request.user, slug), key))


def _measure(measure: Measure) -> MeasureOut:
    version = max(measure.versions.all(), key=lambda each: each.number)
    words = ("name", "type", "unit", "chart", "direction", "numerator", "denominator", "exclusions", "source")
    return MeasureOut(
        guid=measure.guid,
        key=measure.key,
        order=measure.order,
        version=version.number,
        retired_on=measure.retired_on,
        **{name: getattr(version, name) for name in words},
    )


@router.post("/collaboratives/{slug}/measures", response={201: MeasureOut})
def add_measure(request: Request, slug: str, given: MeasureIn) -> Status[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    return Status(
        201, _measure(actions.add_measure(collaborative=collaborative, by=request.user, **given.dict()))
    )


@router.get(
    "/collaboratives/{slug}/due", response=list[DueOut], summary="By which day each month is expected"
)
def list_due(request: Request, slug: str) -> list[DueOut]:
    due = collaborative_for(request.user, slug).due_dates.all()
    return [DueOut(period=f"{each.period:%Y-%m}", on=each.on) for each in due]


@router.put("/collaboratives/{slug}/due", response=DueOut)
def set_due(request: Request, slug: str, given: DueIn) -> DueOut:
    collaborative = collaborative_for(request.user, slug)
    due = actions.set_due(collaborative=collaborative, period=given.period, on=given.on, by=request.user)
    return DueOut(period=f"{due.period:%Y-%m}", on=due.on)


# Series and numbers


@router.get(
    "/collaboratives/{slug}/series",
    response=list[SeriesOut],
    summary="Series of the teams whose data you may see",
)
def list_series(request: Request, slug: str) -> list[SeriesOut]:
    collaborative = collaborative_for(request.user, slug)
    found = Series.objects.visible_to(request.user).filter(team__collaborative=collaborative)
    return [
        _series(each)
        for each in found.select_related("team", "measure").order_by("team__letter", "measure__order")
    ]


def _series(series: Series) -> SeriesOut:
    return SeriesOut(
        guid=series.guid,
        team=series.team.letter,
        measure=series.measure.key,
        rules=series.rules,
        screening=series.screening,
        freeze=series.freeze,
    )


@router.post(
    "/collaboratives/{slug}/teams/{letter}/series",
    response={201: SeriesOut},
    summary="The team follows a measure",
)
def follow(request: Request, slug: str, letter: str, given: FollowIn) -> Status[SeriesOut]:
    team = team_for(request.user, slug, letter)
    series = actions.follow(
        measure=_measure_of(team.collaborative, given.measure),
        team=team,
        target=given.target,
        target_since=given.target_since,
        by=request.user,
    )
    return Status(201, _series(series))


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/observations", response=list[ObservationOut])
def list_observations(request: Request, slug: str, letter: str, key: str) -> list[ObservationOut]:
    return [_observation(each) for each in _series_of(request.user, slug, letter, key).observations.all()]


def _observation(row: Observation) -> ObservationOut:
    return ObservationOut(
        period=f"{row.period:%Y-%m}",
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        note=row.note,
        revision=row.revision,
        entered_at=row.entered_at,
    )


@router.put("/collaboratives/{slug}/teams/{letter}/series/{key}/observations", response=ObservationOut)
def submit(request: Request, slug: str, letter: str, key: str, given: ObservationIn) -> ObservationOut:
    """Send a month's number, or correct it. A correction names the revision it corrects; 409 gives both versions."""
    series = _series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    return _observation(actions.submit(series=series, by=request.user, **given.dict()))


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/nothing", response=list[NothingOut])
def list_nothing(request: Request, slug: str, letter: str, key: str) -> list[NothingOut]:
    rows = _series_of(request.user, slug, letter, key).nothing_to_submit.order_by("period")
    return [_nothing(each) for each in rows]


def _nothing(row: NothingToSubmit) -> NothingOut:
    return NothingOut(period=f"{row.period:%Y-%m}", because=row.because)


@router.put(
    "/collaboratives/{slug}/teams/{letter}/series/{key}/nothing",
    response=NothingOut,
    summary="No number this month",
)
def nothing_to_submit(request: Request, slug: str, letter: str, key: str, given: NothingIn) -> NothingOut:
    series = _series_of(request.user, slug, letter, key, Permission.ENTER_DATA)
    return _nothing(actions.nothing_to_submit(series=series, by=request.user, **given.dict()))


@router.post(
    "/collaboratives/{slug}/observations/import", response=NumbersImportOut, summary="Numbers from a table"
)
def import_numbers(request: Request, slug: str, given: TableIn) -> NumbersImportOut:
    """All rows or, if any is refused, none, unless `partial`. Each problem names row and column."""
    summary = import_observations(
        collaborative=collaborative_for(request.user, slug),
        table=read_csv(given.name, given.csv.encode()),
        mapping=given.mapping,
        by=request.user,
        partial=given.partial,
    )
    refused = [RowProblemOut(**asdict(each)) for each in summary.refused]
    return NumbersImportOut(done=summary.done, unchanged=summary.unchanged, refused=refused)


# Charts


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/chart", summary="The whole record of a chart")
def get_chart(request: Request, slug: str, letter: str, key: str) -> dict[str, Any]:
    """Points with limits and signals, phases, both verdicts, the sentences, the specification and the content's hash."""
    return charts([_series_of(request.user, slug, letter, key)])[0].analysis.to_json()


@router.get(
    "/collaboratives/{slug}/measures/{key}/charts",
    response=list[SummaryOut],
    summary="One measure across teams",
)
def list_charts(request: Request, slug: str, key: str) -> list[SummaryOut]:
    """What each team's chart says, under the labels that you may see; teams you may not know of are not there."""
    collaborative = collaborative_for(request.user, slug)
    named = labels(request.user, collaborative)
    series = _measure_of(collaborative, key).series.filter(team__in=named).order_by("team__letter")
    return [
        SummaryOut(
            team=named[each.series.team_id].text,
            letter=named[each.series.team_id].letter,
            measure=key,
            sentence=each.analysis.sentence,
            target_sentence=each.analysis.target_sentence,
            variation=each.analysis.variation.label,
            assurance=each.analysis.assurance.label,
            months=len(each.analysis.measured),
        )
        for each in charts(series)
    ]


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/targets", response=list[TargetOut])
def list_targets(request: Request, slug: str, letter: str, key: str) -> list[Target]:
    return list(_series_of(request.user, slug, letter, key).targets.all())


@router.put("/collaboratives/{slug}/teams/{letter}/series/{key}/targets", response=TargetOut)
def set_target(request: Request, slug: str, letter: str, key: str, given: TargetIn) -> Target:
    series = _series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    return actions.set_target(series=series, by=request.user, **given.dict())


@router.get("/collaboratives/{slug}/teams/{letter}/series/{key}/phases", response=list[SeriesPhaseOut])
def list_phases(request: Request, slug: str, letter: str, key: str) -> list[SeriesPhaseOut]:
    phases = _series_of(request.user, slug, letter, key).phases.select_related("by")
    return [_phase(each) for each in phases]


def _phase(phase: SeriesPhase) -> SeriesPhaseOut:
    by = phase.by.name if phase.by else None
    return SeriesPhaseOut(id=phase.pk, starts=phase.starts, reason=phase.reason, by=by, on=phase.on)


@router.post("/collaboratives/{slug}/teams/{letter}/series/{key}/phases", response={201: SeriesPhaseOut})
def start_phase(
    request: Request, slug: str, letter: str, key: str, given: SeriesPhaseIn
) -> Status[SeriesPhaseOut]:
    series = _series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    return Status(201, _phase(actions.start_phase(series=series, by=request.user, **given.dict())))


@router.delete("/collaboratives/{slug}/teams/{letter}/series/{key}/phases/{id}", response={204: None})
def undo_phase(request: Request, slug: str, letter: str, key: str, id: int) -> Status[None]:
    series = _series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)
    phase = series.phases.filter(pk=id).first()
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
        _series_of(request.user, slug, given.team, given.measure) if given.team and given.measure else None
    )
    note = actions.annotate(
        collaborative=collaborative, on=given.on, text=given.text, team=team, series=series, by=request.user
    )
    return Status(201, _note(note, {team.pk: team.letter} if team else {}))


# Tests of change


@router.get("/collaboratives/{slug}/teams/{letter}/tests", response=list[TestOut])
def list_tests(request: Request, slug: str, letter: str) -> list[TestOut]:
    team = team_for(request.user, slug, letter)
    return [_test(each) for each in team.cycles.select_related("previous", "measure")]


def _test(cycle: PdsaCycle) -> TestOut:
    fields = ("guid", "revision", "idea", "started", "prediction", "plan", "data", "study", "act", "ended")
    return TestOut(
        previous=cycle.previous.guid if cycle.previous else None,
        measure=cycle.measure.key if cycle.measure else None,
        **{name: getattr(cycle, name) for name in fields},
    )


def _cycle_of(team: Team, guid: uuid.UUID) -> PdsaCycle:
    found = team.cycles.filter(guid=guid).select_related("previous", "measure", "team__scope__parent").first()
    if found is None:
        raise NotKnown()
    return found


@router.post("/collaboratives/{slug}/teams/{letter}/tests", response={201: TestOut})
def log_test(request: Request, slug: str, letter: str, given: TestIn) -> Status[TestOut]:
    team = team_for(request.user, slug, letter, Permission.LOG_TEST)
    fields = given.dict(exclude={"previous", "measure"})
    cycle = actions.log_test(
        team=team,
        previous=_cycle_of(team, given.previous) if given.previous else None,
        measure=_measure_of(team.collaborative, given.measure) if given.measure else None,
        by=request.user,
        **fields,
    )
    return Status(201, _test(cycle))


@router.get("/collaboratives/{slug}/teams/{letter}/tests/{guid}", response=TestOut)
def get_test(request: Request, slug: str, letter: str, guid: uuid.UUID) -> TestOut:
    return _test(_cycle_of(team_for(request.user, slug, letter), guid))


@router.patch("/collaboratives/{slug}/teams/{letter}/tests/{guid}", response=TestOut)
def update_test(request: Request, slug: str, letter: str, guid: uuid.UUID, given: TestChange) -> TestOut:
    """Change the fields that are given. `revision` is the one you read; 409 gives both versions."""
    cycle = _cycle_of(team_for(request.user, slug, letter, Permission.LOG_TEST), guid)
    fields = given.dict(exclude_unset=True)
    return _test(actions.update_test(cycle=cycle, revision=fields.pop("revision"), by=request.user, **fields))
