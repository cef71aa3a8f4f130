"""A month's number: sent, corrected with a reason, or said not to be there."""

from __future__ import annotations

import datetime as dt
import math

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Conflict, Invalid
from alongside.improvement.definitions import shares, version_for
from alongside.improvement.models import Correction, MeasureVersion, NothingToSubmit, Observation, Series
from alongside.improvement.periods import month
from alongside.improvement.reading import said
from alongside.programme.texts import line


def check_numbers(
    version: MeasureVersion, numerator: float | None, denominator: float | None, value: float | None
) -> tuple[float | None, float | None, float | None]:
    """The numbers as they are kept; Invalid, by field, for what cannot be."""
    for name, number in (("numerator", numerator), ("denominator", denominator), ("value", value)):
        if number is not None and not math.isfinite(number):
            raise _cannot_be("This is not a number.", "Write digits.", name)
        if number is not None and number < 0 and name != "value":
            raise _cannot_be(
                f"{said(number)} is below 0; a count is 0 or more.", "Correct it; it is not saved yet.", name
            )
    if shares(version):
        if value is not None:
            raise Invalid(
                "This measure is sent as how many of how many.",
                "Give both numbers.",
                fields={"value": "Not for this measure."},
            )
        if numerator is None or denominator is None:
            missing = "numerator" if numerator is None else "denominator"
            raise Invalid(
                "One of the two numbers is missing.",
                "Give both; neither is saved yet.",
                fields={missing: "Give both numbers."},
            )
        proportion = version.sent == MeasureVersion.Sent.PROPORTION
        for name, number in (
            ("numerator", numerator),
            *([("denominator", denominator)] if proportion else []),
        ):
            if number != int(number):
                message = f"{said(number)} is not a count. Write a whole number."
                raise Invalid(message, "Neither is saved yet.", fields={name: message})
        if proportion and numerator > denominator:
            message = f"{said(numerator)} given, but only {said(denominator)} cases."
            todo = "Correct one of the two; neither is saved yet."
            raise Invalid(message, todo, fields={"numerator": f"{message} {todo}"})
        return numerator, denominator, None
    if value is None or numerator is not None or denominator is not None:
        raise Invalid(
            "This measure is sent as one value.", "Give the value alone.", fields={"value": "Give the value."}
        )
    if version.sent == MeasureVersion.Sent.COUNT and (value < 0 or value != int(value)):
        message = f"{said(value)} is not a count. Write a whole number, 0 or more."
        raise Invalid(message, "It is not saved yet.", fields={"value": message})
    return None, None, value


def _cannot_be(what: str, todo: str, name: str) -> Invalid:
    return Invalid(what, todo, fields={name: f"{what} {todo}"})


def check_month(series: Series, period: dt.date, today: dt.date) -> None:
    """Numbers belong to months that have begun, from the collaborative's first (a late joiner's baseline) to the team's last."""
    team = series.team
    if period > today:
        raise Invalid(
            "This month has not begun.", "Choose an earlier one.", fields={"period": "It has not begun."}
        )
    earliest = min(team.joined, team.collaborative.starts).replace(day=1)
    if period < earliest:
        raise Invalid(
            f"That is before the collaborative began; the first month is {earliest:%b %Y}.",
            "Choose a later month.",
            fields={"period": "Before the first month."},
        )
    if series.until is not None and period > series.until:
        raise Invalid(
            f"The team stopped following this measure on {series.until:%d %b %Y}.",
            "Choose an earlier month.",
            fields={"period": "After the team stopped following it."},
        )
    if team.left is not None and period > team.left:
        raise Invalid(
            f"The team left on {team.left:%d %b %Y}.",
            "Choose an earlier month.",
            fields={"period": "After the team left."},
        )


