"""How a chart is computed: everything that decides its lines and signals, and nothing of the numbers themselves.

A `Spec` is stored beside a series as JSON and shown under every chart; the same rows and the same spec always give the same
record.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, get_args

from alongside.core.errors import Invalid
from alongside.core.spc.limits import CHARTS
from alongside.core.spc.rules import RULE_SETS

Place = str | int
"""Where something begins: an ISO date on a dated series, or the position of a point, counted from 0."""

Direction = Literal["up", "down", "none"]

UNITS = ("percent", "number", "rate", "minutes", "hours", "days", "money")


@dataclass(frozen=True)
class Phase:
    """A stated change of level: from here limits are computed afresh, for a reason, by somebody, on a day."""

    starts: Place
    reason: str
    by: str = ""
    on: str = ""

    def __post_init__(self) -> None:
        _place("phases", self.starts)
        if not self.reason.strip():
            raise Invalid(
                f"The phase from {self.starts} has no reason.",
                "Say what changed; without a cause the old limits stand.",
                fields={"phases": "Each phase needs its reason."},
            )


@dataclass(frozen=True)
class Target:
    """The value aimed at, in the chart's unit, from a place on; `starts` of None means from the first point."""

    value: float
    starts: Place | None = None

    def __post_init__(self) -> None:
        if self.starts is not None:
            _place("targets", self.starts)
        _number("targets", self.value)


@dataclass(frozen=True)
class Spec:
    """The specification of a chart.

    `chart` and `rules` name a chart and a versioned rule set. `screening` leaves very large moving ranges out once, on charts
    that have them (XmR, p′, u′, t). `freeze` computes
    each phase's limits from its first so many measured points. `multiply` turns numerator ÷ denominator into the unit shown:
    100 for percent unless stated. Icons and a verdict on the target come from `minimum` measured points on.
    """

    chart: str = "xmr"
    rules: str = "mdc-2023"
    screening: bool = True
    freeze: int | None = None
    phases: tuple[Phase, ...] = ()
    targets: tuple[Target, ...] = ()
    direction: Direction = "none"
    unit: str = "number"
    multiply: float | None = None
    minimum: int = 13

    def __post_init__(self) -> None:
        object.__setattr__(self, "phases", tuple(self.phases))
        object.__setattr__(self, "targets", tuple(self.targets))
        _one_of("chart", self.chart, CHARTS)
        _one_of("rules", self.rules, RULE_SETS)
        _one_of("direction", self.direction, get_args(Direction))
        _one_of("unit", self.unit, UNITS)
        if not isinstance(self.screening, bool):
            raise _wrong("screening", self.screening, "true or false")
        if self.freeze is not None:
            _whole("freeze", self.freeze, least=2)
        _whole("minimum", self.minimum, least=2)
        if self.multiply is not None:
            _number("multiply", self.multiply)
            if self.multiply <= 0:
                raise _wrong("multiply", self.multiply, "above 0")
        _ascending("phases", [phase.starts for phase in self.phases])
        _ascending("targets", [target.starts for target in self.targets])

    @cached_property
    def scale(self) -> float:
        """What a numerator over its denominator is multiplied by."""
        if self.multiply is not None:
            return float(self.multiply)
        return 100.0 if self.unit == "percent" else 1.0

    def to_json(self) -> dict[str, Any]:
        """The spec as JSON values; `Spec.from_json` gives the same spec back."""
        return {
            "chart": self.chart,
            "rules": self.rules,
            "screening": self.screening,
            "freeze": self.freeze,
            "phases": [
                {"starts": phase.starts, "reason": phase.reason, "by": phase.by, "on": phase.on}
                for phase in self.phases
            ],
            "targets": [{"from": target.starts, "value": target.value} for target in self.targets],
            "direction": self.direction,
            "unit": self.unit,
            "multiply": self.multiply,
            "minimum": self.minimum,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Spec:
        """A stored spec. An unknown field is refused: it may have meant something to whoever wrote it."""
        given = _known("spec", values, _SPEC)
        phases = [Phase(**_known("phases", each, _PHASE, _PHASE[:2])) for each in _list("phases", given)]
        targets = []
        for each in _list("targets", given):
            target = _known("targets", each, _TARGET, ("value",))
            targets.append(Target(value=target["value"], starts=target.get("from")))
        return cls(**{**given, "phases": tuple(phases), "targets": tuple(targets)})


_SPEC = tuple(each.name for each in fields(Spec))
_PHASE = tuple(each.name for each in fields(Phase))
_TARGET = ("from", "value")


def _known(where: str, values: Any, names: Sequence[str], needed: Sequence[str] = ()) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        raise _wrong(where, values, f"an object with the fields {', '.join(names)}")
    unknown = sorted(set(map(str, values)) - set(names))
    if unknown:
        raise Invalid(
            f"Unknown field in {where}: {', '.join(unknown)}.",
            f"Known are {', '.join(names)}.",
            fields=dict.fromkeys(unknown, "This field is not known."),
        )
    missing = [name for name in needed if name not in values]
    if missing:
        raise Invalid(
            f"Missing in {where}: {', '.join(missing)}.", "Add it.", fields={where: "Not complete."}
        )
    return dict(values)


def _list(name: str, values: Mapping[str, Any]) -> Sequence[Any]:
    found = values.get(name) or ()
    if not isinstance(found, list | tuple):
        raise _wrong(name, found, "a list")
    return found


def _wrong(name: str, value: object, expected: str) -> Invalid:
    return Invalid(f"{name} is {value!r}.", f"It must be {expected}.", fields={name: f"Must be {expected}."})


def _one_of(name: str, value: object, known: Sequence[str] | Mapping[str, Any]) -> None:
    if value not in known:
        raise _wrong(name, value, f"one of {', '.join(known)}")


def _whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise _wrong(name, value, f"a whole number, {least} or more")


def _number(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(name, value, "a number")


def _place(name: str, value: object) -> None:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise _wrong(name, value, "an ISO date such as 2016-04-01") from None
    elif isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(name, value, "an ISO date, or the position of a point counted from 0")


def _ascending(name: str, places: Sequence[Place | None]) -> None:
    if None in places[1:]:
        raise Invalid(
            f"Only the first of the {name} may have no beginning.", "Say from when the others hold."
        )
    given = [place for place in places if place is not None]
    if len({type(place) for place in given}) > 1:
        raise Invalid(f"The {name} mix dates and positions.", "Use one or the other.")
    if any(later <= earlier for earlier, later in pairwise(given)):  # type: ignore[operator]
        raise Invalid(f"The {name} are not in order of time.", "Put the earliest first, each beginning once.")
