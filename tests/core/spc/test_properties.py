"""What must hold of every series, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from alongside.core.spc import Analysis, Phase, Series, Spec, analyse

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
    rules=st.sampled_from(["mdc-2021", "mdc-2023"]),
    screening=st.booleans(),
    freeze=st.one_of(st.none(), st.integers(2, 15)),
    phases=st.sets(st.integers(1, 30), max_size=2).map(
        lambda starts: tuple(Phase(k, "moved") for k in sorted(starts))
    ),
    direction=st.sampled_from(["up", "down", "none"]),
)


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
