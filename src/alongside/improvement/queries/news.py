"""What a chart says newest, in the few words that a grid has room for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from alongside.improvement.charts import Chart

KINDS = {"improvement": "better", "concern": "worse", "neutral": "changed", "common": "steady"}
RULES = {
    "astronomical": "outside limits",
    "two_of_three": "near a limit",
    "crossings": "too few crossings",
    "runs": "unusual number of runs",
}
FEW = 13
SUSTAINED = 7  # points of the smallest shift or trend


def within_a_sentence(name: str) -> str:
    """A measure's name as it stands inside a sentence: small, unless it begins with an abbreviation or is a name of its own."""
    second = name.split(" ")[1:2]
    is_name = name[:2].isupper() or bool(second and second[0][:1].isupper())
    return name if is_name else name[:1].lower() + name[1:]


@dataclass(frozen=True)
class News:
    """One line: the shape and word of a signal, the measure, the rule, and since when. `rank` sorts what should be read first."""

    kind: str
    words: str
    month: dt.date | None
    url: str
    current: bool

    @property
    def word(self) -> str:
        return self.kind if self.kind != "steady" else ""

    @property
    def rank(self) -> tuple[int, int]:
        order = ("worse", "better", "changed", "steady")
        return order.index(self.kind), -(self.month.toordinal() if self.month else 0)


def url_of(chart: Chart) -> str:
    team = chart.series.team
    return reverse("improvement:chart", args=[team.collaborative.slug, team.letter, chart.series.measure.key])


def news_of(chart: Chart) -> News | None:
    """The chart's current signal, if there is one."""
    signal = chart.analysis.newest_signal
    if signal is None or not signal.current or len(chart.analysis.measured) < chart.analysis.spec.minimum:
        return None
    name = within_a_sentence(chart.name)
    rule = RULES.get(signal.rule) or f"{len(signal.points)} months"
    # the month in which the pattern was complete: from then on it could be known
    seen = (
        signal.points[min(SUSTAINED, len(signal.points)) - 1]
        if signal.rule in {"shift", "trend", "run_length"}
        else signal.points[-1]
    )
    month = dt.date.fromisoformat(str(chart.analysis.series.x[seen]))
    return News(KINDS[signal.tone], f"{name}, {rule}", month, url_of(chart), True)


def newest(charts: list[Chart]) -> News:
    """A team's newest signal: a concern first, then the latest; without one, when the last one was."""
    current = [news for chart in charts if (news := news_of(chart)) is not None]
    if current:
        return min(current, key=lambda news: news.rank)
    longest = max((len(chart.analysis.measured) for chart in charts), default=0)
    if longest < FEW:
        words = f"{longest} months of data; judged from {FEW}" if longest else "no data yet"
        return News("steady", words, None, "", False)
    ended = [
        dt.date.fromisoformat(str(chart.analysis.series.x[signal.points[-1]]))
        for chart in charts
        if (signal := chart.analysis.newest_signal) is not None
    ]
    return News(
        "steady", f"none now; last in {max(ended):%b %Y}" if ended else "none so far", None, "", False
    )
