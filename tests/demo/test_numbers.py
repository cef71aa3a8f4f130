"""The invented numbers: the same on every run, possible, and telling what is told of the teams."""

from __future__ import annotations

import pytest

from alongside.core.spc import Analysis, Phase, Series, Spec, analyse
from alongside.demo.measuring import PHASES
from alongside.demo.numbers import Sent, due, numbers, series
from alongside.demo.texts import load, month, months


@pytest.fixture(scope="module")
def right() -> dict[tuple[str, str], dict]:
    """Each series month by month, corrections made."""
    made = numbers(load())
    better = {(each.right.team, each.right.measure, each.right.period): each.right for each in made.corrected}
    found: dict[tuple[str, str], dict] = {}
    for sent in made.sent:
        sent = better.get((sent.team, sent.measure, sent.period), sent)
        found.setdefault((sent.team, sent.measure), {})[sent.period] = sent
    return found


@pytest.fixture(scope="module")
def charts(right) -> dict[tuple[str, str], Analysis]:
    return {key: chart(*key, by_month) for key, by_month in right.items()}


def chart(team: str, key: str, by_month: dict) -> Analysis:
    measure = next(each for each in load().measures if each.key == key)
    axis = [each for each in months() if min(by_month) <= each <= max(by_month)]
    rows = [by_month.get(each) for each in axis]
    x = [each.isoformat() for each in axis]
    phases = tuple(
        Phase(f"{since}-01", reason)
        for letter, of, since, _, reason in PHASES
        if letter == team and of in (key, "all")
    )
    phases += tuple(Phase(f"{each.since}-01", each.reason) for each in load().again if each.measure == key)
    spec = Spec(
        chart=measure.chart,
        direction=measure.direction,
        unit=measure.unit,
        multiply=measure.multiply,
        phases=tuple(sorted({each.starts: each for each in phases}.values(), key=lambda each: each.starts)),
    )
    if measure.chart in ("p", "u"):
        over, under = [row and row.numerator for row in rows], [row and row.denominator for row in rows]
        return analyse(Series(f"{team} {key}", x, numerator=over, denominator=under), spec)
    return analyse(Series(f"{team} {key}", x, y=[row and row.value for row in rows]), spec)


def test_numbers_are_the_same_on_every_run():
    assert numbers(load()) == numbers(load())


def test_a_series_does_not_depend_on_what_was_drawn_before_it(right):
    texts = load()
    team, measure = texts.team("T"), next(each for each in texts.measures if each.key == "aki_medication")
    alone = {each.period: each for each in series(team, measure, team.lead)}
    assert alone == right["T", "aki_medication"]


def test_no_share_is_more_than_all():
    for sent in numbers(load()).sent:
        if sent.value is None:
            assert 0 <= sent.numerator <= sent.denominator
            assert sent.denominator >= 6


def test_two_teams_get_worse_and_eight_better_on_some_measure_now(charts):
    better = {team for (team, _), each in charts.items() if each.variation.kind == "improvement"}
    worse = {team for (team, _), each in charts.items() if each.variation.kind == "concern"}
    assert better == set("CEGHJMNT")
    assert worse == set("KS")


def test_every_shift_that_is_told_is_on_its_chart(charts):
    for team in load().teams:
        for history in team.histories:
            if history.kind != "shift":
                continue
            analysis = charts[team.letter, history.measure]
            tone = "improvement" if history.direction == "better" else "concern"
            stated = any(history.since.isoformat() == phase.starts for phase in analysis.spec.phases)
            seen = [signal for signal in analysis.signals if signal.tone == tone]
            assert stated or any(
                analysis.series.x[min(s.points)] == history.since.isoformat() for s in seen
            ), team.name


def test_one_team_sits_at_a_hundred_per_cent_and_tells_nothing(charts, right):
    sent = [each for period, each in right["Q", "sepsis_screened"].items() if period >= month("2015-12")]
    assert sum(each.numerator == each.denominator for each in sent) == len(sent) - 1
    assert charts["Q", "sepsis_screened"].variation.kind == "common"


def test_small_numbers_give_no_signal(charts):
    assert not [key for key, each in charts.items() if key[0] == "F" and each.variation.kind != "common"]


def test_a_month_is_missing_a_team_stops_one_joins_late_and_one_merges(right):
    def sent_by(letter: str) -> set:
        return {period for (team, _), by_month in right.items() if team == letter for period in by_month}

    assert set(months()) - sent_by("B") == {month("2016-08")}
    assert max(sent_by("D")) == month("2016-10")
    assert min(sent_by("N")) == month("2016-06")
    assert max(sent_by("V")) == month("2017-01")
    assert len(months()) == 22


def test_what_was_sent_wrong_is_corrected_later_with_a_reason(right):
    made = numbers(load())
    first = {(each.team, each.measure, each.period): each for each in made.sent}
    assert len(made.corrected) >= 5
    for each in made.corrected:
        wrong: Sent = first[each.right.team, each.right.measure, each.right.period]
        assert (wrong.numerator, wrong.denominator, wrong.value) != (
            each.right.numerator,
            each.right.denominator,
            each.right.value,
        )
        assert wrong.at < each.right.at
        assert each.reason


def test_numbers_come_on_time_late_in_part_or_with_a_reason_why_not():
    made = numbers(load())
    late = [each for each in made.sent if each.at.date() > due(each.period)]
    assert 0 < len(late) < len(made.sent) / 5
    assert {each.team for each in late} >= {"I"}
    assert all(each.because for each in made.nothing)
