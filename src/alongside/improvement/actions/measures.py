"""What is measured: measures, their definitions, and how they are arranged."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from django.db import transaction
from django.db.models import Max

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import changes, record
from alongside.core.errors import Invalid
from alongside.improvement.models import Measure, MeasureVersion
from alongside.improvement.periods import month
from alongside.programme.dates import day
from alongside.programme.models import Collaborative, Topic
from alongside.programme.texts import line, prose

SENT_FOR: dict[str, MeasureVersion.Sent] = {
    MeasureVersion.Chart.P: MeasureVersion.Sent.PROPORTION,
    MeasureVersion.Chart.PP: MeasureVersion.Sent.PROPORTION,
    MeasureVersion.Chart.U: MeasureVersion.Sent.RATE,
    MeasureVersion.Chart.UP: MeasureVersion.Sent.RATE,
    MeasureVersion.Chart.C: MeasureVersion.Sent.COUNT,
}
"""What a chart must be sent; the others take anything."""

DEFINED = (
    "name", "type", "unit", "chart", "direction", "sent", "multiply", "definition", "sampling", "numerator",
    "denominator", "exclusions", "source",
)  # fmt: skip
"""What a definition says, all of which a new one may change."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TAKEN = {"add"}  # part of an address already


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
    topic: Topic | None = None,
    core: bool = True,
    order: int | None = None,
    library: str = "",
    library_version: int | None = None,
) -> Measure:
    """Add a measure with the first version of its definition, last in lists unless `order` says where.

    `library` names the entry that it was taken from.
    """
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    wrong = {}
    if not _KEY.fullmatch(key) or key in _TAKEN:
        wrong["key"] = "Small letters, digits, hyphens and underscores, 64 at most."
    elif Measure.objects.filter(collaborative=collaborative, key=key).exists():
        wrong["key"] = "There is a measure with this key already."
    said = checked(
        wrong, name=name, type=type, unit=unit, chart=chart, direction=direction, sent=sent, multiply=multiply,
        definition=definition, sampling=sampling, numerator=numerator, denominator=denominator,
        exclusions=exclusions, source=source,
    )  # fmt: skip
    if order is None:
        last = Measure.objects.filter(collaborative=collaborative).aggregate(last=Max("order"))["last"]
        order = 0 if last is None else min(last + 1, 9999)
    _check_place(collaborative, order, topic)
    measure = Measure.objects.create(
        collaborative=collaborative, key=key, order=order, topic=topic, core=core
    )
    MeasureVersion.objects.create(
        measure=measure, number=1, library=library, library_version=library_version, **said
    )
    record("measure.add", by=by, thing=measure, key=key, library=library)
    return measure


@transaction.atomic
def new_version(
    *,
    measure: Measure,
    since: dt.date | str,
    reason: str,
    by: Person,
    library_version: int | None = None,
    **changed: Any,
) -> MeasureVersion:
    """Define a measure anew from a month on, for a reason: on every chart a phase begins there. What is not given stays.

    Numbers of earlier months keep the definition that they were counted by, and are drawn in the new one's unit.
    """
    require(by, Permission.RUN_COLLABORATIVE, measure)
    if unknown := set(changed) - set(DEFINED):
        raise TypeError(f"A definition has no {', '.join(sorted(unknown))}.")
    begins = month(since, "since")
    last = measure.versions.select_for_update().order_by("number").last()
    assert last is not None  # a measure is made with its first definition
    reason = line(
        reason, "reason", most=300, needed="Say why the definition changes; it stands on every chart."
    )
    wrong = {}
    if last.since is not None and begins <= last.since:
        wrong["since"] = f"The present definition holds from {last.since:%b %Y}: choose a later month."
    there = {name: getattr(last, name) for name in DEFINED}
    said = checked(wrong, **{**there, **changed})
    if said == there:
        raise Invalid(
            "Nothing differs from the present definition.",
            "Change what is counted, or leave it as it is.",
        )
    version = MeasureVersion.objects.create(
        measure=measure,
        number=last.number + 1,
        since=begins,
        reason=reason,
        library=last.library,
        library_version=library_version or last.library_version,
        **said,
    )
    record(
        "measure.version",
        by=by,
        thing=measure,
        number=version.number,
        since=begins,
        changed=sorted(name for name in DEFINED if said[name] != there[name]),
    )
    return version


