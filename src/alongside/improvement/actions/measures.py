"""What is measured, who follows it, what is aimed at, and when a level changed."""

from __future__ import annotations

import datetime as dt
import math
import re

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.improvement.definitions import current_version
from alongside.improvement.models import Due, Measure, MeasureVersion, Series, SeriesPhase, Target
from alongside.improvement.periods import month
from alongside.programme.dates import day
from alongside.programme.models import Collaborative, Team
from alongside.programme.texts import line, prose

SENT_FOR: dict[str, MeasureVersion.Sent] = {
    MeasureVersion.Chart.P: MeasureVersion.Sent.PROPORTION,
    MeasureVersion.Chart.PP: MeasureVersion.Sent.PROPORTION,
    MeasureVersion.Chart.U: MeasureVersion.Sent.RATE,
    MeasureVersion.Chart.UP: MeasureVersion.Sent.RATE,
    MeasureVersion.Chart.C: MeasureVersion.Sent.COUNT,
}
"""What a chart must be sent; the others take anything."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@transaction.atomic
def add_measure(
    *,
    collaborative: Collaborative,
    key: str,
    name: str,
    type: str,
    unit: str,
    chart: str,
    direction: str,
    by: Person,
    sent: str = "",
    multiply: float | None = None,
    definition: str = "",
    sampling: str = "",
    numerator: str = "",
    denominator: str = "",
    exclusions: str = "",
    source: str = "",
    order: int = 0,
) -> Measure:
    """Add a measure with the first version of its definition."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    wrong = {
        field: f"Choose from {', '.join(choices.values)}."
        for field, value, choices in (
            ("type", type, MeasureVersion.Type),
            ("unit", unit, MeasureVersion.Unit),
            ("chart", chart, MeasureVersion.Chart),
            ("direction", direction, MeasureVersion.Direction),
        )
        if value not in choices.values
    }
    sent = sent or SENT_FOR.get(chart, MeasureVersion.Sent.VALUE)
    if sent not in MeasureVersion.Sent.values:
        wrong["sent"] = f"Choose from {', '.join(MeasureVersion.Sent.values)}."
    elif chart in SENT_FOR and sent != SENT_FOR[chart]:
        wrong["sent"] = f"A {MeasureVersion.Chart(chart).label} needs {SENT_FOR[chart].label.lower()}."
    if sent == MeasureVersion.Sent.PROPORTION and unit != MeasureVersion.Unit.PERCENT:
        wrong["unit"] = "How many of how many is shown in per cent."
    if multiply is not None and not (math.isfinite(multiply) and multiply > 0):
        wrong["multiply"] = "A number above 0, such as 1000."
    if not _KEY.fullmatch(key):
        wrong["key"] = "Small letters, digits, hyphens and underscores, 64 at most."
    elif Measure.objects.filter(collaborative=collaborative, key=key).exists():
        wrong["key"] = "There is a measure with this key already."
    if wrong:
        raise Invalid("The measure is not added yet.", "Correct what is marked.", fields=wrong)
    if not 0 <= order <= 9999:
        raise Invalid(
            "The order is a number from 0.", "Choose one up to 9999.", fields={"order": "0 to 9999."}
        )
    words = {
        "name": line(name, "name", most=120, needed="Give the measure a name."),
        "numerator": line(numerator, "numerator", most=300),
        "denominator": line(denominator, "denominator", most=300),
        "definition": prose(definition, "definition"),
        "sampling": prose(sampling, "sampling"),
        "exclusions": prose(exclusions, "exclusions"),
        "source": line(source, "source", most=300),
    }
    measure = Measure.objects.create(collaborative=collaborative, key=key, order=order)
    MeasureVersion.objects.create(
        measure=measure,
        number=1,
        type=type,
        unit=unit,
        chart=chart,
        direction=direction,
        sent=sent,
        multiply=multiply,
        **words,
    )
    record("measure.add", by=by, thing=measure, key=key)
    return measure


@transaction.atomic
def retire_measure(*, measure: Measure, on: dt.date | str, by: Person) -> Measure:
    """No numbers are asked for after this day; the charts stay."""
    require(by, Permission.RUN_COLLABORATIVE, measure)
    measure.retired_on = day(on, "on")
    measure.save(update_fields=["retired_on"])
    record("measure.retire", by=by, thing=measure, on=measure.retired_on)
    return measure


