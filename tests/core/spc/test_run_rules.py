"""The rules of run charts at their edges, by hand: Anhøj's two, those of the IHI, and what each chart refuses."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest

from alongside.core.spc import RULE_SETS, Analysis, Phase, Series, Spec, analyse
from alongside.core.spc.rules import crossings_min, longest_run_max, usual_runs


def chart(values: list[float | None], **options: object) -> Analysis:
    options = {"chart": "run", **options}
    return analyse(Series("s", list(range(1, len(values) + 1)), values), Spec(**options))  # type: ignore[arg-type]


def found(record: Analysis, rule: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(signal.direction, signal.points) for signal in record.signals if signal.rule == rule]


def signs(pattern: str) -> list[float | None]:
    """+ and - lie beside a line at 5, 0 lies on it, a point is a missing month; twelve frozen points keep the line there."""
    return [{"+": 6.0, "-": 4.0, "0": 5.0, ".": None}[each] for each in pattern]


# Anhøj


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    [(10, 6, 2), (12, 7, 3), (20, 7, 6), (24, 8, 8), (36, 8, 13), (48, 9, 18), (60, 9, 23)],
)
def test_the_published_limits_of_runs_and_crossings(useful: int, longest: int, crossings: int) -> None:
    """Anhøj & Olesen 2014, table 1 of qicharts2's vignette."""
    assert (longest_run_max(useful), crossings_min(useful)) == (longest, crossings)


@pytest.mark.parametrize("useful", range(1, 60))
def test_the_fewest_crossings_are_the_five_per_cent_point_of_a_fair_coin(useful: int) -> None:
    """By definition: the smallest k with P(X ≤ k) ≥ 5 %, added up in another way than the engine does."""
    chances = [math.comb(useful - 1, k) / 2 ** (useful - 1) for k in range(useful)]
    assert crossings_min(useful) == next(k for k in range(useful) if math.fsum(chances[: k + 1]) >= 0.05)


def test_a_run_of_nine_in_24_is_a_signal_and_one_of_eight_is_not() -> None:
    nine, eight = "+-" * 7 + "+" * 9 + "-", "+-" * 7 + "+" * 8 + "--"
    # a line at 5 from a frozen pair
    long, usual = (chart(signs(each), rules="anhoej", freeze=2) for each in (nine, eight))
    assert long.segments[0].useful == 24
    assert found(long, "run_length") == [("high", tuple(range(14, 23)))]
    assert found(usual, "run_length") == []
    assert (usual.segments[0].longest_run, usual.segments[0].longest_run_max) == (8, 8)


def test_points_on_the_line_and_missing_months_neither_count_nor_break_a_run() -> None:
    record = chart(signs("+-+-+-+-+-+-+-+" + "-0-.-0--.---0-" + "+"), rules="anhoej", freeze=2)
    ((side, points),) = found(record, "run_length")
    assert side == "low"
    assert len(points) == 9
    assert all(record.points[i].y == 4 for i in points), "those on the line are passed over"


def test_too_few_crossings_mark_the_whole_phase_and_know_no_direction() -> None:
    # 24 useful points, runs of four: 5 crossings where 8 are usual
    record = chart(signs("++++----" * 3), rules="anhoej", direction="up")
    (signal,) = record.signals
    assert (signal.rule, signal.direction, signal.tone) == ("crossings", "none", "neutral")
    assert signal.points == tuple(range(24))
    assert signal.current
    segment = record.segments[0]
    assert (segment.crossings, segment.crossings_min) == (5, 8)
    assert record.sentence == "Not only chance: the median is crossed 5 times, at least 8 are usual."
    assert (record.variation.kind, record.variation.direction, record.variation.label) == (
        "neutral",
        None,
        "Changing",
    )


def test_as_many_crossings_as_must_be_are_no_signal() -> None:
    record = chart(signs("+++---+++---++--++--++--"), rules="anhoej")
    assert (record.segments[0].crossings, record.segments[0].crossings_min) == (9, 8)
    assert record.signals == ()


