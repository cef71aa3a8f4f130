"""Whether further interviews still bring anything new.

Guest, Namey and Chen 2020 (PLoS ONE 15:e0232076): the codes of a base of first interviews, and for each run of later ones
the share of new codes, of that base. At 5% or less they speak of saturation; the number is shown, the word is the analyst's.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass


def new_codes(interviews: Sequence[Set[Hashable]]) -> list[int]:
    """For each interview, in the order they were done, how many codes occur in it and in none before it."""
    seen: set[Hashable] = set()
    counts = []
    for codes in interviews:
        counts.append(len(codes - seen))
        seen |= codes
    return counts


@dataclass(frozen=True)
class Run:
    """A run of interviews (positions, first and last included) and how many codes it brought of those in the base."""

    first: int
    last: int
    new: int
    base: int

    @property
    def share(self) -> float | None:
        """New codes as a part of the base's; not defined where the base has none."""
        return self.new / self.base if self.base else None


def runs(counts: Sequence[int], base: int = 4, length: int = 2) -> list[Run]:
    """The runs after the base, each beginning where the one before it ended. A run not yet full is not reported."""
    if base < 1 or length < 1:
        raise ValueError("A base and a run hold at least one interview.")
    found = []
    of = sum(counts[:base])
    for first in range(base, len(counts) - length + 1, length):
        found.append(Run(first, first + length - 1, sum(counts[first : first + length]), of))
    return found