@transaction.atomic
def follow(
    *,
    measure: Measure,
    team: Team,
    by: Person,
    target: float | None = None,
    target_since: dt.date | str | None = None,
    freeze: int | None = None,
) -> Series:
    """A team follows a measure from now on; with a target, in the chart's own unit, from a day on (its joining by default)."""
    require(by, Permission.RUN_COLLABORATIVE, measure)
    if team.collaborative_id != measure.collaborative_id:
        raise Invalid("Team and measure belong to different collaboratives.", "Choose a team of this one.")
    if Series.objects.filter(measure=measure, team=team).exists():
        raise Invalid("The team follows this measure already.", "Nothing is changed.")
    series = Series.objects.create(measure=measure, team=team, freeze=freeze)
    record("series.follow", by=by, thing=series, measure=measure.pk, team=team.pk)
    if target is not None:
        _checked_target(series, target)
        since = day(target_since, "target_since") if target_since else team.joined
        Target.objects.create(series=series, since=since, value=target)
    return series


def _checked_target(series: Series, value: float) -> None:
    if not math.isfinite(value):
        raise Invalid("A target is a number.", "Write one.", fields={"value": "Write a number."})
    if current_version(series).unit == MeasureVersion.Unit.PERCENT and not 0 <= value <= 100:
        message = "A share lies between 0 and 100%."
        raise Invalid(message, "Write the target in per cent.", fields={"value": message})


@transaction.atomic
def set_target(*, series: Series, value: float, since: dt.date | str, by: Person) -> Target:
    """Aim at another value from a day on; what was aimed at before stays on the chart."""
    require(by, Permission.MANAGE_TEAM, series)
    _checked_target(series, value)
    begins = day(since, "since")
    target, _ = Target.objects.update_or_create(series=series, since=begins, defaults={"value": value})
    record("series.target", by=by, thing=series, value=value, since=begins)
    return target


@transaction.atomic
def start_phase(*, series: Series, starts: dt.date | str, reason: str, by: Person) -> SeriesPhase:
    """State that the level changed: limits are computed afresh from this month, for a reason that stands on the chart."""
    require(by, Permission.MANAGE_TEAM, series)
    begins = month(starts, "starts")
    reason = line(reason, "reason", most=300)
    if not reason:
        message = "Say what changed; without a cause the old limits stand."
        raise Invalid("A phase needs its reason.", message, fields={"reason": message})
    if SeriesPhase.objects.filter(series=series, starts=begins, undone_on=None).exists():
        raise Invalid(
            "A phase starts in this month already.",
            "Undo it first.",
            fields={"starts": "A phase starts here already."},
        )
    if not series.observations.filter(period__lt=begins).exists():
        raise Invalid(
            "There is nothing before this month.",
            "Choose a later one.",
            fields={"starts": "Nothing comes before it."},
        )
    phase = SeriesPhase.objects.create(series=series, starts=begins, reason=reason, by=by)
    record("series.phase", by=by, thing=series, phase=phase.pk, starts=begins)
    return phase


@transaction.atomic
def undo_phase(*, phase: SeriesPhase, by: Person) -> None:
    """Take a phase back: it changes nothing any more, and the history of the chart keeps that it was there."""
    require(by, Permission.MANAGE_TEAM, phase.series)
    if phase.undone_on is not None:
        raise Invalid("This phase was undone already.", "Nothing is changed.")
    phase.undone_on, phase.undone_by = timezone.localdate(), by
    phase.save(update_fields=["undone_on", "undone_by"])
    record("series.phase_undone", by=by, thing=phase.series, phase=phase.pk, starts=phase.starts)


@transaction.atomic
def set_due(*, collaborative: Collaborative, period: dt.date | str, on: dt.date | str, by: Person) -> Due:
    """Say by which day the numbers of a month are expected from every team."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    first, last = month(period), day(on, "on")
    if last < first:
        raise Invalid(
            "It would be due before the month began.",
            "Choose a later day.",
            fields={"on": "Before the month began."},
        )
    due, _ = Due.objects.update_or_create(collaborative=collaborative, period=first, defaults={"on": last})
    record("due.set", by=by, thing=due, scope_id=collaborative.scope_id, period=first, on=last)
    return due
