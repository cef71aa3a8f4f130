"""Icons and sentences: what a chart says, in the words people read."""

from __future__ import annotations

import pytest

from alongside.core.spc import Analysis, Phase, Series, Spec, Target, analyse

MONTHS = [f"{2015 + month // 12}-{month % 12 + 1:02d}-01" for month in range(40)]
BASE = [4.0, 6.0] * 6


def chart(values: list[float | None], **options: object) -> Analysis:
    options = {"direction": "up", **options}
    return analyse(Series("s", MONTHS[: len(values)], values), Spec(**options))  # type: ignore[arg-type]


# A team's months under a phase, worked out by hand: 675 of 800 since December 2015, seven months above 84.4% at the end.
GIVEN = [
    22,
    32,
    27,
    31,
    32,
    35,
    33,
    33,
    34,
    27,
    33,
    30,
    30,
    29,
    35,
    42,
    40,
    41,
    45,
    42,
    40,
    40,
    38,
    44,
    43,
    45,
    46,
    44,
    46,
    44,
]


@pytest.fixture
def alderwick() -> Analysis:
    months = [f"{2014 + month // 12}-{month % 12 + 1:02d}-01" for month in range(9, 39)]
    return analyse(
        Series("C", months, numerator=GIVEN, denominator=[50] * 30),
        Spec(
            chart="p",
            unit="percent",
            direction="up",
            phases=(Phase("2015-12-01", "trolley in every bay", "P. Lindqvist", "2016-06-09"),),
            targets=(Target(80), Target(90, "2016-04-01")),
        ),
    )


def test_the_whole_record_of_a_worked_example(alderwick: Analysis) -> None:
    segment = alderwick.segments[1]
    assert segment.formula == {"numerators": 675, "denominators": 800}
    assert segment.centre == pytest.approx(84.375)
    # 84.375 ± 300 √(0.84375 × 0.15625 ÷ 50)
    assert (segment.lower, segment.upper) == (
        pytest.approx(68.970, abs=5e-4),
        pytest.approx(99.780, abs=5e-4),
    )
    assert alderwick.sentence == "Better since Sep 2016: 7 months above 84%."
    assert alderwick.target_sentence == "Meets target some months."
    assert (alderwick.variation.kind, alderwick.variation.direction) == ("improvement", "high")
    assert alderwick.assurance.kind == "hit_and_miss"
    assert alderwick.latest is not None
    assert (alderwick.latest.numerator, alderwick.latest.n, alderwick.latest.y) == (44, 50, 88)


@pytest.mark.parametrize(
    ("side", "better", "kind", "word"),
    [
        ("high", "up", "improvement", "Better"),
        ("low", "up", "concern", "Worse"),
        ("high", "down", "concern", "Worse"),
        ("low", "down", "improvement", "Better"),
        ("high", "none", "neutral", "Higher"),
        ("low", "none", "neutral", "Lower"),
    ],
)
def test_what_a_signal_means_depends_on_which_way_is_better(
    side: str, better: str, kind: str, word: str
) -> None:
    after = [6.0, 7] * 4 if side == "high" else [3.0, 4, 3, 4, 3, 4, 3, 4]
    record = chart([*BASE, 4 if side == "high" else 6, *after], direction=better, freeze=12)
    assert (record.variation.kind, record.variation.direction) == (kind, side)
    above = "above" if side == "high" else "below"
    assert record.sentence == f"{word} since Feb 2016: 8 months {above} 5.0."


def test_a_trend_in_words() -> None:
    # crossing the centre on the way, so that no shift is complete
    record = chart([*BASE, 6, 2, 3, 4, 4.5, 5.5, 6, 6.5], freeze=12)
    assert record.sentence == "Better since Feb 2016: 7 months rising in a row."


def test_near_a_limit_in_words() -> None:
    assert chart([*BASE, 4, 9, 6, 9], freeze=12).sentence == "Better: 2 of 3 months near the upper limit."
    assert chart([*BASE, 1, 4, 1], freeze=12).sentence == "Worse: 2 of 3 months near the lower limit."