def test_fewer_than_ten_useful_points_are_not_judged_and_the_refusal_says_so() -> None:
    record = chart(signs("+++++++++0000-"), rules="anhoej", freeze=2, phases=())
    nine = chart(signs("0000+++++----"), rules="anhoej")
    assert nine.segments[0].useful == 9
    assert nine.signals == ()
    assert {refusal.rule for refusal in nine.refused} == {"run_length", "crossings"}
    assert "fewer than 10 useful points" in nine.refused[0].reason
    assert [remark.text for remark in nine.remarks if remark.kind == "rules_refused"] == [
        "Long run and few crossings are not judged at 13 points: fewer than 10 useful points (those not on the centre line)."
    ]
    assert record.segments[0].useful <= 10


def test_runs_are_counted_phase_by_phase() -> None:
    values = signs("+-" * 6) + [None if each is None else each + 20 for each in signs("-+" * 6)]
    record = chart(values, rules="anhoej", phases=(Phase(12, "moved"),))
    assert [segment.longest_run for segment in record.segments] == [1, 1]
    assert [segment.crossings for segment in record.segments] == [11, 11]
    assert record.signals == ()
    newest = record.segments[1]
    assert (record.useful, record.longest_run, record.longest_run_max) == (12, 1, 7)
    assert (record.crossings, record.crossings_min) == (newest.crossings, newest.crossings_min) == (11, 3)


def test_on_a_chart_with_limits_anhoej_looks_for_points_outside_as_well() -> None:
    record = chart([*[4.0, 6] * 6, 30], chart="xmr", rules="anhoej", freeze=12)
    assert [(signal.rule, signal.points) for signal in record.signals] == [("astronomical", (12,))]
    assert chart([4.0, 6] * 6, rules="anhoej").refused == (), (
        "a run chart misses nothing that was meant for it"
    )


# IHI


def runs_of(above: int, below: int) -> dict[int, int]:
    """How many arrangements of so many points make how many runs, by going through all of them."""
    counted: dict[int, int] = {}
    for places in combinations(range(above + below), above):
        line = [place in places for place in range(above + below)]
        runs = 1 + sum(a != b for a, b in pairwise(line))
        counted[runs] = counted.get(runs, 0) + 1
    return counted


