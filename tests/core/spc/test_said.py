"""What a chart says beyond its icons: its reading, phases it suggests, and tables with small counts hidden."""

from __future__ import annotations

import re

import pytest

from alongside.core.errors import Invalid
from alongside.core.spc import CHARTS, RULE_SETS, Analysis, Phase, Series, Spec, Target, analyse

MONTHS = [f"{2015 + month // 12}-{month % 12 + 1:02d}-01" for month in range(36)]


def chart(values: list[float | None], **options: object) -> Analysis:
    options = {"direction": "up", **options}
    return analyse(Series("s", MONTHS[: len(values)], values), Spec(**options))  # type: ignore[arg-type]


def share(numerator: list[float | None], denominator: list[float | None], **options: object) -> Analysis:
    options = {"chart": "p", "unit": "percent", "direction": "up", **options}
    series = Series("s", MONTHS[: len(numerator)], numerator=numerator, denominator=denominator)
    return analyse(series, Spec(**options))  # type: ignore[arg-type]


# Readings


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$)", text))


def test_a_reading_says_what_when_by_which_rule_and_how_the_limits_were_made() -> None:
    record = chart([4.0, 6] * 6 + [4, 6, 7, 6, 7, 6, 7, 6, 7], freeze=12, targets=(Target(11),))
    assert record.reading == (
        "Better since Feb 2016: 8 months above 5.0. "
        "By the rules of mdc-2023: Shift, better: 8 months in a row above the centre, Feb 2016 to Sep 2016. "
        "The limits are those of an XmR chart: the mean of the first 12 months from Jan 2015, and 2.66 mean moving ranges to "
        "either side. "
        "Target 11.0: target not judged yet. "
        "A chart never says why: look at what was near in time."
    )


def test_a_reading_of_a_share_gives_the_numbers_behind_its_centre() -> None:
    record = share([35.0, 37] * 8, [50] * 16)
    assert "576 of 800 in all 16 months" in record.reading
    assert record.reading.startswith("Steady around 72%; no signal. None of the rules of mdc-2023 is broken.")
    assert record.reading.endswith("nor that nothing was changed; a chart never says why.")


@pytest.mark.parametrize("rules", sorted(RULE_SETS))
@pytest.mark.parametrize("kind", sorted(CHARTS))
@pytest.mark.parametrize(
    "values",
    [
        [14.0, 16, 15, 13, 17, 15, 14, 16] * 2 + [22, 23, 24, 25, 26, 27, 28, 29],
        [15.0, 15, 15],
        [15.0, 15, 0, 15] * 6,
        [None, 12.0],
        [],
        [4.0, 4, 4, 4, 4, 9, 9, 9, 9, 9] * 3,
    ],
    ids=["risen", "few", "zeros", "one", "none", "blocks"],
)
def test_every_reading_has_three_to_six_sentences_and_claims_no_cause(
    kind: str, rules: str, values: list[float | None]
) -> None:
    options: dict[str, object] = {"chart": kind, "rules": rules, "unit": "number", "targets": (Target(20),)}
    if CHARTS[kind].takes == "ratio":
        record = share(values, [None if each is None else 40 for each in values], **options)
    else:
        record = chart(values, **options)
    assert 3 <= sentences(record.reading) <= 6, record.reading
    assert "never says why" in record.reading
    assert "because" not in record.reading
    assert "{" not in record.reading


@pytest.mark.parametrize("rules", sorted(RULE_SETS))
def test_every_signal_can_be_described(rules: str) -> None:
    from alongside.core.spc import words

    values: list[float | None] = [4.0, 4, 4, 4, 4, 4, 4, 9, 10, 11, 12, 13, 14, 15, 16, 40]
    for kind in ("run", "xmr"):
        record = chart(values, chart=kind, rules=rules)
        assert record.signals
        for signal in record.signals:
            said = words.describe(record, signal)
            assert said.endswith(".") and words.rule(signal.rule) in said.lower()


# Phases that are suggested


def test_a_level_that_held_is_suggested_with_its_evidence_and_nothing_is_applied() -> None:
    record = chart([4.0, 6] * 6 + [4, *[6.0, 7] * 5], freeze=12)
    (suggestion,) = record.suggested_phases
    assert suggestion.starts == "2016-02-01"
    assert suggestion.evidence == (
        "10 months in a row above 5.0, Feb 2016 to Nov 2016, and still so. "
        "A phase can begin here only with a stated cause: what changed?"
    )
    assert len(record.segments) == 1


def test_a_run_that_has_ended_is_suggested_if_it_held_nine_points() -> None:
    nine, eight = ([4.0, 6] * 6 + [4, *[7.0] * k, 4, 6, 4, 6] for k in (9, 8))
    assert ["and not since" in each.evidence for each in chart(nine, freeze=12).suggested_phases] == [True]
    assert chart(eight, freeze=12).suggested_phases == ()


