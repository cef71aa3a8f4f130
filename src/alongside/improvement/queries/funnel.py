"""Teams beside each other over one period, in a funnel."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from alongside.accounts.models import Person
from alongside.core.spc import funnel as spc_funnel
from alongside.core.spc import words as spc_words
from alongside.core.spc.funnel import Funnel, Kind, Part, Placed, band
from alongside.improvement.charts import fits
from alongside.improvement.definitions import definitions, in_force, scale, shares
from alongside.improvement.models import Measure, MeasureVersion
from alongside.improvement.periods import before
from alongside.improvement.queries.small_numbers import FEWEST_TEAMS, may_be_told, to_nearest_five
from alongside.improvement.queries.together import numbers
from alongside.programme.confidentiality import Label, labels

YEAR = 12


@dataclass(frozen=True)
class FunnelRow:
    """A team in the table beside the funnel, under the label that the viewer may see."""

    label: Label
    place: Placed
    value: str
    counted: str
    cases: str
    limits: str
    url: str

    @property
    def says(self) -> str:
        """Where it lies, in words that neither praise nor blame."""
        if not self.place.outside:
            return "within the limits"
        return f"{'above' if self.place.side == 'high' else 'below'} the {self.place.outside}% limit"

    @property
    def spoken(self) -> str:
        return f"{self.label.text}: {self.counted} of {self.cases}, {self.value}, {self.says}"


@dataclass(frozen=True)
class FunnelPage:
    """The funnel of one measure for a period. `funnel` is None where there is none to draw, and `why` says it; `dispersion` is
    given where teams differ by more than counts alone explain."""

    version: MeasureVersion
    first: dt.date | None
    last: dt.date | None
    funnel: Funnel | None
    rows: list[FunnelRow]
    why: str = ""
    withheld: int = 0
    dispersion: float | None = None

    @property
    def far_apart(self) -> bool:
        """Whether so many lie outside that the limits tell nothing: as with very large counts, or measures that differ by place."""
        return 2 * len(self.outside) > len(self.rows)

    @property
    def outside(self) -> list[FunnelRow]:
        return [row for row in self.rows if row.place.outside == "99.8"]

    @property
    def rounded(self) -> bool:
        """Whether counts of other teams are told to the nearest five."""
        return any(not row.label.may_open for row in self.rows)

    @property
    def across(self) -> str:
        """What the axis at the foot counts."""
        if self.version.sent == MeasureVersion.Sent.PROPORTION:
            return "cases in the period"
        return (self.version.denominator or "at risk in the period")[:60]


def funnel(
    viewer: Person,
    measure: Measure,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> FunnelPage:
    """Every team's numbers from `first` to `last`, both included: the newest twelve months with numbers where none are given.

    The limits rest on all teams; the points are those of the teams that the viewer may know of, other teams' from counts to the
    nearest five, so that no count follows from the difference of two periods. Teams whose
    counts would tell of one to four people are shown only to who may open them.
    """
    versions = definitions([measure.pk])[measure.pk]
    version = in_force(versions)
    if not shares(version):
        return FunnelPage(
            version,
            None,
            None,
            None,
            [],
            "A funnel needs counts with what they are out of; this measure is sent as one value.",
        )
    by_month = numbers(measure, versions)
    if not by_month:
        return FunnelPage(version, first, last, None, [], "No team has sent a number yet.")
    last = last or max(by_month)
    first = first or before(last, YEAR - 1)
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for month, sent in by_month.items():
        if first <= month <= last:
            for each in sent:
                if fits(each.row, version):
                    sums[each.team][0] += each.row.numerator or 0
                    sums[each.team][1] += each.row.denominator or 0
    counted = {team: total for team, total in sums.items() if total[1] > 0}
    if len(counted) < FEWEST_TEAMS:
        many = {0: "No team", 1: "One team"}.get(len(counted), f"{len(counted)} teams")
        why = f"{many} sent numbers for these months; a funnel begins with {FEWEST_TEAMS}."
        return FunnelPage(version, first, last, None, [], why)
    kind = Kind.PROPORTION if version.sent == MeasureVersion.Sent.PROPORTION else Kind.RATE
    whole = spc_funnel.funnel(
        [Part(str(team), *total) for team, total in counted.items()],
        kind,
        scale(version.unit, version.multiply),
    )
    named = labels(viewer, measure.collaborative)
    rows, withheld = [], 0
    for place in whole.parts:
        label = named.get(int(place.key))
        if label is None:
            continue
        if not may_be_told(
            place.numerator, place.denominator, label.may_open, part_of=kind == Kind.PROPORTION
        ):
            withheld += 1
            continue
        told = place if label.may_open else _about(place, whole)
        rows.append(_row(measure, version, whole, told, label))
    rows.sort(key=lambda row: (len(row.label.letter), row.label.letter))
    shown = Funnel(whole.kind, whole.multiply, whole.centre, tuple(_lettered(row) for row in rows))
    # how much teams differ is a matter of all of them, whoever looks
    dispersion = whole.dispersion if whole.overdispersed else None
    return FunnelPage(version, first, last, shown, rows, withheld=withheld, dispersion=dispersion)


def _about(place: Placed, whole: Funnel) -> Placed:
    """Another team's place, from counts to the nearest five; where it lies rests on its own."""
    top, bottom = to_nearest_five(place.numerator), place.denominator
    if whole.kind == Kind.PROPORTION:
        bottom = to_nearest_five(bottom)
    return place._replace(
        numerator=top,
        denominator=bottom,
        value=top / bottom * whole.multiply,
        band=band(whole.kind, whole.centre, bottom, whole.multiply),
    )


def _lettered(row: FunnelRow) -> Placed:
    return row.place._replace(key=row.label.letter)


def _row(measure: Measure, version: MeasureVersion, whole: Funnel, place: Placed, label: Label) -> FunnelRow:
    decimals = 0 if version.unit == "percent" else 1 if whole.centre >= 1 else 2
    url = (
        reverse("improvement:chart", args=[measure.collaborative.slug, label.letter, measure.key])
        if label.may_open
        else ""
    )
    low, high = (
        spc_words.number(each, decimals, version.unit).removesuffix("%")
        for each in (place.band.lower998, place.band.upper998)
    )
    return FunnelRow(
        label=label,
        place=place,
        value=spc_words.number(place.value, decimals, version.unit),
        counted=f"{place.numerator:,g}",
        cases=f"{place.denominator:,g}",
        limits=f"{low} to {high}",
        url=url,
    )


def period_query(first: dt.date, last: dt.date) -> str:
    """The part of an address that names a period."""
    return urlencode({"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"})
