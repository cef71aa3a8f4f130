"""Who follows a measure, from when and until when, what they aim at, and how their charts are computed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import changes, record
from alongside.core.errors import Invalid
from alongside.core.spc import RULE_SETS
from alongside.improvement.definitions import current_version
from alongside.improvement.models import Measure, MeasureVersion, Series, Target
from alongside.programme.dates import day, optional_day
from alongside.programme.models import Team

BASELINE = range(2, 121)
"""How many months a baseline may have."""


@transaction.atomic
def follow(
    *,
    measure: Measure,
    team: Team,
    by: Person,
    since: dt.date | str | None = None,
    target: float | None = None,
    target_since: dt.date | str | None = None,
    freeze: int | None = None,
) -> Series:
    """A team follows a measure from a day on (its joining by default); with a target, in the chart's own unit, from a day on.

    A team that had stopped follows it again; its chart goes on.
    """
    require(by, Permission.RUN_COLLABORATIVE, measure)
    if team.collaborative_id != measure.collaborative_id:
        raise Invalid("Team and measure belong to different collaboratives.", "Choose a team of this one.")
    if measure.retired_on is not None:
        raise Invalid("This measure is retired.", "Bring it back first.")
    begins = optional_day(since, "since")
    series = Series.objects.filter(measure=measure, team=team).first()
    if series is not None and series.until is None:
        raise Invalid("The team follows this measure already.", "Nothing is changed.")
    _check_baseline(freeze)
    if series is None:
        series = Series.objects.create(measure=measure, team=team, freeze=freeze, since=begins)
    else:
        if begins is None or begins <= series.until:
            message = (
                f"The team stopped on {series.until:%d %b %Y}: say from which later day it follows again."
            )
            raise Invalid("It needs a later day.", message, fields={"since": message})
        series.since, series.until = begins, None
        series.freeze = freeze if freeze is not None else series.freeze
        series.save(update_fields=["since", "until", "freeze"])
    record("series.follow", by=by, thing=series, measure=measure.pk, team=team.pk, since=begins)
    if target is not None:
        _check_target(current_version(series), target)
        starts = day(target_since, "target_since") if target_since else begins or team.joined
        Target.objects.update_or_create(series=series, since=starts, defaults={"value": target})
    return series


@transaction.atomic
def stop_following(*, series: Series, on: dt.date | str, by: Person) -> Series:
    """A team follows a measure to this day and is asked for no number of a later month; its chart stays."""
    require(by, Permission.RUN_COLLABORATIVE, series.measure)
    last = day(on, "on")
    began = series.since or series.team.joined
    if last < began:
        message = f"It follows the measure since {began:%d %b %Y}; choose that day or a later one."
        raise Invalid("It would stop before it began.", message, fields={"on": message})
    series.until = last
    series.save(update_fields=["until"])
    record("series.stop", by=by, thing=series, on=last)
    return series


@transaction.atomic
def set_target(*, series: Series, value: float, since: dt.date | str, by: Person) -> Target:
    """Aim at another value from a day on; what was aimed at before stays on the chart."""
    require(by, Permission.MANAGE_TEAM, series)
    _check_target(current_version(series), value)
    begins = day(since, "since")
    target, _ = Target.objects.update_or_create(series=series, since=begins, defaults={"value": value})
    record("series.target", by=by, thing=series, value=value, since=begins)
    return target


@transaction.atomic
def set_targets(
    *, measure: Measure, teams: Iterable[Team], value: float, since: dt.date | str, by: Person
) -> list[Target]:
    """The same target for many teams from a day on. Teams that do not follow the measure are refused, and nothing is set."""
    require(by, Permission.RUN_COLLABORATIVE, measure)
    begins = day(since, "since")
    wanted = {team.pk: team for team in teams}
    series = list(Series.objects.filter(measure=measure, team__in=wanted).select_related("measure"))
    if not wanted:
        raise Invalid("No team is chosen.", "Choose one or more.", fields={"teams": "Choose one or more."})
    if missing := sorted(wanted[pk].letter for pk in set(wanted) - {each.team_id for each in series}):
        message = f"{', '.join(missing)} do not follow this measure."
        raise Invalid(message, "Leave them out, or let them follow it first.", fields={"teams": message})
    _check_target(current_version(series[0]), value)
    targets = Target.objects.bulk_create(
        [Target(series=each, since=begins, value=value) for each in series],
        update_conflicts=True,
        unique_fields=["series", "since"],
        update_fields=["value"],
    )
    record("measure.targets", by=by, thing=measure, value=value, since=begins, teams=sorted(wanted))
    return targets


@transaction.atomic
def configure_series(
    *,
    series: Series,
    by: Person,
    rules: str | None = None,
    screening: bool | None = None,
    freeze: int | None = None,
) -> Series:
    """How a chart is computed: its rules, whether very large moving ranges are left out, and its baseline.

    `freeze` computes each phase's limits from its first so many months; 0 takes the baseline back. What is left out stays.
    """
    require(by, Permission.MANAGE_TEAM, series)
    before = {name: getattr(series, name) for name in ("rules", "screening", "freeze")}
    if rules is not None:
        if rules not in RULE_SETS:
            message = f"Choose from {', '.join(RULE_SETS)}."
            raise Invalid(f"There are no rules {rules!r}.", message, fields={"rules": message})
        series.rules = rules
    if screening is not None:
        series.screening = screening
    if freeze is not None:
        _check_baseline(freeze or None)
        series.freeze = freeze or None
    if changed := changes(before, {name: getattr(series, name) for name in before}):
        series.save(update_fields=list(changed))
        record("series.settings", by=by, thing=series, changed=changed)
    return series


def _check_baseline(months: int | None) -> None:
    if months is not None and months not in BASELINE:
        message = f"Between {BASELINE[0]} and {BASELINE[-1]} months; 12 or more make steady limits."
        raise Invalid("This cannot be a baseline.", message, fields={"freeze": message})


def _check_target(version: MeasureVersion, value: float) -> None:
    if not math.isfinite(value):
        raise Invalid("A target is a number.", "Write one.", fields={"value": "Write a number."})
    if version.unit == MeasureVersion.Unit.PERCENT and not 0 <= value <= 100:
        message = "A share lies between 0 and 100%."
        raise Invalid(message, "Write the target in per cent.", fields={"value": message})