@transaction.atomic
def submit(
    *,
    series: Series,
    period: dt.date | str,
    by: Person,
    numerator: float | None = None,
    denominator: float | None = None,
    value: float | None = None,
    note: str = "",
    reason: str = "",
    revision: int | None = None,
    at: dt.datetime | None = None,
) -> Observation:
    """Send a month's number, or correct it.

    A correction names the revision it corrects, so that nobody overwrites what they have not seen, and keeps what stood there
    with the reason. The same number again changes nothing. `at` dates numbers brought in from elsewhere.
    """
    require(by, Permission.ENTER_DATA, series)
    first = month(period)
    check_month(series, first, timezone.localdate())
    version = version_for(series, first)
    numbers = check_numbers(version, numerator, denominator, value)
    there = Observation.everything.select_for_update().filter(series=series, period=first).first()
    note, reason = line(note, "note", most=300), line(reason, "reason", most=300)
    taken_back, _ = NothingToSubmit.objects.filter(series=series, period=first).delete()
    if there is None:
        observation = Observation.objects.create(
            series=series,
            period=first,
            numerator=numbers[0],
            denominator=numbers[1],
            value=numbers[2],
            note=note,
            version=version,
            entered_by=by,
            entered_at=at or timezone.now(),
        )
        record("observation.submit", by=by, thing=observation, period=first, series=series.pk)
        return observation
    before = (None, None, None) if taken_back else (there.numerator, there.denominator, there.value)
    if before == numbers and note in {there.note, ""}:
        return there
    if revision != there.revision and not taken_back:
        raise Conflict(
            "Somebody sent this month's number while you were writing.",
            "Compare the two, then save the one that is right.",
            theirs={
                "numerator": before[0],
                "denominator": before[1],
                "value": before[2],
                "revision": there.revision,
            },
            mine={"numerator": numbers[0], "denominator": numbers[1], "value": numbers[2]},
        )
    Correction.objects.create(
        observation=there,
        numerator=before[0],
        denominator=before[1],
        value=before[2],
        note=there.note,
        reason=reason,
        by=by,
        **({"at": at} if at else {}),
    )
    there.numerator, there.denominator, there.value = numbers
    there.note, there.revision = note or there.note, there.revision + 1
    there.save(update_fields=["numerator", "denominator", "value", "note", "revision"])
    record(
        "observation.correct",
        by=by,
        thing=there,
        period=first,
        numerator=[before[0], numbers[0]],
        denominator=[before[1], numbers[1]],
        value=[before[2], numbers[2]],
    )
    return there


@transaction.atomic
def take_back(
    *, series: Series, period: dt.date | str, reason: str, by: Person, at: dt.datetime | None = None
) -> NothingToSubmit:
    """Take a number back that was sent by mistake: the month has nothing to submit, for this reason.

    The number stays in the history and nowhere else; one sent later for the same month corrects it from nothing.
    """
    require(by, Permission.MANAGE_TEAM, series)
    first = month(period)
    reason = line(reason, "reason", most=300, needed="Say why, in a few words.")
    there = Observation.objects.select_for_update(of=("self",)).filter(series=series, period=first).first()
    if there is None:
        raise Invalid(
            "No number stands for this month.",
            "There is nothing to take back.",
            fields={"period": "No number."},
        )
    moment = at or timezone.now()
    Correction.objects.create(
        observation=there,
        numerator=there.numerator,
        denominator=there.denominator,
        value=there.value,
        note=there.note,
        reason=reason,
        by=by,
        at=moment,
    )
    there.revision += 1
    Observation.everything.filter(pk=there.pk).update(revision=there.revision)
    nothing = NothingToSubmit.objects.create(series=series, period=first, because=reason, by=by, at=moment)
    record(
        "observation.take_back",
        by=by,
        thing=there,
        period=first,
        numerator=[there.numerator, None],
        denominator=[there.denominator, None],
        value=[there.value, None],
    )
    return nothing


@transaction.atomic
def nothing_to_submit(
    *, series: Series, period: dt.date | str, because: str, by: Person, at: dt.datetime | None = None
) -> NothingToSubmit:
    """Say that there is no number for a month, and why: the month counts as answered, and stays empty on the chart."""
    require(by, Permission.ENTER_DATA, series)
    first = month(period)
    check_month(series, first, timezone.localdate())
    because = line(because, "because", most=300, needed="Say why, in a few words.")
    if Observation.objects.filter(series=series, period=first).exists():
        raise Invalid(
            "A number was sent for this month.",
            "Correct that one instead.",
            fields={"because": "A number was sent."},
        )
    nothing, _ = NothingToSubmit.objects.update_or_create(
        series=series,
        period=first,
        defaults={"because": because, "by": by, "at": at or timezone.now()},
    )
    record("observation.nothing", by=by, thing=series, period=first)
    return nothing