def test_the_run_with_which_a_phase_begins_is_its_level_and_not_suggested() -> None:
    record = chart([4.0] * 10 + [8.0] * 10)
    assert [suggestion.starts for suggestion in record.suggested_phases] == ["2015-11-01"]


def test_a_suggestion_can_be_taken_up_as_it_is_and_then_is_none_any_more() -> None:
    values: list[float | None] = [4.0, 6] * 6 + [4, *[6.0, 7] * 5]
    numbered = Series("s", list(range(1, 24)), values)
    (suggestion,) = analyse(numbered, Spec(freeze=12)).suggested_phases
    assert suggestion.starts == 13
    taken = analyse(numbered, Spec(freeze=12, phases=(Phase(suggestion.starts, "new trolley"),)))
    assert taken.suggested_phases == ()
    assert taken.segments[1].centre == 6.5


def test_freeze_phases_and_the_target_in_force_go_together() -> None:
    """Limits of the newest phase, from its own first points, against the target of today."""
    record = chart(
        [4.0, 6] * 8 + [20.0, 22] * 7 + [30],
        freeze=12,
        phases=(Phase("2016-05-01", "moved"),),
        targets=(Target(3), Target(15, "2016-01-01")),
    )
    assert [(segment.centre, segment.base) for segment in record.segments] == [(5, 12), (21, 12)]
    assert (record.assurance.kind, record.assurance.target) == ("pass", 15)
    assert [signal.points for signal in record.signals if signal.rule == "astronomical"] == [(30,)]


# Small counts hidden


def test_without_a_bound_the_table_is_whole() -> None:
    listing = share([3.0, 30, 20], [50, 50, 50]).rows()
    assert [row.numerator for row in listing.rows] == [3, 30, 20]
    assert (listing.hidden, listing.said) == ((), "")


def test_small_counts_and_small_remainders_are_hidden_with_all_that_would_tell_them() -> None:
    record = share([3.0, 30, 48, 20, 0, 50, 25], [50, 50, 50, 50, 50, 50, 50])
    listing = record.rows(hide_below=5)
    assert listing.hidden == (0, 2), "3 of 50; 48 of 50 leaves 2; none and all of 50 are not small counts"
    for row in listing.rows:
        assert row.hidden == (row.i in listing.hidden)
        if row.hidden:
            assert (row.y, row.numerator, row.denominator, row.lower, row.upper) == (None,) * 5
        else:
            assert None not in (row.y, row.numerator, row.denominator, row.lower, row.upper)
    assert listing.said == (
        "2 months hidden: they rest on counts below 5, or would let one be worked out. "
        "Lines and signals are computed from all numbers; lines are rounded."
    )


def test_lines_and_signals_are_those_of_the_whole_series() -> None:
    record = share([30.0, 35] * 8 + [3], [50] * 17)
    listing = record.rows(hide_below=5)
    assert ("astronomical", "low") in listing.rows[16].signals
    assert listing.rows[0].centre == round(record.points[0].centre or 0, 1)


@pytest.mark.parametrize(("kind", "together"), [("p", 2), ("u", 2), ("run", 2), ("pp", 3), ("xmr", 3)])
def test_a_lone_small_count_cannot_be_worked_out_from_the_centre(kind: str, together: int) -> None:
    record = share([30.0, 4, 31, 29, 12, 33], [50, 50, 50, 50, 50, 50], chart=kind)
    listing = record.rows(hide_below=5)
    assert 1 in listing.hidden and 4 in listing.hidden, "the next smallest goes with it"
    assert len(listing.hidden) == together
    shown = [row for row in listing.rows if not row.hidden]
    assert len(shown) == 6 - together


def test_each_phase_hides_enough_of_its_own() -> None:
    record = share([30.0, 4, 31, 29, 12, 33, 20, 25], [50] * 8, phases=(Phase(4, "moved"),))
    assert record.rows(hide_below=5).hidden == (1, 2), (
        "31 of 50 leaves 19, the next smallest count of its phase"
    )


def test_a_phase_of_a_single_small_count_shows_no_line() -> None:
    record = share([30.0, 31, 29, 3], [50] * 4, phases=(Phase(3, "moved"),))
    last = record.rows(hide_below=5).rows[3]
    assert (last.centre, last.lower, last.upper) == (None, None, None)


def test_bed_days_are_no_patients_and_counts_of_a_c_chart_are() -> None:
    rates = share([10.0, 12, 11], [11, 13, 12], chart="u", unit="rate")
    assert rates.rows(hide_below=5).hidden == (), "one bed day without an event is nobody"
    falls = chart([2.0, 9, 8, 7], chart="c")
    assert falls.rows(hide_below=5).hidden == (0, 3)
    minutes = chart([2.0, 9, 8, 7])
    assert minutes.rows(hide_below=5).hidden == (), "two minutes are no count"


def test_a_bound_that_hides_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="cannot be hidden"):
        share([3.0], [5]).rows(hide_below=1)
