"""Phases, frozen baselines and targets over time."""

from __future__ import annotations

from alongside.core.spc import Analysis, Phase, Series, Spec, Target, analyse

MONTHS = [f"{2015 + month // 12}-{month % 12 + 1:02d}-01" for month in range(36)]


def chart(values: list[float | None], **options: object) -> Analysis:
    return analyse(Series("s", MONTHS[: len(values)], values), Spec(**options))  # type: ignore[arg-type]


def test_each_phase_has_its_own_lines_and_says_who_opened_it_and_why() -> None:
    opened = Phase("2016-01-01", "new trolley", "P. Lindqvist", "2016-06-09")
    record = chart([10, 12] * 6 + [20, 22] * 6, phases=(opened,))
    before, after = record.segments
    assert (before.start, before.end, before.centre, before.reason) == (0, 11, 11, "")
    assert (after.start, after.end, after.centre) == (12, 23, 21)
    assert (after.starts, after.ends, after.points) == ("2016-01-01", "2016-12-01", 12)
    assert (after.reason, after.by, after.on) == ("new trolley", "P. Lindqvist", "2016-06-09")
    assert [point.phase for point in record.points] == [1] * 12 + [2] * 12
    assert record.signals == ()


def test_a_run_never_crosses_a_phase() -> None:
    """Eight rising points, cut in two by a phase, are no trend; nor are eight above their own centres a shift."""
    rising: list[float | None] = [5, 4, 5, 4, 5, 4, 5, 6, 7, 8, 9, 10, 11, 5, 4, 5, 4, 5]
    assert [signal.rule for signal in chart(rising).signals if signal.rule == "trend"] == ["trend"]
    assert [
        signal for signal in chart(rising, phases=(Phase(9, "moved"),)).signals if signal.rule == "trend"
    ] == []


def test_a_moving_range_never_crosses_a_phase() -> None:
    record = chart([10, 12, 10, 12, 50, 52, 50, 52], phases=(Phase(4, "moved"),), screening=False)
    assert [segment.formula["mean_moving_range"] for segment in record.segments] == [2, 2]


def test_a_frozen_baseline_sets_the_limits_and_later_points_are_tested_against_them() -> None:
    record = chart([4, 6] * 6 + [9, 11] * 4, freeze=12)
    assert record.segments[0].base == 12
    assert record.segments[0].points == 20
    assert record.points[19].centre == 5
    assert [point.baseline for point in record.points] == [True] * 12 + [False] * 8
    assert "shift" in {signal.rule for signal in record.signals}


def test_a_baseline_counts_measured_points_only() -> None:
    record = chart([4, None, 6, None] + [4, 6] * 5 + [90], freeze=12)
    assert record.points[-1].centre == 5
    assert record.segments[0].base == 12


def test_each_phase_is_frozen_at_its_own_first_points() -> None:
    record = chart(
        [4, 6] * 6 + [9] * 4 + [20, 22] * 6 + [40], freeze=12, phases=(Phase("2016-05-01", "moved"),)
    )
    assert [segment.centre for segment in record.segments] == [5, 21]
    assert [segment.base for segment in record.segments] == [12, 12]


def test_a_phase_may_begin_at_the_position_of_a_point_or_between_two_dates() -> None:
    values: list[float | None] = [10, 12] * 6 + [20, 22] * 6
    by_date = chart(values, phases=(Phase("2015-12-15", "moved"),))
    by_position = chart(values, phases=(Phase(12, "moved"),))
    assert (
        [segment.start for segment in by_date.segments]
        == [segment.start for segment in by_position.segments]
        == [0, 12]
    )


def test_a_phase_in_the_future_waits() -> None:
    record = chart([10, 12] * 6, phases=(Phase("2030-01-01", "planned"),))
    assert len(record.segments) == 1


def test_a_phase_from_the_first_point_on_gives_its_reason_to_the_only_segment() -> None:
    record = chart([10, 12] * 6, phases=(Phase("2015-01-01", "definition 2"),))
    assert [(segment.number, segment.reason) for segment in record.segments] == [(1, "definition 2")]


def test_a_phase_of_missing_months_has_no_lines() -> None:
    record = chart([10, 12] * 6 + [None, None], phases=(Phase(12, "moved"),))
    assert record.segments[1].centre is None
    assert record.segments[1].points == 0
    assert record.segment is record.segments[0], "what holds now is the phase of the newest measured point"


def test_the_target_is_the_one_in_force() -> None:
    record = chart([80.0, 90] * 7, targets=(Target(80), Target(90, "2015-07-01")), direction="up")
    assert [point.target for point in record.points] == [80] * 6 + [90] * 8
    assert record.assurance.target == 90


def test_before_its_first_date_there_is_no_target() -> None:
    record = chart([80.0, 90] * 7, targets=(Target(90, "2015-03-01"),), direction="up")
    assert [point.target for point in record.points][:3] == [None, None, 90]


def test_a_missing_month_shows_the_limits_of_an_xmr_chart_and_no_p_limits() -> None:
    plain = chart([10, None, 12, 10])
    share = analyse(
        Series("s", MONTHS[:4], numerator=[5, None, 6, 5], denominator=[10, None, 10, 10]), Spec(chart="p")
    )
    assert plain.points[1].upper == plain.points[0].upper
    assert (share.points[1].centre, share.points[1].upper) == (16 / 30, None)
