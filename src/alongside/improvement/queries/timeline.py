"""The programme's time line: sessions, context and decisions on the same axis as the months above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from alongside.improvement.periods import following
from alongside.programme.calendar import day_of
from alongside.programme.models import ContextEvent, Event

END_OF_LANE = 118.0  # the last label may reach beyond the months
LETTER = 1.15  # a letter's width, in per cent of the months' width


@dataclass(frozen=True)
class TimelineMark:
    """One thing on the timeline; `x` is its place between the first and the last month shown, in per cent."""

    x: float
    label: str  # cut to the room before the next mark
    when: str  # its day, where there is room for it
    title: str


@dataclass(frozen=True)
class Timeline:
    """Sessions, context and decisions on the months' own axis; `rules` are where months begin, in per cent."""

    lanes: dict[str, list[TimelineMark]]
    rules: list[float]


def timeline(
    shown: list[dt.date],
    sessions: Iterable[Event],
    context: Iterable[ContextEvent],
    decisions: Iterable[tuple[dt.date, str]],
) -> Timeline:
    """What happened while the months went by; all of it is the viewer's to see."""
    if not shown:
        return Timeline({}, [])
    begin, end = shown[0], following(shown[-1])
    lanes = {
        "sessions": [(day_of(each), short_title(each.title)) for each in sessions],
        "context": [(each.on, each.title) for each in context],
        "decisions": list(decisions),
    }
    rules = [round(100 * number / len(shown), 2) for number in range(len(shown) + 1)]
    inside = {
        name: sorted((on, label) for on, label in things if begin <= on < end)
        for name, things in lanes.items()
    }
    return Timeline({name: marks(things, begin, end) for name, things in inside.items()}, rules)


def short_title(title: str) -> str:
    """Session 3, for "Learning session 3: small tests"."""
    short = title.split(":")[0].strip()
    return (
        short.removeprefix("Learning ").capitalize()
        if short.lower().startswith("learning session")
        else short
    )


def marks(things: list[tuple[dt.date, str]], begin: dt.date, end: dt.date) -> list[TimelineMark]:
    """Marks in order of time, each label cut to the room that it has before the next."""
    places = [100 * (on - begin).days / (end - begin).days for on, _ in things]
    found = []
    for (on, label), x, after in zip(things, places, [*places[1:], END_OF_LANE], strict=False):
        letters = max(0, int((after - x - 4) / LETTER))
        cut = label if len(label) <= letters else (label[: letters - 1].rstrip() + "…" if letters > 5 else "")
        day = f"{on.day} {on:%b}"
        when = day if cut == label and len(label) + 1 + len(day) <= letters else ""
        found.append(TimelineMark(round(x, 2), cut, when, f"{on.day} {on:%b %Y}: {label}"))
    return found
