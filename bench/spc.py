"""How long charts take: computing many series together, and drawing one, some, and all of a collaborative's."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from alongside.core.spc import Analysis, Series, Spec, Target, analyse
from alongside.ui import charts
from bench import peers

MONTHS = 36
TEAMS, MEASURES = 23, 15
SPECS = {
    "XmR, Making Data Count": Spec(chart="xmr", rules="mdc-2023", direction="up"),
    "p, Making Data Count": Spec(
        chart="p", rules="mdc-2023", direction="up", unit="percent", targets=(Target(90),)
    ),
    "run, Anhøj": Spec(chart="run", rules="anhoej", direction="up"),
}
SIZES = ((1, MONTHS, 200, 2), (1_000, MONTHS, 5, 50), (20_000, MONTHS, 3, 600), (45_000, 60, 1, 3_000))
"""Series, months, repeats, and how many milliseconds it may take at most."""


def series(many: int, spec: Spec, months: int = MONTHS) -> list[Series]:
    """Invented months: steady for two years, then a little better; the same every time."""
    chance = np.random.default_rng(36)
    x = [f"{2015 + k // 12}-{k % 12 + 1:02d}-01" for k in range(months)]
    share = np.where(np.arange(months) < 24, 0.7, 0.8)
    n = chance.integers(30, 60, (many, months))
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


def every_signal(given: list[Series], spec: Spec) -> None:
    """Limits and signals, each signal read out with its points."""
    for each in analyse(given, spec):
        _ = each.signals


def sizes() -> tuple[list[tuple[str, str]], dict[str, float]]:
    """Limits and signals of one and of many series, each against what it may take; and the seconds for 1,000 by chart."""
    rows, thousand = [], {}
    for name, spec in SPECS.items():
        for many, months, repeats, most in SIZES:
            given = series(many, spec, months)
            taken = seconds(partial(analyse, given[0] if many == 1 else given, spec), repeats)
            figure = f"{taken * 1000:,.{2 if many == 1 else 0}f} ms"
            met = "" if taken * 1000 <= most else ": NOT MET"
            rows.append(
                (f"limits and signals, {many:,} × {months}: {name}", f"{figure}  (at most {most:,} ms{met})")
            )
            if many == 1_000:
                thousand[spec.chart] = seconds(partial(every_signal, given, spec), repeats)
    return rows, thousand


def beside_others(thousand: dict[str, float]) -> list[str]:
    """A line a chart and package: ours and theirs for 1,000 series with every signal read out, and the ratio."""
    given: dict[str, dict[str, Any]] = {}
    for spec in SPECS.values():
        some = series(300, spec)
        counts = spec.chart == "p"
        given[spec.chart] = {
            "x": list(some[0].x),
            "y": [list(each.numerator or ()) if counts else list(each.y or ()) for each in some],
            "n": [list(each.denominator or ()) for each in some] if counts else [],
        }
    names = {spec.chart: name for name, spec in SPECS.items()}
    try:
        found = peers.measure(given)
    except peers.Unavailable as problem:
        alone = [f"Other packages cannot be measured here: {problem}.", "Ours alone, 1,000 series:"]
        return alone + [f"  {names[kind]:<24}{taken * 1000:>9,.0f} ms" for kind, taken in thousand.items()]
    lines = [
        f"{'1,000 × 36, every signal':<26}{'package':<24}{'ours':>10}{'theirs':>13}{'ratio':>9}   measured"
    ]
    for each in found:
        start = f"{names[each['kind']]:<26}{each['package']:<24}{thousand[each['kind']] * 1000:>7,.0f} ms"
        if "failed" in each:
            lines.append(f"{start}   {each['failed'][:70]}")
            continue
        theirs = each["seconds"] / each["series"] * 1_000
        ratio = theirs / thousand[each["kind"]]
        scaled = f"{each['series']:,} series, scaled"
        lines.append(f"{start}{theirs * 1000:>10,.0f} ms{ratio:>8,.0f}×   {scaled}")
    lines.append(
        "Each by its own rules: pyqicharts and clinical-qikit by Anhøj's as they read them, abspc by its own four."
    )
    return lines


def main() -> None:
    rows, thousand = sizes()
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
    print("\nCharts beside other Python packages, in this run\n")
    print("\n".join(beside_others(thousand)))


if __name__ == "__main__":
    main()
