"""The history of a series: every number that was sent, corrected, taken back or said not to be there, and by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from alongside.improvement.models import Correction, NothingToSubmit, Observation, Series
from alongside.improvement.reading import said

NOTHING = "nothing"


@dataclass(frozen=True)
class Happened:
    """One change: who changed which month, when, from what, to what, and why."""

    at: dt.datetime
    by: str
    period: dt.date
    before: str
    after: str
    why: str
    kind: str
    """sent, corrected, taken back, sent again, nothing to submit"""
    standing: bool = False
    """whether what it was changed to is the number that stands"""


def history(series: Series) -> list[Happened]:
    """Everything that happened to a series' numbers, the newest first. Three queries."""
    nothing = {
        each.period: each for each in NothingToSubmit.objects.filter(series=series).select_related("by")
    }
    kept = Observation.everything.filter(series=series).select_related("entered_by")
    found: list[Happened] = []
    for observation in kept.prefetch_related("corrections__by"):
        found += _of(observation, observation.period in nothing)
        if observation.period in nothing:
            nothing.pop(observation.period)
    found += [
        Happened(each.at, _name(each), each.period, "", NOTHING, each.because, "nothing to submit")
        for each in nothing.values()
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _of(observation: Observation, taken_back: bool) -> list[Happened]:
    corrections = sorted(observation.corrections.all(), key=lambda each: (each.at, each.pk))
    stood = [_said(each) for each in corrections] + [NOTHING if taken_back else _said(observation)]
    who = observation.entered_by.name if observation.entered_by else "somebody who is no longer here"
    found = [Happened(observation.entered_at, who, observation.period, "", stood[0], "", "sent")]
    if not corrections and observation.note:
        found = [
            Happened(observation.entered_at, who, observation.period, "", stood[0], observation.note, "sent")
        ]
    for each, before, after in zip(corrections, stood, stood[1:], strict=False):
        kind = "taken back" if after == NOTHING else "sent again" if before == NOTHING else "corrected"
        found.append(Happened(each.at, _name(each), observation.period, before, after, each.reason, kind))
    if not taken_back:
        found[-1] = replace(found[-1], standing=True)
    return found


def _said(row: Observation | Correction) -> str:
    if row.value is not None:
        return said(row.value)
    return (
        NOTHING
        if row.numerator is None or row.denominator is None
        else f"{said(row.numerator)} of {said(row.denominator)}"
    )


def _name(row: Correction | NothingToSubmit) -> str:
    return row.by.name if row.by else "somebody who is no longer here"
