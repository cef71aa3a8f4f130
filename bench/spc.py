"""How long charts take: computing many series together, and drawing one, some, and all of a collaborative's."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from alongside.core.spc import Analysis, Series, Spec, Target, analyse
from alongside.ui import charts

MONTHS = 36
TEAMS, MEASURES = 23, 15
SPECS = {
    "XmR, Making Data Count": Spec(chart="xmr", rules="mdc-2023", direction="up"),
    "p, Making Data Count": Spec(
        chart="p", rules="mdc-2023", direction="up", unit="percent", targets=(Target(90),)
    ),
}


def series(many: int, spec: Spec) -> list[Series]:
    """Invented months: steady for two years, then a little better; the same every time."""
    chance = np.random.default_rng(36)
    x = [f"{2015 + k // 12}-{k % 12 + 1:02d}-01" for k in range(MONTHS)]
    share = np.where(np.arange(MONTHS) < 24, 0.7, 0.8)
    n = chance.integers(30, 60, (many, MONTHS))
    over = chance.binomial(n, share)
    if spec.chart == "p":
        return [
            Series(str(k), x, numerator=a, denominator=b)
            for k, (a, b) in enumerate(zip(over.tolist(), n.tolist(), strict=True))
        ]
    return [Series(str(k), x, y=row) for k, row in enumerate((over / n * 100).tolist())]


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The median of some runs."""
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def whole_record(analyses: list[Analysis]) -> None:
    """Everything a page reads of a chart besides its drawing: points, signals, icons, sentences."""
    for each in analyses:
        _ = each.points, each.variation, each.assurance, each.sentence, each.target_sentence


def main() -> None:
    rows: list[tuple[str, str]] = []
    for name, spec in SPECS.items():
        for many, repeats in ((1_000, 5), (20_000, 3)):
            given = series(many, spec)
            taken = seconds(lambda given=given, spec=spec: analyse(given, spec), repeats)  # type: ignore[misc]
            rows.append((f"analyse {many:,} × {MONTHS}: {name}", f"{taken * 1000:,.0f} ms"))
    spec = SPECS["p, Making Data Count"]
    given = series(TEAMS * MEASURES, spec)

    def records() -> None:
        whole_record(analyse(given, spec))

    rows.append(
        (f"analyse {len(given)} × {MONTHS} and read every record", f"{seconds(records, 5) * 1000:,.0f} ms")
    )
    analyses = analyse(given, spec)
    whole_record(analyses)
    one = analyses[0]
    for name, draw in (
        ("detail", lambda: charts.detail(one, title="Antibiotic within 60 minutes")),
        ("small", lambda: charts.small(one, title="Antibiotic within 60 minutes")),
        ("multiple", lambda: charts.multiple(one, low=25, high=100, label="Alderwick")),
        ("sparkline", lambda: charts.sparkline(one)),
        ("both icons", lambda: charts.variation_icon(one) + charts.assurance_icon(one)),
        (
            "detail, standalone",
            lambda: charts.standalone(charts.detail(one, title="Antibiotic within 60 minutes")),
        ),
    ):
        rows.append(
            (f"draw one chart: {name}, {len(draw()) / 1000:.1f} kB", f"{seconds(draw, 50) * 1000:,.2f} ms")
        )
    all_of_them = seconds(lambda: [charts.sparkline(each) for each in analyses], 5)
    rows.append((f"draw {len(analyses)} sparklines", f"{all_of_them * 1000:,.0f} ms"))
    wide = max(len(name) for name, _ in rows)
    for name, figure in rows:
        print(f"{name:<{wide}}  {figure:>10}")


if __name__ == "__main__":
    main()
