"""What must hold of every series, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from alongside.core.spc import CHARTS, RULE_SETS, Analysis, Phase, Series, Spec, analyse
from alongside.core.spc.rules import sides
from alongside.core.spc.rules.runs import runs

# Whole numbers, so that reflecting and shifting are exact.
values = st.lists(st.one_of(st.none(), st.integers(-60, 60)), min_size=1, max_size=40)
counts = st.lists(
    st.one_of(
        st.just((None, None)), st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    ),
    min_size=1,
    max_size=40,
)
specs = st.builds(
    Spec,
    rules=st.sampled_from(sorted(RULE_SETS)),
    screening=st.booleans(),
    freeze=st.one_of(st.none(), st.integers(2, 15)),
    phases=st.sets(st.integers(1, 30), max_size=2).map(
        lambda starts: tuple(Phase(k, "moved") for k in sorted(starts))
    ),
    direction=st.sampled_from(["up", "down", "none"]),
)

every_chart = st.sampled_from(sorted(CHARTS))


def drawable(pairs: list[tuple[int | None, int | None]], chart: str) -> Series:
    """Counts as a series that such a chart takes."""
    return share(pairs) if CHARTS[chart].takes == "ratio" else plain([over for over, _ in pairs])


def patterns(record: Analysis) -> list[tuple[str, str, tuple[int, ...]]]:
    return sorted((signal.rule, signal.direction, signal.points) for signal in record.signals)


def plain(y: list[int | None]) -> Series:
    return Series("s", list(range(len(y))), y)


def share(pairs: list[tuple[int | None, int | None]]) -> Series:
    return Series(
        "s",
        list(range(len(pairs))),
        numerator=[over for over, _ in pairs],
        denominator=[under for _, under in pairs],
    )


def lines(record: Analysis) -> list[tuple[float | None, ...]]:
    return [(point.centre, point.lower, point.upper) for point in record.points]


@given(st.lists(values, min_size=1, max_size=6), specs)
def test_one_series_at_a_time_equals_many_at_once(many: list[list[int | None]], spec: Spec) -> None:
    together = analyse([plain(y) for y in many], spec)
    assert [record.to_json() for record in together] == [analyse(plain(y), spec).to_json() for y in many]


@given(st.lists(counts, min_size=1, max_size=6), specs)
def test_one_share_at_a_time_equals_many_at_once(
    many: list[list[tuple[int | None, int | None]]], spec: Spec
) -> None:
    spec = replace(spec, chart="p", unit="percent")
    together = analyse([share(pairs) for pairs in many], spec)
    assert [record.to_json() for record in together] == [
        analyse(share(pairs), spec).to_json() for pairs in many
    ]


@given(counts, st.integers(0, 40), st.booleans())
def test_a_missing_month_anywhere_changes_no_p_limit_and_no_signal(
    pairs: list[tuple[int | None, int | None]], at: int, zero: bool
) -> None:
    at = min(at, len(pairs))
    spec = Spec(chart="p", freeze=9)
    gap = (0, 0) if zero else (None, None)
    before, after = analyse(share(pairs), spec), analyse(share([*pairs[:at], gap, *pairs[at:]]), spec)
    assert lines(before) == [line for i, line in enumerate(lines(after)) if i != at]
    moved = [tuple(i + (i >= at) for i in signal.points) for signal in before.signals]
    assert sorted(moved) == sorted(signal.points for signal in after.signals)


@given(values, st.booleans())
def test_a_missing_month_at_either_end_changes_no_limit_of_single_values(
    y: list[int | None], first: bool
) -> None:
    """Within a series it takes one moving range away, since a range is not taken over a gap; the centre stays."""
    longer = [None, *y] if first else [*y, None]
    before, after = lines(analyse(plain(y), Spec())), lines(analyse(plain(longer), Spec()))
    assert before == (after[1:] if first else after[:-1])


@given(values, st.integers(0, 40))
def test_a_missing_month_within_a_series_changes_no_centre(y: list[int | None], at: int) -> None:
    at = min(at, len(y))
    before, after = analyse(plain(y), Spec()), analyse(plain([*y[:at], None, *y[at:]]), Spec())
    assert before.points[0].centre == after.points[0].centre


@given(values, specs)
def test_reflecting_a_series_swaps_directions(y: list[int | None], spec: Spec) -> None:
    record, mirrored = (
        analyse(plain(y), spec),
        analyse(plain([None if each is None else -each for each in y]), spec),
    )
    swap = {"high": "low", "low": "high"}
    assert sorted(
        (signal.rule, swap[signal.direction], signal.points) for signal in record.signals
    ) == sorted((signal.rule, signal.direction, signal.points) for signal in mirrored.signals)


@given(counts, specs)
def test_counting_the_others_swaps_directions(pairs: list[tuple[int | None, int | None]], spec: Spec) -> None:
    spec = replace(spec, chart="p")
    others = [(None if over is None or under is None else under - over, under) for over, under in pairs]
    record, mirrored = analyse(share(pairs), spec), analyse(share(others), spec)
    swap = {"high": "low", "low": "high"}
    assert sorted(
        (signal.rule, swap[signal.direction], signal.points) for signal in record.signals
    ) == sorted((signal.rule, signal.direction, signal.points) for signal in mirrored.signals)


@given(values, specs, st.integers(-1000, 1000), st.integers(1, 50))
def test_signals_do_not_depend_on_the_unit(y: list[int | None], spec: Spec, plus: int, times: int) -> None:
    record = analyse(plain(y), spec)
    other = analyse(plain([None if each is None else each * times + plus for each in y]), spec)
    assert [(signal.rule, signal.direction, signal.points) for signal in record.signals] == [
        (signal.rule, signal.direction, signal.points) for signal in other.signals
    ]


@given(values, specs)
def test_every_signal_stands_at_its_points_and_nowhere_else(y: list[int | None], spec: Spec) -> None:
    record = analyse(plain(y), spec)
    for point in record.points:
        assert point.signals == tuple(signal for signal in record.signals if point.i in signal.points)
        assert (point.tone == "common") == (not point.signals)
        assert point.y is not None or not point.signals
    for signal in record.signals:
        assert {record.points[i].phase for i in range(signal.first, signal.last + 1)} == {signal.segment}
        assert set(signal.points) <= set(range(signal.first, signal.last + 1))


@given(values, specs)
def test_limits_have_a_width_wherever_something_changed(y: list[int | None], spec: Spec) -> None:
    record = analyse(plain(y), replace(spec, freeze=None))
    for segment in record.segments:
        seen = {record.points[i].y for i in record.measured if segment.start <= i <= segment.end}
        if len(seen) > 1:
            assert segment.lower is not None and segment.upper is not None
            assert segment.lower < segment.upper


@given(st.lists(counts, min_size=1, max_size=5), specs, every_chart)
def test_every_chart_is_the_same_alone_and_among_many(
    many: list[list[tuple[int | None, int | None]]], spec: Spec, chart: str
) -> None:
    spec = replace(spec, chart=chart)
    together = analyse([drawable(pairs, chart) for pairs in many], spec)
    assert [record.to_json() for record in together] == [
        analyse(drawable(pairs, chart), spec).to_json() for pairs in many
    ]


@given(counts, specs, every_chart)
def test_no_pattern_of_any_rule_crosses_a_phase(
    pairs: list[tuple[int | None, int | None]], spec: Spec, chart: str
) -> None:
    record = analyse(drawable(pairs, chart), replace(spec, chart=chart))
    for signal in record.signals:
        assert {record.points[i].phase for i in signal.points} == {signal.segment}
        assert {record.points[i].phase for i in range(signal.first, signal.last + 1)} == {signal.segment}
        assert signal.points and signal.points[0] >= signal.first and signal.points[-1] <= signal.last
    for refusal in record.refused:
        for i in refusal.points:
            assert refusal.rule not in {signal.rule for signal in record.points[i].signals} or (
                refusal.rule == "two_of_three"
            ), "a rule that is refused at a point marks it only where the pattern began in zones"


@given(counts, st.integers(0, 40), every_chart, st.sampled_from(sorted(RULE_SETS)))
def test_a_missing_month_changes_nothing_else_where_no_range_is_taken(
    pairs: list[tuple[int | None, int | None]], at: int, chart: str, rules: str
) -> None:
    """Charts with moving ranges lose the range over the gap; all others keep every line and every signal."""
    if CHARTS[chart].screens:
        chart = "run"
    at = min(at, len(pairs))
    spec = Spec(chart=chart, rules=rules, freeze=11)
    before = analyse(drawable(pairs, chart), spec)
    after = analyse(drawable([*pairs[:at], (None, None), *pairs[at:]], chart), spec)

    def lines_of_measured(record: Analysis) -> list[tuple[float | None, ...]]:
        return [
            (record.points[i].centre, record.points[i].lower, record.points[i].upper) for i in record.measured
        ]

    assert lines_of_measured(before) == lines_of_measured(after)
    moved = [
        (rule, direction, tuple(i + (i >= at) for i in points))
        for rule, direction, points in patterns(before)
    ]
    assert sorted(moved) == patterns(after)


@given(counts, specs, st.integers(1, 30))
def test_signals_of_ratios_do_not_depend_on_what_they_are_multiplied_by(
    pairs: list[tuple[int | None, int | None]], spec: Spec, times: int
) -> None:
    for chart in ("p", "pp", "u", "up", "run"):
        plain_spec = replace(spec, chart=chart)
        record, other = (
            analyse(share(pairs), plain_spec),
            analyse(share(pairs), replace(plain_spec, multiply=times)),
        )
        assert patterns(record) == patterns(other)


@given(values, st.sampled_from(["run", "xmr", "g"]))
def test_runs_counted_for_one_series_are_those_found_among_many(y: list[int | None], chart: str) -> None:
    y = [None if each is None else abs(each) for each in y]
    segment = analyse(plain(y), Spec(chart=chart)).segments[0]
    assume(segment.centre is not None)
    table = np.array([[each for each in y if each is not None]], dtype=float)
    found = runs(sides(table, np.ones_like(table, dtype=bool), np.array([segment.centre])))
    assert (segment.useful, segment.longest_run) == (found.useful[0], found.longest[0])
    assert segment.crossings == max(found.count[0] - 1, 0)


@given(values, st.sampled_from(["run", "xmr"]), st.sampled_from(sorted(RULE_SETS)))
def test_runs_add_up(y: list[int | None], chart: str, rules: str) -> None:
    record = analyse(plain(y), Spec(chart=chart, rules=rules))
    for segment in record.segments:
        assert 0 <= segment.longest_run <= segment.useful <= segment.points
        assert segment.crossings < max(segment.useful, 1)
        if segment.useful:
            assert segment.longest_run * (segment.crossings + 1) >= segment.useful


@given(counts, specs, every_chart)
def test_a_table_with_small_counts_hidden_shows_none_of_them(
    pairs: list[tuple[int | None, int | None]], spec: Spec, chart: str
) -> None:
    record = analyse(drawable(pairs, chart), replace(spec, chart=chart))
    listing = record.rows(hide_below=5)
    for row in listing.rows:
        if row.numerator is not None and row.denominator is not None and row.y is not None:
            assert not 0 < row.numerator < 5
            assert not 0 < row.denominator < 5
            assert not 0 < row.denominator - row.numerator < 5 or chart in ("u", "up")
        if row.hidden:
            assert (row.y, row.numerator, row.denominator) == (None, None, None)
    by_phase = [
        sum(record.points[i].baseline for i in listing.hidden if record.points[i].phase == each.number)
        for each in record.segments
    ]
    for hidden, segment in zip(by_phase, record.segments, strict=True):
        assert hidden != 1 or segment.base == 1, "a lone one could be worked out from the centre"


def test_fractions_too_are_the_same_to_the_last_digit_alone_and_among_longer_ones() -> None:
    """Sums of fractions depend on the order of adding, which must not depend on what else is computed."""
    chance = np.random.default_rng(1)
    for chart in sorted(CHARTS):
        many = []
        for k in range(30):
            n = chance.integers(1, 90, int(chance.integers(1, 70)))
            y = (chance.uniform(0, 1, len(n)) * n).tolist()
            x = list(range(len(n)))
            ratio = CHARTS[chart].takes == "ratio"
            many.append(
                Series(str(k), x, numerator=y, denominator=(n + 0.3).tolist())
                if ratio
                else Series(str(k), x, y)
            )
        spec = Spec(chart=chart, rules="anhoej", phases=(Phase(20, "moved"),))
        for record, alone in zip(analyse(many, spec), many, strict=True):
            assert record.to_json() == analyse(alone, spec).to_json()