@pytest.mark.parametrize("useful", [10, 11, 12, 13, 14, 16])
def test_the_usual_numbers_of_runs_leave_at_most_one_in_forty_beyond_each_end(useful: int) -> None:
    counted = runs_of(useful // 2, useful - useful // 2)
    every = sum(counted.values())
    fewest, most = usual_runs(useful)

    def share(runs: range) -> float:
        return sum(counted.get(each, 0) for each in runs) / every

    assert share(range(fewest)) <= 0.025 < share(range(fewest + 1))
    assert share(range(most + 1, useful + 1)) <= 0.025 < share(range(most, useful + 1))


TAUGHT = {
    10: (3, 9), 12: (3, 11), 14: (4, 12), 16: (5, 13), 18: (6, 14), 20: (6, 16), 22: (7, 17), 24: (8, 18),
    26: (9, 19), 28: (10, 20), 30: (11, 21),
}  # fmt: skip


def test_the_runs_table_that_is_taught_is_ours_but_for_three_lines() -> None:
    """At 12, 20 and 22 points the table in use allows one run fewer and one more than the distribution does at 5 %."""
    differ = {n: (ours, taught) for n, taught in TAUGHT.items() if (ours := usual_runs(n)) != taught}
    assert differ == {12: ((4, 10), (3, 11)), 20: ((7, 15), (6, 16)), 22: ((8, 16), (7, 17))}


def test_six_on_one_side_are_a_shift_and_five_are_not() -> None:
    six = chart(signs("+-" * 5 + "++++++---"), rules="ihi-run", freeze=2)
    assert found(six, "shift") == [("high", tuple(range(10, 16)))]
    five = chart(signs("+-" * 5 + "+++++---"), rules="ihi-run", freeze=2)
    assert found(five, "shift") == []


def test_a_point_on_the_median_does_not_break_a_shift_of_the_ihi() -> None:
    record = chart(signs("+-" * 5 + "++0+++0+---0---"), rules="ihi-run", freeze=2)
    assert found(record, "shift") == [("high", (10, 11, 13, 14, 15, 17)), ("low", (18, 19, 20, 22, 23, 24))]


def test_five_rising_are_a_trend_and_four_are_not() -> None:
    base = signs("+-+-+-")
    five, four = (
        chart([*base, 3, 4, 5, 6, 7, 5], rules="ihi-run"),
        chart([*base, 3, 4, 5, 6, 5], rules="ihi-run"),
    )
    assert found(five, "trend") == [("high", (6, 7, 8, 9, 10))]
    assert found(four, "trend") == []


def test_of_equal_neighbours_only_the_first_counts_towards_a_trend() -> None:
    base = signs("+-+-+-")
    tied = chart([*base, 3, 3, 4, 4, 4, 5, None, 6, 7, 2], rules="ihi-run")
    assert found(tied, "trend") == [("high", (6, 8, 11, 13, 14))]
    four = chart([*base, 3, 3, 4, 4, 4, 5, 6, 2], rules="ihi-run")
    assert found(four, "trend") == []


def test_two_trends_share_their_turning_point() -> None:
    record = chart([1, 2, 3, 4, 5, 4, 3, 2, 1, 2], rules="ihi-run")
    assert found(record, "trend") == [("high", (0, 1, 2, 3, 4)), ("low", (4, 5, 6, 7, 8))]


def test_too_few_and_too_many_runs_are_told_by_their_number() -> None:
    few, many = chart(signs("+++++-----" * 2), rules="ihi-run"), chart(signs("+-" * 10), rules="ihi-run")
    assert found(few, "runs") == found(many, "runs") == [("none", tuple(range(20)))]
    assert many.sentence == "Not only chance: 20 runs about the median, 7 to 15 are usual."


def test_a_point_that_stands_out_is_suggested_and_never_signalled() -> None:
    record = chart([*signs("+--++--++--+"), 40], rules="ihi-run", freeze=2)
    assert record.signals == ()
    (said,) = [remark.text for remark in record.remarks if remark.kind == "astronomical_suggested"]
    assert said.startswith("point 13 may be astronomical: would everyone agree")


# What a chart refuses


def test_rules_that_need_limits_are_refused_on_a_run_chart_and_the_others_work() -> None:
    record = chart(signs("+-" * 6 + "+++++++"), rules="mdc-2023", freeze=12)
    assert {signal.rule for signal in record.signals} == {"shift"}
    assert {(each.rule, each.reason) for each in record.refused} == {
        ("astronomical", "a run chart has no limits."),
        ("two_of_three", "a run chart has no limits."),
    }
    assert record.refused[0].points == tuple(range(19))
    assert "Outside the limits and two of three are not judged at 19 points: a run chart has no limits." in [
        remark.text for remark in record.remarks
    ]


@pytest.mark.parametrize(("kind", "name"), [("g", "g chart"), ("t", "t chart")])
def test_zones_are_refused_where_limits_lie_at_unequal_distances(kind: str, name: str) -> None:
    record = chart([3.0, 8, 5, 9, 4, 7, 6, 12, 2, 5, 8, 4, 6], chart=kind, rules="mdc-2023")
    (refusal,) = record.refused
    assert refusal.rule == "two_of_three"
    assert name in refusal.reason
    assert found(record, "two_of_three") == []


@pytest.mark.parametrize("kind", ["c", "xmr"])
def test_a_lower_limit_cut_at_nothing_refuses_zones_and_one_that_is_not_does_not(kind: str) -> None:
    record = chart([3.0, 4, 3, 5, 4, 3, 4, 5, 3, 4, 5, 3, 4], chart=kind)
    assert [refusal.rule for refusal in record.refused] == (["two_of_three"] if kind == "c" else [])
    if kind == "c":
        assert "cut at 0, so" in record.refused[0].reason


def test_the_runs_table_is_refused_about_a_mean() -> None:
    record = chart([4.0, 6] * 8, chart="xmr", rules="ihi-run")
    assert [(refusal.rule, "mean" in refusal.reason) for refusal in record.refused] == [("runs", True)]
    assert record.signals == ()


def test_every_rule_set_is_a_table_of_named_rules() -> None:
    assert {name: list(each.describe()) for name, each in RULE_SETS.items()} == {
        "mdc-2021": ["astronomical", "shift", "trend", "two_of_three"],
        "mdc-2023": ["astronomical", "shift", "trend", "two_of_three"],
        "anhoej": ["astronomical", "run_length", "crossings"],
        "ihi-run": ["shift", "trend", "runs"],
    }
