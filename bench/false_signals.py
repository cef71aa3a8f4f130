"""How often a process that does not change breaks a rule: false signals on random numbers, for each rule set.

    python -m bench.false_signals

A series counts when anything is signalled in it. Values are normal and independent; shares are binomial, 70 % of 40 to 60 cases.
"""

from __future__ import annotations

import numpy as np

from alongside.core.spc import Series, Spec, analyse
from alongside.core.spc.limits import CHARTS
from alongside.core.spc.limits.rows import Rows, level
from alongside.core.spc.rules import RULE_SETS, look

LENGTHS = (12, 24, 36, 60)
MANY = 10_000
PUBLISHED = {12: 4.4, 24: 6.7, 36: 8.6, 60: 7.3}
"""Anhøj's two rules about a line that is known beforehand, per cent of random sequences."""
KINDS = (
    ("run", "anhoej"),
    ("run", "ihi-run"),
    ("run", "mdc-2023"),
    ("xmr", "mdc-2021"),
    ("xmr", "mdc-2023"),
    ("xmr", "anhoej"),
    ("p", "mdc-2023"),
)


def about_a_known_line(length: int, many: int = MANY, seed: int = 12) -> float:
    """Per cent of random sequences in which Anhøj's rules find something about a line that is known beforehand."""
    y = np.random.default_rng(seed).normal(size=(many, length))
    used = np.ones_like(y, dtype=bool)
    nothing = np.full_like(y, np.nan)
    rows = Rows(y, used, used, used, nothing, nothing)
    line = np.zeros(many)
    limits = level(rows, line, np.full(many, np.nan), np.full(many, np.nan), formula={})
    seen = look(y, used, limits)
    found = np.zeros(many, dtype=bool)
    for rule in RULE_SETS["anhoej"].rules:
        found |= rule.hits(seen, CHARTS["run"]).marks.any(axis=(0, 2))
    return float(found.mean() * 100)


def of_a_chart(kind: str, rules: str, length: int, many: int = MANY, seed: int = 36) -> float:
    """Per cent of steady random series in which a chart, with lines from the series itself, signals anything."""
    chance = np.random.default_rng(seed)
    x = list(range(length))
    if kind == "p":
        n = chance.integers(40, 61, (many, length))
        over = chance.binomial(n, 0.7)
        series = [
            Series(str(k), x, numerator=a, denominator=b)
            for k, (a, b) in enumerate(zip(over.tolist(), n.tolist(), strict=True))
        ]
    else:
        series = [
            Series(str(k), x, row) for k, row in enumerate(chance.normal(50, 5, (many, length)).tolist())
        ]
    signalled = sum(bool(each.signals) for each in analyse(series, Spec(chart=kind, rules=rules)))
    return signalled / many * 100


def table(many: int = MANY) -> str:
    """The rates, a line a chart and rule set."""
    lines = [("chart, rules", *(f"n = {length}" for length in LENGTHS))]
    lines.append(
        (
            "any, anhoej without 3σ, known line",
            *(f"{about_a_known_line(length, many):.1f} %" for length in LENGTHS),
        )
    )
    lines.append(("  as published", *(f"{PUBLISHED[length]:.1f} %" for length in LENGTHS)))
    for kind, rules in KINDS:
        rates = (f"{of_a_chart(kind, rules, length, many):.1f} %" for length in LENGTHS)
        lines.append((f"{CHARTS[kind].name}, {rules}", *rates))
    wide = max(len(line[0]) for line in lines)
    return "\n".join(f"{name:<{wide}}" + "".join(f"{rate:>10}" for rate in rates) for name, *rates in lines)


def main() -> None:
    print(f"Of {MANY:,} steady random series, those in which anything is signalled\n")
    print(table())


if __name__ == "__main__":
    main()
