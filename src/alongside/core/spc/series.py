"""The rows of a chart: one value, or one numerator and denominator, for each period in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.core.errors import Invalid, Problem

Value = float | None
_FIELDS = ("key", "x", "y", "numerator", "denominator")


@dataclass(frozen=True)
class Series:
    """A measure followed over time.

    `x` are ISO dates or whole numbers, rising; give a slot for every period, with None where nothing was sent: the chart
    shows the gap, counts nothing for it and lets no run break at it. Either `y`, in the chart's unit, or `numerator` and
    `denominator`; a denominator of zero counts as missing. Raises Invalid naming series and point.
    """

    key: str
    x: Sequence[str] | Sequence[int]
    y: Sequence[Value] | None = None
    numerator: Sequence[Value] | None = None
    denominator: Sequence[Value] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", tuple(self.x))
        self._check_axis()
        if (self.y is None) == (self.numerator is None) or (self.numerator is None) != (
            self.denominator is None
        ):
            raise Invalid(
                f"Series {self.key} needs either values, or numerators with their denominators.",
                "Give one of the two.",
            )
        for name in _FIELDS[2:]:
            if (given := getattr(self, name)) is not None:
                object.__setattr__(self, name, self._numbers(name, given))
        self._check_counts()

    def __len__(self) -> int:
        return len(self.x)

    @property
    def is_ratio(self) -> bool:
        """Whether each value is a numerator over a denominator."""
        return self.numerator is not None

    @property
    def is_dated(self) -> bool:
        return bool(self.x) and isinstance(self.x[0], str)

    def to_json(self) -> dict[str, Any]:
        """The rows as JSON values; `Series.from_json` gives the same series back."""
        return {name: _listed(getattr(self, name)) for name in _FIELDS}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Series:
        if unknown := sorted(set(values) - set(_FIELDS)):
            raise Invalid(
                f"Unknown field in a series: {', '.join(unknown)}.", f"Known are {', '.join(_FIELDS)}."
            )
        if missing := [name for name in _FIELDS[:2] if name not in values]:
            raise Invalid(f"Missing in a series: {', '.join(missing)}.", "Add it.")
        return cls(**values)

    def point_name(self, i: int) -> str:
        """The words by which an error names a point."""
        return f"{self.x[i]} (point {i + 1})"

    def _check_axis(self) -> None:
        kinds = set(map(type, self.x))
        if kinds - {str} and kinds - {int}:
            raise Invalid(
                f"Series {self.key} mixes dates and numbers on its axis.", "Use ISO dates, or whole numbers."
            )
        if kinds == {str}:
            for i, day in enumerate(self.x):
                try:
                    # the hyphenated form only: it sorts as text the way it sorts in time
                    if len(day) != 10 or not date.fromisoformat(day):  # type: ignore[arg-type]
                        raise ValueError
                except ValueError:
                    self._refuse(i, f"{day!r} is no date", "Write dates as 2016-04-01.")
        for i in range(1, len(self.x)):
            if self.x[i] <= self.x[i - 1]:  # type: ignore[operator]
                self._refuse(
                    i, f"{self.x[i]} does not come after {self.x[i - 1]}", "Give each period once, in order."
                )

    def _numbers(self, name: str, given: Sequence[Value]) -> tuple[Value, ...]:
        values = tuple(given)
        if len(values) != len(self.x):
            raise Invalid(
                f"Series {self.key} has {len(self.x)} periods but {len(values)} values of {name}.",
                "Give one for each period, None where there is none.",
            )
        for i, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, bool | str) or not math.isfinite(value):
                self._refuse(
                    i, f"{name} is {value!r}", "Give a number, or None where nothing was sent.", name
                )
        return values

    def _check_counts(self) -> None:
        if self.numerator is None or self.denominator is None:
            return
        for i, (over, under) in enumerate(zip(self.numerator, self.denominator, strict=True)):
            if over is not None and over < 0:
                self._refuse(i, f"the numerator is {over:g}", "Counts are 0 or more.", "numerator")
            if under is not None and under < 0:
                self._refuse(i, f"the denominator is {under:g}", "Counts are 0 or more.", "denominator")

    def _refuse(self, i: int, what: str, todo: str, column: str = "x") -> None:
        raise invalid_point(self, i, what, todo, column)


def invalid_point(series: Series, i: int, what: str, todo: str, column: str) -> Invalid:
    """An error that names the series and the point, as a sentence and as a place in a table."""
    return Invalid(
        f"Series {series.key}, {series.point_name(i)}: {what}.",
        todo,
        problems=[Problem(what, todo, row=i + 1, column=column)],
    )


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