@transaction.atomic
def retire_measure(*, measure: Measure, on: dt.date | str, by: Person) -> Measure:
    """No numbers are asked for after this day; the charts stay."""
    require(by, Permission.RUN_COLLABORATIVE, measure)
    measure.retired_on = day(on, "on")
    measure.save(update_fields=["retired_on"])
    record("measure.retire", by=by, thing=measure, on=measure.retired_on)
    return measure


@transaction.atomic
def bring_back_measure(*, measure: Measure, by: Person) -> Measure:
    """Ask for a retired measure's numbers again."""
    require(by, Permission.RUN_COLLABORATIVE, measure)
    if measure.retired_on is None:
        raise Invalid("This measure is not retired.", "Nothing is changed.")
    measure.retired_on = None
    measure.save(update_fields=["retired_on"])
    record("measure.bring_back", by=by, thing=measure)
    return measure


@transaction.atomic
def arrange_measure(
    *,
    measure: Measure,
    by: Person,
    core: bool | None = None,
    order: int | None = None,
    topic: Topic | str | None = "",
) -> Measure:
    """Whether every team is meant to follow a measure, its place in lists, and its topic (None for no topic). The rest stays."""
    require(by, Permission.RUN_COLLABORATIVE, measure)
    before = {"core": measure.core, "order": measure.order, "topic": measure.topic_id}
    if core is not None:
        measure.core = core
    if order is not None:
        measure.order = order
    if not isinstance(topic, str):
        measure.topic = topic
    _check_place(measure.collaborative, measure.order, measure.topic)
    after = {"core": measure.core, "order": measure.order, "topic": measure.topic_id}
    if changed := changes(before, after):
        measure.save(update_fields=list(changed))
        record("measure.arrange", by=by, thing=measure, changed=changed)
    return measure


def _check_place(collaborative: Collaborative, order: int, topic: Topic | None) -> None:
    if not 0 <= order <= 9999:
        raise Invalid(
            "The order is a number from 0.", "Choose one up to 9999.", fields={"order": "0 to 9999."}
        )
    if topic is not None and topic.collaborative_id != collaborative.pk:
        message = "Choose a topic of this collaborative."
        raise Invalid("This topic belongs elsewhere.", message, fields={"topic": message})


def checked(wrong: dict[str, str], **said: Any) -> dict[str, Any]:
    """A definition as it is kept; Invalid, by field, for what cannot be, together with what was found `wrong` before."""
    chart, sent, unit, multiply = said["chart"], said["sent"], said["unit"], said["multiply"]
    wrong |= {
        field: f"Choose from {', '.join(choices.values)}."
        for field, choices in (
            ("type", MeasureVersion.Type),
            ("unit", MeasureVersion.Unit),
            ("chart", MeasureVersion.Chart),
            ("direction", MeasureVersion.Direction),
        )
        if said[field] not in choices.values
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
    elif multiply is not None and unit == MeasureVersion.Unit.PERCENT and multiply != 100:
        wrong["multiply"] = "Per cent is for each 100: leave this empty."
    if wrong:
        raise Invalid("The measure is not saved yet.", "Correct what is marked.", fields=wrong)
    return {
        "type": said["type"],
        "unit": unit,
        "chart": chart,
        "direction": said["direction"],
        "sent": str(sent),
        "multiply": multiply,
        "name": line(said["name"], "name", most=120, needed="Give the measure a name."),
        "numerator": line(said["numerator"], "numerator", most=300),
        "denominator": line(said["denominator"], "denominator", most=300),
        "definition": prose(said["definition"], "definition"),
        "sampling": prose(said["sampling"], "sampling"),
        "exclusions": prose(said["exclusions"], "exclusions"),
        "source": line(said["source"], "source", most=300),
    }
