"""New codes per interview: whether another interview still brings something new."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import F

from alongside.accounts.models import Person
from alongside.coding.models import Coding
from alongside.coding.versions import Carrier, current_version, steps_of
from alongside.core.saturation import Run, new_codes, runs
from alongside.study.models import Source, Study


@dataclass(frozen=True)
class Point:
    """An interview, how many codes it brought that none before it had, and how many there are by then."""

    name: str
    new: int
    total: int


@dataclass(frozen=True)
class Curve:
    """Interviews in the order they were done, those that have codings, with runs after a base of four."""

    points: list[Point] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @property
    def latest_runs(self) -> list[Run]:
        """The two newest, which say whether to go on."""
        return self.runs[-2:]

    @property
    def last_with_none(self) -> int:
        """How many interviews at the end brought nothing new."""
        count = 0
        for point in reversed(self.points):
            if point.new:
                break
            count += 1
        return count


def curve(person: Person, study: Study) -> Curve:
    """Codes counted as the version in hand has them; interviews and focus groups without codings are left out."""
    version = current_version(study)
    if version is None:
        return Curve()
    carry = Carrier(steps_of(study), version.number)
    sources = list(
        Source.objects.visible_to(person)
        .filter(study=study, kind__in=[Source.Kind.INTERVIEW, Source.Kind.FOCUS_GROUP])
        .order_by(F("on").asc(nulls_last=True), "name")
        .values_list("pk", "name")
    )
    codes: dict[int, set[int]] = {}
    rows = (
        Coding.objects.visible_to(person)
        .analysed()
        .filter(study=study)
        .order_by()
        .values_list("source", "code", "version__number")
    )
    for source, code, since in rows.distinct():
        means = carry.code(code, since)
        if means is not None:
            codes.setdefault(source, set()).add(means)
    coded = [(name, codes[pk]) for pk, name in sources if pk in codes]
    counts = new_codes([found for _, found in coded])
    points, total = [], 0
    for (name, _), new in zip(coded, counts, strict=True):
        total += new
        points.append(Point(name, new, total))
    return Curve(points, runs(counts))