def test_outside_in_words() -> None:
    assert (
        chart([*BASE, -9], freeze=12, unit="percent").sentence
        == "Worse in Jan 2016: -9% is outside the limits."
    )


def test_the_more_sustained_of_two_current_signals_is_spoken_of() -> None:
    record = chart([*BASE, 4, *[6.0, 7, 6, 7, 6, 7], 30], freeze=12)
    assert {signal.rule for signal in record.signals if signal.current} >= {"shift", "astronomical"}
    assert record.sentence.startswith("Better since Feb 2016: 7 months above")


def test_steady_in_words() -> None:
    assert chart([70.0, 78] * 8, unit="percent").sentence == "Steady around 74%; no signal."


def test_after_a_phase_both_levels_are_named() -> None:
    record = chart(
        [4.9, 5.1] * 8 + [3.7, 3.9] * 8,
        unit="rate",
        direction="down",
        phases=(Phase("2016-05-01", "bundle"),),
    )
    assert record.sentence == "5.0 until Apr 2016, 3.8 since; steady."


def test_few_points_are_counted_and_not_judged() -> None:
    record = chart([70.0, 78] * 5, targets=(Target(90),))
    assert record.sentence == "10 months so far: we judge from 13."
    assert (record.variation.kind, record.variation.months) == ("too_few", 10)
    assert record.assurance.kind == "not_judged"
    assert record.assurance.reason == "10 months so far; judged from 13."
    assert chart([70.0]).sentence == "1 month so far: we judge from 13."


def test_a_single_month_is_counted_in_the_singular() -> None:
    (remark,) = chart([70.0]).remarks
    assert remark.text == "Trial limits: they rest on 1 month and will move until there are 12."


def test_the_fewest_points_can_be_set() -> None:
    assert chart([70.0, 78] * 5, minimum=10).variation.kind == "common"


def test_nothing_yet_in_words() -> None:
    assert chart([]).sentence == "No data yet."
    assert chart([None, None]).sentence == "No data yet."
    assert chart([None]).latest is None


def test_a_signal_that_holds_goes_before_one_that_has_ended() -> None:
    ended_high = [6.0, 7] * 4
    record = chart([*BASE, 4, *ended_high, 4, 6, 4, -9], freeze=12)
    assert record.newest_signal is not None
    assert (record.newest_signal.rule, record.newest_signal.current) == ("astronomical", True)
    quiet = chart([*BASE, 4, *ended_high, 4, 6, 4], freeze=12)
    assert quiet.newest_signal is not None
    assert (quiet.newest_signal.rule, quiet.newest_signal.current) == ("shift", False)
    assert quiet.variation.kind == "common"
    assert quiet.sentence == "Steady around 5.0; no signal now."


def test_a_signal_is_current_at_the_newest_measured_month_even_if_later_ones_are_missing() -> None:
    record = chart([*BASE, 4, *[6.0, 7] * 4, None, None], freeze=12)
    assert record.newest_signal is not None and record.newest_signal.current


# The target: limits 5 ± 5.32 from the baseline.


@pytest.mark.parametrize(
    ("target", "better", "kind", "sentence"),
    [
        (-1.0, "up", "pass", "Meets target reliably."),
        (11.0, "up", "fail", "Will not reach target without a change."),
        (5.0, "up", "hit_and_miss", "Meets target some months."),
        (10.32, "up", "hit_and_miss", "Meets target some months."),
        (11.0, "down", "pass", "Meets target reliably."),
        (-1.0, "down", "fail", "Will not reach target without a change."),
        (5.0, "none", "none", ""),
    ],
)
def test_the_target_against_the_limits(target: float, better: str, kind: str, sentence: str) -> None:
    record = chart([*BASE, 4, 6], freeze=12, targets=(Target(target),), direction=better)
    assert record.assurance.kind == kind
    assert record.target_sentence == sentence


def test_without_a_target_there_is_nothing_to_judge() -> None:
    assert chart([*BASE, 4, 6]).assurance.kind == "none"


@pytest.mark.parametrize(("target", "kind"), [(95.0, "pass"), (100.0, "pass")])
def test_always_all_meets_a_target_of_all(target: float, kind: str) -> None:
    assert chart([100.0] * 14, targets=(Target(target),), unit="percent").assurance.kind == kind


