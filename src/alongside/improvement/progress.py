"""How far a team has come: the ten steps of the score, and which of them the evidence in the system supports.

The scale is the monthly half-point scale of Breakthrough Series collaboratives, 0.5 to 5, in Alongside's own words. The step that
the evidence supports is only ever shown beside the choice: a score is a judgement, and it is people who make it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from alongside.core.errors import Invalid

STEPS: Mapping[Decimal, str] = {
    Decimal("0.5"): "Means to take part; nothing is signed yet.",
    Decimal("1.0"): "The agreement is signed, and it is known who does the work.",
    Decimal("1.5"): "The aim is set; what to measure and what to try is being planned.",
    Decimal("2.0"): "Work has begun and numbers come in; no change has been tested to its end.",
    Decimal("2.5"): "Changes have been tested; no measure has moved yet.",
    Decimal("3.0"): "A first measure has moved the right way, about a fifth of the distance to the goals.",
    Decimal("3.5"): "The gain goes on, or reaches further measures.",
    Decimal("4.0"): "Half of the goals or more are reached.",
    Decimal("4.5"): "What was gained has held for months, and is becoming the usual way to work.",
    Decimal("5.0"): "The goals are reached, have held, and the work has spread beyond where it began.",
}

RECENT = 6
"""Months in a row whose mean is held against the target; the six before them must do as well to count as held."""


def step(value: object) -> Decimal:
    """The score as one of the ten steps; Invalid for anything else."""
    try:
        found = Decimal(str(value)).quantize(Decimal("0.1"))
        if found not in STEPS or found != Decimal(str(value)):
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid(
            f"{value!r} is not a score.",
            "Choose one from 0.5 to 5 in halves.",
            fields={"value": "Choose one from 0.5 to 5 in halves."},
        ) from None
    return found


@dataclass(frozen=True)
class Evidence:
    """What the system knows of a team at the end of a month: days, counts, and ids of measures; never words.

    `months` maps a core measure's id to the months for which it has a number; `improved`, `worse`, `reached` and `held` list core measures:
    with a signal or a stated phase the right way, with one the wrong way now, with the mean of the newest six months at the target or
    beyond, and with the six before them there too. `aimed` counts the core measures that have a target.
    """

    agreement: str | None = None
    people: int = 0
    months: dict[str, int] = field(default_factory=dict)
    tests: int = 0
    ended: int = 0
    adopted: int = 0
    improved: list[int] = field(default_factory=list)
    worse: list[int] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    aimed: int = 0
    came: int = 0
    sessions: int = 0

    def to_json(self) -> dict[str, Any]:
        """As it is kept with a score, with the step that it supported."""
        return {**asdict(self), "supports": str(supports(self).value)}


@dataclass(frozen=True)
class Support:
    """The highest step that the evidence bears, why, and what is missing for the next."""

    value: Decimal
    because: str
    next: str

    @property
    def words(self) -> str:
        return f"supports up to {self.value}: {self.because}"


def supports(evidence: Evidence) -> Support:
    """The highest step that the evidence bears. It never reaches 5: whether the work has spread is not in the numbers."""
    found = (
        "0.5",
        "no agreement is recorded as signed, and there are no numbers",
        "the signed agreement and the people",
    )
    for each in _ladder(evidence):
        found = each
    return Support(Decimal(found[0]), found[1], found[2])


def _ladder(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    """Each step that holds, from the bottom. Signed or not, a team that sends numbers has begun; above that, none is skipped."""
    signed = evidence.agreement is not None and evidence.people > 0
    begun = sum(evidence.months.values()) > 0
    if signed:
        yield "1.0", "agreement signed, no measures followed", "measures to follow"
    if signed and evidence.months:
        yield "1.5", "measures are chosen, no numbers yet", "a first month of numbers"
    if not begun:
        return
    yield "2.0", "numbers come in, no test of change has ended", "a test of change with what was found"
    if not evidence.ended:
        return
    yield "2.5", "changes tested, no signal yet", "a signal the right way on a core measure"
    if not evidence.improved:
        return
    many, core = len(evidence.improved), len(evidence.months)
    moved = f"{many} of {core} core measure{'s' if core != 1 else ''} moved the right way"
    yield "3.0", moved, "a second measure, or a change adopted"
    if evidence.worse:
        return
    if many < 2 and not evidence.adopted:
        return
    yield "3.5", f"{moved}, none the wrong way", "half of the targets reached over six months"
    if not evidence.aimed or 2 * len(evidence.reached) < evidence.aimed:
        return
    targets = f"of {evidence.aimed} target{'s' if evidence.aimed != 1 else ''}"
    yield (
        "4.0",
        f"{len(evidence.reached)} {targets} reached over six months",
        "six months more at the targets",
    )
    if 2 * len(evidence.held) < evidence.aimed:
        return
    yield (
        "4.5",
        f"{len(evidence.held)} {targets} held for twelve months",
        "spread, which only people can judge",
    )