def test_a_constant_series_is_compared_with_its_target_directly() -> None:
    assert chart([80.0] * 14, targets=(Target(90),)).assurance.kind == "fail"
    assert chart([80.0] * 14, targets=(Target(90),), direction="down").assurance.kind == "pass"


def test_a_shift_since_the_limits_were_frozen_is_not_judged_and_the_computed_verdict_is_kept() -> None:
    record = chart([*BASE, 4, *[6.0, 7] * 4], freeze=12, targets=(Target(11),))
    assert record.assurance.kind == "not_judged"
    assert record.assurance.computed == "fail"
    assert "add a phase" in record.assurance.reason
    assert record.target_sentence == "Target not judged yet."


def test_a_long_run_since_the_limits_were_frozen_is_not_judged_either() -> None:
    record = chart([*BASE, 4, *[6.0, 7, 7] * 4], freeze=12, targets=(Target(11),), rules="anhoej", minimum=10)
    assert {signal.rule for signal in record.signals if signal.current} >= {"run_length"}
    assert (record.assurance.kind, record.assurance.computed) == ("not_judged", "fail")


def test_without_a_frozen_baseline_a_shift_is_part_of_the_limits_and_the_target_is_judged() -> None:
    record = chart([*BASE, 4, *[6.0, 7] * 4], targets=(Target(11),))
    assert record.assurance.kind == record.assurance.computed == "fail"


def test_a_young_phase_is_not_judged_against_the_target() -> None:
    record = chart([*BASE, 14, 16, 15], phases=(Phase(12, "moved"),), targets=(Target(11),))
    assert record.assurance.kind == "not_judged"
    assert record.assurance.reason == "The phase has 3 months so far; judged from 7."


def test_per_cent_does_not_round_into_all() -> None:
    series = Series("s", MONTHS[:14], numerator=[249.0, 250] * 7, denominator=[250] * 14)
    record = analyse(series, Spec(chart="p", unit="percent", direction="up"))
    assert record.sentence == "Steady around 99.8%; no signal."


@pytest.mark.parametrize(
    ("x", "words"),
    [
        ([f"2016-01-{day:02d}" for day in range(1, 15)], "14 days"),
        (["2016-01-04", "2016-01-11", "2016-01-18", "2016-01-25"], "4 weeks"),
        (["2016-01-01", "2016-04-01", "2016-07-01", "2016-10-01"], "4 quarters"),
        (["2013-01-01", "2014-01-01", "2015-01-01"], "3 years"),
        ([1, 2, 3], "3 points"),
        (["2016-01-01"], "1 month"),
    ],
)
def test_the_period_is_read_from_the_axis(x: list[str] | list[int], words: str) -> None:
    record = analyse(Series("s", x, [1.0] * len(x)), Spec(minimum=20))
    assert record.sentence == f"{words} so far: we judge from 20."


def test_a_p_chart_that_is_too_narrow_for_how_care_varies_says_so() -> None:
    series = Series("s", MONTHS[:14], numerator=[5000.0, 6000] * 7, denominator=[10000] * 14)
    kinds = [remark.kind for remark in analyse(series, Spec(chart="p", unit="percent")).remarks]
    assert kinds == ["overdispersion"]


def test_points_outside_because_something_changed_do_not_make_a_baseline_too_narrow() -> None:
    series = Series("s", MONTHS[:24], numerator=[30.0, 32] * 6 + [48.0, 47] * 6, denominator=[50] * 24)
    frozen = analyse(series, Spec(chart="p", unit="percent", freeze=12))
    assert sum(any(s.rule == "astronomical" for s in point.signals) for point in frozen.points) > 3
    assert "overdispersion" not in [remark.kind for remark in frozen.remarks]


def test_a_flat_baseline_is_said_to_tell_little() -> None:
    record = chart([100.0] * 12 + [97, 100], freeze=12, unit="percent")
    assert [remark.kind for remark in record.remarks] == ["flat_baseline"]
    assert not record.no_variation
